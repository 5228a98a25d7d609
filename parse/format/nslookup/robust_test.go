package nslookup

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCut cuts every text at every tenth: what stood whole before the cut is kept, and no cut makes a failure or an
// absence out of an answer.
func TestCut(t *testing.T) {
	for _, c := range slices.Concat(layouts, sessions) {
		whole := Parse(lines(c.text))
		for i := range 10 {
			text := c.text[:len(c.text)*i/10]
			last := strings.Count(text, "\n") + 1
			got := Parse(lines(text))
			var want, have []Record
			for _, q := range whole.Queries {
				for _, r := range q.Records {
					if r.Line.N < last {
						want = append(want, r)
					}
				}
			}
			for _, q := range got.Queries {
				for _, r := range q.Records {
					if r.Line.N < last {
						have = append(have, r)
					}
				}
				if len(whole.Queries) == 1 && whole.Queries[0].Outcome == Answered && q.Outcome == NoRecords {
					t.Errorf("%s, cut at %d/10: %s", c.name, i, show(got))
				}
			}
			if d := cmp.Diff(want, have); d != "" {
				t.Errorf("%s, cut at %d/10:\n-want +got\n%s", c.name, i, d)
			}
		}
	}
}

// FuzzParse holds that every line that is cited exists, that values are in range, and that nothing hangs.
func FuzzParse(f *testing.F) {
	for _, c := range slices.Concat(layouts, sessions) {
		f.Add(c.text)
	}
	f.Add("*** " + strings.Repeat("priority = 1", 50))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := lines(text)
		for _, q := range Parse(in).Queries {
			if q.Line.N < 0 || q.Line.N > len(in) {
				t.Fatalf("line %d of %d", q.Line.N, len(in))
			}
			if (q.Outcome == Answered) != (len(q.Records) > 0) {
				t.Fatalf("%s with %d records", q.Outcome, len(q.Records))
			}
			if (q.Outcome == NoRecords || q.Outcome == Failed) != (q.Reason != "") {
				t.Fatalf("%s for %q", q.Outcome, q.Reason)
			}
			for _, r := range q.Records {
				if r.Host == "" || r.Port < 0 || r.Port > most || r.Line.N < 1 || r.Line.N > len(in) {
					t.Fatalf("%+v", r)
				}
				if !strings.Contains(r.Line.Text, r.Host[:1]) {
					t.Fatalf("%q is not in %q", r.Host, r.Line.Text)
				}
			}
			q.About("_vlmcs._tcp")
		}
	})
}
