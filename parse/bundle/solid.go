package bundle

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// solid is one run of packed bytes that several files of an archive share: it can be unpacked from its start only. It is
// held in memory once the first of its files is read, until the bundle is closed.
type solid struct {
	archive string // its name, for messages
	lim     Limits
	unpack  func() (io.ReadCloser, error) // bounded
	once    sync.Once
	held    *held
	cut     error // why bytes are missing at its end
}

// solid makes one of a bundle's archive; packed is the number of packed bytes, and the errors of unpack name the archive.
func (b *Bundle) solid(archive string, lim Limits, packed int64, unpack func() (io.ReadCloser, error)) *solid {
	s := &solid{archive: archive, lim: lim, unpack: limit(&Entry{Path: archive}, lim, b.spent, packed, unpack)}
	b.alsoClose(s.close)
	b.holdsLater = true
	return s
}

// file opens the bytes of one file.
func (s *solid) file(e *Entry, off, size int64) (io.ReadCloser, error) {
	s.once.Do(s.hold)
	if s.held == nil {
		return nil, s.cut
	}
	left := max(min(size, s.held.size-off), 0)
	r := io.NewSectionReader(s.held, off, left)
	if left == size {
		return io.NopCloser(r), nil
	}
	why := s.cut
	if why == nil {
		why = fmt.Errorf("%q is damaged: less is packed in it than it says; ask for a new upload", s.archive)
	}
	return io.NopCloser(io.MultiReader(r, failing{fmt.Errorf("%q ends at %s: %w", e.Path, sizeOf(left, size), why)})), nil
}

func (s *solid) hold() {
	r, err := s.unpack()
	if err != nil {
		s.cut = err
		return
	}
	defer r.Close()
	if s.held, s.cut = holdPart(r, s.lim.held()); errors.Is(s.cut, errHeldFull) {
		s.cut = heldFull(s.archive, s.lim)
	}
}

func (s *solid) close() error {
	s.once.Do(func() { s.cut = errHeldClosed })
	if s.held == nil {
		return nil
	}
	return s.held.close()
}

// heldFull says of an archive that it does not fit.
func heldFull(name string, lim Limits) error {
	return fmt.Errorf("%q unpacks to more than the %s that may be held in memory: unpack it and give the folder", name, size(lim.HeldBytes))
}

// exactly gives the bytes of a file that has a stream for itself, or an error where they are fewer.
func exactly(e *Entry, r io.ReadCloser) io.ReadCloser {
	return &exact{ReadCloser: r, e: e, left: e.Size}
}

type exact struct {
	io.ReadCloser
	e    *Entry
	left int64
}

func (x *exact) Read(p []byte) (int, error) {
	if x.left == 0 {
		return 0, io.EOF
	}
	n, err := x.ReadCloser.Read(p[:min(int64(len(p)), x.left)])
	x.left -= int64(n)
	if err == io.EOF && x.left > 0 {
		err = damaged(x.e.Path, io.ErrUnexpectedEOF)
	}
	return n, err
}
