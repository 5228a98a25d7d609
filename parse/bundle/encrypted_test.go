package bundle

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Archives of a.txt, "hello zip\n", with the password "secret", as Info-ZIP's zip and 7z made them.
const (
	byZip = "504b03040a0009000000b0587a5d48c91148160000000a00000005001c00612e74787455540900037b12086b7b12086b75780b000104000000000400000000cb2008801303e91898c4c851c84659f356e6a1123823504b070848c91148160000000a000000504b01021e030a0009000000b0587a5d48c91148160000000a000000050018000000000000000000a48100000000612e74787455540500037b12086b75780b000104000000000400000000504b050600000000010001004b000000650000000000"
	by7z  = "504b0304140001000000b0587a5d48c91148160000000a00000005000000612e747874f3803ec187e54a5229a675d19b5a8e8265d307ef209a504b01023f03140001000000b0587a5d48c91148160000000a000000050024000000000000002080a48100000000612e7478740a002000000000000100180098d58f0d967ddd0100000000000000000000000000000000504b0506000000000100010057000000390000000000"
	byAES = "504b0304330001006300b0587a5d00000000260000000a00000005000b00612e74787401990700020041450300001a5365cc1690328e3ab18d54c780ead11c22965fc63748f3f6fa43190a0ba49b6e3d30337bf3504b01023f03330001006300b0587a5d00000000260000000a00000005002f000000000000002080a48100000000612e7478740a002000000000000100180098d58f0d967ddd01000000000000000000000000000000000199070002004145030000504b0506000000000100010062000000540000000000"
)

func keyed(passwords ...string) Limits {
	lim := DefaultLimits()
	lim.Passwords = passwords
	return lim
}

func TestPasswords(t *testing.T) {
	for name, c := range map[string]struct{ archive, cipher string }{"zip": {byZip, "ZipCrypto"}, "7z": {by7z, "ZipCrypto"}, "AES": {byAES, "AES-256"}} {
		data := unhex(t, c.archive)
		p := save(t, "x.zip", []byte(data))
		whole(t, open(t, p, keyed("secret")), "a.txt", "hello zip\n")
		whole(t, open(t, p, keyed("wrong", "", "secret", "other")), "a.txt", "hello zip\n")
		outer := open(t, save(t, "y.zip", pack(t, stored("x.zip", data), stored("b", "b"))), keyed("secret"))
		in, err := outer.Nested(outer.Entries[1], keyed("secret"))
		if err != nil {
			t.Fatal(err)
		}
		whole(t, in, "x.zip!/a.txt", "hello zip\n")
		half := open(t, save(t, "z.zip", []byte(data[:strings.Index(data, "PK\x01\x02")])), keyed("secret"))
		if got, fault := content(t, half, "a.txt"); got != "hello zip\n" || fault != "" || !half.Salvaged {
			t.Errorf("%s: without a directory: %q, %s", name, got, fault)
		}
		for want, lim := range map[string]Limits{
			": give a file with its password (--password-file), or ask for the archive without a password":           keyed(),
			", and the password given does not fit: ask for the right one, or for the archive without a password":    keyed("hunter2"),
			", and none of the 2 passwords given fits: ask for the right one, or for the archive without a password": keyed("hunter2", "Secret"),
		} {
			b, err := Open(p, lim)
			if want = `"x.zip" is encrypted (` + c.cipher + `)` + want; !errors.Is(err, ErrEncrypted) || err.Error() != want {
				t.Errorf("%s: got %v, want %s", name, err, want)
			}
			if diff := cmp.Diff([]string{"a.txt"}, paths(b)); diff != "" || !b.Encrypted {
				t.Error(diff)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("a password is shown")
			}
		}
	}
}

// TestPasswordSeems looks for wrong passwords that pass the one byte of ZipCrypto's check, as one of 256 does: only what
// comes out tells.
func TestPasswordSeems(t *testing.T) {
	p := save(t, "x.zip", []byte(unhex(t, byZip)))
	var wrong []string
	for i := range 3000 {
		wrong = append(wrong, strings.Repeat("x", i%50)+string(rune('a'+i/50)))
	}
	if _, err := Open(p, keyed(wrong...)); !errors.Is(err, ErrEncrypted) {
		t.Fatalf("a wrong password opens it: %v", err)
	}
	whole(t, open(t, p, keyed(append(wrong, "secret")...)), "a.txt", "hello zip\n")
}

