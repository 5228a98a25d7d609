package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"kmstriage/analyze"
)

var jsonFormat = Format{
	Name:  "json",
	Doc:   "one JSON object: run, bundles, fleet",
	Write: writeJSON,
}

// writeJSON writes the document bundle by bundle.
func writeJSON(w io.Writer, r Run, ds Diagnoses, _ View) error {
	fleet, err := r.together(ds)
	if err != nil {
		return err
	}
	out := &jsonParts{w: w}
	out.text("{\n \"run\": ")
	out.value(r.filled(), " ")
	out.text(",\n \"bundles\": [")
	between := "\n  "
	for d, err := range ds {
		if err != nil {
			return err
		}
		out.text(between)
		out.value(filled(d), "  ")
		between = ",\n  "
	}
	if between != "\n  " {
		out.text("\n ")
	}
	out.text("],\n \"fleet\": ")
	out.byElement(fleet, " ")
	out.text("\n}\n")
	return out.err
}

// jsonParts writes parts of one JSON document, until the first error.
type jsonParts struct {
	w   io.Writer
	err error
}

func (d *jsonParts) text(s string) {
	if d.err == nil {
		d.put([]byte(s))
	}
}

// value writes a value whose lines after the first stand behind prefix.
func (d *jsonParts) value(v any, prefix string) {
	if d.err != nil {
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, " ")
	if err := e.Encode(v); err != nil {
		d.err = fmt.Errorf("write json: %w", err)
		return
	}
	d.put(bytes.TrimRight(b.Bytes(), "\n"))
}

// byElement writes a struct as value does, its lists element by element: those of a fleet have one for each machine.
func (d *jsonParts) byElement(v any, prefix string) {
	s := reflect.Indirect(reflect.ValueOf(v))
	between := "{\n"
	for i := range s.NumField() {
		name, option, _ := strings.Cut(s.Type().Field(i).Tag.Get("json"), ",")
		f := s.Field(i)
		if option == "omitempty" && f.IsZero() {
			continue
		}
		d.text(between + prefix + " \"" + name + "\": ")
		between = ",\n"
		if f.Kind() != reflect.Slice || f.Len() == 0 {
			d.value(f.Interface(), prefix+" ")
			continue
		}
		for k := range f.Len() {
			d.text([]string{"[\n", ",\n"}[min(k, 1)] + prefix + "  ")
			d.value(f.Index(k).Interface(), prefix+"  ")
		}
		d.text("\n" + prefix + " ]")
	}
	d.text("\n" + prefix + "}")
}

func (d *jsonParts) put(b []byte) {
	if _, err := d.w.Write(b); err != nil {
		d.err = fmt.Errorf("write json: %w", err)
	}
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

func filled(d *analyze.Diagnosis) *analyze.Diagnosis {
	c := *d
	c.Artifacts, c.Missing, c.Subjects = list(c.Artifacts), list(c.Missing), list(c.Subjects)
	c.Findings, c.Clear, c.NotChecked = list(c.Findings), list(c.Clear), list(c.NotChecked)
	c.Findings = withEvidence(c.Findings)
	return &c
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
