package analyze

// Rejoin gives findings that were read from JSON back to their rules, which JSON does not hold: NewFleet asks them which
// findings several bundles share, and In words them anew. A finding of a rule that no longer exists stays alone. f may be nil.
func Rejoin(ds []*Diagnosis, f *Fleet, rules []Rule) {
	byID := make(map[string]*Rule, len(rules))
	for i := range rules {
		byID[rules[i].ID] = &rules[i]
	}
	rejoin := func(fs []Finding) {
		for i := range fs {
			fs[i].rule = byID[fs[i].Rule]
		}
	}
	for _, d := range ds {
		rejoin(d.Findings)
		rejoin(d.Suppressed)
	}
	if f != nil {
		rejoin(f.Findings)
	}
}
