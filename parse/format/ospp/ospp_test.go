package ospp

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

func lines(s string) []textenc.Line {
	var ls []textenc.Line
	for i, t := range strings.Split(s, "\n") {
		ls = append(ls, textenc.Line{N: i + 1, Text: t})
	}
	return ls
}

// brief writes a transcript one field a line: "key=value@line"; "." ends a closed block, "!" an open one; "[" begins a
// run with its command, "]" ends one that exited, ")" another.
func brief(t Transcript) string {
	var b strings.Builder
	for _, r := range t.Runs {
		b.WriteString("[" + r.Command)
		if r.Framed {
			b.WriteString(" framed")
		}
		b.WriteByte('\n')
		for _, bl := range r.Blocks {
			for _, f := range bl.Fields {
				if f.Key == Noise {
					continue
				}
				b.WriteString(string(f.Key) + "=" + f.Value + "\n")
			}
			b.WriteString(map[bool]string{true: ".\n", false: "!\n"}[bl.Closed])
		}
		b.WriteString(map[bool]string{true: "]\n", false: ")\n"}[r.Exited])
	}
	return b.String()
}

// listing is in the form of ospp.vbs of 2016: /dstatusall with two keyed products and a keyless one.
const listing = `Microsoft (R) Windows Script Host Version 5.812
Copyright (C) Microsoft Corporation. All rights reserved.

---Processing--------------------------
---------------------------------------
SKU ID: 11111111-2222-4333-8444-555555555501
LICENSE NAME: Office 16, Office16ProPlusVL_KMS_Client edition
LICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel
LICENSE STATUS:  ---LICENSED--- 
ERROR CODE: 0x4004F040 (for information purposes only as the status is licensed)
ERROR DESCRIPTION: The Software Licensing Service reported that the product was activated but the owner should verify the Product Use Rights.
REMAINING GRACE: 153 days  (220330 minute(s) before expiring)
Last 5 characters of installed product key: ABCD2
Activation Type Configuration: ALL
	KMS machine name from DNS: kms-with-a-rather-long-name.department.contoso.com:1688
	KMS machine registry override defined: an-even-longer-host-name.of-a-department.fabrikam.com:1690
	Activation Interval: 120 minutes
	Renewal Interval: 10080 minutes
	KMS host caching: Disabled
	KMS Lookup Domain: contoso.com
---------------------------------------
SKU ID: 11111111-2222-4333-8444-555555555502
LICENSE NAME: Office 19, Office19VisioPro2019VL_MAK_AE edition
LICENSE DESCRIPTION: Office 19, RETAIL(MAK) channel
LICENSE STATUS:  ---OOB_GRACE--- 
ERROR CODE: 0x4004F00C
ERROR DESCRIPTION: The Software Licensing Service reported that the application is running within the valid grace period.
REMAINING GRACE: 20 days  (29000 minute(s) before expiring)
Last 5 characters of installed product key: XY9Z8
---------------------------------------
SKU ID: 11111111-2222-4333-8444-555555555503
LICENSE NAME: Office 16, Office16StandardVL_KMS_Client edition
LICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel
LICENSE STATUS:  ---UNLICENSED--- 
ERROR CODE: 0xC004F014
ERROR DESCRIPTION: The Software Licensing Service reported that the product key is not available.
---------------------------------------
---------------------------------------
---Exiting-----------------------------
`

