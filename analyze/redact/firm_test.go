package redact_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/tools/txtar"

	"kmstriage/analyze/redact"
	"kmstriage/fixtures/makeevtx"
	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/format/evtx"
	"kmstriage/parse/format/textenc"
)

// TestFirm searches the capsule of a firm's bundle for the names that a person wrote down, whatever the program takes for one:
// with its texts in several encodings, in bytes, UTF-16, hexadecimal and the strings of events.
func TestFirm(t *testing.T) {
	t.Parallel()
	a, err := txtar.ParseFile(filepath.Join("testdata", "firm.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []textenc.Form{{Encoding: "utf-8"}, {Encoding: "utf-16le", BOM: true}, {Encoding: "utf-16be", BOM: true}, {Encoding: "windows-1252"}} {
		t.Run(form.Encoding, func(t *testing.T) {
			lines, files := firm(t, a, form)
			names := regexp.MustCompile("(?i)" + strings.Join(lines, "|"))
			var whole strings.Builder
			for p, b := range files {
				whole.WriteString(p + "\n" + everything(b) + "\n")
			}
			for _, l := range lines {
				if !regexp.MustCompile("(?i)" + l).MatchString(whole.String()) {
					t.Errorf("%q stands nowhere: it cannot be found missing", l)
				}
			}
			b := bundle.Memory("Fall Roe 47110815.zip", files)
			c, err := redact.Bundle(b, parse.Read(b, artifact.All), redact.Options{Map: redact.MapOf([]byte("firm"))})
			if err != nil {
				t.Fatal(err)
			}
			if c.Whole || len(c.Files) != len(files) {
				t.Errorf("%d files of %d, whole %v", len(c.Files), len(files), c.Whole)
			}
			for _, f := range c.Files {
				s := f.Path + "\n" + everything(f.Content)
				if found := names.FindString(s); found != "" {
					at := strings.Index(s, found)
					t.Errorf("%s still has %q: %q", f.Of, found, s[max(0, at-60):min(len(s), at+60)])
				}
			}
		})
	}
}

func firm(t *testing.T, a *txtar.Archive, form textenc.Form) (names []string, files map[string][]byte) {
	t.Helper()
	files = map[string][]byte{}
	for _, f := range a.Files {
		switch name, events := strings.CutSuffix(f.Name, ".events"); {
		case f.Name == "names":
			names = strings.Fields(string(f.Data))
		case events:
			b, err := makeevtx.Compile(f.Data)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = b
		default:
			files[name] = form.Encode(strings.ReplaceAll(string(f.Data), "\n", "\r\n"))
		}
	}
	if names == nil {
		t.Fatal("no names")
	}
	return names, files
}

// hexList is a value of the registry in hexadecimal.
var hexList = regexp.MustCompile(`(?:[0-9a-f]{2},(?:\\\s*)?){3,}[0-9a-f]{2}`)

// everything is what a file may be read as.
func everything(b []byte) string {
	var out strings.Builder
	out.Write(b)
	for from := range 2 {
		var units []uint16
		for i := from; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
		}
		out.WriteString("\n" + string(utf16.Decode(units)))
	}
	if evtx.IsEVTX(b) {
		for r := range evtx.Read(bytes.NewReader(b), evtx.Options{}).Records() {
			fmt.Fprintf(&out, "\n%+v", r)
		}
		return out.String()
	}
	s, _ := textenc.Whole(b, "")
	out.WriteString("\n" + s)
	for _, l := range hexList.FindAllString(strings.ToLower(s), -1) {
		var plain []byte
		for _, p := range regexp.MustCompile(`[0-9a-f]{2}`).FindAllString(l, -1) {
			var c byte
			fmt.Sscanf(p, "%x", &c)
			if c != 0 {
				plain = append(plain, c)
			}
		}
		out.WriteString("\n" + string(plain))
	}
	return out.String()
}

// TestMillionsOfLines holds that a text of millions of lines, or of labels, costs seconds and no gigabyte: its lines are tried in
// groups, and only so often.
func TestMillionsOfLines(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{"empty": "\n", "labels": "Name: \r\n"} {
		files := map[string][]byte{
			"CL01_NSLookup.log":         []byte("Server:  dc01.contoso.com\nAddress:  10.0.0.10\n\n_vlmcs._tcp.contoso.com\tSRV service location:\n          port           = 1688\n          svr hostname   = kms01.contoso.com\n"),
			"CL01_KMS_Client_slmgr.log": []byte("Software licensing service version: 6.1.7601.17514\n" + strings.Repeat(line, 1<<20)),
		}
		b := bundle.Memory("CL01.zip", files)
		start := time.Now()
		c, err := redact.Bundle(b, parse.Read(b, artifact.All), redact.Options{Map: redact.MapOf([]byte("lines"))})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(c.Files) != 2 || time.Since(start) > 2*time.Minute {
			t.Errorf("%s: %d files in %v", name, len(c.Files), time.Since(start))
		}
	}
}
