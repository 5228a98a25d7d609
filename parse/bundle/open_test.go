package bundle

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func crc(s string) uint32 { return crc32.ChecksumIEEE([]byte(s)) }

func TestOpenErrors(t *testing.T) {
	aes := stored("a.log", "0123456789")
	aes.Flags, aes.Method, aes.raw = flagEncrypted, methodAES, true
	aes.Extra = []byte{0x01, 0x99, 7, 0, 2, 0, 'A', 'E', 3, 8, 0}
	aes.CompressedSize64, aes.UncompressedSize64 = 10, 4
	crypto := stored("a.log", "0123456789")
	crypto.Flags, crypto.raw = flagEncrypted, true
	crypto.CompressedSize64, crypto.UncompressedSize64 = 10, 10
	strong := crypto
	strong.Flags |= flagStrong
	whole := pack(t, packed(t, "a_very_long_name_of_a_file.log", noise(100)))
	for name, c := range map[string]struct {
		data []byte
		is   error
		want string
	}{
		"empty":              {nil, ErrEmpty, `"CASE.zip" is empty (0 bytes): ask for a new upload`},
		"AES":                {pack(t, aes), ErrEncrypted, `"CASE.zip" is encrypted (AES-256): give a file with its password (--password-file), or ask for the archive without a password`},
		"ZipCrypto":          {pack(t, crypto, stored("empty.txt", ""), stored("folder/", "")), ErrEncrypted, `"CASE.zip" is encrypted (ZipCrypto): give a file with its password (--password-file), or ask for the archive without a password`},
		"strong":             {pack(t, strong), ErrEncrypted, `"CASE.zip" is encrypted (PKWARE strong encryption), which cannot be read: unpack it with PKZIP and give the folder`},
		"cut in first name":  {whole[:40], ErrTruncated, `"CASE.zip" ends at 40 bytes, before any file in it could be read: ask for a new upload`},
		"signature only":     {whole[:4], ErrTruncated, `"CASE.zip" ends at 4 bytes, before any file in it could be read: ask for a new upload`},
		"encrypted, cut off": {pack(t, crypto)[:45], ErrEncrypted, `"CASE.zip" is encrypted (ZipCrypto): give a file with its password (--password-file), or ask for the archive without a password`},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := Open(save(t, "CASE.zip", c.data), DefaultLimits())
			if !errors.Is(err, c.is) {
				t.Fatalf("got %v, want an %v", err, c.is)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Error(diff)
			}
			if c.is == ErrEncrypted && (b == nil || !b.Encrypted || b.Entries[0].Path != "a.log") {
				t.Errorf("the entries of an encrypted archive are not listed: %+v", b)
			}
		})
	}
	if _, err := Open(filepath.Join(t.TempDir(), "lss"), DefaultLimits()); !errors.Is(err, ErrNotExist) || !strings.HasPrefix(err.Error(), "no such file or folder: ") {
		t.Errorf("missing path: %v", err)
	}
}

