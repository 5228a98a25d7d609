// Package dnsanswer turns what DNS tools other than nslookup print into the queries that were made and what answered
// each: dig, drill, host and resolvectl, PowerShell's Resolve-DnsName as table, list or error, and what the tools of a
// DNS server list of a zone.
package dnsanswer

import (
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/nslookup"
	"kmstriage/parse/format/textenc"
)

// Answer is one query and its answer. Asked, Type, Server, Outcome and the rest are as package nslookup says.
type Answer struct {
	nslookup.Query
	// Searched reports a tool that completes a name with the suffixes of the computer, as the licensing client does. What
	// dig says of a bare name is about that name alone.
	Searched bool
}

// Loss is a place where something began that could not be read to its end.
type Loss = nslookup.Loss

// Log is the whole text.
type Log struct {
	Answers []Answer
	Losses  []Loss
}

// The bounds of the work: a query gives some thirty lines, and nobody asks thousands of times by hand. A DNS message of
// 64 KiB holds fewer records than maxRecords.
const (
	maxLines   = 100_000
	maxAnswers = 1000
	maxRecords = 1000
)

// maxLine is beyond every line of these tools: a longer one is something else, and no expression looks at it.
const maxLine = 4096

// Parse reads the lines of a file. It never fails: a text without any of these tools' lines has no answers.
func Parse(lines []textenc.Line) Log {
	s := &session{}
	if len(lines) > maxLines {
		s.lose(lines[maxLines], "longer than any session: the rest was not read")
		lines = lines[:maxLines]
	}
	for _, l := range lines {
		if len(l.Text) > maxLine {
			continue
		}
		l.Text = strings.TrimSpace(l.Text)
		s.line(l)
	}
	s.close()
	return s.log
}

// session is the reading of one text.
type session struct {
	log  Log
	cur  *answer
	list block
}

// answer is the query that is being read.
type answer struct {
	Answer
	command bool // begun by what was typed, and nothing printed yet
	header  bool // dig's header was seen
	status  string
	counted bool // the header's number of answers was seen
	answers int
	soa     textenc.Line // the authority's record that stands where there is no answer
	other   textenc.Line // an answer of another type
	failed  textenc.Line // an error's first line
	torn    textenc.Line // a record of which a part is missing
	last    textenc.Line
}

func (s *session) lose(at textenc.Line, text string) {
	s.log.Losses = append(s.log.Losses, Loss{Line: at, Text: text})
}

// current is the open query, or a new one.
func (s *session) current() *answer {
	if s.cur == nil {
		s.cur = &answer{}
	}
	return s.cur
}

// begin opens a new query, unless the open one is only what was typed.
func (s *session) begin() *answer {
	if s.cur != nil && s.cur.command {
		s.cur.command = false
		return s.cur
	}
	s.close()
	return s.current()
}

// line takes one line: each kind of line says whether it is its own.
func (s *session) line(l textenc.Line) {
	if s.list.take(l) {
		return
	}
	s.endList()
	switch {
	case l.Text == "":
	case s.typed(l):
	case s.dig(l), s.record(l), s.host(l), s.table(l), s.zoneList(l), s.fault(l), s.short(l):
		if s.cur != nil {
			s.cur.command = false
			if s.cur.last.N == 0 {
				s.cur.last = l
			}
		}
	}
}

// close decides the outcome of the open query and keeps it.
func (s *session) close() {
	s.endList()
	q := s.cur
	s.cur = nil
	if q == nil || q.command {
		return
	}
	q.decide(s)
	if q.Line.N == 0 {
		return
	}
	if len(s.log.Answers) == maxAnswers {
		if n := len(s.log.Losses); n == 0 || s.log.Losses[n-1].Text != tooMany {
			s.lose(q.Line, tooMany)
		}
		return
	}
	s.log.Answers = append(s.log.Answers, q.Answer)
}

const tooMany = "more answers than are kept: the rest was not read"

// statuses are the response codes of DNS that say why there is no record.
var statuses = map[string]nslookup.Reason{
	"NXDOMAIN": nslookup.NonExistentDomain, "SERVFAIL": nslookup.ServerFailed, "REFUSED": nslookup.Refused,
}

func (q *answer) decide(s *session) {
	if q.torn.N != 0 {
		s.lose(q.torn, "the record is not whole")
	}
	reason, known := statuses[q.status]
	switch {
	case len(q.Records) > 0:
		q.Outcome, q.Reason, q.Line = nslookup.Answered, "", q.Records[0].Line
	case q.torn.N != 0:
		q.Outcome, q.Reason, q.Line = nslookup.Undecided, "", q.torn
	case q.Reason != "":
		q.Line = q.failed
		q.negative()
	case known:
		q.Reason, q.Line = reason, q.last
		q.negative()
	case len(q.Addresses) > 0 || q.other.N != 0:
		q.Outcome, q.Line = nslookup.Other, q.other
		if len(q.Addresses) > 0 {
			q.Line = q.Addresses[0].Line
		}
	case q.header && (!q.counted || q.answers > 0 || q.status != "NOERROR"):
		q.Outcome, q.Line = nslookup.Undecided, q.last
		s.lose(q.last, "the answer ends here")
	case q.header || q.soa.N != 0:
		q.Outcome, q.Reason, q.Line = nslookup.NoRecords, nslookup.NoData, q.last
		if q.soa.N != 0 {
			q.Line = q.soa
		}
	default:
		q.Outcome, q.Line = nslookup.Undecided, q.last
	}
	// Only "no such name" also speaks of SRV records where another type was asked.
	if q.Type != "" && q.Type != "srv" && q.Type != "any" && q.Outcome == nslookup.NoRecords && q.Reason != nslookup.NonExistentDomain {
		q.Outcome, q.Reason = nslookup.Other, ""
	}
}

func (q *answer) negative() {
	q.Outcome = nslookup.Failed
	if q.Reason == nslookup.NonExistentDomain || q.Reason == nslookup.NoData {
		q.Outcome = nslookup.NoRecords
	}
}

// add keeps a record, which belongs to the open query unless that one asked for another name.
func (s *session) add(r nslookup.Record) {
	q := s.current()
	if r.Owner != "" && len(q.Records) > 0 && !strings.EqualFold(q.Records[0].Owner, r.Owner) {
		s.close()
		q = s.current()
	}
	switch {
	case len(q.Records) < maxRecords:
		q.Records = append(q.Records, r)
	case len(q.Records) == maxRecords:
		s.lose(r.Line, "more records than an answer can hold: the rest was not read")
		q.Records = append(q.Records, r)[:maxRecords]
	}
}

func (s *session) address(a nslookup.Address) {
	if q := s.current(); len(q.Addresses) < maxRecords {
		q.Addresses = append(q.Addresses, a)
	}
}

func undotted(name string) string { return strings.TrimRight(name, ".") }

// prompted takes a shell's prompt off a line, that of Windows or of Unix.
func prompted(text string) (string, bool) {
	if typed, ok := consoletext.Command(text); ok {
		return typed, true
	}
	m := unixPrompt.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return m[1], true
}
