// Package evtx turns the bytes of a Windows .evtx log into winevent records, past whatever is broken in it.
//
// The log is read as a stream of 64 KiB chunks into one buffer. Finding the records, deciding which are wanted and
// checking them is done here; events are decoded by github.com/0xrawsec/golang-evtx, one checked record at a time, and
// what that library is known to lose (the provider of classic events, empty insertion strings, repeated names) is read
// here from the same bytes. A record that the library must not see, because it would bring the process down, is read
// here alone. The format: Joachim Metz, "Windows XML Event Log (EVTX) format", and MS-EVEN6 2.2.12 for the binary XML.
package evtx

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"time"

	"kmstriage/parse/format/winevent"
)

const (
	fileMagic  = "ElfFile\x00"
	chunkMagic = "ElfChnk\x00"

	fileHeaderSize = 4096
	chunkSize      = 65536
)

// ErrNotLog says that the stream holds neither a file header, nor a chunk, nor a record.
var ErrNotLog = errors.New("no event log: neither file header nor chunk found")

// Want says which records to decode; nil decodes all.
type Want struct {
	Providers []string // Provider Name or EventSourceName, ASCII letters compared without case; empty = any
	IDs       []int    // empty = every id of the providers
	// Decoded are the ids whose records golang-evtx decodes; nil = all. Those of other ids are read by this package
	// alone, which costs a tenth.
	Decoded []int
}

// Options of Read. NoPrefilter decodes every record and filters afterwards, with the same result as without it.
type Options struct {
	Want        *Want
	NoPrefilter bool
}

// Log is one log being read. Its fields are complete when the iteration over Records has ended. A Log is for one
// goroutine; several Logs may be read at once.
type Log struct {
	// Losses are the places that cost records or may have, in the order of the file. Refused records are listed only
	// if they are wanted or could be.
	Losses []winevent.Loss
	// Total counts the record headers found, those of unwanted records included.
	Total int
	// First and Last are the oldest and the newest time of a record header, of any provider, UTC.
	First, Last time.Time
	// Notes are oddities that cost nothing, as sentences: dirty flag, wrong checksum, chunk count.
	Notes []string
	// Err is a read error of the underlying reader, or ErrNotLog.
	Err error

	src     io.Reader
	want    *wanted
	glance  *glance // nil where nothing can be told at a glance
	options Options
	first   uint64 // FILETIME of First and Last, 0 before the first
	last    uint64
	prev    uint64 // header id of the last record accepted, 0 before the first
	seen    ranges
	notes   notes
	unread  int // losses beyond maxLosses

	// For tests: how many records the library decoded, and how many were read by this package alone.
	byLibrary, byUs int
}

// Read prepares the reading of a log from r; nothing is read before the iteration starts.
func Read(r io.Reader, o Options) *Log {
	l := &Log{src: r, want: newWanted(o.Want), options: o}
	if l.want != nil && l.want.ascii {
		l.glance = &glance{want: l.want}
	}
	return l
}

// IsEVTX says whether a file that starts with head is an event log, or the rest of one whose file header is lost.
func IsEVTX(head []byte) bool {
	return bytes.HasPrefix(head, []byte(fileMagic)) || bytes.HasPrefix(head, []byte(chunkMagic))
}

// Records yields the wanted records in the order of the file. It can be ranged over once. Memory does not depend on the
// length of the log.
func (l *Log) Records() iter.Seq[winevent.Record] {
	return func(yield func(winevent.Record) bool) {
		s := newStream(l)
		if s.open() {
			for s.next() && l.chunk(&s.chunk, yield) {
				s.advance()
			}
		}
		s.close()
	}
}

// chunk reads one chunk and says whether to go on.
func (l *Log) chunk(c *chunk, yield func(winevent.Record) bool) bool {
	if l.glance != nil {
		l.glance.reset()
	}
	w := walker{log: l, chunk: c}
	return w.walk(func(s span) bool {
		l.count(s)
		if !l.options.NoPrefilter && l.foreign(c, s) {
			return true
		}
		rec, ok := l.read(c, s)
		return !ok || yield(rec)
	})
}

// count takes a record header into the totals. A time that no clock of Windows shows is left out of First and Last.
func (l *Log) count(s span) {
	l.Total++
	if s.recovered {
		l.notes.recovered++
	}
	if !s.dated() {
		return
	}
	if l.first == 0 || s.stamp < l.first {
		l.first = s.stamp
	}
	l.last = max(l.last, s.stamp)
}

// maxLosses bounds the list of losses, since a hostile log can hold one every 28 bytes. What is beyond is counted.
const maxLosses = 1000

func (l *Log) lose(x winevent.Loss) {
	if len(l.Losses) >= maxLosses {
		l.unread++
		last := &l.Losses[maxLosses-1]
		last.Reason = moreLosses(l.unread)
		last.Records += x.Records
		return
	}
	l.Losses = append(l.Losses, x)
}
