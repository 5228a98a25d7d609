package analyze

import (
	"sort"
	"strings"

	"kmstriage/analyze/derive"
)

// severities and confidences in order, worst and best first.
var (
	severities  = map[Severity]int{Error: 0, Warning: 1, OK: 2, Info: 3}
	confidences = map[Confidence]int{High: 0, Medium: 1, Low: 2}
)

// gateRank bounds the ranks at which an error ends the search: the bundle itself is unusable.
const gateRank = 20

// fold applies suppression by rank, chooses the primaries and orders the rest (facts.md section 4).
func (v *verdicts) fold(c *derive.Case) {
	sort.SliceStable(v.found, func(i, j int) bool { return precedes(v.found[i], v.found[j]) })
	v.lower(c)
	v.suppress(c)
	for _, s := range c.Subjects {
		v.subjects[s] = v.choose(s)
	}
	v.primary = v.choosePrimary(c)
	v.order()
}

// precedes orders by rank, then confidence, then newer evidence, then id and subject.
func precedes(a, b *Finding) bool {
	switch {
	case a.rule.Rank != b.rule.Rank:
		return a.rule.Rank < b.rule.Rank
	case confidences[a.Confidence] != confidences[b.Confidence]:
		return confidences[a.Confidence] < confidences[b.Confidence]
	case !a.newest.Equal(b.newest):
		return a.newest.After(b.newest)
	case a.Rule != b.Rule:
		return a.Rule < b.Rule
	}
	return a.Subject < b.Subject
}

// lower takes a step of confidence from what a finding casts doubt on.
func (v *verdicts) lower(c *derive.Case) {
	for _, f := range v.found {
		for _, g := range v.found {
			if f == g || !reaches(c, f, g) {
				continue
			}
			for _, p := range f.rule.Lowers {
				if matches(p, g.Rule) {
					g.Confidence = step(g.Confidence)
					g.Lowered = append(g.Lowered, f.Title)
					break
				}
			}
		}
	}
}

func step(c Confidence) Confidence {
	if c == High {
		return Medium
	}
	return Low
}

// suppress drops findings in order of rank; a dropped one drops nothing.
func (v *verdicts) suppress(c *derive.Case) {
	gone := map[*Finding]bool{}
	for _, f := range v.found {
		if gone[f] {
			continue
		}
		for _, g := range v.found {
			if f != g && f.Rule != g.Rule && !gone[g] && reaches(c, f, g) && drops(f, g) {
				gone[g] = true
			}
		}
	}
	var kept []*Finding
	for _, f := range v.found {
		if gone[f] {
			v.suppressed = append(v.suppressed, f)
		} else {
			kept = append(kept, f)
		}
	}
	v.found = kept
}

func drops(f, g *Finding) bool {
	for _, p := range f.rule.Suppresses {
		if matches(p, g.Rule) {
			return true
		}
	}
	for _, p := range g.rule.YieldsTo {
		if p == "@error" && f.Severity == Error && f.rule.Primary || matches(p, f.Rule) {
			return true
		}
	}
	return false
}

// reaches reports whether g lies where f may act.
func reaches(c *derive.Case, f, g *Finding) bool {
	if f.Subject == "" || f.Subject == g.Subject {
		return true
	}
	if f.rule.Reach == SameStem {
		return f.family == g.family && (g.stem == "" || strings.EqualFold(f.stem, g.stem)) || g.Subject == ""
	}
	shared := sharers(c, g) > 1
	switch {
	case g.Subject == "":
		return f.rule.Reach == Anywhere || !shared
	case g.rule.Scope == PerFamily && g.family == f.family:
		return g.stem == "" && !shared
	case f.rule.Scope == PerFamily && g.family == f.family:
		return f.stem == "" || strings.EqualFold(f.stem, g.stem)
	}
	return false
}

// sharers counts the subjects that a family-level or bundle-level finding concerns.
func sharers(c *derive.Case, g *Finding) int {
	n := 0
	for _, s := range c.Subjects {
		if g.Subject == "" || s.Family == g.family {
			n++
		}
	}
	return n
}

// choose finds a subject's primary: of its own findings and those of its whole family, the first that may be.
func (v *verdicts) choose(s *derive.Subject) *Finding {
	for _, f := range v.found {
		if f.rule.Primary && (f.Subject == s.ID || f.rule.WholeFamily && f.family == s.Family) {
			return f
		}
	}
	return nil
}

// choosePrimary finds the bundle's primary.
func (v *verdicts) choosePrimary(c *derive.Case) *Finding {
	for _, f := range v.found {
		if f.rule.Rank < gateRank && f.Severity == Error && f.rule.Primary {
			return f
		}
	}
	candidates := v.candidates(c)
	sort.SliceStable(candidates, func(i, j int) bool { return worse(candidates[i], candidates[j]) })
	if len(candidates) > 0 && candidates[0].Rule != noAttempt {
		return candidates[0]
	}
	for _, f := range v.found {
		if f.rule.Primary && (f.rule.Scope == PerBundle || f.rule.Scope == PerFamily || f.rule.Scope == PerBatch) {
			return f
		}
	}
	if len(candidates) > 0 {
		return candidates[0]
	}
	return nil
}

// noAttempt is the one subject primary that a finding about the bundle may replace: it only says that nothing is known.
const noAttempt = "meta.no-attempt"

// candidates are the subjects' primaries, and findings about a product of a family that no subject stands for.
func (v *verdicts) candidates(c *derive.Case) []*Finding {
	var out []*Finding
	seen := map[*Finding]bool{}
	for _, s := range c.Subjects {
		if f := v.subjects[s]; f != nil && !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	for _, f := range v.found {
		if f.rule.Scope == PerFamily && f.rule.Primary && !seen[f] {
			out = append(out, f)
		}
	}
	return out
}

// worse orders subject primaries: severity, rank, newest family, then the suite before Visio and Project.
func worse(a, b *Finding) bool {
	switch {
	case severities[a.Severity] != severities[b.Severity]:
		return severities[a.Severity] < severities[b.Severity]
	case a.rule.Rank != b.rule.Rank:
		return a.rule.Rank < b.rule.Rank
	case a.family != b.family:
		return a.family > b.family
	case addOn(a.stem) != addOn(b.stem):
		return !addOn(a.stem)
	}
	return a.Subject < b.Subject
}

func addOn(stem string) bool {
	return strings.HasPrefix(stem, "Visio") || strings.HasPrefix(stem, "Project")
}

// order puts the primary first, then severity, then rank.
func (v *verdicts) order() {
	sort.SliceStable(v.found, func(i, j int) bool {
		a, b := v.found[i], v.found[j]
		if (a == v.primary) != (b == v.primary) {
			return a == v.primary
		}
		if severities[a.Severity] != severities[b.Severity] {
			return severities[a.Severity] < severities[b.Severity]
		}
		return precedes(a, b)
	})
}
