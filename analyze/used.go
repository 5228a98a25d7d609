package analyze

import (
	"slices"

	"kmstriage/parse/fact"
)

// countUsers counts for every file the rules that look at what its kind tells. A file that could not be read, or told
// nothing, serves none. The artifacts stand in the order of the readings.
func countUsers(as []Artifact, rs []fact.Reading, rules []Rule) {
	for i, r := range rs {
		if r.State == fact.Failed || r.State == fact.NotRecognised {
			continue
		}
		for j := range rules {
			if rules[j].looksAt(r.Yields) {
				as[i].UsedBy++
			}
		}
	}
}

// looksAt reports whether the rule declares one of the topics.
func (r *Rule) looksAt(topics []fact.Topic) bool {
	declared := func(t fact.Topic) bool {
		return slices.Contains(r.Better, t) || slices.ContainsFunc(r.Needs, func(ts []fact.Topic) bool { return slices.Contains(ts, t) })
	}
	return slices.ContainsFunc(topics, declared)
}
