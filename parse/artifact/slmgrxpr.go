package artifact

import (
	"regexp"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/slmgr"
)

var slmgrXPR = parse.Artifact{
	Kind:      fact.SLMgrXPR,
	Doc:       "slmgr.vbs /xpr: until when Windows, or the licence whose id was given, is activated",
	Signature: "a licence's name alone in its line, and an indented sentence below",
	Languages: "any, by shape: the name is English everywhere",
	Quirks:    []string{"the date is in the computer's own regional form"},
	Names:     []string{"xpr.txt"},
	Supply:    `cscript C:\Windows\System32\slmgr.vbs /xpr > xpr.txt`,
	Extra:     true,
	Yields:    []fact.Topic{},
	Match:     matchSlmgrXPR,
	Read:      readSlmgrXPR,
}

// xprAnswer is the licence's name, alone in its line, and an indented sentence below.
var xprAnswer = regexp.MustCompile(`(?m)^(?:Windows\(R\)|Office \d{2})[^\n:：]* edition[ ]?[:：][ \t]*\n[ \t]+\S`)

// matchSlmgrXPR leaves a file with the name of the collection's slmgr log and nothing else of slmgr in it to that kind.
func matchSlmgrXPR(p parse.Probe) parse.Claim {
	return parse.Claim{Content: xprContent(p.Text) && (!namedSlmgrLog(p) || slmgrContent(p.Text))}
}

func xprContent(text string) bool {
	return speaksOf(text, " edition") && xprAnswer.MatchString(text)
}

func readSlmgrXPR(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	answers := slmgr.ParseExpiry(text.Lines)
	if f.Reading.Records = len(answers); len(answers) == 0 {
		f.Damage(0, "no answer of slmgr.vbs /xpr was recognised")
	}
	for _, x := range answers {
		f.Set.Expiries = append(f.Set.Expiries, fact.Expiry{Name: x.Name, Until: x.Until, Line: lineOf(f, x.Line)})
	}
	return nil
}
