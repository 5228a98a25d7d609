package redact

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"kmstriage/parse/format/evtx"
	"kmstriage/parse/format/evtxwrite"
	"kmstriage/parse/format/winevent"
)

// log is a binary event log.
type log struct {
	bytes []byte
	torn  bool // part of it could not be read
	bare  bool // of events whose strings no rule reads, only ids of products are written
}

// records are the licensing events of a log and those that an earlier write put there; the others tell of other programs.
func (l *log) records() (out []winevent.Record, sum *evtx.Log) {
	providers := append([]string{placeholder}, winevent.Providers...)
	sum = evtx.Read(bytes.NewReader(l.bytes), evtx.Options{Want: &evtx.Want{Providers: providers}})
	for r := range sum.Records() {
		out = append(out, r)
	}
	return out, sum
}

func (l *log) learn(r *replacer) {
	recs, _ := l.records()
	for _, rec := range recs {
		r.host(rec.Computer)
		for _, d := range rec.Data {
			r.learnText(d)
		}
	}
}

// long is what a log never is: only its licensing events are looked at.
func (l *log) long() bool { return false }

// pare covers the strings of events of which rules only ask that they happened. Other programs' events are never written.
func (l *log) pare(string) content { return &log{l.bytes, l.torn, true} }

// write makes a log of the licensing events. Where other events were the oldest and the newest, one that says nothing stands in
// their places: how far back a log reaches is evidence.
func (l *log) write(change func(string) string) ([]byte, error) {
	recs, sum := l.records()
	var events []evtxwrite.Event
	for _, rec := range recs {
		if l.bare && !slices.Contains(winevent.Evidence, rec.EventID) {
			for i, d := range rec.Data {
				rec.Data[i] = blottedData(d)
			}
		}
		events = append(events, event(rec, change))
	}
	if sum.Total > len(recs) {
		events = bounded(events, sum.First, sum.Last)
	}
	var b bytes.Buffer
	if err := evtxwrite.Write(&b, events, evtxwrite.Options{}); err != nil {
		return nil, fmt.Errorf("write the log: %w", err)
	}
	if l.torn {
		return tornOff(b.Bytes()), nil
	}
	return b.Bytes(), nil
}

// Where the first chunk of a log begins, and how much of one shows that there was one more.
const (
	chunkAt    = 4 << 10
	chunkShown = 600
)

// tornOff adds the beginning of a chunk that is cut off: that something is lost is evidence too, and weighs against what is
// concluded from silence.
func tornOff(b []byte) []byte { return append(b, b[chunkAt:chunkAt+chunkShown]...) }

// blottedData covers the words of a string but for ids, which tell what product an event is about.
func blottedData(s string) string {
	var b strings.Builder
	at := 0
	for _, m := range guidForm.FindAllStringIndex(s, -1) {
		b.WriteString(blotted(s[at:m[0]]))
		b.WriteString(s[m[0]:m[1]])
		at = m[1]
	}
	b.WriteString(blotted(s[at:]))
	return b.String()
}

// classic are the keywords of an event that a program without a manifest has written.
const classic = 0x80000000000000

func event(rec winevent.Record, change func(string) string) evtxwrite.Event {
	ev := evtxwrite.Event{RecordID: rec.RecordID, Time: rec.At, Provider: rec.Provider, SourceName: rec.SourceName, EventID: rec.EventID,
		Qualifiers: rec.Qualifiers, Level: max(rec.Level, 0), Keywords: classic, Channel: rec.Channel, Computer: change(rec.Computer),
		UserSID: change(rec.UserSID)}
	for _, d := range rec.Data {
		ev.Data = append(ev.Data, change(d))
	}
	if rec.Names != nil {
		ev.Style, ev.Names = evtxwrite.Named, rec.Names
	}
	return ev
}

// placeholder is the provider of events that only tell that there was one.
const placeholder = "kmstriage"

// bounded adds the oldest and the newest event of the whole log.
func bounded(events []evtxwrite.Event, first, last time.Time) []evtxwrite.Event {
	channel, lowest, highest := "Application", uint64(2), uint64(1)
	for i, ev := range events {
		if i == 0 || ev.RecordID < lowest {
			lowest = ev.RecordID
		}
		highest = max(highest, ev.RecordID)
		channel = ev.Channel
	}
	one := func(id uint64, at time.Time) evtxwrite.Event {
		return evtxwrite.Event{RecordID: id, Time: at, Provider: placeholder, Level: 4, Keywords: classic, Channel: channel}
	}
	if lowest > 1 && !first.IsZero() {
		events = append([]evtxwrite.Event{one(lowest-1, first)}, events...)
	}
	if !last.IsZero() {
		events = append(events, one(highest+1, last))
	}
	return events
}
