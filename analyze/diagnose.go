package analyze

import (
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Diagnose judges one bundle by all rules. batch is nil for one bundle alone.
func Diagnose(s *fact.Set, batch *derive.Batch, g Given, rules []Rule) *Diagnosis {
	_ = derive.New(s, batch, g)
	return &Diagnosis{Type: "bundle", Schema: BundleSchema}
}
