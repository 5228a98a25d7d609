package textenc

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kmstriage/fixtures/reference"
)

// TestSamples reads the localised bundles: every file that is not ASCII has to be UTF-16 or in one of the two pages
// that the note of its bundle names, and hold no damage.
func TestSamples(t *testing.T) {
	root := reference.Path(t, ".")
	expected, err := os.ReadFile(filepath.Join(root, "bundles", "locales", "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	notes := regexp.MustCompile(`(?m)^([^\t]+)\t.*\t([a-z]+)-[a-z]+, OEM cp(\d+), ANSI cp(\d+)`).FindAllStringSubmatch(string(expected), -1)
	seen := 0
	for _, n := range notes {
		archives, _ := filepath.Glob(filepath.Join(root, "bundles", "locales", n[1], "*.zip"))
		for _, a := range archives {
			z, err := zip.OpenReader(a)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range z.File {
				seen += checkSample(t, f, n[2], "cp"+n[3], n[4])
			}
			z.Close()
		}
	}
	if seen < 10 {
		t.Errorf("only %d files in a code page", seen)
	}
}

func checkSample(t *testing.T, f *zip.File, tag, oem, ansi string) int {
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(b, []byte("ElfFile\x00")) {
		return 0
	}
	got := Decode(b, "")
	if strings.HasPrefix(got.Encoding, "utf-") {
		return 0
	}
	if got.Encoding != oem && got.Encoding != "windows-"+ansi && got.Encoding != "cp"+ansi || got.Damaged > 0 {
		t.Errorf("%s: %s with %d bytes damaged, want %s or windows-%s", f.Name, got.Encoding, got.Damaged, oem, ansi)
	}
	if got.Language != tag {
		t.Errorf("%s: language %q, want %q", f.Name, got.Language, tag)
	}
	return 1
}
