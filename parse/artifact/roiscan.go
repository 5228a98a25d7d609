package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
)

var roiscanXML = parse.Artifact{
	Kind:     fact.ROIScanXML,
	Doc:      "the Robust Office Inventory as XML: installed Office, licences, keys",
	Names:    []string{"{Computer}_ROIScan.xml"},
	Supply:   `cscript ROIScan.vbs`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicOffice, fact.TopicLicences},
	Match:    matchRoiscanXML,
	Read:     readROIScanXML,
}

var namedRoiscanXML = named(`roiscan.*\.xml$`)

func matchRoiscanXML(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedRoiscanXML(p)}
}

var roiscanLog = parse.Artifact{
	Kind:     fact.ROIScanLog,
	Doc:      "the Robust Office Inventory as text: Windows, installed Office, active licences",
	Names:    []string{"{Computer}_ROIScan.log"},
	Supply:   `cscript ROIScan.vbs`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicOS, fact.TopicOffice, fact.TopicLicences, fact.TopicElevation},
	Match:    matchRoiscanLog,
	Read:     readROIScanLog,
}

var namedRoiscanLog = named(`roiscan.*\.(log|txt)$|officeinventory\.txt$`)

func matchRoiscanLog(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedRoiscanLog(p)}
}

func readROIScanXML(f *parse.File) error { return nil }

func readROIScanLog(f *parse.File) error { return nil }
