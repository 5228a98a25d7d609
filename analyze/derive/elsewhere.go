package derive

import "kmstriage/parse/fact"

// Files that people send besides the collection may come from another computer: the KMS host, or the one of whoever
// collected them. Those that name a computer are believed only where it is this one.

// besides are the origins of names that are no part of the collection, the surest first.
var besides = []string{string(fact.SystemInfo), string(fact.IPConfig), string(fact.RegExport)}

func isBesides(from string) bool {
	for _, b := range besides {
		if from == b {
			return true
		}
	}
	return false
}

// elsewhere reports a file that names another computer than this one.
func (c *Case) elsewhere(path string) bool {
	if c.Machine.Name == "" {
		return false
	}
	other := false
	for _, n := range c.Set.Names {
		if n.Source.Path != path || !isBesides(n.From) {
			continue
		}
		if firstLabel(n.Name) == normal(c.Machine.Name) {
			return false
		}
		other = true
	}
	return other
}
