package roiscan

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// inventory is a whole file as the script writes it: nothing escaped, a blank in the prolog.
const inventory = `<?xml version= "1.0"?>
<OFFICEINVENTORY>
<C2RShared Platform="x64" VersionToReport="16.0.10396.20023" Update Url/Path="\\fs01\upd&ates" />
<SKU ProductName="Contoso R&D "Plus" <x86>" ConfigName="PROPLUS" IsChainedChild="FALSE" ProductCode="" >
<ChildPackages>
<SkuCulture culture="x-none" ProductVersion="15.0.4420.1017" >
<ChildPackage ProductCode="{90150000-0011-0000-1000-0000000FF1CE}" ProductName="Contoso R&D "Plus" <x86>" />
</SkuCulture>
</ChildPackages>
<KeyComponents>
<Application  Name="Word" VersionMajor="15" Path="D:\R&amp;D\Office15\WINWORD.EXE" />
</KeyComponents>
<LicenseData>
<License IsActive="TRUE" Name="Office 15, OfficeProPlusVL_KMS_Client edition" KmsPort="" KmsServer="kms01.contoso.com" />
<License IsActive="FALSE" Name="OfficeProPlusVL_MAK" Channel="MAK" />
</LicenseData>
<InstallSource>
<Source InstallSource="\\fs01\sw$\R&D build <x86>\" />
</InstallSource>
</SKU>
<SKU ProductName="Visio" ConfigName="VISPRO" >
</SKU>
</OFFICEINVENTORY>
`

// shape is what tests compare of an inventory: names with lines, and the values that matter.
func shape(inv Inventory) []string {
	var out []string
	add := func(kind string, es ...Element) {
		for _, e := range es {
			s := fmt.Sprintf("%s:%d %s", kind, e.Line, e.Get("ProductName", "Name", "Platform"))
			if e.Cut {
				s += " (cut)"
			}
			out = append(out, s)
		}
	}
	add("shared", inv.Shared...)
	for _, s := range inv.SKUs {
		add("sku", s.Element)
		add("package", s.Packages...)
		add("application", s.Applications...)
		add("license", s.Licenses...)
	}
	return out
}

var wholeShape = []string{
	`shared:3 x64`,
	`sku:4 Contoso R&D "Plus" <x86>`,
	`package:7 Contoso R&D "Plus" <x86>`,
	`application:11 Word`,
	`license:14 Office 15, OfficeProPlusVL_KMS_Client edition`,
	`license:15 OfficeProPlusVL_MAK`,
	`sku:21 Visio`,
}

