package eventexport

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"kmstriage/parse/format/winevent"
)

// columns are the starts of the fixed columns, in characters: -1 where the header lacks one.
type columns struct {
	level, computer, event, source, category, user, message int
}

// wevtutilColumns is the grid that GetEvents.vbs 7.1 writes with its wevtutil engine.
var wevtutilColumns = columns{level: 25, computer: 39, event: 56, source: 64, category: 100, user: 119, message: 153}

// computerWidth is the width of the computer column, which cuts longer names.
const computerWidth = 16

var (
	gridDate   = regexp.MustCompile(`^(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}) +(\d{1,2}[:.]\d{2}[:.]\d{2}(?: ?[AP]M)?)`)
	gridBanner = regexp.MustCompile(`\[Export operation (started|ended)`)
	lastNumber = regexp.MustCompile(`(\S+)?\s+(\d{1,5})\s*$`)
)

// readGrid reads the fixed columns of the support diagnostic. Its dates are always month first, in the local time of
// the machine; other collectors that write the same columns print dates as Windows does.
func readGrid(l *Log) {
	cols := wevtutilColumns
	closed := false
	for {
		x, ok := l.src.next()
		if !ok {
			return
		}
		text := strings.TrimRight(x.text, " ")
		m := gridDate.FindStringSubmatch(text)
		switch {
		case m != nil:
			l.out.gridRow(x, cols, m)
		case gridHeader.MatchString(strings.TrimSpace(text)):
			cols = gridColumns(text)
		case gridBanner.MatchString(text):
			closed = true
		}
		if x.cut {
			l.lose(winevent.Loss{Line: x.n, Offset: x.off, Reason: "a line longer than 1 MiB: its rest was not read"})
		}
		if !x.ended && !closed && text != "" {
			l.lose(winevent.Loss{Line: x.n, Offset: x.off, Records: 1, Reason: "the file ends inside a line"})
		}
	}
}

// gridColumns takes the starts from the header's words; both engines put a column under its word.
func gridColumns(header string) columns {
	at := func(words ...string) int {
		for _, w := range words {
			if i := strings.Index(header, w); i >= 0 {
				return utf8.RuneCountInString(header[:i])
			}
		}
		return -1
	}
	c := columns{level: at("Type"), computer: at("Computer"), event: at("EventID", "Event"), source: at("Source"),
		category: at("Task Category", "Category", "Task"), user: at("Username", "User"), message: at("Message", "Description")}
	if c.event < 0 || c.source < 0 {
		return wevtutilColumns
	}
	return c
}

func (s *sink) gridRow(x line, c columns, m []string) {
	when, ok := columnsStamp(m[1], m[2], s.log.dayFirst)
	if !ok {
		s.log.lose(winevent.Loss{Line: x.n, Offset: x.off, Records: 1, Reason: "a row without a date"})
		return
	}
	s.seen(when)
	rec := winevent.Record{Level: -1, Line: x.n, Offset: x.off}
	text := x.text
	source, wanted := s.want.find(cell(text, c.source, c.category))
	id, isID := eventID(cell(text, c.event, c.source))
	if !wanted || !isID {
		var at, to int
		if source, at, to = s.want.in(text[:min(len(text), 4*160)]); at < 0 {
			return
		}
		n := lastNumber.FindStringSubmatch(text[:at])
		if n == nil {
			return
		}
		id, _ = eventID(n[2])
		rec.Computer = cutComputer(n[1])
		rec.Message = bounded(text[to:])
	} else {
		rec.Computer = cutComputer(cell(text, c.computer, c.event))
		rec.Level = level(cell(text, c.level, c.computer))
		rec.Message = bounded(cell(text, c.message, -1))
	}
	rec.Provider, rec.EventID = source, id
	s.emit(rec, when)
}

// cell takes a column by characters, to the start of the next or, with -1, to the end of the line.
func cell(text string, from, to int) string {
	if from < 0 {
		return ""
	}
	n, start := 0, -1
	for i := range text {
		if n == from {
			start = i
		}
		if n == to && start >= 0 {
			return strings.TrimSpace(text[start:i])
		}
		n++
	}
	if start < 0 {
		return ""
	}
	return strings.TrimSpace(text[start:])
}

// cutComputer gives up the domain of a name that fills its column, since the column may have cut it.
func cutComputer(s string) string {
	if utf8.RuneCountInString(s) < computerWidth {
		return s
	}
	host, _, _ := strings.Cut(s, ".")
	return host
}
