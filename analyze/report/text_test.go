package report

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/displaywidth"
	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze"
)

var update = flag.Bool("update", false, "write the goldens anew")

func render(t *testing.T, f Format, v View, ds ...*analyze.Diagnosis) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, sampleRun(ds), These(ds...), v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

func TestGoldens(t *testing.T) {
	golden(t, "one.txt", render(t, textFormat, View{Width: 80, Unicode: true}, sample()))
	golden(t, "one-verbose.txt", render(t, textFormat, View{Width: 80, Unicode: true, Verbose: true}, sample()))
	golden(t, "one-narrow-ascii.txt", render(t, textFormat, View{Width: 40}, sample()))
	golden(t, "two.txt", render(t, textFormat, View{Width: 80, Unicode: true}, sample(), second()))
	golden(t, "one.json", render(t, jsonFormat, View{}, sample()))
	golden(t, "two.ndjson", render(t, ndjson, View{}, sample(), second()))
}

// unbreakable are the commands of the sample: to be pasted, they are never wrapped.
func unbreakable(line string) bool {
	l := strings.TrimSpace(line)
	for _, p := range []string{"cscript ", "cd /d ", "sc query"} {
		if strings.HasPrefix(l, p) {
			return true
		}
	}
	return false
}

func TestTextNeverExceedsItsWidth(t *testing.T) {
	wide := sample()
	wide.Bundle.Computer = strings.Repeat("\u6f22\u5b57", 40)
	wide.Findings[0].Because[0].Text = strings.Repeat("\u6f22\u5b57\u4eee\u540d", 60)
	wide.Artifacts[1].Path = strings.Repeat("a_very_long_name_", 20) + ".evtx"
	long := sample()
	long.Findings[0].Title = strings.Repeat("word ", 60)
	for _, width := range []int{20, 40, 80, 120, 200} {
		for i, ds := range [][]*analyze.Diagnosis{{sample()}, {wide}, {long}, {sample(), wide, second()}, {}} {
			for _, verbose := range []bool{false, true} {
				out := render(t, textFormat, View{Width: width, Unicode: true, Verbose: verbose}, ds...)
				for n, l := range strings.Split(out, "\n") {
					if displaywidth.String(l) > width && !unbreakable(l) {
						t.Errorf("case %d, width %d, verbose %v, line %d: %d columns: %q", i, width, verbose, n+1, displaywidth.String(l), l)
					}
				}
			}
		}
	}
}

func TestOneScreen(t *testing.T) {
	if n := strings.Count(render(t, textFormat, View{Width: 80, Unicode: true}, sample()), "\n"); n > 60 {
		t.Errorf("the report of one bundle has %d lines", n)
	}
}

// TestEveryFindingIsShown holds that no renderer drops a finding.
func TestEveryFindingIsShown(t *testing.T) {
	d := sample()
	for _, f := range All {
		out := render(t, f, View{Width: 80, Unicode: true}, d)
		for _, x := range d.Findings {
			if !strings.Contains(out, x.Rule) {
				t.Errorf("%s lacks %s", f.Name, x.Rule)
			}
		}
	}
}

// hostile texts try to drive a terminal.
var hostile = []string{"\x1b[2J\x1b]52;c;aGk=\x07", "\x9b31m", "\u009b31m", "a\u202eb\u2066c", "a\x00b\bc\x7f", "two\nlines\rover", "\u2028", "broken \xff\xfe utf-8", "\U000E0041tag"}

func TestForeignTextIsInert(t *testing.T) {
	for _, h := range hostile {
		d := sample()
		d.Bundle.Name, d.Bundle.Computer = h, h
		d.OS.Caption = h
		d.Bundle.Problems = []analyze.Problem{{Text: h}}
		d.Artifacts[1].Path, d.Artifacts[1].Problems[0].Text, d.Artifacts[2].Guess = h, h, h
		d.Subjects[0].ID, d.Subjects[0].Licence.Status, d.Subjects[0].Attempt.Host = h, h, h
		d.Findings[0].Title, d.Findings[0].Text, d.Findings[0].Because[0].Text, d.Findings[0].Because[0].Source.Path = h, h, h, h
		d.Findings[0].Steps[0].Command, d.Findings[0].Questions[0].Yes[0] = h, h
		d.Missing[0].Supply = h
		var outs []string
		for _, v := range []View{{Width: 80, Unicode: true}, {Width: 40, Verbose: true}} {
			outs = append(outs, render(t, textFormat, v, d), render(t, textFormat, v, d, d))
			var b bytes.Buffer
			if err := WriteListings(&b, []Listing{{Bundle: d.Bundle, Artifacts: d.Artifacts, Missing: d.Missing}}, v); err != nil {
				t.Fatal(err)
			}
			outs = append(outs, b.String())
		}
		for i, out := range outs {
			for _, r := range out {
				if r != '\n' && (unicode.IsControl(r) || steers(r) || r == unicode.ReplacementChar) {
					t.Errorf("%q: output %d holds %U", h, i, r)
				}
			}
		}
	}
}

