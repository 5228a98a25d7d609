package analyze

import (
	"sort"
	"strings"
	"time"
)

// Fleet is what several bundles mean together: the F of the contract. Every slice is present, be it empty, so that the
// shape does not depend on how many bundles there are.
type Fleet struct {
	Machines  []Machine   `json:"machines"`
	Repeats   int         `json:"repeats,omitempty"` // bundles of machines of which a newer one leads
	Causes    []Cause     `json:"causes"`
	Hosts     []FleetHost `json:"hosts"`
	Clones    []Clone     `json:"clones"`
	DNS       []ZoneView  `json:"dns"`
	Expiry    []Week      `json:"expiry"`
	Fixes     []Fix       `json:"fixes"`
	Exchanges []Exchange  `json:"exchanges"`
	Findings  []Finding   `json:"findings"`
}

// Machine is one computer of the fleet; several bundles may be about it. Primary, its severity and confidence and the
// host that was asked are those of the newest.
type Machine struct {
	Name       string     `json:"name"`
	Bundles    []string   `json:"bundles"`
	Primary    string     `json:"primary,omitempty"`
	Severity   Severity   `json:"severity,omitempty"`
	Confidence Confidence `json:"confidence,omitempty"`
	Host       string     `json:"host,omitempty"`
	Port       int        `json:"port,omitempty"`

	since time.Time
}

// Cause is a primary finding and the machines that it was found on. A machine is counted once. Since is the day of the
// oldest failed attempt of these machines ("2006-01-02", UTC), Host the KMS host that most of them asked.
type Cause struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity,omitempty"`
	Machines int      `json:"machines"`
	Names    []string `json:"names"`
	Since    string   `json:"since,omitempty"`
	Host     string   `json:"host,omitempty"`
	Port     int      `json:"port,omitempty"`
}

// NewFleet is what the diagnoses mean together.
func NewFleet(ds []*Diagnosis) *Fleet {
	members := make([]Member, len(ds))
	for i, d := range ds {
		members[i] = d.Member()
	}
	leads := Leaders(members)
	g := NewGathering()
	for i, d := range ds {
		g.Add(d, leads[i])
	}
	return g.Fleet()
}

// MachineName is the computer where it is known, else the bundle's own name.
func (d *Diagnosis) MachineName() string {
	if d.Bundle.Computer != "" {
		return d.Bundle.Computer
	}
	return d.Bundle.Name
}

// recognised reports whether any file of the bundle is of a known kind.
func (d *Diagnosis) recognised() bool {
	for _, a := range d.Artifacts {
		if a.Kind != "unrecognised" {
			return true
		}
	}
	return false
}

// causes are sorted by the number of machines, the most first.
func causes(ms []Machine) []Cause {
	at := map[string]*Cause{}
	since := map[string]time.Time{}
	asked := map[string]map[string]int{} // of each cause: host to machines
	place := map[string]*Machine{}
	for i := range ms {
		m := &ms[i]
		if m.Primary == "" {
			continue
		}
		c := at[m.Primary]
		if c == nil {
			c = &Cause{Rule: m.Primary, Severity: m.Severity}
			at[m.Primary], asked[m.Primary] = c, map[string]int{}
		}
		c.Machines++
		c.Names = append(c.Names, m.Name)
		if t := since[m.Primary]; !m.since.IsZero() && (t.IsZero() || m.since.Before(t)) {
			since[m.Primary] = m.since
		}
		if m.Host != "" {
			k := hostKey(m.Host, m.Port)
			asked[m.Primary][k]++
			place[k] = m
		}
	}
	out := make([]Cause, 0, len(at))
	for rule, c := range at {
		if t := since[rule]; !t.IsZero() {
			c.Since = t.UTC().Format(time.DateOnly)
		}
		if k := most(asked[rule]); k != "" {
			c.Host, c.Port = strings.ToLower(place[k].Host), place[k].Port
		}
		out = append(out, *c)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Machines != out[j].Machines {
			return out[i].Machines > out[j].Machines
		}
		return out[i].Rule < out[j].Rule
	})
	return out
}

// most is the key with the highest number; of equal ones the first by name.
func most(n map[string]int) (best string) {
	for k := range n {
		if best == "" || n[k] > n[best] || n[k] == n[best] && k < best {
			best = k
		}
	}
	return best
}
