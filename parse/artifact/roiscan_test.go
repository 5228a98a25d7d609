package artifact

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kmstriage/parse"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"

	"github.com/google/go-cmp/cmp"

	"kmstriage/fixtures/reference"
)

const roiscanXMLText = `<?xml version= "1.0"?>
<OFFICEINVENTORY>
<SKU ProductName="Microsoft Office Professional Plus 2013" ConfigName="PROPLUS" IsChainedChild="FALSE" ProductCode="" ProductVersion="15.0.4420.1017" Architecture="x64" InstallType="MSI" >
<ChildPackages>
<ChildPackage ProductCode="{90150000-0015-0409-1000-0000000FF1CE}" ProductName="Microsoft Access MUI (English) 2013" />
<ChildPackage ProductCode="{90150000-0011-0000-1000-0000000FF1CE}" ProductName="Microsoft Office Professional Plus 2013" />
</ChildPackages>
<KeyComponents>
<Application Name="Access" VersionMajor="15" InstallState="2" Path="" />
<Application Name="Word" VersionMajor="15" InstallState="3" Path="D:\R&D\Office15\WINWORD.EXE" />
</KeyComponents>
<LicenseData>
<License IsActive="TRUE" Name="Office 15, OfficeProPlusVL_KMS_Client edition" Description="Office 15, VOLUME_KMSCLIENT channel" Channel="KMS_Client" Status="5" StatusString="NOTIFICATIONS" StatusCode="0xC004F009" PartialProductkey="GVGXT" ApplicationID="0FF1CE15-A989-479D-AF46-F275C6370663" SkuID="B322DA9C-A2E2-4058-9E4E-F59A6970BD69" ActivationType="2 (KMS)" KmsServer="kms01.contoso.com" KmsPort="" KmsServerOverride="kms02.contoso.com" KmsPortOverride="0" ActivationInterval="2 hours" RenewalInterval="7 days" KeyManagementServiceLookupDomain="fabrikam.com" ActivationObjectName="" RemainingGracePeriod="0 days" />
<License IsActive="FALSE" Name="OfficeProPlusVL_MAK" Channel="MAK" Status="0" StatusCode="0xC004F014" SkuID="2B88C4F2-EA8F-43CD-805E-4D41346E18A7" />
</LicenseData>
</SKU>
<SKU ProductName="Microsoft Access MUI (English) 2013" ConfigName="" IsChainedChild="TRUE" ProductCode="{90150000-0015-0409-1000-0000000FF1CE}" >
</SKU>
<SKU ProductName="Microsoft Office Professional Edition 2003" ConfigName="" IsChainedChild="FALSE" ProductCode="{90110409-6000-11D3-8CFE-0150048383C9}" ProductVersion="11.0.8173.0" InstallType="MSI" >
</SKU>
<SKU ProductName="Contoso Access Tool" ConfigName="" IsChainedChild="FALSE" ProductCode="{4A03706F-666A-4037-7777-5F2748764D10}" ProductVersion="12.0" InstallType="MSI" >
</SKU>
</OFFICEINVENTORY>
`

// roiscanRead reads files as one bundle with the kinds of this file.
func roiscanRead(files map[string][]byte) *fact.Set {
	return parse.Read(bundle.Memory("test", files), []parse.Artifact{mgadiag, roiscanLog, roiscanXML})
}

func roiscanOne(name, text string) *fact.Set {
	return roiscanRead(map[string][]byte{name: []byte(text)})
}

