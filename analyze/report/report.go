// Package report shows diagnoses, one format a file; it draws no conclusions of its own.
package report

import (
	"io"

	"kmstriage/analyze"
)

// Run is what the formats render: the R of the contract with every diagnosis, in order of the inputs.
type Run struct {
	Schema     string       `json:"schema"` // kmstriage/1
	Tool       string       `json:"tool"`   // "kmstriage 1.2.3"
	Outcome    []string     `json:"outcome"`
	Exit       int          `json:"exit"`
	Bundles    int          `json:"bundles"`
	Machines   int          `json:"machines"`
	Unreadable []Unreadable `json:"unreadable"`
}

// Unreadable is an input that could not be read, and why.
type Unreadable struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// View is how a person wants it shown.
type View struct {
	Width   int // columns; 0 is 80
	Colour  bool
	Unicode bool
	Verbose bool
}

// Format is one way to show a run.
type Format struct {
	Name  string
	Doc   string
	Write func(w io.Writer, r Run, ds []*analyze.Diagnosis, v View) error
}
