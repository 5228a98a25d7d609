package bundle

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFolder(t *testing.T) {
	outside := save(t, "secret.txt", []byte("secret"))
	dir := filepath.Join(t.TempDir(), "CASE 1")
	for p, data := range map[string]string{"b.txt": "b", "CL01/a.log": "a", "CL01/.DS_Store": "", "__MACOSX/._a.log": "x"} {
		os.MkdirAll(filepath.Dir(filepath.Join(dir, p)), 0o700)
		if err := os.WriteFile(filepath.Join(dir, p), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	links := runtime.GOOS != "windows"
	if links {
		os.Symlink(outside, filepath.Join(dir, "link.txt"))
		os.Symlink("..", filepath.Join(dir, "CL01", "up"))
	}
	os.Chtimes(filepath.Join(dir, "b.txt"), day, day)
	b := open(t, dir, DefaultLimits())
	if b.Name != "CASE 1" || b.Path != dir || b.Single {
		t.Errorf("%+v", b)
	}
	if diff := cmp.Diff([]string{"CL01/.DS_Store", "CL01/a.log", "__MACOSX/._a.log", "b.txt"}, paths(b)); diff != "" {
		t.Error(diff)
	}
	if want := []string{"CL01/up: a symbolic link: not followed", "link.txt: a symbolic link: not followed"}; links {
		if diff := cmp.Diff(want, problems(b)); diff != "" {
			t.Error(diff)
		}
	}
	if e := b.Entries[3]; !e.UTC || !e.Modified.Equal(day) || e.Size != 1 {
		t.Errorf("%+v", e)
	}
	if got, fault := content(t, b, "CL01/a.log"); got != "a" || fault != "" {
		t.Errorf("%q, %s", got, fault)
	}
	if links { // a file that becomes a link after it was listed
		os.Remove(filepath.Join(dir, "b.txt"))
		os.Symlink(outside, filepath.Join(dir, "b.txt"))
		if got, fault := content(t, b, "b.txt"); got != "" || fault == "" {
			t.Errorf("followed: %q", got)
		}
	}
}

func TestFolderLimits(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, strings.Repeat("d/", maxFolderDepth+2))
	os.MkdirAll(deep, 0o700)
	os.WriteFile(filepath.Join(deep, "x"), nil, 0o600)
	for i := range 5 {
		os.WriteFile(filepath.Join(dir, fmt.Sprintf("z%d", i)), []byte("12345"), 0o600)
	}
	lim := DefaultLimits()
	lim.Entries, lim.EntryBytes = 3, 4
	b := open(t, dir, lim)
	if diff := cmp.Diff([]string{"z0", "z1", "z2"}, paths(b)); diff != "" {
		t.Error(diff)
	}
	want := []string{strings.Repeat("d/", maxFolderDepth) + "d: more than 32 folders deep: not read", `more than 3 files: those from "z3" on are not read`}
	if diff := cmp.Diff(want, problems(b)); diff != "" {
		t.Error(diff)
	}
	if got, fault := content(t, b, "z0"); got != "1234" || fault != `"z0" unpacks to more than the limit of 4 bytes an entry` {
		t.Errorf("%q, %s", got, fault)
	}
	if len(open(t, t.TempDir(), lim).Entries) != 0 {
		t.Error("an empty folder has entries")
	}
}

// TestFolderTotals holds that the archives in a folder do not share one bound: an inbox may hold any number.
func TestFolderTotals(t *testing.T) {
	z := string(pack(t, stored("a", noise(60_000))))
	lim := DefaultLimits()
	lim.TotalBytes = 100_000
	b := open(t, files(t, "1.zip", z, "2.zip", z, "3.zip", z), lim)
	for i := range 3 {
		in, err := b.Nested(b.Entries[i], lim)
		if err != nil {
			t.Fatal(err)
		}
		if _, fault := content(t, in, in.Entries[0].Path); fault != "" {
			t.Errorf("%s: %s", in.Entries[0].Path, fault)
		}
		in.Close()
	}
}
