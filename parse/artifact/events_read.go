package artifact

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"time"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/eventexport"
	"kmstriage/parse/format/winevent"
)

// eventLog is one log while it is read, whatever its form. after is for when records are through.
type eventLog struct {
	format  string // evtx, xml, csv, txt
	records iter.Seq[winevent.Record]
	after   func() logSummary
}

// logSummary is what is known of a log once it was read.
type logSummary struct {
	total, lost int // lost counts those beyond the list of losses too
	first, last time.Time
	local       bool // first and last are local digits
	encoding    string
	language    string
	losses      []winevent.Loss
	notes       []string
	err         error
}

// sniffBytes is how much of a log decides on its form.
const sniffBytes = 4 << 10

// readEvents reads an event log of any form and lifts the events of licensing providers into facts. Of an export whose log
// was read whole it reads what tells the zone.
func readEvents(f *parse.File) error {
	if log := original(f); log != nil {
		if same, err := readCopy(f, log); same || err != nil {
			return err
		}
	}
	return readWholeLog(f)
}

func readWholeLog(f *parse.File) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	log, err := openEvents(r, f.Unfiltered, f.Limits)
	f.Reading.Format = log.format
	if err != nil {
		return err
	}
	l := newEventLift(f, log.format)
	for rec := range log.records {
		l.add(rec)
	}
	l.done()
	return finishEvents(f, log.after())
}

func openEvents(r io.Reader, unfiltered bool, lim parse.Limits) (eventLog, error) {
	br := bufio.NewReaderSize(r, sniffBytes)
	head, err := br.Peek(sniffBytes)
	if len(head) == 0 && err != io.EOF {
		return eventLog{}, err
	}
	if isEVTX(head) {
		return openEVTX(br, unfiltered), nil
	}
	l := eventexport.Read(br, eventexport.Options{MaxLine: lim.MaxLine() * parse.LinesOfExport})
	if l.Err != nil {
		return eventLog{}, l.Err
	}
	return eventLog{format: l.Form.Format(), records: l.Records(), after: func() logSummary {
		return logSummary{total: l.Total, lost: l.Lost, first: l.First, last: l.Last, local: l.Local, encoding: l.Encoding, language: l.Culture,
			losses: l.Losses, notes: l.Notes, err: l.Err}
	}}, nil
}

// finishEvents grades the reading. A log that could be read in part stays; one that gave nothing is an error.
func finishEvents(f *parse.File, s logSummary) error {
	r := f.Reading
	r.Records = s.total
	r.Encoding = s.encoding
	if r.Language == "" {
		r.Language = s.language
	}
	r.First, r.Last = logTime(s.first, s.local), logTime(s.last, s.local)
	lost := 0
	for _, x := range s.losses {
		f.Lose(fact.Problem{Line: x.Line, Record: x.Record, Offset: x.Offset, Text: lossText(x)})
		lost += x.Records
	}
	r.Lost += max(lost, s.lost)

	for _, n := range s.notes {
		f.Note(0, "%s", n)
	}
	if s.err != nil {
		if s.total == 0 {
			return s.err
		}
		f.Damage(0, "%v: the rest was not read", s.err)
	}
	if s.total == 0 {
		f.Empty()
	}
	return nil
}

func logTime(t time.Time, local bool) fact.Time {
	switch t = fact.Possible(t); {
	case t.IsZero():
		return fact.Time{}
	case local:
		return fact.Time{At: t, Quality: fact.Guess, Local: true}
	}
	return fact.Time{At: t, Quality: fact.Exact}
}

func lossText(x winevent.Loss) string {
	switch x.Records {
	case 0:
		return x.Reason
	case 1:
		return x.Reason + ": one event lost"
	}
	return fmt.Sprintf("%s: %d events lost", x.Reason, x.Records)
}
