package analyze

// Rejoin gives findings that were read from JSON back to their rules, which JSON does not hold: NewFleet asks them which
// findings several bundles share. A finding of a rule that no longer exists stays alone.
func Rejoin(ds []*Diagnosis, rules []Rule) {
	byID := make(map[string]*Rule, len(rules))
	for i := range rules {
		byID[rules[i].ID] = &rules[i]
	}
	for _, d := range ds {
		for i := range d.Findings {
			d.Findings[i].rule = byID[d.Findings[i].Rule]
		}
	}
}
