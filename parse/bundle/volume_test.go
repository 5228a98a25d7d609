package bundle

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestNamedVolume(t *testing.T) {
	for name, want := range map[string]bool{"x.zip.001": true, "x.7z.002": true, "x.z01": true, "X.Z12": true,
		"x.zip": false, "x.000": false, "x.01": false, "x.z1": false, "x.z001": false, "x.1234": false, "001": false, "x": false, "x.+01": false} {
		if got := namedVolume(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestVolumes reads the parts that zip and 7z make: each says that it is one, and gives the files that are in it.
func TestVolumes(t *testing.T) {
	entries := []string{"a.log", "hello", "b.bin", noise(150_000), "c.log", "bye"}
	dir := files(t, entries...)
	out := t.TempDir()
	ran(t, dir, "zip", "-0", "-s", "64k", filepath.Join(out, "x.zip"), "a.log", "b.bin", "c.log")
	ran(t, dir, "7z", "a", "-tzip", "-mx=0", "-v64k", filepath.Join(out, "y.zip"), ".")
	ran(t, dir, "7z", "a", "-mx=0", "-v64k", filepath.Join(out, "z.7z"), ".")
	for name, want := range map[string]string{
		"x.z01":     "this is one part of an archive: put all its parts into one folder, unpack it with 7-Zip (7z x) and give the folder; 2 files were found in it, the last is \"b.bin\"",
		"x.z02":     "",
		"x.zip":     "this is one part of an archive: put all its parts into one folder, unpack it with 7-Zip (7z x) and give the folder; 1 files were found in it, the last is \"c.log\"",
		"y.zip.001": "this is one part of an archive: put all its parts into one folder, unpack it with 7-Zip (7z x) and give the folder; 2 files were found in it, the last is \"b.bin\"",
	} {
		b := open(t, filepath.Join(out, name), DefaultLimits())
		if b.Incomplete != want || b.Single != (want == "") {
			t.Errorf("%s: %+v", name, b.Incomplete)
		}
		if strings.HasSuffix(want, `"c.log"`) {
			if got, fault := content(t, b, "c.log"); got != "bye" || fault != "" {
				t.Errorf("%q, %s", got, fault)
			}
		} else if want != "" {
			if got, fault := content(t, b, "a.log"); got != "hello" || fault != "" {
				t.Errorf("%q, %s", got, fault)
			}
		}
	}
	_, err := Open(filepath.Join(out, "z.7z.001"), DefaultLimits())
	if want := `"z.7z.001" is one part of an archive: put all its parts into one folder, unpack it with 7-Zip (7z x) and give the folder`; !errors.Is(err, ErrTruncated) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
