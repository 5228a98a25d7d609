package derive

import (
	"time"

	"kmstriage/parse/fact"
)

// UnsureDate finds a request whose date could be read two ways: one that is used although its order is undecided, or
// (swapped) a /dhistorykms line that an event log proves to be printed with day and month exchanged.
func (c *Case) UnsureDate() (q *fact.Request, swapped bool) {
	for _, r := range c.Requests {
		if !r.Time.Swapped.IsZero() && r.T.Quality == fact.Guess {
			return &r.Request, false
		}
	}
	for i := range c.Set.Requests {
		h := &c.Set.Requests[i]
		if h.Format != "dhistory" || h.Time.Swapped.IsZero() {
			continue
		}
		straight, crossed := false, false
		for _, r := range c.Requests {
			if r.Format == "dhistory" {
				continue
			}
			straight = straight || near(r.T.At, h.Time.At)
			crossed = crossed || near(r.T.At, h.Time.Swapped)
		}
		if crossed && !straight {
			return h, true
		}
	}
	return nil, false
}

// near allows for seconds that one form drops and for the zone of a label that says UTC.
func near(a, b time.Time) bool { return a.Sub(b).Abs() <= maxOffset }
