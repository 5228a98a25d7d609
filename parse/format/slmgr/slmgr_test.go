package slmgr

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kmstriage/parse/format/textenc"
)

func lines(text string) []textenc.Line {
	var out []textenc.Line
	for i, l := range strings.Split(text, "\n") {
		out = append(out, textenc.Line{N: i + 1, Text: l})
	}
	return out
}

func ptr[T any](v T) *T { return &v }

const (
	host13 = "2e28138a-847f-42bc-9752-61b03fff33cd"
	office = "0ff1ce15-a989-479d-af46-f275c6370663"
	win    = "55c92734-d682-4d71-983e-d6ec3f16059f"
	client = "11111111-2222-4333-8444-555555555555"
	banner = "Microsoft (R) Windows Script Host Version 5.812\nCopyright (C) Microsoft Corporation. All rights reserved.\n\n"
	absent = "Software licensing service version: 6.3.9600.17000\n\nError: product key not found.\n\n"

	hostBlock = `Software licensing service version: 6.1.7601.17514

Name: Office 15, OfficeKMSHostVL_KMS_Host edition
Description: Office 15, VOLUME_KMS channel
Activation ID: 2e28138a-847f-42bc-9752-61b03fff33cd
Application ID: 0ff1ce15-a989-479d-af46-f275c6370663
Extended PID: 12345-00206-234-000001-03-1033-7601.0000-0012024
Installation ID: 111111222222333333444444555555666666777777888888999999
Processor Certificate URL: http://go.microsoft.com/fwlink/?LinkID=88342
Partial Product Key: BCDFG
License Status: Licensed
Remaining Windows rearm count: 3
Trusted time: 5/20/2024 1:01:09 PM

Key Management Service is enabled on this machine
    Current count: 6
    Listening on Port: 1689
    DNS publishing enabled
    KMS priority: Low

Key Management Service cumulative requests received from clients
    Total requests received: 41
    Failed requests received: 2
    Requests with License Status Unlicensed: 4
    Requests with License Status Licensed: 26
    Requests with License Status Initial grace period: 10
    Requests with License Status License expired or Hardware out of tolerance: 1
    Requests with License Status Non-genuine grace period: 0
    Requests with License Status Notification: 0
`
	clientBlock = `Software licensing service version: 10.0.19041.4780

Name: Windows(R), Enterprise edition
Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel
Activation ID: 73111121-5638-40f6-bc11-f1d7b0d64300
Application ID: 55c92734-d682-4d71-983e-d6ec3f16059f
Extended PID: 03612-03307-000-000000-03-1033-19041.0000-0012024
Product Key Channel: Volume:GVLK
Installation ID: 111111222222333333444444555555666666777777888888999999111111222
Partial Product Key: 2YT43
License Status: Licensed
Volume activation expiration: 258802 minute(s) (180 day(s))
Remaining Windows rearm count: 1001
Remaining SKU rearm count: 1001
Trusted time: 5/20/2024 1:01:09 PM
Configured Activation Type: All

Most recent activation information:
Key Management Service client information
    Client Machine ID (CMID): 11111111-2222-4333-8444-555555555555
    Registered KMS SRV record lookup domain: corp.contoso.com
    Registered KMS machine name: kms01.contoso.com:1688
    KMS machine IP address: 192.0.2.11
    KMS machine extended PID: 12345-00206-234-000001-03-1033-7601.0000-0012024
    Activation interval: 120 minutes
    Renewal interval: 10080 minutes
    KMS host caching is disabled
`
	// german has no label that a table holds but the status; the rest goes by shape and order.
	german = `Version des Softwarelizenzierungsdienstes: 6.3.9600.17000

Bezeichnung: Office 15, OfficeKMSHostVL_KMS_Host edition
Beschreibung: Office 15, VOLUME_KMS channel
Aktivierungskennung: 2E28138A-847F-42BC-9752-61B03FFF33CD
Anwendungskennung: 0ff1ce15-a989-479d-af46-f275c6370663
Erweiterte PID: 12345-00206-234-000001-03-1031-9600.0000-0012024
Product Key-Kanal: Volume:CSVLK
Installationskennung: 111111222222333333444444555555666666777777888888999999
Lizenz-URL verwenden: http://go.microsoft.com/fwlink/?LinkID=88345
Schlüsselteil: BCDFG
Lizenzstatus: Lizenziert
Verbleibende Windows-Rearms: 1001
Verbleibende SKU-Rearms: 1001
Vertrauenswürdige Zeit: 20.05.2024 13:01:09

Der Schlüsselverwaltungsdienst ist auf diesem Computer aktiviert.
    Anzahl: 7
    Überwachter Port: 1688
    Die DNS-Veröffentlichung ist deaktiviert.
    KMS-Priorität: Normal

Vom Schlüsselverwaltungsdienst empfangene Anforderungen
    Anforderungen gesamt: 50
    Fehlerhafte Anforderungen: 3
    Status A: 1
    Status B: 2
    Status C: 3
    Status D: 4
    Status E: 5
    Status F: 6
`
	chinese = `软件授权服务版本: 10.0.19041.4780

名称: Windows(R), Enterprise edition
描述: Windows(R) Operating System, VOLUME_KMSCLIENT channel
激活 ID: 73111121-5638-40f6-bc11-f1d7b0d64300
应用程序 ID: 55c92734-d682-4d71-983e-d6ec3f16059f
部分产品密钥: 2YT43
许可证状态: 已授权
批量激活过期: 258802 分钟(180 天)
剩余 Windows 重置计数: 1001
信任时间: 2024/5/20 13:01:09
已配置的激活类型: 全部
最新激活信息:
密钥管理服务客户端信息
    客户端计算机 ID (CMID): 11111111-2222-4333-8444-555555555555
    来自 DNS 的 KMS 计算机名称: kms01.contoso.com:1688
    KMS 计算机 IP 地址: 192.0.2.11
    激活时间间隔: 120 分钟
    续订间隔: 10080 分钟
    已启用 KMS 主机缓存
`
)

