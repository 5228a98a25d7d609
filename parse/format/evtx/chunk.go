package evtx

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	golang "github.com/0xrawsec/golang-evtx/evtx"
)

const (
	chunkHeaderSize = 512 // header, name table and template table
	noChecksums     = 4   // flag in file and chunk headers: sums were not written
)

// chunkHeader is what the first 128 bytes of a chunk say.
type chunkHeader struct {
	firstID, lastID uint64 // ids of the record headers
	free            int    // offset behind the last record
	dataSum         uint32 // CRC-32 of the records
	flags           uint32
	sum, computed   uint32 // CRC-32 of header and tables
}

// readChunkHeader reads the header at the start of b; ok says that it can be believed.
func readChunkHeader(b []byte) (h chunkHeader, ok bool) {
	if len(b) < chunkHeaderSize || !bytes.HasPrefix(b, []byte(chunkMagic)) {
		return h, false
	}
	h.firstID, h.lastID = binary.LittleEndian.Uint64(b[24:]), binary.LittleEndian.Uint64(b[32:])
	h.dataSum, h.flags, h.sum = binary.LittleEndian.Uint32(b[52:]), binary.LittleEndian.Uint32(b[120:]), binary.LittleEndian.Uint32(b[124:])
	h.computed = crc32.Update(crc32.ChecksumIEEE(b[:120]), crc32.IEEETable, b[128:chunkHeaderSize])
	free := binary.LittleEndian.Uint32(b[48:])
	if binary.LittleEndian.Uint32(b[40:]) != 128 || free < chunkHeaderSize || free > chunkSize {
		return h, false
	}
	h.free = int(free)
	return h, true
}

// checked says whether the checksum of the header is right.
func (h *chunkHeader) checked() bool { return h.sum == h.computed }

// chunk is one chunk in memory. Everything in it refers to offsets within data, and only to those: chunks are
// self-contained, which is why a torn one costs no other.
type chunk struct {
	chunkHeader
	data   []byte // as much of the 64 KiB as the file holds; belongs to the stream
	base   int64  // offset of data[0] in the file
	index  int
	intact bool // the header can be believed
	sums   sums

	names     map[uint32]string
	templates map[uint32]*template
	tokens    int // what is left of maxTokens
	steps     int // what is left of maxSteps
	values    []value
	known     definitions   // of the chunks before too
	words     words         // the same
	library   *golang.Chunk // made when the first record is decoded
	once      map[identity]bool
}

// maxTokens bounds the walking of definitions and inline XML in one chunk. An honest chunk holds each of them once and a
// token has at least one byte; four times that is room for records that are looked at twice.
const maxTokens = 4 * chunkSize

// maxSteps bounds what the records of one chunk can unfold to: elements, values and items of arrays, and the tokens that
// the library walks for each. Real chunks need 17,000. Only a bomb comes near, and what it then refuses may depend
// on which records were wanted.
const maxSteps = 1 << 18

// sums is whether the checksum of a chunk's records was looked at, and is right.
type sums uint8

const (
	sumsUnasked sums = iota
	sumsRight
	sumsWrong
)

// summed says whether the checksum of the records is there and right.
func (c *chunk) summed() bool {
	if c.sums == sumsUnasked {
		c.sums = sumsWrong
		if c.intact && c.flags&noChecksums == 0 && c.free <= len(c.data) && crc32.ChecksumIEEE(c.data[chunkHeaderSize:c.free]) == c.dataSum {
			c.sums = sumsRight
		}
	}
	return c.sums == sumsRight
}

func (c *chunk) reset(data []byte, base int64, index int) {
	c.data, c.base, c.index = data, base, index
	c.chunkHeader, c.intact = readChunkHeader(data)
	c.tokens, c.steps, c.sums = maxTokens, maxSteps, sumsUnasked
	if c.names == nil {
		c.names, c.templates, c.once = map[uint32]string{}, map[uint32]*template{}, map[identity]bool{}
	}
	clear(c.names)
	clear(c.templates)
	clear(c.once)
	if c.library != nil {
		clear(c.library.TemplateTable)
	}
}

func (c *chunk) u16(at int) uint16 { return binary.LittleEndian.Uint16(c.data[at:]) }
func (c *chunk) u32(at int) uint32 { return binary.LittleEndian.Uint32(c.data[at:]) }
func (c *chunk) u64(at int) uint64 { return binary.LittleEndian.Uint64(c.data[at:]) }
