package artifact

import (
	"regexp"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/textenc"
	"kmstriage/parse/format/vnextdiag"
)

var vnextDiag = parse.Artifact{
	Kind:      fact.VNextDiag,
	Doc:       "vnextdiag.ps1: the subscription and device licences of Microsoft 365 and newer Office, which ospp.vbs does not list",
	Signature: "a heading of the script: Mode per ProductReleaseId, vNext licenses, Device licenses",
	Languages: "English, as the script prints it everywhere",
	Quirks:    []string{"licences are those of the user who ran it"},
	Names:     []string{"vnextdiag.txt"},
	Supply:    `powershell -File vnextdiag.ps1 -action list > vnextdiag.txt`,
	Extra:     true,
	Yields:    []fact.Topic{fact.TopicLicences},
	Match:     matchVNextDiag,
	Read:      readVNextDiag,
}

var vnextHeading = regexp.MustCompile(`(?m)^={5,} (?:Mode per ProductReleaseId|vNext licenses(?: found)?|Device licenses(?: found)?) ={5,}[ \t]*$`)

func matchVNextDiag(p parse.Probe) parse.Claim {
	return parse.Claim{Content: speaksOf(p.Text, "Mode per ProductReleaseId", "vNext licenses", "Device licenses") && vnextHeading.MatchString(p.Text)}
}

// vnextStates are the script's words as statuses of a licence. RFM is reduced functionality.
var vnextStates = map[string]string{"Licensed": "LICENSED", "Grace": "EXTENDED_GRACE", "RFM": "NOTIFICATIONS"}

// vnextFamily is the only Office that is licensed this way.
const vnextFamily = 16

func readVNextDiag(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	log := vnextdiag.Parse(text.Lines)
	f.Reading.Records = len(log.Modes) + len(log.Licences)
	if f.Reading.Records == 0 {
		f.Empty()
		return nil
	}
	for _, x := range log.Licences {
		if !x.Whole {
			f.Damage(x.Line.N, "the licence that begins here ends early")
		}
		if x.Product == "" {
			continue
		}
		l := fact.Licence{From: f.Kind, Family: vnextFamily, SKU: strings.ToLower(x.ID), Name: x.Product, Channel: vnextChannel(x.Type), Status: vnextStates[x.State],
			HasKey: true, Cut: !x.Whole, Lines: fact.Lines{}}
		for key, at := range map[string]textenc.Line{"block": x.Line, "description": x.ProductLine, "status": x.StateLine} {
			if at.N > 0 {
				l.Lines[key] = lineOf(f, at)
			}
		}
		f.Set.Licences = append(f.Set.Licences, l)
	}
	return nil
}

// vnextChannel makes a channel of "User|Subscription": what follows the bar.
func vnextChannel(typ string) string {
	if _, channel, ok := strings.Cut(typ, "|"); ok && channel != "" {
		return channel
	}
	return typ
}
