package analyze

import (
	"sort"
	"time"

	"kmstriage/analyze/derive"
)

// Gathering counts a fleet bundle by bundle and keeps no diagnosis.
type Gathering struct {
	fleet    Fleet
	machine  map[string]int // key of a machine to its place
	hosts    map[string]*seenHost
	cmid     map[string][]string
	zones    map[string]*ZoneView
	lapses   []lapse
	fixes    map[string]*Fix
	together map[string]bool
}

// NewGathering begins a fleet.
func NewGathering() *Gathering {
	return &Gathering{machine: map[string]int{}, hosts: map[string]*seenHost{}, cmid: map[string][]string{}, zones: map[string]*ZoneView{},
		fixes: map[string]*Fix{}, together: map[string]bool{},
		fleet: Fleet{Machines: []Machine{}, Causes: []Cause{}, Hosts: []FleetHost{}, Clones: []Clone{}, DNS: []ZoneView{}, Expiry: []Week{},
			Fixes: []Fix{}, Exchanges: []Exchange{}, Findings: []Finding{}}}
}

// Add counts one bundle. Of several bundles of one machine only the one that leads tells of it; see Leaders. Unreadable
// inputs are no machines, nor are bundles without a single recognised file. place is that of the machine in the fleet, -1
// for none.
func (g *Gathering) Add(d *Diagnosis, leads bool) (place int) {
	m := d.Member()
	if !m.Counts {
		return -1
	}
	k := m.Key()
	i, seen := g.machine[k]
	if !seen {
		i = len(g.fleet.Machines)
		g.machine[k] = i
		g.fleet.Machines = append(g.fleet.Machines, Machine{Name: d.MachineName()})
	}
	own := &g.fleet.Machines[i]
	own.Bundles = append(own.Bundles, d.Bundle.Name)
	if !leads {
		g.fleet.Repeats++
		return i
	}
	own.lead(d)
	g.addHosts(d)
	g.addClones(d)
	g.addZone(d)
	g.addLapse(d)
	g.addFix(d)
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
	m.since = failingSince(d)
	for _, s := range d.Subjects {
		if s.Attempt != nil && s.Attempt.Host != "" && (f.Subject == "" || f.Subject == s.ID) {
			m.Host, m.Port = s.Attempt.Host, s.Attempt.Port
			return
		}
	}
}

// failingSince is the oldest failed attempt of Office after its newest success.
func failingSince(d *Diagnosis) (since time.Time) {
	for _, a := range d.Timeline {
		switch {
		case a.Application != string(derive.Office) || a.Time == nil:
		case a.OK:
			since = time.Time{}
		case since.IsZero():
			since = *a.Time
		}
	}
	return since
}

// Fleet is what was counted so far. The gathering ends with it.
func (g *Gathering) Fleet() *Fleet {
	f := &g.fleet
	f.Causes = causes(f.Machines)
	f.Hosts = g.allHosts()
	f.Clones = g.allClones()
	f.DNS = g.allZones()
	f.Expiry = g.weeks()
	f.Fixes = g.allFixes()
	sort.SliceStable(f.Findings, func(i, j int) bool {
		if severities[f.Findings[i].Severity] != severities[f.Findings[j].Severity] {
			return severities[f.Findings[i].Severity] < severities[f.Findings[j].Severity]
		}
		return precedes(&f.Findings[i], &f.Findings[j])
	})
	return f
}

// addFindings keeps the findings that need several bundles, equal ones once.
func (g *Gathering) addFindings(d *Diagnosis) {
	for _, f := range d.Findings {
		if f.rule == nil || !f.rule.Several {
			continue
		}
		k := f.Rule + "|" + f.Title
		if id := f.Values["cmid"]; id != "" { // each of a family names the others
			k = f.Rule + "|" + id
		}
		if g.together[k] {
			continue
		}
		g.together[k] = true
		g.fleet.Findings = append(g.fleet.Findings, f)
	}
}
