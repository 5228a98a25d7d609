package bundle

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
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

// gzipped and zstandard pack a stream.
func gzipped(t testing.TB, data string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t testing.TB, data string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tarred writes a tar archive of names and contents.
func tarred(t testing.TB, entries ...string) string {
	t.Helper()
	var b strings.Builder
	w := tar.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: entries[i], Mode: 0o600, Size: int64(len(entries[i+1])), ModTime: day}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, entries[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tool finds a program that a test compares with. Without it the test is skipped, but not in the continuous integration.
func tool(t testing.TB, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%s is not installed", name)
	}
	return p
}

// ran runs a tool in a folder and returns what it prints.
func ran(t testing.TB, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(tool(t, name), args...)
	cmd.Dir = dir
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v: %s%s", name, args, err, out, errs.String())
	}
	return string(out)
}

// files writes names and contents below a new folder.
func files(t testing.TB, entries ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(entries); i += 2 {
		p := filepath.Join(dir, filepath.FromSlash(entries[i]))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(entries[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// inside opens an archive in an archive.
func inside(t testing.TB, b *Bundle, i int) *Bundle {
	t.Helper()
	in, err := b.Nested(b.Entries[i], DefaultLimits())
	if err != nil {
		t.Fatalf("open %s: %v", b.Entries[i].Path, err)
	}
	t.Cleanup(func() { in.Close() })
	return in
}

// whole fails unless the bundle holds these names and contents, in order, and no problem.
func whole(t testing.TB, b *Bundle, entries ...string) {
	t.Helper()
	var names []string
	for i := 0; i < len(entries); i += 2 {
		names = append(names, entries[i])
		if got, fault := content(t, b, entries[i]); got != entries[i+1] || fault != "" {
			t.Errorf("%s: %d bytes, want %d; %s", entries[i], len(got), len(entries[i+1]), fault)
		}
	}
	if diff := cmp.Diff(names, paths(b)); diff != "" {
		t.Error(diff)
	}
	if ps := problems(b); ps != nil {
		t.Error(ps)
	}
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
