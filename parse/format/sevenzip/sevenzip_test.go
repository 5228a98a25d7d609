package sevenzip

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Archives of a.txt, "hello hello hello hello 7z\n", as 7z made them of a file made for this test: with LZMA2, and with the
// directory encrypted under the password "secret" too.
const (
	bySevenZip = "377abcaf271c00046142271d1800000000000000520000000000000042ec980be0001a00105d00341949db855c67ef47462fe542d60000000104060001091800070b010001212101000c1b00080a0127e602c500000501190c000000000000000000000000110d0061002e007400780074000000140a0100f38a2f00987ddd01150601002080a4810000"
	byLocked   = "377abcaf271c000454d62d2990000000000000002e00000000000000112599fbfcc59b8b2aec1c1b032b495ea5b4af7a0df449c2768ed5ba2051677977409669eb0f2e2fd6baafa0bfeed2f23bd13e991f629b52dcaace47d486bf75212c005826f5c72068546b4c997570466273d403ed9a9a06fcaa5d252b9865ece828312f17ab9fa0b3377dadad4c01f8b29cdf8b8ee5f82dbe4453f5ab05ad690494a4542808abe3d8353c78f809464009d7a82e17062001097000070b0100012406f1070112530fecc43e22c942c95e0eca863e728a920a0c620a012c57bb4d0000"
)

const maxFiles = 1000

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(data []byte, passwords ...string) (*Archive, error) {
	return Open(bytes.NewReader(data), int64(len(data)), maxFiles, passwords)
}

// contents unpacks every folder and gives each file what came out of it, and the faults of files and folders.
func contents(a *Archive, password string) (map[string]string, []string) {
	var faults []string
	unpacked := make([]string, len(a.Folders))
	for i := range a.Folders {
		r, err := a.Folders[i].Open(password)
		if err != nil {
			faults = append(faults, err.Error())
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			faults = append(faults, err.Error())
		}
		unpacked[i] = string(b)
	}
	out := map[string]string{}
	for _, f := range a.Files {
		if f.Dir {
			continue
		}
		s := ""
		if f.Folder >= 0 {
			s = unpacked[f.Folder]
		}
		n := int64(len(s))
		s = s[min(f.Offset, n):min(f.Offset+f.Size, n)]
		if f.Summed && crc32.ChecksumIEEE([]byte(s)) != f.CRC {
			faults = append(faults, f.Name+": checksum")
		}
		out[f.Name] = s
	}
	return out, faults
}

func TestSamples(t *testing.T) {
	want := map[string]string{"a.txt": "hello hello hello hello 7z\n"}
	for name, c := range map[string]struct{ archive, password string }{"plain": {bySevenZip, ""}, "encrypted": {byLocked, "secret"}} {
		data := unhex(t, c.archive)
		a, err := read(data, "wrong", c.password)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, faults := contents(a, c.password)
		if diff := cmp.Diff(want, got); diff != "" || faults != nil {
			t.Errorf("%s: %s %v", name, diff, faults)
		}
		f := a.Files[0]
		if f.Size != 27 || !f.Summed || f.Dir || f.Special || f.Modified.Location() != time.UTC || f.Modified.Year() < 2020 {
			t.Errorf("%s: %+v", name, f)
		}
		for n := range data {
			if _, err := read(data[:n], c.password); !errors.Is(err, ErrTruncated) {
				t.Fatalf("%s: cut at %d: %v", name, n, err)
			}
		}
		for i := 0; i < len(data); i += 1 + 10*len(c.password)/6 { // a key costs some hundredths of a second
			bad := bytes.Clone(data)
			bad[i] ^= 0x10
			a, err := read(bad, c.password)
			if err != nil {
				continue
			}
			if got, faults := contents(a, c.password); got["a.txt"] != want["a.txt"] && faults == nil && i != 6 && i != 7 {
				t.Errorf("%s: byte %d changed, and nothing is told", name, i)
			}
		}
	}
	for _, passwords := range [][]string{nil, {"wrong", ""}} {
		if _, err := read(unhex(t, byLocked), passwords...); !errors.Is(err, ErrPassword) {
			t.Errorf("%q: %v", passwords, err)
		}
	}
}

