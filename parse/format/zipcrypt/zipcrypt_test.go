package zipcrypt

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// samples are entries that hold "hello zip\n", stored, under the password "secret": what 7z and Info-ZIP's zip made of a
// file made for this test.
var samples = map[string]struct {
	lock Lock
	data string
}{
	"zip -P":      {Lock{ZipCrypto, 0x58}, "cb2008801303e91898c4c851c84659f356e6a1123823"}, // its time, 0x58b0
	"7z -p":       {Lock{ZipCrypto, 0x48}, "f3803ec187e54a5229a675d19b5a8e8265d307ef209a"}, // its CRC-32, 0x4811c948
	"7z, AES-128": {Lock{Cipher: AES128}, "32b33cd361d524bb40dbe740e252b48cc1e3c14e286b56eab64f04c53c3b"},
	"7z, AES-192": {Lock{Cipher: AES192}, "34a5302727d14997f41dc27f3f84dee66d3ba164c390e8ff77858baa56ad534816f7"},
	"7z, AES-256": {Lock{Cipher: AES256}, "1a5365cc1690328e3ab18d54c780ead11c22965fc63748f3f6fa43190a0ba49b6e3d30337bf3"},
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decrypt(l Lock, data []byte, password string) (string, error) {
	n := min(l.HeadLen(), len(data))
	k, err := l.Try(data[:n], password)
	if err != nil {
		return "", err
	}
	r, err := k.Reader(iotest.OneByteReader(bytes.NewReader(data[n:])), int64(len(data)-n))
	if err != nil {
		return "", err
	}
	out, err := io.ReadAll(r)
	return string(out), err
}

func TestSamples(t *testing.T) {
	for name, s := range samples {
		data := unhex(t, s.data)
		if got, err := decrypt(s.lock, data, "secret"); got != "hello zip\n" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if _, err := decrypt(s.lock, data, "Secret"); !errors.Is(err, ErrPassword) {
			t.Errorf("%s: the wrong password: %v", name, err)
		}
		for n := range len(data) {
			k, err := s.lock.Try(data[:min(n, s.lock.HeadLen())], "secret")
			if (err == nil) != (n >= s.lock.HeadLen()) {
				t.Errorf("%s: cut at %d: %v", name, n, err)
			}
			if err != nil {
				continue
			}
			r, err := k.Reader(bytes.NewReader(data[s.lock.HeadLen():n]), int64(len(data)-s.lock.HeadLen()))
			if err != nil {
				t.Fatal(err)
			}
			out, err := io.ReadAll(r)
			if !strings.HasPrefix("hello zip\n", string(out)) || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: cut at %d: %q, %v", name, n, out, err)
			}
		}
		if s.lock.Cipher == ZipCrypto {
			continue
		}
		for i := s.lock.HeadLen(); i < len(data); i++ {
			data[i] ^= 4
			if _, err := decrypt(s.lock, data, "secret"); !errors.Is(err, ErrAuthentication) {
				t.Errorf("%s: byte %d changed: %v", name, i, err)
			}
			data[i] ^= 4
		}
		k, err := s.lock.Try(data[:s.lock.HeadLen()], "secret")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.Reader(bytes.NewReader(nil), codeLen-1); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: no room for the code: %v", name, err)
		}
	}
}

func TestParseField(t *testing.T) {
	for data, want := range map[string]Field{
		"02004145030800": {2, AES256, 8}, "01004145010000": {1, AES128, 0}, "0200414502630012": {2, AES192, 99},
	} {
		if got, ok := ParseField(unhex(t, data)); got != want || !ok {
			t.Errorf("%s: %+v, %v", data, got, ok)
		}
	}
	for _, data := range []string{"", "020041450308", "02004145000800", "02004145040800", "02004155030800", "03004145030800"} {
		if got, ok := ParseField(unhex(t, data)); ok {
			t.Errorf("%s: %+v", data, got)
		}
	}
}

// TestTools reads what 7z and zip encrypt, many blocks of it.
func TestTools(t *testing.T) {
	text := strings.Repeat("event 12288: 0xC004F074, 0x00000000\r\n", 5000)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.log"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][]string{
		{"7z", "a", "-tzip", "-ppass word", "-mx=5", "x.zip", "a.log"}, {"7z", "a", "-tzip", "-mx=0", "-mem=AES128", "-ppass word", "x.zip", "a.log"},
		{"7z", "a", "-tzip", "-mem=AES192", "-ppass word", "x.zip", "a.log"}, {"7z", "a", "-tzip", "-mem=AES256", "-ppass word", "x.zip", "a.log"},
		{"zip", "-P", "pass word", "x.zip", "a.log"},
	} {
		tool, err := exec.LookPath(c[0])
		if err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Logf("%s is not installed", c[0])
			continue
		}
		archive := filepath.Join(dir, "x.zip")
		os.Remove(archive)
		cmd := exec.Command(tool, c[1:]...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%q: %v: %s", c, err, out)
		}
		z, err := zip.OpenReader(archive)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := unpack(z.File[0], "pass word"); got != text || err != nil {
			t.Errorf("%q: %d of %d bytes, %v", c, len(got), len(text), err)
		}
		if _, err := unpack(z.File[0], "pass"); !errors.Is(err, ErrPassword) {
			t.Logf("%q: a wrong password that seems to fit, one of 256: %v", c, err)
		}
		z.Close()
	}
}

// unpack reads an entry that is stored or deflated.
func unpack(f *zip.File, password string) (string, error) {
	raw, err := f.OpenRaw()
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(raw)
	if err != nil {
		return "", err
	}
	l, method := Lock{Check: byte(f.CRC32 >> 24)}, f.Method
	if f.Flags&8 != 0 {
		l.Check = byte(f.ModifiedTime >> 8)
	}
	if method == 99 {
		at := bytes.Index(f.Extra, []byte{1, 0x99, 7, 0})
		field, _ := ParseField(f.Extra[at+4:])
		l.Cipher, method = field.Cipher, field.Method
	}
	plain, err := decrypt(l, data, password)
	if err != nil || method == zip.Store {
		return plain, err
	}
	out, err := io.ReadAll(flate.NewReader(strings.NewReader(plain)))
	return string(out), err
}

func FuzzReader(f *testing.F) {
	for _, s := range samples {
		f.Add(unhex(f, s.data), byte(s.lock.Cipher), s.lock.Check, "secret")
	}
	f.Add([]byte{}, byte(0), byte(0), "")
	f.Fuzz(func(t *testing.T, data []byte, cipher, check byte, password string) {
		l := Lock{Cipher: Cipher(cipher % 4), Check: check}
		out, err := decrypt(l, data, password)
		if err == nil && len(out) != len(data)-l.HeadLen()-l.TailLen() {
			t.Errorf("%d bytes out of %d", len(out), len(data))
		}
		if len(out) > len(data) {
			t.Errorf("%d bytes out of %d", len(out), len(data))
		}
	})
}

func FuzzParseField(f *testing.F) {
	f.Add(binary.LittleEndian.AppendUint16([]byte{2, 0, 'A', 'E', 3}, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		if x, ok := ParseField(data); ok && (x.Cipher < AES128 || x.Cipher > AES256 || x.Version < 1 || x.Version > 2) {
			t.Errorf("%+v", x)
		}
	})
}
