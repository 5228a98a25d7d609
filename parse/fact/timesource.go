package fact

// TimeOffset is how far a clock was from a time source, as w32tm measured it. Seconds is what must be added to the clock
// of the computer: positive where the computer is behind. Source is the time source as w32tm names it.
type TimeOffset struct {
	Source  string  `json:"source,omitempty"`
	Seconds float64 `json:"seconds"`
	Line    Line    `json:"line"`
}