func TestOpenSingle(t *testing.T) {
	for name, data := range map[string]string{
		"x.log":     "Server: dc01.contoso.com\r\n",
		"page.zip":  "<html>not found</html>",
		"setup.exe": "MZ\x90\x00 no archive behind",
		"tiny":      "P",
	} {
		b := open(t, save(t, name, []byte(data)), DefaultLimits())
		if !b.Single || b.Salvaged {
			t.Errorf("%s: single %v, salvaged %v", name, b.Single, b.Salvaged)
		}
		if diff := cmp.Diff([]string{name}, paths(b)); diff != "" {
			t.Error(diff)
		}
		if got, fault := content(t, b, name); got != data || fault != "" {
			t.Errorf("%s: %q, %s", name, got, fault)
		}
		if e := b.Entries[0]; !e.UTC || e.Modified.IsZero() || e.Size != int64(len(data)) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// TestOpenForeign holds that what is not read says what it is and which program unpacks it, wherever it stands.
func TestOpenForeign(t *testing.T) {
	for data, want := range map[string]string{
		"Rar!\x1a\x07\x00":                    "a rar archive, which cannot be read: unpack it with 7-Zip (7z x) or unrar x and give the folder",
		"Rar!\x1a\x07\x01\x00":                "a rar archive, which cannot be read: unpack it with 7-Zip (7z x) or unrar x and give the folder",
		"\xfd7zXZ\x00":                        "an xz archive, which cannot be read: unpack it with 7-Zip (7z x) or xz -d and give the folder",
		"LZIP\x01":                            "a lzip archive, which cannot be read: unpack it with lzip -d and give the folder",
		"\x24\x10-lh5-":                       "an lzh archive, which cannot be read: unpack it with 7-Zip (7z x) and give the folder",
		"\x00\x00\x31\x00\x00\x00\x00**ACE**": "an ace archive, which cannot be read: unpack it with unace x and give the folder",
		"MSWIM\x00\x00\x00":                   "a wim archive, which cannot be read: unpack it with 7-Zip (7z x) or DISM and give the folder",
	} {
		_, err := Open(save(t, "x.log", []byte(data)), DefaultLimits())
		if text := `"x.log" is ` + want; !errors.Is(err, ErrNotArchive) || err.Error() != text {
			t.Errorf("got %v, want %s", err, text)
		}
		outer := open(t, save(t, "x.zip", pack(t, stored("in", data), stored("a", "a"))), DefaultLimits())
		if _, err := outer.Nested(outer.Entries[1], DefaultLimits()); !errors.Is(err, ErrNotArchive) || err.Error() != `"in" is `+want {
			t.Errorf("inside: got %v, want %s", err, want)
		}
		if got, fault := content(t, outer, "a"); got != "a" || fault != "" {
			t.Errorf("its neighbour: %q, %s", got, fault)
		}
		if _, err := FromReader("-", bytes.NewReader(gzipped(t, data)), DefaultLimits()); err == nil || err.Error() != `"-" is `+want {
			t.Errorf("in gzip: got %v, want %s", err, want)
		}
	}
}

func TestOpenBehindSomething(t *testing.T) {
	sfx := append([]byte("MZ\x90 self-extracting"), pack(t, deflated("a.txt", "hello"))...)
	b := open(t, save(t, "sfx.exe", sfx), DefaultLimits())
	if got, fault := content(t, b, "a.txt"); got != "hello" || fault != "" {
		t.Errorf("%q, %s", got, fault)
	}
	none := open(t, save(t, "none.zip", pack(t)), DefaultLimits())
	if len(none.Entries) != 0 || none.Single || none.Salvaged {
		t.Errorf("an archive of nothing: %+v", none)
	}
}

func TestSHA256(t *testing.T) {
	data := pack(t, deflated("a.txt", "hello"))
	want := fmt.Sprintf("%x", sha256.Sum256(data))
	b := open(t, save(t, "a.zip", data), DefaultLimits())
	b.Close()
	if got, err := b.SHA256(); got != want || err != nil {
		t.Errorf("file: got %s, %v, want %s", got, err, want)
	}
	r, err := FromReader("-", bytes.NewReader(data), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.SHA256(); got != want || err != nil {
		t.Errorf("stream: got %s, %v, want %s", got, err, want)
	}
	files := map[string][]byte{"a.txt": []byte("1"), "b/c.txt": []byte("2")}
	dir := t.TempDir()
	os.Mkdir(filepath.Join(dir, "b"), 0o700)
	for p, d := range files {
		os.WriteFile(filepath.Join(dir, p), d, 0o600)
	}
	of, _ := open(t, dir, DefaultLimits()).SHA256()
	if memory, _ := Memory("m", files).SHA256(); of != memory || of == "" {
		t.Errorf("folder: got %s, want %s", of, memory)
	}
}

func TestFromReader(t *testing.T) {
	data := pack(t, deflated("a.txt", "hello"), stored("n.bin", noise(3*heldChunk)))
	lim := DefaultLimits()
	lim.HeldBytes = 4 * heldChunk
	lim.Held = NewBudget(lim.HeldBytes)
	for range 3 { // what is closed is given back
		b, err := FromReader("-", io.MultiReader(bytes.NewReader(data)), lim)
		if err != nil {
			t.Fatal(err)
		}
		if got, fault := content(t, b, "n.bin"); got != noise(3*heldChunk) || fault != "" {
			t.Errorf("%d bytes, %s", len(got), fault)
		}
		if _, err := FromReader("-", bytes.NewReader(data), lim); err == nil {
			t.Error("two archives fit where one does")
		}
		b.Close()
		b.Close()
		if _, fault := content(t, b, "a.txt"); fault == "" {
			t.Error("reads after Close")
		}
	}
	_, err := FromReader("-", bytes.NewReader(make([]byte, 4*heldChunk+1)), lim)
	if want := `"-" is larger than the 1.0 MiB that may be held in memory: save it to a file and give its path`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if b, err := FromReader("-", bytes.NewReader(make([]byte, 4*heldChunk)), lim); err != nil || !b.Single {
		t.Errorf("what fits exactly: %v", err)
	}
}

func TestNested(t *testing.T) {
	innermost := pack(t, deflated("x.txt", "deep"), deflated("x.txt", "deep too"))
	inner := pack(t, stored("third.zip", string(innermost)))
	outer := pack(t, stored("CL01/second.zip", string(inner)), stored("a.txt", "a"), stored("none.zip", ""))
	lim := DefaultLimits()
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "first.zip"), outer, 0o600)
	folder := open(t, dir, lim)
	lim.HeldBytes, lim.Held = 2*heldChunk, NewBudget(2*heldChunk)
	one, err := folder.Nested(folder.Entries[0], lim) // in place: takes nothing of the budget
	if err != nil {
		t.Fatal(err)
	}
	two, err := one.Nested(one.Entries[0], lim)
	if err != nil {
		t.Fatal(err)
	}
	three, err := two.Nested(two.Entries[0], lim)
	if err != nil {
		t.Fatal(err)
	}
	path := "first.zip!/CL01/second.zip!/third.zip!/x.txt"
	if diff := cmp.Diff([]string{path, path}, paths(three)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{path + ": the archive holds 2 files of this name: all are read"}, problems(three)); diff != "" {
		t.Error(diff)
	}
	if got, fault := content(t, three, path); got != "deep" || fault != "" {
		t.Errorf("%q, %s", got, fault)
	}
	if _, err := three.Nested(three.Entries[0], lim); err == nil || err.Error() != fmt.Sprintf("%q is more than 3 archives deep: unpack it and give its path", path) {
		t.Errorf("depth: %v", err)
	}
	if _, err := two.Nested(two.Entries[0], lim); err == nil || !strings.Contains(err.Error(), "does not fit into the 524288 bytes that") {
		t.Errorf("budget: %v", err)
	}
	three.Close()
	if _, err := one.Nested(one.Entries[1], lim); !errors.Is(err, ErrNotArchive) {
		t.Errorf("a text: %v", err)
	}
	if _, err := one.Nested(one.Entries[2], lim); !errors.Is(err, ErrEmpty) {
		t.Errorf("nothing: %v", err)
	}
}
