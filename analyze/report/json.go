package report

import (
	"encoding/json"
	"fmt"
	"io"

	"kmstriage/analyze"
)

var jsonFormat = Format{
	Name:  "json",
	Doc:   "one JSON object: run, bundles, fleet",
	Write: writeJSON,
}

func writeJSON(w io.Writer, r Run, ds []*analyze.Diagnosis, _ View) error {
	doc := struct {
		Run     Run                  `json:"run"`
		Bundles []*analyze.Diagnosis `json:"bundles"`
		Fleet   *analyze.Fleet       `json:"fleet"`
	}{r.filled(), filled(ds), r.fleet(ds)}
	return encode(w, doc, " ")
}

// encode writes one value and a line end. Markup is not escaped: the document is UTF-8 and no web page.
func encode(w io.Writer, v any, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}

// filled gives every list that the contract promises: [] where nothing is in it, never null.
func (r Run) filled() Run {
	r.Outcome = list(r.Outcome)
	r.Unreadable = list(r.Unreadable)
	return r
}

func filled(ds []*analyze.Diagnosis) []*analyze.Diagnosis {
	out := make([]*analyze.Diagnosis, len(ds))
	for i, d := range ds {
		c := *d
		c.Artifacts, c.Missing, c.Subjects = list(c.Artifacts), list(c.Missing), list(c.Subjects)
		c.Findings, c.Clear, c.NotChecked = list(c.Findings), list(c.Clear), list(c.NotChecked)
		c.Findings = withEvidence(c.Findings)
		out[i] = &c
	}
	return out
}

func withEvidence(fs []analyze.Finding) []analyze.Finding {
	out := make([]analyze.Finding, len(fs))
	for i, f := range fs {
		f.Because = list(f.Because)
		if len(f.Questions) > 0 {
			qs := make([]analyze.QuestionAsked, len(f.Questions))
			for j, q := range f.Questions {
				q.Yes, q.No = list(q.Yes), list(q.No)
				qs[j] = q
			}
			f.Questions = qs
		}
		out[i] = f
	}
	return out
}

func list[T any](xs []T) []T {
	if xs == nil {
		return []T{}
	}
	return xs
}
