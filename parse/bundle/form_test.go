package bundle

import (
	"strings"
	"testing"
)

// TestFormsAreDocumented holds docs/formats/containers.md to the forms that are told apart.
func TestFormsAreDocumented(t *testing.T) {
	page := string(readFile(t, "../../docs/formats/containers.md"))
	read, rest, ok1 := strings.Cut(page, "## What is refused")
	refused, _, ok2 := strings.Cut(rest, "## Passwords")
	if !ok1 || !ok2 {
		t.Fatal("the page has other headings")
	}
	for _, f := range forms {
		part := read
		if f.unpacks != "" {
			part = refused
		}
		if !strings.Contains(part, f.name) {
			t.Errorf("%s is not where it should be (not read: %v)", f.name, f.unpacks != "")
		}
	}
}

func TestArchive(t *testing.T) {
	for head, want := range map[string]string{
		"PK\x03\x04": "zip", "PK\x05\x06": "zip", "\x1f\x8b\x08": "gzip", "\x28\xb5\x2f\xfd": "zstd", "\x5a\x2a\x4d\x18\x00": "zstd", "BZh91AY&SY": "bzip2",
		sevenZipSignature: "7z", "MSCF\x00\x00\x00\x00": "cab", strings.Repeat("a", 257) + "ustar": "tar",
		"": "", "P": "", "MZ": "", "hello": "", strings.Repeat("\x00", formHead): "", strings.Repeat("0", formHead): "", "MSCF, a company": "",
	} {
		if got := Archive([]byte(head)); got != want {
			t.Errorf("%.20q: %s, want %s", head, got, want)
		}
	}
}
