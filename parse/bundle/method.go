package bundle

import (
	"archive/zip"
	"bufio"
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
func unpacker(method uint16) func(io.Reader) io.ReadCloser {
	switch method {
	case zip.Deflate:
		return inflate
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

// inflaters are decoders of Deflate, each with what it reads ahead, used again by all archives: thousands of small files and
// of bundles are usual.
var inflaters sync.Pool

// inflateAhead is how much of an archive is read at once, in bytes.
const inflateAhead = 32 << 10

func inflate(r io.Reader) io.ReadCloser {
	i, ok := inflaters.Get().(*inflater)
	if !ok {
		i = &inflater{ahead: bufio.NewReaderSize(nil, inflateAhead), f: flate.NewReader(nil)}
	}
	if _, exact := r.(io.ByteReader); !exact { // it says itself how far it was read
		i.ahead.Reset(r)
		r = i.ahead
	}
	if i.f.(flate.Resetter).Reset(r, nil) != nil {
		i.f = flate.NewReader(r)
	}
	return &inflating{i}
}

var errClosed = errors.New("read after close")

type inflater struct {
	ahead *bufio.Reader
	f     io.ReadCloser
}

// inflating is one use of an inflater.
type inflating struct{ by *inflater }

func (i *inflating) Read(p []byte) (int, error) {
	if i.by == nil {
		return 0, errClosed
	}
	return i.by.f.Read(p)
}

func (i *inflating) Close() error {
	if i.by == nil {
		return nil
	}
	err := i.by.f.Close()
	i.by.ahead.Reset(nil)
	inflaters.Put(i.by)
	i.by = nil
	return err
}
