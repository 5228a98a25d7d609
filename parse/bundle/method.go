package bundle

import (
	"archive/zip"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/klauspost/compress/flate"

	"kmstriage/parse/format/deflate64"
)

const (
	methodDeflate64 = 9
	methodBzip2     = 12
	methodZstd      = 93
	methodAES       = 99 // WinZip AES; the real method is in the extra field

	flagEncrypted  = 1 << 0
	flagDescriptor = 1 << 3
	flagStrong     = 1 << 6
	flagUTF8       = 1 << 11

	extraAES = 0x9901
)

// methodNames are those of APPNOTE.TXT 4.4.5 that are not read.
var methodNames = map[uint16]string{1: "Shrink", 2: "Reduce", 3: "Reduce", 4: "Reduce", 5: "Reduce", 6: "Implode",
	14: "LZMA", 18: "IBM TERSE", 19: "IBM LZ77", 20: "Zstandard of an early draft", 94: "MP3", 95: "XZ", 96: "JPEG", 97: "WavPack", 98: "PPMd"}

// packedMethods are those that unpacker knows.
var packedMethods = []uint16{zip.Deflate, methodDeflate64, methodBzip2, methodZstd}

// unpacker unpacks the bytes of one entry.
func (z *zipArchive) unpacker(method uint16) func(io.Reader) io.ReadCloser {
	switch method {
	case zip.Deflate:
		return z.inflaters.open
	case methodDeflate64:
		return func(r io.Reader) io.ReadCloser { return io.NopCloser(deflate64.NewReader(r)) }
	case methodBzip2:
		return func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) }
	case methodZstd:
		return openZstd
	}
	return io.NopCloser
}

// refusal says why the entries of a method cannot be read, "" if they can.
func refusal(method uint16) string {
	if method == zip.Store || slices.Contains(packedMethods, method) {
		return ""
	}
	if n := methodNames[method]; n != "" {
		return fmt.Sprintf("packed with %s: unpack and zip again with the usual method (Deflate)", n)
	}
	return fmt.Sprintf("packed with unknown method %d: unpack and zip again", method)
}

// extraField finds a block of the extra field by its id.
func extraField(extra []byte, id uint16) []byte {
	for len(extra) >= 4 {
		n := int(binary.LittleEndian.Uint16(extra[2:]))
		if n > len(extra)-4 {
			return nil
		}
		if binary.LittleEndian.Uint16(extra) == id {
			return extra[4 : 4+n]
		}
		extra = extra[4+n:]
	}
	return nil
}

// inflaters are the decoders of one archive, 40 kB each and used again: thousands of small files are usual.
type inflaters struct{ pool sync.Pool }

func (p *inflaters) open(r io.Reader) io.ReadCloser {
	if f, ok := p.pool.Get().(io.ReadCloser); ok && f.(flate.Resetter).Reset(r, nil) == nil {
		return &inflater{f: f, pool: &p.pool}
	}
	return &inflater{f: flate.NewReader(r), pool: &p.pool}
}

var errClosed = errors.New("read after close")

type inflater struct {
	f    io.ReadCloser
	pool *sync.Pool
}

func (i *inflater) Read(p []byte) (int, error) {
	if i.f == nil {
		return 0, errClosed
	}
	return i.f.Read(p)
}

func (i *inflater) Close() error {
	if i.f == nil {
		return nil
	}
	err := i.f.Close()
	i.pool.Put(i.f)
	i.f = nil
	return err
}
