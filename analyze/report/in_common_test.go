package report

import "testing"

func TestInCommon(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"asked kms01:1688, no answer", "asked kms01:1688, no answer", "asked kms01:1688, no answer"},
		{"asked kms01:1688, no answer", "asked kms02:1688, no answer", "asked …, no answer"},
		{"asked …, no answer", "asked kms03:1688, no answer", "asked …, no answer"},
		{"asked A on port 1 now", "asked B on port 2 now", "asked … on port … now"},
		{"Office 2013 ProPlus is activated", "Office 2013 is activated", "Office 2013 … is activated"},
		{"Office 2013 is activated", "Office 2013 ProPlus is activated", "Office 2013 … is activated"},
		{"is activated", "now is activated", "… is activated"},
		{"one", "two", "one"},
		{"", "two", ""},
	} {
		if got := inCommon(c.a, c.b); got != c.want {
			t.Errorf("inCommon(%q, %q) = %q, want %q", c.a, c.b, got, c.want)
		}
	}
}