func host() Run {
	return Run{Found: Yes, ServiceVersion: "6.1.7601.17514", Name: "Office 15, OfficeKMSHostVL_KMS_Host edition", Description: "Office 15, VOLUME_KMS channel",
		ActivationID: host13, ApplicationID: office, HasKey: true, PartialKey: "BCDFG", Status: Licensed, StatusWord: "Licensed",
		HostEnabled: true, Count: ptr(6), Port: 1689, DNSPublishing: ptr(true), Priority: "Low", Total: ptr(41), Failed: ptr(2)}
}

func windows() Run {
	return Run{Found: Yes, ServiceVersion: "10.0.19041.4780", Name: "Windows(R), Enterprise edition", Description: "Windows(R) Operating System, VOLUME_KMSCLIENT channel",
		ActivationID: "73111121-5638-40f6-bc11-f1d7b0d64300", ApplicationID: win, HasKey: true, PartialKey: "2YT43", Status: Licensed, StatusWord: "Licensed",
		GraceMinutes: ptr(258802), CMID: client, Registered: &HostPort{"kms01.contoso.com", 1688}, LookupDomain: "corp.contoso.com", Caching: ptr(false)}
}

func with(r Run, change func(*Run)) Run {
	change(&r)
	return r
}

// wrap tears lines at 80 columns, as a console does.
func wrap(text string) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		for len(l) > 80 {
			out, l = append(out, l[:80]), l[80:]
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

func bare(text string) string { return strings.ReplaceAll(text, "    ", "") }

var cases = []struct {
	name, text string
	want       []Run
}{
	{"host", hostBlock, []Run{host()}},
	{"host, wrapped", wrap(strings.ReplaceAll(hostBlock, "tolerance: 1", "tolerance: 123456")), []Run{host()}},
	{"host, indentation lost", bare(hostBlock), []Run{host()}},
	{"host and absent", banner + hostBlock + "\n" + banner + absent, []Run{host(), {Found: No, ServiceVersion: "6.3.9600.17000"}}},
	{"absent twice", banner + absent + banner + absent, []Run{{Found: No, ServiceVersion: "6.3.9600.17000"}, {Found: No, ServiceVersion: "6.3.9600.17000"}}},
	{"absent twice without banners", absent + absent, []Run{{Found: No, ServiceVersion: "6.3.9600.17000"}, {Found: No, ServiceVersion: "6.3.9600.17000"}}},
	{"absent in a language of no table", strings.ReplaceAll(absent, "Error: product key not found", "Pogreška: ključ proizvoda nije pronađen"), []Run{{Found: No, ServiceVersion: "6.3.9600.17000"}}},
	{"pasted with commands", "C:\\Windows\\system32>cscript slmgr.vbs /dlv 2E28138A-847F-42BC-9752-61B03FFF33CD\n" + banner + hostBlock +
		"\nC:\\Windows\\system32>cscript slmgr.vbs /dlv BFE7A195-4F8F-4F0B-A622-CF13C7D16864\n" + banner + absent + "C:\\Windows\\system32>ipconfig\n   Name: x\n   y: 12345\nC:\\>",
		[]Run{with(host(), func(r *Run) { r.Requested = host13 }), {Found: No, ServiceVersion: "6.3.9600.17000", Requested: "bfe7a195-4f8f-4f0b-a622-cf13c7d16864"}}},
	{"client", clientBlock, []Run{windows()}},
	{"client, from DNS", strings.ReplaceAll(clientBlock, "Registered KMS machine name", "KMS machine name from DNS"), []Run{with(windows(), func(r *Run) { r.Discovered, r.Registered = r.Registered, nil })}},
	{"all licences under one version", clientBlock + strings.SplitN(hostBlock, "\n\n", 2)[1], []Run{windows(), with(host(), func(r *Run) { r.ServiceVersion = "10.0.19041.4780" })}},
	{"German by shape", german, []Run{with(host(), func(r *Run) {
		r.ServiceVersion, r.StatusWord, r.Count, r.Port, r.DNSPublishing, r.Priority, r.Total, r.Failed = "6.3.9600.17000", "Lizenziert", ptr(7), 1688, ptr(false), "Normal", ptr(50), ptr(3)
	})}},
	{"Chinese", chinese, []Run{with(windows(), func(r *Run) {
		r.StatusWord, r.Discovered, r.Registered, r.LookupDomain, r.Caching = "已授权", r.Registered, nil, "", ptr(true)
	})}},
	{"Chinese, wide colons", strings.ReplaceAll(chinese, ": ", "："), []Run{with(windows(), func(r *Run) {
		r.StatusWord, r.Discovered, r.Registered, r.LookupDomain, r.Caching = "已授权", r.Registered, nil, "", ptr(true)
	})}},
	{"status word of no table, minutes beyond any grace", strings.ReplaceAll(chinese, "已授权", "甲乙"), []Run{with(windows(), func(r *Run) {
		r.StatusWord, r.Discovered, r.Registered, r.LookupDomain, r.Caching = "甲乙", r.Registered, nil, "", ptr(true)
	})}},
	{"brief, client", "\n\nName: Windows(R), Enterprise edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\nPartial Product Key: 2YT43\nLicense Status: Licensed\n" +
		"Volume activation expiration: 1440 minute(s) (1 day(s))\n\nKey Management Service client information\nClient Machine ID (CMID): " + client +
		"\nKMS machine name from DNS: kms02.fabrikam.com:1699\nActivation interval: 120 minutes\nRenewal interval: 10080 minutes\nKMS host caching is enabled\n",
		[]Run{{Found: Yes, Name: "Windows(R), Enterprise edition", Description: "Windows(R) Operating System, VOLUME_KMSCLIENT channel", HasKey: true, PartialKey: "2YT43",
			Status: Licensed, StatusWord: "Licensed", GraceMinutes: ptr(1440), CMID: client, Discovered: &HostPort{"kms02.fabrikam.com", 1699}, Caching: ptr(true)}}},
	{"only the version", "Software licensing service version: 6.3.9600.17000\n", []Run{{ServiceVersion: "6.3.9600.17000", Cut: true}}},
	{"only a banner", banner, nil},
	{"not slmgr", "hello: world\nid: " + client + "\n", nil},
}

var ignoreAt = cmpopts.IgnoreFields(Run{}, "At")

func TestParse(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, Parse(lines(c.text)).Runs, ignoreAt); d != "" {
				t.Errorf("%s\n-want +got\n%s", c.text, d)
			}
		})
	}
}

