package report

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"
	"testing"

	"kmstriage/analyze"
)

func TestCSVCell(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"plain", "plain"}, {"a=b", "a=b"}, {"0x800706BA", "0x800706BA"},
		{"=1", "'=1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@A", "'@A"}, {"  =1", "'  =1"}, {"\t=1", "' =1"}, {"\r=1", "' =1"},
		{"\uff1d1", "'\uff1d1"}, {"x; =1", "x; '=1"}, {`x";=1`, `x";'=1`}, {"x;y", "x;y"}, {"a\x1bb", "a\u00b7b"},
	} {
		if got := csvCell(c[0]); got != c[1] {
			t.Errorf("csvCell(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

// formula is what a spreadsheet would evaluate, with either separator.
var formula = regexp.MustCompile("^\\s*[-=+@\uff1d\uff0b\uff0d\uff20]")

func TestNoCellIsAFormula(t *testing.T) {
	for _, x := range payloads {
		ds := []*analyze.Diagnosis{poisoned(x), {Bundle: analyze.BundleID{Name: x}, Unreadable: x}}
		var b bytes.Buffer
		if err := csvFormat.Write(&b, poisonedRun(x, ds), These(ds...), View{}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil {
			t.Fatalf("%q: %v", x, err)
		}
		for _, r := range rows {
			for _, cell := range r {
				if formula.MatchString(cell) || strings.ContainsAny(cell, "\t\r\n\x1b\x00\u202e") {
					t.Errorf("%q: cell %q", x, cell)
				}
			}
		}
		for _, line := range strings.Split(b.String(), "\n") {
			for _, cell := range strings.Split(line, ";") {
				if formula.MatchString(cell) {
					t.Errorf("%q: parted by semicolons: cell %q", x, cell)
				}
			}
		}
	}
}

func TestUnreadHasARow(t *testing.T) {
	ds := []*analyze.Diagnosis{sample(), {Bundle: analyze.BundleID{Name: "torn.zip"}, Unreadable: "it is torn"}}
	r := sampleRun(ds)
	r.Unreadable = []Unreadable{{Path: "in/torn.zip", Why: "it is torn"}, {Path: "gone.zip", Why: "no such file"}}
	var b bytes.Buffer
	if err := csvFormat.Write(&b, r, These(ds...), View{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\ntorn.zip,", ",it is torn\n", "\ngone.zip,", ",no such file\n"} {
		if strings.Count(b.String(), want) != 1 {
			t.Errorf("%q does not stand there once:\n%s", want, b.String())
		}
	}
}
