package catalogue

import (
	"fmt"
	"regexp"
	"testing"
)

var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func TestProductsAreSorted(t *testing.T) {
	if len(products) != 105 {
		t.Errorf("products: got %d, want 105", len(products))
	}
	kinds := map[ProductKind]int{}
	for i, p := range products {
		kinds[p.Kind]++
		if i > 0 && products[i-1].ActivationID >= p.ActivationID {
			t.Errorf("%s stands before %s", products[i-1].ActivationID, p.ActivationID)
		}
		if !guid.MatchString(p.ActivationID) {
			t.Errorf("%q is no id", p.ActivationID)
		}
		if p.Folder != fmt.Sprintf("Office%d", p.Major) || AppOf(p.AppID) != "office" || (p.Major == 14) != (p.AppID == Office2010App) {
			t.Errorf("%s: folder %s and application %s of version %d", p.ActivationID, p.Folder, p.AppID, p.Major)
		}
		if got, ok := ProductByID(p.ActivationID); !ok || got != p {
			t.Errorf("ProductByID(%s) = %+v, %v", p.ActivationID, got, ok)
		}
		if f, ok := OfficeSKU("{" + p.ActivationID + "}"); !ok || f != p.Major {
			t.Errorf("OfficeSKU(%s) = %d, %v", p.ActivationID, f, ok)
		}
	}
	if kinds[Host] != 7 || kinds[Client] != 89 || kinds[ClientPreview] != 7 || kinds[ClientAutomation] != 2 {
		t.Errorf("kinds: %v", kinds)
	}
}

func TestNonKMSIsSorted(t *testing.T) {
	if len(nonKMS) != 245 {
		t.Errorf("nonKMS: got %d, want 245", len(nonKMS))
	}
	for i, n := range nonKMS {
		if i > 0 && (nonKMS[i-1].ID > n.ID || nonKMS[i-1].ID == n.ID && nonKMS[i-1].Major >= n.Major) {
			t.Errorf("%s %d stands before %s %d", nonKMS[i-1].ID, nonKMS[i-1].Major, n.ID, n.Major)
		}
		if !guid.MatchString(n.ID) || n.Channel == "" || n.Token == "" {
			t.Errorf("bad entry %+v", n)
		}
		if p, ok := ProductByID(n.ID); ok {
			t.Errorf("%s is a KMS product too: %+v", n.ID, p)
		}
		if _, ok := NonKMSByID(n.ID); !ok {
			t.Errorf("NonKMSByID(%s) finds nothing", n.ID)
		}
	}
}

func TestOfficeSKU(t *testing.T) {
	for _, c := range []struct {
		id     string
		family int
		ok     bool
	}{
		{"B322DA9C-A2E2-4058-9E4E-F59A6970BD69", 15, true}, // ProPlus 2013, KMS client
		{"6f327760-8c5c-417c-9b61-836a98287e0c", 14, true}, // ProPlus 2010, KMS client
		{"2b88c4f2-ea8f-43cd-805e-4d41346e18a7", 15, true}, // ProPlus 2013, MAK
		{"8d368fc1-9470-4be2-8d66-90e836cbb051", 16, true}, // ProPlus 2024
		{"9103f3ce-1084-447a-827e-d6097f68c895", 0, true},  // shared by 2013 and 2016
		{"ffffffff-ffff-ffff-ffff-ffffffffffff", 0, false},
		{WindowsApp, 0, false},
		{"", 0, false},
	} {
		if f, ok := OfficeSKU(c.id); f != c.family || ok != c.ok {
			t.Errorf("OfficeSKU(%s) = %d, %v, want %d, %v", c.id, f, ok, c.family, c.ok)
		}
	}
}

func TestHostID(t *testing.T) {
	for _, release := range []string{"2010", "2013", "2016", "2019", "2021", "2024"} {
		id := HostID(release)
		p, ok := ProductByID(id)
		if !ok || p.Kind != Host || p.Release != release || !IsHostID(id) {
			t.Errorf("HostID(%s) = %q: %+v", release, id, p)
		}
	}
	if HostID("2007") != "" || IsHostID("b322da9c-a2e2-4058-9e4e-f59a6970bd69") {
		t.Error("a host where none is")
	}
}

func TestGVLK(t *testing.T) {
	for _, c := range []struct {
		family int
		stem   string
		want   string
	}{
		{14, "ProPlus", "VYBBJ-TRJPB-QFQRF-QFT4D-H3GVB"},
		{15, "proplus", "YC7DK-G2NP3-2QQC3-J6H88-GVGXT"},
		{16, "ProPlus", "XQNVK-8JYDB-WJ9W3-YJ8YR-WFG99"},
		{16, "ProPlus2019", "NMMKJ-6RK4F-KMJVX-8D9MJ-6MWKP"},
		{16, "ProPlus2021", "FXYTK-NJJ8C-GB6DW-3DYQT-6F7TH"},
		{16, "ProPlus2024", "XJ2XN-FW8RK-P4HMP-DKDBV-GCVGB"},
		{15, "ProPlus2019", ""},
		{15, "Groove", ""},
		{12, "ProPlus", ""},
		{15, "", ""},
	} {
		got, ok := GVLK(c.family, c.stem)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("GVLK(%d, %q) = %q, %v, want %q", c.family, c.stem, got, ok, c.want)
		}
	}
}

func TestGVLKIsUnambiguous(t *testing.T) {
	seen := map[string]string{}
	form := regexp.MustCompile(`^[A-Z0-9]{5}(-[A-Z0-9]{5}){4}$`)
	for _, p := range products {
		if p.GVLK == "" {
			continue
		}
		if !form.MatchString(p.GVLK) {
			t.Errorf("%s: key %q", p.ActivationID, p.GVLK)
		}
		k := p.Release + " " + p.Edition + " " + string(p.Kind)
		if other, ok := seen[k]; ok && other != p.GVLK {
			t.Errorf("%s has keys %s and %s", k, other, p.GVLK)
		}
		seen[k] = p.GVLK
	}
}

func TestAppOf(t *testing.T) {
	for id, want := range map[string]string{
		OfficeApp: "office", "{59A52881-A989-479D-AF46-F275C6370663}": "office", WindowsApp: "windows", "": "", "x": "",
	} {
		if got := AppOf(id); got != want {
			t.Errorf("AppOf(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestPublishedKeyEnd(t *testing.T) {
	for end, want := range map[string]bool{"GVGXT": true, "gvgxt": true, "AAAAA": false, "": false, "YC7DK-G2NP3-2QQC3-J6H88-GVGXT": false} {
		if got := PublishedKeyEnd(end); got != want {
			t.Errorf("%q: %v, want %v", end, got, want)
		}
	}
}
