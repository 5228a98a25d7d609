package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

func count(n int) *int { return &n }

// sampleFleet shows every part of the fleet view.
func sampleFleet() *analyze.Fleet {
	names := func(first, n int) (out []string) {
		for i := range n {
			out = append(out, "WKS-"+strings.Repeat("0", 2)+string(rune('A'+(first+i)%26)))
		}
		return out
	}
	f := &analyze.Fleet{Repeats: 2}
	for _, n := range names(0, 14) {
		f.Machines = append(f.Machines, analyze.Machine{Name: n, Bundles: []string{n + ".zip"}, Primary: "host-unreachable.not-listed"})
	}
	f.Machines = append(f.Machines, analyze.Machine{Name: "FINE", Bundles: []string{"fine.zip", "fine-old.zip"}})
	f.Causes = []analyze.Cause{
		{Rule: "host-unreachable.not-listed", Severity: analyze.Error, Machines: 9, Names: names(0, 9), Since: "2026-02-11", Host: "kms-old.contoso.com", Port: 1688},
		{Rule: "kms-count-low.duplicate-cmid", Severity: analyze.Error, Machines: 5, Names: names(9, 5), Since: "2026-03-09", Host: "kms02.apac.contoso.com", Port: 1688},
	}
	f.Hosts = []analyze.FleetHost{
		{Host: "kms-old.contoso.com", Port: 1688, Machines: 9, Asked: 4871, Codes: []analyze.CodeCount{{Code: 0x800706BA, Attempts: 4871}}},
		{Host: "kms02.apac.contoso.com", Port: 1688, Machines: 5, Asked: 233, Answered: 0, Refused: 229, LastAnswer: "2026-03-12T08:00:00Z", Count: count(3),
			Codes: []analyze.CodeCount{{Code: 0xC004F038, Attempts: 229}, {Code: 0x800706BA, Attempts: 4}},
			Days:  []analyze.HostDay{{Day: "2026-03-07", Count: count(10)}, {Day: "2026-03-12", Count: count(3)}}},
	}
	f.Clones = []analyze.Clone{{CMID: "6f1d2c3b-7d4f-4c18-9a60-1b2c3d4e9c02", Machines: names(9, 5), SameRecords: 16, Image: "WIN-GOLD21"}}
	f.DNS = []analyze.ZoneView{
		{Zone: "emea.contoso.com", Server: "dc1.emea.contoso.com", State: "records", Hosts: []string{"kms01.emea.contoso.com:1688"}, Machines: 8, Split: true},
		{Zone: "emea.contoso.com", Server: "dc7.emea.contoso.com", State: "records", Hosts: []string{"kms-old.contoso.com:1688", "kms01.emea.contoso.com:1688"}, Machines: 4, Split: true, Retired: []string{"kms-old.contoso.com:1688"}},
		{Zone: "contoso.local", Server: "dc1.emea.contoso.com", State: "none", Machines: 2, WrongZone: 2},
	}
	f.Expiry = []analyze.Week{{Week: "2026-03-16", Machines: 6, Names: names(0, 6)}, {Week: "2026-04-06", Machines: 2, Silent: 1, Names: []string{"FINE", "WKS-00A"}}}
	f.Fixes = []analyze.Fix{
		{Rule: "host-unreachable.not-listed", Where: "client", Text: "Remove the stored KMS host and port, so that DNS is used", Command: "cscript ospp.vbs /remhst", Machines: 9, Names: names(0, 9)},
		{Rule: "kms-count-low.duplicate-cmid", Where: "client", Text: "On every clone rearm Office", Command: "ospprearm.exe", Machines: 5, Names: names(9, 5)},
	}
	f.Exchanges = []analyze.Exchange{{Client: "WKS-00A", Host: "KMS01", Requests: 4, Newest: "2026-03-12T08:00:00Z", ClockDifference: count(88500)}, {Client: "WKS-00B", Host: "KMS01", Requests: 1, Newest: "2026-03-12T07:00:00Z"}}
	return f
}

// TestFleetView holds the screen at two widths and the ticket; the goldens are there to be looked at.
func TestFleetView(t *testing.T) {
	r := Run{Schema: RunSchema, Tool: "kmstriage test", Bundles: 17, Machines: 15, Fleet: sampleFleet(),
		Unreadable: []Unreadable{{Path: "CASE-48230.zip", Why: "encrypted, no password worked"}, {Path: "upload(3).zip", Why: "ends early", Partly: true}}}
	for _, c := range []struct {
		golden string
		format Format
		view   View
	}{
		{"fleet-80.txt", textFormat, View{Width: 80, Unicode: true}},
		{"fleet-120.txt", textFormat, View{Width: 120, Unicode: true}},
		{"fleet.md", ticketFormat, View{}},
	} {
		var b bytes.Buffer
		if err := c.format.Write(&b, r, These(), c.view); err != nil {
			t.Fatal(err)
		}
		golden(t, c.golden, b.String())
		for _, l := range strings.Split(b.String(), "\n") {
			if w := displaywidth.String(l); c.view.Width > 0 && w > c.view.Width {
				t.Errorf("%s: %d columns: %q", c.golden, w, l)
			}
		}
	}
}
