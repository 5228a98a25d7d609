package artifact

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kmstriage/parse"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// osppReadFiles reads a bundle of texts, given as name and content in turn.
func osppReadFiles(t *testing.T, nameAndText ...string) *fact.Set {
	t.Helper()
	files := map[string][]byte{}
	for i := 0; i < len(nameAndText); i += 2 {
		files[nameAndText[i]] = []byte(nameAndText[i+1])
	}
	return parse.Read(bundle.Memory("test", files), All)
}

const (
	osppBanner = "Microsoft (R) Windows Script Host Version 5.8\r\nCopyright (C) Microsoft Corporation. All rights reserved.\r\n\r\n"
	osppHead   = "---Processing--------------------------\r\n---------------------------------------\r\n"
	osppSep    = "---------------------------------------\r\n"
	osppFoot   = "---------------------------------------\r\n---Exiting-----------------------------\r\n"
)

func osppFrame(blocks ...string) string {
	var b strings.Builder
	b.WriteString(osppBanner + osppHead)
	for _, s := range blocks {
		b.WriteString(strings.ReplaceAll(s, "\n", "\r\n") + osppSep)
	}
	b.WriteString(osppFoot)
	return b.String()
}

const (
	osppKeyed15 = `SKU ID: 22222222-0000-4000-8000-000000000015
LICENSE NAME: Office 15, OfficeProPlusVL_KMS_Client edition
LICENSE DESCRIPTION: Office 15, VOLUME_KMSCLIENT channel
LICENSE STATUS:  ---NOTIFICATIONS--- 
ERROR CODE: 0xC004F009
ERROR DESCRIPTION: The grace period expired.
Last 5 characters of installed product key: QRSTV
	DNS auto-discovery: KMS name not available
	KMS machine registry override defined: [2001:db8::5]:1690
	Activation Interval: 120 minutes
	Renewal Interval: 10080 minutes
	KMS host caching: Disabled
	KMS Lookup Domain: corp.contoso.com
`
	osppKeyless15 = `SKU ID: 22222222-0000-4000-8000-000000000016
LICENSE NAME: Office 15, OfficeVisioProVL_MAK edition
LICENSE DESCRIPTION: Office 15, VOLUME_MAK channel
LICENSE STATUS:  ---UNLICENSED--- 
ERROR CODE: 0xC004F014
ERROR DESCRIPTION: The product key is not available.
`
	osppLicensed14 = `SKU ID: 22222222-0000-4000-8000-000000000014
LICENSE NAME: Office 14, OfficeProPlus-KMS_Client edition
LICENSE DESCRIPTION: Office 14, VOLUME_KMSCLIENT channel
LICENSE STATUS:  ---LICENSED---
ERROR CODE: 0 as licensed
REMAINING GRACE: 170 days  (244800 minute(s) before expiring)
Last 5 characters of installed product key: XXXXX
`
	osppADBA24 = `PRODUCT ID: 00503-00000-00000-AA000
SKU ID: 22222222-0000-4000-8000-000000000024
LICENSE NAME: Office 24, Office24ProPlus2024VL_KMS_Client_AE edition
LICENSE DESCRIPTION: Office 24, VOLUME_KMSCLIENT channel
BETA EXPIRATION: 1/1/1601
LICENSE STATUS:  ---EXTENDED GRACE--- 
REMAINING GRACE: 3 days  (4321 minute(s) before expiring)
Last 5 characters of installed product key: WXYZ2
Activation Type Configuration: Token
Most recent successful activation client information: AD
	Activation Object name: Office activation
	AO DN: CN=Office,DC=contoso,DC=com
`
	osppAct16 = `Installed product key detected - attempting to activate the following product:
SKU ID: 22222222-0000-4000-8000-000000000017
LICENSE NAME: Office 16, Office16ProPlusVL_KMS_Client edition
LICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel
Last 5 characters of installed product key: BCDFG
`
)

func osppCodeOf(c fact.Code) *fact.Code { return &c }
func osppNum(n int) *int                { return &n }
func osppYes(b bool) *bool              { return &b }

