package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
)

var nslookupLog = parse.Artifact{
	Kind:     fact.NSLookup,
	Doc:      "the answer of nslookup to the KMS SRV query",
	Names:    []string{"{Computer}_NSLookup.log"},
	Supply:   `nslookup -type=srv _vlmcs._tcp > NSLookup.log 2>&1`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicDNS},
	Match:    matchNslookupLog,
	Read:     readNSLookup,
}

var namedNslookupLog = named(`nslookup.*\.(log|txt)$`)

func matchNslookupLog(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedNslookupLog(p)}
}

func readNSLookup(f *parse.File) error { return nil }
