package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// busy has an event of every kind that the strip shows, and every outcome.
func busy() []derive.TimelineEvent {
	start := time.Date(2015, 3, 2, 8, 0, 0, 0, time.UTC)
	at := func(h int) *time.Time { return ptr(start.Add(time.Duration(h) * time.Hour)) }
	unreachable, low, zero := fact.Code(0x800706BA), fact.Code(0xC004F038), fact.Code(0)
	src := func(n uint64) fact.Source { return fact.Source{Path: "CL01_evt_Application.evtx", Record: n} }
	return []derive.TimelineEvent{
		{ID: 1003, What: "status", Application: "office", Source: src(1)}, // without a time
		{Time: at(0), ID: 12288, What: "request", Application: "office", Host: "kms02.contoso.com", Port: 1688, Code: &unreachable, Outcome: derive.Unanswered, Source: src(2)},
		{Time: at(2), ID: 12288, What: "request", Application: "office", Host: "KMS01.contoso.com", Port: 1688, Code: &zero, PairedWith: ptr(3), Pairing: "exact", Outcome: derive.Refused, Source: src(3)},
		{Time: at(2), ID: 12289, What: "response", Application: "office", Code: &low, Count: ptr(3), Activated: ptr(false), PairedWith: ptr(2), Pairing: "exact", Source: src(4)},
		{Time: at(4), ID: 12288, What: "request", Application: "office", Host: "kms01.contoso.com", Port: 1688, Code: &zero, PairedWith: ptr(5), Pairing: "likely", Outcome: derive.Activated, Source: src(5)},
		{Time: at(4), ID: 12289, What: "response", Application: "office", Code: &zero, Count: ptr(7), Activated: ptr(true), PairedWith: ptr(4), Pairing: "likely", Source: src(6)},
		{Time: at(5), ID: 12288, What: "request", Application: "windows", Host: "kms01.contoso.com", Port: 1688, Code: &zero, PairedWith: ptr(7), Pairing: "ambiguous", Outcome: derive.Unsure, Source: src(7)},
		{Time: at(5), ID: 12289, What: "response", Application: "windows", Code: &zero, Activated: ptr(true), PairedWith: ptr(6), Pairing: "ambiguous", Source: src(8)},
		{Time: at(6), ID: 8198, What: "failure", Application: "office", Code: &unreachable, Source: src(9)},
		{Time: at(7), ID: 12288, What: "request", Application: "office", Code: &unreachable, Outcome: derive.Unanswered, Source: src(10)},
		{Time: at(8), ID: 12290, What: "host-request", Application: "office", Client: "cl09", Code: &zero, Outcome: derive.Activated, Source: src(11)},
		{Time: at(8), ID: 12290, What: "host-request", Application: "office", Client: "=cmd|x", Code: &low, Outcome: derive.Refused, Source: src(12)},
	}
}

func TestEventsGoldens(t *testing.T) {
	for name, v := range map[string]View{
		"events.txt":              {Width: 80, Unicode: true},
		"events-verbose.txt":      {Width: 120, Unicode: true, Verbose: true},
		"events-narrow-ascii.txt": {Width: 40},
	} {
		var b bytes.Buffer
		if err := WriteEvents(&b, busy(), v); err != nil {
			t.Fatal(err)
		}
		golden(t, name, b.String())
	}
	var b bytes.Buffer
	if err := WriteEventsCSV(&b, busy()); err != nil {
		t.Fatal(err)
	}
	golden(t, "events.csv", b.String())
}

// TestStripEdges holds that a strip stands for one moment as for a hundred years, with many hosts and in any width.
func TestStripEdges(t *testing.T) {
	one := busy()[1:2]
	var many []derive.TimelineEvent
	for i := range 40 {
		e := busy()[1]
		e.Host, e.Time = strings.Repeat("x", i)+"host", ptr(e.Time.AddDate(3*i, 0, 0))
		many = append(many, e)
	}
	for name, es := range map[string][]derive.TimelineEvent{"one": one, "many": many, "no time": busy()[:1]} {
		for width := 20; width < 130; width += 7 {
			p := newPage(View{Width: width, Unicode: true})
			p.strip(es)
			for _, l := range p.lines {
				if n := len([]rune(l)); n > width {
					t.Errorf("%s, %d columns: %q has %d", name, width, l, n)
				}
			}
			if want := map[string]int{"one": 1, "many": stripLanes + 1}[name]; strings.Count(strings.Join(p.lines, "\n"), "\u2717") < want {
				t.Errorf("%s, %d columns: %d marks wanted\n%s", name, width, want, strings.Join(p.lines, "\n"))
			}
		}
	}
}

// TestEventsCSV holds that what could be a formula is none, and that partners are numbered as the rows are.
func TestEventsCSV(t *testing.T) {
	var b bytes.Buffer
	if err := WriteEventsCSV(&b, busy()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cell := func(row int, name string) string {
		for i, c := range rows[0] {
			if c == name {
				return rows[row][i]
			}
		}
		t.Fatalf("no column %s", name)
		return ""
	}
	got := []string{cell(3, "no"), cell(3, "pairedWith"), cell(3, "pairing"), cell(4, "pairedWith"), cell(4, "activated"), cell(4, "count"), cell(12, "client"), cell(1, "time"), cell(2, "pairedWith")}
	want := []string{"3", "4", "exact", "3", "false", "3", "'=cmd|x", "", ""}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
