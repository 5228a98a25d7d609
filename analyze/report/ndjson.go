package report

import (
	"io"

	"kmstriage/analyze"
)

var ndjson = Format{
	Name:  "ndjson",
	Doc:   "one JSON object a line: each bundle, last the run",
	Write: writeNDJSON,
}

func writeNDJSON(w io.Writer, r Run, ds []*analyze.Diagnosis, _ View) error {
	for _, d := range filled(ds) {
		if err := encode(w, d, ""); err != nil {
			return err
		}
	}
	last := struct {
		Type string `json:"type"`
		Run
	}{"run", r.filled()}
	return encode(w, last, "")
}
