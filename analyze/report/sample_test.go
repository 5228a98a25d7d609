package report

import (
	"time"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

func ptr[T any](v T) *T { return &v }

// sample is a diagnosis with something in every place that a renderer looks at.
func sample() *analyze.Diagnosis {
	at := time.Date(2015, 3, 2, 9, 4, 0, 0, time.UTC)
	code, inner := fact.Code(0xC004F074), fact.Code(0x800706BA)
	event := fact.Source{Path: "CL01_evt_Application.evtx", Record: 4211}
	return &analyze.Diagnosis{
		Type: "bundle", Schema: analyze.BundleSchema,
		Bundle: analyze.BundleID{Name: "CL01.zip", SHA256: "00ff", Computer: "CL01", CollectedAt: &at},
		OS:     &analyze.OS{Version: "6.1", Arch: "x64", ProductType: "client"},
		Artifacts: []analyze.Artifact{
			{Path: "CL01_NSLookup.log", Kind: "nslookup", Reading: "whole", Encoding: "utf-16le", Language: "nb"},
			{Path: "CL01_evt_Application.evtx", Kind: "events-application", Format: "evtx", Reading: "partial", Records: 240, Lost: 3, From: &at, To: &at,
				Problems: []analyze.Problem{{Offset: 65536, Text: "a chunk is torn"}}},
			{Path: "photo.png", Kind: "unrecognised", Reading: "unrecognised", Guess: "picture"},
		},
		Missing: []analyze.MissingKind{{Kind: "mgadiag", Supply: "MGADiag.exe"}, {Kind: "slmgr", Supply: `cscript C:\Windows\System32\slmgr.vbs /dlv 2E28138A-847F-42BC-9752-61B03FFF33CD`}},
		DNS:     analyze.DNS{State: "records", Records: []analyze.SRVRecord{{Host: "kms01.contoso.com", Port: 1688, Priority: ptr(0), Weight: ptr(0)}}},
		Subjects: []analyze.Subject{
			{ID: "office15/ProPlus", Name: "Office 2013 ProPlus", Family: 15, Kind: "kms", Licence: &analyze.Licence{Name: "Office 15, OfficeProPlusVL_KMS_Client edition", Status: "NOTIFICATIONS", Channel: "kms_client"},
				Attempt: &analyze.Attempt{Host: "kms02.contoso.com", Port: 1688, Code: &inner, Time: &at, Source: event}, Comparison: "not-listed", Origin: "pinned", Code: &code,
				Primary: "host-unreachable.not-listed", Severity: analyze.Error},
			{ID: "office15/VisioPro", Name: "Office 2013 VisioPro", Family: 15, Kind: "kms", Licence: &analyze.Licence{Status: "LICENSED", Channel: "kms_client", GraceMinutes: ptr(250000)}, Severity: analyze.OK},
		},
		Primary: "host-unreachable.not-listed",
		Findings: []analyze.Finding{
			{Rule: "host-unreachable.not-listed", Section: "host-unreachable", Severity: analyze.Error, Confidence: analyze.High, Subject: "office15/ProPlus",
				Title: "A fixed host name overrides DNS", Text: "Office asks only kms02.contoso.com:1688. DNS publishes kms01.contoso.com:1688 instead.",
				Because: []analyze.Evidence{
					{Source: event, Text: "0x800706BA, 0x00000000, kms02.contoso.com:1688, 6f1d0000-0000-0000-0000-000000009c02, 2015/03/02 09:04, 0, 5, 14400, b322da9c-a2e2-4058-9e4e-f59a6970bd69"},
					{Source: fact.Source{Path: "CL01_NSLookup.log", Line: 6}, Text: "svr hostname = kms01.contoso.com"},
				},
				Questions: []analyze.QuestionAsked{{ID: "host-correct", Text: "Is kms02.contoso.com the right KMS host?",
					Yes: []string{"Publish it in DNS", "Try again: cscript ospp.vbs /act"}, No: []string{"Forget it: cscript ospp.vbs /remhst", "Try again: cscript ospp.vbs /act"}}},
				Steps: []analyze.Step{
					{Where: "host", Text: "Look whether the service runs", Command: "sc query sppsvc"},
					{Where: "client", Text: "Go to the folder", Command: `cd /d "C:\Program Files\Microsoft Office\Office15"`},
					{Where: "elsewhere", Text: "Ask who set it"},
				}},
			{Rule: "port-closed.suspected", Section: "port-closed", Severity: analyze.Warning, Confidence: analyze.Medium, Subject: "office15/ProPlus", Title: "The connection failed", Because: []analyze.Evidence{}},
		},
		Clear:      []string{"kms-count-low.count-seen", "office-too-old.only-old", "host-unreachable.match"},
		NotChecked: []analyze.NotChecked{{Rule: "self-host-2010.with-2013", Missing: []string{"slmgr"}}, {Rule: "meta.conflict", Missing: []string{"mgadiag"}}},
		Suppressed: []analyze.Finding{{Rule: "meta.no-attempt", Severity: analyze.Warning, Confidence: analyze.Low, Title: "No attempt was found"}},
	}
}

// second is another machine's diagnosis.
func second() *analyze.Diagnosis {
	d := sample()
	d.Bundle.Name, d.Bundle.Computer = "CL02.zip", "CL02"
	return d
}

func sampleRun(ds []*analyze.Diagnosis) Run {
	return Run{Schema: RunSchema, Tool: "kmstriage test", Outcome: []string{"analysed"}, Bundles: len(ds), Machines: len(ds)}
}
