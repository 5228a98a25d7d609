package ospp

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLicenceStatus(t *testing.T) {
	for in, want := range map[string]string{
		"---LICENSED---": "LICENSED", " ---OOB_GRACE--- ": "OOB_GRACE", "---OOB_ GRACE---": "OOB_GRACE",
		"---EXTENDED GRACE---": "EXTENDED_GRACE", "---NON_GENUINE_GRACE---": "NON_GENUINE_GRACE",
		"licensed": "LICENSED", "---UNLICENSED---": "UNLICENSED", "---UNKNOWN---": "UNKNOWN",
		"–LICENSED–": "LICENSED", "---LICENSED---（有效）": "LICENSED", "---LICENSED--- <- here": "LICENSED", "LICENSED (OK)": "LICENSED",
		"---LICENCIADO---": "", "not LICENSED": "",
		"---LICEN": "", "": "", "---OOB_GR": "", "1 - LICENSED": "",
	} {
		if got := LicenceStatus(in); got != want {
			t.Errorf("LicenceStatus(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestGraceMinutes(t *testing.T) {
	for in, want := range map[string]int{
		"139 days  (201005 minute(s) before expiring)":        201005,
		"63,685 days  (91,706,400 minute(s) before expiring)": 91706400,
		"0 days  (17 minute(s) before expiring)":              17,
		"12 days":                                             17280,
		"139 days  (2010":                                     -1, // cut
		"139 days  (":                                         -1,
		"soon":                                                -1,
		"139 days （201005 minute(s)）":                         201005,
		"99999999999999999999 days  (99999999999999999999 minute(s))": -1,
	} {
		got, ok := GraceMinutes(in)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("GraceMinutes(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{
		"0xC004F074": "0xC004F074",
		"0x4004F040 (for information purposes only as the status is licensed)": "0x4004F040",
		"0 as licensed": "0x0", "0": "0x0", "0x0": "0x0", "C004F074": "C004F074", "-1073418124": "-1073418124",
		"": "none", "as licensed": "none", "0xC004F0741": "none", "0 days": "0x0",
	} {
		got, ok := Code(in)
		if !ok {
			got = "none"
		}
		if got != want {
			t.Errorf("Code(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHostPort(t *testing.T) {
	for in, want := range map[string]struct {
		host string
		port int
	}{
		"kms01.contoso.com:1688":      {"kms01.contoso.com", 1688},
		"kms01":                       {"kms01", 0},
		"192.0.2.7:1690":              {"192.0.2.7", 1690},
		"[2001:db8::7]:1688":          {"2001:db8::7", 1688},
		"[2001:db8::7]":               {"2001:db8::7", 0},
		"[2001:db8":                   {"", 0},
		"2001:db8::7:1688":            {"2001:db8::7", 1688},
		"2001:db8::abcd":              {"2001:db8::abcd", 0},
		"kms01.contoso.com:":          {"kms01.contoso.com", 0},
		"kms01:99999":                 {"kms01", 0},
		"kms_ host.contoso.com:1688 ": {"kms_host.contoso.com", 1688},
		"":                            {"", 0},
	} {
		host, port := HostPort(in)
		if host != want.host || port != want.port {
			t.Errorf("HostPort(%q) = %q %d, want %q %d", in, host, port, want.host, want.port)
		}
	}
}

func TestReadRequest(t *testing.T) {
	for in, want := range map[string]RequestLine{
		"0xC004F042, 0x00000000, kms01.contoso.com":              {Code: "0xC004F042", Flags: "0x00000000", Host: "kms01.contoso.com"},
		"0x8007232B, 0x00000000, ":                               {Code: "0x8007232B", Flags: "0x00000000"},
		"0x8007232B, 0x00000000,":                                {Code: "0x8007232B", Flags: "0x00000000"},
		"0x8007274C, 0x00000000, [2001":                          {Code: "0x8007274C", Flags: "0x00000000", HostUnknown: true},
		"0x8007274C, 0x00000000, fd12":                           {Code: "0x8007274C", Flags: "0x00000000", HostUnknown: true},
		"0x8007274C, 0x00000000, 192.0.2.1":                      {Code: "0x8007274C", Flags: "0x00000000", Host: "192.0.2.1"},
		"0x800706BA, 0x00000000, kms01:1688":                     {Code: "0x800706BA", Flags: "0x00000000", Host: "kms01", Port: 1688},
		"0x800706BA":                                             {Code: "0x800706BA"},
		"Vom Client wurde eine Aktivierungsanforderung gesendet": {HostUnknown: true},
		"": {HostUnknown: true},
	} {
		if d := cmp.Diff(want, ReadRequest(in)); d != "" {
			t.Errorf("ReadRequest(%q) -want +got\n%s", in, d)
		}
	}
}

func TestDates(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, tc := range []struct {
		name string
		in   []string
		want []When
	}{
		{"us, sure by one", []string{"7/22/2014 12:43:24 PM", "7/9/2014 12:03:00 AM"},
			[]When{{At: at("2014-07-22 12:43:24")}, {At: at("2014-07-09 00:03:00")}}},
		{"unsure", []string{"4/3/2014 8:58:21 AM"}, []When{{At: at("2014-04-03 08:58:21"), Other: at("2014-03-04 08:58:21")}}},
		{"day first, sure by one", []string{"13/04/2014 08:53:21", "03/04/2014 08:53:21"},
			[]When{{At: at("2014-04-13 08:53:21")}, {At: at("2014-04-03 08:53:21"), Other: at("2014-03-04 08:53:21")}}},
		{"same day and month", []string{"4/4/2014 1:02:03 PM"}, []When{{At: at("2014-04-04 13:02:03")}}},
		{"german", []string{"17.02.2014 08:53:21"}, []When{{At: at("2014-02-17 08:53:21")}}},
		{"czech", []string{"22. 2. 2014 8:58:21"}, []When{{At: at("2014-02-22 08:58:21")}}},
		{"finnish", []string{"22.2.2014 8.58.21"}, []When{{At: at("2014-02-22 08:58:21")}}},
		{"dutch", []string{"22-2-2014 18:58:21"}, []When{{At: at("2014-02-22 18:58:21")}}},
		{"iso", []string{"2014-02-03 08:58:21"}, []When{{At: at("2014-02-03 08:58:21")}}},
		{"japanese", []string{"2015/02/22 8:58:21"}, []When{{At: at("2015-02-22 08:58:21")}}},
		{"korean", []string{"2015-02-22 오후 8:58:21"}, []When{{At: at("2015-02-22 20:58:21")}}},
		{"chinese noon and midnight", []string{"2015/2/22 下午 12:00:01", "2015/2/22 上午 12:00:01"},
			[]When{{At: at("2015-02-22 12:00:01")}, {At: at("2015-02-22 00:00:01")}}},
		{"hungarian", []string{"2014. 02. 22. 8:58:21"}, []When{{At: at("2014-02-22 08:58:21")}}},
		{"greek", []string{"22/2/2014 8:58:21 μμ"}, []When{{At: at("2014-02-22 20:58:21")}}},
		{"spanish", []string{"22/2/2014 8:58:21 p. m."}, []When{{At: at("2014-02-22 20:58:21")}}},
		{"thai", []string{"22/2/2557 8:58:21"}, []When{{At: at("2014-02-22 08:58:21")}}},
		{"arabic digits", []string{"٢٢/٠٢/٢٠١٤ ٠٨:٥٨:٢١ م"}, []When{{At: at("2014-02-22 20:58:21")}}},
		{"two-digit year", []string{"22.02.14 08:58:21"}, []When{{At: at("2014-02-22 08:58:21")}}},
		{"no clock", []string{"2014-02-22"}, []When{{At: at("2014-02-22 00:00:00")}}},
		{"nonsense", []string{"", "yesterday", "31/31/2014 1:00:00", "30/2/2014 1:00:00", "1/1/1601 0:00:00", "2014-02-22 25:00:00"}, make([]When, 6)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := cmp.Diff(tc.want, Dates(tc.in)); d != "" {
				t.Errorf("%q\n-want +got\n%s", tc.in, d)
			}
		})
	}
}

func TestSmallValues(t *testing.T) {
	if got := GUID("{0FF1CE15-A989-479D-AF46-F275C6370663}"); got != "0ff1ce15-a989-479d-af46-f275c6370663" {
		t.Errorf("GUID: %q", got)
	}
	for _, in := range []string{"", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "0ff1ce15-a989-479d-af46-f275c63706"} {
		if got := GUID(in); got != "" {
			t.Errorf("GUID(%q) = %q", in, got)
		}
	}
	for in, want := range map[string]string{"ABCD2": "ABCD2", "abcd2 ": "ABCD2", "XXXXX": "XXXXX", "*****": "*****", "ABCD2（后五位）": "ABCD2", "ABCD2<br>": "ABCD2", "ABCD2-E": "", "ABC": "", "ABCDE2": "", "": ""} {
		if got := KeyTail(in); got != want {
			t.Errorf("KeyTail(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"Office 15, OfficeProPlusVL_ KMS_Client edition（具体版本）": "Office 15, OfficeProPlusVL_KMS_Client edition",
		"Office 15, VOLUME_KMSCLIENT channel (RETAIL = shop)":  "Office 15, VOLUME_KMSCLIENT channel",
		"Office 15, OfficeProPlusVL_KMS_Cl":                    "Office 15, OfficeProPlusVL_KMS_Cl",
	} {
		if got := Title(in); got != want {
			t.Errorf("Title(%q) = %q, want %q", in, got, want)
		}
	}
	if got, _ := LastCode("Lizenzerwerbsfehler. hr=0x80072EE7"); got != "0x80072EE7" {
		t.Errorf("LastCode: %q", got)
	}
	if got, _ := CodeInText("An unknown error occurred. (8007FFFF)"); got != "0x8007FFFF" {
		t.Errorf("CodeInText: %q", got)
	}
	for in, want := range map[string]int{"120 minutes": 120, "12": 0, "": 0} {
		if got := IntervalMinutes(in); got != want {
			t.Errorf("IntervalMinutes(%q) = %d, want %d", in, got, want)
		}
	}
}
