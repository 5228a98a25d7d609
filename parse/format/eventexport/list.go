package eventexport

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kmstriage/parse/format/winevent"
)

// Bounds of one block.
const (
	maxLabels    = 64
	maxTextLines = 4000
)

// keyValue is one "label: value" line. pad is the column of the colon where the label is padded up to it, as
// Format-List does; 0 otherwise.
type keyValue struct {
	key, value string
	field      field
	pad        int
	line       line
}

// block is one event of a list.
type block struct {
	labels []keyValue
	text   []string // the description
	textAt []int    // the lines of text in the file
	inText bool
	start  line
}

// maxKey bounds a label: the longest translation of "Task Category" has 30 characters.
const maxKey = 120

// viewerPad is the width to which Event Viewer pads a label; longer ones stand right before their value
// ("Aufgabenkategorie:Keine").
const viewerPad = 14

// label reads a line as a label with its value: a letter near the margin, and a colon, with a blank or nothing behind
// it. Japanese and Chinese write a wide colon in places.
func label(s string) (keyValue, bool) {
	t := strings.TrimLeft(s, " \t")
	if len(s)-len(t) > 4 {
		return keyValue{}, false
	}
	head := t[:min(len(t), maxKey)]
	at, width := strings.IndexByte(head, ':'), 1
	if w := strings.Index(head, "："); w >= 0 && (at < 0 || w < at) {
		at, width = w, len("：")
	}
	if at <= 0 {
		return keyValue{}, false
	}
	if r, _ := utf8.DecodeRuneInString(t); !unicode.IsLetter(r) {
		return keyValue{}, false
	}
	value := t[at+width:]
	if value != "" && value[0] != ' ' && value[0] != '\t' && utf8.RuneCountInString(t[:at]) < viewerPad {
		return keyValue{}, false
	}
	kv := keyValue{key: strings.TrimRight(t[:at], " \t"), value: strings.TrimSpace(value)}
	if len(kv.key) < at {
		kv.pad = len(s) - len(t) + at
	}
	kv.field = named(kv.key)
	return kv, true
}

// readList reads blocks of labels: wevtutil's text, what Event Viewer copies, Format-List of PowerShell. A block begins
// at "Event[n]:" or where the first label of the file comes again.
func readList(l *Log) {
	var b block
	firstKey := ""
	for {
		x, ok := l.src.next()
		if !ok {
			break
		}
		kv, isLabel := label(x.text)
		kv.line = x
		if isLabel && firstKey == "" && kv.field == noField && !b.begun() {
			// Lines of a mail before the first event look like labels too; the first known or dated one counts.
			isLabel = looksLikeFirst(l.src, kv)
		}
		if isLabel && firstKey == "" {
			firstKey = kv.key
		}
		if eventNumber.MatchString(x.text) || isLabel && kv.key == firstKey && b.begun() && len(b.labels) > 1 {
			l.out.block(&b)
			b = block{start: x}
			if !isLabel {
				continue
			}
		}
		b.add(x, kv, isLabel)
	}
	l.out.block(&b)
}

// looksLikeFirst accepts a translated first label: a source, or a log name before other labels.
func looksLikeFirst(s *source, kv keyValue) bool {
	y, ok := s.next()
	if !ok {
		return false
	}
	s.back(y)
	_, next := label(y.text)
	return next
}

func (b *block) begun() bool { return len(b.labels) > 0 || b.start.n > 0 }

// add puts one line where it belongs.
func (b *block) add(x line, kv keyValue, isLabel bool) {
	if b.start.n == 0 && isLabel {
		b.start = x
	}
	if b.inText && isLabel && kv.pad > 0 && len(b.labels) > 0 && kv.pad == b.labels[0].pad {
		b.inText = false // Format-List goes on with the next property
	}
	switch {
	case b.inText, !isLabel:
		if len(b.text) < maxTextLines && (b.inText || len(b.labels) > 0) {
			b.text, b.textAt = append(b.text, strings.TrimSpace(x.text)), append(b.textAt, x.n)
		}
		return
	case len(b.labels) < maxLabels:
		b.labels = append(b.labels, kv)
	}
	if kv.field == fieldMessage || kv.value == "" && len(b.labels) > describedAfter {
		b.inText = true
		b.text, b.textAt = append(b.text, kv.value), append(b.textAt, x.n)
	}
}

// describedAfter is how many labels stand before the description in Event Viewer's text: log, source, date, id,
// category, level, keywords, user, computer.
const describedAfter = 9

