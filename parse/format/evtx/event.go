package evtx

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kmstriage/parse/format/winevent"
)

// maxText bounds the characters that one record can unfold to; a record has at most 64 KiB.
const maxText = 1 << 20

// reading unfolds one record: the elements of its definition with its values in them.
type reading struct {
	chunk *chunk
	size  int // characters rendered
	err   error
}

// identity tells records apart that were found by searching.
type identity struct {
	record   uint64
	at       int64
	id       int
	provider string
}

// read turns a record into what the caller gets; ok is false if it is not wanted, or refused.
func (l *Log) read(c *chunk, s span) (rec winevent.Record, ok bool) {
	outer, err := c.outer(s)
	r := reading{chunk: c}
	if err == nil && !l.options.NoPrefilter && !l.want.could(&r, &outer) {
		return rec, false
	}
	if err == nil {
		rec, err = r.record(&outer)
	}
	if err == nil && l.want.record(&rec) {
		l.decode(c, s, &outer, &rec)
	}
	if err != nil {
		l.refuse(c, s, &outer, err)
		return rec, false
	}
	rec.Offset, rec.Recovered = c.base+int64(s.off), s.recovered
	key := identity{rec.RecordID, rec.At.UnixNano(), rec.EventID, rec.Provider}
	if s.recovered && c.once[key] {
		return rec, false
	}
	c.once[key] = true
	return rec, l.want.record(&rec)
}

// outer reads the XML of a record, values in values aside.
func (c *chunk) outer(s span) (scope, error) {
	outer, err := c.scope(s.off+recordHeaderSize, s.off+s.size-4, 0, c.values)
	if outer.values != nil {
		c.values = outer.values
	}
	if err == nil && only(outer.root) == nil {
		err = fmt.Errorf("record without an element")
	}
	return outer, err
}

// refuse reports a record that cannot be read, unless it is certain to be of a provider that nobody asked for.
func (l *Log) refuse(c *chunk, s span, outer *scope, err error) {
	r := reading{chunk: c}
	body := c.data[s.off : s.off+s.size]
	if t := outer.template; t != nil && t.err == nil && outer.values != nil {
		if !l.want.could(&r, outer) {
			return
		}
	} else if !l.want.mentions(body) && (t == nil || !l.want.mentions(t.bytes(c))) {
		return
	}
	l.lose(winevent.Loss{Offset: c.base + int64(s.off), Chunk: c.index, Record: r.recordID(outer), Records: 1,
		Reason: "record refused: " + err.Error()})
}

// bytes is where a definition stands, as far as it may reach if its size is a lie.
func (t *template) bytes(c *chunk) []byte {
	if t.off < 0 || t.off > len(c.data) {
		return nil
	}
	end := t.end
	if end <= t.off {
		end = min(t.off+maxDefinition, len(c.data))
	}
	return c.data[t.off:end]
}

// recordID finds the EventRecordID of a record of which more could not be read, else 0.
func (r *reading) recordID(s *scope) uint64 {
	e := child(child(only(s.root), "System"), "EventRecordID")
	if e == nil {
		return 0
	}
	id, _ := strconv.ParseUint(r.text(e.content, s, 0), 10, 64)
	return id
}

// record reads a whole record.
func (r *reading) record(outer *scope) (rec winevent.Record, err error) {
	var sys system
	found := false
	event := only(outer.root)
	d := data{reading: r}
	r.elements(event.content, outer, 0, func(e *element, s *scope, nesting int) {
		switch e.name {
		case "System":
			sys, found = r.system(e, s, nesting), true
		case "EventData":
			d.event(e, s, nesting)
		case "RenderingInfo":
		default: // UserData, ProcessingErrorData, DebugData
			d.leaves(e, s, nesting, 0)
		}
	})
	if r.err == nil && !found {
		r.err = fmt.Errorf("no System element")
	}
	sys.into(&rec)
	rec.Data, rec.Names, rec.Binary = d.values, d.named(), d.binary
	return rec, r.err
}

// elements visits the child elements of content, those in values of type XML included.
func (r *reading) elements(content []piece, s *scope, nesting int, visit func(*element, *scope, int)) {
	for _, p := range content {
		if !r.step(0) {
			return
		}
		switch p.kind {
		case pieceElement:
			visit(p.child, s, nesting)
		case pieceSub, pieceOptional:
			if inner, ok := r.inner(s.value(p.sub), nesting); ok {
				r.elements(inner.root, &inner, nesting+1, visit)
			}
		}
	}
}

// inner reads a value of type XML.
func (r *reading) inner(v value, nesting int) (s scope, ok bool) {
	if v.kind != typeXML || v.size == 0 || r.err != nil {
		return s, false
	}
	s, err := r.chunk.scope(v.off, v.off+v.size, nesting+1, nil)
	if err != nil {
		r.err = err
	}
	return s, err == nil
}

// step counts what is unfolded against the bounds.
func (r *reading) step(characters int) bool {
	r.chunk.steps--
	r.size += characters
	if r.err == nil && (r.chunk.steps < 0 || r.size > maxText) {
		r.err = errBudget
	}
	return r.err == nil
}

// text renders content or an attribute value; elements give their text.
func (r *reading) text(content []piece, s *scope, nesting int) string {
	if len(content) == 1 && content[0].kind == pieceText {
		return content[0].text
	}
	var b strings.Builder
	for _, p := range content {
		if !r.step(0) {
			break
		}
		x := p.text
		switch p.kind {
		case pieceElement:
			x = r.text(p.child.content, s, nesting)
		case pieceSub, pieceOptional:
			x = r.valueText(s.value(p.sub), nesting)
		}
		r.step(len(x))
		b.WriteString(x)
	}
	return b.String()
}