func TestStored(t *testing.T) {
	a, err := read(makeStored(nil, "d/a.txt", "hello", "empty?", "", "æøå", "third"))
	if err != nil {
		t.Fatal(err)
	}
	got, faults := contents(a, "")
	if diff := cmp.Diff(map[string]string{"d/a.txt": "hello", "empty?": "", "æøå": "third"}, got); diff != "" || faults != nil {
		t.Error(diff, faults)
	}
	if _, err := Open(bytes.NewReader(makeStored(nil, "a", "a", "b", "b", "c", "c")), 1000, 2, nil); err == nil {
		t.Error("more files than allowed")
	}
	empty, err := read(wrap(nil, nil))
	if err != nil || len(empty.Files) != 0 {
		t.Errorf("%v, %v", empty, err)
	}
}

// TestHostile holds that no number of a directory makes the reader take memory: 43 bytes that claim four billion packed
// streams have been seen to cost another reader 4 GiB.
func TestHostile(t *testing.T) {
	huge := []byte{0xf0, 0xff, 0xff, 0xff, 0xff}
	lzma := []byte{idHeader, idMainStreams, idPackInfo, 0, 1, idSize, 5, idEnd, idUnpackInfo, idFolder, 1, 0, 1, 0x23, 3, 1, 1, 5, 0x5d, 0xff, 0xff, 0xff, 0xff, idUnpackSize}
	lzma = append(append(lzma, huge...), idEnd, idEnd, idEnd)
	for name, head := range map[string][]byte{
		"packed streams": append(append([]byte{idHeader, idMainStreams, idPackInfo, 0}, huge...), idCRC, 1),
		"folders":        append([]byte{idHeader, idMainStreams, idUnpackInfo, idFolder}, append(huge, 0)...),
		"coders":         append([]byte{idHeader, idMainStreams, idUnpackInfo, idFolder, 1, 0}, huge...),
		"properties":     append([]byte{idHeader, idMainStreams, idUnpackInfo, idFolder, 1, 0, 1, 0x21, 0}, huge...),
		"files":          append([]byte{idHeader, idFilesInfo}, huge...),
		"files in a folder": makeStored(func(h []byte) []byte {
			return bytes.Replace(h, []byte{idSubStreams, idNumUnpack, 1}, append([]byte{idSubStreams, idNumUnpack}, huge...), 1)
		}, "a", "a")[33:],
		"dictionary": lzma,
		"header":     append([]byte{idEncodedHeader}, lzma[2:]...),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a, err := read(wrap([]byte("12345"), head))
		if err == nil {
			contents(a, "")
		}
		runtime.ReadMemStats(&after)
		if n := (after.TotalAlloc - before.TotalAlloc) >> 20; n > 1 || err == nil && name != "dictionary" {
			t.Errorf("%s: %d MiB, %v", name, n, err)
		}
	}
	a, err := read(wrap([]byte("12345"), lzma))
	if err != nil {
		t.Fatal(err)
	}
	var method *MethodError
	if err := a.Folders[0].Check(); !errors.As(err, &method) || method.What != "a dictionary of 4095 MiB, which is more than 256 MiB of memory" {
		t.Error(err)
	}
}

