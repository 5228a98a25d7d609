package analyze

import (
	"strings"
	"time"

	"kmstriage/analyze/derive"
)

// Member is what tells of which machine a bundle is, and which of its bundles leads.
type Member struct {
	Counts    bool   // it could be read, and a file of it was recognised
	Bundle    string // its name
	SHA256    string
	Computer  string // "" unknown
	Collected time.Time
}

// MemberOf tells of which machine the peer's bundle is. counts is that of Member.
func MemberOf(p *derive.Peer, counts bool) Member {
	return Member{Counts: counts, Bundle: p.Bundle, SHA256: p.SHA256, Computer: p.Computer, Collected: p.Collected}
}

// Member tells of which machine the diagnosis is.
func (d *Diagnosis) Member() Member {
	m := Member{Counts: d.Unreadable == "" && d.recognised(), Bundle: d.Bundle.Name, SHA256: d.Bundle.SHA256, Computer: d.Bundle.Computer}
	if t := d.Bundle.CollectedAt; t != nil {
		m.Collected = *t
	}
	return m
}

// Key is equal for bundles of one machine: of one computer or, where none is known, of one content.
func (m Member) Key() string {
	switch {
	case m.Computer != "":
		return strings.ToLower(m.Computer)
	case m.SHA256 != "":
		return "sha256:" + m.SHA256
	}
	return "bundle:" + m.Bundle
}

// before orders the bundles of one machine: the newest first, then by name and content, so that the order of the input
// decides nothing.
func (m Member) before(o Member) bool {
	switch {
	case !m.Collected.Equal(o.Collected):
		return m.Collected.After(o.Collected)
	case m.Bundle != o.Bundle:
		return m.Bundle < o.Bundle
	}
	return m.SHA256 < o.SHA256
}

// Leaders tells for each bundle whether it leads: exactly one does of each machine that counts, the newest.
func Leaders(ms []Member) []bool {
	first := map[string]int{}
	for i, m := range ms {
		if !m.Counts {
			continue
		}
		k := m.Key()
		if j, seen := first[k]; !seen || m.before(ms[j]) {
			first[k] = i
		}
	}
	out := make([]bool, len(ms))
	for _, i := range first {
		out[i] = true
	}
	return out
}
