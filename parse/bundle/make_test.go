package bundle

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
)

// file is an entry of a test archive.
type file struct {
	zip.FileHeader
	data string
	raw  bool // data is already packed, the header complete
}

func stored(name, data string) file {
	return file{FileHeader: zip.FileHeader{Name: name, Method: zip.Store}, data: data}
}

func deflated(name, data string) file {
	return file{FileHeader: zip.FileHeader{Name: name, Method: zip.Deflate}, data: data}
}

// pack writes a zip archive; deflated entries carry data descriptors, as of a streaming packer.
func pack(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := f.FileHeader
		create := w.CreateHeader
		if f.raw {
			create = w.CreateRaw
		}
		e, err := create(&h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(e, f.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packed is an entry with its sizes in the local header, as Explorer writes.
func packed(t testing.TB, name, data string) file {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, 6)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, data)
	w.Close()
	return file{raw: true, data: b.String(), FileHeader: zip.FileHeader{Name: name, Method: zip.Deflate,
		CRC32: crc(data), CompressedSize64: uint64(b.Len()), UncompressedSize64: uint64(len(data))}}
}

// save writes an archive to disk and returns its path.
func save(t testing.TB, name string, data []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func open(t testing.TB, path string, lim Limits) *Bundle {
	t.Helper()
	b, err := Open(path, lim)
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// content reads an entry, through the error if there is one.
func content(t testing.TB, b *Bundle, path string) (string, string) {
	t.Helper()
	for _, e := range b.Entries {
		if e.Path != path {
			continue
		}
		r, err := e.Open()
		if err != nil {
			return "", err.Error()
		}
		defer r.Close()
		data, err := io.ReadAll(r)
		if err != nil {
			return string(data), err.Error()
		}
		return string(data), ""
	}
	t.Fatalf("no entry %q in %q", path, paths(b))
	return "", ""
}

func paths(b *Bundle) []string {
	var out []string
	for _, e := range b.Entries {
		out = append(out, e.Path)
	}
	return out
}

func problems(b *Bundle) []string {
	var out []string
	for _, p := range b.Problems {
		out = append(out, strings.TrimPrefix(p.Path+": "+p.Text, ": "))
	}
	return out
}

// noise does not pack.
func noise(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

var day = time.Date(2015, 3, 2, 9, 14, 2, 0, time.UTC)