func TestParseXMLReadsWhatIsNotEscaped(t *testing.T) {
	inv, err := ParseXML(inventory, XMLLimits{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(wholeShape, shape(inv)); d != "" {
		t.Errorf("inventory (-want +got):\n%s", d)
	}
	if len(inv.Losses) != 0 {
		t.Errorf("losses of a whole file: %v", inv.Losses)
	}
	if len(inv.Repairs) != 1 || inv.Repairs[0].Line != 3 {
		t.Errorf("repairs: %v, want one at line 3", inv.Repairs)
	}
	if got := inv.SKUs[0].Applications[0].Get("path"); got != `D:\R&D\Office15\WINWORD.EXE` {
		t.Errorf("path: %q", got)
	}
	a, _ := inv.SKUs[0].Licenses[0].Attr("kmsserver")
	if want := (Attr{"KmsServer", "kms01.contoso.com", `KmsServer="kms01.contoso.com"`}); a != want {
		t.Errorf("attribute: %+v, want %+v", a, want)
	}
}

func TestParseXMLOfWellFormedNotesNothing(t *testing.T) {
	const text = "<?xml version=\"1.0\"?>\n<!-- <SKU> -->\n\n\n\n<officeinventory>\n<sku ProductName='A &lt;b&gt; &#x26; &quot;c&quot;'\n  ConfigName=\"X\"><LicenseData/></sku>\n</officeinventory>"
	inv, err := ParseXML(text, XMLLimits{})
	if err != nil || len(inv.Losses)+len(inv.Repairs) != 0 {
		t.Fatalf("%v, repairs %v, losses %v", err, inv.Repairs, inv.Losses)
	}
	if d := cmp.Diff([]string{`sku:7 A <b> & "c"`}, shape(inv)); d != "" {
		t.Errorf("inventory (-want +got):\n%s", d)
	}
	if inv.SKUs[0].Get("ConfigName") != "X" {
		t.Error("an attribute on the next line is lost")
	}
}

func TestParseXMLSuppliesMissingEnds(t *testing.T) {
	text := strings.NewReplacer("</SKU>\n", "", "</LicenseData>\n", "", "</SkuCulture>\n", "", "<KeyComponents>\n", "").Replace(inventory)
	inv, err := ParseXML(text, XMLLimits{})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, s := range wholeShape {
		want = append(want, s[:strings.IndexByte(s, ':')]+s[strings.IndexByte(s, ' '):])
	}
	var got []string
	for _, s := range shape(inv) {
		got = append(got, s[:strings.IndexByte(s, ':')]+s[strings.IndexByte(s, ' '):])
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("inventory (-want +got):\n%s", d)
	}
	if len(inv.Losses) != 0 || len(inv.Repairs) < 3 {
		t.Errorf("losses %v, repairs %v", inv.Losses, inv.Repairs)
	}
}

func TestParseXMLDamage(t *testing.T) {
	at := func(mark string) string { return inventory[:strings.Index(inventory, mark)] }
	for _, c := range []struct {
		name, text string
		want       string // of the first loss
		line       int
		last       string // of the shape
	}{
		{"ends between tags", at("<License IsActive=\"FALSE\""), "ends before </OFFICEINVENTORY>", 14, `license:14 Office 15, OfficeProPlusVL_KMS_Client edition`},
		{"ends inside a value", at("KMS_Client edition"), "ends inside <License>", 14, `license:14  (cut)`},
		{"ends behind a value", at(` KmsPort`), "ends inside <License>", 14, `license:14 Office 15, OfficeProPlusVL_KMS_Client edition (cut)`},
		{"ends in a name", at("icense IsActive=\"FALSE\""), "ends inside <L>", 15, `license:14 Office 15, OfficeProPlusVL_KMS_Client edition`},
		{"ends at a slash", at(">\n</LicenseData"), "ends inside <License>", 15, `license:15 OfficeProPlusVL_MAK (cut)`},
		{"beginning lost", inventory[strings.Index(inventory, "<SKU"):], "beginning is lost", 1, `sku:18 Visio`},
		{"a line lost its end", strings.Replace(inventory, `KmsPort="" KmsServer="kms01.contoso.com" />`, `KmsPort="" KmsServer="kms0`, 1), "the end of <License> is lost", 14, `sku:21 Visio`},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv, err := ParseXML(c.text, XMLLimits{})
			if err != nil {
				t.Fatal(err)
			}
			if len(inv.Losses) != 1 || !strings.Contains(inv.Losses[0].Text, c.want) || inv.Losses[0].Line != c.line {
				t.Errorf("losses %v, want %q at line %d", inv.Losses, c.want, c.line)
			}
			s := shape(inv)
			if s[len(s)-1] != c.last {
				t.Errorf("last: got %q, want %q", s[len(s)-1], c.last)
			}
		})
	}
}