// value finds a label by its English name.
func (b *block) value(f field) string {
	for _, kv := range b.labels {
		if kv.field == f && kv.value != "" {
			return kv.value
		}
	}
	return ""
}

// source finds the event source by name, else any value that is a wanted source.
func (b *block) source(want providers) (string, bool) {
	if v, ok := want.find(b.value(fieldSource)); ok {
		return v, true
	}
	for _, kv := range b.labels {
		if v, ok := want.find(kv.value); ok {
			return v, true
		}
	}
	return "", false
}

// id finds the event id by name, else the first value that is nothing but a number.
func (b *block) id() (int, bool) {
	for _, kv := range b.labels {
		if kv.field == fieldID {
			if v, ok := eventID(kv.value); ok {
				return v, true
			}
		}
	}
	for _, kv := range b.labels {
		if kv.field == noField {
			if v, ok := eventID(kv.value); ok {
				return v, true
			}
		}
	}
	return 0, false
}

func (b *block) when() stamp {
	for _, f := range []field{fieldWhen, fieldDate} {
		if s, ok := parseStamp(b.value(f)); ok {
			return s
		}
	}
	if s, ok := parseDays(b.value(fieldDate), b.value(fieldClock)); ok {
		return s
	}
	for _, kv := range b.labels {
		// "Data" is a property of PowerShell, and the date in Italian, Polish and Portuguese.
		if (kv.field == noField || kv.field == fieldOther) && len(kv.value) < 60 {
			if s, ok := parseStamp(kv.value); ok {
				return s
			}
		}
	}
	return stamp{}
}

// computer finds the machine by name, else the value right before the description.
func (b *block) computer() string {
	if v := b.value(fieldComputer); v != "" {
		return v
	}
	if n := len(b.labels); n >= describedAfter {
		if v := b.labels[min(n, describedAfter)-1].value; !strings.ContainsAny(v, " \t") {
			return v
		}
	}
	return ""
}

// looksLikeEvent reports a block that no other artifact prints: a wanted source with a number, or the English names.
func (b *block) looksLikeEvent(want providers) bool {
	_, hasID := b.id()
	if !hasID {
		return false
	}
	if _, ok := b.source(want); ok {
		return !b.when().isZero() || b.value(fieldLog) != "" || b.value(fieldMessage) != ""
	}
	return b.value(fieldSource) != "" && !b.when().isZero() && (b.value(fieldLog) != "" || b.value(fieldMessage) != "" || b.value(fieldLevel) != "")
}

// block turns labels and text into an event. Where the XML of the event was copied along, it counts alone.
func (s *sink) block(b *block) {
	id, hasID := b.id()
	source, wanted := b.source(s.want)
	when := b.when()
	if !hasID && !wanted || len(b.labels) < 2 {
		return
	}
	s.seen(when)
	if !wanted {
		return
	}
	at := winevent.Loss{Line: b.start.n, Offset: b.start.off, Records: 1}
	if !hasID {
		at.Reason = "an event without its id"
		s.log.lose(at)
		return
	}
	text := strings.TrimSpace(strings.Join(b.text, "\n"))
	if from := eventStart.FindStringIndex(text); from != nil {
		if rec, ok, _ := parseEvent(text[from[0]:]); ok && rec.EventID == id {
			rec.Line, rec.Offset = b.start.n, b.start.off
			s.emit(rec, stamp{month: rec.At, fixed: true, utc: true})
			return
		}
	}
	if text == "" {
		text = strings.Trim(b.value(fieldData), "{}")
	}
	if text == "" {
		text = b.allText()
	}
	s.emit(winevent.Record{Provider: source, EventID: id, Level: level(b.value(fieldLevel)), Computer: b.computer(),
		Channel: b.value(fieldLog), RecordID: recordID(b.value(fieldRecord)), Message: bounded(text), Line: b.said(), Offset: b.start.off}, when)
}

// said is the line to cite: that of the payload where the description holds one, else the first of the event.
func (b *block) said() int {
	for i, t := range b.text {
		if strings.HasPrefix(t, "0x") && strings.Count(t, ",") > 2 {
			return b.textAt[i]
		}
	}
	return b.start.n
}

// allText is for translated lists whose description was not told from its labels.
func (b *block) allText() string {
	var out []string
	for _, kv := range b.labels {
		if kv.field == noField && strings.Contains(kv.value, ",") {
			out = append(out, kv.value)
		}
	}
	return strings.Join(out, "\n")
}