const transcript = `C:\Program Files\Microsoft Office\Office16>cscript ospp.vbs /sethst:kms01.contoso.com
---Processing--------------------------
---------------------------------------
Successfully applied setting.
---------------------------------------
---Exiting-----------------------------

C:\Program Files\Microsoft Office\Office16>cscript ospp.vbs /act
---Processing--------------------------
---------------------------------------
Installed product key detected - attempting to activate the following product:
SKU ID: 11111111-2222-4333-8444-555555555501
LICENSE NAME: Office 16, Office16ProPlusVL_KMS_Client edition
LICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel
Last 5 characters of installed product key: ABCD2
ERROR CODE: 0xC004F074
ERROR DESCRIPTION: The Software Licensing Service reported that the product could not be activated. No Key Management Service (KMS) could be contacted.
To view the activation event history run: cscript ospp.vbs /dhistorykms
NOTICE: A KB article has been detected for activation failure: 0xC004F074
FOR MORE INFORMATION PLEASE VISIT: https://support.microsoft.com/kb/2870357#Error0xC004F074
---------------------------------------
Installed product key detected - attempting to activate the following product:
SKU ID: 11111111-2222-4333-8444-555555555502
LICENSE NAME: Office 19, Office19VisioPro2019VL_KMS_Client_AE edition
LICENSE DESCRIPTION: Office 19, VOLUME_KMSCLIENT channel
Last 5 characters of installed product key: XY9Z8
<Product activation successful>
---------------------------------------
---------------------------------------
---Exiting-----------------------------
`