func TestParseXMLKeepsNoHalfValue(t *testing.T) {
	text := inventory[:strings.Index(inventory, ".contoso.com\" />")]
	inv, err := ParseXML(text, XMLLimits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := inv.SKUs[0].Licenses[0].Get("KmsServer"); got != "" {
		t.Errorf("KmsServer of a cut value: %q", got)
	}
}

func TestParseXMLEmpty(t *testing.T) {
	inv, err := ParseXML("<?xml version= \"1.0\"?>\r\n<OFFICEINVENTORY>\r\n</OFFICEINVENTORY>\r\n", XMLLimits{})
	if err != nil || len(shape(inv))+len(inv.Repairs)+len(inv.Losses) != 0 {
		t.Errorf("empty inventory: %+v, %v", inv, err)
	}
	for _, text := range []string{"", "no tag at all", "<html><body>x</body></html>", "<", "</", "<>"} {
		if _, err := ParseXML(text, XMLLimits{}); !errors.Is(err, ErrNoInventory) {
			t.Errorf("ParseXML(%q): %v, want ErrNoInventory", text, err)
		}
	}
}

// Both ways of reading must give the same, or a large file would be read otherwise than a small one.
func TestTreeAndTagsAgree(t *testing.T) {
	for i := 0; i <= len(inventory); i += 7 {
		text := inventory[:i]
		tree, err := fromTree(text, &report{})
		if err != nil {
			t.Fatalf("tree of %d bytes: %v", i, err)
		}
		if d := cmp.Diff(shape(tree), shape(fromTags(text, &report{}))); d != "" {
			t.Fatalf("%d bytes (-tree +tags):\n%s", i, d)
		}
	}
}

func TestParseXMLLimits(t *testing.T) {
	var deep strings.Builder
	deep.WriteString("<OFFICEINVENTORY>")
	for i := range DefaultDepth + 10 {
		fmt.Fprintf(&deep, "<a%d>", i)
	}
	deep.WriteString(`<SKU ProductName="P"></SKU></OFFICEINVENTORY>`)
	for name, text := range map[string]string{
		"deep":  deep.String(),
		"large": strings.Replace(inventory, "<KeyComponents>", strings.Repeat("<!-- padding -->\n", DefaultTree/17+1)+"<KeyComponents>", 1),
	} {
		inv, err := ParseXML(text, XMLLimits{})
		if err != nil || len(inv.SKUs) == 0 || len(inv.Losses) != 0 {
			t.Errorf("%s: %v, %d products, losses %v", name, err, len(inv.SKUs), inv.Losses)
		}
		if n := len(inv.Repairs); n == 0 || !strings.Contains(inv.Repairs[n-1].Text, "tag by tag") {
			t.Errorf("%s: nothing says that it was read tag by tag: %v", name, inv.Repairs)
		}
	}
}

func TestParseXMLHostile(t *testing.T) {
	for name, text := range map[string]string{
		"nested names":   strings.Repeat("<SKU>", 100000),
		"attributes":     "<SKU " + strings.Repeat(`a="b" `, 100000) + "/>",
		"doubtful ends":  strings.Repeat(`<SKU x="1">t `, 100000),
		"quotes":         `<SKU x="` + strings.Repeat(`"`, 1000000),
		"no end":         `<SKU x="` + strings.Repeat(`y`, 1000000),
		"stray closes":   "<SKU/>" + strings.Repeat("</SKU>", 100000),
		"ampersands":     `<SKU x="` + strings.Repeat(`&`, 100000) + `"/>`,
		"wrapper's name": `<roiscan><SKU ProductName="p"/></roiscan>`,
		"control":        "<SKU ProductName=\"a\x00\x01\xff&#0;&#xD800;\"/>",
	} {
		t.Run(name, func(t *testing.T) {
			inv, err := ParseXML(text, XMLLimits{})
			if err != nil || len(inv.SKUs) == 0 {
				t.Errorf("%v, %d products", err, len(inv.SKUs))
			}
			if len(inv.Repairs)+len(inv.Losses) > 2*maxTroubles+3 {
				t.Errorf("%d troubles told", len(inv.Repairs)+len(inv.Losses))
			}
		})
	}
}

// A cut file keeps every element that stood whole before the cut.
func TestCutLosesNothingWhole(t *testing.T) {
	full, err := ParseXML(inventory, XMLLimits{})
	if err != nil {
		t.Fatal(err)
	}
	all := shape(full)
	for i := 1; i < 10; i++ {
		text := inventory[:len(inventory)*i/10]
		inv, err := ParseXML(text, XMLLimits{})
		if err != nil {
			t.Errorf("cut at %d0%%: %v", i, err)
			continue
		}
		lines := strings.Count(text, "\n")
		got := map[string]bool{}
		for _, s := range shape(inv) {
			got[s] = true
		}
		for _, s := range all {
			var n int
			fmt.Sscanf(s[strings.IndexByte(s, ':')+1:], "%d", &n)
			if n <= lines && !got[s] {
				t.Errorf("cut at %d0%%: %q is lost", i, s)
			}
		}
		if len(inv.Losses) == 0 {
			t.Errorf("cut at %d0%%: no loss told", i)
		}
	}
}

func FuzzParseXML(f *testing.F) {
	f.Add(inventory)
	f.Add(inventory[:700])
	f.Add(`<SKU a="b" c="d">"x" y="</SKU>`)
	f.Add("<OFFICEINVENTORY></OFFICEINVENTORY>")
	f.Add("<SKU <SKU\n<License x='\"' =\"\" / ></SKU")
	f.Fuzz(func(t *testing.T, text string) {
		inv, err := ParseXML(text, XMLLimits{})
		if err != nil {
			return
		}
		lines := strings.Count(text, "\n") + 1
		for _, s := range inv.SKUs {
			for _, e := range append([]Element{s.Element}, s.Licenses...) {
				if e.Line < 1 || e.Line > lines {
					t.Errorf("line %d of %d", e.Line, lines)
				}
				for _, a := range e.Attrs {
					if !strings.Contains(text, a.Raw) {
						t.Errorf("%q stands not in the text", a.Raw)
					}
				}
			}
		}
		r := report{lim: XMLLimits{}.orDefault()}
		if _, err := fromTree(text, &r); err != nil && !errors.Is(err, errDeep) {
			t.Errorf("the repaired text is no XML: %v", err)
		}
	})
}