func (r *reading) valueText(v value, nesting int) string {
	b := r.chunk.data[v.off : v.off+v.size]
	switch {
	case v.kind == typeXML:
		if s, ok := r.inner(v, nesting); ok {
			return r.text(s.root, &s, nesting+1)
		}
		return ""
	case v.kind&typeArray != 0:
		list := items(v.kind, b)
		r.chunk.steps -= len(list)
		return strings.Join(list, ", ")
	}
	return text(v.kind, b)
}

// value is the value with a number; one that the table does not have is null.
func (s *scope) value(n int) value {
	if n >= len(s.values) {
		return value{}
	}
	return s.values[n]
}

// system is what the System element of an event says.
type system struct {
	provider, source  string
	eventID           int
	qualifiers, level int
	computer, channel string
	recordID          uint64
	at                time.Time
	user              string
}

func (y *system) into(r *winevent.Record) {
	r.Provider, r.SourceName = y.provider, y.source
	if r.Provider == "" {
		r.Provider = y.source
	}
	r.EventID, r.Qualifiers, r.Level = y.eventID, y.qualifiers, y.level
	r.Computer, r.Channel, r.RecordID = y.computer, y.channel, y.recordID
	r.At, r.UserSID = y.at, y.user
}

// system reads the System element without the library.
func (r *reading) system(e *element, s *scope, nesting int) system {
	y := system{level: -1}
	r.elements(e.content, s, nesting, func(e *element, s *scope, nesting int) {
		get := func(name string) string { return r.text(e.attribute(name), s, nesting) }
		content := func() string { return r.text(e.content, s, nesting) }
		switch e.name {
		case "Provider":
			y.provider, y.source = get("Name"), get("EventSourceName")
		case "EventID":
			y.eventID, y.qualifiers = number(content(), 0), number(get("Qualifiers"), 0)
		case "Level":
			y.level = number(content(), -1)
		case "TimeCreated":
			y.at = when(get("SystemTime"))
		case "EventRecordID":
			y.recordID, _ = strconv.ParseUint(content(), 10, 64)
		case "Channel":
			y.channel = content()
		case "Computer":
			y.computer = content()
		case "Security":
			y.user = get("UserID")
		}
	})
	return y
}

// when reads the time of an event, UTC with up to 9 digits of fraction.
func when(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// data gathers the payload of an event.
type data struct {
	*reading
	values, names []string
	binary        []byte
	some          bool // at least one has a name
}

func (d *data) add(name, value string) {
	d.values, d.names = append(d.values, value), append(d.names, name)
	d.some = d.some || name != ""
}

func (d *data) named() []string {
	if !d.some {
		return nil
	}
	return d.names
}

// event reads EventData. A string array stands for as many Data elements as it has strings. A Data element with nothing
// but a null value is what the one definition of a classic provider leaves where an event has no strings: no element.
func (d *data) event(e *element, s *scope, nesting int) {
	single := d.count(e, s, nesting) == 1
	d.elements(e.content, s, nesting, func(e *element, s *scope, nesting int) {
		if e.name == "Binary" {
			d.binary = d.bytes(e, s, nesting)
			return
		}
		if e.name != "Data" {
			d.leaves(e, s, nesting, 0)
			return
		}
		name := d.text(e.attribute("Name"), s, nesting)
		v, whole := sole(e, s)
		switch {
		case whole && v.kind&typeArray != 0:
			for _, x := range items(v.kind, d.chunk.data[v.off:v.off+v.size]) {
				if d.step(len(x)) {
					d.add(name, x)
				}
			}
		case whole && v.null() && name == "" && single:
		default:
			d.add(name, d.text(e.content, s, nesting))
		}
	})
}

// count is the number of Data elements.
func (d *data) count(e *element, s *scope, nesting int) (n int) {
	d.elements(e.content, s, nesting, func(e *element, _ *scope, _ int) {
		if e.name == "Data" {
			n++
		}
	})
	return n
}

// sole is the value that an element consists of.
func sole(e *element, s *scope) (v value, ok bool) {
	if len(e.content) != 1 || e.content[0].kind != pieceSub && e.content[0].kind != pieceOptional {
		return v, false
	}
	return s.value(e.content[0].sub), true
}

func (d *data) bytes(e *element, s *scope, nesting int) []byte {
	if v, ok := sole(e, s); ok && v.kind == typeBinary {
		return append([]byte(nil), d.chunk.data[v.off:v.off+v.size]...)
	}
	b, err := hex.DecodeString(strings.TrimSpace(d.text(e.content, s, nesting)))
	if err != nil {
		return nil
	}
	return b
}

// leaves adds the innermost elements of a payload without fixed form, named by their element.
func (d *data) leaves(e *element, s *scope, nesting, depth int) {
	if depth > maxDepth {
		d.err = errDeep
		return
	}
	inner := false
	d.elements(e.content, s, nesting, func(e *element, s *scope, nesting int) {
		inner = true
		d.leaves(e, s, nesting, depth+1)
	})
	if inner || d.err != nil {
		return
	}
	name := e.name
	if n := d.text(e.attribute("Name"), s, nesting); n != "" && name == "Data" {
		name = n
	}
	if v, ok := sole(e, s); ok && v.kind&typeArray != 0 {
		for _, x := range items(v.kind, d.chunk.data[v.off:v.off+v.size]) {
			if d.step(len(x)) {
				d.add(name, x)
			}
		}
		return
	}
	d.add(name, d.text(e.content, s, nesting))
}
