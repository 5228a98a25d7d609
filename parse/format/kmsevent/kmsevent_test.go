package kmsevent

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	cmid = "7d1f0d0a-5a2e-4a58-9c07-31f6b0a4d2e9"
	act  = "b322da9c-a2e2-4058-9e4e-f59a6970bd69"
)

func ptr[T any](v T) *T { return &v }

func minute(y, mo, d, h, m int) time.Time {
	return time.Date(y, time.Month(mo), d, h, m, 0, 0, time.UTC)
}

func TestParseRequest(t *testing.T) {
	full := func(change func(*Request)) Request {
		r := Request{Code: ptr(uint32(0x800706BA)), Flags: ptr(uint32(0)), Endpoint: Endpoint{Host: "kms01.contoso.com", Port: 1688},
			CMID: cmid, Written: minute(2026, 3, 2, 9, 4), VM: ptr(false), State: ptr(5), Expiry: ptr(0), ActivationID: act, MinimumCount: 5}
		if change != nil {
			change(&r)
		}
		return r
	}
	tail := ", " + cmid + ", 2026/03/02 09:04, 0, 5, 0, " + act + ", 5"
	tests := []struct {
		name, in string
		want     Request
	}{
		{"plain", "0x800706BA, 0x00000000, kms01.contoso.com:1688" + tail, full(nil)},
		{"sentence", "Klienten skickade ett aktiveringssvar till datorn.  Info:  0x800706BA, 0x00000000, kms01.contoso.com:1688" + tail + " ", full(nil)},
		{"no blanks, upper case, braces", "0X800706BA,0x0,kms01.contoso.com:1688,{" + strings.ToUpper(cmid) + "},2026/3/2 9:04,0,5,0,{" + act + "},5", full(nil)},
		{"wide code", "0xFFFFFFFF800706BA, 0x0, kms01.contoso.com:1688" + tail, full(nil)},
		{"decimal code", "-2147023174, 0, kms01.contoso.com:1688" + tail, full(nil)},
		{"empty host", "0x8007232B, 0x00000000, " + tail, full(func(r *Request) { r.Code, r.Endpoint = ptr(uint32(0x8007232B)), Endpoint{} })},
		{"missing host", "0x8007232B, 0x00000000" + tail, full(func(r *Request) { r.Code, r.Endpoint = ptr(uint32(0x8007232B)), Endpoint{} })},
		{"only a port", "0x8007232B, 0x0, :0" + tail, full(func(r *Request) { r.Code, r.Endpoint = ptr(uint32(0x8007232B)), Endpoint{} })},
		{"no flags", "0x800706BA, kms01.contoso.com:1688" + tail, full(func(r *Request) { r.Flags = nil })},
		{"vista without count", "0x800706BA, 0x0, kms01.contoso.com:1688" + strings.TrimSuffix(tail, ", 5"), full(func(r *Request) { r.MinimumCount = 0 })},
		{"brackets", "0x800706BA, 0x0, [2001:db8::10]:1688" + tail, full(func(r *Request) { r.Endpoint = Endpoint{Host: "2001:db8::10", Port: 1688} })},
		{"no brackets", "0x800706BA, 0x0, 2001:db8::10:1688" + tail, full(func(r *Request) { r.Endpoint = Endpoint{Host: "2001:db8::10", Port: 1688, Ambiguous: true} })},
		{"masked client id", "0x800706BA, 0x0, kms01.contoso.com:1688, <cmid>, 2026/03/02 09:04, 0, 5, 0, " + act + ", 5", full(func(r *Request) { r.CMID = "" })},
		{"masked both", "0x800706BA, 0x0, kms01.contoso.com:1688, xxxx, 2026/03/02 09:04, 0, 5, 0, yyyy, 5", full(func(r *Request) { r.CMID, r.ActivationID = "", "" })},
		{"wrapped inside an id", "Info:\n0x800706BA, 0x0, kms01.contoso.com:1688, 7d1f0d0a-5a2e-\n      4a58-9c07-31f6b0a4d2e9,\n      2026/03/02 09:04, 0, 5, 0, " + act + ", 5", full(nil)},
		{"something behind", "0x800706BA, 0x0, kms01.contoso.com:1688" + tail + "\nLog Name: Application, 1, 2", full(nil)},
		{"cut behind the time", "0x800706BA, 0x0, kms01.contoso.com:1688, " + cmid + ", 2026/03/02 09:04, 0, 5, 41",
			full(func(r *Request) { r.Expiry, r.ActivationID, r.MinimumCount = nil, "", 0 })},
		{"cut behind the client id", "0x800706BA, 0x0, kms01.contoso.com:1688, " + cmid + ", 2026/0",
			Request{Code: ptr(uint32(0x800706BA)), Flags: ptr(uint32(0)), Endpoint: Endpoint{Host: "kms01.contoso.com", Port: 1688}, CMID: cmid}},
	}
	for _, c := range tests {
		got, ok := ParseRequest(c.in)
		if !ok {
			t.Errorf("%s: ParseRequest(%q) reports nothing", c.name, c.in)
			continue
		}
		if !strings.Contains(c.in, got.Tuple) || got.Tuple == "" {
			t.Errorf("%s: tuple %q is not part of the payload", c.name, got.Tuple)
		}
		got.Tuple = ""
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: ParseRequest(%q) (-want +got):\n%s", c.name, c.in, d)
		}
	}
}

