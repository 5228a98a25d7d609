package derive

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/fact"
)

// local is a time of a text export: digits of a zone that is not told.
func local(s string) fact.Time {
	t := utc(s)
	t.Quality, t.Local = fact.Guess, true
	return t
}

// inText makes a request one of a csv: the time local, the minute inside UTC.
func inText(at string, written string) func(*fact.Request) {
	return func(r *fact.Request) {
		r.Format, r.Source, r.Time, r.Written = "csv", fact.Source{Path: "CL01_evt_Application.csv"}, local(at), minuteOf(utc(written))
	}
}

// TestClockOffsets holds how the zone of text exports is measured and applied.
func TestClockOffsets(t *testing.T) {
	tests := []struct {
		name    string
		texts   [][2]string // local time, UTC minute inside
		offsets []time.Duration
		convert map[string]string // local to UTC
		quality fact.Quality
	}{
		{"UTC", [][2]string{{"06-17 09:00:21", "06-17 09:00:00"}}, []time.Duration{0}, map[string]string{"06-17 12:00:00": "06-17 12:00:00"}, fact.Offset},
		{"two hours ahead", [][2]string{{"06-17 11:00:21", "06-17 09:00:00"}, {"06-18 11:00:40", "06-18 09:00:00"}}, []time.Duration{2 * time.Hour}, map[string]string{"06-17 12:00:00": "06-17 10:00:00", "01-01 00:30:00": "12-31 22:30:00"}, fact.Offset},
		{"behind", [][2]string{{"06-17 04:00:21", "06-17 09:00:00"}}, []time.Duration{-5 * time.Hour}, map[string]string{"06-17 22:00:00": "06-18 03:00:00"}, fact.Offset},
		{"a quarter of an hour", [][2]string{{"06-17 14:45:10", "06-17 09:00:00"}}, []time.Duration{5*time.Hour + 45*time.Minute}, map[string]string{"06-17 12:00:00": "06-17 06:15:00"}, fact.Offset},
		{"seconds do not count", [][2]string{{"06-17 11:06:59", "06-17 09:00:00"}}, []time.Duration{2 * time.Hour}, nil, fact.Offset},
		{"daylight saving", [][2]string{{"03-28 10:00:00", "03-28 09:00:00"}, {"03-30 11:00:00", "03-30 09:00:00"}}, []time.Duration{time.Hour, 2 * time.Hour},
			map[string]string{"03-28 12:00:00": "03-28 11:00:00", "03-30 12:00:00": "03-30 10:00:00", "01-05 12:00:00": "01-05 11:00:00", "07-05 12:00:00": "07-05 10:00:00"}, fact.Offset},
		{"beyond every zone", [][2]string{{"06-19 09:00:00", "06-17 09:00:00"}}, nil, map[string]string{"06-17 12:00:00": "06-17 12:00:00"}, fact.Guess},
		{"nothing to measure by", nil, nil, map[string]string{"06-17 12:00:00": "06-17 12:00:00"}, fact.Guess},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			var set fact.Set
			for _, p := range x.texts {
				set.Requests = append(set.Requests, ask(utc("06-17 09:00:00"), "kms01.contoso.com", 1688, 0, inText(p[0], p[1])))
			}
			for _, order := range []bool{false, true} {
				if order && len(set.Requests) > 1 {
					set.Requests[0], set.Requests[1] = set.Requests[1], set.Requests[0]
				}
				k := derived(set).Clock
				if d := cmp.Diff(x.offsets, k.Offsets); d != "" {
					t.Errorf("offsets (-want +got):\n%s", d)
				}
				for in, want := range x.convert {
					w := utc(want)
					if want > "12" && in < "02" { // the year before
						w.At = w.At.AddDate(-1, 0, 0)
					}
					if got := k.UTC(local(in)); !got.At.Equal(w.At) || got.Quality != x.quality || got.Local {
						t.Errorf("%s is %s (%s), want %s (%s)", in, got.At, got.Quality, w.At, x.quality)
					}
				}
			}
		})
	}
}

// TestClockLeavesUTCAlone holds that times of evtx are not touched, and that an undecided date stays one.
func TestClockLeavesUTCAlone(t *testing.T) {
	set := fact.Set{Requests: []fact.Request{ask(utc("06-17 09:00:00"), "kms01.contoso.com", 1688, 0, inText("06-17 11:00:00", "06-17 09:00:00"))}}
	k := derived(set).Clock
	if got := k.UTC(utc("06-17 12:00:00")); got != utc("06-17 12:00:00") {
		t.Errorf("%+v", got)
	}
	swapped := local("03-04 12:00:00")
	swapped.Swapped = utc("04-03 12:00:00").At
	if got := k.UTC(swapped); got.Quality != fact.Guess || !got.At.Equal(utc("03-04 10:00:00").At) {
		t.Errorf("%+v", got)
	}
}

