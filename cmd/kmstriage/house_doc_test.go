package main

import (
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHouseDocument holds the table of docs/decisions/0001-house.md to the rooms.
func TestHouseDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/decisions/0001-house.md")
	if err != nil {
		t.Fatal(err)
	}
	marked := regexp.MustCompile("`([^`]+)`")
	got := map[string][]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]* \\|(.*)\\|$").FindAllStringSubmatch(string(text), -1) {
		got[row[1]] = nil
		for _, m := range marked.FindAllStringSubmatch(row[2], -1) {
			got[row[1]] = append(got[row[1]], m[1])
		}
	}
	want := map[string][]string{}
	for _, r := range rooms {
		want[r.room] = r.may
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/decisions/0001-house.md (-rooms +document):\n%s", diff)
	}
}
