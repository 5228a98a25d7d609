package report

import "testing"

func TestHTMLFleetVerdict(t *testing.T) {
	for _, c := range []struct {
		sick, all int
		want      string
	}{
		{1, 1, "1 of 1 computer has a fault"},
		{1, 30, "1 of 30 computers has a fault"},
		{25, 30, "25 of 30 computers have a fault"},
	} {
		var h htmlFleet
		if h.verdict(c.sick, c.all); h.Headline != c.want {
			t.Errorf("%d of %d: %q, want %q", c.sick, c.all, h.Headline, c.want)
		}
	}
}
