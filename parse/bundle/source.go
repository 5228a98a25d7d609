package bundle

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// source is the bytes of one input, wherever they lie.
type source struct {
	name     string
	path     string
	at       io.ReaderAt
	size     int64
	modified time.Time // true UTC, zero unknown
	close    func() error
	again    func() (io.ReadCloser, error) // from the start, for the digest
	cut      error                         // why bytes are missing at the end, nil where none are known to be
	layers   int                           // streams in streams that were unpacked to get here
}

// open looks at what the bytes are. outer is the bundle that they stand in, or nil. The source is closed with the
// bundle, or at once where there is none.
func (s source) open(lim Limits, outer *Bundle) (*Bundle, error) {
	b := &Bundle{Name: s.name, Path: s.path, spent: &meter{}, guard: lim.Guard, close: sync.OnceValue(s.close),
		sum: sync.OnceValues(func() (string, error) { return s.digest(lim.Guard) })}
	if outer != nil {
		b.depth, b.spent = outer.depth+1, outer.spent
	}
	err := s.fill(b, lim)
	if err == nil {
		return b, nil
	}
	b.Close()
	if errors.Is(err, ErrEncrypted) || errors.Is(err, ErrMethod) {
		return b, err
	}
	return nil, err
}

func (s source) fill(b *Bundle, lim Limits) error {
	if s.size == 0 {
		return fail(ErrEmpty, "%q is empty (0 bytes): ask for a new upload", s.name)
	}
	head := make([]byte, formHead)
	n, err := s.at.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return cannotRead(s.path, err)
	}
	f, ok := formOf(head[:n])
	switch {
	case f.unpacks != "":
		return f.refuse(s.name)
	case f.stream:
		return s.stream(f, b, lim)
	case f.name == "tar":
		return (&tarArchive{source: s, lim: lim, bundle: b}).list()
	case f.name == "cab":
		return (&cabArchive{source: s, lim: lim, bundle: b}).list()
	case f.name == "7z":
		return (&sevenZipArchive{source: s, lim: lim, bundle: b}).list()
	case !ok && !mayHoldArchive(head[:n], s.name):
		s.single(b, lim)
		return nil
	}
	z := &zipArchive{source: s, lim: lim, bundle: b}
	err = z.directory()
	if errors.Is(err, errNoDirectory) {
		if !ok && !z.lastVolume() {
			s.single(b, lim)
			return nil
		}
		err = z.salvage()
	}
	return err
}

// single makes a bundle of the file itself.
func (s source) single(b *Bundle, lim Limits) {
	b.Single = true
	e := &Entry{Path: s.name, Size: s.size, Modified: s.modified, UTC: !s.modified.IsZero()}
	e.open = limit(e, lim, b.spent, 0, func() (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(s.at, 0, s.size)), nil
	})
	b.Entries = []*Entry{e}
}

func (s source) digest(g *Guard) (string, error) {
	r, err := s.again()
	if err != nil {
		return "", cannotRead(s.path, err)
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, guarded{r, g}); err != nil {
		return "", cannotRead(s.path, err)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}
