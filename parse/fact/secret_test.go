package fact_test

import (
	"strings"
	"testing"

	"kmstriage/parse/fact"
)

func TestHidden(t *testing.T) {
	id := strings.Repeat("0123456", 9)
	for _, x := range []struct{ text, want string }{
		{"cscript ospp.vbs /inpkey:ABCDE-FGHJK-LMNPQ-RSTUV-WXY23", "cscript ospp.vbs /inpkey:XXXXX-XXXXX-XXXXX-XXXXX-WXY23"},
		{"key abcde-fghjk-lmnpq-rstuv-wxy23.", "key XXXXX-XXXXX-XXXXX-XXXXX-wxy23."},
		{"BCDFG HJKMP QRTVW XY234 6789B", "XXXXX XXXXX XXXXX XXXXX 6789B"},
		{"these words stand apart quite", "these words stand apart quite"},
		{"XXXXX-XXXXX-XXXXX-XXXXX-GVGXT", "XXXXX-XXXXX-XXXXX-XXXXX-GVGXT"},
		{"keyABCDE-FGHJK-LMNPQ-RSTUV-WXY23LICENSE", "keyXXXXX-XXXXX-XXXXX-XXXXX-WXY23LICENSE"}, // of a file without line ends
		{"ABCD-FGHJK-LMNPQ-RSTUV-WXY23", "ABCD-FGHJK-LMNPQ-RSTUV-WXY23"},
		{"keyBCDFG HJKMP QRTVW XY234 6789B", "keyBCDFG HJKMP QRTVW XY234 6789B"},
		{"Installation ID: " + id, "Installation ID: " + strings.Repeat("X", 63)},
		{"0123456 0123456 0123456 0123456 0123456 0123456 0123456 0123456 0123456", "XXXXXXX XXXXXXX XXXXXXX XXXXXXX XXXXXXX XXXXXXX XXXXXXX XXXXXXX XXXXXXX"},
		{"012345-012345-012345-012345-012345-012345-012345-012345", "XXXXXX-XXXXXX-XXXXXX-XXXXXX-XXXXXX-XXXXXX-XXXXXX-XXXXXX"},
		{"A:012345 B:012345 C:012345 D:012345 E:012345 F:012345 G:012345 H:012345", "A:XXXXXX B:XXXXXX C:XXXXXX D:XXXXXX E:XXXXXX F:XXXXXX G:XXXXXX H:XXXXXX"},
		{"SKU ID: b322da9c-a2e2-4058-9e4e-f59a6970bd69 b322da9c-a2e2-4058-9e4e-f59a6970bd69", "SKU ID: b322da9c-a2e2-4058-9e4e-f59a6970bd69 b322da9c-a2e2-4058-9e4e-f59a6970bd69"},
		{"05426-00206-234-000000-03-1044-9600.0000-0102015", "05426-00206-234-000000-03-1044-9600.0000-0102015"},
		{"6.1.7601.2.00010300.1.0.004 2016-06-21 16:01:29.123456", "6.1.7601.2.00010300.1.0.004 2016-06-21 16:01:29.123456"},
	} {
		if got := fact.Hidden(x.text); got != x.want {
			t.Errorf("%q: %q, want %q", x.text, got, x.want)
		}
		if got := fact.Hidden(fact.Hidden(x.text)); got != x.want {
			t.Errorf("%q twice: %q, want %q", x.text, got, x.want)
		}
	}
}

func TestHide(t *testing.T) {
	const key, want = "ABCDE-FGHJK-LMNPQ-RSTUV-WXY23", "XXXXX-XXXXX-XXXXX-XXXXX-WXY23"
	s := fact.Set{
		Bundle:   fact.Bundle{Name: key},
		Licences: []fact.Licence{{Name: key, Lines: fact.Lines{"name": {Text: "a " + key}}}},
		Events:   []fact.ServiceEvent{{Data: []string{key}}},
		Tokens:   []fact.TokenListing{{Rows: map[string]string{"x": key}}},
	}
	s.Hide()
	for _, got := range []string{s.Bundle.Name, s.Licences[0].Name, strings.TrimPrefix(s.Licences[0].Lines["name"].Text, "a "), s.Events[0].Data[0], s.Tokens[0].Rows["x"]} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
