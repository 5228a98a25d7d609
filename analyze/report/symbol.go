package report

import "kmstriage/analyze"

// sign is what a line begins with: colour only repeats it.
type sign int

const (
	bad sign = iota
	careful
	good
	unknown
)

func (p *page) symbol(s sign) string {
	if p.view.Unicode {
		return [...]string{"\u2717", "!", "\u2713", "?"}[s]
	}
	return [...]string{"x", "!", "+", "?"}[s]
}

func (p *page) arrow() string {
	if p.view.Unicode {
		return "\u2192"
	}
	return "->"
}

func (s sign) colour() colour { return [...]colour{red, yellow, green, cyan}[s] }

func symbolOf(s analyze.Severity) sign {
	switch s {
	case analyze.Error:
		return bad
	case analyze.Warning:
		return careful
	case analyze.OK:
		return good
	}
	return unknown
}

// severityLook is the colour of a finding and the word above the primary.
func severityLook(s analyze.Severity) (colour, string) {
	switch s {
	case analyze.Error:
		return red, wordCause
	case analyze.Warning:
		return yellow, wordCause
	case analyze.OK:
		return green, wordResult
	}
	return cyan, wordResult
}
