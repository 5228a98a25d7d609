package derive

import "kmstriage/parse/fact"

// Given is what a person told beside the bundle: it is kept apart from the facts, since nobody observed it.
type Given struct {
	// Error is the code that the customer reported (--error).
	Error *fact.Code
	// Answers maps question ids to "yes" or "no" (--answer).
	Answers map[string]string
}