func TestParseListing(t *testing.T) {
	got := Parse(lines(listing))
	want := `[ framed
sku=11111111-2222-4333-8444-555555555501
name=Office 16, Office16ProPlusVL_KMS_Client edition
description=Office 16, VOLUME_KMSCLIENT channel
status=---LICENSED---
errorCode=0x4004F040 (for information purposes only as the status is licensed)
errorText=The Software Licensing Service reported that the product was activated but the owner should verify the Product Use Rights.
grace=153 days  (220330 minute(s) before expiring)
lastFive=ABCD2
activationType=ALL
dnsHost=kms-with-a-rather-long-name.department.contoso.com:1688
override=an-even-longer-host-name.of-a-department.fabrikam.com:1690
interval=120 minutes
renewal=10080 minutes
caching=Disabled
lookupDomain=contoso.com
.
sku=11111111-2222-4333-8444-555555555502
name=Office 19, Office19VisioPro2019VL_MAK_AE edition
description=Office 19, RETAIL(MAK) channel
status=---OOB_GRACE---
errorCode=0x4004F00C
errorText=The Software Licensing Service reported that the application is running within the valid grace period.
grace=20 days  (29000 minute(s) before expiring)
lastFive=XY9Z8
.
sku=11111111-2222-4333-8444-555555555503
name=Office 16, Office16StandardVL_KMS_Client edition
description=Office 16, VOLUME_KMSCLIENT channel
status=---UNLICENSED---
errorCode=0xC004F014
errorText=The Software Licensing Service reported that the product key is not available.
.
]
`
	// The banner of the script host is a run of its own without fields that count.
	got.Runs = got.Runs[len(got.Runs)-1:]
	if d := cmp.Diff(want, brief(got)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	f, _ := got.Runs[0].Blocks[1].Get(Status)
	if d := cmp.Diff(Field{Key: Status, Value: "---OOB_GRACE---", Text: "LICENSE STATUS:  ---OOB_GRACE---", Line: 25}, f); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// TestMended spoils a good text in the ways of consoles and people: the same blocks must come out.
func TestMended(t *testing.T) {
	indent := func(s, by string) string { return by + strings.ReplaceAll(s, "\n", "\n"+by) }
	ways := []struct {
		name string
		do   func(string) string
	}{
		{"crlf kept", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
		{"wrapped at 80", func(s string) string { return wrap(s, 80, false, "\n") }},
		{"wrapped at 80, padded", func(s string) string { return wrap(s, 80, true, "\n") }},
		{"wrapped at 80, blank lines between", func(s string) string { return wrap(s, 80, true, "\n\n") }},
		{"wrapped at 80, trailing blanks lost", func(s string) string { return trimEnds(wrap(s, 80, false, "\n")) }},
		{"wrapped at 120", func(s string) string { return wrap(s, 120, false, "\n") }},
		{"wrapped at 64", func(s string) string { return wrap(s, 64, false, "\n") }},
		{"tabs to blanks", func(s string) string { return strings.ReplaceAll(s, "\t", "        ") }},
		{"indented", func(s string) string { return indent(s, "    ") }},
		{"quoted", func(s string) string { return indent(s, "> ") }},
		{"one line", func(s string) string { return strings.ReplaceAll(s, "\n", "") }},
		{"one line, wrapped at 80", func(s string) string { return wrap(strings.ReplaceAll(s, "\n", ""), 80, false, "\n") }},
		{"no separators", func(s string) string {
			return strings.ReplaceAll(s, "---------------------------------------\n", "")
		}},
		{"blank line behind each", func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") }},
		{"two labels glued", func(s string) string { return strings.ReplaceAll(s, "\nLICENSE NAME", "LICENSE NAME") }},
		{"label broken between words", func(s string) string {
			return strings.ReplaceAll(s, "characters of installed", "characters\n of installed")
		}},
		{"value in the next line", func(s string) string { return strings.ReplaceAll(s, "SKU ID: ", "SKU ID:\n") }},
	}
	for _, in := range []struct{ name, text string }{{"listing", bodyOf(listing)}, {"transcript", transcript}} {
		want := brief(Parse(lines(in.text)))
		for _, w := range ways {
			if in.name == "transcript" && strings.Contains(w.name, "one line") {
				continue // prompts are known at the start of lines only
			}
			t.Run(in.name+"/"+w.name, func(t *testing.T) {
				got := brief(Parse(lines(w.do(in.text))))
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("-want +got\n%s", d)
				}
			})
		}
	}
}

// bodyOf leaves the banner away.
func bodyOf(s string) string { return s[strings.Index(s, "---Processing"):] }

func wrap(s string, at int, pad bool, end string) string {
	var b strings.Builder
	for _, l := range strings.Split(strings.ReplaceAll(s, "\t", "        "), "\n") {
		for len(l) > at {
			b.WriteString(l[:at] + end)
			l = l[at:]
		}
		if pad && l != "" {
			l += strings.Repeat(" ", at-len(l))
		}
		b.WriteString(l + end)
	}
	return b.String()
}

func trimEnds(s string) string {
	ls := strings.Split(s, "\n")
	for i := range ls {
		ls[i] = strings.TrimRight(ls[i], " ")
	}
	return strings.Join(ls, "\n")
}

func TestParseShapes(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"not ours", "Server:  dc01.contoso.com\nAddress:  192.0.2.1\n", ""},
		{
			"second block without separator and without id",
			"LICENSE NAME: A\nLICENSE STATUS: ---LICENSED---\nLICENSE NAME: B\nLICENSE STATUS: ---LICENSED---\n",
			"[\nname=A\nstatus=---LICENSED---\n.\nname=B\nstatus=---LICENSED---\n!\n)\n",
		},
		{
			"header without end, then another command",
			"---Processing--------------------------\nSKU ID: x\nLICENSE NAME: A\nC:\\>cscript ospp.vbs /dcmid\n---Processing--------------------------\nClient Machine ID (CMID): Not found.\n---Exiting-----------------------------\n",
			"[ framed\nsku=x\nname=A\n!\n)\n[dcmid framed\ncmid=Not found.\n.\n]\n",
		},
		{
			"slmgr between is not ours",
			"C:\\>cscript slmgr.vbs /dlv\nName: Office 15, OfficeProPlusVL_KMS_Client edition\nDescription: Office 15, VOLUME_KMSCLIENT channel\nLicense Status: Licensed\nC:\\>cscript ospp.vbs /dstatus\n---Processing---\nLICENSE NAME: A\n---Exiting---\n",
			"[dstatus framed\nname=A\n.\n]\n",
		},
		{
			"rendering of another tool",
			"Office 21, Office21ProPlus2021VL_KMS_Client_AE edition\n•\t説明: Office 21, VOLUME_KMSCLIENT channel\n•\tキー: RTYHB\n•\tコード: 0xC004F038\n",
			"[\nname=Office 21, Office21ProPlus2021VL_KMS_Client_AE edition\ndescription=Office 21, VOLUME_KMSCLIENT channel\nlastFive=RTYHB\nerrorCode=0xC004F038\n!\n)\n",
		},
		{
			"history",
			"Searching for KMS activation events on machine: PC1\nEvent ID: 12288\n\nCoordinated Universal Time Written: 1/2/2015 3:04:05 PM\nERROR/HOST: 0xC004F042, 0x00000000, kms01.contoso.com\nERROR DESCRIPTION: text\nmore text\n---------------------------------------\n",
			"[\nsearchKMS=PC1\n.\nwritten=1/2/2015 3:04:05 PM\nerrorHost=0xC004F042, 0x00000000, kms01.contoso.com\nerrorText=text more text\n.\n)\n",
		},
		{
			"source of a web page",
			"<p>LICENSE NAME: A<br />\nLICENSE STATUS:&nbsp; ---LICENSED---<br/>\n&lt;Product activation successful&gt;</p>\n",
			"[\nname=A\nstatus=---LICENSED---\nsuccess=\n!\n)\n",
		},
		{
			"hint broken before its command",
			"ERROR CODE: 0xC004F074\nERROR DESCRIPTION: Run the following:\ncscript ospp.vbs /ddescr:0xC004F074\nERROR CODE: 0x1\n",
			"[\nerrorCode=0xC004F074\nerrorText=Run the following: cscript ospp.vbs /ddescr:0xC004F074\n.\nerrorCode=0x1\n!\n)\n",
		},
		{
			"errors of the script",
			"---Processing--------------------------\nERROR CODE: 0x80070005\nERROR DESCRIPTION: Access is denied.\nInsufficient rights to perform operation.\nError: The Software Protection Platform service is not running.\n<No installed product keys detected>\n---Exiting-----------------------------\n",
			"[ framed\nerrorCode=0x80070005\nerrorText=Access is denied.\nnotElevated=.\nnotRunning=.\nnoKeys=\n.\n]\n",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := cmp.Diff(tc.want, brief(Parse(lines(tc.in)))); d != "" {
				t.Errorf("input:\n%s\n-want +got\n%s", tc.in, d)
			}
		})
	}
}

