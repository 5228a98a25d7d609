package bundle

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Archives of a.txt, hello7z, as 7z made them: with LZMA2, and encrypted with its names under the password "secret".
const (
	sevenZip       = "377abcaf271c00046142271d1800000000000000520000000000000042ec980be0001a00105d00341949db855c67ef47462fe542d60000000104060001091800070b010001212101000c1b00080a0127e602c500000501190c000000000000000000000000110d0061002e007400780074000000140a0100f38a2f00987ddd01150601002080a4810000"
	sevenZipLocked = "377abcaf271c000454d62d2990000000000000002e00000000000000112599fbfcc59b8b2aec1c1b032b495ea5b4af7a0df449c2768ed5ba2051677977409669eb0f2e2fd6baafa0bfeed2f23bd13e991f629b52dcaace47d486bf75212c005826f5c72068546b4c997570466273d403ed9a9a06fcaa5d252b9865ece828312f17ab9fa0b3377dadad4c01f8b29cdf8b8ee5f82dbe4453f5ab05ad690494a4542808abe3d8353c78f809464009d7a82e17062001097000070b0100012406f1070112530fecc43e22c942c95e0eca863e728a920a0c620a012c57bb4d0000"
	hello7z        = "hello hello hello hello 7z\n"
)

func TestSevenZip(t *testing.T) {
	data := unhex(t, sevenZip)
	b := open(t, save(t, "no-ending", []byte(data)), DefaultLimits())
	whole(t, b, "a.txt", hello7z)
	if e := b.Entries[0]; !e.UTC || e.Modified.Year() < 2020 {
		t.Errorf("%+v", e)
	}
	outer := open(t, save(t, "x.zip", pack(t, deflated("x", data))), DefaultLimits())
	whole(t, inside(t, outer, 0), "x!/a.txt", hello7z)
	for n := len(sevenZipSignature); n < len(data); n++ {
		_, err := FromReader("x.7z", strings.NewReader(data[:n]), DefaultLimits())
		if !errors.Is(err, ErrTruncated) || !strings.HasSuffix(err.Error(), "before its list of files, which stands at the end: ask for a new upload") {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}

const sevenZipSignature = "7z\xbc\xaf\x27\x1c"

// TestSevenZipTools reads what 7z makes: solid, where files share what is packed, and not.
func TestSevenZipTools(t *testing.T) {
	entries := []string{"CL01/Ærø.log", strings.Repeat("hello\r\n", 30_000), "b.bin", noise(70_000), "empty", ""}
	dir := files(t, entries...)
	for _, args := range [][]string{{}, {"-ms=off"}, {"-m0=LZMA"}, {"-psecret"}, {"-psecret", "-ms=off"}, {"-psecret", "-mhe=on"}} {
		p := filepath.Join(t.TempDir(), "x.7z")
		ran(t, dir, "7z", slices.Concat([]string{"a"}, args, []string{p, "."})...)
		lim := keyed("wrong", "secret")
		b := open(t, p, lim)
		for range 2 {
			whole(t, b, entries...)
		}
		b.Close()
		if !lim.Held.take(lim.HeldBytes) {
			t.Errorf("%q: memory is not given back", args)
		}
		tight := keyed("secret")
		tight.HeldBytes, tight.Held = 4096, NewBudget(4096)
		b, err := Open(p, tight)
		if err != nil {
			if !slices.Contains(args, "-psecret") { // which cannot be proven then
				t.Error(err)
			}
			continue
		}
		if _, fault := content(t, b, "b.bin"); !strings.Contains(fault, "of memory to unpack, more than is left of 4096 bytes: unpack it with 7-Zip (7z x) and give the folder") {
			t.Errorf("%q: %s", args, fault)
		}
	}
}

func TestSevenZipPasswords(t *testing.T) {
	dir := files(t, "a.txt", noise(3000), "b.txt", "b")
	data := filepath.Join(t.TempDir(), "data.7z")
	ran(t, dir, "7z", "a", "-psecret", data, ".")
	names := save(t, "names.7z", []byte(unhex(t, sevenZipLocked)))
	whole(t, open(t, names, keyed("wrong", "secret")), "a.txt", hello7z)
	for how, p := range map[string]string{"AES-256, names too": names, "AES-256": data} {
		for want, lim := range map[string]Limits{
			": give a file with its password (--password-file), or ask for the archive without a password":           keyed(),
			", and the password given does not fit: ask for the right one, or for the archive without a password":    keyed("hunter2"),
			", and none of the 2 passwords given fits: ask for the right one, or for the archive without a password": keyed("hunter2", "Secret"),
		} {
			b, err := Open(p, lim)
			if want = `"` + filepath.Base(p) + `" is encrypted (` + how + `)` + want; !errors.Is(err, ErrEncrypted) || err.Error() != want || !b.Encrypted {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
	b, err := Open(data, keyed())
	if diff := cmp.Diff([]string{"a.txt", "b.txt"}, paths(b)); diff != "" {
		t.Error(diff, err)
	}
}

func TestSevenZipRefused(t *testing.T) {
	dir := files(t, "a.log", strings.Repeat("hello\r\n", 300))
	p := filepath.Join(t.TempDir(), "x.7z")
	ran(t, dir, "7z", "a", "-m0=PPMd", p, ".")
	b, err := Open(p, DefaultLimits())
	if want := `"x.7z" holds no file that can be read: packed with PPMd, which cannot be read: unpack it with 7-Zip (7z x) and give the folder`; !errors.Is(err, ErrMethod) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if diff := cmp.Diff([]string{"a.log"}, paths(b)); diff != "" {
		t.Error(diff)
	}
	more := files(t, "b.log", "hello")
	ran(t, more, "7z", "a", "-m0=LZMA", p, ".")
	b = open(t, p, DefaultLimits())
	if _, fault := content(t, b, "a.log"); !strings.HasPrefix(fault, "packed with PPMd") {
		t.Error(fault)
	}
	if got, fault := content(t, b, "b.log"); got != "hello" || fault != "" {
		t.Errorf("its neighbour: %q, %s", got, fault)
	}
}

// TestSevenZipDamage changes each byte of an archive: what comes out is right, or the fault is told.
func TestSevenZipDamage(t *testing.T) {
	good := []byte(unhex(t, sevenZip))
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0x21
		b, err := FromReader("x.7z", bytes.NewReader(bad), DefaultLimits())
		if err != nil || b.Single {
			continue
		}
		if got, fault := content(t, b, "a.txt"); got != hello7z && fault == "" {
			t.Errorf("byte %d: %q and no fault", i, got)
		}
		b.Close()
	}
	lim := DefaultLimits()
	lim.Entries = 0
	if _, err := Open(save(t, "x.7z", good), lim); err == nil || err.Error() != `"x.7z" lists more than the limit of 0 entries: refused` {
		t.Error(err)
	}
}
