package bundle

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"sort"
)

func memory(name string, files map[string][]byte) *Bundle {
	b := &Bundle{Name: name, Path: name}
	paths := make([]string, 0, len(files))
	for p := range files {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	for _, p := range paths {
		data := files[p]
		b.Entries = append(b.Entries, &Entry{Path: p, Size: int64(len(data)), open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(data)), nil
		}})
	}
	b.sum = func() (string, error) {
		h := sha256.New()
		for _, p := range paths {
			fmt.Fprintf(h, "%s\x00%x\n", p, sha256.Sum256(files[p]))
		}
		return fmt.Sprintf("%x", h.Sum(nil)), nil
	}
	return b
}
