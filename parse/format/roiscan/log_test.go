package roiscan

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const fence = "****************************************************************"

// logText is a log with every kind of section that is read.
const logText = `Microsoft Customer Support Services - Robust Office Inventory - 25.05.2016 11:09:21

` + fence + `

Computer
========
Windows Installer Version       5.0
ComputerName                    PC01
OS Details                      Microsoft Windows 7 Enterprise , SP 1, Version: 6.1.7601, Codepage: 1252, Country Code: 1, Language: 1033, System Type: x64-based PC
Current User                    Username: FABRIKAM\someone, IsAdmin: False, SID: S-1-5-21-1-2-3-1001

` + fence + `

C2R Products
============

C2R Shared Properties
---------------------
Architecture                    x64

Scenario Key State
------------------
INSTALL\State                   done

Office 2019 (C2R)
-----------------
BuildNumber                     16.0.10396.20023
Language(s)                     en-us
                                nb-no

A label that fills the column of the log	kept apart by a tab
Word                            Installed - 16.0.10396.20023 - a - b - C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE
Excel                           Absent/Excluded - 

Possible Licenses               6755c7a7-4dfe-46f5-bce8-427be8e9dc62 ProPlus2019VL_MAK_AE

` + fence + `

Chained Products View
=====================

Contoso Suite 2013 (MSI)
------------------------
ProductVersion                  15.0.4420.1017

Chained Packages                {90150000-0011-0000-0000-0000000FF1CE} - 15.0.4420.1017 - Contoso Suite 2013
                                {90150000-0015-0409-0000-0000000FF1CE} - 15.0.4420.1017 - Part

Active License                  Office 15, OfficeProPlusVL_KMS_Client edition
                                License Status:           5 - NOTIFICATIONS
                                KMS Host Override:        kms09.contoso.com
Active License                  Office 15, OfficeVisioProVL_MAK edition
                                Licensestate MoreInfo:    0xC004F009 - text: with a colon

Patch Baseline                  15.0.4420.1017

` + fence + `

Single .msi Products View
=========================

Old Office 2003
---------------
ProductCode                     {90110409-6000-11D3-8CFE-0150048383C9}

` + fence + `
`

func lines(s string) []string { return strings.Split(s, "\n") }

func TestParseLog(t *testing.T) {
	log, err := ParseLog(lines(logText))
	if err != nil {
		t.Fatal(err)
	}
	if !log.Fenced || log.HeaderLine != 1 || !strings.HasSuffix(log.Header, "11:09:21") {
		t.Errorf("fenced %v, header %d %q", log.Fenced, log.HeaderLine, log.Header)
	}
	var got []string
	for _, s := range log.Sections {
		got = append(got, s.Heading)
		for _, b := range s.Blocks {
			got = append(got, fmt.Sprintf("- %s (%d)", b.Heading, len(b.Rows)))
		}
	}
	want := []string{
		"Computer", "-  (4)",
		"C2R Products", "- C2R Shared Properties (1)", "- Scenario Key State (1)", "- Office 2019 (C2R) (7)",
		"Chained Products View", "- Contoso Suite 2013 (MSI) (9)",
		"Single .msi Products View", "- Old Office 2003 (1)",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("outline (-want +got):\n%s", d)
	}
	s, ok := log.Section("computer")
	if !ok {
		t.Fatal("no section Computer")
	}
	if r, ok := s.Blocks[0].Find("computer name"); !ok || r.Value != "PC01" || r.Line != 8 {
		t.Errorf("ComputerName: %+v, %v", r, ok)
	}
}

