// Package slmgr turns what slmgr.vbs printed for /dlv and /dli, in any language, pasted or redirected, into one run a
// licence. Labels are used where they are known; the rest is told by shapes and order, which are the same in every
// language (slmgr.vbs of Windows 7 to 11).
package slmgr

import (
	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// Status is a licence state in the tokens of ospp.vbs.
type Status string

// The states, by the number that the licensing service gives them (0 to 6).
const (
	Unlicensed      Status = "UNLICENSED"
	Licensed        Status = "LICENSED"
	OOBGrace        Status = "OOB_GRACE"
	OOTGrace        Status = "OOT_GRACE"
	NonGenuineGrace Status = "NON_GENUINE_GRACE"
	Notifications   Status = "NOTIFICATIONS"
	ExtendedGrace   Status = "EXTENDED_GRACE"
)

// Found says whether the licence that was asked for is there.
type Found int

// The answers to Found.
const (
	Untold Found = iota
	Yes
	No
)

// HostPort is a KMS host. Port 0 is unknown.
type HostPort struct {
	Host string
	Port int
}

// Run is one licence that the script printed, or its word that there is none. Ids are lower case; nil and zero values
// are unknown. At holds the line of every field that was read, by its name in lower camel case; "block" is the first
// line of the run.
type Run struct {
	Found          Found
	Requested      string // id on the command line, where one was pasted along
	ServiceVersion string
	Name           string
	Description    string
	ActivationID   string
	ApplicationID  string
	HasKey         bool
	PartialKey     string
	Status         Status
	StatusWord     string // as printed
	GraceMinutes   *int
	Reason         *uint32
	Cut            bool // the run ends before it is complete

	HostEnabled   bool
	Count         *int
	Port          int
	DNSPublishing *bool
	Priority      string // Normal, Low, or the word that was printed
	Total         *int
	Failed        *int

	CMID         string
	Registered   *HostPort
	Discovered   *HostPort
	Caching      *bool
	LookupDomain string

	At map[string]textenc.Line
}

// Failure is an error that the script printed instead of its answer. Code is nil where only words were printed; Denied
// says that the words or the code mean missing rights.
type Failure struct {
	Code   *uint32
	Denied bool
	Line   textenc.Line
}

// Log is the whole text.
type Log struct {
	Runs     []Run
	Failures []Failure
	// Banner is set where the script host announced itself, or a command was pasted: something ran.
	Banner bool
	// Unread is the first line that was not read, where the text is longer than any listing; else 0.
	Unread int
}

// maxLines bounds the work: "/dlv all" gives some ten thousand lines.
const maxLines = 200_000

// Parse reads the lines of a file. It never fails: a text without any of slmgr's lines has no runs.
func Parse(lines []textenc.Line) Log {
	p := &parser{}
	if len(lines) > maxLines {
		p.log.Unread = lines[maxLines].N
		lines = lines[:maxLines]
	}
	for _, l := range consoletext.Unwrap(lines, startsOwn) {
		p.line(l)
	}
	p.close(true)
	return p.log
}