func TestOSPPLicences(t *testing.T) {
	s := osppReadFiles(t, "PC1_Office15_Ospp-Dstatusall.txt", osppFrame(osppKeyed15, osppKeyless15, osppLicensed14, osppADBA24))
	want := []fact.Licence{
		{
			From: fact.OSPPStatusAll, Script: 15, Family: 15, SKU: "22222222-0000-4000-8000-000000000015",
			Name: "Office 15, OfficeProPlusVL_KMS_Client edition", Description: "Office 15, VOLUME_KMSCLIENT channel",
			Status: "NOTIFICATIONS", Reason: osppCodeOf(0xC004F009), HasKey: true, PartialKey: "QRSTV", KMSBlock: true,
			Pinned: &fact.HostPort{Host: "2001:db8::5", Port: 1690}, DiscoveredNone: true, IntervalMinutes: 120,
			RenewalMinutes: 10080, Caching: osppYes(false), LookupDomain: "corp.contoso.com",
		},
		{
			From: fact.OSPPStatusAll, Script: 15, Family: 15, SKU: "22222222-0000-4000-8000-000000000016",
			Name: "Office 15, OfficeVisioProVL_MAK edition", Description: "Office 15, VOLUME_MAK channel",
			Status: "UNLICENSED", Reason: osppCodeOf(0xC004F014),
		},
		{
			From: fact.OSPPStatusAll, Script: 15, Family: 14, SKU: "22222222-0000-4000-8000-000000000014",
			Name: "Office 14, OfficeProPlus-KMS_Client edition", Description: "Office 14, VOLUME_KMSCLIENT channel",
			Status: "LICENSED", Reason: osppCodeOf(0), GraceMinutes: osppNum(244800), HasKey: true, PartialKey: "XXXXX",
		},
		{
			From: fact.OSPPStatusAll, Script: 15, Family: 16, SKU: "22222222-0000-4000-8000-000000000024",
			Name: "Office 24, Office24ProPlus2024VL_KMS_Client_AE edition", Description: "Office 24, VOLUME_KMSCLIENT channel",
			Status: "EXTENDED_GRACE", GraceMinutes: osppNum(4321), HasKey: true, PartialKey: "WXYZ2",
			ActivationType: "TOKEN", ActivatedBy: "AD",
		},
	}
	if d := cmp.Diff(want, s.Licences, cmpopts.IgnoreFields(fact.Licence{}, "Lines")); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	path := "PC1_Office15_Ospp-Dstatusall.txt"
	line := func(n int, text string) fact.Line {
		return fact.Line{Source: fact.Source{Path: path, Line: n}, Text: text}
	}
	lines := fact.Lines{
		"block":        line(6, "SKU ID: 22222222-0000-4000-8000-000000000015"),
		"sku":          line(6, "SKU ID: 22222222-0000-4000-8000-000000000015"),
		"name":         line(7, "LICENSE NAME: Office 15, OfficeProPlusVL_KMS_Client edition"),
		"description":  line(8, "LICENSE DESCRIPTION: Office 15, VOLUME_KMSCLIENT channel"),
		"status":       line(9, "LICENSE STATUS:  ---NOTIFICATIONS---"),
		"reason":       line(10, "ERROR CODE: 0xC004F009"),
		"partialKey":   line(12, "Last 5 characters of installed product key: QRSTV"),
		"discovered":   line(13, "DNS auto-discovery: KMS name not available"),
		"pinned":       line(14, "KMS machine registry override defined: [2001:db8::5]:1690"),
		"caching":      line(17, "KMS host caching: Disabled"),
		"lookupDomain": line(18, "KMS Lookup Domain: corp.contoso.com"),
	}
	if d := cmp.Diff(lines, s.Licences[0].Lines); d != "" {
		t.Errorf("lines: -want +got\n%s", d)
	}
	if r := s.Readings[0]; r.State != fact.Whole || r.Records != 4 || len(r.Problems) > 0 {
		t.Errorf("reading: %+v", r)
	}
}

func TestOSPPMaskedTwins(t *testing.T) {
	b := "SKU ID: xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\nLICENSE NAME: Office 16, Office16VisioProVL_KMS_Client edition\nLICENSE STATUS:  ---LICENSED---\nLast 5 characters of installed product key: XXXXX\n"
	s := osppReadFiles(t, "PC1_Office16_Ospp-Dstatusall.txt", osppFrame(b, b))
	if len(s.Licences) != 2 || s.Licences[0].SKU != "" || !s.Licences[1].HasKey {
		t.Errorf("want two rows with a key and without an id, got %+v", s.Licences)
	}
}