func TestProducts(t *testing.T) {
	log, err := ParseLog(lines(logText))
	if err != nil {
		t.Fatal(err)
	}
	ps, shared := log.Products()
	if len(ps) != 3 || len(shared) != 1 || shared[0].Value != "x64" {
		t.Fatalf("%d products, shared %v", len(ps), shared)
	}
	c2r, suite, old := ps[0], ps[1], ps[2]
	if c2r.Name != "Office 2019" || c2r.Tech != "C2R" || c2r.Get("buildnumber") != "16.0.10396.20023" ||
		c2r.Get("A label that fills the column of the log") != "kept apart by a tab" {
		t.Errorf("Click-to-Run: %+v", c2r)
	}
	if d := cmp.Diff([]string{`C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE`}, c2r.Paths); d != "" {
		t.Errorf("paths (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"ProPlus2019VL_MAK_AE"}, c2r.Possible); d != "" {
		t.Errorf("possible (-want +got):\n%s", d)
	}
	if suite.Tech != "MSI" || len(suite.Packages) != 2 || len(suite.Licenses) != 2 || suite.Get("Patch Baseline") == "" || suite.Single {
		t.Errorf("suite: %+v", suite)
	}
	if l := suite.Licenses[0]; l.Get("KMS Host Override") != "kms09.contoso.com" || l.Get("License Status") != "5 - NOTIFICATIONS" || l.Cut || l.Get("nothing") != "" {
		t.Errorf("first licence: %+v", l)
	}
	if l := suite.Licenses[1]; l.Get("Licensestate MoreInfo") != "0xC004F009 - text: with a colon" || l.Cut {
		t.Errorf("second licence: %+v", l)
	}
	if !old.Single || old.Tech != "" || CodeFamily(old.Get("Product Code")) != 11 {
		t.Errorf("single: %+v", old)
	}
}

func TestCutLogMarksTheLicence(t *testing.T) {
	text := logText[:strings.Index(logText, "Active License                  Office 15, OfficeVisio")]
	log, err := ParseLog(lines(text))
	if err != nil {
		t.Fatal(err)
	}
	ps, _ := log.Products()
	if log.Fenced || len(ps) != 2 || !ps[1].Licenses[0].Cut {
		t.Errorf("fenced %v, products %+v", log.Fenced, ps)
	}
	text = logText[:strings.Index(logText, "Patch Baseline")] + "Patch Baseline"
	log, _ = ParseLog(lines(text))
	ps, _ = log.Products()
	for _, l := range ps[1].Licenses {
		if l.Cut {
			t.Errorf("licence %q is marked, though the text went on behind it", l.Name)
		}
	}
}

func TestRow(t *testing.T) {
	for _, c := range []struct{ in, label, value string }{
		{"ComputerName                    PC01", "ComputerName", "PC01"},
		{"0123456789012345678901234567890 value", "0123456789012345678901234567890", "value"},
		{"01234567890123456789012345678901\tvalue", "01234567890123456789012345678901", "value"},
		{"                                value", "", "value"},
		{"ComputerName  PC01", "ComputerName", "PC01"},
		{"ComputerName\tPC01", "ComputerName", "PC01"},
		{"ComputerName", "ComputerName", ""},
		{"Größe der Datei                 12", "Größe der Datei", "12"},
	} {
		r := row(c.in, 3)
		if r.Label != c.label || r.Value != c.value || r.Line != 3 {
			t.Errorf("row(%q) = %+v", c.in, r)
		}
	}
}

func TestNoLog(t *testing.T) {
	for _, text := range []string{"", "hello\nworld", "a\n-\n", fence} {
		if _, err := ParseLog(lines(text)); !errors.Is(err, ErrNoLog) {
			t.Errorf("ParseLog(%q): %v, want ErrNoLog", text, err)
		}
	}
}

func FuzzParseLog(f *testing.F) {
	f.Add(logText)
	f.Add(logText[:900])
	f.Add("a\n===\n b: c\nActive License\n x: y\n---\n")
	f.Fuzz(func(t *testing.T, text string) {
		ls := lines(text)
		log, err := ParseLog(ls)
		if err != nil {
			return
		}
		HeaderTime(log.Header)
		ps, _ := log.Products()
		for _, p := range ps {
			if p.Line < 1 || p.Line > len(ls) || !strings.Contains(ls[p.Line-1], p.Text) {
				t.Errorf("product %q is cited at line %d", p.Text, p.Line)
			}
			for _, l := range p.Licenses {
				if !strings.Contains(ls[l.Head.Line-1], l.Head.Text) {
					t.Errorf("licence %q is cited at line %d", l.Head.Text, l.Head.Line)
				}
			}
		}
	})
}
