package artifact

import (
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/roiscan"
	"kmstriage/parse/format/textenc"
)

var roiscanXML = parse.Artifact{
	Kind:      fact.ROIScanXML,
	Doc:       "the Robust Office Inventory as XML: installed Office, licences, keys",
	Signature: "the element OFFICEINVENTORY",
	Languages: "English",
	Quirks:    []string{"values hold bare & and <, so that it is no well-formed XML", "an end may be missing"},
	Names:     []string{"{Computer}_ROIScan.xml"},
	Supply:    `cscript ROIScan.vbs`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicOffice, fact.TopicLicences},
	Match:     matchRoiscanXML,
	Read:      readROIScanXML,
}

var namedRoiscanXML = named(`roiscan.*\.xml$`)

func matchRoiscanXML(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedRoiscanXML(p), Content: strings.Contains(p.Text, "<OFFICEINVENTORY")}
}

var roiscanLog = parse.Artifact{
	Kind:      fact.ROIScanLog,
	Doc:       "the Robust Office Inventory as text: Windows, installed Office, active licences",
	Signature: "the header of ROIScan in the first twenty lines",
	Languages: "English; dates as the computer writes them",
	Quirks:    []string{"run without administrator rights it lacks the licences"},
	Names:     []string{"{Computer}_ROIScan.log"},
	Supply:    `cscript ROIScan.vbs`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicOS, fact.TopicOffice, fact.TopicLicences, fact.TopicElevation, fact.TopicNames},
	Match:     matchRoiscanLog,
	Read:      readROIScanLog,
}

var namedRoiscanLog = named(`roiscan.*\.(log|txt)$|officeinventory\.txt$`)

func matchRoiscanLog(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedRoiscanLog(p), Content: roiscanHeader(p.Text)}
}

// roiscanHeader says whether one of the first lines is the header of the log; a mail that quotes it further below is
// something else.
func roiscanHeader(text string) bool {
	const lines = 20
	for i, l := range strings.SplitN(text, "\n", lines+1) {
		if i < lines && strings.Contains(l, roiscan.Signature+" - ") {
			return true
		}
	}
	return false
}

// roiscanLines are the decoded lines; lines[i] is line i+1 of the file.
func roiscanLines(t textenc.Text) []string {
	var lines []string
	for _, l := range t.Lines {
		for len(lines) < l.N-1 {
			lines = append(lines, "")
		}
		lines = append(lines, l.Text)
	}
	return lines
}

// roiscanOther says whether an inventory's product is none of Office: with the switch for all products the script lists
// those too.
func roiscanOther(name string) bool {
	n := strings.ToLower(name)
	for _, w := range [...]string{"office", "visio", "project", "word", "excel", "outlook", "access", "powerpoint", "publisher", "onenote", "infopath", "lync", "skype", "sharepoint", "groove", "365"} {
		if strings.Contains(n, w) {
			return false
		}
	}
	return true
}

// roiscanChannels gathers channel words once each, in the order of their appearance.
func roiscanChannels(have []string, word string) []string {
	word = strings.TrimSpace(word)
	if word == "" {
		return have
	}
	for _, h := range have {
		if strings.EqualFold(h, word) {
			return have
		}
	}
	return append(have, word)
}

// roiscanCode reads an error code; 0 is none.
func roiscanCode(s string) *fact.Code {
	c, err := fact.ParseCode(s)
	if err != nil || c == 0 {
		return nil
	}
	return &c
}

// roiscanHost pairs host and port, nil where there is no host.
func roiscanHost(host, port string) *fact.HostPort {
	if host = strings.TrimSpace(host); host == "" {
		return nil
	}
	return &fact.HostPort{Host: host, Port: roiscan.Port(port)}
}

// roiscanGrace reads the days of remaining grace into minutes. The script rounds to whole days: half a day off at most.
func roiscanGrace(s string) *int {
	m, ok := roiscan.Minutes(s)
	if !ok {
		return nil
	}
	return &m
}
