// Package nslookup turns what nslookup printed, in any layout and language, pasted or redirected, into the queries that
// were made and what answered each.
package nslookup

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// Outcome says how a query ended.
type Outcome string

// The outcomes of a query.
const (
	Answered  Outcome = "answered"  // at least one SRV record
	NoRecords Outcome = "none"      // the server said that there is none
	Silent    Outcome = "silent"    // only the server's banner: what went to standard error is not in the file
	Failed    Outcome = "failed"    // no usable answer
	Other     Outcome = "other"     // an answer of another kind: a host's address
	Undecided Outcome = "undecided" // nothing that decides: the text ends early, or only a command is left
)

// Reason says why there is no record, in English words.
type Reason string

// The reasons of NoRecords and Failed.
const (
	NonExistentDomain Reason = "non-existent-domain"
	NoData            Reason = "no-records"
	TimedOut          Reason = "timed-out"
	Refused           Reason = "refused"
	ServerFailed      Reason = "server-failed"
	NoServer          Reason = "no-server"
	Unknown           Reason = "unknown"
)

// Log is the whole text. Language is the BCP 47 tag of the labels where they tell a single one.
type Log struct {
	Queries  []Query
	Language string
	Losses   []Loss
}

// Loss is a place where something began that could not be read to its end.
type Loss struct {
	Line textenc.Line
	Text string
}

// Query is one query and its answer. Lines are trimmed and carry their number in the file.
type Query struct {
	Asked     string // the name that the failing line quotes, else the name that was typed
	Type      string // lower case, as typed; "" unknown
	Server    string // name of the DNS server; "" where it is unknown or has none
	ServerIP  string
	Header    textenc.Line // the line that names the server
	Records   []Record
	Addresses []Address
	Outcome   Outcome
	Reason    Reason
	Line      textenc.Line // the line that decided the outcome

	host string // of a plain look-up: the name that the answer repeats
}

// Record is one SRV record. Port 0 is unknown, as nil is for the others. Host has no trailing dot.
type Record struct {
	Owner    string
	Host     string
	Port     int
	Priority *int
	Weight   *int
	Line     textenc.Line // the line that names the host
}

// Address is an address line.
type Address struct {
	Host string
	IP   string
	Line textenc.Line
}

// maxLines bounds the work: a query gives some ten lines, a day of them some thousands.
const maxLines = 100_000

// Parse reads the lines of a file. It never fails: a text without any of nslookup's lines has no queries.
func Parse(lines []textenc.Line) Log {
	s := &session{}
	if len(lines) > maxLines {
		s.loss(lines[maxLines], "longer than any session: the rest was not read")
		lines = lines[:maxLines]
	}
	for _, l := range split(plainLines(consoletext.Unwrap(lines, startsOwn))) {
		s.line(l)
	}
	s.end()
	return s.log
}

// psError is what PowerShell puts around a line of standard error: the program's name in front of it, and below it lines
// behind "+" that say where it came from and repeat it cut short.
var psError = regexp.MustCompile(`(?i)^\s*(?:nslookup(?:\.exe)?\s+:\s*|(\+) )`)

// plainLines undoes PowerShell's rendering of errors.
func plainLines(lines []consoletext.Line) []consoletext.Line {
	out := lines[:0]
	for _, l := range lines {
		if m := psError.FindStringSubmatchIndex(l.Text); m != nil {
			if m[2] >= 0 {
				continue
			}
			l = l.Slice(m[1], len(l.Text))
		}
		out = append(out, l)
	}
	return out
}

// About says whether the query was one for the service ("_vlmcs._tcp"): by the owners of its records, else by the name
// that was asked. A query that names nothing is taken for one, since the file exists for that query.
func (q Query) About(service string) bool {
	owned := false
	for _, r := range q.Records {
		if r.Owner == "" {
			continue
		}
		if owned = true; IsService(r.Owner, service) {
			return true
		}
	}
	switch {
	case owned:
		return false
	case q.Asked != "":
		return IsService(q.Asked, service)
	}
	return q.host == ""
}

// IsService says whether name is the service or the service in a zone, without regard to case.
func IsService(name, service string) bool {
	if len(name) < len(service) || !strings.EqualFold(name[:len(service)], service) {
		return false
	}
	return len(name) == len(service) || name[len(service)] == '.'
}

// Zone is the part of an owner behind the service, without a trailing dot; "" where the name is bare.
func Zone(owner, service string) string {
	if !IsService(owner, service) {
		return ""
	}
	return strings.Trim(owner[len(service):], ".")
}
