package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kmstriage/fixtures"
	"kmstriage/fixtures/makeevtx"
)

// The secrets of TestNoSecretIsShown: a product key, an installation id in one piece and in groups, a confirmation id.
const (
	aKey            = "RHTBY-VWY6D-QJRJ9-JGQ3X-Q2289"
	anInstallation  = "012345678901234567890123456789012345678901234567890123456789012"
	grouped         = "135791-357913-579135-791357-913579-135791-357913-579135-791357"
	aConfirmation   = "246802-468024-680246-802468-024680-246802-468024-680246"
	neverShown      = aKey + "\n" + anInstallation + "\n" + grouped + "\n" + aConfirmation
	eventWithKey    = "computer: CL01.contoso.com\n\n2016-06-21T16:01:29Z 8198 SPP CL01.contoso.com #4211\n  hr=0xC004F074\n  " + aKey + "\n\n2016-06-21T16:02:29Z 1003 SPP CL01.contoso.com #4212\n  " + anInstallation + "\n"
	listingWithKeys = `C:\Office15>cscript ospp.vbs /inpkey:` + aKey + `
---Processing--------------------------
---------------------------------------
SKU ID: b322da9c-a2e2-4058-9e4e-f59a6970bd69
LICENSE NAME: Office 15, OfficeProPlusVL_KMS_Client edition ` + aKey + `
LICENSE DESCRIPTION: Office 15, VOLUME_KMSCLIENT channel ` + anInstallation + `
LICENSE STATUS:  ---NOTIFICATIONS---
ERROR CODE: 0xC004F009
Last 5 characters of installed product key: Q2289
KMS machine name from DNS: ` + aKey + `
---------------------------------------
Installation ID for: Office 15: ` + grouped + `
Confirmation ID ` + aConfirmation + `
---Exiting-----------------------------
`
)

// TestNoSecretIsShown holds that no command in any format shows a whole key, an installation id or a confirmation id, however
// it came in: in texts, in event logs, in names of files, in saved facts and runs.
func TestNoSecretIsShown(t *testing.T) {
	dir := t.TempDir()
	log, err := makeevtx.Compile([]byte(eventWithKey))
	if err != nil {
		t.Fatal(err)
	}
	zip := fixtures.Input{Files: map[string][]byte{
		"CL01_Office15_Ospp-Dstatusall.txt":              []byte(listingWithKeys),
		"CL01_evt_Application.evtx":                      log,
		"CL01_Office15_Ospp-act " + aKey + ".txt":        []byte(listingWithKeys),
		"CL01_KMS_Client_slmgr.log":                      []byte("Software licensing service version: 6.1.7601.17514\nName: " + aKey + "\nInstallation ID: " + anInstallation + "\nLicense Status: Licensed\n"),
		"CL01_NSLookup.log":                              []byte("Server:  " + strings.ToLower(aKey) + ".contoso.com\nAddress:  10.0.0.10\n\n*** " + anInstallation + "\n"),
		"CL01_MGADiag.txt":                               []byte("Diagnostic Report (1.9.0027.0):\n-----------------------------------------\nWindows Product Key: " + aKey + "\nWindows OS version: 6.1.7601.2.00010300.1.0.004\nIs Admin: Yes\n"),
		"note " + aConfirmation + " " + grouped + ".doc": []byte("nothing"),
	}}.Zip()
	at := func(name string) string { return filepath.Join(dir, name) }
	bundle := at("CL01 " + aKey + ".zip")
	if err := os.WriteFile(bundle, zip, 0o644); err != nil {
		t.Fatal(err)
	}
	// Files of an earlier version, or of somebody else.
	raw := `{"schema":"kmstriage-facts/1","bundle":{"name":"` + aKey + `"},"licences":[{"from":"ospp-dstatusall","family":15,"name":"Office 15, OfficeProPlusVL_KMS_Client edition ` + aKey + `","description":"` + anInstallation + `","hasKey":true}]}`
	if err := os.WriteFile(at("raw.json"), []byte(raw), 0o644); err != nil {
		t.Fatal(err)
	}
	torn := at("torn " + aKey + ".zip")
	if err := os.WriteFile(torn, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var report string
	runs := [][]string{
		{bundle, "-v", "-f", "json"}, {bundle, "-v"}, {bundle, "-v", "-f", "md"}, {bundle, "-v", "-f", "html"}, {bundle, "-f", "csv"}, {bundle, "-f", "ndjson"},
		{"ls", bundle, "-v"}, {"ls", bundle, "-f", "json"}, {"events", bundle, "-v"}, {"events", bundle, "-f", "json"}, {"facts", bundle},
		{"reply", bundle}, {at("raw.json"), "-v", "-f", "json"}, {"facts", at("raw.json")}, {bundle, at("raw.json"), "-o", "html=" + at("run.html"), "-o", "sqlite=" + at("run.sqlite")},
		{"diff", bundle, at("raw.json")}, {"redact", bundle, "-o", at("copy.zip")}, {at("copy.zip"), "-f", "json", "-v"}, {"explain", aKey}, {at(aKey)}, {aKey, "--nosuch", aConfirmation},
		{torn, "-v", "-f", "json"}, {torn, "-v"}, {"ls", torn}, {torn, bundle, "-f", "md", "-o", "sqlite=" + at("torn.sqlite")},
		{"merge", at("torn.sqlite"), at("run.sqlite"), "-v", "-f", "json", "-o", "sqlite=" + at("joined.sqlite")}, {"merge", at(aKey)},
	}
	check := func(what, s string) {
		t.Helper()
		s = strings.ToUpper(s)
		for _, secret := range strings.Split(neverShown, "\n") {
			if strings.Contains(s, secret) {
				t.Errorf("%s shows %s", what, secret)
			}
		}
	}
	for _, args := range runs {
		var out, errs bytes.Buffer
		run(context.Background(), args, streams{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }})
		check(strings.Join(args, " "), out.String()+errs.String())
		if len(report) == 0 {
			report = out.String()
		}
	}
	for _, name := range []string{"run.html", "run.sqlite", "torn.sqlite", "joined.sqlite"} {
		b, err := os.ReadFile(at(name))
		if err != nil {
			t.Fatal(err)
		}
		check(name, string(b))
	}
	old := strings.Replace(report, `"name": "CL01 `, `"name": "`+aKey+` `, 1)
	old = strings.Replace(old, "VOLUME_KMSCLIENT channel", anInstallation, 1)
	if old == report || !strings.Contains(report, "XXXXX-Q2289") {
		t.Error("the report holds nothing that can be looked for")
	}
	for _, f := range []string{"text", "json", "md"} {
		var out, errs bytes.Buffer
		run(context.Background(), []string{"convert", "-", "-f", f}, streams{in: strings.NewReader(old), out: &out, err: &errs, env: func(string) string { return "" }})
		check("convert "+f, out.String()+errs.String())
	}
}
