package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
)

var sdpReport = parse.Artifact{
	Kind:      fact.SDPReport,
	Doc:       "the report that the diagnostic left on the desktop: listed, never evidence",
	Signature: "only its name tells it",
	Languages: "any",
	Quirks:    []string{"says what the diagnostic concluded at the time, which is never taken over"},
	Names:     []string{"{Computer}_Office_Client_KMS_Report.htm"},
	Supply:    ``,
	Expected:  false,
	Yields:    []fact.Topic{},
	Match:     matchSdpReport,
	Read:      readSDPReport,
}

var namedSdpReport = named(`office_client_kms_report\.html?$`)

func matchSdpReport(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedSdpReport(p)}
}

func readSDPReport(f *parse.File) error { return nil }
