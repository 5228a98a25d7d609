// Package evtxwrite turns a list of events into the bytes of a Windows event log (EVTX 3.1), as wevtutil exports it or as
// it is copied from a running machine.
//
// It imports nothing of this program, least of all the reader: what one hand reads and writes proves nothing. The layout
// follows logs that Windows 7 and Server 2022 wrote (token by token for the classic providers), libyal's description of the
// format for the names of the fields, and is checked against evtxexport and python-evtx.
package evtxwrite

import (
	"fmt"
	"io"
	"time"
)

// Style is the way in which the strings of an event are stored.
type Style int

const (
	// ClassicArray stores all strings in one <Data> as a string array (type 0x81): what ReportEvent makes, and the form of
	// every licensing event seen.
	ClassicArray Style = iota
	// Elements stores each string in an unnamed <Data> of its own, as forwarded and converted logs do.
	Elements
	// Named stores each string in <Data Name="...">, as providers with a manifest do.
	Named
)

// Event is one record. It is written as it stands: there are no defaults but the record id.
type Event struct {
	RecordID   uint64 // EventRecordID; 0 is one more than that of the event before
	Time       time.Time
	Provider   string
	GUID       string // of the provider, with its braces; empty for a classic source
	SourceName string // EventSourceName; empty leaves the attribute out
	EventID    int    // 0 to 65535
	Qualifiers int    // upper half of the message id, 0 to 65535: 16384 information, 32768 warning, 49152 error
	Level      int    // 0 to 255: 2 error, 3 warning, 4 information
	Version    int    // 0 to 255
	Task       int    // 0 to 65535
	Opcode     int    // 0 to 255
	Keywords   uint64 // 0x80000000000000 (classic) for what ReportEvent wrote
	Channel    string
	Computer   string
	UserSID    string // "S-1-5-18"; empty for none
	PID, TID   uint32
	Data       []string
	Style      Style
	Names      []string // of Data, for Named; as many as Data
	Binary     []byte   // nil leaves <Binary> out
}

// Options says how the log as a whole looks. The zero value is a clean export.
type Options struct {
	// FirstRecord is the EventRecordID of a first event that has none; 0 is 1.
	FirstRecord uint64
	// Live numbers the record headers like the events, as in a log copied from a running machine. An export counts its
	// record headers from 1, whatever the events' own ids.
	Live bool
	// Dirty sets the flag of a log that was not closed.
	Dirty bool
	// ChunkCount is put into the file header in place of the true number of chunks.
	ChunkCount *uint16
	// StaleLastChunk leaves the header of the last chunk as it was after its first record, as in a live copy.
	StaleLastChunk bool
}

// Write writes events in their order as one log. Without events the log has one empty chunk, as wevtutil leaves it. The
// error names the event (counted from 1) that cannot be stored: a number out of its field's range, a time before 1601, a
// malformed SID, a zero character in a string array, or more than a chunk (64 KiB) holds.
func Write(w io.Writer, events []Event, o Options) error {
	l := log{options: o, next: max(o.FirstRecord, 1)}
	for i := range events {
		if err := l.add(events[i]); err != nil {
			return fmt.Errorf("write event %d: %w", i+1, err)
		}
	}
	for _, block := range l.blocks() {
		if _, err := w.Write(block); err != nil {
			return fmt.Errorf("write log: %w", err)
		}
	}
	return nil
}
