package input

import "testing"

// TestGauge holds that memory is refused only where it is in use, and that it is counted.
func TestGauge(t *testing.T) {
	for name, c := range map[string]struct {
		used []uint64
		full bool
	}{
		"little": {[]uint64{10}, false},
		"waste":  {[]uint64{200, 10}, false},
		"full":   {[]uint64{200, 200}, true},
	} {
		g := NewGauge(100)
		g.used = func() uint64 {
			n := c.used[0]
			c.used = c.used[1:]
			return n
		}
		if err := g.check(); (err != nil) != c.full || g.refused() > 0 != c.full {
			t.Errorf("%s: %v, %d refusals", name, err, g.refused())
		}
		if len(c.used) > 0 {
			t.Errorf("%s: looked too seldom", name)
		}
	}
}
