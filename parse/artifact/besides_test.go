package artifact

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/fact"
)

const (
	ipconfigText = "\r\nWindows IP Configuration\r\n\r\n   Host Name . . . . . . . . . . . . : CL01\r\n   Primary Dns Suffix  . . . . . . . : contoso.com\r\n   Node Type . . . . . . . . . . . . : Hybrid\r\n" +
		"   IP Routing Enabled. . . . . . . . : No\r\n   WINS Proxy Enabled. . . . . . . . : No\r\n\r\nEthernet adapter Ethernet:\r\n\r\n   Connection-specific DNS Suffix  . : lan.contoso.com\r\n   DNS Servers . . . . . . . . . . . : 192.0.2.10\r\n"
	systeminfoText = "\r\nHost Name:                 CL01\r\nOS Name:                   Microsoft Windows Server 2012 R2 Standard\r\nOS Version:                6.3.9600 N/A Build 9600\r\n" +
		"System Type:               x64-based PC\r\nSystem Locale:             de-de;German (Germany)\r\nDomain:                    contoso.com\r\nLogon Server:              \\\\DC01\r\n"
	scText  = "SERVICE_NAME: sppsvc\r\n        TYPE               : 10  WIN32_OWN_PROCESS\r\n        START_TYPE         : 4   DISABLED\r\n        ERROR_CONTROL      : 1   NORMAL\r\n        BINARY_PATH_NAME   : C:\\Windows\\system32\\sppsvc.exe\r\n"
	tncText = "ComputerName     : kms01.contoso.com\r\nRemoteAddress    : 192.0.2.20\r\nRemotePort       : 1688\r\nTcpTestSucceeded : True\r\n"
	regText = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SoftwareProtectionPlatform\\0ff1ce15-A989-479d-af46-f275c6370663]\r\n" +
		"\"VLActivationType\"=dword:00000002\r\n\"Other\"=\"x\"\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\sppsvc]\r\n\"Start\"=dword:00000004\r\n\r\n" +
		"[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\Tcpip\\Parameters]\r\n\"Hostname\"=\"CL01\"\r\n\"Domain\"=\"contoso.com\"\r\n\"SearchList\"=\"contoso.com,emea.contoso.com\"\r\n"
	w32tmText = "Tracking dc01.contoso.com [192.0.2.10:123].\r\n09:15:00, -18000.0012345s\r\n"
)

