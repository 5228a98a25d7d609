package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
)

var osppDStatusAll = parse.Artifact{
	Kind:     fact.OSPPStatusAll,
	Doc:      "ospp.vbs /dstatusall: every licence of Office, its status, key and KMS settings",
	Names:    []string{"{Computer}_Office15_Ospp-Dstatusall.txt"},
	Supply:   `cscript ospp.vbs /dstatusall > dstatusall.txt`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicLicences, fact.TopicScripts},
	Match:    matchOsppDStatusAll,
	Read:     readOSPPStatus,
}

var namedOsppDStatusAll = named(`(ospp-?|^)dstatus(all)?\.(txt|log)$`)

func matchOsppDStatusAll(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedOsppDStatusAll(p)}
}

var osppDHistoryKMS = parse.Artifact{
	Kind:     fact.OSPPHistoryKMS,
	Doc:      "ospp.vbs /dhistorykms: the KMS requests of the Application log, without port and activation id",
	Names:    []string{"{Computer}_Office15_Ospp-dhistorykms.txt"},
	Supply:   `cscript ospp.vbs /dhistorykms > dhistorykms.txt`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicRequests, fact.TopicScripts, fact.TopicNames},
	Match:    matchOsppDHistoryKMS,
	Read:     readOSPPHistoryKMS,
}

var namedOsppDHistoryKMS = named(`(ospp-?|^)dhistorykms\.(txt|log)$`)

func matchOsppDHistoryKMS(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedOsppDHistoryKMS(p)}
}

var osppDCMID = parse.Artifact{
	Kind:     fact.OSPPCMID,
	Doc:      "ospp.vbs /dcmid: the client machine id",
	Names:    []string{"{Computer}_Office15_Ospp-dcmid.txt"},
	Supply:   `cscript ospp.vbs /dcmid > dcmid.txt`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicCMIDs, fact.TopicScripts},
	Match:    matchOsppDCMID,
	Read:     readOSPPCMID,
}

var namedOsppDCMID = named(`(ospp-?|^)dcmid\.(txt|log)$`)

func matchOsppDCMID(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedOsppDCMID(p)}
}

var osppDHistoryActErr = parse.Artifact{
	Kind:     fact.OSPPHistoryActErr,
	Doc:      "ospp.vbs /dhistoryacterr: internet activation failures (MAK, retail)",
	Names:    []string{"{Computer}_Office15_Ospp-dhistoryActErr.txt"},
	Supply:   `cscript ospp.vbs /dhistoryacterr > dhistoryacterr.txt`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicFailures, fact.TopicScripts, fact.TopicNames},
	Match:    matchOsppDHistoryActErr,
	Read:     readOSPPHistoryActErr,
}

var namedOsppDHistoryActErr = named(`(ospp-?|^)dhistoryacterr\.(txt|log)$`)

func matchOsppDHistoryActErr(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedOsppDHistoryActErr(p)}
}

var osppDTokCerts = parse.Artifact{
	Kind:     fact.OSPPTokCerts,
	Doc:      "ospp.vbs /dtokcerts: token-based activation certificates",
	Names:    []string{"{Computer}_Office15_Ospp-Dtokcerts.txt"},
	Supply:   `cscript ospp.vbs /dtokcerts > dtokcerts.txt`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicTokens, fact.TopicScripts},
	Match:    matchOsppDTokCerts,
	Read:     readOSPPTokens,
}

var namedOsppDTokCerts = named(`(ospp-?|^)dtokcerts\.(txt|log)$`)

func matchOsppDTokCerts(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedOsppDTokCerts(p)}
}

var osppDTokILs = parse.Artifact{
	Kind:     fact.OSPPTokILs,
	Doc:      "ospp.vbs /dtokils: token-based activation issuance licences",
	Names:    []string{"{Computer}_Office15_Ospp-dtokils.txt"},
	Supply:   `cscript ospp.vbs /dtokils > dtokils.txt`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicTokens, fact.TopicScripts},
	Match:    matchOsppDTokILs,
	Read:     readOSPPTokens,
}

var namedOsppDTokILs = named(`(ospp-?|^)dtokils\.(txt|log)$`)

func matchOsppDTokILs(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedOsppDTokILs(p)}
}

var osppAct = parse.Artifact{
	Kind:     fact.OSPPAct,
	Doc:      "a transcript of ospp.vbs /act, /dstatus or several commands, as a person captured it",
	Names:    []string{"act.txt"},
	Supply:   `cscript ospp.vbs /act > act.txt`,
	Expected: false,
	Yields:   []fact.Topic{fact.TopicLicences, fact.TopicScripts},
	Match:    matchOsppAct,
	Read:     readOSPPAct,
}

var namedOsppAct = named(`(ospp-?|^)(act|dstatus)\.(txt|log)$`)

func matchOsppAct(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedOsppAct(p)}
}

func readOSPPStatus(f *parse.File) error { return nil }

func readOSPPHistoryKMS(f *parse.File) error { return nil }

func readOSPPCMID(f *parse.File) error { return nil }

func readOSPPHistoryActErr(f *parse.File) error { return nil }

func readOSPPTokens(f *parse.File) error { return nil }

func readOSPPAct(f *parse.File) error { return nil }
