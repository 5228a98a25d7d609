package derive

import (
	"net/netip"
	"sort"
	"strings"

	"kmstriage/parse/fact"
)

// Machine is the computer that the bundle is about.
type Machine struct {
	Name   string // upper case, NetBIOS; "" unknown
	Source fact.Source
	Proven bool   // a file name, an inventory or an event names it
	FQDN   string // lower case; "" unknown
	Domain string // lower case; "" unknown
	// DomainLine is what tells the domain.
	DomainLine fact.Line
	// Others are the computers that decisive files of the bundle name besides, by their prefix.
	Prefixes map[string][]string // computer (upper case) to paths
	names    map[string]bool     // normalised names of this machine
}

// machine chooses the computer: majority of the file names' prefixes, else ROIScan, else the newest events, else the
// banner of /dhistorykms.
func machine(s *fact.Set) Machine {
	m := Machine{Prefixes: map[string][]string{}, names: map[string]bool{}}
	votes := map[string]int{}
	for _, n := range s.Names {
		if n.From == "prefix" {
			u := strings.ToUpper(n.Name)
			votes[u]++
			m.Prefixes[u] = append(m.Prefixes[u], n.Source.Path)
		}
	}
	m.Name = majority(votes)
	for _, from := range []string{"roiscan", "event", "dhistory", "mgadiag"} {
		if m.Name == "" {
			m.Name = mostSeen(s.Names, from)
		}
	}
	m.Proven = m.Name != ""
	for _, from := range besides {
		if m.Name == "" {
			m.Name = mostSeen(s.Names, from)
		}
	}
	for _, n := range s.Names {
		if strings.EqualFold(firstLabel(n.Name), m.Name) && m.Source.IsZero() {
			m.Source = n.Source
		}
	}
	if m.Name != "" {
		m.names[normal(m.Name)] = true
	}
	m.domains(s)
	return m
}

// domains learns the full name from events (newest wins where a machine changed domain) and ROIScan.
func (m *Machine) domains(s *fact.Set) {
	best := 0
	for _, n := range s.Names {
		f := normal(n.Name)
		if n.From == "prefix" || isBesides(n.From) || !strings.Contains(f, ".") || IsAddress(f) || firstLabel(f) != normal(m.Name) {
			continue
		}
		m.names[f] = true
		if n.Count >= best {
			best = n.Count
			m.FQDN = f
			_, m.Domain, _ = strings.Cut(f, ".")
			m.DomainLine = fact.Line{Source: m.Source, Text: f}
		}
	}
	if m.FQDN == "" {
		m.domainBesides(s)
	}
}

// domainBesides learns the full name from what people send besides, where nothing of the collection tells it: by the
// primary DNS suffix, else by the domain of Active Directory, which mostly is the same.
func (m *Machine) domainBesides(s *fact.Set) {
	for _, key := range []string{"suffix", "domain"} {
		for _, n := range s.Networks {
			suffix := normal(map[string]string{"suffix": n.Suffix, "domain": n.Domain}[key])
			if !strings.Contains(suffix, ".") || n.Host == "" || firstLabel(n.Host) != normal(m.Name) {
				continue
			}
			m.FQDN, m.Domain = firstLabel(n.Host)+"."+suffix, suffix
			m.names[m.FQDN] = true
			m.DomainLine = n.Lines[key]
			return
		}
	}
}

// learnOwnSRV accepts a published host with this machine's first label as its own name, where the machine is a KMS
// host by its own word and no full name is known.
func (m *Machine) learnOwnSRV(c *Case) {
	if m.FQDN != "" || m.Name == "" || !c.Host.ByOwnWord() {
		return
	}
	for _, r := range c.DNS.Records {
		if firstLabel(r.Host) == normal(m.Name) {
			m.names[normal(r.Host)] = true
		}
	}
}

// IsSelf reports whether a host name denotes this machine: one of its names, localhost or a loopback address.
func (m *Machine) IsSelf(h string) bool {
	if h == "" {
		return false
	}
	if a, ok := address(strings.TrimSpace(h)); ok {
		return a.IsLoopback() || a == netip.IPv6Loopback()
	}
	n := normal(h)
	return n == "localhost" || m.names[n]
}

// owns reports whether an event of the named computer counts as this machine's.
func (m *Machine) owns(computer string) bool {
	return computer == "" || m.Name == "" || firstLabel(computer) == normal(m.Name)
}

func majority(votes map[string]int) string {
	names := make([]string, 0, len(votes))
	for n := range votes {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool {
		if votes[names[i]] != votes[names[j]] {
			return votes[names[i]] > votes[names[j]]
		}
		return names[i] < names[j]
	})
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

func mostSeen(names []fact.Name, from string) string {
	votes := map[string]int{}
	for _, n := range names {
		if n.From == from {
			votes[strings.ToUpper(firstLabel(n.Name))] += max(n.Count, 1)
		}
	}
	return majority(votes)
}