// TestOSPPExcerptKeyless: a pasted piece may end anywhere, so its last row without a key line proves no lack of a key;
// the rows before it do.
func TestOSPPExcerptKeyless(t *testing.T) {
	s := osppReadFiles(t, "PC1_Office15_Ospp-Dstatusall.txt", osppKeyless15+osppSep+osppKeyless15)
	if len(s.Licences) != 2 || s.Licences[0].Cut || !s.Licences[1].Cut || s.Readings[0].State != fact.Whole {
		t.Errorf("reading %+v, rows %+v", s.Readings[0], s.Licences)
	}
}

func TestOSPPActivations(t *testing.T) {
	text := "C:\\Office16>cscript ospp.vbs /inpkey:x\n" + osppFrame("Successfully applied setting.\n") +
		"C:\\Office16>cscript ospp.vbs /act\n" + osppFrame(
		osppAct16+"ERROR CODE: 0xC004F038\nERROR DESCRIPTION: text\nNOTICE: A KB article has been detected for activation failure: 0xC004F038\n",
		osppAct16+"<Product activation successful>\n",
		osppAct16+"ERROR DESCRIPTION: An unknown error occurred.\n",
		osppAct16+"ERROR DESCRIPTION: An unknown error occurred. (0x8007FFFF)\n",
	)
	s := osppReadFiles(t, "act.txt", text)
	a := fact.Activation{
		Family: 16, SKU: "22222222-0000-4000-8000-000000000017", Name: "Office 16, Office16ProPlusVL_KMS_Client edition",
		Description: "Office 16, VOLUME_KMSCLIENT channel", PartialKey: "BCDFG",
	}
	want := []fact.Activation{a, a, a, a}
	want[0].Code = osppCodeOf(0xC004F038)
	want[1].OK = true
	want[3].Code = osppCodeOf(0x8007FFFF)
	if d := cmp.Diff(want, s.Activations, cmpopts.IgnoreFields(fact.Activation{}, "Line")); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if got, want := s.Activations[1].Line, (fact.Line{Source: fact.Source{Path: "act.txt", Line: 31}, Text: "<Product activation successful>"}); got != want {
		t.Errorf("line: got %+v, want %+v", got, want)
	}
	if len(s.Licences) != 4 || s.Licences[0].Status != "" || s.Licences[0].Reason != nil || s.Licences[0].Cut || s.Licences[0].From != fact.OSPPAct {
		t.Errorf("want four rows without status, got %+v", s.Licences)
	}
	if r := s.Readings[0]; r.State != fact.Whole || len(s.Scripts) > 0 {
		t.Errorf("reading %+v, scripts %+v", r, s.Scripts)
	}
}

const osppHistoryHead = "Searching for KMS activation events on machine: PC1\nEvent ID: 12288\n\r\r\n"

func TestOSPPHistory(t *testing.T) {
	ev := func(when, host string) string {
		return "Coordinated Universal Time Written: " + when + "\nERROR/HOST: " + host + "\nERROR DESCRIPTION: N/A\n"
	}
	s := osppReadFiles(t, "PC1_Office15_Ospp-dhistorykms.txt", osppFrame(osppHistoryHead+ev("13/04/2014 08:00:01", "0xC004F074, 0x00000000, kms01.contoso.com"),
		ev("03/04/2014 08:00:01", "0x8007232B, 0x00000000, "), ev("sometime", "Klienten har sendt en foresporsel.Info")))
	want := []fact.Request{
		{Event: osppEvent("2014-04-13T08:00:01Z", ""), Code: osppCodeOf(0xC004F074), Flags: osppCodeOf(0), Host: "kms01.contoso.com"},
		{Event: osppEvent("2014-04-03T08:00:01Z", "2014-03-04T08:00:01Z"), Code: osppCodeOf(0x8007232B), Flags: osppCodeOf(0)},
		{Event: osppEvent("", ""), HostUnknown: true},
	}
	if d := cmp.Diff(want, s.Requests, cmpopts.IgnoreFields(fact.Event{}, "Source", "Raw")); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if got, want := s.Requests[0].Raw, "ERROR/HOST: 0xC004F074, 0x00000000, kms01.contoso.com"; got != want {
		t.Errorf("raw %q, want %q", got, want)
	}
	n := fact.Name{Name: "PC1", From: "dhistory", Source: fact.Source{Path: "PC1_Office15_Ospp-dhistorykms.txt", Line: 6}}
	if !osppHoldsName(s.Names, n) {
		t.Errorf("names %+v lack %+v", s.Names, n)
	}
	if r := s.Readings[0]; r.State != fact.Whole || r.Records != 3 {
		t.Errorf("reading %+v", r)
	}
}

