package catalogue

import (
	"strings"
	"testing"
)

// TestCodeWords holds that no abbreviation of the table reaches a person.
func TestCodeWords(t *testing.T) {
	for _, c := range ErrorCodes() {
		if w := SideWords(c.Side); w == c.Side {
			t.Errorf("0x%08X: side %q has no words", c.Code, c.Side)
		}
		if w := CategoryWords(c.Category); w == c.Category {
			t.Errorf("0x%08X: category %q has no words", c.Code, c.Category)
		}
		if got, want := len(BasisWords(c.Basis)), strings.Count(c.Basis, "+")+1; got != want {
			t.Errorf("0x%08X: basis %q gives %d reasons, want %d", c.Code, c.Basis, got, want)
		}
		if strings.Contains(c.Cause, "As above") || strings.Contains(c.Action, "As above") {
			t.Errorf("0x%08X refers to an entry that is not above it: %q, %q", c.Code, c.Cause, c.Action)
		}
	}
}

func TestBits(t *testing.T) {
	for _, c := range []struct {
		code               uint32
		severity, facility string
		number             uint32
	}{
		{0xC004F074, "failure", "4 (interface; the licensing service uses it)", 0xF074},
		{0x4004F040, "success or information", "4 (interface; the licensing service uses it)", 0xF040},
		{0x800706BA, "failure", "7 (Win32)", 0x6BA},
		{0x8F990001, "failure", "1945", 1},
		{0, "success or information", "0 (general)", 0},
	} {
		s, f, n := Bits(c.code)
		if s != c.severity || f != c.facility || n != c.number {
			t.Errorf("Bits(0x%08X) = %q, %q, %#x; want %q, %q, %#x", c.code, s, f, n, c.severity, c.facility, c.number)
		}
	}
}

func TestBeyondArticle(t *testing.T) {
	for id, want := range map[string]bool{"ext.clock-skew": true, "meta.conflict": true, "batch.common-host": true,
		"kms-already-licensed.renewal-failing": true, "kms-already-licensed.ok": false, "host-unreachable.match": false} {
		if got := BeyondArticle(id); got != want {
			t.Errorf("BeyondArticle(%s) = %v", id, got)
		}
	}
}
