package artifact

import (
	"strings"
	"testing"

	"kmstriage/parse/fact"

	"github.com/google/go-cmp/cmp"
)

const mgadiagText = `Diagnostic Report (1.9.0027.0):
-----------------------------------------
Windows Validation Data-->
Validation Code: 0
Windows Product Key: *****-*****-AAAAA-BBBBB-CCCCC
Windows OS version: 6.1.7601.2.00010100.1.0.048
Is Admin: No
Product Name: Windows 7 Professional
Architecture: 0x00000009
Resolution Status: N/A

OGA Data-->
Office Status: 109 N/A

Licensing Data-->
Software licensing service version: 6.1.7601.17514
`

func TestMGADiag(t *testing.T) {
	s := roiscanOne("report.txt", mgadiagText)
	at := func(n int, text string) fact.Line {
		return fact.Line{Source: fact.Source{Path: "report.txt", Line: n}, Text: text}
	}
	os := []fact.OS{{NT: "6.1", Build: "7601", Caption: "Windows 7 Professional", ProductType: "client", Arch: "x64", From: "mgadiag",
		Line: at(6, "Windows OS version: 6.1.7601.2.00010100.1.0.048")}}
	if d := cmp.Diff(os, s.OS); d != "" {
		t.Errorf("os (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]fact.Elevation{{From: fact.MGADiag, Line: at(7, "Is Admin: No")}}, s.Elevation); d != "" {
		t.Errorf("elevation (-want +got):\n%s", d)
	}
	if r := s.Readings[0]; r.Kind != fact.MGADiag || r.State != fact.Whole || r.Records != 3 {
		t.Errorf("reading: %+v", r)
	}
}

// TestMGADiagQuoted holds that a report quoted in a mail is read, and cited as it stands.
func TestMGADiagQuoted(t *testing.T) {
	s := roiscanOne("report.txt", "> "+strings.ReplaceAll(mgadiagText, "\n", "\n> "))
	if len(s.OS) != 1 || s.OS[0].NT != "6.1" || s.OS[0].Arch != "x64" || s.OS[0].Line.Source.Line != 6 || len(s.Elevation) != 1 {
		t.Errorf("os %+v, elevation %+v", s.OS, s.Elevation)
	}
}

func TestMGADiagStates(t *testing.T) {
	cut := func(mark string) string { return mgadiagText[:strings.Index(mgadiagText, mark)] }
	na := strings.NewReplacer("Windows 7 Professional", "N/A, hr = 0x80070002", "6.1.7601.2.00010100.1.0.048", "6.2.9200.2.00010100.0.0.007", ": No", ": N/A", "0x00000009", "N/A").Replace(mgadiagText)
	for name, c := range map[string]struct {
		text     string
		state    fact.State
		os       string // NT and type
		elevated int
	}{
		"N/A":             {na, fact.Whole, "6.2 server", 0},
		"first section":   {cut("OGA Data"), fact.Partial, "6.1 client", 1},
		"without version": {cut("Windows OS"), fact.Partial, "", 0},
		"no validation":   {mgadiagText[strings.Index(mgadiagText, "OGA Data"):], fact.Partial, "", 0},
		"nothing":         {"words", fact.Failed, "", 0},
	} {
		s := roiscanOne("PC01_MGADiag.txt", c.text)
		os := ""
		for _, o := range s.OS {
			os += o.NT + " " + o.ProductType
		}
		if s.Readings[0].State != c.state || os != c.os || len(s.Elevation) != c.elevated {
			t.Errorf("%s: %s, os %q, %d elevations; want %s, %q, %d", name, s.Readings[0].State, os, len(s.Elevation), c.state, c.os, c.elevated)
		}
	}
}
