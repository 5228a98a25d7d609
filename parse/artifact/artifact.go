// Package artifact holds the kinds of file that a bundle is made of, one a file: how each is recognised and how facts
// are lifted out of it.
package artifact

import (
	"regexp"
	"strings"

	"kmstriage/parse"
)

// All lists every kind. To add one, write its file and add its line here.
var All = []parse.Artifact{
	dnsAnswerText,
	eventsActivation,
	eventsApplication,
	eventsKMS,
	ipConfig,
	mgadiag,
	nslookupLog,
	osppAct,
	osppDCMID,
	osppDHistoryActErr,
	osppDHistoryKMS,
	osppDStatusAll,
	osppDTokCerts,
	osppDTokILs,
	reachability,
	regExport,
	roiscanLog,
	roiscanXML,
	sdpReport,
	serviceState,
	slmgrLog,
	slmgrXPR,
	systemInfo,
	timeService,
	vnextDiag,
}

// named makes a test of a normalised base name.
func named(pattern string) func(parse.Probe) bool {
	re := regexp.MustCompile(pattern)
	return func(p parse.Probe) bool { return re.MatchString(p.Base) }
}

// speaksOf spares the expressions that recognise a kind: most files hold none of its words.
func speaksOf(text string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
