package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
)

var mgadiag = parse.Artifact{
	Kind:     fact.MGADiag,
	Doc:      "the report of the Microsoft Genuine Advantage diagnostic tool: Windows' own licence and version",
	Names:    []string{"{Computer}_MGADiag.txt"},
	Supply:   `MGADiag.exe, Copy, paste into a text file`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicOS, fact.TopicElevation},
	Match:    matchMgadiag,
	Read:     readMGADiag,
}

var namedMgadiag = named(`_?mgadiag.*\.(txt|log)$`)

func matchMgadiag(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedMgadiag(p)}
}

func readMGADiag(f *parse.File) error { return nil }
