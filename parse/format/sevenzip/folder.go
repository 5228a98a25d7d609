package sevenzip

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"

	"github.com/ulikunitz/xz/lzma"

	"kmstriage/parse/format/deflate64"
)

// maxDictionary bounds the memory that LZMA may ask for. 7-Zip takes 64 MiB at its highest level of old, and of late
// 256 MiB, but never more than is packed.
const maxDictionary = 256 << 20

// DamageError says that packed bytes are not what they should be, or, with a password, that it is not the one.
type DamageError struct{ What string }

// Error says what is wrong.
func (e *DamageError) Error() string { return e.What }

// Check tells without unpacking whether the folder could be: nil, *MethodError, or *DamageError.
func (f *Folder) Check() error {
	if f.damage != "" {
		return &DamageError{f.damage}
	}
	for _, c := range f.coders {
		switch c.id {
		case methodCopy, methodDeflate, methodDeflate64, methodBzip2, methodAES:
		case methodLZMA, methodLZMA2:
			if n := f.dictionary(c); n > maxDictionary {
				return f.refuse("a dictionary of %d MiB, which is more than %d MiB of memory", n>>20, maxDictionary>>20)
			}
		default:
			return f.refuse("%s", methodName(c.id))
		}
	}
	return nil
}

// Memory is how many bytes unpacking the folder takes beside buffers.
func (f *Folder) Memory() int64 {
	var n int64
	for _, c := range f.coders {
		n += f.dictionary(c)
	}
	return n
}

// dictionary is the window of an LZMA coder: no longer than what comes out of it, since nothing refers further back.
func (f *Folder) dictionary(c coder) int64 {
	var n int64
	switch {
	case c.id == methodLZMA && len(c.props) == 5:
		n = int64(binary.LittleEndian.Uint32(c.props[1:]))
	case c.id == methodLZMA2 && len(c.props) == 1 && c.props[0] < 40:
		n = int64(2|c.props[0]&1) << (c.props[0]/2 + 11)
	case c.id == methodLZMA2:
		n = 1<<32 - 1
	default:
		return 0
	}
	return max(min(n, c.size), lzma.MinDictCap)
}

// Open starts to unpack a folder from its beginning, with a password where it is encrypted. Errors, of Open and of the
// reader, are *MethodError, *DamageError and those of the archive's reader. A wrong password gives *DamageError, or bytes with a wrong checksum.
func (f *Folder) Open(password string) (io.Reader, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	below := &source{r: io.NewSectionReader(f.r, f.start, f.Packed)}
	var r io.Reader = bufio.NewReader(below)
	for _, c := range f.coders {
		next, err := f.unpack(c, r, password)
		if err != nil {
			return nil, below.fault(err)
		}
		r = &bounded{r: next, left: c.size, below: below}
	}
	return r, nil
}

// unpack starts one step.
func (f *Folder) unpack(c coder, r io.Reader, password string) (io.Reader, error) {
	switch c.id {
	case methodDeflate:
		return flate.NewReader(r), nil
	case methodDeflate64:
		return deflate64.NewReader(r), nil
	case methodBzip2:
		return bzip2.NewReader(r), nil
	case methodAES:
		return f.keys.open(r, c.props, password)
	case methodLZMA:
		return f.lzma(c, r)
	case methodLZMA2:
		return lzma.Reader2Config{DictCap: int(f.dictionary(c))}.NewReader2(r)
	}
	return r, nil // Copy
}

// lzma puts the header in front that a bare stream has: the parameters and the length.
func (f *Folder) lzma(c coder, r io.Reader) (io.Reader, error) {
	if len(c.props) != 5 {
		return nil, errors.New("parameters of the wrong length")
	}
	head := binary.LittleEndian.AppendUint32(c.props[:1:1], uint32(f.dictionary(c)))
	head = binary.LittleEndian.AppendUint64(head, uint64(c.size))
	return lzma.ReaderConfig{DictCap: maxDictionary}.NewReader(bufio.NewReader(io.MultiReader(bytes.NewReader(head), r)))
}

// source is the packed bytes; it keeps an error of the archive's reader apart from those of the coders.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func (s *source) fault(err error) error {
	var method *MethodError
	var damage *DamageError
	switch {
	case s.err != nil:
		return s.err
	case errors.As(err, &damage), errors.As(err, &method):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &DamageError{"less is packed in it than it says"}
	}
	return &DamageError{err.Error()}
}

// bounded ends a step after the bytes that should come out, and says where they do not.
type bounded struct {
	r     io.Reader
	left  int64
	below *source
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	switch {
	case b.left == 0:
		return n, nil // what stands behind is padding, or the mark of the end
	case err != nil:
		err = b.below.fault(err)
	}
	return n, err
}
