package fact

import "time"

// Quality says how far a time can be trusted.
type Quality string

// The qualities of a time, best first.
const (
	Exact  Quality = "exact"  // UTC with fractions, from evtx or XML
	Offset Quality = "offset" // local text, converted with the offset that the bundle shows
	Minute Quality = "minute" // the minute inside an event's payload, UTC
	Guess  Quality = "guess"  // date order or zone unknown
)

// Time is an instant as far as it is known. While Local is set, At holds the digits that were read as if they were
// UTC; analyze/derive converts them once it knows the offset. Swapped holds the other reading of a date whose day and
// month could be exchanged, and is zero otherwise.
type Time struct {
	At      time.Time `json:"at"`
	Quality Quality   `json:"quality"`
	Local   bool      `json:"local,omitempty"`
	Swapped time.Time `json:"swapped,omitzero"`
}

// IsZero reports whether no time was read.
func (t Time) IsZero() bool { return t.At.IsZero() }
