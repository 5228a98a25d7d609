package regexport

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

const (
	sppKey = `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform`

	regText = `Windows Registry Editor Version 5.00

[` + sppKey + `]
"KeyManagementServiceName"="kms09.contoso.com"
"DisableDnsPublishing"=dword:00000001
"VLActivationInterval"=dword:00000078
@="a \"quoted\" C:\\path"
"Expanded"=hex(2):25,00,57,00,25,00,00,00
"DnsDomainPublishList"=hex(7):61,00,2e,00,63,00,6f,00,6d,00,00,00,62,00,2e,00,\
  63,00,6f,00,6d,00,00,00,00,00
"Bytes"=hex:01,02
"Wide"=hex(b):01,00,00,00,00,00,00,00
"Gone"=-

[` + sppKey + `\0ff1ce15-a989-479d-af46-f275c6370663\b322da9c-a2e2-4058-9e4e-f59a6970bd69]
"KeyManagementServiceName"="kms08.contoso.com"
"KeyManagementServicePort"="1689"

[-HKEY_LOCAL_MACHINE\SOFTWARE\Old]
"KeyManagementServiceName"="never"
`
	queryText = `C:\>reg query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform" /s

` + sppKey + `
    KeyManagementServiceName    REG_SZ    kms09.contoso.com
    DisableDnsPublishing    REG_DWORD    0x1
    DnsDomainPublishList    REG_MULTI_SZ    a.com\0b.com
    Empty    REG_SZ    
    (Default)    REG_SZ    (value not set)

` + sppKey + `\0ff1ce15-a989-479d-af46-f275c6370663
    VLActivationType    REG_DWORD    0x2


C:\>ver
    KeyManagementServiceName    REG_SZ    no value of a key
`
	oldText = "REGEDIT4\n\n[HKLM\\SOFTWARE\\Microsoft\\OfficeSoftwareProtectionPlatform]\n\"KeyManagementServiceName\"=hex(2):6b,6d,73,00\n\"List\"=hex(7):61,00,62,00,00\n"
)

var samples = []struct {
	name, text string
	want       []string
}{
	{".reg", regText, []string{"reg " + sppKey + " line 3",
		`KeyManagementServiceName REG_SZ "kms09.contoso.com" 4`, `DisableDnsPublishing REG_DWORD "1" 5`, `VLActivationInterval REG_DWORD "120" 6`, ` REG_SZ "a \"quoted\" C:\\path" 7`,
		`Expanded REG_EXPAND_SZ "%W%" 8`, `DnsDomainPublishList REG_MULTI_SZ "a.com b.com" 9`, `Bytes REG_BINARY "" 11`, `Wide REG_QWORD "1" 12`,
		"reg " + sppKey + `\0ff1ce15-a989-479d-af46-f275c6370663\b322da9c-a2e2-4058-9e4e-f59a6970bd69 line 15`,
		`KeyManagementServiceName REG_SZ "kms08.contoso.com" 16`, `KeyManagementServicePort REG_SZ "1689" 17`, `reg HKEY_LOCAL_MACHINE\SOFTWARE\Old line 19`}},
	{"reg query", queryText, []string{"query " + sppKey + " line 3", `KeyManagementServiceName REG_SZ "kms09.contoso.com" 4`, `DisableDnsPublishing REG_DWORD "1" 5`,
		`DnsDomainPublishList REG_MULTI_SZ "a.com b.com" 6`, `Empty REG_SZ "" 7`, `(Default) REG_SZ "(value not set)" 8`,
		"query " + sppKey + `\0ff1ce15-a989-479d-af46-f275c6370663 line 10`, `VLActivationType REG_DWORD "2" 11`}},
	{"REGEDIT4", oldText, []string{`reg HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\OfficeSoftwareProtectionPlatform line 3`, `KeyManagementServiceName REG_EXPAND_SZ "kms" 4`, `List REG_MULTI_SZ "a b" 5`}},
	{"cut in a string", `[HKLM\A]` + "\n" + `"KeyManagementServiceName"="kms09.con`, []string{`reg HKEY_LOCAL_MACHINE\A line 1`, "lost 2"}},
	{"cut in a number", `[HKLM\A]` + "\n" + `"DisableDnsPublishing"=dword:0000`, []string{`reg HKEY_LOCAL_MACHINE\A line 1`, "lost 2"}},
	{"cut in a list", `[HKLM\A]` + "\n" + `"L"=hex(7):61,00,\`, []string{`reg HKEY_LOCAL_MACHINE\A line 1`, "lost 2"}},
	{"cut in bytes", `[HKLM\A]` + "\n" + `"L"=hex:61,0`, []string{`reg HKEY_LOCAL_MACHINE\A line 1`, "lost 2"}},
	{"something else", "HKLM is a hive\n[section]\n\"name\"=1\n", nil},
}

func TestParse(t *testing.T) {
	for _, c := range samples {
		log := Parse(lines(c.text), func(string) bool { return true })
		if d := cmp.Diff(c.want, show(log)); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
	none := Parse(lines(regText), func(p string) bool { return strings.HasSuffix(p, "Old") })
	if d := cmp.Diff([]string{`reg HKEY_LOCAL_MACHINE\SOFTWARE\Old line 19`}, show(none)); d != "" || none.Seen != 3 {
		t.Errorf("kept: -want +got\n%s of %d", d, none.Seen)
	}
}

func show(log Log) []string {
	var out []string
	for _, k := range log.Keys {
		out = append(out, fmt.Sprintf("%s %s line %d", k.Kind, k.Path, k.Line.N))
		for _, v := range k.Values {
			out = append(out, fmt.Sprintf("%s %s %q %d", v.Name, v.Type, v.Text, v.Line.N))
		}
	}
	for _, l := range log.Losses {
		out = append(out, fmt.Sprintf("lost %d", l.Line.N))
	}
	return out
}

func lines(text string) []textenc.Line { return textenc.Decode([]byte(text), "").Lines }

// FuzzParse holds that lines that are cited exist, that numbers and texts agree, and that nothing hangs.
func FuzzParse(f *testing.F) {
	for _, c := range samples {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := lines(text)
		log := Parse(in, func(string) bool { return true })
		if log.Seen != len(log.Keys) {
			t.Fatalf("%d keys of %d", len(log.Keys), log.Seen)
		}
		for _, k := range log.Keys {
			if k.Line.N < 1 || k.Line.N > len(in) || !strings.HasPrefix(k.Path, "HKEY_") {
				t.Fatalf("%+v", k)
			}
			for _, v := range k.Values {
				if v.Line.N < k.Line.N || v.Line.N > len(in) || v.Number != nil && v.Text != fmt.Sprint(*v.Number) || v.Type == "" {
					t.Fatalf("%+v", v)
				}
			}
		}
	})
}
