package input

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kmstriage/parse/bundle"
)

const lookup = "Server:  dc1.contoso.com\r\nAddress:  192.0.2.1\r\n\r\n"

// tarGzipOf packs a lookup with as many bytes behind it.
func tarGzipOf(t *testing.T, bytesBehind int) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, data := range map[string]string{"CL01_NSLookup.log": lookup, "z.bin": strings.Repeat("0123456789abcdef", bytesBehind/16)} {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(data))}); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, data)
	}
	w.Close()
	z.Close()
	return b.String()
}

// TestMemoryBesideOthers holds that archives that fit into the memory one by one are read side by side as well, and that
// one that does not fit is told each time.
func TestMemoryBesideOthers(t *testing.T) {
	const memory = 2 << 20
	dir := t.TempDir()
	for i := range 9 {
		size := memory / 4 * 3
		if i == 8 {
			size = 2 * memory
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("CL%02d.tgz", i)), []byte(tarGzipOf(t, size)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l := New(strings.NewReader(tarGzipOf(t, memory/2)))
	defer l.Close()
	l.Limits.HeldBytes, l.Limits.Held = memory, bundle.NewBudget(memory)
	units := l.Plan([]string{dir, "-"})
	results := make([][]Found, len(units))
	var all sync.WaitGroup
	for i, u := range units {
		all.Go(func() { results[i] = u.Load() })
	}
	all.Wait()
	if len(units) != 10 {
		t.Fatalf("%d units", len(units))
	}
	for i, r := range results {
		tooLarge := strings.HasSuffix(units[i].Path, "CL08.tgz")
		if len(r) != 1 || !r[0].Recognised && !tooLarge || (r[0].Why != "") != tooLarge {
			t.Errorf("%s: %+v", units[i].Path, r)
		}
	}
	if l.Limits.Held.Refusals() == 0 {
		t.Error("nothing was refused: the test looks at nothing")
	}
}
