package analyze

import "kmstriage/analyze/derive"

// states are the licence states as requests number them, 0 to 6, by the words of listings.
var states = [...]string{"UNLICENSED", "LICENSED", "OOB_GRACE", "OOT_GRACE", "NON_GENUINE_GRACE", "NOTIFICATIONS", "EXTENDED_GRACE"}

// standing takes over what a request says of the licence at its time.
func (x *Attempt) standing(q *derive.Request) {
	if n := q.LicenceState; n != nil && *n >= 0 && *n < len(states) {
		x.Status = states[*n]
	}
	if m := q.ExpiryMinutes; m != nil && *m > 0 {
		x.GraceMinutes = m
	}
}
