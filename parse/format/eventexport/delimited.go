package eventexport

import (
	"strings"

	"kmstriage/parse/format/winevent"
)

// Bounds of a quoted cell that goes over several lines: a rendered 1003 has a line for every product.
const (
	maxRowLines = 2000
	maxRowBytes = maxLine
)

// readDelimited reads rows with commas, semicolons or tabs. The support diagnostic quotes its description only, so
// that its other cells may hold a comma; all others quote as CSV does.
func readDelimited(l *Log) {
	var t table
	var d byte
	closed := false
	for {
		x, ok := l.src.next()
		if !ok {
			return
		}
		text := strings.TrimSpace(x.text)
		if text == "" || strings.HasPrefix(text, "#TYPE") {
			continue
		}
		if exportBanner(text) {
			closed = true
			continue
		}
		if t.head == nil {
			if k := delimiter(x.text); k != 0 {
				d = k
			}
			if h := headerOf(splitCells(x.text, max(d, ','))); h != nil {
				t = table{head: h, sdp: isSDP(h), dayFirst: l.dayFirst}
				continue
			}
		}
		if d == 0 {
			continue
		}
		cells, whole := l.src.row(x, d, t.sdp)
		l.out.row(x, cells, t)
		if !closed && (!whole || x.cut || !x.ended) {
			l.lose(winevent.Loss{Line: x.n, Offset: x.off, Records: 1, Reason: "a row without its end"})
		}
	}
}

// exportBanner recognises the two rows that the support diagnostic puts at the end.
func exportBanner(s string) bool {
	return strings.Contains(s, "[Export operation ") && strings.HasPrefix(strings.TrimLeft(s, ",;\t "), "[Info]")
}

// delimiter chooses the character that splits a line into the most cells, 0 where none splits it into three.
func delimiter(s string) byte {
	best, n := byte(0), 2
	for _, d := range []byte{'\t', ',', ';'} {
		if strings.Count(s, string(d)) < n { // quotes only join cells
			continue
		}
		if k := len(splitCells(s, d)); k > n {
			best, n = d, k
		}
	}
	return best
}

// splitCells splits one line as CSV does, forgiving what stands behind a closing quote.
func splitCells(s string, d byte) []string {
	cells, _ := cut(s, d)
	return cells
}

