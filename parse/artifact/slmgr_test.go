package artifact

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kmstriage/parse"
	"kmstriage/parse/fact"
)

const (
	slmgrHead   = "Microsoft (R) Windows Script Host Version 5.8\r\nCopyright (C) Microsoft Corporation. All rights reserved.\r\n\r\n"
	slmgrAbsent = "Software licensing service version: 6.1.7601.17514\r\nError: product key not found.\r\n\r\n"
	slmgrClient = "Software licensing service version: 6.1.7601.17514\r\n\r\nName: Windows(R) 7, Enterprise edition\r\nDescription: Windows Operating System - Windows(R) 7, VOLUME_KMSCLIENT channel\r\n" +
		"Activation ID: ae2ee509-1b34-41c0-acb7-6d4650168915\r\nApplication ID: 55c92734-d682-4d71-983e-d6ec3f16059f\r\nPartial Product Key: HVTHH\r\nLicense Status: Notification\r\n" +
		"Notification Reason: 0xC004F056.\r\nTrusted time: 5/20/2024 1:01:09 PM\r\n\r\nKey Management Service client information\r\n    Client Machine ID (CMID): 11111111-2222-4333-8444-555555555555\r\n" +
		"    Registered KMS machine name: kms01.contoso.com:1688\r\n    Activation interval: 120 minutes\r\n    Renewal interval: 10080 minutes\r\n"
)

func TestReadSLMgr(t *testing.T) {
	yes, no := true, false
	code := fact.Code(0xC004F056)
	denied := fact.Code(0x80070005)
	client := fact.ServiceBlock{Found: &yes, ServiceVersion: "6.1.7601.17514", Name: "Windows(R) 7, Enterprise edition",
		Description: "Windows Operating System - Windows(R) 7, VOLUME_KMSCLIENT channel", ActivationID: "ae2ee509-1b34-41c0-acb7-6d4650168915",
		ApplicationID: "55c92734-d682-4d71-983e-d6ec3f16059f", HasKey: true, PartialKey: "HVTHH", Status: "NOTIFICATIONS", Reason: &code,
		CMID: "11111111-2222-4333-8444-555555555555", Registered: &fact.HostPort{Host: "kms01.contoso.com", Port: 1688}}
	absent := fact.ServiceBlock{Found: &no, ServiceVersion: "6.1.7601.17514"}
	for _, c := range []struct {
		name, text string
		state      fact.State
		want       fact.Set
	}{
		{"absent twice", slmgrHead + slmgrAbsent + slmgrHead + slmgrAbsent, fact.Whole, fact.Set{HostLicences: []fact.ServiceBlock{absent, absent},
			OS: []fact.OS{{NT: "6.1", Build: "7601", From: "slmgr"}}}},
		{"client", slmgrClient, fact.Whole, fact.Set{HostLicences: []fact.ServiceBlock{client}, OS: []fact.OS{{NT: "6.1", Build: "7601", From: "slmgr"}},
			CMIDs: []fact.CMID{{Value: client.CMID, From: "slmgr"}}}},
		{"cut", slmgrClient[:strings.Index(slmgrClient, "Notification Reason")], fact.Partial, fact.Set{OS: []fact.OS{{NT: "6.1", Build: "7601", From: "slmgr"}},
			HostLicences: []fact.ServiceBlock{func(b fact.ServiceBlock) fact.ServiceBlock {
				b.Reason, b.CMID, b.Registered, b.Cut = nil, "", nil, true
				return b
			}(client)}}},
		{"denied", slmgrHead + "Error: 0x80070005 Access denied: the requested action requires elevated privileges\r\n", fact.Whole,
			fact.Set{HostLicences: []fact.ServiceBlock{{}}, Scripts: []fact.ScriptError{{Kind: fact.SLMgr, What: "insufficient-rights", Code: &denied}}}},
		{"banner", slmgrHead, fact.Empty, fact.Set{}},
		{"something else", "nothing of the kind\r\n", fact.Failed, fact.Set{}},
	} {
		s := readScript("CL01_KMS_Client_slmgr.log", c.text)
		got := fact.Set{HostLicences: s.HostLicences, OS: s.OS, CMIDs: s.CMIDs, Scripts: s.Scripts}
		if d := cmp.Diff(c.want, got, cmpopts.IgnoreTypes(fact.Line{}, fact.Lines{})); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
		for _, b := range s.HostLicences {
			if l := b.Lines["block"]; l.Source.Line < 1 || l.Source.Path != "CL01_KMS_Client_slmgr.log" {
				t.Errorf("%s: block at %+v", c.name, l)
			}
		}
		if got := s.Readings[0]; got.State != c.state || got.Kind != fact.SLMgr {
			t.Errorf("%s: %+v, want %s", c.name, got, c.state)
		}
	}
}

// TestXPRNamedSlmgr holds that /xpr under the name of the collection's log is of its kind, and tells nothing about hosts.
func TestXPRNamedSlmgr(t *testing.T) {
	s := extra("CL01_KMS_Client_slmgr.log", "Windows(R), Enterprise edition:\n    Volume activation will expire 8/31/2026 3:12:01 PM\n")
	if r := s.Readings[0]; r.Kind != fact.SLMgr || r.State != fact.Whole || len(r.Yields) > 0 || len(s.Expiries) != 1 || len(s.HostLicences) > 0 {
		t.Errorf("%+v, expiries %+v", r, s.Expiries)
	}
}

func TestMatchSLMgr(t *testing.T) {
	chinese := "软件授权服务版本: 10.0.19041.1\n\n名称: Windows(R), Enterprise edition\n描述: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n"
	for text, want := range map[string]bool{
		slmgrHead + slmgrAbsent: true,
		slmgrClient:             true,
		"Name: x\nDescription: Office 15, VOLUME_KMS channel\nPartial Product Key: HVTHH\nLicense Status: Licensed\n": true,
		chinese: true,
		slmgrHead + "Versjon av Software Licensing Service: 6.1.7601.17514\nFeil: Finner ikke produktnøkkelen.\n": true,
		slmgrHead + "Hello\n": false,
		"Diagnostic Report (1.9.0027.0):\n-----------------------------------------\nLicensing Data-->\n" + slmgrClient:                        false,
		"Windows Activation Technologies-->\nHrOffline: 0x00000000\n\nOther data-->\n" + slmgrClient:                                           false,
		slmgrHead + "---Processing--------------------------\nSKU ID: 11111111-2222-4333-8444-555555555555\nLICENSE STATUS:  ---LICENSED---\n": false,
		"<xml>" + slmgrClient: false,
		"":                    false,
	} {
		text = strings.ReplaceAll(text, "\r\n", "\n") // as recognition gets it
		got := matchSlmgrLog(parse.Probe{Base: "notes.txt", Text: text})
		if got.Content != want || got.Name {
			t.Errorf("%q: %+v, want content %v", text, got, want)
		}
		if matchNslookupLog(parse.Probe{Base: "notes.txt", Text: text}).Content {
			t.Errorf("%q: claimed by nslookup too", text)
		}
	}
}