// TestStatus sets every state into a host licence without a host block.
func TestStatus(t *testing.T) {
	whole, _, _ := strings.Cut(hostBlock, "\nKey Management")
	for _, c := range []struct {
		lines string
		want  Run
	}{
		{"License Status: Unlicensed", Run{Status: Unlicensed}},
		{"License Status: Licensed", Run{Status: Licensed}},
		{"License Status: Initial grace period\nTime remaining: 14400 minute(s) (10 day(s))", Run{Status: OOBGrace, GraceMinutes: ptr(14400)}},
		{"License Status: Additional grace period (KMS license expired or hardware out of\n tolerance)\nTime remaining: 1441 minute(s) (2 day(s))", Run{Status: OOTGrace, GraceMinutes: ptr(1441)}},
		{"License Status: Additional grace period (KMS license expired or hardware out of tolerance)\nTime remaining: 1441 minute(s) (1 day(s))", Run{Status: OOTGrace, GraceMinutes: ptr(1441)}},
		{"License Status: Non-genuine grace period.\nTime remaining: 5 minute(s) (0 day(s))", Run{Status: NonGenuineGrace, GraceMinutes: ptr(5)}},
		{"License Status: Extended grace period\nTime remaining: 5 minute(s) (1 day(s))", Run{Status: ExtendedGrace, GraceMinutes: ptr(5)}},
		{"License Status: Notification\nNotification Reason: 0xC004F009 (grace time expired).", Run{Status: Notifications, Reason: ptr(uint32(0xC004F009))}},
		{"Status licence: Kunngjøring\nÅrsak: 0xC004F200 (ikke ekte).", Run{Status: Notifications, Reason: ptr(uint32(0xC004F200))}},
		{"Status licence: Kunngjøring", Run{}},
		{"Lisensstatus: Lisensiert", Run{Status: Licensed}},
		{"Состояние лицензии: имеет лицензию", Run{Status: Licensed}},
		{"Estado de la licencia: con licencia", Run{Status: Licensed}},
	} {
		log := Parse(lines(strings.Replace(whole, "License Status: Licensed", c.lines, 1)))
		if len(log.Runs) != 1 || len(log.Failures) != 0 {
			t.Fatalf("%s: %+v", c.lines, log)
		}
		r := log.Runs[0]
		if d := cmp.Diff(c.want, Run{Status: r.Status, GraceMinutes: r.GraceMinutes, Reason: r.Reason, Cut: r.Cut}, ignoreAt); d != "" {
			t.Errorf("%s\n-want +got\n%s", c.lines, d)
		}
	}
}

