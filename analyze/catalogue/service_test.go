package catalogue

import "testing"

func TestRequiredService(t *testing.T) {
	for _, c := range []struct {
		family int
		nt     string
		want   string
	}{
		{14, "6.1", "osppsvc"}, {14, "10.0", "osppsvc"}, {14, "", "osppsvc"},
		{15, "6.0", "osppsvc"}, {15, "6.1", "osppsvc"}, {15, "6.2", "sppsvc"}, {15, "6.3", "sppsvc"}, {15, "10.0", "sppsvc"},
		{15, "", ""}, {15, "x.y", ""}, {15, "6", ""},
		{16, "6.1", "osppsvc"}, {16, "10.0", "sppsvc"},
		{12, "6.1", ""}, {0, "10.0", ""},
	} {
		if got := RequiredService(c.family, c.nt); got != c.want {
			t.Errorf("RequiredService(%d, %q) = %q, want %q", c.family, c.nt, got, c.want)
		}
	}
	for _, s := range []string{OSPPService, SPPService} {
		if ServiceName(s) == s || len(Providers(s)) == 0 {
			t.Errorf("%s has no name or no provider", s)
		}
	}
	if ServiceName("x") != "x" || Providers("x") != nil {
		t.Error("an unknown service got a name or a provider")
	}
}
