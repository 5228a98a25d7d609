// Package deflate64 unpacks Deflate64, the method of zip (number 9) that Windows Explorer takes for files above 2 GiB.
//
// PKWARE never published it beyond APPNOTE.TXT 4.4.5, which calls it an enhanced Deflate. It is RFC 1951 with three
// differences, known from Info-ZIP's UnZip: references reach back 64 KiB, the codes 30 and 31 of distances are used for
// that, and the last code of lengths (285) stands for 3 and 16 extra bits instead of 258.
package deflate64

import (
	"errors"
	"io"
)

// ErrCorrupt says that the bytes are not Deflate64. What came out before stands.
var ErrCorrupt = errors.New("corrupt Deflate64 data")

const (
	windowSize = 64 << 10 // a power of two

	maxBits     = 15
	maxLiterals = 288 // codes of literals and lengths, two of which mean nothing
	maxDistance = 32

	endOfBlock  = 256
	firstLength = 257
)

// The length and the distance codes: the value of the first of each, and how many bits follow that are added.
var (
	lengthBase = [29]uint32{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 3}
	lengthBits = [29]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16}

	distanceBase = [maxDistance]uint32{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
		4097, 6145, 8193, 12289, 16385, 24577, 32769, 49153}
	distanceBits = [maxDistance]uint8{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14}

	// lengthOrder is the order in which a block gives the lengths of the codes for lengths (RFC 1951, 3.2.7).
	lengthOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

// Reader unpacks one stream.
type Reader struct {
	in bits
	// window is the last 64 KiB that came out, of which those from read on were not handed out. Both count from the
	// beginning of the stream.
	window        [windowSize]byte
	written, read uint64

	last             bool   // the block is the last one
	stored           uint32 // bytes left of a stored block
	codes            bool   // in a block of codes
	length, distance uint32 // left of a reference
	literals, offset huffman
	err              error
}

// NewReader starts to unpack r, of which it takes no byte more than it needs if r is an io.ByteReader; from any other it reads ahead, which is faster. Errors of Read are
// ErrCorrupt, io.ErrUnexpectedEOF where r ends early, and those of r.
func NewReader(r io.Reader) *Reader {
	in, _ := r.(io.ByteReader)
	return &Reader{in: bits{in: in, ahead: r}}
}

// Read gives what is unpacked. It holds no more than 64 KiB at a time, whatever the stream says.
func (r *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for r.read == r.written {
		if r.err != nil {
			return 0, r.err
		}
		r.err = r.fill()
	}
	at := r.read % windowSize
	n := copy(p, r.window[at:min(at+r.written-r.read, windowSize)])
	r.read += uint64(n)
	return n, nil
}

// full reports that nothing more can come out before something is handed out.
func (r *Reader) full() bool { return r.written-r.read == windowSize }

func (r *Reader) put(c byte) {
	r.window[r.written%windowSize] = c
	r.written++
}

// fill unpacks until the window is full or a block ends.
func (r *Reader) fill() error {
	switch {
	case r.stored > 0:
		return r.copyStored()
	case r.codes:
		return r.decode()
	case r.last:
		return io.EOF
	}
	return r.block()
}

// block reads the head of a block.
func (r *Reader) block() error {
	head, err := r.in.take(3)
	if err != nil {
		return err
	}
	r.last = head&1 != 0
	switch head >> 1 {
	case 0:
		return r.storedHead()
	case 1:
		return r.fixed()
	case 2:
		return r.dynamic()
	}
	return ErrCorrupt
}

func (r *Reader) storedHead() error {
	r.in.align()
	n, err := r.in.take(16)
	if err != nil {
		return err
	}
	inverse, err := r.in.take(16)
	if err != nil {
		return err
	}
	if n != ^inverse&0xffff {
		return ErrCorrupt
	}
	r.stored = n
	return nil
}

func (r *Reader) copyStored() error {
	for ; r.stored > 0 && !r.full(); r.stored-- {
		c, err := r.in.take(8)
		if err != nil {
			return err
		}
		r.put(byte(c))
	}
	return nil
}

