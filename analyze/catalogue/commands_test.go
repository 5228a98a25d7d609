package catalogue

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommands(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{SetHost("kms01.contoso.com"), "cscript ospp.vbs /sethst:kms01.contoso.com"},
		{SetHost("2001:db8::1"), "cscript ospp.vbs /sethst:2001:db8::1"},
		{SetHost("kms01 & calc"), "cscript ospp.vbs /sethst:<KMS_HOST>"},
		{SetHost("$(calc)"), "cscript ospp.vbs /sethst:<KMS_HOST>"},
		{SetHost("<KMS_HOST>"), "cscript ospp.vbs /sethst:<KMS_HOST>"},
		{SetHost("<a>&<B>"), "cscript ospp.vbs /sethst:<KMS_HOST>"},
		{SetHost(""), "cscript ospp.vbs /sethst:<KMS_HOST>"},
		{SetPort(1699), "cscript ospp.vbs /setprt:1699"},
		{SetPort(0), "cscript ospp.vbs /setprt:<KMS_PORT>"},
		{InstallKey("YC7DK-G2NP3-2QQC3-J6H88-GVGXT"), "cscript ospp.vbs /inpkey:YC7DK-G2NP3-2QQC3-J6H88-GVGXT"},
		{InstallKey(PlaceMAK), "cscript ospp.vbs /inpkey:<MAK>"},
		{RemoveKey("GVGXT"), "cscript ospp.vbs /unpkey:GVGXT"},
		{DescribeError("0xC004F074"), "cscript ospp.vbs /ddescr:0xC004F074"},
		{HostStatus(HostID("2013")), `cscript c:\windows\system32\slmgr.vbs /dlv 2E28138A-847F-42BC-9752-61B03FFF33CD`},
		{HostActivate(""), `cscript c:\windows\system32\slmgr.vbs /ato <HOST_ACT_ID>`},
		{SetListening(1688), `cscript c:\windows\system32\slmgr.vbs /sprt 1688`},
		{Connect("kms01.contoso.com", 1688), "Test-NetConnection kms01.contoso.com -Port 1688"},
		{ConnectTelnet("kms01.contoso.com", 70000), "telnet kms01.contoso.com <KMS_PORT>"},
		{Connect("-x", 1), "Test-NetConnection <KMS_HOST> -Port 1"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestOSPPDir(t *testing.T) {
	const same, other = `C:\Program Files\Microsoft Office\Office15`, `C:\Program Files (x86)\Microsoft Office\Office15`
	for _, c := range []struct {
		os, office string
		want       []string
	}{
		{"x64", "x86", []string{other}},
		{"arm64", "x86", []string{other}},
		{"x64", "x64", []string{same}},
		{"", "x64", []string{same}},
		{"x86", "x86", []string{same}},
		{"x86", "", []string{same}},
		{"x64", "", []string{other, same}},
		{"", "x86", []string{other, same}},
		{"", "", []string{other, same}},
	} {
		if d := cmp.Diff(c.want, OSPPDir(15, c.os, c.office)); d != "" {
			t.Errorf("OSPPDir(15, %q, %q) (-want +got):\n%s", c.os, c.office, d)
		}
	}
	if got := OSPPDir(12, "x64", "x86"); got != nil {
		t.Errorf("OSPPDir of family 12 = %v", got)
	}
	if got := OSPPDir(16, "x64", "x64")[0]; got != `C:\Program Files\Microsoft Office\Office16` {
		t.Errorf("OSPPDir of family 16 = %s", got)
	}
}

func TestOSPPDirOf(t *testing.T) {
	for _, c := range []struct {
		family int
		in     string
		want   string
	}{
		{15, `D:\Apps\Microsoft Office\Office15\`, `D:\Apps\Microsoft Office\Office15`},
		{16, `C:\Program Files\Microsoft Office\root\Office16`, `C:\Program Files\Microsoft Office\Office16`},
		{15, `C:\Program Files\Microsoft Office\Office16`, ""},
		{15, `Office15`, ""},
		{16, `root\Office16`, `\Office16`},
		{15, ``, ""},
		{12, `C:\Program Files\Microsoft Office\Office12`, ""},
	} {
		if got := OSPPDirOf(c.family, c.in); got != c.want {
			t.Errorf("OSPPDirOf(%d, %q) = %q, want %q", c.family, c.in, got, c.want)
		}
	}
}
