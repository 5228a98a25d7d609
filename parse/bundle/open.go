package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// Open opens an archive, a folder, or any other file as a bundle of that one file (Single), unpacked where it is one packed
// stream. Every part of it that is
// refused is an entry with Refused set or one of Problems. Errors are ErrNotExist, ErrEmpty, ErrEncrypted, ErrTruncated
// and, for an archive in another format, ErrNotArchive in words for the user, or those of the operating system. With ErrEncrypted and ErrMethod the bundle is returned too,
// closed: its entries can be listed.
func Open(path string, lim Limits) (*Bundle, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fail(ErrNotExist, "no such file or folder: %q", path)
	}
	if err != nil {
		return nil, cannotRead(path, err)
	}
	if info.IsDir() {
		return openFolder(path, lim)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, cannotRead(path, err)
	}
	if !info.Mode().IsRegular() { // a pipe of the shell: <(...)
		defer f.Close()
		b, err := FromReader(filepath.Base(path), f, lim)
		if b != nil {
			b.Path = path
		}
		return b, err
	}
	s := source{name: filepath.Base(path), path: path, at: f, size: info.Size(), close: f.Close,
		modified: info.ModTime().UTC(), again: func() (io.ReadCloser, error) { return os.Open(path) }}
	return s.open(lim, nil)
}

// FromReaderAt opens an archive or a single file that lies somewhere else than under a name of the file system: an object of
// a store, a temporary file. modified is true UTC, zero where it is not known; r is not closed with the bundle.
func FromReaderAt(name string, r io.ReaderAt, size int64, modified time.Time, lim Limits) (*Bundle, error) {
	return readerAt(name, r, size, modified).open(lim, nil)
}

// ArchiveFromReaderAt opens an archive as one that lies in a folder, at name below it; see Nested.
func ArchiveFromReaderAt(name string, r io.ReaderAt, size int64, modified time.Time, lim Limits) (*Bundle, error) {
	s := readerAt(name, r, size, modified)
	if err := s.refuseOther(name); err != nil {
		return nil, err
	}
	return s.open(lim, &Bundle{spent: &meter{}})
}

func readerAt(name string, r io.ReaderAt, size int64, modified time.Time) source {
	return source{name: path.Base(filepath.ToSlash(name)), path: name, at: r, size: size, close: func() error { return nil }, modified: modified.UTC(),
		again: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r, 0, size)), nil }}
}

// FromReader reads one archive or file into memory, up to what lim.Held has left.
func FromReader(name string, r io.Reader, lim Limits) (*Bundle, error) {
	h, err := hold(r, lim.held())
	if errors.Is(err, errHeldFull) {
		return nil, fmt.Errorf("%q is larger than the %s that may be held in memory: save it to a file and give its path", name, size(lim.HeldBytes))
	}
	if err != nil {
		return nil, cannotRead(name, err)
	}
	return h.source(name, name).open(lim, nil)
}

func cannotRead(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("cannot read %q: %w", path, err)
}

// mayHoldArchive lets in self-extracting programs and archives with something in front; if they are none, they are single
// files and not damaged archives.
func mayHoldArchive(head []byte, name string) bool {
	return bytes.HasPrefix(head, []byte("MZ")) || strings.EqualFold(filepath.Ext(name), ".zip")
}