func TestParseRequestRefuses(t *testing.T) {
	for _, in := range []string{
		"",
		"The client has sent an activation request to the key management ser...",
		"0x800706BA, 0x00000000, kms01.contoso.com:16",
		"0x800706BA, 0x00000000, kms01.contoso.com:1688, 7d1f0d0a-5a2e",
		"0x00000000, host:1688",
		"0x1, 0x2, h:1, x, 2026/13/41 09:04, 0",
	} {
		if got, ok := ParseRequest(in); ok {
			t.Errorf("ParseRequest(%q) = %+v, want nothing", in, got)
		}
	}
}

func TestTupleText(t *testing.T) {
	const tuple = "0x00000000, 0x00000000, 1, 0, 10, 120, 10080, 2026/03/02 09:04"
	got, ok := ParseResponse("Info: " + tuple + " \nmore, words")
	if !ok || got.Tuple != tuple {
		t.Errorf("Tuple = %q, want %q", got.Tuple, tuple)
	}
}

func TestParseResponse(t *testing.T) {
	at := minute(2026, 3, 2, 9, 4)
	tests := []struct {
		in   string
		want Response
	}{
		{"0x00000000, 0x00000000, 1, 0, 10, 120, 10080, 2026/03/02 09:04", Response{Activated: true, Count: ptr(10), Interval: 120, Renewal: 10080, Written: at}},
		{"Info: 0xC004F038, 0x04000008, 0, 0, 3, 120, 10080, 2026/3/2 9:04 ", Response{Code: 0xC004F038, Flags: 0x04000008, Count: ptr(3), Interval: 120, Renewal: 10080, Written: at}},
		{"0x0,0x0,1,10,120,10080,2026/03/02 09:04", Response{Activated: true, Count: ptr(10), Interval: 120, Renewal: 10080, Written: at}},
		{"0xC004F038, 0x0, 0, 0, 3, 12", Response{Code: 0xC004F038, Count: ptr(3)}},
	}
	for _, c := range tests {
		got, ok := ParseResponse(c.in)
		got.Tuple = ""
		if d := cmp.Diff(c.want, got); d != "" || !ok {
			t.Errorf("ParseResponse(%q) %v (-want +got):\n%s", c.in, ok, d)
		}
	}
	for _, in := range []string{"", "0x0, 0x0, 1", "0x800706BA, 0x0, kms01:1688, " + cmid + ", 2026/03/02 09:04"} {
		if got, ok := ParseResponse(in); ok {
			t.Errorf("ParseResponse(%q) = %+v, want nothing", in, got)
		}
	}
}

