package report

import (
	"io"
)

var ndjson = Format{
	Name:  "ndjson",
	Doc:   "one JSON object a line: each bundle, last the run",
	Write: writeNDJSON,
}

func writeNDJSON(w io.Writer, r Run, ds Diagnoses, _ View) error {
	for d, err := range ds {
		if err != nil {
			return err
		}
		if err := encode(w, filled(d), ""); err != nil {
			return err
		}
	}
	last := struct {
		Type string `json:"type"`
		Run
	}{"run", r.filled()}
	return encode(w, last, "")
}