func TestROIScanXML(t *testing.T) {
	s := roiscanOne("PC01_ROIScan.xml", roiscanXMLText)
	at := func(n int, text string) fact.Line {
		return fact.Line{Source: fact.Source{Path: "PC01_ROIScan.xml", Line: n}, Text: text}
	}
	office := []fact.Office{
		{Family: 15, Product: "Microsoft Office Professional Plus 2013", Config: "PROPLUS", ProductCode: "90150000-0011-0000-1000-0000000ff1ce",
			Version: "15.0.4420.1017", Arch: "x64", Tech: "MSI", Path: `D:\R&D\Office15`, Channels: []string{"KMS_Client", "MAK"}, From: "roiscan-xml",
			Line: at(3, `ProductName="Microsoft Office Professional Plus 2013"`)},
		{Family: 11, Product: "Microsoft Office Professional Edition 2003", ProductCode: "90110409-6000-11d3-8cfe-0150048383c9",
			Version: "11.0.8173.0", Tech: "MSI", From: "roiscan-xml", Line: at(19, `ProductName="Microsoft Office Professional Edition 2003"`)},
	}
	if d := cmp.Diff(office, s.Office); d != "" {
		t.Errorf("office (-want +got):\n%s", d)
	}
	if len(s.Licences) != 1 {
		t.Fatalf("licences: %d, want the one with a key", len(s.Licences))
	}
	got := s.Licences[0]
	lines := got.Lines
	got.Lines = nil
	zero, reason := 0, fact.Code(0xC004F009)
	want := fact.Licence{From: fact.ROIScanXML, Family: 15, SKU: "b322da9c-a2e2-4058-9e4e-f59a6970bd69", Name: "Office 15, OfficeProPlusVL_KMS_Client edition",
		Description: "Office 15, VOLUME_KMSCLIENT channel", Channel: "KMS_Client", Status: "NOTIFICATIONS", Reason: &reason, GraceMinutes: &zero, HasKey: true,
		PartialKey: "GVGXT", ActivationType: "KMS", KMSBlock: true, Pinned: &fact.HostPort{Host: "kms02.contoso.com"}, Discovered: &fact.HostPort{Host: "kms01.contoso.com"},
		IntervalMinutes: 120, RenewalMinutes: 10080, LookupDomain: "fabrikam.com", ApplicationID: "0ff1ce15-a989-479d-af46-f275c6370663"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("licence (-want +got):\n%s", d)
	}
	if d := cmp.Diff(at(13, `KmsServerOverride="kms02.contoso.com"`), lines["pinned"]); d != "" {
		t.Errorf("line of the pinned host (-want +got):\n%s", d)
	}
	if _, ok := lines["activatedBy"]; ok {
		t.Error("an empty attribute is cited")
	}
	r := s.Readings[0]
	if r.State != fact.Whole || r.Records != 5 || len(r.Problems) != 1 || r.Problems[0].Line != 10 {
		t.Errorf("reading: %+v", r)
	}
}

func TestROIScanXMLStates(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		state fact.State
	}{
		"empty":   {"<?xml version= \"1.0\"?>\r\n<OFFICEINVENTORY></OFFICEINVENTORY>\r\n", fact.Empty},
		"cut":     {roiscanXMLText[:len(roiscanXMLText)*6/10], fact.Partial},
		"torn":    {"<?xml version= \"1.0\"?>\r\n<OFFICEINVENTORY>\r\n", fact.Partial},
		"nothing": {"just words", fact.Failed},
	} {
		r := roiscanOne("PC01_ROIScan.xml", c.text).Readings[0]
		if r.State != c.state || r.Kind != fact.ROIScanXML {
			t.Errorf("%s: %s is %s, want %s", name, r.Kind, r.State, c.state)
		}
	}
}

