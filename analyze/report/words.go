package report

import "kmstriage/analyze"

// What a primary finding is.
const (
	wordCause  = "CAUSE"
	wordResult = "RESULT"
)

// Windows by a version that does not tell them apart.
const (
	windows10  = "Windows 10 or 11"
	server2016 = "Windows Server 2016 or later"
)

// places are the headings of steps.
var places = map[string]string{
	"client":  "What to do on this computer, as administrator",
	"host":    "What to do on the KMS host, as administrator",
	"dns":     "What to do in DNS",
	"network": "What to do in the network",
	"support": "What support can do",
}

// changePlaces say in few words where a change is made.
var changePlaces = map[string]string{
	"client":  "on each",
	"host":    "on host",
	"dns":     "in DNS",
	"network": "on network",
	"support": "ask",
}

// fateWords say what became of a finding.
var fateWords = map[analyze.Fate]string{
	analyze.Fixed:      "fixed",
	analyze.Still:      "still there",
	analyze.Fresh:      "new",
	analyze.CannotTell: "cannot tell",
}

// markWords say what the marks of a strip mean.
var markWords = map[mark]string{
	activatedMark: "activated",
	refusedMark:   "answered, not activated",
	failedMark:    "failed, or no answer seen",
	unsureMark:    "which answer belongs to it is not certain",
	severalMark:   "several outcomes",
}

// placeNames are the places of a KMS host in people's words.
var placeNames = map[string]string{
	"ad-object":         "Active Directory",
	"pinned-product":    "set for the product",
	"pinned-machine":    "set machine-wide",
	"kept-host":         "kept from before",
	"dns-lookup-domain": "DNS, lookup domain",
	"dns-suffix":        "DNS, own suffix",
}

// machineWords are words of the diagnosis that stand in JSON as they are and that people read in their language: how sure
// a finding is, how well a file was read and a time is known, what an absence is worth, where a host stands, how events pair.
var machineWords = []string{
	"high", "medium", "low",
	"whole", "partial", "empty", "failed", "unrecognised",
	"minute", "local", "guess", "unknown",
	"conclusive", "weak", "worthless",
	"confirmed", "excluded",
	"exact", "likely", "ambiguous",
	"yes", "no",
	"records", "none", "none-inferred", "absent",
	"request", "response", "failure", "host-request", "publish", "status", "service",
	"office", "windows",
	"client", "host", "dns", "network", "support",
}