// TestCollected holds that the newest record of any log tells when the bundle was collected; files' dates only where no
// log does.
func TestCollected(t *testing.T) {
	reading := func(k fact.Kind, last, modified fact.Time) fact.Reading {
		return fact.Reading{Path: string(k), Kind: k, State: fact.Whole, Last: last, Modified: modified}
	}
	none := fact.Time{}
	tests := []struct {
		name    string
		reads   []fact.Reading
		events  []fact.Request
		want    string
		quality fact.Quality
	}{
		{"a log", []fact.Reading{reading(fact.EventsApplication, utc("06-17 09:08:00"), local("06-20 09:00:00"))}, nil, "06-17 09:08:00", fact.Exact},
		{"the newest of two", []fact.Reading{reading(fact.EventsApplication, utc("06-17 09:08:00"), none), reading(fact.EventsActivation, utc("06-18 09:08:00"), none)}, nil, "06-18 09:08:00", fact.Exact},
		{"an event beyond it", []fact.Reading{reading(fact.EventsApplication, utc("06-17 09:08:00"), none)}, []fact.Request{ask(utc("06-17 10:00:00"), "kms01", 1688, 0)}, "06-17 10:00:00", fact.Exact},
		{"the archive's date", []fact.Reading{reading(fact.NSLookup, none, local("06-20 09:00:00"))}, nil, "06-20 09:00:00", fact.Guess},
		{"the inventory's clock", []fact.Reading{reading(fact.ROIScanLog, local("06-19 09:00:00"), none)}, nil, "06-19 09:00:00", fact.Guess},
		{"the inventory's clock does not beat a log", []fact.Reading{reading(fact.ROIScanLog, local("06-19 09:00:00"), none), reading(fact.EventsApplication, utc("06-17 09:08:00"), none)}, nil, "06-17 09:08:00", fact.Exact},
		{"history proves no date", nil, []fact.Request{ask(utc("06-17 10:00:00"), "kms01", 0, 0, func(r *fact.Request) { r.Format, r.Time.Quality = "dhistory", fact.Guess })}, "", ""},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			at, q := derived(fact.Set{Readings: x.reads, Requests: x.events}).Collected()
			want := time.Time{}
			if x.want != "" {
				want = utc(x.want).At
			}
			if !at.Equal(want) || q != x.quality {
				t.Errorf("%s (%s), want %s (%s)", at, q, want, x.quality)
			}
		})
	}
}

// TestClockTwins holds how the zone is measured by events that stand in a text export and in the log, where no event
// carries a time of its own.
func TestClockTwins(t *testing.T) {
	event := func(id int, at fact.Time, format, sku string) fact.ServiceEvent {
		return fact.ServiceEvent{Event: fact.Event{ID: id, Time: at, Format: format, Source: fact.Source{Path: "CL01_evt_Application." + format}}, SKU: sku}
	}
	tests := []struct {
		name    string
		events  []fact.ServiceEvent
		offsets []time.Duration
	}{
		{"one pair", []fact.ServiceEvent{event(903, utc("06-17 09:00:00"), "evtx", ""), event(903, local("06-17 11:00:00"), "csv", "")}, []time.Duration{2 * time.Hour}},
		{"no pair", []fact.ServiceEvent{event(903, utc("06-17 09:00:00"), "evtx", ""), event(902, local("06-17 11:00:00"), "csv", "")}, nil},
		{"no zone is that", []fact.ServiceEvent{event(903, utc("06-17 09:00:00"), "evtx", ""), event(903, local("06-17 11:07:00"), "csv", "")}, nil},
		{"most count", []fact.ServiceEvent{event(903, utc("06-17 09:00:00"), "evtx", ""), event(903, utc("06-17 10:00:00"), "evtx", ""), event(903, local("06-17 11:00:00"), "csv", ""),
			event(903, local("06-17 12:00:00"), "csv", "")}, []time.Duration{2 * time.Hour}},
		{"as many for two", []fact.ServiceEvent{event(903, utc("06-17 09:00:00"), "evtx", ""), event(903, utc("06-17 10:00:00"), "evtx", ""), event(903, local("06-17 11:00:00"), "csv", "")}, nil},
		{"another product", []fact.ServiceEvent{event(1016, utc("06-17 09:00:00"), "evtx", "a"), event(1016, utc("06-17 10:00:00"), "evtx", "b"), event(1016, local("06-17 11:00:00"), "csv", "b")}, []time.Duration{time.Hour}},
	}
	for _, x := range tests {
		k := clock(&fact.Set{Events: x.events})
		if d := cmp.Diff(x.offsets, k.Offsets); d != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, d)
		}
		if (k.Proof[1].Text == "") != (x.offsets == nil) {
			t.Errorf("%s: proof %v", x.name, k.Proof)
		}
	}
}

// TestComputerlessCopies holds that an event whose form names no computer is a copy of any computer's.
func TestComputerlessCopies(t *testing.T) {
	c := newCopies(&Machine{Name: "CL01"})
	event := func(computer, format string, record uint64) fact.Event {
		return fact.Event{ID: 12288, Computer: computer, Format: format, Source: fact.Source{Path: "x." + format, Record: record}}
	}
	for i, x := range []struct {
		event fact.Event
		want  bool
	}{
		{event("IMAGE-7", "evtx", 1), true},
		{event("CL01.contoso.com", "evtx", 2), true},
		{event("CL01", "csv", 0), false},
		{event("", "txt", 0), false},
		{event("", "txt", 0), false},
		{event("", "txt", 0), true}, // a third, of the bundle's own computer
	} {
		if got := c.fresh(x.event, "payload"); got != x.want {
			t.Errorf("event %d: fresh is %v", i, got)
		}
	}
}