func TestROIScanXMLActiveDirectory(t *testing.T) {
	s := roiscanOne("a.xml", `<OFFICEINVENTORY><SKU ProductName="Office LTSC 2021" ProductBuild="16.0.1" InstallType="C2R"><LicenseData>
<License IsActive="true" Name="Office 21, Office21ProPlus2021VL_KMS_Client_AE edition" Status="6" StatusString="UNKNOWN" StatusCode="0x0" ActivationType="1 (ADBA)" ActivationObjectName="Office AO" RemainingGracePeriod="" />
</LicenseData></SKU><C2RShared Platform="x64" /></OFFICEINVENTORY>`)
	if len(s.Licences) != 1 || len(s.Office) != 1 {
		t.Fatalf("%d licences, %d products", len(s.Licences), len(s.Office))
	}
	l, o := s.Licences[0], s.Office[0]
	if l.Family != 16 || l.Status != "EXTENDED_GRACE" || l.Reason != nil || l.GraceMinutes != nil || l.ActivationType != "AD" || l.ActivatedBy != "AD" || l.KMSBlock {
		t.Errorf("licence: %+v", l)
	}
	if o.Family != 16 || o.Version != "16.0.1" || o.Arch != "x64" || o.Tech != "C2R" || o.ProductCode != "" {
		t.Errorf("product: %+v", o)
	}
}

const roiscanFence = "****************************************************************"

const roiscanLogText = `Microsoft Customer Support Services - Robust Office Inventory - 5/7/2014 1:29:42 PM

` + roiscanFence + `

Computer
========
ComputerName                    PC01
OS Details                      Microsoft Windows Server 2012 R2 Standard, SP 0, Version: 6.3.9600, Codepage: 1252, System Type: x64-based PC
Current User                    Username: FABRIKAM\someone, IsAdmin: True, SID: S-1-5-21-1-2-3-1001
Logfile Name                    C:\Users\someone\PC01_ROIScan.log

` + roiscanFence + `

Chained Products View
=====================

Microsoft Office Professional Plus 2010 (MSI)
---------------------------------------------
ProductVersion                  14.0.7015.1000
Configuration ProductName       PROPLUS
Architecture                    x86

Chained Packages                {90140000-0011-0000-0000-0000000FF1CE} - 14.0.7015.1000 - Microsoft Office Professional Plus 2010

Possible Licenses               fdf3ecb9-b56f-43b2-a9b8-1b48b6bae1a7 ProPlus_MAK
                                6f327760-8c5c-417c-9b61-836a98287e0c ProPlus_KMS_Client

Active License                  Office 14, OfficeProPlus-MAK edition
                                Description:              Office 14, RETAIL(MAK) channel
                                Channel:                  MAK
                                Remaining Grace Period:   0 days
                                License Status:           1 - LICENSED
                                Licensestate MoreInfo:    0x0 - Success
                                Partial ProductKey:       H3GVB
                                SKU ID / Acid:            FDF3ECB9-B56F-43B2-A9B8-1B48B6BAE1A7
                                KMS Host Override:        kms01.contoso.com
                                KMS Port Override:        1699

` + roiscanFence + `
`

