package evtxwrite_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"kmstriage/parse/format/evtxwrite"
)

func TestRefusals(t *testing.T) {
	change := func(f func(*evtxwrite.Event)) evtxwrite.Event {
		ev := spp(12288, request)
		f(&ev)
		return ev
	}
	tests := []struct {
		name  string
		event evtxwrite.Event
		want  string
	}{
		{"event id", change(func(e *evtxwrite.Event) { e.EventID = 65536 }), "event id 65536 is not between 0 and 65535"},
		{"negative", change(func(e *evtxwrite.Event) { e.Level = -1 }), "level -1 is not between 0 and 255"},
		{"qualifiers", change(func(e *evtxwrite.Event) { e.Qualifiers = 1 << 16 }), "qualifiers 65536 is not between 0 and 65535"},
		{"no time", change(func(e *evtxwrite.Event) { e.Time = time.Time{} }), "time 0001-01-01T00:00:00Z is not between"},
		{"far time", change(func(e *evtxwrite.Event) { e.Time = time.Date(40000, 1, 1, 0, 0, 0, 0, time.UTC) }), "is not between the years"},
		{"sid", change(func(e *evtxwrite.Event) { e.UserSID = "S-1-5-x" }), `malformed SID "S-1-5-x"`},
		{"sid, no authority", change(func(e *evtxwrite.Event) { e.UserSID = "S-1" }), `malformed SID "S-1"`},
		{"sid, too long", change(func(e *evtxwrite.Event) { e.UserSID = "S-1-5" + strings.Repeat("-1", 16) }), "malformed SID"},
		{"sid, part too big", change(func(e *evtxwrite.Event) { e.UserSID = "S-1-5-4294967296" }), "malformed SID"},
		{"names", change(func(e *evtxwrite.Event) { e.Style = evtxwrite.Named }), "0 names for 1 strings"},
		{"style", change(func(e *evtxwrite.Event) { e.Style = 9 }), "unknown style 9"},
		{"zero character", spp(1, "a\x00b"), "cannot hold a zero character"},
		{"string too long", spp(1, strings.Repeat("x", 40_000)), "a value of 80002 bytes: record does not fit"},
		{"record too long", change(func(e *evtxwrite.Event) {
			e.Style, e.Data = evtxwrite.Elements, []string{strings.Repeat("x", 20_000), strings.Repeat("y", 20_000)}
		}), "record does not fit"},
		{"provider too long", change(func(e *evtxwrite.Event) { e.Provider = strings.Repeat("x", 70_000) }), "record does not fit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			err := evtxwrite.Write(&b, []evtxwrite.Event{spp(1), tt.event}, evtxwrite.Options{})
			if err == nil || !strings.HasPrefix(err.Error(), "write event 2: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one of event 2 with %q", err, tt.want)
			}
			if b.Len() > 0 {
				t.Errorf("%d bytes of a log that cannot be written", b.Len())
			}
		})
	}
}

// TestRefusedRecordLeavesNoTrace covers the roll-back: what a record that did not fit had put into the tables of its chunk
// must stand in the next one instead.
func TestRefusedRecordLeavesNoTrace(t *testing.T) {
	elsewhere := ospp(2, strings.Repeat("z", 14_000))
	elsewhere.Style, elsewhere.Names = evtxwrite.Named, []string{"NewName"}
	events := []evtxwrite.Event{spp(1, strings.Repeat("x", 20_000)), elsewhere, spp(3, "x"), elsewhere}
	if chunks := checkLog(t, write(t, events, evtxwrite.Options{})); len(chunks) != 2 || len(chunks[0]) != 1 {
		t.Errorf("records by chunk: %v, want one and then three", chunks)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("disk full")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteErrorIsReturned(t *testing.T) {
	if err := evtxwrite.Write(brokenWriter{}, nil, evtxwrite.Options{}); !errors.Is(err, errBroken) {
		t.Errorf("error %v, want %v", err, errBroken)
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("Microsoft-Windows-Security-SPP", "{E23B33B0-C8C9-472C-A5F9-F2BDFEA0F156}", request, "S-1-5-18", uint8(0), uint16(3))
	f.Add("VSS", "", "", "", uint8(1), uint16(49))
	f.Add("\xff\U0001f600", "", "a\x00b", "S-1", uint8(2), uint16(1))
	f.Fuzz(func(t *testing.T, provider, guid, data, user string, style uint8, n uint16) {
		var events []evtxwrite.Event
		for i := range n % 50 {
			ev := spp(int(i), data, provider)
			ev.Provider, ev.GUID, ev.UserSID = provider, guid, user
			ev.Style, ev.Names = evtxwrite.Style(style%3), []string{user, guid}
			events = append(events, ev)
		}
		var b bytes.Buffer
		if err := evtxwrite.Write(&b, events, evtxwrite.Options{}); err != nil {
			return
		}
		total := 0
		for _, numbers := range checkLog(t, b.Bytes()) {
			total += len(numbers)
		}
		if total != len(events) {
			t.Errorf("%d records of %d events", total, len(events))
		}
	})
}