func TestASCIIWithoutUTF8(t *testing.T) {
	for i, r := range render(t, textFormat, View{Width: 80}, sample()) {
		if r > unicode.MaxASCII {
			t.Fatalf("byte %d is %U", i, r)
		}
	}
}

func TestASCII(t *testing.T) {
	for in, want := range map[string]string{"Cl\u00e9 \u00c9TAT \u00ab\u00a0a\u00a0\u00bb": `Cle ETAT " a "`, "p\u00e5 s\u00f8k": "pa sok", "\u6f22 \uac00 \u00b7 \u2026": "? ? . ~"} {
		if got := ascii(Clean(in)); got != want {
			t.Errorf("ascii(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestColourOnlyRepeats(t *testing.T) {
	v := View{Width: 80, Unicode: true}
	without := render(t, textFormat, v, sample())
	v.Colour = true
	with := render(t, textFormat, v, sample())
	if !strings.Contains(with, "\x1b[31m") {
		t.Error("no colour where colour was asked for")
	}
	bare := regexp.MustCompile("\x1b\\[[0-9]*m").ReplaceAllString(with, "")
	if d := cmp.Diff(without, bare); d != "" {
		t.Errorf("colour changes the text:\n%s", d)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"a b c", 3, []string{"a b", "c"}},
		{"abcdef", 4, []string{"abcd", "ef"}},
		{"ab cdefgh", 4, []string{"ab", "cdef", "gh"}},
		{"ab  cd", 6, []string{"ab  cd"}},
		{"ab cd : ef", 5, []string{"ab", "cd :", "ef"}},
		{"abcd : ef", 5, []string{"abcd", ": ef"}}, // does not fit
		{": ab", 2, []string{":", "ab"}},
		{"\u6f22\u5b57\u6f22", 5, []string{"\u6f22\u5b57", "\u6f22"}},
		{"e\u0301e\u0301e\u0301", 2, []string{"e\u0301e\u0301", "e\u0301"}},
		{"un mot : x", 7, []string{"un", "mot : x"}},
		{"mot : x", 4, []string{"mot", ": x"}}, // nothing to take along
		{"\u6f22", 1, []string{"\u6f22"}},      // cannot fit, and still goes on
	} {
		if d := cmp.Diff(c.want, wrap(c.in, c.width)); d != "" {
			t.Errorf("wrap(%q, %d) (-want +got):\n%s", c.in, c.width, d)
		}
	}
}

func FuzzWrap(f *testing.F) {
	for _, h := range hostile {
		f.Add(h, 10)
	}
	f.Add("a  b", 1)
	f.Fuzz(func(t *testing.T, s string, width int) {
		if width < 2 || width > 300 || len(s) > 1<<12 {
			return
		}
		s = Clean(s)
		lines := wrap(s, width)
		for _, l := range lines {
			if w := displaywidth.String(l); w > width {
				t.Errorf("wrap(%q, %d): %q has %d columns", s, width, l, w)
			}
		}
		blank := regexp.MustCompile(" +")
		if got, want := blank.ReplaceAllString(strings.Join(lines, ""), ""), blank.ReplaceAllString(s, ""); got != want {
			t.Errorf("wrap(%q, %d) loses text: %q", s, width, got)
		}
	})
}

func TestWithCommand(t *testing.T) {
	for _, c := range [][3]string{
		{"Remove the MAK: cscript ospp.vbs /unpkey:6PQTR", "Remove the MAK", "cscript ospp.vbs /unpkey:6PQTR"},
		{"It must say License Status: Licensed: cscript x", "It must say License Status: Licensed", "cscript x"},
		{"Nothing else: Office is activated", "Nothing else: Office is activated", ""},
		{"Look", "Look", ""},
	} {
		text, command := withCommand(c[0])
		if text != c[1] || command != c[2] {
			t.Errorf("withCommand(%q) = %q, %q; want %q, %q", c[0], text, command, c[1], c[2])
		}
	}
}

func TestTableKeepsEveryCell(t *testing.T) {
	rows := [][]string{{"administrateur", "\uff08\u6700\u5c0f5\uff09", strings.Repeat("path_", 30)}, {"", "a|b", "x\ny"}}
	for _, width := range []int{24, 40, 80, 120} {
		p := newPage(View{Width: width, Unicode: true})
		if err := p.table([]string{"ONE", "TWO", "THREE"}, rows); err != nil {
			t.Fatal(err)
		}
		var letters [256]int
		for _, l := range p.lines {
			for _, r := range l {
				if r < 256 {
					letters[r]++
				}
			}
			if n := displaywidth.String(l); n > width {
				t.Errorf("width %d: %q has %d columns", width, l, n)
			}
		}
		if letters['_'] != 30 || letters['|'] != 1 {
			t.Errorf("width %d: cells are cut: %s", width, fmt.Sprint(p.lines))
		}
		all := strings.Join(p.lines, "")
		for _, want := range []string{"\u6700", "\u5c0f"} {
			if !strings.Contains(all, want) {
				t.Errorf("width %d: %q is gone", width, want)
			}
		}
	}
}
