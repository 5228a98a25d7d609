package evtx

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
)

// specimen is a log to be harmed, with the places where it tells sizes.
type specimen struct {
	name  string
	file  []byte
	sizes []int // 32 bits: records, definitions, numbers of values, fields of headers
	short []int // 16 bits: values, names
}

// newSpecimen finds the places.
func newSpecimen(name string, file []byte) specimen {
	s := specimen{name: name, file: file, sizes: []int{8, 16, 32, 40, 120}}
	for at := fileHeaderSize; at < len(file); at += chunkSize {
		s.sizes = append(s.sizes, at+8, at+24, at+32, at+40, at+44, at+48, at+120)
	}
	eachRecord(file, func(c *chunk, r span) {
		base := int(c.base)
		s.sizes = append(s.sizes, base+r.off+4, base+r.off+r.size-4, base+r.off+8)
		outer, err := c.outer(r)
		if err != nil || outer.template == nil {
			return
		}
		s.sizes = append(s.sizes, base+outer.template.off+20, base+r.off+recordHeaderSize+10, base+outer.table-4)
		for i := range outer.values {
			s.short = append(s.short, base+outer.table+i*descriptorSize)
		}
		for i, n := 0, outer.template.known; n != nil && i < len(n.names); i++ {
			s.sizes = append(s.sizes, base+outer.template.off+n.names[i].at)
		}
	})
	return s
}

// mutate harms a copy of the log in one to eight places: flipped bits, other bytes, zeroes, tokens, pieces moved about, lies
// about sizes, chunks shuffled, ends cut off and garbage added.
func (s specimen) mutate(r *rand.Rand) []byte {
	b := bytes.Clone(s.file)
	for range 1 + r.IntN(8) {
		if len(b) < fileHeaderSize+1024 {
			break
		}
		at := fileHeaderSize + r.IntN(len(b)-fileHeaderSize-64)
		if r.IntN(16) == 0 {
			at = r.IntN(128)
		}
		switch r.IntN(12) {
		case 0, 1:
			b[at] ^= 1 << r.IntN(8)
		case 2:
			b[at] = byte(r.Uint32())
		case 3:
			binary.LittleEndian.PutUint32(b[at:], lie(r, 0))
		case 4:
			clear(b[at:min(len(b), at+1<<r.IntN(10))])
		case 5:
			b[at] = byte(r.IntN(16)) // a token
		case 6:
			from := r.IntN(len(b) - 64)
			copy(b[at:], b[from:from+1+r.IntN(64)])
		case 7, 8:
			if at := s.sizes[r.IntN(len(s.sizes))]; at+4 <= len(b) {
				binary.LittleEndian.PutUint32(b[at:], lie(r, binary.LittleEndian.Uint32(b[at:])))
			}
		case 9:
			if len(s.short) == 0 {
				break
			}
			if at := s.short[r.IntN(len(s.short))]; at+4 <= len(b) {
				v := lie(r, uint32(binary.LittleEndian.Uint16(b[at:])))
				binary.LittleEndian.PutUint16(b[at:], uint16(v))
				if r.IntN(2) == 0 {
					b[at+2] = []byte{0, 1, 2, 0x0e, 0x21, 0x81, byte(v >> 8)}[r.IntN(7)]
				}
			}
		case 10:
			b = shuffle(r, b)
		case 11:
			b = cut(r, b)
		}
	}
	return b
}

// lie is a number in the place of another.
func lie(r *rand.Rand, truth uint32) uint32 {
	switch r.IntN(4) {
	case 0:
		return truth + uint32(r.IntN(65)) - 32
	case 1:
		return truth ^ 1<<r.IntN(32)
	case 2:
		return uint32(r.IntN(chunkSize + 512))
	}
	return []uint32{0, 1, 0xffffffff, 1 << 31, 1<<31 - 1, chunkHeaderSize, chunkSize - 1, chunkSize}[r.IntN(8)]
}

// shuffle exchanges, repeats, drops or moves chunks.
func shuffle(r *rand.Rand, b []byte) []byte {
	n := (len(b) - fileHeaderSize) / chunkSize
	if n < 2 {
		return b
	}
	x, y := fileHeaderSize+r.IntN(n)*chunkSize, fileHeaderSize+r.IntN(n)*chunkSize
	switch r.IntN(4) {
	case 0:
		other := bytes.Clone(b[x : x+chunkSize])
		copy(b[x:], b[y:y+chunkSize])
		copy(b[y:], other)
	case 1:
		copy(b[x:], b[y:y+chunkSize])
	case 2:
		b = append(b[:x], b[x+chunkSize:]...)
	case 3: // the rest moves up or down
		d := 1 + r.IntN(2048)
		if r.IntN(2) == 0 {
			return append(b[:x], b[x+d:]...)
		}
		return append(b[:x:x], append(make([]byte, d), b[x:]...)...)
	}
	return b
}

// cut takes the end off, or adds garbage.
func cut(r *rand.Rand, b []byte) []byte {
	if r.IntN(2) == 0 {
		return b[:len(b)-r.IntN(min(chunkSize, len(b)-fileHeaderSize))]
	}
	for range 1 + r.IntN(4096) {
		b = append(b, byte(r.Uint32()))
	}
	return b
}
