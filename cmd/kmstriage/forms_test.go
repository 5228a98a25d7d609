package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/fixtures"
)

// TestSameInEveryForm packs the files of one sick machine as people do, with their programs, and demands the findings
// of the folder.
func TestSameInEveryForm(t *testing.T) {
	c, err := fixtures.Demo()
	if err != nil {
		t.Fatal(err)
	}
	dir, out := filepath.Join(t.TempDir(), "CL01"), t.TempDir()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name, data := range c.Files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	secret := filepath.Join(out, "passwords.txt")
	if err := os.WriteFile(secret, []byte("first\nzweites Wort\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := findingsOf(t, dir)
	for name, args := range map[string][]string{
		"x.tar": {"tar", "-cf", "OUT", "."}, "x.tar.gz": {"tar", "-czf", "OUT", "."}, "x.tar.bz2": {"tar", "-cjf", "OUT", "."}, "x.tar.zst": {"tar", "--zstd", "-cf", "OUT", "."},
		"zip.zip": {"zip", "-r", "OUT", "."}, "explorer.zip": {"7z", "a", "-tzip", "-mm=Deflate64", "OUT", "."}, "x.7z": {"7z", "a", "OUT", "."},
		"mszip.cab": append([]string{"gcab", "-c", "-z", "OUT"}, names...), "stored.cab": append([]string{"gcab", "-c", "OUT"}, names...),
		"crypto.zip": {"zip", "-r", "-P", "zweites Wort", "OUT", "."}, "aes.zip": {"7z", "a", "-tzip", "-mem=AES256", "-pzweites Wort", "OUT", "."},
		"locked.7z": {"7z", "a", "-mhe=on", "-pzweites Wort", "OUT", "."},
	} {
		t.Run(name, func(t *testing.T) {
			tool, err := exec.LookPath(args[0])
			if err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatal(err)
				}
				t.Skip(err)
			}
			p := filepath.Join(out, name)
			for i, a := range args {
				if a == "OUT" {
					args[i] = p
				}
			}
			cmd := exec.Command(tool, args[1:]...)
			cmd.Dir = dir
			if b, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, b)
			}
			if diff := cmp.Diff(want, findingsOf(t, p, "--password-file", secret)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// findingsOf is what the program finds in one bundle, as indented JSON in lines.
func findingsOf(t *testing.T, args ...string) []string {
	t.Helper()
	var out, told bytes.Buffer
	if status := runArgs(append(args, "-f", "json"), &out, &told); status != 0 {
		t.Fatalf("status %d: %s", status, told.String())
	}
	var doc struct{ Bundles []struct{ Findings []any } }
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Bundles) != 1 || len(doc.Bundles[0].Findings) == 0 {
		t.Fatalf("%d bundles: %s", len(doc.Bundles), out.String())
	}
	b, err := json.MarshalIndent(doc.Bundles[0].Findings, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(b), "\n")
}
