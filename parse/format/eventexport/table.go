package eventexport

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/winevent"
)

var (
	groupLine = regexp.MustCompile(`^\s*ProviderName\s*:\s*(\S.*?)\s*$`)
	rowStart  = regexp.MustCompile(`^\s*(?:(\d+)\s+)?(\d{1,4}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,4}\.?,?\s+\D{0,12}?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*(?:\p{L}{1,3}|\p{L}\.\s?\p{L}\.))?)\s+(.*)$`)
	rowNumber = regexp.MustCompile(`(?:^|\s)(\d{1,10})(?:\s+|$)`)
)

// tableHeader recognises the header of Format-Table for events: an id, and a text or a time.
func tableHeader(s string) bool {
	have := map[field]bool{}
	for _, w := range strings.Fields(s) {
		have[named(w)] = true
	}
	return have[fieldID] && (have[fieldMessage] || have[fieldWhen])
}

// readTable reads Format-Table of Get-WinEvent: groups by provider, rows of time, id, level and text, the text cut at
// the window's width or wrapped under itself. The table of Get-EventLog has no year and cuts its sources; its rows are
// counted only where both can be read.
func readTable(l *Log) {
	var t tableRow
	provider := ""
	for {
		x, ok := l.src.next()
		if !ok {
			break
		}
		if m := groupLine.FindStringSubmatch(x.text); m != nil {
			l.out.tableRow(&t)
			t, provider = tableRow{}, m[1]
			continue
		}
		if m := rowStart.FindStringSubmatch(x.text); m != nil {
			l.out.tableRow(&t)
			t = tableRow{line: x, provider: provider, date: m[2], rest: m[3]}
			continue
		}
		text := strings.TrimSpace(x.text)
		if text == "" || dashes.MatchString(x.text) || tableHeader(x.text) {
			continue
		}
		if t.line.n > 0 && len(t.rest) < maxMessage {
			t.rest += "\n" + text
		}
	}
	l.out.tableRow(&t)
}

type tableRow struct {
	line                 line
	provider, date, rest string
}

func (s *sink) tableRow(t *tableRow) {
	if t.line.n == 0 {
		return
	}
	when, ok := parseStamp(t.date)
	if !ok {
		return
	}
	s.seen(when)
	source, wanted := s.want.find(t.provider)
	if !wanted {
		source, _, _ = s.want.in(t.rest)
		wanted = source != ""
	}
	if !wanted {
		return
	}
	m := rowNumber.FindStringSubmatchIndex(t.rest)
	id, ok := 0, false
	if m != nil {
		id, ok = eventID(t.rest[m[2]:m[3]])
	}
	if !ok {
		s.log.lose(winevent.Loss{Line: t.line.n, Offset: t.line.off, Records: 1, Reason: "a row without an event id"})
		return
	}
	text := t.rest[m[1]:]
	if strings.HasSuffix(text, "...") || strings.HasSuffix(text, "…") {
		s.log.note("the table cuts its texts at the window's width")
	}
	s.emit(winevent.Record{Provider: source, EventID: id, Level: -1, Message: bounded(text), Line: t.line.n, Offset: t.line.off}, when)
}
