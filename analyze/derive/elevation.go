package derive

import "kmstriage/parse/fact"

// Elevation is whether the collection ran as administrator.
type Elevation struct {
	Lines   []fact.Line // that speak against it
	outputs map[fact.Kind]bool
	says    map[bool]bool
}

// Elevated weighs access errors of the scripts and the artifacts' own word.
func (c *Case) Elevated() Elevation {
	e := Elevation{outputs: map[fact.Kind]bool{}, says: map[bool]bool{}}
	for _, x := range c.Set.Scripts {
		if x.What == "insufficient-rights" || x.Code != nil && *x.Code == accessDenied {
			e.outputs[x.Kind] = true
			e.Lines = append(e.Lines, x.Line)
		}
	}
	for _, x := range c.Set.Elevation {
		e.says[x.Elevated] = true
		if !x.Elevated {
			e.Lines = append(e.Lines, x.Line)
		}
	}
	return e
}

// No reports a collection without administrator rights: two different outputs were refused, or one was and an artifact
// says so.
func (e Elevation) No() bool {
	return len(e.outputs) >= 2 || len(e.outputs) == 1 && e.says[false]
}

// Yes reports that an artifact says it ran as administrator and no output was refused.
func (e Elevation) Yes() bool { return len(e.outputs) == 0 && e.says[true] && !e.says[false] }

// OneOutput reports that a single output shows it.
func (e Elevation) OneOutput() bool { return len(e.outputs) < 2 }
