package analyze

import (
	"strings"
	"testing"
)

// TestNamesAreNotWorded holds that a host called like a word of the program keeps its name, and a phrase in its place is worded.
func TestNamesAreNotWorded(t *testing.T) {
	w := Wording{Text: strings.ToUpper, Prose: strings.ToUpper}
	got := w.values(map[string]string{"host": "time", "computer": "file", "pinned": "the KMS host", "status": "unknown"})
	for name, want := range map[string]string{"host": "time", "computer": "file", "pinned": "THE KMS HOST", "status": "UNKNOWN"} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}
