package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// TestFolderOfAnything holds that nothing sent is passed over in silence: what promises to be an archive and is none is
// listed as unread, and saved facts are facts there, not another event log.
func TestFolderOfAnything(t *testing.T) {
	dir := t.TempDir()
	event := `{"Id":12288,"ProviderName":"Microsoft-Windows-Security-SPP"}`
	for name, data := range map[string]string{
		"CL01.zip": zipOf(t, zip.Deflate, "CL01_NSLookup.log", lookup), "page.zip": "<html>not found</html>", "nothing.zip": "", "x.rar": "Rar!\x1a\x07\x00", "readme.md": "x",
		"CL02.json": `{"schema": "kmstriage-facts/1", "bundle": {"name": "CL02"}, "readings": [{"path": "x", "kind": "nslookup", "reading": "whole", "size": 1}]}`,
		"run.json":  `{"run": {"schema": "kmstriage/1"}, "bundles": [` + event + `]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, told bytes.Buffer
	if status := runArgs([]string{dir, "-f", "json"}, &out, &told); status != 3 {
		t.Errorf("status %d", status)
	}
	var doc struct {
		Bundles []struct{ Bundle struct{ Name string } }
	}
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range doc.Bundles {
		names = append(names, b.Bundle.Name)
	}
	if diff := cmp.Diff([]string{"CL01.zip", "CL02", "nothing.zip", "page.zip", "x.rar"}, names); diff != "" {
		t.Error(diff)
	}
	want := "kmstriage: DIR/nothing.zip is empty (0 bytes): ask for a new upload\n" +
		"kmstriage: DIR/page.zip is not an archive: ask for a new upload\n" +
		"kmstriage: DIR/x.rar is a rar archive, which cannot be read: unpack it with 7-Zip (7z x) or unrar x and give the folder\n"
	if diff := cmp.Diff(want, strings.ReplaceAll(told.String(), filepath.ToSlash(dir), "DIR")); diff != "" {
		t.Error(diff)
	}
}

// TestFactsMarked reads facts that PowerShell saved: its ">" writes UTF-16 with a mark, its Out-File -Encoding utf8 a mark.
func TestFactsMarked(t *testing.T) {
	plain := `{"schema": "kmstriage-facts/1", "bundle": {"name": "CL02ø"}, "readings": [{"path": "x", "kind": "nslookup", "reading": "whole", "size": 1}]}`
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(plain)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, data := range map[string]string{"utf-8": plain, "utf-8 with mark": "\xef\xbb\xbf" + plain, "utf-16": string(wide)} {
		status, r, primaries, told := diagnosed(t, "facts.json", data)
		if status != 0 || len(r.Unreadable) != 0 || len(primaries) != 1 || told != "" {
			t.Errorf("%s: status %d, %v, %v, %s", name, status, r.Unreadable, primaries, told)
		}
	}
}
