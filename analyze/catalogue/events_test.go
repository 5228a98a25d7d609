package catalogue

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kmstriage/fixtures/reference"
)

func TestEventsAreSorted(t *testing.T) {
	for i, e := range events {
		if i > 0 && events[i-1].last() >= e.ID {
			t.Errorf("%d stands behind %d", e.ID, events[i-1].last())
		}
		if e.Meaning == "" || e.Last != 0 && e.Last <= e.ID {
			t.Errorf("%+v", e)
		}
	}
	for _, id := range EventIDs() {
		if e, ok := EventByID(id); !ok || id < e.ID || id > e.last() || e.Basis == "" || e.Where() == "" {
			t.Errorf("EventByID(%d) = %+v, %v", id, e, ok)
		}
	}
	for _, id := range []int{-1, 0, 899, 901, 8227 + 100, 12287, 12295, 20490, 1 << 30} {
		if e, ok := EventByID(id); ok {
			t.Errorf("EventByID(%d) = %+v, want none", id, e)
		}
	}
}

// TestPayloads holds the number of fields of the three KMS events.
func TestPayloads(t *testing.T) {
	for id, n := range map[int]int{12288: 10, 12289: 8, 12290: 9} {
		if e, _ := EventByID(id); len(e.Insertions) != n {
			t.Errorf("%d has %d fields, want %d", id, len(e.Insertions), n)
		}
	}
	if got := StatusFlags(); len(got) != 5 || !strings.HasPrefix(got[3], "0x04000000") {
		t.Errorf("flags: %q", got)
	}
}

var (
	eventRow = regexp.MustCompile(`(?m)^\| (\d[\d/, -]*) \| ([IWE])`)
	eventRun = regexp.MustCompile(`(\d+)(?:-(\d+))?`)
)

// TestEventsFollowTheReference compares ids and levels with the table of all activation events.
func TestEventsFollowTheReference(t *testing.T) {
	b, err := os.ReadFile(reference.Path(t, "formats/events.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "## 3. All activation-relevant ids")
	text, _, _ = strings.Cut(text, "\n## 4.")
	n := 0
	for _, m := range eventRow.FindAllStringSubmatch(text, -1) {
		for _, r := range eventRun.FindAllStringSubmatch(m[1], -1) {
			from, _ := strconv.Atoi(r[1])
			to := from
			if r[2] != "" {
				to, _ = strconv.Atoi(r[2])
			}
			for id := from; id <= to; id++ {
				n++
				if _, ok := EventByID(id); !ok {
					t.Errorf("%d (%s) is not in the table", id, m[0])
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("the reference gave %d ids only", n)
	}
}
