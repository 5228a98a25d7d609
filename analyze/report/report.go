// Package report shows diagnoses, one format a file; it draws no conclusions of its own.
package report

import (
	"io"
	"iter"

	"kmstriage/analyze"
	"kmstriage/analyze/text"
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

	// Fleet is what the bundles mean together; nil has it counted from the diagnoses.
	Fleet *analyze.Fleet `json:"-"`
}

// Diagnoses are the bundles of a run, in order. They may be walked more than once: each is made anew on the way, so that
// no more than a few are held at a time. An error ends the walk, and the format with it.
type Diagnoses = iter.Seq2[*analyze.Diagnosis, error]

// These are diagnoses that are held already.
func These(ds ...*analyze.Diagnosis) Diagnoses {
	return func(yield func(*analyze.Diagnosis, error) bool) {
		for _, d := range ds {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// collect holds the diagnoses, for a format that needs them together.
func collect(ds Diagnoses) ([]*analyze.Diagnosis, error) {
	var out []*analyze.Diagnosis
	for d, err := range ds {
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// RunSchema names the form of a run in JSON.
const RunSchema = "kmstriage/1"

// fleet is what the bundles mean together, for formats that hold all of them.
func (r Run) fleet(ds []*analyze.Diagnosis) *analyze.Fleet {
	if r.Fleet != nil {
		return r.Fleet
	}
	return analyze.NewFleet(ds)
}

// together is fleet for formats that walk.
func (r Run) together(ds Diagnoses) (*analyze.Fleet, error) {
	if r.Fleet != nil {
		return r.Fleet, nil
	}
	all, err := collect(ds)
	if err != nil {
		return nil, err
	}
	return analyze.NewFleet(all), nil
}

// Unreadable is an input that could not be read, and why.
type Unreadable struct {
	Path string `json:"path"`
	Why  string `json:"why"`
	// Partly is set where the rest of the input was analysed.
	Partly bool `json:"partly,omitempty"`
}

// View is how a person wants it shown.
type View struct {
	Width   int // columns; 0 is 80
	Colour  bool
	Unicode bool
	Verbose bool
	Lang    *text.Language // of formats for people; nil is English, as formats for programs always are
}

// All lists every format. To add one, write its file and add its line here.
var All = []Format{textFormat, jsonFormat, ndjson, csvFormat, ticketFormat, htmlFormat}

// ByName finds a format.
func ByName(name string) (Format, bool) {
	for _, f := range All {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Names are the formats' names, in order of All.
func Names() []string {
	out := make([]string, len(All))
	for i, f := range All {
		out[i] = f.Name
	}
	return out
}

// Format is one way to show a run.
type Format struct {
	Name  string
	Doc   string
	Write func(w io.Writer, r Run, ds Diagnoses, v View) error
}
