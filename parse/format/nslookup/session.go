package nslookup

import (
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// session is the state while the lines go by.
type session struct {
	log         Log
	cur         *query
	typ         string // "set type=" of an interactive session
	interactive bool
	serverLabel string // what the first header calls the server, to tell it from an answer's name
	held        pair   // "label: value" of the line before
	spoken      language
	// errorsFirst is set when the first verdict stood before any header: standard error was kept apart, and every
	// verdict belongs to the header that follows it.
	errorsFirst bool
	foreign     bool // the lines belong to another command
	starredOpen *consoletext.Line
	rereads     int
	full        bool // as many queries as are kept
}

type pair struct {
	label, value string
	line         textenc.Line
}

// expects says what an address line would be about.
type expects int

const (
	nothing expects = iota
	serverAddress
	hostAddress
)

// query is a Query while it is read.
type query struct {
	Query
	typed     string // name on the command line
	header    bool
	banner    bool // the banner of an interactive session, before anything was asked
	expect    expects
	verdict   *starred
	judged    textenc.Line // the line of the verdict
	noServer  bool
	waited    textenc.Line // a time-out behind the header
	waitEarly textenc.Line // a time-out before it
	others    textenc.Line // first line of an answer of another type
	owner     string
	open      *Record // begun, not yet named its host
	openLine  textenc.Line
	values    []int // of "= number" lines with foreign labels
	stray     textenc.Line
}

func (q *query) decided() bool { return q.verdict != nil || len(q.Records) > 0 || q.host != "" }

func (s *session) current() *query {
	if s.cur == nil {
		s.cur = &query{}
	}
	return s.cur
}

// maxQueries and maxLosses bound what a text can make us keep: a session typed by hand has some dozens.
const (
	maxQueries = 1000
	maxLosses  = 100
)

func (s *session) loss(at textenc.Line, text string) {
	if len(s.log.Losses) < maxLosses {
		s.log.Losses = append(s.log.Losses, Loss{at, text})
	}
}

// next closes the query that is open and begins another.
func (s *session) next() *query {
	s.close()
	if len(s.log.Queries) >= maxQueries {
		s.full = true
	}
	s.cur = &query{}
	return s.cur
}

func (s *session) line(l consoletext.Line) {
	if s.full || s.continued(l) {
		return
	}
	text := strings.TrimSpace(l.Text)
	held := s.held
	s.held = pair{}
	if text == "" {
		s.held = held
		return
	}
	if typed, ok := consoletext.Command(l.Text); ok {
		s.command(typed)
		return
	}
	if bareCommand.MatchString(text) {
		s.command(text)
		return
	}
	if s.foreign {
		return
	}
	prompted := strings.HasPrefix(text, ">")
	if text = strings.TrimLeft(text, "> \t"); text == "" {
		s.interactive = true
		return
	}
	if s.answer(l, text) || s.header(l, text, held) {
		return
	}
	if (prompted || s.interactive || setting.MatchString(text)) && s.typed(text, prompted) {
		return
	}
	if s.cur != nil {
		s.cur.stray = l.First()
	}
}

// continued joins a line to a starred one that made no sense without it, whatever the window's width.
func (s *session) continued(l consoletext.Line) bool {
	open := s.starredOpen
	if open == nil {
		return false
	}
	text := strings.TrimSpace(l.Text)
	if text == "" {
		return true
	}
	s.starredOpen = nil
	if !startsOwn(open.Text, l.Text) {
		for _, sep := range []string{"", " "} {
			joined := strings.TrimSpace(open.Text) + sep + text
			if v := s.starred(joined); v.known || v.harmless {
				s.verdict(v, open.First())
				return true
			}
		}
	}
	s.verdict(s.starred(strings.TrimSpace(open.Text)), open.First())
	return false
}

// maxRereads bounds how many lines of a text are read with every code page there is.
const maxRereads = 100

func (s *session) starred(text string) starred {
	v := parseStarred(text, nil)
	if v.known || v.harmless || s.rereads >= maxRereads {
		return v
	}
	if others := consoletext.Reread(text); others != nil {
		s.rereads++
		// What is trimmed as a blank behind a line is a Russian letter where its page was misread.
		others = append(others, consoletext.Reread(text+"\u00a0")...)
		v = parseStarred(text, others)
	}
	return v
}

// answer takes the lines that nslookup prints the same in every language, and starred ones.
func (s *session) answer(l consoletext.Line, text string) bool {
	switch {
	case strings.HasPrefix(text, "**"):
		v := s.starred(text)
		if !v.known && !v.harmless {
			s.starredOpen = &l
			return true
		}
		s.verdict(v, l.First())
		return true
	case timeOut.MatchString(text):
		s.timedOut(l.First())
		return true
	case timeOutTail.MatchString(text):
		return true
	case ownerLine.MatchString(text):
		s.ownerLine(ownerLine.FindStringSubmatch(text)[1], l.First())
		return true
	case unixService.MatchString(text):
		s.unixRecord(unixService.FindStringSubmatch(text), l.First())
		return true
	case field.MatchString(text):
		return s.fields(l)
	case strings.Contains(text, "="):
		return s.equals(l, text)
	}
	return false
}

func (s *session) verdict(v starred, at textenc.Line) {
	s.spoke(v.language)
	if v.harmless {
		return
	}
	q := s.current()
	switch {
	case v.reason == NoServer: // a remark at the start: what was asked may still be answered
		q.noServer = true
		if q.verdict != nil {
			return
		}
	case !q.header && !q.decided():
		s.errorsFirst = true
	case len(q.Records) > 0, s.errorsFirst && q.header && q.verdict != nil:
		q = s.next()
	}
	q.verdict, q.judged = &v, at
}

func (s *session) timedOut(at textenc.Line) {
	q := s.current()
	if len(q.Records) > 0 || q.host != "" {
		q = s.next()
	}
	if q.header && q.waited.N == 0 {
		q.waited = at
	} else if !q.header && q.waitEarly.N == 0 {
		q.waitEarly = at
	}
}

// spoke narrows the language down by one more text. English texts stand in every language's output.
func (s *session) spoke(l language) {
	if l == 0 || l&en != 0 {
		return
	}
	if s.spoken == 0 {
		s.spoken = l
	} else if both := s.spoken & l; both != 0 {
		s.spoken = both
	}
}
