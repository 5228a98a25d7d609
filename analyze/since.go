package analyze

import (
	"slices"
	"sort"
	"strings"
	"time"

	"kmstriage/analyze/derive"
)

// Fate is what became of a finding between two collections of a machine.
type Fate string

// The fates. Fixed needs a positive sign: an activation after the older collection, or a licence that is listed as LICENSED
// since. That a finding is gone is none: CannotTell says why.
const (
	Fixed      Fate = "fixed"
	Still      Fate = "still-there"
	Fresh      Fate = "new"
	CannotTell Fate = "cannot-tell"
)

// Since is what changed on one machine between two bundles. Names are the bundles'; Another tells that the bundles are of
// different installations behind one name, so that nothing compares.
type Since struct {
	Machine string       `json:"machine"`
	Old     string       `json:"old,omitempty"` // absent where the machine is new
	New     string       `json:"new,omitempty"` // absent where it is gone
	Another string       `json:"another,omitempty"`
	Changes []FateChange `json:"changes"`
}

// FateChange is one finding and its fate. Why is one sentence in English; Because the line that proves that it is fixed, in the
// new bundle.
type FateChange struct {
	Fate    Fate       `json:"fate"`
	Rule    string     `json:"rule"`
	Subject string     `json:"subject,omitempty"`
	Title   string     `json:"title"`
	Why     string     `json:"why,omitempty"`
	Because []Evidence `json:"because,omitempty"`
}

// fateOrder is the order in which they are listed.
var fateOrder = []Fate{Fixed, Still, Fresh, CannotTell}

// Compare says what became of the findings of a machine. Findings that praise (severity ok) or inform are left out.
func Compare(older, newer *Diagnosis) Since {
	s := Since{Machine: newer.MachineName(), Old: older.Bundle.Name, New: newer.Bundle.Name, Changes: []FateChange{}}
	s.Another = another(older, newer)
	now := bad(newer)
	was := bad(older)
	for _, f := range was {
		switch {
		case slices.ContainsFunc(now, func(g *Finding) bool { return same(f, g) }):
			s.add(Still, f, "", nil)
		default:
			s.gone(f, older, newer)
		}
	}
	for _, g := range now {
		if !slices.ContainsFunc(was, func(f *Finding) bool { return same(f, g) }) {
			s.add(Fresh, g, "", g.Because[:min(len(g.Because), 1)])
		}
	}
	sort.SliceStable(s.Changes, func(i, j int) bool {
		return slices.Index(fateOrder, s.Changes[i].Fate) < slices.Index(fateOrder, s.Changes[j].Fate)
	})
	return s
}

func bad(d *Diagnosis) []*Finding {
	var out []*Finding
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Severity == Error || f.Severity == Warning {
			out = append(out, f)
		}
	}
	return out
}

func same(f, g *Finding) bool { return f.Rule == g.Rule && f.Subject == g.Subject }

func (s *Since) add(fate Fate, f *Finding, why string, because []Evidence) {
	s.Changes = append(s.Changes, FateChange{Fate: fate, Rule: f.Rule, Subject: f.Subject, Title: f.Title, Why: why, Because: because})
}

// gone decides between fixed and not to be told.
func (s *Since) gone(f *Finding, older, newer *Diagnosis) {
	if newer.Unreadable != "" {
		s.add(CannotTell, f, "the new bundle could not be read", nil)
		return
	}
	if a := activatedSince(f.Subject, older, newer); a != nil {
		s.add(Fixed, f, "activated at "+a.Time.UTC().Format(time.RFC3339)+activator(a), []Evidence{{Source: a.Source, Text: "activated" + activator(a)}})
		return
	}
	for _, n := range newer.NotChecked {
		if n.Rule == f.Rule {
			s.add(CannotTell, f, "the new bundle lacks what the rule needs: "+strings.Join(n.Missing, ", "), nil)
			return
		}
	}
	if lost := lostKinds(f, older, newer); len(lost) > 0 {
		s.add(CannotTell, f, "it was seen in what the new bundle lacks: "+strings.Join(lost, ", "), nil)
		return
	}
	if f.Subject != "" && !slices.ContainsFunc(newer.Subjects, func(x Subject) bool { return x.ID == f.Subject || strings.HasPrefix(x.ID, f.Subject) }) {
		s.add(CannotTell, f, "the new bundle does not show this licence", nil)
		return
	}
	if l := licensed(f.Subject, newer); l != nil && older.Bundle.before(newer.Bundle) {
		s.add(Fixed, f, "the licence is LICENSED now", []Evidence{{Source: *l.Source, Text: l.Status}})
		return
	}
	if slices.Contains(newer.Clear, f.Rule) {
		s.add(CannotTell, f, "the rule does not apply any more, but nothing proves an activation since", nil)
		return
	}
	s.add(CannotTell, f, "another finding hides it", nil)
}

