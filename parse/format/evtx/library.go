package evtx

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	golang "github.com/0xrawsec/golang-evtx/evtx"

	"kmstriage/parse/format/winevent"
)

// maxLibraryTokens bounds what the library walks for each record; the largest seen has 142 tokens.
const maxLibraryTokens = 512

// decode has the library decode the record and takes its System values over. Where the library must not see the record,
// fails on it, or reads another event in the same bytes, rec stays what this package read.
//
// The library prints to the standard logger of the process whenever it meets an error. Its output is left alone, since
// that logger belongs to the program: a record that is plain gives the library nothing to complain about, and the tests
// check that not a byte is printed.
func (l *Log) decode(c *chunk, s span, outer *scope, rec *winevent.Record) {
	if !l.want.decode(rec) || !outer.plain || !c.affordable(outer.template) {
		l.byUs++
		return
	}
	m, err := c.decode(s, outer)
	y, ok := systemOf(m)
	if err != nil || !ok || y.eventID != rec.EventID || y.recordID != rec.RecordID {
		l.byUs++
		return
	}
	y.complete(rec)
	y.into(rec)
	l.byLibrary++
}

// complete takes from our own reading what the library is known to lose: the provider where it has only a Name
// (structs.go:566), values that were hidden from it, and times beyond Go's nanoseconds, which it wraps.
func (y *system) complete(rec *winevent.Record) {
	y.provider, y.source = rec.Provider, rec.SourceName
	y.computer, y.channel, y.user = cmp.Or(y.computer, rec.Computer), cmp.Or(y.channel, rec.Channel), cmp.Or(y.user, rec.UserSID)
	y.qualifiers = cmp.Or(y.qualifiers, rec.Qualifiers)
	if y.level < 0 {
		y.level = rec.Level
	}
	if y.at.Before(filetime(minStamp)) || !y.at.Before(filetime(maxStamp)) {
		y.at = rec.At
	}
}

// affordable charges a call of the library to the budget of the chunk. Half of that is kept for our own reading, which
// must not suffer.
func (c *chunk) affordable(t *template) bool {
	if t == nil {
		return true
	}
	if t.tokens > maxLibraryTokens || c.steps < maxSteps/2 {
		return false
	}
	c.steps -= t.tokens
	return true
}

// decode calls the library for one record, with every value hidden from it that it cannot read safely: XML (it recurses
// without bound), arrays (it drops empty strings), types it does not know and sizes it ignores. They are marked as null
// in our buffer for the time of the call.
func (c *chunk) decode(s span, outer *scope) (m golang.GoEvtxMap, err error) {
	kinds := make([]byte, len(outer.values))
	for i, v := range outer.values {
		kinds[i] = v.kind
		if !c.readable(v) {
			c.data[outer.table+i*descriptorSize+2] = typeNull
		}
	}
	defer func() {
		for i, k := range kinds {
			c.data[outer.table+i*descriptorSize+2] = k
		}
		if p := recover(); p != nil {
			m, err = nil, fmt.Errorf("golang-evtx: %v", p)
		}
	}()
	if c.library == nil {
		x := golang.NewChunk()
		x.Header.OffsetLastRec = chunkSize - 1
		c.library = &x
	}
	c.library.Data = c.data
	c.lend(outer.template)
	e := c.library.ParseEvent(int64(s.off))
	p, err := e.GoEvtxMap(c.library)
	if err != nil || p == nil {
		return nil, fmt.Errorf("golang-evtx: %w", err)
	}
	c.keep(outer.template)
	return *p, nil
}

// lend gives the library its own reading of a definition of the same content, from a chunk before.
func (c *chunk) lend(t *template) {
	if t != nil && t.known != nil && t.known.library != nil {
		c.library.TemplateTable[int32(t.off)] = *t.known.library
	}
}

// keep remembers the library's reading of a definition. Nothing that the library does changes one.
func (c *chunk) keep(t *template) {
	if t == nil || t.known == nil || t.known.library != nil {
		return
	}
	if d, ok := c.library.TemplateTable[int32(t.off)]; ok {
		t.known.library = &d
	}
}

// readable says whether the library reads a value of this type and size for what it is, and goes on behind it.
func (c *chunk) readable(v value) bool {
	switch v.kind {
	case typeString:
		return v.size%2 == 0
	case typeBinary:
		return true
	case typeSID:
		return v.size > 8 && v.size == 8+4*int(c.data[v.off+1])
	case typeReal32, typeSystime, typeBool:
		return false
	}
	return int(v.kind) < len(fixedSize) && fixedSize[v.kind] > 0 && fixedSize[v.kind] == v.size
}

// systemOf takes the System values out of the library's map, where every scalar is a string and times are UTCTime in
// the local zone.
func systemOf(m golang.GoEvtxMap) (y system, ok bool) {
	event, ok := m["Event"].(golang.GoEvtxMap)
	if !ok {
		return y, false
	}
	sys, ok := event["System"].(golang.GoEvtxMap)
	if !ok {
		return y, false
	}
	y.level = number(scalar(sys["Level"]), -1)
	y.eventID = number(scalar(sys["EventID"]), 0)
	y.qualifiers = number(scalar(inner(sys["EventID"], "Qualifiers")), 0)
	y.computer, y.channel = scalar(sys["Computer"]), scalar(sys["Channel"])
	y.recordID, _ = strconv.ParseUint(scalar(sys["EventRecordID"]), 10, 64)
	y.user = scalar(inner(sys["Security"], "UserID"))
	switch t := inner(sys["TimeCreated"], "SystemTime").(type) {
	case golang.UTCTime:
		y.at = time.Time(t).UTC()
	case string:
		y.at = when(t)
	}
	return y, true
}

// scalar is the text of an element: a string, or the Value of one with attributes.
func scalar(x any) string {
	if m, ok := x.(golang.GoEvtxMap); ok {
		x = m["Value"]
	}
	s, _ := x.(string)
	return s
}

func inner(x any, key string) any {
	m, _ := x.(golang.GoEvtxMap)
	return m[key]
}
