package artifact

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/fact"
)

// TestNewest holds which events are kept of a log in any order, and that those of other files are left alone.
func TestNewest(t *testing.T) {
	type event struct{ day, n int }
	at := func(e *event) time.Time { return time.Date(2016, 9, e.day, 0, 0, 0, 0, time.UTC) }
	for name, x := range map[string]struct{ in, want []event }{
		"few":       {[]event{{3, 0}, {1, 1}}, []event{{3, 0}, {1, 1}}},
		"ascending": {[]event{{1, 0}, {2, 1}, {3, 2}, {4, 3}, {5, 4}, {6, 5}}, []event{{3, 2}, {4, 3}, {5, 4}, {6, 5}}},
		"newest first": {[]event{{6, 0}, {5, 1}, {4, 2}, {3, 3}, {2, 4}, {1, 5}, {1, 6}, {1, 7}, {1, 8}},
			[]event{{6, 0}, {5, 1}, {4, 2}, {3, 3}}},
		"one time": {[]event{{1, 0}, {1, 1}, {1, 2}, {1, 3}, {1, 4}}, []event{{1, 1}, {1, 2}, {1, 3}, {1, 4}}},
	} {
		other := []event{{1, 100}, {1, 101}}
		n := newest[event]{base: len(other), room: 4, at: at}
		got := other
		for _, e := range x.in {
			got = n.add(got, e)
		}
		got = n.trim(got)
		if diff := cmp.Diff(append(other[:2:2], x.want...), got, cmp.AllowUnexported(event{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if want := len(x.in) - len(x.want); n.dropped != want {
			t.Errorf("%s: %d dropped, want %d", name, n.dropped, want)
		}
	}
}

func TestRoom(t *testing.T) {
	for have, want := range map[int]int{0: maxEvents, fact.MaxEvents - 2000: 2000, fact.MaxEvents: minEvents, 2 * fact.MaxEvents: minEvents} {
		if got := room(&fact.Set{Failures: make([]fact.Failure, have)}, fact.MaxEvents); got != want {
			t.Errorf("%d events: room for %d, want %d", have, got, want)
		}
	}
}