func TestMethods(t *testing.T) {
	with := func(coder ...byte) []byte {
		return makeStored(func(h []byte) []byte {
			return bytes.Replace(h, []byte{idFolder, 1, 0, 1, 1, 0}, append([]byte{idFolder, 1, 0}, coder...), 1)
		}, "a", "hello")
	}
	for want, data := range map[string][]byte{
		"PPMd":                                  with(1, 0x23, 3, 4, 1, 5, 6, 0, 0, 0, 1),
		"BCJ":                                   with(1, 4, 3, 3, 1, 3),
		"Zstandard":                             with(1, 4, 4, 0xf7, 0x11, 1),
		"unknown method 0AF1":                   with(1, 2, 0x0a, 0xf1),
		"AES in a way that would take too long": with(1, 0x24, 6, 0xf1, 7, 1, 1, 30),
	} {
		a, err := read(data)
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		var method *MethodError
		if _, err := a.Folders[0].Open("x"); !errors.As(err, &method) || method.What != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for want, data := range map[string][]byte{
		"parameters of AES of the wrong length": with(1, 0x24, 6, 0xf1, 7, 1, 2, 0xc0, 0xff),
		"parameters of the wrong length":        with(1, 0x23, 3, 1, 1, 1, 0x5d),
		"its methods feed each other in a circle": makeStored(func(h []byte) []byte {
			return bytes.Replace(h, []byte{idFolder, 1, 0, 1, 1, 0, idUnpackSize, 5}, []byte{idFolder, 1, 0, 2, 1, 0, 1, 0, 0, 0, idUnpackSize, 5, 5}, 1)
		}, "a", "hello"),
	} {
		a, err := read(data)
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		var damage *DamageError
		if _, err := a.Folders[0].Open("x"); !errors.As(err, &damage) || damage.What != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestSevenZip reads what 7z makes: solid and not, every method, with passwords, folders, empty files.
func TestSevenZip(t *testing.T) {
	tool, err := exec.LookPath("7z")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("7z is not installed")
	}
	want := map[string]string{"CL01/Ærø.log": strings.Repeat("event 12288: 0xC004F074\r\n", 9000), "b.bin": noise(100_000), "empty": "", "tiny": "a", "far": noise(70_000) + noise(70_000)}
	dir := t.TempDir()
	for name, data := range want {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, args := range [][]string{
		{}, {"-ms=off"}, {"-mx=1"}, {"-mx=9"}, {"-m0=LZMA"}, {"-m0=LZMA2"}, {"-m0=Deflate"}, {"-m0=Deflate64"}, {"-m0=BZip2"}, {"-m0=Copy"}, {"-mhc=off"},
		{"-psecret"}, {"-psecret", "-mhe=on"}, {"-psecret", "-ms=off", "-m0=LZMA"}, {"-psecret", "-m0=Copy"},
	} {
		p := filepath.Join(t.TempDir(), fmt.Sprintf("%d.7z", i))
		cmd := exec.Command(tool, slices.Concat([]string{"a"}, args, []string{p, "."})...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		a, err := read(data, "secret")
		if err != nil {
			t.Errorf("%q: %v", args, err)
			continue
		}
		got, faults := contents(a, "secret")
		if diff := cmp.Diff(want, got); diff != "" || faults != nil {
			t.Errorf("%q: %.300s %v", args, diff, faults)
		}
		dirs := 0
		for _, f := range a.Files {
			if f.Dir {
				dirs++
			}
		}
		if dirs != 1 {
			t.Errorf("%q: %d folders", args, dirs)
		}
		for _, f := range a.Folders {
			if f.Encrypted != slices.Contains(args, "-psecret") {
				t.Errorf("%q: encrypted %v", args, f.Encrypted)
			}
		}
		if len(args) > 0 && args[0] == "-psecret" {
			if _, faults := contents(a, "wrong"); faults == nil {
				t.Errorf("%q: a wrong password is not told", args)
			}
		}
	}
}

func noise(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

func FuzzOpen(f *testing.F) {
	f.Add(unhex(f, bySevenZip))
	f.Add(unhex(f, byLocked))
	f.Add(makeStored(nil, "d/a.txt", "hello", "empty?", "", "æøå", "third"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > startLen { // directories behind their checksums
			data = wrap(data[startLen:], data[startLen:])
		}
		a, err := read(data, "secret")
		if err != nil {
			return
		}
		for i := range a.Folders {
			if r, err := a.Folders[i].Open("secret"); err == nil {
				io.Copy(io.Discard, io.LimitReader(r, 1<<20))
			}
		}
		for _, f := range a.Files {
			if f.Folder >= len(a.Folders) || f.Size < 0 || f.Offset < 0 || f.Folder >= 0 && f.Offset+f.Size > a.Folders[f.Folder].Size {
				t.Errorf("%+v", f)
			}
		}
	})
}
