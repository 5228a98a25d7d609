package analyze

import (
	"sort"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Diagnose judges one bundle by all rules. batch is nil for one bundle alone. The order of rules changes nothing.
func Diagnose(s *fact.Set, batch *derive.Batch, g Given, rules []Rule) *Diagnosis {
	c := derive.New(s, batch, g)
	rules = append([]Rule(nil), rules...)
	sort.Slice(rules, func(i, j int) bool { return rules[i].ID < rules[j].ID })
	v := judge(c, rules)
	v.fold(c)
	d := assemble(c, v)
	countUsers(d.Artifacts, c.Set.Readings, rules)
	return d
}

// verdicts is what all rules said.
type verdicts struct {
	found      []*Finding
	suppressed []*Finding
	clear      []string
	notChecked []NotChecked
	primary    *Finding
	subjects   map[*derive.Subject]*Finding // its primary
}
