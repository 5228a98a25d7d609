package mgadiag

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const report = `Diagnostic Report (1.9.0027.0):
-----------------------------------------
Windows Validation Data-->
Validation Code: 0
Cached Validation Code: N/A, hr = 0xc004f012
Windows OS version: 6.1.7601.2.00010100.1.0.048
Is Admin: No
Product Name: Windows 7 Professional
Architecture: 0x00000009
TTS Error: 
Resolution Status: N/A

WgaER Data-->
ThreatID(s): N/A, hr = 0x80070002

Other data-->
Office Details: <GenuineResults><OS>6.1</OS></GenuineResults>

Windows Activation Technologies-->
HrOffline: 0x00000000

OEM Activation 2.0 Data-->
BIOS valid for OA 2.0: no
`

// glued is the same head as forums copy it: no line ends before headers.
const glued = `please help:
Diagnostic Report (1.9.0019.0): -----------------------------------------WGA Data-->
Windows OS version: 6.1.7600.2.00010300.0.0.003
Resolution Status: N/AWgaER Data-->ThreatID(s): N/A
Version: N/A, hr = 0x80070002OGA Notifications Data-->
Cached Result: N/A`

func outline(r Report) []string {
	var out []string
	for _, s := range r.Sections {
		out = append(out, fmt.Sprintf("%d %s (%d)", s.Line, s.Name, len(s.Rows)))
	}
	return out
}

func TestParse(t *testing.T) {
	r, err := Parse(strings.Split(report, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"3 Windows Validation Data (8)", "13 WgaER Data (1)", "16 Other data (1)", "19 Windows Activation Technologies (1)", "22 OEM Activation 2.0 Data (1)"}
	if d := cmp.Diff(want, outline(r)); d != "" {
		t.Errorf("sections (-want +got):\n%s", d)
	}
	if r.Version != "1.9.0027.0" || !r.Whole() {
		t.Errorf("version %q, whole %v", r.Version, r.Whole())
	}
	s, ok := r.Validation()
	if !ok {
		t.Fatal("no validation section")
	}
	row, _ := s.Find("is admin")
	if want := (Row{"Is Admin", "No", 7, "Is Admin: No"}); row != want {
		t.Errorf("row %+v, want %+v", row, want)
	}
	if s.Known("Cached Validation Code") != "" || s.Known("Resolution Status") != "" || s.Known("TTS Error") != "" || s.Known("Product Name") != "Windows 7 Professional" {
		t.Error("N/A is known, or a name is not")
	}
}

func TestParseGlued(t *testing.T) {
	r, err := Parse(strings.Split(glued, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2 WGA Data (2)", "4 WgaER Data (2)", "5 OGA Notifications Data (1)"}
	if d := cmp.Diff(want, outline(r)); d != "" {
		t.Errorf("sections (-want +got):\n%s", d)
	}
	s, _ := r.Validation()
	if row, _ := s.Find("Resolution Status"); row.Value != "N/A" || row.Line != 4 {
		t.Errorf("row before a glued header: %+v", row)
	}
}

func TestParseNothing(t *testing.T) {
	for _, text := range []string{"", "hello: world", "a-->b"} {
		if _, err := Parse(strings.Split(text, "\n")); !errors.Is(err, ErrNoReport) {
			t.Errorf("Parse(%q): %v, want ErrNoReport", text, err)
		}
	}
}

func TestWhole(t *testing.T) {
	r, err := Parse(strings.Split(report[:strings.Index(report, "WgaER")], "\n"))
	if err != nil || r.Whole() {
		t.Errorf("a report of one section is whole: %v", err)
	}
}

func TestParseVersion(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Version
		ok   bool
	}{
		{"6.1.7601.2.00010300.1.0.003", Version{"6.1", "7601", 3}, true},
		{"6.3.9600.2.00010100.0.0.004", Version{"6.3", "9600", 4}, true},
		{"5.1.2600.2.00010100.3.0.pro", Version{"5.1", "2600", 0}, true},
		{"10.0", Version{"10.0", "", 0}, true},
		{"N/A, hr = 0x80070002", Version{}, false},
		{"6", Version{}, false},
		{"", Version{}, false},
		{"6.123456", Version{}, false},
	} {
		v, ok := ParseVersion(c.in)
		if v != c.want || ok != c.ok {
			t.Errorf("ParseVersion(%q) = %+v, %v, want %+v, %v", c.in, v, ok, c.want, c.ok)
		}
	}
}

func TestWords(t *testing.T) {
	for n, want := range map[int]string{48: "client", 4: "client", 7: "server", 8: "server", 0: "", 9999: ""} {
		if got := ProductType(n); got != want {
			t.Errorf("ProductType(%d) = %q, want %q", n, got, want)
		}
	}
	for _, s := range servers {
		for _, c := range clients {
			if s == c {
				t.Errorf("edition %d is both", s)
			}
		}
	}
	for in, want := range map[string]string{"0x00000009": "x64", "0x00000000": "x86", "0x0000000C": "arm64", "": "", "N/A": "", "0x6": ""} {
		if got := Arch(in); got != want {
			t.Errorf("Arch(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(report)
	f.Add(glued)
	f.Add("Diagnostic Report (Diagnostic Report (")
	f.Add("WGA Data-->WGA Data-->:-->")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		r, err := Parse(lines)
		if err != nil {
			return
		}
		for _, s := range r.Sections {
			for _, row := range s.Rows {
				if row.Line < 1 || row.Line > len(lines) || !strings.Contains(lines[row.Line-1], row.Text) {
					t.Errorf("row %+v is cited wrongly", row)
				}
			}
		}
	})
}
