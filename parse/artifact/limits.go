package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/roiscan"
)

// DefaultLimits are those that hold where a Reader says none.
func DefaultLimits() parse.Limits {
	return parse.Limits{Line: parse.DefaultLine, XMLDepth: roiscan.DefaultDepth, XMLElements: roiscan.DefaultElements, XMLBytes: roiscan.DefaultTree,
		Records: fact.MaxEvents}
}
