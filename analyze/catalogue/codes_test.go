package catalogue

import (
	"strings"
	"testing"
)

func TestCodesAreSorted(t *testing.T) {
	if len(codes) != 298 {
		t.Errorf("codes: got %d, want 298", len(codes))
	}
	for i := 1; i < len(codes); i++ {
		if codes[i-1].Code >= codes[i].Code {
			t.Errorf("0x%08X stands before 0x%08X", codes[i-1].Code, codes[i].Code)
		}
	}
	for _, c := range codes {
		if c.Symbol == "" || c.Message == "" || c.Side == "" || c.Category == "" || c.Cause == "" || c.Basis == "" {
			t.Errorf("0x%08X has an empty field: %+v", c.Code, c)
		}
		if _, ok := SectionByID(c.Section); c.Section != "" && !ok {
			t.Errorf("0x%08X leads to section %q, which is none", c.Code, c.Section)
		}
	}
}

func TestLookup(t *testing.T) {
	for _, c := range codes {
		got, ok := Lookup(c.Code)
		if !ok || got.Symbol != c.Symbol {
			t.Errorf("Lookup(0x%08X) = %q, %v", c.Code, got.Symbol, ok)
		}
		if p, _, cut := strings.Cut(got.Message, ": "); cut && len(p) <= 3 && p == strings.ToUpper(p) {
			t.Errorf("message of 0x%08X is still shortened: %q", c.Code, got.Message)
		}
	}
	for _, code := range []uint32{1, 0xFFFFFFFF, 0xC004F0FF} {
		if e, ok := Lookup(code); ok {
			t.Errorf("Lookup(0x%08X) = %+v, want none", code, e)
		}
	}
	if got := ErrorCodes(); len(got) != len(codes) || got[len(got)-1].Code != codes[len(codes)-1].Code {
		t.Errorf("ErrorCodes gives %d entries", len(got))
	}
}

func TestDescribe(t *testing.T) {
	for _, c := range []struct {
		code uint32
		want string
	}{
		{0, "Success"},
		{0xC004F038, "The Software Licensing Service reported that the product could not be activated."},
		{0xC004C003, "The activation server reported that the specified product key has been blocked."},
		{0x4004F041, "KMS client in initial grace without a published/registered host"},
		{0xC004CFFF, "activation server"},
		{0xC004BFFF, "activation server"},
		{0xC004FFFF, "licensing client"},
		{0xC004EFFF, "licence store"},
		{0x8004EFFF, "licence store"},
		{0xC004DFFF, "security processor"},
		{0x4004AAAA, "information"},
		{0x800723FF, "DNS, Win32 number 9215"},
		{0x800726FF, "DNS"},
		{0x80072A99, "Winsock"},
		{0x80072FFE, "WinHTTP"},
		{0x800706FF, "RPC"},
		{0x80072200, "an error of Windows, Win32 number 8704"},
		{0xC0000022 + 1, "facility 0"},
		{0x80990001, "facility 153, number 1"},
		{0x00000001, "no error"},
	} {
		if got := Describe(c.code); !strings.Contains(got, c.want) {
			t.Errorf("Describe(0x%08X) = %q, want %q in it", c.code, got, c.want)
		}
	}
}

func TestExpandGenuine(t *testing.T) {
	for in, want := range map[string]string{
		"GV: the product key has been blocked.": "Genuine Validation determined that the product key has been blocked.",
		"GV: Windows licensing exploits.":       "Genuine Validation detected Windows licensing exploits.",
		"SP: x":                                 "The security processor reported that x",
		"no prefix":                             "no prefix",
		"Other: words":                          "Other: words",
	} {
		if got := expand(in); got != want {
			t.Errorf("expand(%q) = %q, want %q", in, got, want)
		}
	}
}
