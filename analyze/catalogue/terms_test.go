package catalogue

import (
	"slices"
	"testing"
)

func TestTerms(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range Terms() {
		if x.Kind == "" || x.ID == "" || x.Title == "" || x.About == "" || x.Basis == "" {
			t.Errorf("%s %q has an empty field", x.Kind, x.ID)
		}
		for _, w := range append([]string{x.ID}, x.Also...) {
			got := TermsNamed(w)
			if !slices.ContainsFunc(got, func(y Term) bool { return y.Kind == x.Kind && y.ID == x.ID }) {
				t.Errorf("TermsNamed(%q) does not find %s %s", w, x.Kind, x.ID)
			}
		}
		key := string(x.Kind) + foldTerm(x.ID)
		if seen[key] {
			t.Errorf("%s %q stands twice", x.Kind, x.ID)
		}
		seen[key] = true
	}
}

func TestTermsNamed(t *testing.T) {
	for word, want := range map[string]string{
		"---OOB_GRACE---": "OOB_GRACE", "extended grace": "EXTENDED_GRACE", "5": "NOTIFICATIONS", "licensed": "LICENSED",
		"volume:gvlk": "GVLK", "mak": "VOLUME_MAK", "Retail(MAK)": "VOLUME_MAK", "kms_client": "VOLUME_KMSCLIENT", "Port-Differs": "port-differs",
	} {
		if got := TermsNamed(word); len(got) != 1 || got[0].ID != want {
			t.Errorf("TermsNamed(%q) = %+v, want %s", word, got, want)
		}
	}
	if got := TermsNamed("unknown"); len(got) != 2 {
		t.Errorf("unknown is a channel and an origin, got %+v", got)
	}
	if got := TermsNamed("-"); got != nil {
		t.Errorf("TermsNamed of a mere hyphen: %+v", got)
	}
}

// TestStatesFollowTheirNumbers holds the order that events give as numbers.
func TestStatesFollowTheirNumbers(t *testing.T) {
	want := []string{"UNLICENSED", "LICENSED", "OOB_GRACE", "OOT_GRACE", "NON_GENUINE_GRACE", "NOTIFICATIONS", "EXTENDED_GRACE"}
	for i, w := range want {
		if got := TermsNamed(string(rune('0' + i))); len(got) != 1 || got[0].ID != w {
			t.Errorf("state %d is %+v, want %s", i, got, w)
		}
	}
}

// TestChannelsAreTerms holds that every channel of the table of other licences is explained.
func TestChannelsAreTerms(t *testing.T) {
	for _, n := range nonKMS {
		if len(TermsNamed(n.Channel)) == 0 {
			t.Errorf("channel %q of %s is no term", n.Channel, n.ID)
		}
	}
}
