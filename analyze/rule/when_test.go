package rule

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"kmstriage/fixtures/reference"
)

// TestEveryRuleSaysWhen holds that each rule tells its condition in plain sentences.
func TestEveryRuleSaysWhen(t *testing.T) {
	for _, r := range All {
		switch {
		case r.When == "" || !strings.HasSuffix(r.When, "."):
			t.Errorf("%s: When is %q, want a sentence", r.ID, r.When)
		case strings.ContainsAny(r.When, "{}"):
			t.Errorf("%s: When holds a placeholder, and there is no finding yet: %q", r.ID, r.When)
		case strings.Contains(r.When, "\n"), strings.Contains(r.When, "  "):
			t.Errorf("%s: When is not one line: %q", r.ID, r.When)
		}
	}
}

var hexCode = regexp.MustCompile(`(?:0x)?\b([C8](?:004|007)[0-9A-F]{4})\b`)

// TestWhenNamesTheCodes compares with the conditions of the catalogue of rules: each code that stands there stands in
// our sentence too, and the catalogue has every rule.
func TestWhenNamesTheCodes(t *testing.T) {
	b, err := os.ReadFile(reference.Path(t, "knowledge/rules.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	when := map[string]string{}
	for _, r := range All {
		when[r.ID] = r.When
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	column := map[string]int{}
	for i, n := range strings.Split(lines[0], "\t") {
		column[n] = i
	}
	if len(lines)-1 != len(when) {
		t.Errorf("the catalogue has %d rules, the program %d", len(lines)-1, len(when))
	}
	for _, l := range lines[1:] {
		f := strings.Split(l, "\t")
		id, condition := f[column["id"]], f[column["condition"]]
		if id == "dns-srv-not-found.no-host-in-event" {
			continue // the codes there are those of other rules, which the sentence calls so
		}
		for _, m := range hexCode.FindAllStringSubmatch(condition, -1) {
			if !strings.Contains(when[id], "0x"+m[1]) {
				t.Errorf("%s: the condition %q names %s, and the sentence does not: %q", id, condition, m[1], when[id])
			}
		}
	}
}
