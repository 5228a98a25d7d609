package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"kmstriage/analyze"
)

// MaxSaved is the most bytes that ReadSaved takes: a run of ten thousand bundles has some hundred MiB.
const MaxSaved = 2 << 30

// document is what -f json prints.
type document struct {
	Run     *Run                 `json:"run"`
	Bundles []*analyze.Diagnosis `json:"bundles"`
	Fleet   *analyze.Fleet       `json:"fleet"`
}

// ReadSaved reads what -f json or -f ndjson wrote, in UTF-8. The run's Fleet is nil after ndjson, which does not hold it.
// Anything else, and a file that is cut, is an error.
func ReadSaved(r io.Reader) (Run, []*analyze.Diagnosis, error) {
	limited := &io.LimitedReader{R: r, N: MaxSaved + 1}
	dec := json.NewDecoder(limited)
	var run *Run
	ds := []*analyze.Diagnosis{}
	for {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		switch {
		case errors.Is(err, io.EOF) && run != nil:
			return *run, ds, nil
		case limited.N <= 0:
			return Run{}, nil, fmt.Errorf("read run: longer than %d MiB", MaxSaved>>20)
		case errors.Is(err, io.EOF):
			return Run{}, nil, errors.New("read run: no run in it")
		case err != nil:
			return Run{}, nil, fmt.Errorf("read run: %w", err)
		case run != nil:
			return Run{}, nil, errors.New("read run: something follows the run")
		}
		if run, ds, err = savedPart(raw, ds); err != nil {
			return Run{}, nil, fmt.Errorf("read run: %w", err)
		}
	}
}

// savedPart reads one value: a whole document, a bundle, or the run of the bundles before it.
func savedPart(raw json.RawMessage, ds []*analyze.Diagnosis) (*Run, []*analyze.Diagnosis, error) {
	var line struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(raw, &line); err != nil {
		return nil, nil, err
	}
	switch line.Type {
	case "bundle":
		d := &analyze.Diagnosis{}
		if err := json.Unmarshal(raw, d); err != nil {
			return nil, nil, err
		}
		return nil, append(ds, d), known(d.Schema, analyze.BundleSchema)
	case "run":
		r := &Run{}
		if err := json.Unmarshal(raw, r); err != nil {
			return nil, nil, err
		}
		return r, ds, known(r.Schema, RunSchema)
	}
	return savedDocument(raw, ds)
}

func savedDocument(raw json.RawMessage, ds []*analyze.Diagnosis) (*Run, []*analyze.Diagnosis, error) {
	var v document
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, nil, err
	}
	if v.Run == nil {
		return nil, nil, errors.New("no run in it")
	}
	for _, d := range v.Bundles {
		if d == nil {
			return nil, nil, errors.New("a bundle is null")
		}
		if err := known(d.Schema, analyze.BundleSchema); err != nil {
			return nil, nil, err
		}
	}
	v.Run.Fleet = v.Fleet
	return v.Run, append(ds, v.Bundles...), known(v.Run.Schema, RunSchema)
}

func known(schema, want string) error {
	if schema != want {
		return fmt.Errorf("its schema is %q, want %q", schema, want)
	}
	return nil
}
