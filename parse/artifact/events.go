package artifact

import (
	"bytes"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/eventexport"
)

var eventsApplication = parse.Artifact{
	Kind:      fact.EventsApplication,
	Doc:       "the whole Application log of Windows, exported as evtx, xml, csv or txt",
	Signature: "a binary event log, or a form of export that names event ids, times and providers, that is not of the Key Management Service",
	Languages: "exported text in 22 languages; the binary form has none",
	Quirks:    []string{"the text form of the SDP cuts columns", "the CSV form ends with rows of statistics", "the XML form has a root without a declaration and may be in a code page", "text forms have local time without a zone"},
	Names:     []string{"{Computer}_evt_Application.{evtx,xml,csv,txt}", "{Computer}_evt__Application_Filter.{evtx,xml,csv,txt}"},
	Supply:    `wevtutil epl Application Application.evtx`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicRequests, fact.TopicFailures, fact.TopicPublishing, fact.TopicNames},
	Match:     matchEventsApplication,
	Late:      lateEvents,
	Read:      readEvents,
}

var namedEventsApplication = named(`evt_application(_filter)?\.|^application\.(evtx|xml|csv|txt)$`)

func matchEventsApplication(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedEventsApplication(p), Content: parse.Ask(p, "event log", eventsKind) == fact.EventsApplication}
}

var eventsActivation = parse.Artifact{
	Kind:      fact.EventsActivation,
	Doc:       "the events of Microsoft-Windows-Security-SPP from the Application log",
	Signature: "as the Application log; the name tells it from the whole log",
	Languages: "exported text in 22 languages; the binary form has none",
	Quirks:    []string{"holds the events of Windows' licensing service only: Office 2010 and Office on Windows 7 write under another provider"},
	Names:     []string{"{Computer}_evt_Activation_Application_Filter.{evtx,xml,csv,txt}"},
	Supply:    `wevtutil epl Application Activation.evtx "/q:*[System[Provider[@Name='Microsoft-Windows-Security-SPP']]]"`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicRequests, fact.TopicFailures, fact.TopicPublishing, fact.TopicNames},
	Match:     matchEventsActivation,
	Late:      lateEvents,
	Read:      readEvents,
}

var namedEventsActivation = named(`evt_activation_application(_filter)?\.`)

func matchEventsActivation(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedEventsActivation(p), Content: parse.Ask(p, "event log", eventsKind) == fact.EventsActivation}
}

var eventsKMS = parse.Artifact{
	Kind:      fact.EventsKMS,
	Doc:       "the Key Management Service log of a KMS host",
	Signature: "an event log whose channel is the Key Management Service",
	Languages: "exported text in 22 languages; the binary form has none",
	Quirks:    []string{"12290 has ten strings of data in place of one where the message file is missing"},
	Names:     []string{"{Computer}_evt_KeyManagementService.{evtx,xml,csv,txt}"},
	Supply:    `wevtutil epl "Key Management Service" KeyManagementService.evtx`,
	Expected:  false,
	Yields:    []fact.Topic{fact.TopicHostRequests, fact.TopicPublishing},
	Match:     matchEventsKMS,
	Late:      lateEvents,
	Read:      readEvents,
}

var namedEventsKMS = named(`evt_keymanagementservice\.|^keymanagementservice\.(evtx|xml|csv|txt)$`)

func matchEventsKMS(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedEventsKMS(p), Content: parse.Ask(p, "event log", eventsKind) == fact.EventsKMS}
}

// eventsKind says which of the three kinds an event log is by its content, "" for what is no event log. The channel
// decides where the file tells it; the two forms of the Application log differ by name only.
func eventsKind(p parse.Probe) fact.Kind {
	kms, other := false, false
	switch {
	case isEVTX(p.Head):
		kms, other = evtxChannel(p.Head)
	case p.Text != "":
		form := eventexport.Detect(p.Text)
		if form == "" || form == eventexport.Loose && !loosePaste(p) {
			return ""
		}
		kms, other = eventexport.KeyManagementChannel(p.Text)
	default:
		return ""
	}
	switch {
	case kms:
		return fact.EventsKMS
	case namedEventsActivation(p):
		return fact.EventsActivation
	case namedEventsKMS(p) && !other:
		return fact.EventsKMS
	}
	return fact.EventsApplication
}

// loosePaste says that payloads without their events are what the file is for: by its name, or because it is a short note that
// holds no other program's output. Reports of this program and pages of the web quote payloads too.
func loosePaste(p parse.Probe) bool {
	if namedEventsApplication(p) || namedEventsActivation(p) || namedEventsKMS(p) {
		return true
	}
	head := strings.TrimSpace(p.Text)
	return len(p.Text) < maxNote && !strings.HasPrefix(head, "<") && !strings.Contains(p.Text, "kmstriage") && !otherDumps.MatchString(p.Text) && !nslookupContent(p.Text)
}

// maxNote bounds a note with a pasted description or a few of them, in bytes.
const maxNote = 8 << 10

// Channel names as event records of an evtx file hold them, in UTF-16.
var (
	wideKMS         = utf16Name("Key Management Service")
	wideApplication = utf16Name("Application")
)

func utf16Name(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// evtxChannel looks for the channel in the first records. Texts of an Application log may name the KMS, so that it
// counts only alone.
func evtxChannel(head []byte) (kms, other bool) {
	other = bytes.Contains(head, wideApplication)
	return !other && bytes.Contains(head, wideKMS), other
}
