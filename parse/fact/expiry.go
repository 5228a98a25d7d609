package fact

// Expiry is until when a licence is activated, as slmgr.vbs /xpr prints it: in the computer's own regional form and local
// time, with whatever words follow. Until is "" where no date is printed: activated for good, or not at all.
type Expiry struct {
	Name  string `json:"name"`
	Until string `json:"until,omitempty"`
	Line  Line   `json:"line"`
}
