package deflate64

import (
	"encoding/binary"
	"io"
)

// quickBits is the length of the codes that are found in one step: nearly all that occur.
const quickBits = 9

// huffman is a canonical prefix code (RFC 1951, 3.2.2).
type huffman struct {
	count   [maxBits + 1]uint16    // codes of each length
	symbols [maxLiterals]uint16    // in the order of their codes
	quick   [1 << quickBits]uint16 // symbol<<4 | length, by the next bits; 0 for longer codes
}

// set makes the code from the length of each symbol's, 0 for none. It fails where there are more codes than can be, or
// fewer than must be; a single code of one bit, and none at all, are usual for distances.
func (h *huffman) set(lengths []uint8) error {
	*h = huffman{}
	for _, l := range lengths {
		h.count[l]++
	}
	used := len(lengths) - int(h.count[0])
	h.count[0] = 0
	var first, next [maxBits + 2]uint16 // where the symbols of a length begin; its first code
	left := 1
	for l := 1; l <= maxBits; l++ {
		left = left<<1 - int(h.count[l])
		if left < 0 {
			return ErrCorrupt
		}
		first[l+1] = first[l] + h.count[l]
		next[l+1] = (next[l] + h.count[l]) << 1
	}
	if left > 0 && used > 1 || used == 1 && h.count[1] != 1 {
		return ErrCorrupt
	}
	for symbol, l := range lengths {
		if l == 0 {
			continue
		}
		h.symbols[first[l]] = uint16(symbol)
		first[l]++
		if l <= quickBits {
			for at := reversed(next[l], l); at < len(h.quick); at += 1 << l {
				h.quick[at] = uint16(symbol)<<4 | uint16(l)
			}
		}
		next[l]++
	}
	return nil
}

// reversed turns a code round: the stream gives its first bit first, as the lowest.
func reversed(code uint16, length uint8) int {
	out := 0
	for ; length > 0; length-- {
		out = out<<1 | int(code&1)
		code >>= 1
	}
	return out
}

// read takes one symbol from the stream, and no byte that does not belong to it.
func (h *huffman) read(in *bits) (int, error) {
	for {
		if q := h.quick[in.v&(1<<quickBits-1)]; q != 0 && uint8(q&15) <= in.n {
			in.drop(uint8(q & 15))
			return int(q >> 4), nil
		}
		if in.n > quickBits {
			if symbol, ok := h.search(in); ok {
				return symbol, nil
			}
		}
		if in.n >= maxBits {
			return 0, ErrCorrupt
		}
		have := in.n
		if in.more(have + 1); in.n == have {
			return 0, in.ended()
		}
	}
}

// search finds a code among the bits that were read, length by length.
func (h *huffman) search(in *bits) (int, bool) {
	code, first, index := 0, 0, 0
	for l := uint8(1); l <= min(in.n, maxBits); l++ {
		code |= int(in.v >> (l - 1) & 1)
		count := int(h.count[l])
		if code-count < first {
			in.drop(l)
			return int(h.symbols[index+code-first]), true
		}
		index += count
		first = (first + count) << 1
		code <<= 1
	}
	return 0, false
}

// bits reads a stream bit by bit, the lowest of each byte first: from in, of which it takes no byte before it is needed,
// or, faster, from ahead through a buffer.
type bits struct {
	in    io.ByteReader // nil: ahead
	ahead io.Reader
	buf   []byte // of ahead, not used
	room  []byte // for buf
	v     uint64
	n     uint8 // bits in v
	err   error
}

const aheadLen = 32 << 10

// more reads bytes until there are n bits, or the stream ends.
func (b *bits) more(n uint8) {
	if b.in == nil {
		b.refill(n)
		return
	}
	for b.n < n && b.err == nil {
		var c byte
		if c, b.err = b.in.ReadByte(); b.err == nil {
			b.v |= uint64(c) << b.n
			b.n += 8
		}
	}
}

// refill takes as many bytes as v has room for.
func (b *bits) refill(n uint8) {
	for {
		if len(b.buf) >= 8 {
			b.v |= binary.LittleEndian.Uint64(b.buf) << b.n
			b.buf = b.buf[(63-b.n)>>3:]
			b.n |= 56
			return
		}
		for ; len(b.buf) > 0 && b.n <= 56; b.n += 8 {
			b.v |= uint64(b.buf[0]) << b.n
			b.buf = b.buf[1:]
		}
		if b.n >= n || b.err != nil {
			return
		}
		if b.room == nil {
			b.room = make([]byte, aheadLen)
		}
		var m int
		m, b.err = b.ahead.Read(b.room)
		b.buf = b.room[:m]
	}
}

func (b *bits) ended() error {
	if b.err == io.EOF || b.err == nil {
		return io.ErrUnexpectedEOF
	}
	return b.err
}

func (b *bits) drop(n uint8) {
	b.v >>= n
	b.n -= n
}

// take gives the next n bits, 16 at the most.
func (b *bits) take(n uint8) (uint32, error) {
	if b.n < n {
		if b.more(n); b.n < n {
			return 0, b.ended()
		}
	}
	v := uint32(b.v & (1<<n - 1))
	b.drop(n)
	return v, nil
}

// align drops what is left of a byte.
func (b *bits) align() { b.drop(b.n % 8) }