func TestROIScanLog(t *testing.T) {
	s := roiscanOne("renamed.txt", roiscanLogText)
	r := s.Readings[0]
	if r.Kind != fact.ROIScanLog || r.State != fact.Whole || r.Records != 2 || len(r.Problems) != 0 {
		t.Errorf("reading: %+v", r)
	}
	when := fact.Time{At: time.Date(2014, 5, 7, 13, 29, 42, 0, time.UTC), Quality: fact.Guess, Local: true, Swapped: time.Date(2014, 7, 5, 13, 29, 42, 0, time.UTC)}
	if d := cmp.Diff(when, r.Last); d != "" {
		t.Errorf("time of collection (-want +got):\n%s", d)
	}
	at := func(n int, text string) fact.Line {
		return fact.Line{Source: fact.Source{Path: "renamed.txt", Line: n}, Text: text}
	}
	if d := cmp.Diff([]fact.Name{{Name: "PC01", From: "roiscan", Source: fact.Source{Path: "renamed.txt", Line: 7}}}, s.Names); d != "" {
		t.Errorf("names (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]fact.Elevation{{Elevated: true, From: fact.ROIScanLog, Line: at(9, "IsAdmin: True")}}, s.Elevation); d != "" {
		t.Errorf("elevation (-want +got):\n%s", d)
	}
	if len(s.OS) != 1 || s.OS[0].NT != "6.3" || s.OS[0].Build != "9600" || s.OS[0].ProductType != "server" || s.OS[0].Arch != "x64" ||
		s.OS[0].Caption != "Microsoft Windows Server 2012 R2 Standard" || s.OS[0].From != "roiscan" || s.OS[0].Line.Source.Line != 8 {
		t.Errorf("os: %+v", s.OS)
	}
	office := []fact.Office{{Family: 14, Product: "Microsoft Office Professional Plus 2010", Config: "PROPLUS", ProductCode: "90140000-0011-0000-0000-0000000ff1ce",
		Version: "14.0.7015.1000", Arch: "x86", Tech: "MSI", Channels: []string{"MAK", "KMS_Client"}, From: "roiscan-log", Line: at(17, "Microsoft Office Professional Plus 2010 (MSI)")}}
	if d := cmp.Diff(office, s.Office); d != "" {
		t.Errorf("office (-want +got):\n%s", d)
	}
	if len(s.Licences) != 1 {
		t.Fatalf("%d licences", len(s.Licences))
	}
	l := s.Licences[0]
	if l.Status != "LICENSED" || l.SKU != "fdf3ecb9-b56f-43b2-a9b8-1b48b6bae1a7" || l.Reason != nil || *l.GraceMinutes != 0 || l.Cut ||
		l.Pinned == nil || *l.Pinned != (fact.HostPort{Host: "kms01.contoso.com", Port: 1699}) {
		t.Errorf("licence: %+v", l)
	}
	if d := cmp.Diff(at(36, "KMS Host Override:        kms01.contoso.com"), l.Lines["pinned"]); d != "" {
		t.Errorf("line of the pinned host (-want +got):\n%s", d)
	}
}

func TestROIScanLogKeepsNoPerson(t *testing.T) {
	var b bytes.Buffer
	if err := fact.Save(&b, roiscanOne("PC01_ROIScan.log", roiscanLogText)); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"someone", "S-1-5-21"} {
		if strings.Contains(b.String(), w) {
			t.Errorf("the facts hold %q", w)
		}
	}
}

func TestROIScanLogCut(t *testing.T) {
	s := roiscanOne("PC01_ROIScan.log", roiscanLogText[:strings.Index(roiscanLogText, "                                Partial")])
	if r := s.Readings[0]; r.State != fact.Partial || len(r.Problems) != 1 || !strings.Contains(r.Problems[0].Text, "Chained Products View") {
		t.Errorf("reading: %+v", r)
	}
	if len(s.Licences) != 1 || !s.Licences[0].Cut || s.Licences[0].Status != "LICENSED" || s.Licences[0].PartialKey != "" {
		t.Errorf("licences: %+v", s.Licences)
	}
}

// Whatever the tenth at which a file is cut, no fact is told that the whole file does not tell, and what stood whole
// before the cut stays.
func TestROIScanCutAtEveryTenth(t *testing.T) {
	for name, text := range map[string]string{"PC01_ROIScan.xml": roiscanXMLText, "PC01_ROIScan.log": roiscanLogText, "PC01_MGADiag.txt": mgadiagText} {
		whole := roiscanOne(name, text)
		for i := 1; i < 10; i++ {
			cut := text[:len(text)*i/10]
			got := roiscanOne(name, cut)
			for _, p := range got.Readings[0].Problems {
				if p.Bug {
					t.Errorf("%s cut at %d0%%: %s", name, i, p.Text)
				}
			}
			done := strings.Count(cut, "\n")
			for _, l := range whole.Licences {
				end := l.Lines["block"].Source.Line
				for _, e := range l.Lines {
					end = max(end, e.Source.Line)
				}
				if end <= done && (len(got.Licences) == 0 || cmp.Diff(l.Lines, got.Licences[0].Lines) != "") {
					t.Errorf("%s cut at %d0%%: a licence of line %d is lost", name, i, end)
				}
			}
			for _, o := range whole.OS {
				if o.Line.Source.Line <= done && len(got.OS) == 0 {
					t.Errorf("%s cut at %d0%%: the system of line %d is lost", name, i, o.Line.Source.Line)
				}
			}
			if len(got.Office) > len(whole.Office) || len(got.Licences) > len(whole.Licences) {
				t.Errorf("%s cut at %d0%%: more than the whole file tells", name, i)
			}
		}
	}
}

