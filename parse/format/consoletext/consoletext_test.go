package consoletext

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

func numbered(text string) []textenc.Line {
	var out []textenc.Line
	for i, l := range strings.Split(text, "\n") {
		out = append(out, textenc.Line{N: i + 1, Text: l})
	}
	return out
}

func TestUnwrap(t *testing.T) {
	full := strings.Repeat("x", 79) + "y"
	blank := strings.Repeat("x", 79)
	wide := strings.Repeat("語", 39) + "x"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"torn in a word", full + "z\nend", []string{full + "z", "end"}},
		{"at the edge", full + "\nz: 1\nend", []string{full + "z: 1", "end"}},
		{"padded", full + "   \nz", []string{full + "z"}},
		{"a blank line between", full + "\n\nz\nend", []string{full + "z", "end"}},
		{"two blank lines between", full + "\n\n\nz", []string{full, "", "", "z"}},
		{"torn at a blank", blank + " \nz", []string{blank + " z"}},
		{"torn at a blank that was trimmed", blank + "\nz", []string{blank + " z"}},
		{"three lines", full + "\n" + full + "\nz", []string{full + full + "z"}},
		{"120 columns", strings.Repeat("x", 120) + "\nz", []string{strings.Repeat("x", 120) + "z"}},
		{"a wide character did not fit", wide + "\n語", []string{wide + "語"}},
		{"the next begins something", full + "\n# z", []string{full, "# z"}},
		{"short", "x\ny", []string{"x", "y"}},
		{"at the end", full, []string{full}},
	} {
		if c.name == "torn in a word" {
			c.text = full + "\nz\nend"
		}
		var got []string
		for _, l := range Unwrap(numbered(c.text), func(_, next string) bool { return strings.HasPrefix(next, "#") }) {
			got = append(got, l.Text)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s:\n-want +got\n%s", c.name, d)
		}
	}
}

func TestPlaces(t *testing.T) {
	full := strings.Repeat("x", 80)
	l := Unwrap(numbered(full+"\n"+full+"\n  tail"), func(_, _ string) bool { return false })[0]
	for offset, want := range map[int]int{0: 1, 79: 1, 80: 2, 159: 2, 160: 3, 165: 3} {
		if got := l.At(offset).N; got != want {
			t.Errorf("offset %d: line %d, want %d", offset, got, want)
		}
	}
	if got := l.At(160).Text; got != "tail" {
		t.Errorf("cited as %q", got)
	}
	s := l.Slice(100, 163)
	if s.Text != l.Text[100:163] || s.First().N != 2 || s.At(59).N != 2 || s.At(60).N != 3 {
		t.Errorf("slice: %+v", s)
	}
}

func TestCommand(t *testing.T) {
	for text, want := range map[string]string{
		`C:\Windows\system32>nslookup -type=srv _vlmcs._tcp`: "nslookup -type=srv _vlmcs._tcp",
		`PS C:\Users\x> slmgr /dlv`:                          "slmgr /dlv",
		`PS> hostname`:                                       "hostname",
		`[srv01]: PS C:\> ipconfig`:                          "ipconfig",
		`(base) C:\>dir`:                                     "dir",
		`\\server\share>dir`:                                 "dir",
		`C:\>`:                                               "",
		`> _vlmcs._tcp`:                                      "-",
		`Server:  a>b`:                                       "-",
		`Name: x`:                                            "-",
	} {
		got, ok := Command(text)
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestReread(t *testing.T) {
	for misread, want := range map[string]string{
		"Se agot¢":   "Se agotó",
		"Äîěĺí":      "Домен",
		"fÃ¼r":       "für",
		"─юьхэ":      "Домен",
		"plain text": "",
	} {
		got := Reread(misread)
		if want == "" && got != nil || want != "" && !slices.Contains(got, want) {
			t.Errorf("%q: %q, want %q among them", misread, got, want)
		}
	}
}

func TestUnquoted(t *testing.T) {
	for in, want := range map[string]string{"> a": "a", ">a": "a", "> > a": "a", ">>   a": "  a", ">": "", "a > b": "a > b", "": "", "  > a": "a"} {
		if got := Unquoted(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestUnmarked(t *testing.T) {
	for in, want := range map[string]string{
		"<p>Name: x<br />":                              " Name: x ",
		"<span class=\"a\">a &amp; b</span>":            " a & b ",
		"<Product activation successful>":               "<Product activation successful>",
		"&lt;No installed product keys detected&gt;":    "<No installed product keys detected>",
		"\x1b[1mLICENSE\x1b[0m STATUS \x1b[32mok\x1b[m": "LICENSE STATUS ok",
		"a < b > c": "a < b > c",
	} {
		if got := Unmarked(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
