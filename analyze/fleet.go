package analyze

import (
	"sort"
	"strings"
	"time"

	"kmstriage/analyze/derive"
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
	leading := leaders(f.Machines, newest)
	f.Hosts = hosts(leading)
	f.Clones = clones(leading)
	f.Findings = together(leading)
	return f
}

// leaders are the newest diagnoses, one a machine, in order of the machines.
func leaders(ms []Machine, newest map[string]*Diagnosis) []*Diagnosis {
	out := make([]*Diagnosis, 0, len(ms))
	for _, m := range ms {
		out = append(out, newest[strings.ToLower(m.Name)])
	}
	return out
}

// hosts are the KMS hosts as Office clients asked them, the most asked first.
func hosts(ds []*Diagnosis) []FleetHost {
	at := map[string]*FleetHost{}
	last := map[string]time.Time{}
	for _, d := range ds {
		for _, a := range d.Timeline {
			if a.Host == "" || a.Application != string(derive.Office) {
				continue
			}
			k := derive.HostPort(strings.ToLower(a.Host), a.Port)
			h := at[k]
			if h == nil {
				h = &FleetHost{Host: strings.ToLower(a.Host), Port: a.Port}
				at[k] = h
			}
			h.Asked++
			switch {
			case a.OK:
				h.Answered++
			case a.Refused:
				h.Refused++
			default:
				continue
			}
			if a.Time != nil && !a.Time.Before(last[k]) {
				last[k] = *a.Time
				h.LastAnswer = a.Time.UTC().Format(time.RFC3339)
				h.Count = a.Count
			}
		}
	}
	out := make([]FleetHost, 0, len(at))
	for _, h := range at {
		out = append(out, *h)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Asked != out[j].Asked {
			return out[i].Asked > out[j].Asked
		}
		return out[i].Host < out[j].Host || out[i].Host == out[j].Host && out[i].Port < out[j].Port
	})
	return out
}

// clones are the client machine ids that Office requests of several machines carry.
func clones(ds []*Diagnosis) []Clone {
	machines := map[string][]string{}
	for _, d := range ds {
		seen := map[string]bool{}
		for _, a := range d.Timeline {
			id := strings.ToLower(a.CMID)
			if id != "" && a.Application == string(derive.Office) && !seen[id] {
				seen[id] = true
				machines[id] = append(machines[id], d.MachineName())
			}
		}
	}
	out := []Clone{}
	for id, ms := range machines {
		if len(ms) > 1 {
			sort.Strings(ms)
			out = append(out, Clone{CMID: id, Machines: ms})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].CMID < out[j].CMID })
	return out
}

// together are the findings that need several bundles, equal ones once.
func together(ds []*Diagnosis) []Finding {
	out := []Finding{}
	seen := map[string]bool{}
	for _, d := range ds {
		for _, f := range d.Findings {
			if f.rule == nil || !f.rule.Several || seen[f.Rule+"|"+f.Title] {
				continue
			}
			seen[f.Rule+"|"+f.Title] = true
			out = append(out, f)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		if severities[out[i].Severity] != severities[out[j].Severity] {
			return severities[out[i].Severity] < severities[out[j].Severity]
		}
		return precedes(&out[i], &out[j])
	})
	return out
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