func TestKeyless(t *testing.T) {
	for _, words := range []string{"This license is not in use.", "Lisensen er ikke i bruk."} {
		text, _, _ := strings.Cut(strings.NewReplacer("Partial Product Key: BCDFG", words, "License Status: Licensed", "Lizenz: dunkel").Replace(hostBlock), "\nKey Management")
		r := Parse(lines(text)).Runs[0]
		if r.HasKey || r.Status != Unlicensed || r.HostEnabled || r.Cut || r.Found != Yes {
			t.Errorf("%s: %+v", words, r)
		}
	}
}

func TestFailures(t *testing.T) {
	version := "Software licensing service version: 6.3.9600.17000\n"
	for _, c := range []struct {
		text   string
		want   []Failure
		found  []Found
		banner bool
	}{
		{banner + version + "Error: 0x80070005 Access denied: the requested action requires elevated privileges\n",
			[]Failure{{Code: ptr(uint32(0x80070005)), Denied: true}}, []Found{Untold}, true},
		{banner + "Error: 0xC0000022 On a computer running Microsoft Windows non-core edition, run 'slui.exe 0x2a 0xC0000022' to display the error text.\n",
			[]Failure{{Code: ptr(uint32(0xC0000022))}}, []Found{Untold}, true},
		{banner + version + "Fehler: 0xC004F012\nFühren Sie 'slui.exe 0x2a 0xC004F012' aus, um den Text anzuzeigen.\n", []Failure{{Code: ptr(uint32(0xC004F012))}}, []Found{Untold}, true},
		{"C:\\>slmgr /dlv\nInsufficient rights to run this.\n", []Failure{{Denied: true}}, []Found{Untold}, true},
		{"C:\\>cscript slmgr.vbs /ato " + host13 + "\nActivating Office 15 (" + host13 + ") ...\nError: 0xC004F074 The product could not be activated.\n",
			nil, nil, true},
	} {
		log := Parse(lines(c.text))
		var found []Found
		for _, r := range log.Runs {
			found = append(found, r.Found)
		}
		if d := cmp.Diff(c.want, log.Failures, cmpopts.IgnoreFields(Failure{}, "Line")); d != "" {
			t.Errorf("%s\n-want +got\n%s", c.text, d)
		}
		if d := cmp.Diff(c.found, found); d != "" || log.Banner != c.banner {
			t.Errorf("%s\nbanner %v, runs -want +got\n%s", c.text, log.Banner, d)
		}
	}
}

func TestLines(t *testing.T) {
	log := Parse(lines(banner + hostBlock + banner + absent))
	want := map[string]string{"block": "Software licensing service version: 6.1.7601.17514", "count": "Current count: 6", "dnsPublishing": "DNS publishing enabled",
		"hostEnabled": "Key Management Service is enabled on this machine", "status": "License Status: Licensed", "activationID": "Activation ID: " + host13}
	text := strings.Split(banner+hostBlock+banner+absent, "\n")
	for name, l := range want {
		at := log.Runs[0].At[name]
		if at.Text != l || at.N < 1 || strings.TrimSpace(text[at.N-1]) != l {
			t.Errorf("%s: %+v, want %q", name, at, l)
		}
	}
	if at := log.Runs[1].At["found"]; at.Text != "Error: product key not found." {
		t.Errorf("found: %+v", at)
	}
}
