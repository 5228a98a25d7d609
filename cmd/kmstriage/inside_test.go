package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kmstriage/analyze/report"
	"kmstriage/parse/input"
)

const lookup = "Server:  dc1.contoso.com\r\nAddress:  192.0.2.1\r\n\r\n"

// zipOf packs entries in the order given: name, content, name, content.
func zipOf(t *testing.T, method uint16, entries ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		h := &zip.FileHeader{Name: entries[i], Method: method, UncompressedSize64: uint64(len(entries[i+1])), CompressedSize64: uint64(len(entries[i+1]))}
		create := w.CreateHeader
		if method != zip.Store && method != zip.Deflate {
			create = w.CreateRaw
		}
		f, err := create(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, entries[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// diagnosed runs the program on a file of that name and content and returns its JSON and what it said.
func diagnosed(t *testing.T, name, content string) (status int, run report.Run, primaries []string, told string) {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, err bytes.Buffer
	status = runArgs([]string{p, "-f", "json"}, &out, &err)
	var doc struct {
		Run     report.Run
		Bundles []struct{ Primary string }
	}
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, b := range doc.Bundles {
		primaries = append(primaries, b.Primary)
	}
	return status, doc.Run, primaries, err.String()
}

func runArgs(args []string, out, err io.Writer) int {
	return run(context.Background(), args, streams{in: strings.NewReader(""), out: out, err: err, env: func(string) string { return "" }})
}

// TestNestedWide holds that a small archive of archives of archives is not read without end, and says so.
func TestNestedWide(t *testing.T) {
	z := zipOf(t, zip.Deflate, "CL01_NSLookup.log", lookup)
	for range 2 {
		var entries []string
		for i := range 40 {
			entries = append(entries, fmt.Sprintf("%02d.zip", i), z)
		}
		z = zipOf(t, zip.Deflate, entries...)
	}
	status, r, primaries, told := diagnosed(t, "wide.zip", z)
	if status != 3 || len(primaries) > input.MaxInside || len(primaries) < input.MaxInside/2 || len(r.Unreadable) != 1 {
		t.Errorf("status %d, %d bundles, unreadable %v", status, len(primaries), r.Unreadable)
	}
	if !strings.Contains(told, "wide.zip: it holds more than 1000 bundles and archives: the others are not read; unpack it") {
		t.Error(told)
	}
}

// TestNestedPath holds that the path of an archive in archives names each once.
func TestNestedPath(t *testing.T) {
	z := zipOf(t, zip.Deflate, "x.txt", "x")
	for i := 4; i >= 1; i-- {
		z = zipOf(t, zip.Store, fmt.Sprintf("n%d.zip", i), z)
	}
	status, r, _, told := diagnosed(t, "deep.zip", z)
	if status != 3 || len(r.Unreadable) != 1 || !strings.HasSuffix(r.Unreadable[0].Path, "/deep.zip!/n1.zip!/n2.zip!/n3.zip!/n4.zip") {
		t.Errorf("status %d, unreadable %v", status, r.Unreadable)
	}
	if strings.Count(told, "n4.zip") != 1 || !strings.Contains(told, " is more than 3 archives deep: unpack it") {
		t.Error(told)
	}
}

// TestNothingOpens holds that an archive of which no recognised file can be opened counts as unread, with the reason.
func TestNothingOpens(t *testing.T) {
	const lzma = 14
	status, r, primaries, told := diagnosed(t, "x.zip", zipOf(t, lzma, "CL01_NSLookup.log", "packed", "CL01_ROIScan.log", "packed", "notes.md", "packed"))
	if status != 3 || len(r.Unreadable) != 1 || strings.Join(primaries, " ") != "meta.unreadable-archive" {
		t.Errorf("status %d, unreadable %v, primary %v", status, r.Unreadable, primaries)
	}
	if !strings.Contains(told, "LZMA: unpack and zip again") || strings.Count(told, "\n") != 1 {
		t.Error(told)
	}
}

// TestIncomplete holds that half an upload is diagnosed as far as it goes, and that scripts and people learn of it, also
// by way of saved facts.
func TestIncomplete(t *testing.T) {
	z := zipOf(t, zip.Store, "CL01_NSLookup.log", lookup, "CL01_evt_Application.evtx", strings.Repeat("x", 9000))
	check := func(name, content string) {
		status, r, primaries, told := diagnosed(t, name, content)
		if status != 3 || len(r.Unreadable) != 1 || len(primaries) != 1 || primaries[0] == "meta.unreadable-archive" {
			t.Errorf("%s: status %d, unreadable %v, primary %v", name, status, r.Unreadable, primaries)
		}
		if !strings.Contains(told, "an incomplete upload: ask for a new one") || strings.Count(told, "\n") != 1 {
			t.Errorf("%s: %s", name, told)
		}
	}
	check("half.zip", z[:5000])
	p := filepath.Join(t.TempDir(), "half.zip")
	if err := os.WriteFile(p, []byte(z[:5000]), 0o600); err != nil {
		t.Fatal(err)
	}
	var facts, err bytes.Buffer
	if status := runArgs([]string{"facts", p}, &facts, &err); status != 3 {
		t.Errorf("facts: status %d", status)
	}
	check("facts.json", facts.String())
}
