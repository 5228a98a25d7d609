// Package eventexport turns the text forms of Windows event logs into records: the CSV, fixed-column text and XML of
// the support diagnostic (GetEvents.vbs), what Event Viewer saves and copies, wevtutil's text and XML, and what
// Get-WinEvent and Get-EventLog print as list, table, CSV or JSON. Only events of the wanted providers become records;
// all others are counted. Texts may be in any language: known shapes decide, not words.
package eventexport

import (
	"errors"
	"io"
	"iter"
	"time"

	"kmstriage/parse/format/winevent"
)

// Form is one way of writing events as text.
type Form string

// The forms.
const (
	XML       Form = "xml"       // <Event> elements, with or without a root
	Grid      Form = "grid"      // fixed columns of the support diagnostic
	Delimited Form = "delimited" // rows with commas, semicolons or tabs
	List      Form = "list"      // "label: value" blocks
	Table     Form = "table"     // Format-Table of PowerShell
	JSON      Form = "json"
	Loose     Form = "loose" // payloads without the events around them
)

// Format is the form in the words of the report: xml, csv or txt.
func (f Form) Format() string {
	switch f {
	case XML:
		return "xml"
	case Delimited:
		return "csv"
	}
	return "txt"
}

// Options say what to keep.
type Options struct {
	// Providers are wanted; compared without case, and in the cut forms that fixed columns leave. Empty means
	// winevent.Providers.
	Providers []string
	// Most ends the reading behind so many wanted events; 0 reads all.
	Most int
	// MostSeen ends it behind so many events of any provider; 0 reads all.
	MostSeen int
	// Encoding may name the encoding that other files of the bundle proved, as textenc does.
	Encoding string
	// MaxLine bounds a line, in bytes; 0 is a bound that no sound log reaches.
	MaxLine int
}

// headBytes is how much of the file decides on its form.
const headBytes = 64 << 10

// maxHeld bounds the records held back until the order of day and month is known: a log of 20 MB holds below 100,000.
const maxHeld = 200_000

// maxLosses bounds the list of losses; their number goes on being counted in Lost.
const maxLosses = 200

// ErrForm says that the text is no form of an event log.
var ErrForm = errors.New("not a known form of an event log")

// Log is one export while it is read. All but Form is complete once Records has been ranged over.
type Log struct {
	Form     Form
	Encoding string // as textenc names it; "utf-8" where the text is ASCII
	Culture  string // BCP 47 tag of the rendering, where XML tells
	Total    int    // events of any provider
	Lost     int    // events known to be lost
	First    time.Time
	Last     time.Time
	Local    bool // First and Last hold local digits as if they were UTC
	Unsure   bool // day and month of First and Last could be exchanged
	Losses   []winevent.Loss
	Notes    []string
	Err      error // why reading stopped early; what came before stands

	// dayFirst is set where the columns of the support diagnostic hold a date that cannot be read month first.
	dayFirst bool

	src  *source
	out  *sink
	read func(*Log)
}

// Read starts on a log and finds its form. Err is ErrForm where it has none.
func Read(r io.Reader, o Options) *Log {
	if len(o.Providers) == 0 {
		o.Providers = winevent.Providers
	}
	l := &Log{src: newSource(r, o)}
	l.out = &sink{log: l, want: newProviders(o.Providers), most: o.Most, mostSeen: o.MostSeen}
	head := l.src.head()
	l.Form = Detect(head)
	l.dayFirst = dayFirstRow.MatchString(head)
	l.read = map[Form]func(*Log){XML: readXML, Grid: readGrid, Delimited: readDelimited, List: readList, Table: readTable, JSON: readJSON, Loose: readLoose}[l.Form]
	if l.read == nil {
		l.Err = ErrForm
		if l.src.err != nil && !errors.Is(l.src.err, io.EOF) {
			l.Err = l.src.err
		}
	}
	return l
}

// Records gives the events of the wanted providers, in the file's order. It can be ranged over once.
func (l *Log) Records() iter.Seq[winevent.Record] {
	return func(yield func(winevent.Record) bool) {
		if l.read == nil {
			return
		}
		read := l.read
		l.read = nil
		l.out.yield = yield
		read(l)
		l.out.flush()
		if l.src.ended {
			l.src.err = nil
		}
		if err := l.src.err; err != nil && !errors.Is(err, io.EOF) {
			l.Err = err
		}
		l.Encoding = l.src.encoding()
	}
}

// lose notes damage. It keeps the first ones and counts all.
func (l *Log) lose(x winevent.Loss) {
	if l.src.ended {
		return // what follows was not to be read
	}
	l.Lost += x.Records
	x.Chunk = -1
	if len(l.Losses) < maxLosses {
		l.Losses = append(l.Losses, x)
	}
}

func (l *Log) note(s string) {
	for _, n := range l.Notes {
		if n == s {
			return
		}
	}
	l.Notes = append(l.Notes, s)
}

// sink takes what a form's reader finds: it counts, gathers evidence for the order of dates, and passes records on.
type sink struct {
	log     *Log
	want    providers
	yield   func(winevent.Record) bool
	stopped bool
	most, n int // wanted events to take, and taken; most 0 is all
	// mostSeen is how many of any provider are looked at; 0 is all.
	mostSeen int
	dates    evidence
	held     []heldRecord
}

type heldRecord struct {
	rec  winevent.Record
	when stamp
}

// seen counts one event of any provider.
func (s *sink) seen(when stamp) {
	s.log.Total++
	s.dates.add(when)
	if s.log.Total == s.mostSeen {
		s.log.src.ended = true
	}
}

// emit passes a wanted record on, later if its date can be read in two ways.
func (s *sink) emit(rec winevent.Record, when stamp) {
	if s.most > 0 {
		if s.n == s.most {
			return
		}
		s.n++
		if s.n == s.most {
			s.log.src.ended = true
		}
	}
	if when.sure() && len(s.held) == 0 {
		rec.At, rec.Local = when.first(), !when.utc && !when.isZero()
		s.pass(rec)
		return
	}
	if len(s.held) == maxHeld {
		s.log.lose(winevent.Loss{Line: rec.Line, Records: 1, Reason: "more events than are held in memory"})
		return
	}
	s.dates.payload(when, rec)
	s.held = append(s.held, heldRecord{rec, when})
}

func (s *sink) pass(rec winevent.Record) {
	if !s.stopped && !s.yield(rec) {
		s.stopped = true
	}
}

// flush decides the order of day and month for the whole file and passes on what was held.
func (s *sink) flush() {
	o := s.dates.order()
	for _, h := range s.held {
		h.rec.At, h.rec.Swapped = h.when.in(o)
		h.rec.DateUnsure = !h.rec.Swapped.IsZero()
		h.rec.Local = !h.when.utc && !h.rec.At.IsZero()
		s.pass(h.rec)
	}
	s.held = nil
	s.log.First, s.log.Last = s.dates.span(o)
	s.log.Local = s.dates.local
	s.log.Unsure = o == unknownOrder && s.dates.twofold
}
