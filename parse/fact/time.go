package fact

import (
	"encoding/json"
	"time"
)

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

// The years in which a time of a bundle can lie. MS-DOS counts from 1980; what is said to be later than this is a
// damaged number, and from year 10000 on no JSON can hold it.
const (
	firstYear = 1980
	lastYear  = 2200
)

// Possible gives t where a bundle can be from that time, else the zero time: it is not known.
func Possible(t time.Time) time.Time {
	if y := t.Year(); y < firstYear || y > lastYear {
		return time.Time{}
	}
	return t
}

// UnmarshalJSON reads a time as Save wrote it. One that is not possible is unknown, as it is in a bundle.
func (t *Time) UnmarshalJSON(b []byte) error {
	type plain Time
	if err := json.Unmarshal(b, (*plain)(t)); err != nil {
		return err
	}
	t.At, t.Swapped = Possible(t.At), Possible(t.Swapped)
	return nil
}