// decode runs through the codes of a block.
func (r *Reader) decode() error {
	for !r.full() {
		if r.length > 0 {
			r.repeat()
			continue
		}
		code, err := r.literals.read(&r.in)
		switch {
		case err != nil:
			return err
		case code < endOfBlock:
			r.put(byte(code))
		case code == endOfBlock:
			r.codes = false
			return nil
		default:
			if err := r.reference(code - firstLength); err != nil {
				return err
			}
		}
	}
	return nil
}

// reference reads what follows a length code, counted from the first of them.
func (r *Reader) reference(code int) error {
	if code >= len(lengthBase) {
		return ErrCorrupt
	}
	more, err := r.in.take(lengthBits[code])
	if err != nil {
		return err
	}
	r.length = 0
	length := lengthBase[code] + more
	code, err = r.offset.read(&r.in)
	if err != nil {
		return err
	}
	more, err = r.in.take(distanceBits[code])
	if err != nil {
		return err
	}
	r.distance = distanceBase[code] + more
	if uint64(r.distance) > r.written {
		return ErrCorrupt
	}
	r.length = length
	return nil
}

// farEnough is the distance from which it pays to copy many bytes at a time.
const farEnough = 16

// repeat copies from the window. The copy may reach into itself: then what it copied is copied again.
func (r *Reader) repeat() {
	for r.distance >= farEnough && r.length > 0 && !r.full() {
		from, to := (r.written-uint64(r.distance))%windowSize, r.written%windowSize
		n := min(uint64(r.length), uint64(r.distance), windowSize-(r.written-r.read), windowSize-from, windowSize-to)
		copy(r.window[to:to+n], r.window[from:from+n])
		r.written += n
		r.length -= uint32(n)
	}
	for ; r.length > 0 && !r.full(); r.length-- {
		r.put(r.window[(r.written-uint64(r.distance))%windowSize])
	}
}

// fixed sets the codes of RFC 1951, 3.2.6.
func (r *Reader) fixed() error {
	var lengths [maxLiterals + maxDistance]uint8
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		case i < maxLiterals:
			lengths[i] = 8
		default:
			lengths[i] = 5
		}
	}
	return r.setCodes(lengths[:maxLiterals], lengths[maxLiterals:])
}

func (r *Reader) setCodes(literals, distances []uint8) error {
	if err := r.literals.set(literals); err != nil {
		return err
	}
	r.codes = true
	return r.offset.set(distances)
}

// dynamic reads the codes of a block (RFC 1951, 3.2.7).
func (r *Reader) dynamic() error {
	head, err := r.in.take(14)
	if err != nil {
		return err
	}
	literals, distances, n := int(head&31)+257, int(head>>5&31)+1, int(head>>10)+4
	if literals > maxLiterals-2 {
		return ErrCorrupt
	}
	var short [len(lengthOrder)]uint8
	for _, i := range lengthOrder[:n] {
		l, err := r.in.take(3)
		if err != nil {
			return err
		}
		short[i] = uint8(l)
	}
	var codes huffman
	if err := codes.set(short[:]); err != nil {
		return err
	}
	lengths := make([]uint8, literals+distances)
	if err := r.readLengths(lengths, &codes); err != nil {
		return err
	}
	return r.setCodes(lengths[:literals], lengths[literals:])
}

// readLengths reads the lengths of both codes, which are one sequence.
func (r *Reader) readLengths(lengths []uint8, codes *huffman) error {
	for i := 0; i < len(lengths); {
		code, err := codes.read(&r.in)
		if err != nil {
			return err
		}
		if code < 16 {
			lengths[i] = uint8(code)
			i++
			continue
		}
		n, extra, value := uint32(3), uint8(2), uint8(0)
		switch code {
		case 16:
			if i == 0 {
				return ErrCorrupt
			}
			value = lengths[i-1]
		case 17:
			extra = 3
		case 18:
			n, extra = 11, 7
		}
		more, err := r.in.take(extra)
		if err != nil {
			return err
		}
		if n += more; int(n) > len(lengths)-i {
			return ErrCorrupt
		}
		for ; n > 0; n-- {
			lengths[i] = value
			i++
		}
	}
	return nil
}
