package evtx

import (
	"fmt"

	"kmstriage/parse/format/winevent"
)

// identity tells records apart that were found by searching.
type identity struct {
	record   uint64
	at       int64
	id       int
	provider string
}

// read turns a record that is not foreign at a glance into what the caller gets; ok is false if it is not wanted, or refused.
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
	if rec.At.IsZero() && s.dated() {
		rec.At = filetime(s.stamp) // when the record was written, for want of TimeCreated
	}
	key := identity{rec.RecordID, rec.At.UnixNano(), rec.EventID, rec.Provider}
	if s.recovered && c.once[key] {
		return rec, false
	}
	c.once[key] = true
	return rec, l.want.record(&rec)
}

// foreign says that a record is certain to be of a provider that nobody asked for, at a glance.
func (l *Log) foreign(c *chunk, s span) bool { return l.glance != nil && l.glance.foreign(c, s) }

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
	if l.foreign(c, s) {
		return
	}
	r := reading{chunk: c}
	if provider, eventID := identifyingOf(outer); provider != nil && eventID != nil && outer.whole() {
		if !l.want.could(&r, outer) {
			return
		}
	} else if !l.want.mentions(c.data[s.off:s.off+s.size]) && !l.want.mentions(outer.template.bytes(c)) {
		return
	}
	l.lose(winevent.Loss{Offset: c.base + int64(s.off), Chunk: c.index, Record: r.recordID(outer), Records: 1,
		Reason: "record refused: " + r.which(outer) + err.Error()})
}

// which names the event of a record of which only a part could be read, "" where even that is not known.
func (r *reading) which(s *scope) string {
	e := child(child(only(s.root), "System"), "EventID")
	if e == nil {
		return ""
	}
	if id := r.number(e.content, s, 0, 0); id > 0 {
		return fmt.Sprintf("event %d, ", id)
	}
	return ""
}

// whole says whether definition and values were read, whatever is wrong within the values.
func (s *scope) whole() bool {
	return s.template == nil || s.template.err == nil && len(s.values) > s.template.maxSub
}

// bytes is where a definition stands, as far as it may reach if its size is a lie.
func (t *template) bytes(c *chunk) []byte {
	if t == nil || t.off < 0 || t.off > len(c.data) {
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
	return r.unsigned(e.content, s, 0)
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
			if !found {
				sys, found = r.system(e, s, nesting), true
			}
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
