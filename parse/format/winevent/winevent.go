// Package winevent holds the record that every form of a Windows event log is read into: evtx, XML, CSV and text.
package winevent

import "time"

// Record is one event. Times of evtx and XML are UTC; of the text forms local, with Local set and At holding the digits
// as if they were UTC.
type Record struct {
	Provider   string // Provider Name; the EventSourceName where only that is known
	SourceName string // EventSourceName, where present
	EventID    int
	Qualifiers int
	Level      int // 0 to 5; -1 unknown
	Computer   string
	Channel    string
	RecordID   uint64 // EventRecordID; 0 unknown (text forms)
	At         time.Time
	Local      bool
	DateUnsure bool      // day and month could be exchanged
	Swapped    time.Time // the other reading, where DateUnsure
	UserSID    string
	Data       []string // every <Data> in order, named or not; classic string arrays element by element, empty ones kept
	Names      []string // names of Data, parallel, "" where unnamed; nil if none is named
	Binary     []byte
	Message    string // rendered text, where the form carries one and no Data (csv, txt)
	Offset     int64  // byte of the record in the unpacked file
	Line       int    // 1-based line, of text forms
	Recovered  bool   // carved out of a damaged chunk
	Bare       bool   // a licensing payload without its event: provider, computer and time are not known
}

// Loss is damage that cost records or may have.
type Loss struct {
	Offset  int64  // byte in the file
	Chunk   int    // 0-based chunk, of evtx; -1 otherwise
	Line    int    // of text forms
	Record  uint64 // EventRecordID where known
	Records int    // how many are known to be lost; 0 unknown
	Reason  string
}

// Licensing providers, as any log form may spell them; compare without case.
var Providers = []string{
	"Microsoft-Windows-Security-SPP",
	"Microsoft-Windows-Security-Licensing-SLC",
	"Office Software Protection Platform Service",
	"Software Protection Platform Service",
	"Software Licensing Service",
	"KmsRequests",
}

// Evidence are the ids of the licensing events whose strings rules read: request and response of a KMS client, request at
// a host, publishing in DNS, failed activations. Every other licensing event only tells that it happened, and when.
var Evidence = []int{12288, 12289, 12290, 12293, 12294, 1014, 8198, 8200, 8208, 8233}
