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

// Gathering counts a fleet bundle by bundle and keeps no diagnosis.
type Gathering struct {
	fleet    Fleet
	machine  map[string]int // key of a machine to its place
	hosts    map[string]*seenHost
	cmid     map[string][]string
	together map[string]bool
}

// NewGathering begins a fleet.
func NewGathering() *Gathering {
	return &Gathering{machine: map[string]int{}, hosts: map[string]*seenHost{}, cmid: map[string][]string{}, together: map[string]bool{},
		fleet: Fleet{Machines: []Machine{}, Causes: []Cause{}, Hosts: []FleetHost{}, Clones: []Clone{}, Findings: []Finding{}}}
}

// Add counts one bundle. Of several bundles of one machine only the one that leads tells of it; see Leaders. Unreadable
// inputs are no machines, nor are bundles without a single recognised file. place is that of the machine in the fleet, -1
// for none.
func (g *Gathering) Add(d *Diagnosis, leads bool) (place int) {
	m := d.Member()
	if !m.Counts {
		return -1
	}
	k := m.key()
	i, seen := g.machine[k]
	if !seen {
		i = len(g.fleet.Machines)
		g.machine[k] = i
		g.fleet.Machines = append(g.fleet.Machines, Machine{Name: d.MachineName()})
	}
	g.fleet.Machines[i].Bundles = append(g.fleet.Machines[i].Bundles, d.Bundle.Name)
	if !leads {
		return i
	}
	g.fleet.Machines[i].lead(d)
	g.addHosts(d)
	g.addClones(d)
	g.addFindings(d)
	return i
}

// lead takes over what the leading bundle says of the machine.
func (m *Machine) lead(d *Diagnosis) {
	m.Primary = d.Primary
	if d.Primary == "" || len(d.Findings) == 0 {
		return
	}
	f := &d.Findings[0]
	m.Severity, m.Confidence = f.Severity, f.Confidence
	for _, s := range d.Subjects {
		if s.Attempt != nil && s.Attempt.Host != "" && (f.Subject == "" || f.Subject == s.ID) {
			m.Host, m.Port = s.Attempt.Host, s.Attempt.Port
			return
		}
	}
}

// Fleet is what was counted so far. The gathering ends with it.
func (g *Gathering) Fleet() *Fleet {
	f := &g.fleet
	f.Causes = causes(f.Machines)
	f.Hosts = g.allHosts()
	f.Clones = g.allClones()
	sort.SliceStable(f.Findings, func(i, j int) bool {
		if severities[f.Findings[i].Severity] != severities[f.Findings[j].Severity] {
			return severities[f.Findings[i].Severity] < severities[f.Findings[j].Severity]
		}
		return precedes(&f.Findings[i], &f.Findings[j])
	})
	return f
}

// seenHost is a KMS host with the moment of its newest answer.
type seenHost struct {
	FleetHost
	last time.Time
}

// addHosts counts what Office clients asked of each KMS host.
func (g *Gathering) addHosts(d *Diagnosis) {
	for _, a := range d.Timeline {
		if a.Host == "" || a.Application != string(derive.Office) {
			continue
		}
		k := derive.HostPort(strings.ToLower(a.Host), a.Port)
		h := g.hosts[k]
		if h == nil {
			h = &seenHost{FleetHost: FleetHost{Host: strings.ToLower(a.Host), Port: a.Port}}
			g.hosts[k] = h
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
		if a.Time != nil && !a.Time.Before(h.last) {
			h.last = *a.Time
			h.LastAnswer = a.Time.UTC().Format(time.RFC3339)
			h.Count = a.Count
		}
	}
}

// allHosts are sorted by how often they were asked, the most first.
func (g *Gathering) allHosts() []FleetHost {
	out := make([]FleetHost, 0, len(g.hosts))
	for _, h := range g.hosts {
		out = append(out, h.FleetHost)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Asked != out[j].Asked {
			return out[i].Asked > out[j].Asked
		}
		return out[i].Host < out[j].Host || out[i].Host == out[j].Host && out[i].Port < out[j].Port
	})
	return out
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
	sort.Slice(out, func(i, j int) bool { return out[i].CMID < out[j].CMID })
	return out
}

// addFindings keeps the findings that need several bundles, equal ones once.
func (g *Gathering) addFindings(d *Diagnosis) {
	for _, f := range d.Findings {
		if f.rule == nil || !f.rule.Several || g.together[f.Rule+"|"+f.Title] {
			continue
		}
		g.together[f.Rule+"|"+f.Title] = true
		g.fleet.Findings = append(g.fleet.Findings, f)
	}
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