// TestReadBesides holds what is lifted out of the files that people send besides.
func TestReadBesides(t *testing.T) {
	at := func(n int, text string) fact.Line {
		return fact.Line{Source: fact.Source{Path: "notes.txt", Line: n}, Text: text}
	}
	for _, c := range []struct {
		kind fact.Kind
		text string
		want fact.Set
	}{
		{fact.IPConfig, ipconfigText, fact.Set{
			Names: []fact.Name{{Name: "CL01.contoso.com", From: "ipconfig", Source: fact.Source{Path: "notes.txt", Line: 4}}},
			Networks: []fact.Network{{Host: "CL01", Suffix: "contoso.com", Connections: []string{"lan.contoso.com"}, Servers: []string{"192.0.2.10"}, From: fact.IPConfig, Lines: fact.Lines{
				"host": at(4, "Host Name . . . . . . . . . . . . : CL01"), "suffix": at(5, "Primary Dns Suffix  . . . . . . . : contoso.com"),
				"connections": at(12, "Connection-specific DNS Suffix  . : lan.contoso.com"), "servers": at(13, "DNS Servers . . . . . . . . . . . : 192.0.2.10")}}}}},
		{fact.SystemInfo, systeminfoText, fact.Set{
			Names: []fact.Name{{Name: "CL01", From: "systeminfo", Source: fact.Source{Path: "notes.txt", Line: 2}}},
			OS: []fact.OS{{NT: "6.3", Build: "9600", Caption: "Microsoft Windows Server 2012 R2 Standard", ProductType: "server", Arch: "x64", From: "systeminfo",
				Line: at(4, "OS Version:                6.3.9600 N/A Build 9600")}},
			Networks: []fact.Network{{Host: "CL01", Domain: "contoso.com", From: fact.SystemInfo, Lines: fact.Lines{"host": at(2, "Host Name:                 CL01"), "domain": at(7, "Domain:                    contoso.com")}}}}},
		{fact.ServiceState, scText, fact.Set{Services: []fact.Service{{Name: "sppsvc", Start: fact.StartDisabled, From: fact.ServiceState, Lines: fact.Lines{"start": at(3, "START_TYPE         : 4   DISABLED")}}}}},
		{fact.Reachability, tncText, fact.Set{Connections: []fact.Connection{{Host: "kms01.contoso.com", Address: "192.0.2.20", Port: 1688, Outcome: fact.Reached, Tool: "Test-NetConnection", Line: at(4, "TcpTestSucceeded : True")}}}},
		{fact.RegExport, regText, fact.Set{
			Names:    []fact.Name{{Name: "CL01.contoso.com", From: "reg-export", Source: fact.Source{Path: "notes.txt", Line: 11}}},
			Settings: []fact.Setting{{Scope: fact.ScopeSPP, AppID: "0ff1ce15-a989-479d-af46-f275c6370663", Name: "VLActivationType", Value: "2", Line: at(4, `"VLActivationType"=dword:00000002`)}},
			Services: []fact.Service{{Name: "sppsvc", Start: fact.StartDisabled, From: fact.RegExport, Lines: fact.Lines{"start": at(8, `"Start"=dword:00000004`)}}},
			Networks: []fact.Network{{Host: "CL01", Suffix: "contoso.com", Search: []string{"contoso.com", "emea.contoso.com"}, From: fact.RegExport, Lines: fact.Lines{
				"host": at(11, `"Hostname"="CL01"`), "suffix": at(12, `"Domain"="contoso.com"`), "search": at(13, `"SearchList"="contoso.com,emea.contoso.com"`)}}}}},
		{fact.SLMgrXPR, "Windows(R), Enterprise edition:\r\n    Volume activation will expire 12/14/2015 9:13:00 AM\r\n", fact.Set{Expiries: []fact.Expiry{{
			Name: "Windows(R), Enterprise edition", Until: "12/14/2015 9:13:00 AM", Line: at(2, "Volume activation will expire 12/14/2015 9:13:00 AM")}}}},
		{fact.VNextDiag, "========== vNext licenses found ==========\r\n{\r\n    \"Type\":  \"User|Subscription\",\r\n    \"Product\":  \"O365ProPlusRetail\",\r\n    \"Acid\":  \"A\",\r\n    \"Email\":  \"user@contoso.com\",\r\n    \"LicenseState\":  \"RFM\"\r\n}\r\n",
			fact.Set{Licences: []fact.Licence{{From: fact.VNextDiag, Family: 16, SKU: "a", Name: "O365ProPlusRetail", Channel: "Subscription", Status: "NOTIFICATIONS", HasKey: true, Lines: fact.Lines{
				"block": at(2, "{"), "description": at(4, `"Product":  "O365ProPlusRetail",`), "status": at(7, `"LicenseState":  "RFM"`)}}}}},
		{fact.TimeService, w32tmText, fact.Set{TimeOffsets: []fact.TimeOffset{{Source: "dc01.contoso.com", Seconds: -18000.0012345, Line: at(2, "09:15:00, -18000.0012345s")}}}},
	} {
		got := extra("notes.txt", c.text)
		if r := got.Readings[0]; r.Kind != c.kind || r.State != fact.Whole || r.Records == 0 || len(r.Problems) > 0 {
			t.Errorf("%s: %+v", c.kind, r)
		}
		got.Schema, got.Bundle, got.Readings, got.Missing = "", fact.Bundle{}, nil, nil
		if d := cmp.Diff(&c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.kind, d)
		}
	}
}

// TestBesidesYield holds that a file of the collection stays what it is, whatever was pasted into it, and that nothing
// is made of texts that only speak of these tools.
func TestBesidesYield(t *testing.T) {
	for text, want := range map[string]fact.Kind{
		dnsHead + dnsRecord + tncText:                                             fact.NSLookup,
		"Software licensing service version: 6.1.7601.17514\r\n\r\n" + scText:     fact.SLMgr,
		"<html><pre>" + strings.ReplaceAll(digNone, "NAME", "_vlmcs._tcp.a.com"):  fact.Unrecognised,
		"Please start the services sppsvc and osppsvc.\r\n":                       fact.Unrecognised,
		"We ran telnet to kms01 on port 1688 in vain.\r\n":                        fact.Unrecognised,
		"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso]\r\n\"Start\"=dword:00000004\r\n": fact.Unrecognised,
		"Contents . . . . . : 3\r\nIndex . . . . : 4\r\n":                         fact.Unrecognised,
		"Name: x\r\nProduct: Microsoft Windows\r\nVersion: none\r\n":              fact.Unrecognised,
	} {
		if got := extra("notes.txt", text).Readings[0]; got.Kind != want {
			t.Errorf("%q: %s, want %s", text, got.Kind, want)
		}
	}
	other := extra("notes.reg", "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso]\r\n").Readings[0]
	if other.Kind != fact.Unrecognised || other.Guess != "registry export" {
		t.Errorf("%+v", other)
	}
}