// before reports whether a bundle is known to have been collected before another one.
func (b BundleID) before(o BundleID) bool {
	return b.CollectedAt != nil && o.CollectedAt != nil && b.CollectedAt.Before(*o.CollectedAt)
}

// licensed is the licence of the finding's subject where the new bundle lists it as licensed and finds nothing wrong with it.
func licensed(subject string, newer *Diagnosis) *Licence {
	for i := range newer.Subjects {
		x := &newer.Subjects[i]
		if x.ID == subject && x.Licence != nil && x.Licence.Status == "LICENSED" && x.Licence.Source != nil && x.Severity != Error && x.Severity != Warning {
			return x.Licence
		}
	}
	return nil
}

// activatedSince is the newest activation of the licence in the new bundle that is later than everything in the old one.
func activatedSince(subject string, older, newer *Diagnosis) *Attempt {
	if older.Bundle.CollectedAt == nil {
		return nil
	}
	var found *Attempt
	for i := range newer.Timeline {
		a := &newer.Timeline[i]
		if a.OK && a.Time != nil && a.Time.After(*older.Bundle.CollectedAt) && a.Application == string(derive.Office) &&
			(a.Subject == "" || subject == "" || a.Subject == subject || strings.HasPrefix(a.Subject, subject)) {
			found = a
		}
	}
	return found
}

func activator(a *Attempt) string {
	if a.Host == "" {
		return ""
	}
	return " by " + derive.HostPort(a.Host, a.Port)
}

// lostKinds are the kinds of file that proved the finding and that the new bundle does not hold.
func lostKinds(f *Finding, older, newer *Diagnosis) []string {
	has := map[string]bool{}
	for _, a := range newer.Artifacts {
		if a.Reading != "failed" {
			has[a.Kind] = true
		}
	}
	kinds := map[string]string{}
	for _, a := range older.Artifacts {
		kinds[a.Path] = a.Kind
	}
	lost := map[string]bool{}
	for _, e := range f.Because {
		if k := kinds[e.Source.Path]; k != "" && !has[k] {
			lost[k] = true
		}
	}
	out := make([]string, 0, len(lost))
	for k := range lost {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// another says why the bundles are of different installations: other client machine ids for Office altogether.
func another(older, newer *Diagnosis) string {
	a, b := officeCMIDs(older), officeCMIDs(newer)
	if len(a) == 0 || len(b) == 0 {
		return ""
	}
	for id := range a {
		if b[id] {
			return ""
		}
	}
	return "no client machine id of the old bundle is in the new one: installed anew, rearmed, or another computer of this name"
}

func officeCMIDs(d *Diagnosis) map[string]bool {
	out := map[string]bool{}
	for _, a := range d.Timeline {
		if a.CMID != "" && a.Application == string(derive.Office) {
			out[strings.ToLower(a.CMID)] = true
		}
	}
	return out
}

// CompareRuns pairs the leading bundles of two runs by machine, in order of name.
func CompareRuns(older, newer []*Diagnosis) []Since {
	was, now := byMachine(older), byMachine(newer)
	keys := map[string]bool{}
	for k := range was {
		keys[k] = true
	}
	for k := range now {
		keys[k] = true
	}
	sorted := make([]string, 0, len(keys))
	for k := range keys {
		sorted = append(sorted, k)
	}
	sort.Strings(sorted)
	var out []Since
	for _, k := range sorted {
		a, b := was[k], now[k]
		switch {
		case a == nil:
			out = append(out, Since{Machine: b.MachineName(), New: b.Bundle.Name, Changes: each(b, Fresh)})
		case b == nil:
			s := Since{Machine: a.MachineName(), Old: a.Bundle.Name, Changes: each(a, CannotTell)}
			for i := range s.Changes {
				s.Changes[i].Why = "the newer run has no bundle of this machine"
			}
			out = append(out, s)
		default:
			out = append(out, Compare(a, b))
		}
	}
	return out
}

func each(d *Diagnosis, fate Fate) []FateChange {
	s := Since{Changes: []FateChange{}}
	for _, f := range bad(d) {
		s.add(fate, f, "", f.Because[:min(len(f.Because), 1)])
	}
	return s.Changes
}

func byMachine(ds []*Diagnosis) map[string]*Diagnosis {
	members := make([]Member, len(ds))
	for i, d := range ds {
		members[i] = d.Member()
	}
	leads := Leaders(members)
	out := map[string]*Diagnosis{}
	for i, d := range ds {
		if leads[i] {
			out[members[i].Key()] = d
		}
	}
	return out
}
