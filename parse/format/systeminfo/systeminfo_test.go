package systeminfo

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

const english = `
Host Name:                     CL01
OS Name:                       Microsoft Windows 10 Enterprise
OS Version:                    10.0.19045 N/A Build 19045
OS Manufacturer:               Microsoft Corporation
OS Configuration:              Member Workstation
OS Build Type:                 Multiprocessor Free
Registered Owner:              support
Product ID:                    00329-00000-00003-AA000
Original Install Date:         6/1/2015, 9:00:00 AM
System Boot Time:              6/17/2015, 8:00:00 AM
System Manufacturer:           Contoso
System Model:                  Virtual Machine
System Type:                   x64-based PC
Processor(s):                  1 Processor(s) Installed.
                               [01]: Intel64 Family 6 Model 158 ~2808 Mhz
BIOS Version:                  1.0, 1/1/2015
Windows Directory:             C:\Windows
System Locale:                 en-us;English (United States)
Input Locale:                  en-us;English (United States)
Time Zone:                     (UTC+01:00) Amsterdam, Berlin
Page File Location(s):         C:\pagefile.sys
Domain:                        contoso.com
Logon Server:                  \\DC01
Hotfix(s):                     1 Hotfix(s) Installed.
                               [01]: KB5003791
`

const german = `Hostname:                                      CL01
Betriebssystemname:                            Microsoft Windows Server 2012 R2 Standard
Betriebssystemversion:                         6.3.9600 Nicht zutreffend Build 9600
Betriebssystemhersteller:                      Microsoft Corporation
Systemtyp:                                     x64-basierter PC
Systemgebietsschema:                           de;Deutsch (Deutschland)
Domäne:                                        WORKGROUP
Anmeldeserver:                                 \\CL01
`

const french = `Nom de l’hôte:                              CL01
Nom du système d’exploitation:              Microsoft Windows 7 Entreprise 
Version du système:                         6.1.7601 Service Pack 1 version 7601
Type du système:                            PC à base de x64
Option régionale du système:                fr-fr;Français (France)
`

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Info
		lines      map[string]int
	}{
		{"English", english, Info{Host: "CL01", Caption: "Microsoft Windows 10 Enterprise", Version: "10.0.19045", Arch: "x64", Locale: "en-us", Domain: "contoso.com"},
			map[string]int{"host": 2, "caption": 3, "version": 4, "arch": 14, "locale": 19, "domain": 23}},
		{"German", german, Info{Host: "CL01", Caption: "Microsoft Windows Server 2012 R2 Standard", Version: "6.3.9600", Arch: "x64", Domain: "WORKGROUP"},
			map[string]int{"host": 1, "caption": 2, "version": 3, "arch": 5, "domain": 7}},
		{"French", french, Info{Host: "CL01", Caption: "Microsoft Windows 7 Entreprise", Version: "6.1.7601", Arch: "x64", Locale: "fr-fr"},
			map[string]int{"host": 1, "caption": 2, "version": 3, "arch": 4, "locale": 5}},
		{"prose", "Product: Microsoft Windows\nVersion: 10.0.19045\n", Info{}, map[string]int{}},
	} {
		got := Parse(textenc.Decode([]byte(c.text), "").Lines)
		at := map[string]int{}
		for k, l := range got.Lines {
			at[k] = l.N
		}
		got.Lines, got.Rows = nil, 0
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
		if d := cmp.Diff(c.lines, at); d != "" {
			t.Errorf("%s, lines: -want +got\n%s", c.name, d)
		}
	}
}

// FuzzParse holds that what is told has its line, and that nothing hangs.
func FuzzParse(f *testing.F) {
	f.Add(english)
	f.Add(german)
	f.Add(french)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := textenc.Decode([]byte(text), "").Lines
		x := Parse(in)
		for key, told := range map[string]bool{"host": x.Host != "", "caption": x.Caption != "", "version": x.Version != "", "arch": x.Arch != "", "domain": x.Domain != ""} {
			if n := x.Lines[key].N; told != (n > 0) || n > len(in) {
				t.Fatalf("%s of %+v", key, x)
			}
		}
	})
}
