package analyze

import (
	"sort"
	"strings"

	"kmstriage/analyze/derive"
)

// Clone is one CMID that several machines share. SameRecords is how many event records, equal in number and time, two of
// them hold at least: two machines share history only where a disk was copied. Image is the computer that the oldest records
// of one of them name in place of its own.
type Clone struct {
	CMID        string   `json:"cmid"`
	Machines    []string `json:"machines"`
	SameRecords int      `json:"sameRecords,omitempty"`
	Image       string   `json:"image,omitempty"`
}

// addClones notes the client machine ids that Office requests carry.
func (g *Gathering) addClones(d *Diagnosis) {
	seen := map[string]bool{}
	for _, a := range d.Timeline {
		id := strings.ToLower(a.CMID)
		if id != "" && a.Application == string(derive.Office) && !seen[id] {
			seen[id] = true
			g.cmid[id] = append(g.cmid[id], d.MachineName())
		}
	}
}

func (g *Gathering) allClones() []Clone {
	out := []Clone{}
	for id, ms := range g.cmid {
		if len(ms) > 1 {
			sort.Strings(ms)
			out = append(out, Clone{CMID: id, Machines: ms})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if len(out[i].Machines) != len(out[j].Machines) {
			return len(out[i].Machines) > len(out[j].Machines)
		}
		return out[i].CMID < out[j].CMID
	})
	return out
}

// Meet adds what only the bundles' own words tell together: what proves that machines were cloned, and exchanges that both
// ends logged. b may be nil.
func (f *Fleet) Meet(b *derive.Batch) {
	if b == nil {
		return
	}
	for i := range f.Clones {
		c := &f.Clones[i]
		c.SameRecords, c.Image = b.Lineage(c.Machines)
	}
	for _, e := range b.Exchanges() {
		f.Exchanges = append(f.Exchanges, Exchange(e))
	}
}

// Exchange is what a client and a KMS host, both among the inputs, logged of the same requests. ClockDifference is how many
// seconds the host's clock is ahead of the client's by the newest of them, the way over the network included; it is absent where
// one of the logs does not tell time exactly.
type Exchange struct {
	Client          string `json:"client"`
	Host            string `json:"host"`
	Requests        int    `json:"requests"`
	Newest          string `json:"newest"` // RFC 3339, UTC: the minute that both logged, by the client's clock
	ClockDifference *int   `json:"clockDifferenceMilliseconds,omitempty"`
}