// roiscanSamples gives every ROIScan and MGADiag file of the shared bundles, by folder of one machine.
func roiscanSamples(t *testing.T) map[string]map[string][]byte {
	t.Helper()
	root := reference.Path(t, ".")
	out := map[string]map[string][]byte{}
	filepath.WalkDir(filepath.Join(root, "bundles"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".zip" {
			return nil
		}
		z, err := zip.OpenReader(p)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		for _, f := range z.File {
			b := strings.ToLower(path.Base(f.Name))
			if !strings.Contains(b, "roiscan") && !strings.Contains(b, "mgadiag") || f.FileInfo().IsDir() {
				continue
			}
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			k := p + "!/" + path.Dir(f.Name)
			if out[k] == nil {
				out[k] = map[string][]byte{}
			}
			out[k][path.Base(f.Name)] = roiscanUTF8(data)
		}
		return nil
	})
	if len(out) == 0 {
		t.Fatal("the bundles hold no inventory")
	}
	return out
}

// roiscanUTF8 decodes UTF-16LE with a mark, so that this test does not depend on the decoder.
func roiscanUTF8(b []byte) []byte {
	if !bytes.HasPrefix(b, []byte{0xFF, 0xFE}) {
		return b
	}
	var u []uint16
	for i := 2; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])|uint16(b[i+1])<<8)
	}
	return []byte(string(utf16.Decode(u)))
}

// Two files of one machine were written by one run: what the XML says and what the log says must be the same, and
// Windows' version in the log and in MGADiag's report.
func TestROIScanSamplesAgree(t *testing.T) {
	for name, files := range roiscanSamples(t) {
		s := roiscanRead(files)
		for _, r := range s.Readings {
			if r.State != fact.Whole && r.State != fact.Empty {
				t.Errorf("%s: %s is %s: %v", name, r.Path, r.State, r.Problems)
			}
			if r.Kind == fact.ROIScanLog && r.Last.IsZero() {
				t.Errorf("%s: %s has no time", name, r.Path)
			}
		}
		if len(s.OS) == 2 && (s.OS[0].NT != s.OS[1].NT || s.OS[0].Arch != s.OS[1].Arch || s.OS[0].ProductType != s.OS[1].ProductType) {
			t.Errorf("%s: two systems: %+v", name, s.OS)
		}
		if len(s.OS) == 0 || s.OS[0].NT == "" || s.OS[0].Arch == "" || s.OS[0].ProductType == "" || len(s.Elevation) == 0 {
			t.Errorf("%s: system %+v, elevation %+v", name, s.OS, s.Elevation)
		}
		byFrom := map[fact.Kind][]fact.Licence{}
		for _, l := range s.Licences {
			l.Lines = nil
			from := l.From
			l.From = ""
			if l.Discovered != nil {
				l.Discovered = &fact.HostPort{Host: l.Discovered.Host} // the XML never has its port
			}
			// The samples of Windows 8.1 have the type in the log only.
			l.ActivationType = ""
			byFrom[from] = append(byFrom[from], l)
		}
		if d := cmp.Diff(byFrom[fact.ROIScanXML], byFrom[fact.ROIScanLog]); d != "" {
			t.Errorf("%s: licences (-xml +log):\n%s", name, d)
		}
		products := map[string][]fact.Office{}
		for _, o := range s.Office {
			from := o.From
			o.From, o.Line, o.Path = "", fact.Line{}, ""
			products[from] = append(products[from], o)
		}
		if d := cmp.Diff(products["roiscan-xml"], products["roiscan-log"]); d != "" {
			t.Errorf("%s: products (-xml +log):\n%s", name, d)
		}
	}
}