func TestParseHostRequest(t *testing.T) {
	want := HostRequest{MinimumCount: 5, Client: "cl01.contoso.com", CMID: cmid, Written: minute(2026, 3, 2, 9, 4),
		VM: ptr(true), State: ptr(2), Expiry: ptr(41520), ActivationID: act}
	parts := []string{"0x0", "5", "cl01.contoso.com", cmid, "2026/3/2 9:04", "1", "2", "41520", act}
	tuple := strings.Join(parts, ",")
	for name, in := range map[string][]string{
		"ten":              append([]string{tuple}, parts...),
		"only the tuple":   {tuple},
		"no tuple":         parts,
		"empty tuple":      append([]string{""}, parts...),
		"joined by blanks": {tuple + ", " + strings.Join(parts, ", ")},
		"sentence":         {"An activation request has been processed. Info: " + tuple},
	} {
		got, ok := ParseHostRequest(in)
		got.Tuple = ""
		if d := cmp.Diff(want, got); d != "" || !ok {
			t.Errorf("%s: %v (-want +got):\n%s", name, ok, d)
		}
	}
	if got, ok := ParseHostRequest([]string{"0x0,5,cl01"}); ok {
		t.Errorf("half a tuple gives %+v", got)
	}
}

func TestSplitHostPort(t *testing.T) {
	for in, want := range map[string]Endpoint{
		"":                          {},
		":0":                        {},
		"kms01":                     {Host: "kms01"},
		" kms01 : 1688 ":            {Host: "kms01", Port: 1688},
		"kms01:0":                   {Host: "kms01"},
		"kms01:99999":               {Host: "kms01"},
		"192.0.2.10:1689":           {Host: "192.0.2.10", Port: 1689},
		"[2001:db8::10]:1688":       {Host: "2001:db8::10", Port: 1688},
		"[2001:db8::10]":            {Host: "2001:db8::10"},
		"2001:db8::10":              {Host: "2001:db8:", Port: 10},
		"2001:db8::10:1688":         {Host: "2001:db8::10", Port: 1688, Ambiguous: true},
		"2001:db8:1:2:3:4:5:6:1688": {Host: "2001:db8:1:2:3:4:5:6", Port: 1688},
		"fe80::1%eth0:1688":         {Host: "fe80::1%eth0:1688"},
		"2001:db8:1:2:3:4:5:6":      {Host: "2001:db8:1:2:3:4:5:6"},
		"not:an:address":            {Host: "not:an:address", Ambiguous: true},
		"2001:db8::10:abcd":         {Host: "2001:db8::10:abcd"},
	} {
		if in == "2001:db8::10" { // "2001:db8:" is no address, so nothing can be split off
			want = Endpoint{Host: in}
		}
		if in == "fe80::1%eth0:1688" { // netip takes any zone, so both readings are valid
			want = Endpoint{Host: "fe80::1%eth0", Port: 1688, Ambiguous: true}
		}
		if d := cmp.Diff(want, SplitHostPort(in)); d != "" {
			t.Errorf("SplitHostPort(%q) (-want +got):\n%s", in, d)
		}
	}
}

