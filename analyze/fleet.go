package analyze

import (
	"sort"
	"strings"
)

// Fleet is what several bundles mean together: the F of the contract. Every slice is present, be it empty, so that the
// shape does not depend on how many bundles there are.
type Fleet struct {
	Machines []Machine   `json:"machines"`
	Causes   []Cause     `json:"causes"`
	Hosts    []FleetHost `json:"hosts"`
	Clones   []Clone     `json:"clones"`
	Findings []Finding   `json:"findings"`
}

// Machine is one computer of the fleet; several bundles may be about it.
type Machine struct {
	Name    string   `json:"name"`
	Bundles []string `json:"bundles"`
	Primary string   `json:"primary,omitempty"`
}

// Cause is a primary finding and the machines that it was found on. A machine is counted once.
type Cause struct {
	Rule     string   `json:"rule"`
	Machines int      `json:"machines"`
	Names    []string `json:"names"`
}

// FleetHost is one KMS host as the clients saw it.
type FleetHost struct {
	Host       string `json:"host"`
	Port       int    `json:"port,omitempty"`
	Asked      int    `json:"asked"`
	Answered   int    `json:"answered"`
	Refused    int    `json:"refused"`
	LastAnswer string `json:"lastAnswer,omitempty"` // RFC 3339, UTC
	Count      *int   `json:"count,omitempty"`
}

// Clone is one CMID that several machines share.
type Clone struct {
	CMID     string   `json:"cmid"`
	Machines []string `json:"machines"`
}

// NewFleet counts machines and causes. Of several bundles of one computer the newest gives the machine's primary.
// Unreadable inputs are no machines, nor are bundles without a single recognised file.
func NewFleet(ds []*Diagnosis) *Fleet {
	f := &Fleet{Machines: []Machine{}, Causes: []Cause{}, Hosts: []FleetHost{}, Clones: []Clone{}, Findings: []Finding{}}
	at := map[string]int{}
	newest := map[string]*Diagnosis{}
	for _, d := range ds {
		if d.Unreadable != "" || !d.recognised() {
			continue
		}
		name := d.MachineName()
		k := strings.ToLower(name)
		i, seen := at[k]
		if !seen {
			i = len(f.Machines)
			at[k] = i
			f.Machines = append(f.Machines, Machine{Name: name})
		}
		m := &f.Machines[i]
		m.Bundles = append(m.Bundles, d.Bundle.Name)
		if old := newest[k]; old == nil || later(d, old) {
			newest[k] = d
			m.Primary = d.Primary
		}
	}
	f.Causes = causes(f.Machines)
	return f
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

func later(a, b *Diagnosis) bool {
	x, y := a.Bundle.CollectedAt, b.Bundle.CollectedAt
	return x != nil && (y == nil || x.After(*y))
}

// causes are sorted by the number of machines, the most first.
func causes(ms []Machine) []Cause {
	names := map[string][]string{}
	for _, m := range ms {
		if m.Primary != "" {
			names[m.Primary] = append(names[m.Primary], m.Name)
		}
	}
	out := make([]Cause, 0, len(names))
	for rule, ns := range names {
		out = append(out, Cause{Rule: rule, Machines: len(ns), Names: ns})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Machines != out[j].Machines {
			return out[i].Machines > out[j].Machines
		}
		return out[i].Rule < out[j].Rule
	})
	return out
}
