package slmgr

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kmstriage/parse/format/textenc"
)

func cited(at map[string]textenc.Line, n int) bool {
	for _, l := range at {
		if l.N == n {
			return true
		}
	}
	return false
}

// ends are the lines that a complete block may end in, although more often something follows.
var ends = regexp.MustCompile(`(?:\d:\d\d(?: [AP]M?)?|KMS priority: Low|KMS-Priorität: Normal)\s*$`)

// TestCut cuts every text at every tenth: a licence that is there never becomes one that is not, what is told before
// the cut's own line is told the same, and a block that is cut says so.
func TestCut(t *testing.T) {
	for _, c := range cases {
		whole := Parse(lines(c.text)).Runs
		for i := range 10 {
			text := c.text[:len(c.text)*i/10]
			last := strings.Count(text, "\n") + 1
			for n, got := range Parse(lines(text)).Runs {
				if n >= len(whole) {
					t.Fatalf("%s, cut at %d/10: a run more: %+v", c.name, i, got)
				}
				want := whole[n]
				if want.Found == Yes && got.Found == No || want.Found == No && got.Found == Yes {
					t.Errorf("%s, cut at %d/10: found %v, want %v\n%s", c.name, i, got.Found, want.Found, text)
				}
				for name, at := range want.At {
					if at.N < last && name != "found" && got.At[name].N != at.N {
						t.Errorf("%s, cut at %d/10: %s is lost: %q", c.name, i, name, at.Text)
					}
				}
				if at := want.At; !ends.MatchString(text) && n == len(whole)-1 && slices.ContainsFunc(lines(c.text)[last:], func(l textenc.Line) bool { return cited(at, l.N) }) && got.Found == Yes && !got.Cut {
					t.Errorf("%s, cut at %d/10: not marked\n%s", c.name, i, text)
				}
			}
		}
	}
}

// FuzzParse holds that what comes out is within bounds and that every field that is there has its line.
func FuzzParse(f *testing.F) {
	for _, c := range cases {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := lines(text)
		for _, r := range Parse(in).Runs {
			if r.Port < 0 || r.Port > 1<<16-1 || r.Count != nil && *r.Count < 0 {
				t.Fatalf("%+v", r)
			}
			for name, l := range r.At {
				if l.N < 1 || l.N > len(in) {
					t.Fatalf("%s at line %d of %d", name, l.N, len(in))
				}
			}
			for _, name := range []string{"activationID", "applicationID", "serviceVersion", "count", "port", "total"} {
				v := reflect.ValueOf(r).FieldByNameFunc(func(s string) bool { return strings.EqualFold(s, name) })
				if _, ok := r.At[name]; !ok && !v.IsZero() && !(name == "serviceVersion") {
					t.Fatalf("%s without a line: %+v", name, r)
				}
			}
		}
	})
}
