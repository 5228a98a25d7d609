package artifact

import (
	"bytes"
	"io"
	"time"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/eventexport"
	"kmstriage/parse/format/winevent"
)

// The support diagnostic exports every log in four forms. What stands in the binary one need not be read again from the
// texts, which cost more time; only that they hold the same is looked at, and the zone that their local times are of.
const (
	// copyRecords are the licensing events taken from the head of a copy: enough that some carry a time of their own.
	copyRecords = 40
	// copyEvents are the events of any program at its head that are looked at.
	copyEvents = 400
	// copyTail is how much of the end of a copy shows its last events: one of other programs is below some KB.
	copyTail = 64 << 10
	// farthestZone bounds how far local time can stand from UTC, zoneStep is what zones differ by at least.
	farthestZone = 15 * time.Hour
	zoneStep     = 15 * time.Minute
)

// lateEvents puts off the text exports until the log of the same name was read.
func lateEvents(p parse.Probe) bool { return !isEVTX(p.Head) }

// original finds the reading of the binary log that a file exports: the same name but for the ending, read whole.
func original(f *parse.File) *fact.Reading {
	for i := range f.Set.Readings {
		r := &f.Set.Readings[i]
		if r.Format == "evtx" && r.Kind == f.Kind && r.State == fact.Whole && r.Lost == 0 && parse.Stem(r.Path) == parse.Stem(f.Path) {
			return r
		}
	}
	return nil
}

// readCopy reads the head and the end of an export, and says whether it holds what the log does: its oldest and newest
// events stand at one zone's distance from the log's. If not, nothing was lifted, and it is to be read whole.
func readCopy(f *parse.File, log *fact.Reading) (bool, error) {
	r, err := f.Open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	end := tail{}
	in := io.TeeReader(r, &end)
	head := eventexport.Read(in, eventexport.Options{Most: copyRecords, MostSeen: copyEvents, MaxLine: f.Limits.MaxLine() * parse.LinesOfExport})
	if head.Err != nil {
		return false, nil // said by the whole reading
	}
	var records []winevent.Record
	for rec := range head.Records() {
		records = append(records, rec)
	}
	if _, err := io.Copy(io.Discard, in); err != nil || head.Err != nil || head.Lost > 0 {
		return false, nil
	}
	last := eventexport.Read(end.reader(), eventexport.Options{Encoding: head.Encoding, MaxLine: f.Limits.MaxLine() * parse.LinesOfExport})
	for range last.Records() {
	}
	if !sameSpan(head, last, log) || !held(f, records) {
		return false, nil
	}
	lift := newEventLift(f, head.Form.Format())
	for _, rec := range records {
		lift.add(rec)
	}
	lift.done()
	x := f.Reading
	x.CopyOf, x.Format, x.Encoding = log.Path, head.Form.Format(), head.Encoding
	if x.Language == "" {
		x.Language = head.Culture
	}
	x.First, x.Last = logTime(earliest(head.First, last.First), head.Local), logTime(latest(head.Last, last.Last), head.Local)
	return true, nil
}

// sameSpan compares the oldest and newest events of an export with those of the log, to the second. Local times may stand
// an hour nearer or farther at one end: daylight saving.
func sameSpan(head, last *eventexport.Log, log *fact.Reading) bool {
	if head.Unsure || last.Unsure || log.First.IsZero() || head.First.IsZero() || last.First.IsZero() || head.Local != last.Local {
		return false
	}
	a, whole := zone(earliest(head.First, last.First), log.First.At)
	b, too := zone(latest(head.Last, last.Last), log.Last.At)
	if !whole || !too {
		return false
	}
	if !head.Local {
		return a == 0 && b == 0
	}
	return (a - b).Abs() <= time.Hour
}

// zone gives the distance of a local time from UTC, where it is one that a zone can have. Texts drop fractions of a second.
func zone(local, utc time.Time) (time.Duration, bool) {
	d := local.Sub(utc)
	r := d.Round(zoneStep)
	return r, r.Abs() <= farthestZone && (d-r).Abs() <= time.Second
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// held reports whether the log holds every request and answer among the records.
func held(f *parse.File, records []winevent.Record) bool {
	known := map[string]bool{}
	for _, q := range f.Set.Requests {
		known[q.Raw] = known[q.Raw] || q.Format == "evtx"
	}
	for _, q := range f.Set.Responses {
		known[q.Raw] = known[q.Raw] || q.Format == "evtx"
	}
	own := &fact.Set{}
	probe := newEventLift(&parse.File{Path: f.Path, Set: own, Reading: &fact.Reading{}}, "")
	for _, rec := range records {
		probe.add(rec)
	}
	for _, q := range own.Requests {
		if !known[q.Raw] {
			return false
		}
	}
	for _, q := range own.Responses {
		if !known[q.Raw] {
			return false
		}
	}
	return probe.f.Reading.Lost == 0
}

// tail keeps the first line that is written to it, which names the columns, and the last bytes, from an even place on: of
// UTF-16 no half a character.
type tail struct {
	first []byte
	begun bool // the first line is whole
	b     []byte
}

// maxFirst bounds the first line, in bytes: one with the names of columns is shorter.
const maxFirst = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	if !t.begun {
		t.begin(p)
	}
	t.b = append(t.b, p...)
	if over := (len(t.b) - copyTail) &^ 1; over > copyTail {
		t.b = append(t.b[:0], t.b[over:]...)
	}
	return len(p), nil
}

func (t *tail) begin(p []byte) {
	t.first = append(t.first, p[:min(len(p), maxFirst)]...)
	at := bytes.IndexByte(t.first, '\n')
	switch {
	case at >= 0 && at%2 == 0 && at+1 < len(t.first) && t.first[at+1] == 0: // UTF-16, the low byte first
		t.first, t.begun = t.first[:at+2], true
	case at >= 0:
		t.first, t.begun = t.first[:at+1], true
	case len(t.first) >= maxFirst:
		t.first, t.begun = nil, true
	}
}

// reader gives the end, with the first line before it where that is no part of it.
func (t *tail) reader() io.Reader {
	cut := (len(t.b) - copyTail) &^ 1
	if cut <= 0 {
		return bytes.NewReader(t.b)
	}
	return io.MultiReader(bytes.NewReader(t.first), bytes.NewReader(t.b[cut:]))
}