// TestPasswordDamage holds that damage is told as such where another entry proves the password, or the cipher nearly does.
func TestPasswordDamage(t *testing.T) {
	data := []byte(unhex(t, byAES))
	data[bytes.Index(data, []byte("PK\x01\x02"))-12] ^= 1
	b := open(t, save(t, "x.zip", data), keyed("secret"))
	if _, fault := content(t, b, "a.txt"); fault != `"a.txt" is damaged: its checksum is wrong; ask for a new upload` {
		t.Error(fault)
	}
	dir := files(t, "a.txt", noise(3000), "b.txt", "b")
	for _, args := range [][]string{{"7z", "a", "-tzip", "-mx=0", "-mem=AES256", "-psecret"}, {"zip", "-0", "-r", "-P", "secret"}} {
		out := filepath.Join(t.TempDir(), "x.zip")
		ran(t, dir, args[0], append(args[1:], out, ".")...)
		b := open(t, out, keyed("secret"))
		whole(t, b, "a.txt", noise(3000), "b.txt", "b")
		data := readFile(t, out)
		data[200] ^= 1
		b = open(t, save(t, "x.zip", data), keyed("secret"))
		if _, fault := content(t, b, "a.txt"); fault != `"a.txt" is damaged: its checksum is wrong; ask for a new upload` {
			t.Errorf("%s: %s", args[0], fault)
		}
		if got, fault := content(t, b, "b.txt"); got != "b" || fault != "" {
			t.Errorf("%s: its neighbour: %q, %s", args[0], got, fault)
		}
		b = open(t, save(t, "x.zip", data[:2000]), keyed("secret"))
		if _, fault := content(t, b, "a.txt"); !strings.Contains(fault, "ask for a new upload") || !b.Salvaged {
			t.Errorf("%s: cut: %s", args[0], fault)
		}
	}
}

// TestPasswordTools reads what 7z and zip encrypt: every cipher and method, several passwords in one archive, letters
// beyond ASCII.
func TestPasswordTools(t *testing.T) {
	entries := []string{"a.log", strings.Repeat("hello\r\n", 30_000), "b.bin", noise(70_000), "empty", ""}
	dir := files(t, entries...)
	for _, args := range [][]string{
		{"7z", "a", "-tzip", "-psecret"}, {"7z", "a", "-tzip", "-psecret", "-mm=Deflate64"}, {"7z", "a", "-tzip", "-psecret", "-mm=BZip2", "-mem=AES128"},
		{"7z", "a", "-tzip", "-psecret", "-mem=AES192"}, {"7z", "a", "-tzip", "-psecret", "-mem=AES256"}, {"zip", "-r", "-P", "secret"},
	} {
		out := filepath.Join(t.TempDir(), "x.zip")
		ran(t, dir, args[0], append(args[1:], out, ".")...)
		whole(t, open(t, out, keyed("first", "secret")), entries...)
		data := readFile(t, out)
		half := open(t, save(t, "x.zip", data[:bytes.LastIndex(data, []byte("PK\x01\x02"))]), keyed("first", "secret"))
		half.Problems = nil
		whole(t, half, entries...)
	}
	out := filepath.Join(t.TempDir(), "x.zip")
	ran(t, dir, "zip", "-P", "one", out, "a.log")
	ran(t, dir, "zip", "-P", "two", out, "b.bin")
	ran(t, dir, "zip", out, "empty")
	whole(t, open(t, out, keyed("two", "one")), entries...)
	b := open(t, out, keyed("two"))
	if _, fault := content(t, b, "a.log"); !strings.HasPrefix(fault, "encrypted (ZipCrypto), and the password given does not fit") {
		t.Error(fault)
	}
	if got, fault := content(t, b, "b.bin"); got != noise(70_000) || fault != "" {
		t.Errorf("%d bytes, %s", len(got), fault)
	}
	for name, password := range map[string]string{"UTF-8": "Blåbær", "850": "Bl\x86b\x91r", "1252": "Bl\xe5b\xe6r"} {
		out := filepath.Join(t.TempDir(), "x.zip")
		ran(t, dir, "zip", "-P", password, out, "a.log")
		b := open(t, out, keyed("Blåbær"))
		if got, fault := content(t, b, "a.log"); got != entries[1] || fault != "" {
			t.Errorf("%s: %d bytes, %s", name, len(got), fault)
		}
	}
}

func TestPasswordMethod(t *testing.T) {
	dir := files(t, "a.log", strings.Repeat("hello\r\n", 300))
	out := filepath.Join(t.TempDir(), "x.zip")
	ran(t, dir, "7z", "a", "-tzip", "-psecret", "-mm=LZMA", "-mem=AES256", out, ".")
	b := open(t, out, keyed("secret"))
	if _, fault := content(t, b, "a.log"); !strings.HasPrefix(fault, "packed with LZMA") {
		t.Error(fault)
	}
}
