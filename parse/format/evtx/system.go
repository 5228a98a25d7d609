package evtx

import (
	"strconv"
	"time"

	"kmstriage/parse/format/winevent"
)

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

// Elements of System that are read, each with its bit in the set of those seen.
const (
	hasProvider = 1 << iota
	hasEventID
	hasLevel
	hasTime
	hasRecordID
	hasChannel
	hasComputer
	hasUser
)

var systemElements = map[string]int{"Provider": hasProvider, "EventID": hasEventID, "Level": hasLevel, "TimeCreated": hasTime,
	"EventRecordID": hasRecordID, "Channel": hasChannel, "Computer": hasComputer, "Security": hasUser}

// system reads the System element without the library. Of elements with the same name the first counts.
func (r *reading) system(e *element, s *scope, nesting int) system {
	y := system{level: -1}
	seen := 0
	r.elements(e.content, s, nesting, func(e *element, s *scope, nesting int) {
		what := systemElements[e.name]
		if seen&what != 0 {
			return
		}
		seen |= what
		switch what {
		case hasProvider:
			y.provider, y.source = r.word(e.attribute("Name"), s, nesting), r.word(e.attribute("EventSourceName"), s, nesting)
		case hasEventID:
			y.eventID, y.qualifiers = r.number(e.content, s, nesting, 0), r.number(e.attribute("Qualifiers"), s, nesting, 0)
		case hasLevel:
			y.level = r.number(e.content, s, nesting, -1)
		case hasTime:
			y.at = r.time(e.attribute("SystemTime"), s, nesting)
		case hasRecordID:
			y.recordID = r.unsigned(e.content, s, nesting)
		case hasChannel:
			y.channel = r.word(e.content, s, nesting)
		case hasComputer:
			y.computer = r.word(e.content, s, nesting)
		case hasUser:
			y.user = r.word(e.attribute("UserID"), s, nesting)
		}
	})
	return y
}

// sole is the one value that content consists of.
func sole(content []piece, s *scope) (v value, ok bool) {
	if len(content) != 1 || content[0].kind != pieceSub && content[0].kind != pieceOptional {
		return v, false
	}
	return s.value(content[0].sub), true
}

// number reads a decimal number; where it is a number in the log too, without making text of it first.
func (r *reading) number(content []piece, s *scope, nesting, substitute int) int {
	if v, ok := sole(content, s); ok {
		switch {
		case v.kind == typeUint8 && v.size == 1:
			return int(r.chunk.data[v.off])
		case v.kind == typeUint16 && v.size == 2:
			return int(r.chunk.u16(v.off))
		}
	}
	return number(r.text(content, s, nesting), substitute)
}

func (r *reading) unsigned(content []piece, s *scope, nesting int) uint64 {
	if v, ok := sole(content, s); ok && v.kind == typeUint64 && v.size == 8 {
		return r.chunk.u64(v.off)
	}
	n, _ := strconv.ParseUint(r.text(content, s, nesting), 10, 64)
	return n
}

func (r *reading) time(content []piece, s *scope, nesting int) time.Time {
	if v, ok := sole(content, s); ok && v.kind == typeFiletime && v.size == 8 {
		if stamp := r.chunk.u64(v.off); stamp >= minStamp && stamp < maxStamp {
			return filetime(stamp)
		}
	}
	return when(r.text(content, s, nesting))
}

// word reads what is the same in many records: names of computers, channels, users. Equal ones share their memory.
func (r *reading) word(content []piece, s *scope, nesting int) string {
	v, ok := sole(content, s)
	if !ok || v.kind != typeString && v.kind != typeSID || v.size > maxWord {
		return r.text(content, s, nesting)
	}
	return r.chunk.words.get(v.kind, r.chunk.data[v.off:v.off+v.size])
}

// Bounds of the words that are kept.
const (
	maxWord  = 128 // bytes
	maxWords = 1024
)

// words are the short texts of a log, by kind of value and bytes.
type words [2]map[string]string

func (w *words) get(kind byte, b []byte) string {
	of := &w[0]
	if kind == typeSID {
		of = &w[1]
	}
	if x, ok := (*of)[string(b)]; ok {
		return x
	}
	if *of == nil || len(*of) >= maxWords {
		*of = map[string]string{}
	}
	x := text(kind, b)
	(*of)[string(b)] = x
	return x
}

// when reads the time of an event, UTC with up to 9 digits of fraction.
func when(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
