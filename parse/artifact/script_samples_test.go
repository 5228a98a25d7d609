package artifact

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kmstriage/parse/fact"

	"kmstriage/fixtures/reference"
)

func scriptSamples(t *testing.T) string { return reference.Path(t, "bundles/quirks") }

// wanted are the rows of expected.tsv: archive to path to value.
func wanted(t *testing.T, dir, kind string) map[string]map[string]string {
	f, err := os.Open(filepath.Join(dir, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		c := strings.Split(s.Text(), "\t")
		if len(c) < 5 || c[1] != kind {
			continue
		}
		if out[c[0]] == nil {
			out[c[0]] = map[string]string{}
		}
		out[c[0]][c[2]] = c[4]
	}
	if len(out) == 0 {
		t.Fatalf("no rows of kind %s in %s", kind, dir)
	}
	return out
}

// fromArchive reads the files of an archive whose name holds part.
func fromArchive(t *testing.T, path, part string) *fact.Set {
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, e := range z.File {
		if !strings.Contains(strings.ToLower(e.Name), part) {
			continue
		}
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(io.LimitReader(r, 1<<20))
		if err != nil {
			t.Fatal(err)
		}
		return readScript(e.Name, string(b))
	}
	t.Fatalf("%s: no file with %q", path, part)
	return nil
}

func checkReading(t *testing.T, name string, s *fact.Set, want map[string]string) {
	r := s.Readings[0]
	if w := want["artifacts["+r.Path+"].reading"]; w != "" && !slices.Contains(strings.Split(w, "|"), string(r.State)) {
		t.Errorf("%s: %s, want %s: %v", name, r.State, w, r.Problems)
	}
	if w := want["artifacts["+r.Path+"].kind"]; w != string(r.Kind) {
		t.Errorf("%s: %s, want %s", name, r.Kind, w)
	}
}

func TestNSLookupSamples(t *testing.T) {
	dir := scriptSamples(t)
	for name, want := range wanted(t, dir, "nslookup") {
		s := fromArchive(t, filepath.Join(dir, name), "nslookup")
		checkReading(t, name, s, want)
		if len(s.DNS) != 1 || string(s.DNS[0].State) != want["dns.state"] {
			t.Errorf("%s: %+v, want %s", name, s.DNS, want["dns.state"])
			continue
		}
		var got []string
		for _, r := range s.DNS[0].Records {
			got = append(got, fmt.Sprintf("%s:%d", strings.ToLower(r.Host), r.Port))
		}
		if w, ok := want["dns.records"]; ok && strings.Join(got, ";") != w {
			t.Errorf("%s: %q, want %q", name, got, w)
		}
	}
}

// TestSLMgrSamples checks what the names of the samples say about them.
func TestSLMgrSamples(t *testing.T) {
	dir := scriptSamples(t)
	for name, want := range wanted(t, dir, "slmgr") {
		s := fromArchive(t, filepath.Join(dir, name), "slmgr")
		if s.Readings[0].Encoding == "utf-8" && strings.Contains(name, "utf16") {
			t.Logf("%s: not decoded", name)
			continue
		}
		checkReading(t, name, s, want)
		if len(s.HostLicences) == 0 {
			t.Errorf("%s: no block: %+v", name, s.Readings[0])
			continue
		}
		for _, b := range s.HostLicences {
			if b.Found == nil || *b.Found == strings.Contains(name, "not-found") {
				t.Errorf("%s: found %v", name, b.Found)
				continue
			}
			if *b.Found && b.Status != "LICENSED" {
				t.Errorf("%s: status %q", name, b.Status)
			}
			if b.Cut != strings.Contains(name, "-cut") {
				t.Errorf("%s: cut %v", name, b.Cut)
			}
			if host := strings.Contains(name, "-count"); host != b.HostEnabled || host && (b.Count == nil || !strings.Contains(name, fmt.Sprintf("-count%d-", *b.Count))) {
				t.Errorf("%s: host %v, count %v", name, b.HostEnabled, b.Count)
			}
			if strings.Contains(name, "pub-disabled") && (b.DNSPublishing == nil || *b.DNSPublishing) {
				t.Errorf("%s: publishing %v", name, b.DNSPublishing)
			}
			if client := strings.Contains(b.Description, "KMSCLIENT"); client != (b.CMID != "") {
				t.Errorf("%s: CMID %q of %q", name, b.CMID, b.Description)
			}
		}
	}
}
