package report

import (
	"bytes"
	"testing"

	"kmstriage/analyze"
)

// TestByElement holds that a fleet written element by element is the fleet written whole.
func TestByElement(t *testing.T) {
	empty := analyze.NewGathering().Fleet()
	full := analyze.NewGathering().Fleet()
	full.Repeats = 2
	full.Machines = []analyze.Machine{{Name: "A", Bundles: []string{"a.zip", "b.zip"}}, {Name: "B<&>"}}
	for name, f := range map[string]*analyze.Fleet{"empty": empty, "full": full} {
		var whole, parts bytes.Buffer
		(&jsonParts{w: &whole}).value(f, " ")
		(&jsonParts{w: &parts}).byElement(f, " ")
		if whole.String() != parts.String() {
			t.Errorf("%s: (-whole +parts)\n%s\n%s", name, whole.String(), parts.String())
		}
	}
}