// cut splits a line and reports whether its last quote is closed.
func cut(s string, d byte) (cells []string, closed bool) {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quoted && c == '"' && i+1 < len(s) && s[i+1] == '"':
			b.WriteByte('"')
			i++
		case c == '"' && (quoted || strings.TrimSpace(b.String()) == "" && b.Len() < 4):
			if !quoted {
				b.Reset()
			}
			quoted = !quoted
		case c == d && !quoted:
			cells = append(cells, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(cells, b.String()), !quoted
}

// row gives the cells of a row that may go over several lines. A quote that never closes costs its row only: the lines
// behind it are given back.
func (s *source) row(x line, d byte, sdp bool) (cells []string, whole bool) {
	if sdp {
		return sdpCells(x.text)
	}
	text := x.text
	cells, whole = cut(text, d)
	var more []line
	for !whole {
		y, ok := s.next()
		if !ok || len(more) == maxRowLines || len(text)+len(y.text) > maxRowBytes {
			if ok {
				more = append(more, y)
			}
			s.back(more...)
			return cells, false
		}
		more = append(more, y)
		text += "\n" + y.text
		if strings.Contains(y.text, `"`) {
			cells, whole = cut(text, d)
		}
	}
	return cells, true
}

// headerOf gives the fields of a header, nil where the line is none: it needs an id and a source or a date.
func headerOf(cells []string) []field {
	out := make([]field, len(cells))
	have := map[field]bool{}
	for i, c := range cells {
		out[i] = named(c)
		have[out[i]] = true
	}
	dated := have[fieldWhen] || have[fieldDate]
	if have[fieldID] && (have[fieldSource] || dated && have[fieldMessage]) || have[fieldSource] && dated && have[fieldMessage] {
		return out
	}
	return nil
}

// isSDP recognises "Date,Time,Type/Level,Computer Name,Event Code,...".
func isSDP(h []field) bool {
	return len(h) >= 6 && h[0] == fieldDate && h[1] == fieldClock && h[2] == fieldLevel && h[3] == fieldComputer && h[4] == fieldID
}

// sdpCells splits a row of the support diagnostic: all cells but the last are raw, the last is quoted, and inner quotes
// were made apostrophes.
func sdpCells(s string) (cells []string, whole bool) {
	head, desc, quoted := strings.Cut(s, `,"`)
	cells = strings.Split(head, ",")
	if !quoted {
		return cells, false
	}
	desc = strings.TrimRight(desc, " ")
	whole = strings.HasSuffix(desc, `"`)
	return append(cells, strings.TrimSuffix(desc, `"`)), whole
}

// places are the columns of one row; -1 is absent.
type places struct{ source, id, date int }

func (p places) whole() bool { return p.source >= 0 && p.id >= 0 && p.date >= 0 }

// columnsByShape finds a wanted source with a number beside it, and a date.
func columnsByShape(cells []string, want providers) places {
	p := places{source: sourceCell(cells, want), id: -1, date: -1}
	if p.source >= 0 { // most lines of most files have none
		p.id, p.date = idBeside(cells, p.source), dateCell(cells)
	}
	return p
}

func sourceCell(cells []string, want providers) int {
	for i, c := range cells {
		if _, ok := want.find(c); ok {
			return i
		}
	}
	return -1
}

func dateCell(cells []string) int {
	for i, c := range cells {
		if len(c) > 60 {
			continue
		}
		if _, ok := rowDate(cells, i); ok {
			return i
		}
	}
	return -1
}

// idBeside finds a number next to the source, or next to that.
func idBeside(cells []string, source int) int {
	if source < 0 {
		return -1
	}
	for _, i := range []int{source + 1, source - 1, source + 2, source - 2} {
		if i >= 0 && i < len(cells) {
			if _, ok := eventID(cells[i]); ok {
				return i
			}
		}
	}
	return -1
}

// rowDate reads a cell as a date, with the next cell as its clock where it holds the day only.
func rowDate(cells []string, i int) (stamp, bool) {
	if s, ok := parseStamp(cells[i]); ok {
		return s, true
	}
	if i+1 < len(cells) {
		return parseDays(cells[i], cells[i+1])
	}
	return stamp{}, false
}

// table is what the rows of one file have in common.
type table struct {
	head []field
	sdp  bool // the support diagnostic's CSV
	// dayFirst is set where the dates of such a CSV are those of another collector.
	dayFirst bool
}

// get gives a cell by the name of its column, "" where the header lacks it.
func (t table) get(cells []string, f field) string {
	if f == fieldMessage && t.sdp {
		return cells[len(cells)-1] // the cells before it may have moved
	}
	if f == fieldMessage && len(cells) < len(t.head) {
		return ""
	}
	for i, h := range t.head {
		if h == f && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
	}
	return ""
}

// when dates a row. The support diagnostic writes month first on every Windows.
func (t table) when(cells []string) (stamp, bool) {
	if t.sdp && len(cells) > 1 {
		return columnsStamp(strings.TrimSpace(cells[0]), cells[1], t.dayFirst)
	}
	if s, ok := parseStamp(t.get(cells, fieldWhen)); ok {
		return s, true
	}
	if at := dateCell(cells); at >= 0 {
		return rowDate(cells, at)
	}
	return stamp{}, false
}

// id reads the event id: of the support diagnostic always before the source, else by name or beside the source.
func (t table) id(cells []string, source int) (int, bool) {
	if t.sdp && source > 0 {
		return eventID(cells[source-1])
	}
	if id, ok := eventID(t.get(cells, fieldID)); ok {
		return id, true
	}
	at := idBeside(cells, source)
	if at < 0 {
		return 0, false
	}
	return eventID(cells[at])
}

// row turns cells into an event. Columns are taken by name where the header has them; where a row has moved, or the
// header is translated, by shape.
func (s *sink) row(x line, cells []string, t table) {
	source := sourceCell(cells, s.want)
	when, dated := t.when(cells)
	if !dated && source < 0 {
		return // no row of an event: a banner, or lines of a text whose quotes are broken
	}
	s.seen(when)
	if source < 0 {
		return
	}
	provider, _ := s.want.find(cells[source])
	id, ok := t.id(cells, source)
	if !ok {
		s.log.lose(winevent.Loss{Line: x.n, Offset: x.off, Records: 1, Reason: "a row without an event id"})
		return
	}
	rec := winevent.Record{Provider: provider, EventID: id, Level: level(t.get(cells, fieldLevel)), Computer: t.get(cells, fieldComputer),
		Channel: t.get(cells, fieldLog), RecordID: recordID(t.get(cells, fieldRecord)), Message: t.get(cells, fieldMessage), Line: x.n, Offset: x.off}
	if t.sdp && source > 1 {
		rec.Computer = strings.TrimSpace(cells[source-2])
	}
	if rec.Message == "" {
		rec.Message = t.rest(cells, source)
	}
	rec.Message = bounded(rec.Message)
	s.emit(rec, when)
}

// rest is the text of a row whose header does not name it: what stands behind the named columns, as in Event Viewer's
// table, else the longest cell.
func (t table) rest(cells []string, source int) string {
	if n := len(t.head); n > 0 && n < len(cells) {
		return strings.Join(cells[n:], ",")
	}
	out := ""
	for i, c := range cells {
		if i != source && len(c) > len(out) {
			out = c
		}
	}
	return out
}
