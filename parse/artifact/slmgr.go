package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
)

var slmgrLog = parse.Artifact{
	Kind:     fact.SLMgr,
	Doc:      "slmgr.vbs /dlv for the Office 2013 and 2010 KMS host licences",
	Names:    []string{"{Computer}_KMS_Client_slmgr.log"},
	Supply:   `cscript C:\Windows\System32\slmgr.vbs /dlv 2E28138A-847F-42BC-9752-61B03FFF33CD`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicHostLicences},
	Match:    matchSlmgrLog,
	Read:     readSLMgr,
}

var namedSlmgrLog = named(`slmgr.*\.(log|txt)$`)

func matchSlmgrLog(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedSlmgrLog(p)}
}

func readSLMgr(f *parse.File) error { return nil }
