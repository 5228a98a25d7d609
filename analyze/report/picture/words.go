package picture

import "kmstriage/analyze/text"

// The words of the pictures.
const (
	wordTimeline  = "Activation attempts over time"
	wordStates    = "State of the licence"
	wordAttempts  = "Who was asked"
	wordCoverage  = "What the event logs cover"
	wordMoreHosts = "%d more hosts"
	wordMoreLogs  = "%d more logs"
	wordNoHost    = "no host found"
	wordCollected = "collected"
	wordLapses    = "lapses %s"
	wordSince     = "since %s"
	wordNoAnswer  = "no answer seen"
	wordRefused   = "answered, not activated"
	wordActivated = "activated"
	wordStale     = "failed, activated later"

	wordRoute      = "From the client to the KMS host"
	wordPinned     = "Set on this computer"
	wordNotPinned  = "no host is set"
	wordDNS        = "Published in DNS"
	wordAsked      = "Really asked"
	wordNoRequest  = "no request was seen"
	wordSuperseded = "a host was set, and is no longer"
	wordUnknown    = "not known"
	wordMore       = "%d more"

	wordHosts        = "KMS hosts over time, as these clients saw them"
	wordBurn         = "Computers that lose their activation, by week"
	wordWeekOf       = "week of %s"
	wordNotActivated = "not activated"
	wordFailing      = "whose attempts fail"
	wordSilent       = "where nothing fails yet"
	wordLater        = "%d later"
)

// dnsWords say what the query gave where it gave no records.
var dnsWords = map[string]string{
	"none":          "nothing is published",
	"none-inferred": "nothing seems to be published",
	"failed":        "the query got no answer",
	"absent":        "no query in the bundle",
	"records":       "",
}

// comparisonWords put the host asked against the hosts published.
var comparisonWords = map[string]string{
	"match":              "DNS publishes the host that was asked.",
	"match-port-unknown": "DNS publishes the host that was asked; the port asked is not known.",
	"match-short":        "DNS publishes a host whose short name is the one that was asked.",
	"ambiguous":          "The name asked fits several hosts that DNS publishes.",
	"port-differs":       "DNS publishes the host that was asked, with another port.",
	"not-listed":         "DNS does not publish the host that was asked.",
	"no-srv":             "DNS publishes no KMS host.",
	"dns-unknown":        "What DNS publishes is not known.",
	"no-host":            "The request named no host.",
	"no-event":           "No request was seen.",
}

// DNSWords say what an SRV query gave that showed no host; state is that of the diagnosis.
func DNSWords(state string, l *text.Language) string {
	if w := dnsWords[state]; w != "" {
		return l.Text(w)
	}
	return l.Text(wordUnknown)
}

// Comparison says in one sentence how the host asked stands to those that DNS publishes; "" for an unknown word.
func Comparison(word string, l *text.Language) string { return l.Text(comparisonWords[word]) }