func TestParseFailure(t *testing.T) {
	const office = "0ff1ce15-a989-479d-af46-f275c6370663"
	full := Failure{Code: ptr(uint32(0xC004F074)), AppID: office, SKU: act, Trigger: "UserLogon"}
	tests := []struct {
		name string
		id   int
		data []string
		want Failure
	}{
		{"8233", 8233, []string{"0xC004F074", office, act, "UserLogon;SessionId=1"}, full},
		{"8233 hr", 8233, []string{"hr=0xC004F074", office, act, "UserLogon;SessionId=1"}, full},
		{"8233 german", 8233, []string{"Vom Regelmodul wurde ein Fehler gemeldet. Ursache: 0xC004F074 AppId = " + office + ", SkuId = " + act + " Trigger=UserLogon;SessionId=1"}, full},
		{"8233 japanese", 8233, []string{"理由:0xC004F074\nAppId = " + office + "、SkuId = " + act + "\nトリガー=UserLogon;SessionId=1"}, full},
		{"8233 other labels", 8233, []string{"код 0xC004F074 " + act + ", " + office + " Триггер=UserLogon"}, full},
		{"8198", 8198, []string{"hr=0xC004F074", "RuleId=502ff3ba-669a-4674-bbb1-601f34a3b968;Action=AutoActivate;AppId=" + office + ";SkuId=" + act + ";NotificationInterval=1440;Trigger=UserLogon;SessionId=1"}, full},
		{"8198 text", 8198, []string{"Fehlercode:\nhr=0xC004F074\nBefehlszeilenargumente:\nRuleId=502ff3ba-669a-4674-bbb1-601f34a3b968;Action=AutoActivate;AppId=" + office + ";SkuId=" + act + ";Trigger=UserLogon"}, full},
		{"8200", 8200, []string{"License acquisition failure details. 0x00000001 hop\n0xC004C003"}, Failure{Code: ptr(uint32(0xC004C003))}},
		{"1014", 1014, []string{"hr=0xC004C008", act}, Failure{Code: ptr(uint32(0xC004C008)), SKU: act}},
		{"8208 with a short code", 8208, []string{"0x1", "msft:rm/x"}, Failure{Code: ptr(uint32(1))}},
	}
	for _, c := range tests {
		got, ok := ParseFailure(c.id, c.data)
		if d := cmp.Diff(c.want, got); d != "" || !ok {
			t.Errorf("%s: %v (-want +got):\n%s", c.name, ok, d)
		}
	}
	if got, ok := ParseFailure(8233, []string{"nothing here"}); ok {
		t.Errorf("no code and no id gives %+v", got)
	}
}

func TestParsePublishing(t *testing.T) {
	failed := Publishing{Code: ptr(uint32(0x8007232A)), Domain: "contoso.com"}
	done := Publishing{Domain: "contoso.com"}
	for _, c := range []struct {
		data []string
		want Publishing
	}{
		{[]string{"0x8007232A", "contoso.com"}, failed},
		{[]string{"contoso.com", "0x8007232A"}, failed},
		{[]string{"Publishing the Key Management Service (KMS) to DNS in the 'contoso.com' domain failed. Info: 0x8007232A"}, failed},
		{[]string{"Kan ikke publisere Key Management-tjenesten (KMS) til DNS i domenet contoso.com. Informasjon: 0x8007232A"}, failed},
		{[]string{"dans le domaine «\u00a0contoso.com\u00a0» a échoué. Infos : 0x8007232A"}, failed},
		{[]string{"contoso.com"}, done},
		{[]string{"'contoso.com' ドメイン内でキー管理サービス (KMS) を DNS に正常に発行しました。"}, done},
		{[]string{"in DNS in der \"contoso.com\"-Domäne war erfolgreich."}, done},
	} {
		got, ok := ParsePublishing(c.data)
		if d := cmp.Diff(c.want, got); d != "" || !ok {
			t.Errorf("%q: %v (-want +got):\n%s", c.data, ok, d)
		}
	}
}

func TestParseStatus(t *testing.T) {
	const office = "0ff1ce15-a989-479d-af46-f275c6370663"
	block := "\n1: " + act + ", 1, 1 [(0 [0x00000000, 1, 0], [(?)( 1 0x00000000 30 0 msft:rm/algorithm/volume/1.0 0x00000000 259192)(?)(?)])(1 )(2 )]\n" +
		"2: " + cmid + ", 1, 0 [(0 [0xC004F014, 0, 0], [(?)(?)(?)])(1 )(2 )]\n\n"
	want := Status{AppID: office, Products: []ProductStatus{
		{SKU: act, Licensed: true, Code: ptr(uint32(0)), Minutes: ptr(259192)},
		{SKU: cmid, Code: ptr(uint32(0xC004F014))},
	}}
	for _, data := range [][]string{
		{office, block},
		{"The Software Protection service has completed licensing status check. Application Id=" + office + " Licensing Status= " + strings.ReplaceAll(block, "\n", " ")},
	} {
		got, ok := ParseStatus(data)
		if d := cmp.Diff(want, got); d != "" || !ok {
			t.Errorf("%v (-want +got):\n%s", ok, d)
		}
	}
}
