package report

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kmstriage/analyze"
)

func TestReadSaved(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "no run in it"},
		{"{}", "no run in it"},
		{`{"run": {"schema": "kmstriage/1"}`, "unexpected EOF"},
		{`{"run": {"schema": "kmstriage/2"}}`, `"kmstriage/2"`},
		{`{"run": {"schema": "kmstriage/1"}} {}`, "something follows the run"},
		{`{"run": {"schema": "kmstriage/1"}, "bundles": [null]}`, "a bundle is null"},
		{`{"run": {"schema": "kmstriage/1"}, "bundles": [{"schema": "x"}]}`, `"x"`},
		{`{"type": "bundle", "schema": "kmstriage/1"}`, "no run in it"},
		{`{"type": "bundle"}` + "\n" + `{"type": "run", "schema": "kmstriage/1"}`, `its schema is ""`},
		{`[]`, "cannot unmarshal"},
		{`{"run": {"schema": "kmstriage/1"}, "bundles": []}`, ""},
		{`{"type": "bundle", "schema": "kmstriage/1"}` + "\n" + `{"type": "run", "schema": "kmstriage/1", "bundles": 1}`, ""},
	} {
		_, _, err := ReadSaved(strings.NewReader(c.in))
		switch {
		case err == nil && c.want != "":
			t.Errorf("%s: read", c.in)
		case err != nil && (c.want == "" || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", c.in, err, c.want)
		}
	}
}

// FuzzSaved renders whatever can be read as a run: a run may come from anywhere.
func FuzzSaved(f *testing.F) {
	for _, name := range []string{"one.json", "two.ndjson"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, x := range []string{
		`{"subjects": [{"kind": "kms", "attempt": {}, "licence": {"graceMinutes": -1}}], "findings": [{"questions": [{"answer": "\u0080"}], "steps": [{}]}]}`,
		`{"bundle": {"collectedAt": "9999-12-31T23:59:59Z"}, "timeline": [{"time": "0001-01-01T00:00:00Z", "application": "office", "host": "a"}], "coverage": [{"from": "9999-01-01T00:00:00Z", "to": "0001-01-01T00:00:00Z"}]}`,
	} {
		x = `{"schema": "kmstriage/1", ` + x[1:]
		f.Add([]byte(`{"run": {"schema": "kmstriage/1"}, "bundles": [` + x + `]}`))
		f.Add([]byte(`{"run": {"schema": "kmstriage/1"}, "bundles": [` + x + "," + x + `]}`))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, ds, err := ReadSaved(bytes.NewReader(text))
		if err != nil {
			return
		}
		if r.Bundles = len(ds); r.Fleet == nil {
			r.Fleet = analyze.NewFleet(ds)
		}
		for _, format := range All {
			if err := format.Write(io.Discard, r, These(ds...), View{Width: 80, Unicode: true, Verbose: true}); err != nil {
				t.Errorf("%s: %v", format.Name, err)
			}
		}
		for _, d := range ds {
			if err := WriteReply(io.Discard, d, View{}, nil); err != nil {
				t.Error(err)
			}
		}
	})
}
