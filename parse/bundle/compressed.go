package bundle

import (
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// zstdWindow bounds the memory that a zstd frame may ask for: the zstd tool itself needs 8 MiB up to its level 19, and
// 64 MiB at level 21.
const zstdWindow = 64 << 20

// unpacker starts to unpack a stream of one of the forms that are one. It closes the stream with itself, or at once where
// it fails. Its errors name path; those of the stream itself come out unchanged.
func (f form) unpacker(path string, r io.ReadCloser) (io.ReadCloser, error) {
	u := &unpacking{path: path, in: r}
	var err error
	switch f.name {
	case "gzip":
		u.out, err = gzip.NewReader(u.packed())
	case "zstd":
		var d *zstd.Decoder
		if d, err = newZstd(u.packed()); err == nil {
			u.out, u.done = d, d.Close
		}
	case "bzip2":
		u.out = bzip2.NewReader(u.packed())
	default: // a file of a folder that was written anew meanwhile
		err = errors.New("it is no longer packed")
	}
	if err != nil {
		r.Close()
		return nil, u.fault(err)
	}
	return u, nil
}

// unpacking is a stream while it is unpacked.
type unpacking struct {
	path  string
	in    io.ReadCloser
	inErr error // of in, but its end
	out   io.Reader
	done  func() // of the decoder, or nil
}

// packed reads in and keeps its error, which the decoders may wrap.
func (u *unpacking) packed() io.Reader {
	return readFunc(func(p []byte) (int, error) {
		n, err := u.in.Read(p)
		if err != nil && err != io.EOF {
			u.inErr = err
		}
		return n, err
	})
}

func newZstd(r io.Reader) (*zstd.Decoder, error) {
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
}

// openZstd is for an entry of a zip archive; it fails at the first Read.
func openZstd(r io.Reader) io.ReadCloser {
	d, err := newZstd(r)
	if err != nil {
		return io.NopCloser(failing{err})
	}
	return d.IOReadCloser()
}

type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.out.Read(p)
	if err != nil && err != io.EOF {
		err = u.fault(err)
	}
	return n, err
}

// Close may come twice.
func (u *unpacking) Close() error {
	if u.done != nil {
		u.done()
		u.done = nil
	}
	return u.in.Close()
}

// fault puts the errors of the decoders into words.
func (u *unpacking) fault(err error) error {
	switch {
	case u.inErr != nil:
		return u.inErr
	case errors.Is(err, io.EOF): // of a header
		err = io.ErrUnexpectedEOF
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zstd.ErrCRCMismatch):
		err = zip.ErrChecksum
	case errors.Is(err, gzip.ErrHeader):
		err = errors.New("what stands behind its first part is not packed")
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fmt.Errorf("%q asks for more than %s of memory: unpack it with zstd -d --long=31 and give the folder", u.path, size(zstdWindow))
	}
	return damaged(u.path, err)
}

// transparent lets an entry that is one packed stream be read as what is packed in it; one that holds an archive is read as
// it is, for Nested to open. raw reads the entry as it is.
func transparent(e *Entry, lim Limits, total *meter, raw func() (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	unpacked := limit(e, lim, total, max(e.Size, 0), func() (io.ReadCloser, error) {
		r, head, err := peek(raw, formHead)
		if err != nil {
			return nil, err
		}
		f, _ := formOf(head)
		return f.unpacker(e.Path, r)
	})
	return func() (io.ReadCloser, error) {
		r, head, err := peek(raw, formHead)
		if err != nil {
			return nil, err
		}
		if f, _ := formOf(head); !f.stream {
			return r, nil
		}
		r.Close()
		in, head, err := peek(unpacked, formHead)
		if err == nil {
			if _, ok := formOf(head); !ok {
				return in, nil
			}
			in.Close()
		}
		return raw()
	}
}

// peek opens a stream and looks at its first bytes, which the reader that it returns gives again.
func peek(open func() (io.ReadCloser, error), n int) (io.ReadCloser, []byte, error) {
	r, err := open()
	if err != nil {
		return nil, nil, err
	}
	head := make([]byte, n)
	n, err = io.ReadFull(r, head)
	if n == 0 && err != nil && err != io.EOF {
		r.Close()
		return nil, nil, err
	}
	head = head[:n]
	in := &peeked{Reader: r, Closer: r}
	switch err {
	case nil, io.EOF, io.ErrUnexpectedEOF: // the next read says which end it is
		in.Reader = io.MultiReader(bytes.NewReader(head), r)
	default:
		in.Reader = io.MultiReader(bytes.NewReader(head), failing{err})
	}
	return in, head, nil
}

type peeked struct {
	io.Reader
	io.Closer
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// stream opens a source that is one packed stream: the file in it, or the archive.
func (s source) stream(f form, b *Bundle, lim Limits) error {
	e := &Entry{Path: s.name}
	unpacked := limit(e, lim, b.spent, s.size, func() (io.ReadCloser, error) {
		return f.unpacker(s.name, io.NopCloser(io.NewSectionReader(s.at, 0, s.size)))
	})
	in, head, err := peek(unpacked, formHead)
	if err != nil {
		return err
	}
	defer in.Close()
	inner, ok := formOf(head)
	switch {
	case !ok:
		e.Path, e.Size, e.Modified, e.UTC = unpackedName(s.name), -1, s.modified, !s.modified.IsZero()
		e.open = unpacked
		b.Single, b.Entries = true, []*Entry{e}
		return nil
	case inner.unpacks != "":
		return inner.refuse(s.name)
	case s.layers >= lim.Depth:
		return fmt.Errorf("%q is packed more than %d times: unpack it and give its path", s.name, lim.Depth)
	}
	h, err := holdPart(in, lim.held())
	if errors.Is(err, errHeldFull) {
		err = heldFull(s.name, lim)
	}
	b.alsoClose(h.close)
	held := h.source(s.name, s.path)
	held.cut, held.layers = err, s.layers+1
	if err != nil && inner.name != "tar" && inner.name != "zip" {
		return err // its directory is lost with its end
	}
	return held.fill(b, lim)
}

// unpackedName is a packed file's name without the ending that says so.
func unpackedName(name string) string {
	for _, end := range []string{".gz", ".zst", ".bz2"} {
		if n := len(name) - len(end); n > 0 && strings.EqualFold(name[n:], end) {
			return name[:n]
		}
	}
	return name
}