func TestPrompt(t *testing.T) {
	for in, want := range map[string]string{
		`C:\Program Files\Microsoft Office\Office16>cscript ospp.vbs /dstatus`:              "dstatus",
		`PS C:\Users\x> cscript "C:\Program Files\Microsoft Office\Office16\OSPP.VBS" /act`: "act",
		`[CL01]: PS C:\> cscript //nologo ospp.vbs /dhistorykms`:                            "dhistorykms",
		`[C:\Office16]$ cscript ospp.vbs /dstatusall`:                                       "dstatusall",
		`cscript ospp.vbs /dcmid`:                                                           "dcmid",
		`C:\>nslookup -type=srv x`:                                                          "",
		`C:\>`:                                                                              "",
		`LICENSE NAME: Office 15, x`:                                                        "none",
		`Run: cscript ospp.vbs /dcmid`:                                                      "none",
		`KMS machine name from DNS: C:`:                                                     "none",
	} {
		got, ok := prompt(in)
		if !ok {
			got = "none"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{listing, transcript, wrap(listing, 80, true, "\n\n"), strings.ReplaceAll(listing, "\n", ""), "---Processing-", "：", ":SKU ID:SKU ID:", "----\xff---Exiting"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ls := lines(s)
		a := Parse(ls)
		for _, r := range a.Runs {
			for _, b := range r.Blocks {
				if len(b.Fields) == 0 {
					t.Fatal("a block without fields")
				}
				r.Kind(b)
				for _, x := range b.Fields {
					if x.Line < 1 || x.Line > len(ls) {
						t.Fatalf("line %d of %d", x.Line, len(ls))
					}
					LicenceStatus(x.Value)
					GraceMinutes(x.Value)
					Code(x.Value)
					HostPort(x.Value)
					ReadRequest(x.Value)
					Dates([]string{x.Value})
				}
			}
		}
		if b := Parse(ls); !reflect.DeepEqual(a, b) {
			t.Fatal(cmp.Diff(a, b))
		}
	})
}