func osppEvent(at, other string) fact.Event {
	e := fact.Event{ID: 12288, Computer: "PC1", Format: "dhistory", Log: "Application"}
	if at != "" {
		e.Time.Quality = fact.Guess
		e.Time.At, _ = time.Parse(time.RFC3339, at)
		if other != "" {
			e.Time.Swapped, _ = time.Parse(time.RFC3339, other)
		}
	}
	return e
}

func osppHoldsName(ns []fact.Name, n fact.Name) bool {
	for _, x := range ns {
		if x == n {
			return true
		}
	}
	return false
}

func TestOSPPFailures(t *testing.T) {
	s := osppReadFiles(t, "PC1_Office14_Ospp-dhistoryActErr.txt", osppFrame(
		"Searching for Internet activation failure events on machine: PC1\nEvent ID: 8200\n\n"+
			"Coordinated Universal Time Written: 7/22/2014 1:00:00 PM\nMESSAGE: License acquisition failure details. hr=0x80072EE7\nERROR DESCRIPTION: Not available.\n"))
	at := time.Date(2014, 7, 22, 13, 0, 0, 0, time.UTC)
	want := []fact.Failure{{
		Event: fact.Event{
			ID: 8200, Computer: "PC1", Format: "dhistory", Log: "Application", Time: fact.Time{At: at, Quality: fact.Guess},
			Source: fact.Source{Path: "PC1_Office14_Ospp-dhistoryActErr.txt", Line: 10},
			Raw:    "MESSAGE: License acquisition failure details. hr=0x80072EE7",
		},
		Code: osppCodeOf(0x80072EE7),
	}}
	if d := cmp.Diff(want, s.Failures); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestOSPPSmall(t *testing.T) {
	s := osppReadFiles(t,
		"PC1_Office15_Ospp-dcmid.txt", osppFrame("Client Machine ID (CMID): 33333333-ABCD-4000-8000-000000000001\n"),
		"PC1_Office15_Ospp-dtokils.txt", osppFrame("License ID (ILID): 44444444-0000-4000-8000-000000000001\nVersion ID (ILvID): 3\nExpiry Date: 1/1/2020\n"),
		"PC1_Office15_Ospp-Dtokcerts.txt", osppFrame("Thumbprint: AB12\nSubject: CN=user\nIssuer: CN=ca\nValid From: 1/1/2014\nValid To: 1/1/2020\n"))
	cmid := []fact.CMID{{Value: "33333333-abcd-4000-8000-000000000001", Family: 15, From: "dcmid", Line: fact.Line{
		Source: fact.Source{Path: "PC1_Office15_Ospp-dcmid.txt", Line: 6}, Text: "Client Machine ID (CMID): 33333333-ABCD-4000-8000-000000000001",
	}}}
	if d := cmp.Diff(cmid, s.CMIDs); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	tokens := []fact.TokenListing{
		{Kind: fact.OSPPTokCerts, Rows: map[string]string{"thumbprint": "AB12", "subject": "CN=user", "issuer": "CN=ca", "validFrom": "1/1/2014", "validTo": "1/1/2020"}},
		{Kind: fact.OSPPTokILs, Rows: map[string]string{"ilid": "44444444-0000-4000-8000-000000000001", "ilvid": "3", "expiryDate": "1/1/2020"}},
	}
	if d := cmp.Diff(tokens, s.Tokens, cmpopts.IgnoreFields(fact.TokenListing{}, "Line")); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// TestOSPPKindAndReading says of every sort of file what it is, how well it is read, and what the script said of itself.
func TestOSPPKindAndReading(t *testing.T) {
	bad := "ERROR CODE: 0x80070422\nERROR DESCRIPTION: The service cannot be started.\n"
	unframed := "LICENSE NAME: Office 16, Office16StandardVL_KMS_Client edition\nLICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel\nLICENSE STATUS:  ---LICENSED--- \n"
	for _, tc := range []struct {
		name, file, text string
		kind             fact.Kind
		state            fact.State
		scripts          string
	}{
		{"listing", "A_Office15_Ospp-Dstatusall.txt", osppFrame(osppKeyed15), fact.OSPPStatusAll, fact.Whole, ""},
		{"listing under another name", "x.txt", osppFrame(osppKeyed15, osppKeyless15), fact.OSPPStatusAll, fact.Whole, ""},
		{"keyed rows only, no name", "x.txt", osppFrame(osppKeyed15), fact.OSPPAct, fact.Whole, ""},
		{"dstatus", "dstatus.txt", osppFrame(osppKeyed15), fact.OSPPAct, fact.Whole, ""},
		{"act named dstatusall", "A_Office15_Ospp-Dstatusall.txt", osppFrame(osppAct16 + "ERROR CODE: 0xC004F074\n"), fact.OSPPAct, fact.Whole, ""},
		{"dstatusall named act", "act.txt", osppFrame(osppKeyed15, osppKeyless15), fact.OSPPStatusAll, fact.Whole, ""},
		{"dstatusall by its echo", "act.txt", "C:\\>cscript ospp.vbs /dstatusall\r\n" + osppFrame(osppKeyed15), fact.OSPPStatusAll, fact.Whole, ""},
		{"dstatus echoed, named dstatusall", "A_Office15_Ospp-Dstatusall.txt", "C:\\>cscript ospp.vbs /dstatus\r\n" + osppFrame(osppKeyed15), fact.OSPPStatusAll, fact.Whole, ""},
		{"listing and history in one", "all.txt", osppFrame(osppKeyed15, osppKeyless15) + osppFrame(osppHistoryHead), fact.OSPPAct, fact.Whole, ""},
		{"only errors", "A_Office15_Ospp-Dstatusall.txt", osppFrame(bad), fact.OSPPStatusAll, fact.Failed, "code 0x80070422"},
		{"only no keys", "A_Office15_Ospp-Dstatusall.txt", osppFrame("<No installed product keys detected>\n"), fact.OSPPStatusAll, fact.Whole, "no-keys"},
		{"rows and no keys", "A_Office15_Ospp-Dstatusall.txt", osppFrame(osppKeyless15, "<No installed product keys detected>\n"), fact.OSPPStatusAll, fact.Whole, "no-keys"},
		{"service not installed", "A_Office15_Ospp-Dstatusall.txt", osppFrame("Error: The Software Protection Platform service is not installed.\n"), fact.OSPPStatusAll, fact.Failed, "service-not-installed"},
		{"not elevated", "A_Office15_Ospp-dcmid.txt", osppFrame("ERROR CODE: 0x80070005\nERROR DESCRIPTION: Access is denied.\nInsufficient rights to perform operation.\nEnsure cmd.exe is elevated (right click > run as administrator).\n"), fact.OSPPCMID, fact.Whole, "code 0x80070005, insufficient-rights"},
		{"frame only", "A_Office15_Ospp-Dstatusall.txt", osppFrame(), fact.OSPPStatusAll, fact.Empty, ""},
		{"header only", "A_Office15_Ospp-Dstatusall.txt", osppBanner + osppHead, fact.OSPPStatusAll, fact.Partial, ""},
		{"banner only", "A_Office15_Ospp-Dstatusall.txt", osppBanner, fact.OSPPStatusAll, fact.Failed, ""},
		{"script missing", "A_Office15_Ospp-Dstatusall.txt", "Input Error: Can not find script file \"C:\\ospp.vbs\".\r\n", fact.OSPPStatusAll, fact.Failed, ""},
		{"end missing", "A_Office15_Ospp-Dstatusall.txt", osppBanner + osppHead + osppKeyed15 + osppSep, fact.OSPPStatusAll, fact.Partial, ""},
		{"excerpt", "A_Office16_Ospp-Dstatusall.txt", unframed + "Last 5 characters of installed product key: BCDFG\n", fact.OSPPStatusAll, fact.Whole, ""},
		{"excerpt cut", "A_Office16_Ospp-Dstatusall.txt", unframed, fact.OSPPStatusAll, fact.Partial, ""},
		{"block without status", "A_Office15_Ospp-Dstatusall.txt", osppFrame("SKU ID: 22222222-0000-4000-8000-000000000015\nLICENSE NAME: Office 15, X edition\n", osppKeyed15), fact.OSPPStatusAll, fact.Partial, ""},
		{"block without name", "A_Office15_Ospp-Dstatusall.txt", osppFrame(osppKeyed15, "LICENSE STATUS:  ---LICENSED---\nREMAINING GRACE: 1 days\n"), fact.OSPPStatusAll, fact.Partial, ""},
		{"end of a block", "A_Office15_Ospp-Dstatusall.txt", "REMAINING GRACE: 1 days  (1500 minute(s) before expiring\n\nLast 5 characters of installed product key: BCDFG\n" + osppSep + "---Exiting---\n", fact.OSPPStatusAll, fact.Partial, ""},
		{"no requests", "A_Office15_Ospp-dhistorykms.txt", osppFrame(osppHistoryHead, "No KMS activation events found on machine: PC1\n"), fact.OSPPHistoryKMS, fact.Empty, ""},
		{"no requests, unsaid", "A_Office15_Ospp-dhistorykms.txt", osppFrame(osppHistoryHead), fact.OSPPHistoryKMS, fact.Empty, ""},
		{"history under another name", "x.log", osppFrame(osppHistoryHead), fact.OSPPHistoryKMS, fact.Empty, ""},
		{"history cut", "A_Office15_Ospp-dhistorykms.txt", osppHead + osppHistoryHead + "Coordinated Universal Time Written: 1/2/2014", fact.OSPPHistoryKMS, fact.Partial, ""},
		{"no failures", "A_Office15_Ospp-dhistoryActErr.txt", osppFrame("Searching for Internet activation failure events on machine: PC1\nEvent ID: 8200\n", "No failure events found on machine: PC1\n"), fact.OSPPHistoryActErr, fact.Empty, ""},
		{"no id", "A_Office15_Ospp-dcmid.txt", osppFrame("Client Machine ID (CMID): Not found.\n"), fact.OSPPCMID, fact.Empty, ""},
		{"id cut", "A_Office15_Ospp-dcmid.txt", osppHead + "Client Machine ID (CMID): 33333333-ABCD", fact.OSPPCMID, fact.Partial, ""},
		{"no token licences", "A_Office15_Ospp-dtokils.txt", osppFrame("<No licenses found>\n"), fact.OSPPTokILs, fact.Empty, ""},
		{"no certificates", "A_Office15_Ospp-Dtokcerts.txt", osppFrame("ERROR CODE: 0xC004F304\nERROR DESCRIPTION: x\n"), fact.OSPPTokCerts, fact.Empty, ""},
		{"error without a name", "x.txt", "C:\\>cscript ospp.vbs /dcmid\r\n" + osppFrame(bad), fact.OSPPCMID, fact.Whole, "code 0x80070422"},
		{"act cut before the outcome", "act.txt", osppHead + osppAct16, fact.OSPPAct, fact.Partial, ""},
		{"act without keys", "act.txt", osppFrame("<No installed product keys detected>\n"), fact.OSPPAct, fact.Whole, "no-keys"},
		{"something else named act", "act.txt", "hello\n", fact.OSPPAct, fact.Failed, ""},
		{"not ours", "notes.txt", "we ran cscript ospp.vbs /act and it failed with 0xC004F074\n", fact.Unrecognised, fact.NotRecognised, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := osppReadFiles(t, tc.file, tc.text)
			var said []string
			for _, e := range s.Scripts {
				w := e.What
				if e.Code != nil {
					w += " " + e.Code.String()
				}
				said = append(said, w)
			}
			r := s.Readings[0]
			got := fmt.Sprintf("%s %s %s", r.Kind, r.State, strings.Join(said, ", "))
			want := fmt.Sprintf("%s %s %s", tc.kind, tc.state, tc.scripts)
			if got != want {
				t.Errorf("%s:\n%s\ngot  %s %+v\nwant %s", tc.file, tc.text, got, r.Problems, want)
			}
		})
	}
}

// TestOSPPClaims holds that one kind at most claims a file by content, and one by name.
func TestOSPPClaims(t *testing.T) {
	texts := []string{"", osppFrame(), osppFrame(osppKeyed15), osppFrame(osppKeyless15), osppFrame(osppAct16), osppFrame(osppHistoryHead), osppFrame(osppKeyed15) + osppFrame(osppAct16)}
	names := []string{"x.txt", "act.txt", "dstatus.txt", "dstatusall.txt", "A_Office15_Ospp-Dstatusall.txt", "A_Office15_Ospp-dhistorykms.txt", "A_Office16_Ospp-act.txt"}
	for _, n := range names {
		for i, text := range texts {
			names, contents := 0, 0
			p := parse.Probe{Path: n, Base: strings.ToLower(n), Head: []byte(text), Text: strings.ReplaceAll(text, "\r\n", "\n")}
			for _, a := range All {
				c := a.Match(p)
				if c.Name {
					names++
				}
				if c.Content {
					contents++
				}
			}
			if names > 1 || contents > 1 {
				t.Errorf("%s, text %d: claimed by %d names and %d contents", n, i, names, contents)
			}
		}
	}
}

// TestOSPPCut cuts a listing and a history at every tenth: what stood whole before the cut is read as in the whole file.
func TestOSPPCut(t *testing.T) {
	listing := osppFrame(osppKeyed15, osppKeyless15, osppLicensed14, osppADBA24, osppKeyed15)
	history := osppFrame(osppHistoryHead+"Coordinated Universal Time Written: 7/22/2014 1:00:00 PM\nERROR/HOST: 0xC004F074, 0x00000000, kms01.contoso.com\nERROR DESCRIPTION: x\n",
		"Coordinated Universal Time Written: 7/21/2014 1:00:00 PM\nERROR/HOST: 0x800706BA, 0x00000000, kms02.contoso.com\nERROR DESCRIPTION: x\n")
	whole := osppReadFiles(t, "A_Office15_Ospp-Dstatusall.txt", listing, "A_Office15_Ospp-dhistorykms.txt", history)
	const parts = 500 // finer than tenths: cheap, and finds cuts inside values
	for at := range parts {
		l, h := listing[:len(listing)*at/parts], history[:len(history)*at/parts]
		s := osppReadFiles(t, "A_Office15_Ospp-Dstatusall.txt", l, "A_Office15_Ospp-dhistorykms.txt", h)
		full := strings.Count(l, osppSep) - 1
		if strings.Contains(l, osppHead) && full >= 0 {
			n := min(full, len(whole.Licences))
			if len(s.Licences) < n {
				t.Fatalf("cut at %d: %d rows of %d", at, len(s.Licences), n)
			}
			if d := cmp.Diff(whole.Licences[:n], s.Licences[:n], cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("cut at %d: -want +got\n%s", at, d)
			}
			for _, x := range s.Licences[n:] {
				osppCutRow(t, at, x, whole.Licences[n])
			}
		}
		for i, r := range s.Requests {
			if d := cmp.Diff(whole.Requests[i], r); d != "" {
				t.Fatalf("cut at %d: -want +got\n%s", at, d)
			}
		}
		for i, r := range s.Readings {
			if text := []string{l, h}[i]; r.State == fact.Whole && !strings.Contains(text, "---Exiting") {
				t.Fatalf("cut at %d: %s counts as whole", at, r.Path)
			}
		}
	}
}

// osppCutRow holds that a row which the cut shortened says nothing that the whole row does not say.
func osppCutRow(t *testing.T, at int, got, whole fact.Licence) {
	t.Helper()
	if !got.Cut { // half a separator is enough
		if d := cmp.Diff(whole, got); d != "" {
			t.Fatalf("cut at %d: not marked as cut, -want +got\n%s", at, d)
		}
		return
	}
	for name, ok := range map[string]bool{
		"name":       got.Name == "" || got.Name == whole.Name,
		"channel":    got.Description == "" || got.Description == whole.Description,
		"by":         got.ActivatedBy == "" || got.ActivatedBy == whole.ActivatedBy,
		"sku":        got.SKU == "" || got.SKU == whole.SKU,
		"status":     got.Status == "" || got.Status == whole.Status,
		"reason":     got.Reason == nil || *got.Reason == *whole.Reason,
		"grace":      got.GraceMinutes == nil || *got.GraceMinutes == *whole.GraceMinutes,
		"partialKey": got.PartialKey == "" || got.PartialKey == whole.PartialKey,
		"pinned":     got.Pinned == nil || *got.Pinned == *whole.Pinned,
		"lookup":     got.LookupDomain == "" || got.LookupDomain == whole.LookupDomain,
		"caching":    got.Caching == nil || *got.Caching == *whole.Caching,
	} {
		if !ok {
			t.Fatalf("cut at %d: %s of %+v is half a value", at, name, got)
		}
	}
}
