package roiscan

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStatusToken(t *testing.T) {
	for _, c := range []struct{ number, words, want string }{
		{"0", "UNLICENSED", "UNLICENSED"}, {"1", "LICENSED", "LICENSED"}, {"2", "OOB GRACE", "OOB_GRACE"}, {"3", "", "OOT_GRACE"},
		{"4", "", "NON_GENUINE_GRACE"}, {"5", "NOTIFICATIONS", "NOTIFICATIONS"}, {"6", "UNKNOWN", "EXTENDED_GRACE"},
		{"", "NON GENUINE GRACE", "NON_GENUINE_GRACE"}, {"", "oob_grace", "OOB_GRACE"}, {"9", "WHATEVER", "UNKNOWN"}, {"", "", ""},
	} {
		if got := StatusToken(c.number, c.words); got != c.want {
			t.Errorf("StatusToken(%q, %q) = %q, want %q", c.number, c.words, got, c.want)
		}
	}
}

func TestMinutes(t *testing.T) {
	for in, want := range map[string]int{
		"28 days": 40320, "0 days": 0, "1 day": 1440, "2 hours": 120, "120 minutes": 120, "7": 7, "63685 days": 91706400,
		"": -1, "days": -1, "-3 days": -1, "5 years": -1, "99999999999 days": -1, "9999999 days": -1,
	} {
		got, ok := Minutes(in)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("Minutes(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestSmallValues(t *testing.T) {
	for in, want := range map[string]int{"1688": 1688, "0": 0, "": 0, "70000": 0, "-1": 0, "x": 0, " 1699 ": 1699} {
		if got := Port(in); got != want {
			t.Errorf("Port(%q) = %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]string{"0 (ALL)": "ALL", "1 (ADBA)": "AD", "2 (KMS)": "KMS", "3 (Token)": "TOKEN", "": "", "7 (x)": ""} {
		if got := ActivationType(in); got != want {
			t.Errorf("ActivationType(%q) = %q, want %q", in, got, want)
		}
	}
	const id = "2b88c4f2-ea8f-43cd-805e-4d41346e18a7"
	for in, want := range map[string]string{"{2B88C4F2-EA8F-43CD-805E-4D41346E18A7}": id, id: id, "": "", "{x}": "", "2b88c4f2-ea8f-43cd-805e-4d41346e18ag": "", "2b88c4f2xea8f-43cd-805e-4d41346e18a7": ""} {
		if got := GUID(in); got != want {
			t.Errorf("GUID(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"x64-based PC": "x64", "X86-based PC": "x86", "ARM64-based PC": "arm64", "32-bit": "x86", "64-bit": "x64", "": "", "Error": ""} {
		if got := Arch(in); got != want {
			t.Errorf("Arch(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"OfficeProPlusVL_KMS_Client": "KMS_Client", "ProPlus_MAK": "MAK", "OfficeProPlus-MAK": "MAK", "MondoR_ConsumerSub_Bypass30": "ConsumerSub_Bypass30", "x": ""} {
		if got := Channel(in); got != want {
			t.Errorf("Channel(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFamilies(t *testing.T) {
	for in, want := range map[string]int{
		"{90160000-0011-0000-1000-0000000FF1CE}": 16, "{90150000-0011-0000-0000-0000000FF1CE}": 15,
		"{90140000-0011-0000-0000-0000000FF1CE}": 14, "{90120000-0011-0000-0000-0000000FF1CE}": 12,
		"{90110409-6000-11D3-8CFE-0150048383C9}": 11, "{90280409-6000-11D3-8CFE-0050048383C9}": 10,
		"{00000409-78E1-11D2-B60F-006097C998E7}": 9, "{90170000-0011-0000-0000-0000000FF1CE}": 0,
		"{4A03706F-666A-4037-7777-5F2748764D10}": 0, "": 0,
	} {
		if got := CodeFamily(in); got != want {
			t.Errorf("CodeFamily(%q) = %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]int{"15": 15, "16.0.1": 16, "9.0": 9, "13.1": 0, "8": 0, "17": 0, "": 0, "x": 0} {
		if got := VersionFamily(in); got != want {
			t.Errorf("VersionFamily(%q) = %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]int{
		"Microsoft Office Professional Plus 2013": 15, "Microsoft Office LTSC 2024": 16, "Microsoft 365 Apps": 16,
		"Microsoft Office XP Professional": 10, "Microsoft Office 2000 Premium": 9, "Microsoft Office": 0,
	} {
		if got := NameFamily(in); got != want {
			t.Errorf("NameFamily(%q) = %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]int{
		"Office 14, OfficeProPlus-KMS_Client edition": 14, "Office 15, x": 15, "Office 16, x": 16, "Office 19, x": 16, "Office 24, x": 16,
		"Office 17, x": 0, "Office 15": 0, "Windows(R) 7, x": 0, "": 0,
	} {
		if got := LicenseFamily(in); got != want {
			t.Errorf("LicenseFamily(%q) = %d, want %d", in, got, want)
		}
	}
	if CodeArch("{90150000-0011-0000-1000-0000000FF1CE}") != "x64" || CodeArch("{90150000-0011-0000-0000-0000000FF1CE}") != "x86" ||
		CodeArch("{90110409-6000-11D3-8CFE-0150048383C9}") != "" || CodeArch("") != "" {
		t.Error("bitness of a product code")
	}
	if !CodeClickToRun("{90140011-0061-0409-0000-0000000FF1CE}") || CodeClickToRun("{90140000-0061-0409-0000-0000000FF1CE}") {
		t.Error("Click-to-Run of a product code")
	}
}

func TestParseSystem(t *testing.T) {
	for _, c := range []struct {
		in   string
		want System
	}{
		{"Microsoft Windows 7 Enterprise , SP 1, Version: 6.1.7601, Codepage: 1252, Country Code: 1, Language: 1033, System Type: x64-based PC",
			System{"Microsoft Windows 7 Enterprise", "6.1", "7601", "x64", false}},
		{"Microsoft Windows Server 2008 R2 Standard , SP 1, Version: 6.1.7601, System Type: x64-based PC",
			System{"Microsoft Windows Server 2008 R2 Standard", "6.1", "7601", "x64", true}},
		{"Microsoft Windows 10 Pro, Version: 10.0.10240, System Type: X86-based PC", System{"Microsoft Windows 10 Pro", "10.0", "10240", "x86", false}},
		{"Microsoft® Windows Server® 2008 Standard, without Hyper-V, SP 2, Version: 6.0.6002", System{"Microsoft® Windows Server® 2008 Standard, without Hyper-V", "6.0", "6002", "", true}},
		{"Version: x.y", System{}},
		{"", System{}},
	} {
		if d := cmp.Diff(c.want, ParseSystem(c.in)); d != "" {
			t.Errorf("ParseSystem(%q) (-want +got):\n%s", c.in, d)
		}
	}
}

func TestIsAdmin(t *testing.T) {
	for _, c := range []struct {
		in        string
		admin, ok bool
		snippet   string
	}{
		{`Username: FABRIKAM\someone, IsAdmin: True, SID: S-1-5-21-1`, true, true, "IsAdmin: True"},
		{`Username: FABRIKAM\someone, IsAdmin: False, SID: S-1-5-21-1`, false, true, "IsAdmin: False"},
		{`Username: IsAdmin True`, false, false, ""},
		{`IsAdmin: maybe`, false, false, ""},
	} {
		admin, snippet, ok := IsAdmin(c.in)
		if admin != c.admin || ok != c.ok || snippet != c.snippet {
			t.Errorf("IsAdmin(%q) = %v, %q, %v", c.in, admin, snippet, ok)
		}
	}
}

func TestHeaderTime(t *testing.T) {
	day := func(y, m, d, h, min, s int) time.Time { return time.Date(y, time.Month(m), d, h, min, s, 0, time.UTC) }
	for _, c := range []struct {
		in          string
		at, swapped time.Time
	}{
		{"7/22/2014 1:29:42 PM", day(2014, 7, 22, 13, 29, 42), time.Time{}},
		{"7/5/2014 12:29:42 AM", day(2014, 7, 5, 0, 29, 42), day(2014, 5, 7, 0, 29, 42)},
		{"22/7/2014 1:29:42 p. m.", day(2014, 7, 22, 13, 29, 42), time.Time{}},
		{"05/07/2014 13:29:42", day(2014, 7, 5, 13, 29, 42), day(2014, 5, 7, 13, 29, 42)},
		{"06/06/2014 13:29:42", day(2014, 6, 6, 13, 29, 42), time.Time{}},
		{"05.07.2014 13:29:42", day(2014, 7, 5, 13, 29, 42), time.Time{}},
		{"5. 7. 2014 13:29:42", day(2014, 7, 5, 13, 29, 42), time.Time{}},
		{"25.05.2016 11.09.21", day(2016, 5, 25, 11, 9, 21), time.Time{}},
		{"25-05-16 11:09", day(2016, 5, 25, 11, 9, 0), time.Time{}},
		{"2016/02/22 18:06:21", day(2016, 2, 22, 18, 6, 21), time.Time{}},
		{"2016-02-03 오후 6:06:21", day(2016, 2, 3, 18, 6, 21), time.Time{}},
		{"sam. 23/07/2016 11:09:21", day(2016, 7, 23, 11, 9, 21), time.Time{}},
		{"32/13/2014 13:29:42", time.Time{}, time.Time{}},
		{"2014/02/30 13:29:42", time.Time{}, time.Time{}},
		{"7/22/2014 13:29:42 PM", time.Time{}, time.Time{}},
		{"yesterday", time.Time{}, time.Time{}},
		{"", time.Time{}, time.Time{}},
	} {
		at, swapped, ok := HeaderTime("Microsoft Customer Support Services - Robust Office Inventory - " + c.in)
		if ok == c.at.IsZero() || ok && (!at.Equal(c.at) || !swapped.Equal(c.swapped)) {
			t.Errorf("HeaderTime(%q) = %v, %v, %v, want %v, %v", c.in, at, swapped, ok, c.at, c.swapped)
		}
	}
	if _, _, ok := HeaderTime("7/22/2014 1:29:42 PM"); ok {
		t.Error("a time without the header")
	}
}
