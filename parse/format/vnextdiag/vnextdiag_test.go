package vnextdiag

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

const listing = `
========== Mode per ProductReleaseId ==========
o365proplusretail = vNext
visioproretail = Legacy

========== Shared Computer Licensing ==========
SharedComputerLicensing = Disabled
No tokens found.

========== vNext licenses found ==========
{
    "Version":  "6",
    "Type":  "User|Subscription",
    "Product":  "O365ProPlusRetail",
    "Acid":  "00000000-1111-2222-3333-444444444444",
    "Email":  "user@contoso.com",
    "LicenseState":  "Licensed",
    "EntitlementStatus":  null,
    "ReasonCode":  null
}

========== Device licenses found ==========
No licenses found.
`

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a subscription", listing, []string{"o365proplusretail vNext@3", "visioproretail Legacy@4", "shared Disabled",
			"O365ProPlusRetail User|Subscription 00000000-1111-2222-3333-444444444444 Licensed whole @11 @14 @17"}},
		{"cut", listing[:strings.Index(listing, `"LicenseState"`)], []string{"o365proplusretail vNext@3", "visioproretail Legacy@4", "shared Disabled",
			"O365ProPlusRetail User|Subscription 00000000-1111-2222-3333-444444444444  cut @11 @14 @0"}},
		{"cut in a value", listing[:strings.Index(listing, "3333")], []string{"o365proplusretail vNext@3", "visioproretail Legacy@4", "shared Disabled", "O365ProPlusRetail User|Subscription   cut @11 @14 @0"}},
		{"nothing found", "========== Mode per ProductReleaseId ==========\nNo registry keys found.\n\n========== vNext licenses found ==========\nNo licenses found.\n", nil},
		{"something else", "{\n\"Product\": \"x\"\n}\n", nil},
	} {
		if d := cmp.Diff(c.want, show(Parse(lines(c.text)))); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
	if log := Parse(lines(listing)); strings.Contains(fmt.Sprintf("%+v", log), "user@") {
		t.Error("a user's address is kept")
	}
}

func show(log Log) []string {
	var out []string
	for _, m := range log.Modes {
		out = append(out, fmt.Sprintf("%s %s@%d", m.Product, m.Mode, m.Line.N))
	}
	if log.Shared != "" {
		out = append(out, "shared "+log.Shared)
	}
	for _, l := range log.Licences {
		how := "cut"
		if l.Whole {
			how = "whole"
		}
		out = append(out, fmt.Sprintf("%s %s %s %s %s @%d @%d @%d", l.Product, l.Type, l.ID, l.State, how, l.Line.N, l.ProductLine.N, l.StateLine.N))
	}
	return out
}

func lines(text string) []textenc.Line { return textenc.Decode([]byte(text), "").Lines }

// FuzzParse holds that every line that is cited exists, and that nothing hangs.
func FuzzParse(f *testing.F) {
	f.Add(listing)
	f.Add("========== vNext licenses ===========\n{\n{\n}")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := lines(text)
		for _, l := range Parse(in).Licences {
			if l.Line.N < 1 || max(l.ProductLine.N, l.StateLine.N) > len(in) || (l.Product != "") && l.ProductLine.N == 0 || (l.State != "") && l.StateLine.N == 0 {
				t.Fatalf("%+v of %d lines", l, len(in))
			}
		}
	})
}
