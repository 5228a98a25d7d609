package bundle

import (
	"errors"
	"fmt"
	"io"
	"path"
	"sync/atomic"
)

// heldChunk is the step in which memory is taken: small files cost little, and nothing is ever copied to grow.
const heldChunk = 256 << 10

var (
	errHeldFull   = errors.New("the memory for held archives is used up")
	errHeldClosed = errors.New("the bundle is closed")
)

// held is a stream kept in memory, in chunks of heldChunk bytes.
type held struct {
	chunks [][]byte
	size   int64
	budget *Budget
	closed atomic.Bool
}

// hold reads r to its end. What it took of the budget is given back if it fails, else by close.
func hold(r io.Reader, budget *Budget) (*held, error) {
	h, err := holdPart(r, budget)
	if err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// holdPart reads r as far as it and the budget reach. What came before an error stands, until close.
func holdPart(r io.Reader, budget *Budget) (*held, error) {
	h := &held{budget: budget}
	for {
		if !budget.take(heldChunk) {
			// The budget may be used up exactly at the end of the stream.
			if n, err := io.ReadFull(r, make([]byte, 1)); n == 0 && err == io.EOF {
				return h, nil
			}
			return h, errHeldFull
		}
		c := make([]byte, heldChunk)
		n, err := readFull(r, c)
		h.chunks = append(h.chunks, c[:n])
		h.size += int64(n)
		if err == io.EOF {
			return h, nil
		}
		if err != nil {
			return h, err
		}
	}
}

// readFull is io.ReadFull that leaves the end of a stream apart from a stream that ends early.
func readFull(r io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		m, err = r.Read(p[n:])
		n += m
	}
	if n == len(p) {
		err = nil
	}
	return n, err
}

// ReadAt implements io.ReaderAt over the chunks.
func (h *held) ReadAt(p []byte, off int64) (int, error) {
	if h.closed.Load() {
		return 0, errHeldClosed
	}
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	n := 0
	for n < len(p) && off < h.size {
		m := copy(p[n:], h.chunks[off/heldChunk][off%heldChunk:])
		n += m
		off += int64(m)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// trim gives back the memory behind size bytes, of which nothing will be read.
func (h *held) trim(size int64) {
	keep := int((size + heldChunk - 1) / heldChunk)
	if keep >= len(h.chunks) {
		return
	}
	h.budget.give(int64(len(h.chunks)-keep) * heldChunk)
	clear(h.chunks[keep:])
	h.chunks = h.chunks[:keep]
	h.size = min(h.size, size)
}

func (h *held) close() error {
	if !h.closed.Swap(true) {
		h.budget.give(int64(len(h.chunks)) * heldChunk)
	}
	return nil
}

func (h *held) source(name, path string) source {
	return source{name: name, path: path, at: h, size: h.size, close: h.close,
		again: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(h, 0, h.size)), nil }}
}

// Nested opens an archive that is an entry of b; the paths of its entries begin with the entry's own and "!/". An
// archive inside an archive is held in memory until Close, as far as lim.Held allows; one in a folder is read in place.
// Unpacked bytes count for the outermost archive. Errors are those of Open, and ErrNotArchive for anything else.
func (b *Bundle) Nested(e *Entry, lim Limits) (*Bundle, error) {
	if b.depth+1 > lim.Depth {
		return nil, fmt.Errorf("%q is more than %d archives deep: unpack it and give its path", e.Path, lim.Depth)
	}
	s, err := e.source(lim)
	if err != nil {
		return nil, err
	}
	s.path = b.Path + "!/" + e.Path
	if err := s.refuseOther(e.Path); err != nil {
		return nil, err
	}
	outer := b
	// An archive in a folder is an input of its own: what the others there unpack to is not its affair.
	if b.spent == nil || b.Folder {
		outer = &Bundle{depth: b.depth, spent: &meter{}}
	}
	in, err := s.open(lim, outer)
	if in != nil {
		for _, inner := range in.Entries {
			inner.Path = e.Path + "!/" + inner.Path
		}
		for i := range in.Problems {
			if in.Problems[i].Path != "" {
				in.Problems[i].Path = e.Path + "!/" + in.Problems[i].Path
			}
		}
	}
	return in, err
}

// refuseOther closes what is no archive; of an empty file, opening it tells.
func (s source) refuseOther(name string) error {
	head := make([]byte, formHead)
	if n, _ := s.at.ReadAt(head, 0); s.size > 0 && Archive(head[:n]) == "" {
		s.close()
		return fail(ErrNotArchive, "%q is not an archive: ask for a new upload", name)
	}
	return nil
}

func (e *Entry) source(lim Limits) (source, error) {
	if e.file != nil && e.Refused == "" {
		f, err := e.file()
		if err != nil {
			return source{}, cannotRead(e.Path, err)
		}
		info, err := f.Stat()
		if err != nil {
			f.Close()
			return source{}, cannotRead(e.Path, err)
		}
		return source{name: path.Base(e.Path), at: f, size: info.Size(), close: f.Close, modified: info.ModTime().UTC(),
			again: func() (io.ReadCloser, error) { return e.file() }}, nil
	}
	r, err := e.Open()
	if err != nil {
		return source{}, err
	}
	defer r.Close()
	h, err := hold(r, lim.held())
	if errors.Is(err, errHeldFull) {
		return source{}, fmt.Errorf("%q does not fit into the %s that archives inside archives may hold in memory: unpack it and give its path", e.Path, size(lim.HeldBytes))
	}
	if err != nil {
		return source{}, err
	}
	return h.source(path.Base(e.Path), e.Path), nil
}
