package evtx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"kmstriage/parse/format/winevent"
)

// stream cuts the reader into chunks, in one buffer that every chunk reuses.
type stream struct {
	log    *Log
	chunk  chunk
	buf    []byte
	n      int   // bytes of buf that are filled
	base   int64 // offset of buf[0] in the file
	take   int   // bytes that belong to the chunk being read
	index  int   // 0-based number of the chunk
	header bool  // the file header was found
	count  int   // chunks that the file header speaks of
	used   int   // chunks that are not all zeros
	zeros  int   // index of the first of a run of zeroed chunks, -1 when none is open
	zeroAt int64
	found  bool // a chunk header was seen
	moved  int  // chunks that did not start at a multiple of 64 KiB
	ended  bool
}

// maxMoved bounds how often a chunk may be cut short by the next, since each time the buffer is moved.
const maxMoved = 1000

func newStream(l *Log) *stream {
	return &stream{log: l, buf: make([]byte, chunkSize), zeros: -1}
}

// open reads the file header. Where the stream starts with a chunk the header is lost and the chunk is kept.
func (s *stream) open() bool {
	s.fill(fileHeaderSize)
	head := s.buf[:s.n]
	if bytes.HasPrefix(head, []byte(chunkMagic)) {
		s.log.notes.add("the file header is missing")
		return true
	}
	s.readHeader(head)
	s.base, s.n = int64(len(head)), 0
	return len(head) == fileHeaderSize
}

// readHeader takes from the file header what is worth a note. Nothing in it steers the reading: logs copied from a
// running system carry a stale one.
func (s *stream) readHeader(head []byte) {
	if !bytes.HasPrefix(head, []byte(fileMagic)) || len(head) < 128 {
		if len(head) > 0 {
			s.log.notes.add("the file header is damaged")
		}
		return
	}
	s.header = true
	s.count = int(binary.LittleEndian.Uint16(head[42:]))
	flags, sum := binary.LittleEndian.Uint32(head[120:]), binary.LittleEndian.Uint32(head[124:])
	if flags&1 != 0 {
		s.log.notes.add("the log was not closed (dirty flag)")
	}
	if flags&2 != 0 {
		s.log.notes.add("the log was full")
	}
	if flags&noChecksums == 0 && crc32.ChecksumIEEE(head[:120]) != sum {
		s.log.notes.add("the checksum of the file header is wrong")
	}
}

// next reads the next chunk that is not all zeros. Zeroed chunks are what a preallocated log ends with; they are damage
// where a chunk follows, or where the file header counts them.
func (s *stream) next() bool {
	for {
		s.fill(chunkSize)
		if s.n == 0 {
			return false
		}
		s.cut()
		if !allZero(s.buf[:s.take]) {
			break
		}
		if s.zeros < 0 {
			s.zeros, s.zeroAt = s.index, s.base
		}
		s.advance()
	}
	s.used++
	s.found = s.found || s.chunk.intact
	s.loseZeros()
	s.checksums()
	return true
}

// cut finds where the chunk at the start of the buffer ends: at 64 KiB, or before, where bytes of the file are missing
// and the next chunk has moved up. Only a header with a right checksum is believed there. Where the checksum of the
// records is right, only what is behind them is searched.
func (s *stream) cut() {
	s.take = s.n
	s.chunk.reset(s.buf[:s.n], s.base, s.index)
	if s.moved >= maxMoved {
		return
	}
	at := 1
	if s.chunk.summed() {
		at = s.chunk.free
	}
	for ; at < s.n; at++ {
		i := bytes.Index(s.buf[at:s.n], []byte(chunkMagic))
		if i < 0 {
			return
		}
		at += i
		if h, ok := readChunkHeader(s.buf[at:s.n]); ok && h.checked() {
			s.take = at
			s.moved++
			s.chunk.reset(s.buf[:at], s.base, s.index)
			return
		}
	}
}

// advance lets go of the chunk that was read.
func (s *stream) advance() {
	copy(s.buf, s.buf[s.take:s.n])
	s.n -= s.take
	s.base += int64(s.take)
	s.index++
}

// fill reads until the buffer holds size bytes or the stream ends.
func (s *stream) fill(size int) {
	if s.ended || s.n >= size {
		return
	}
	n, err := io.ReadFull(s.log.src, s.buf[s.n:size])
	s.n += n
	if err == nil {
		return
	}
	s.ended = true
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		s.log.Err = fmt.Errorf("read event log at byte %d: %w", s.base+int64(s.n), err)
	}
}

// loseZeros closes a run of zeroed chunks before the chunk just read. How many records they held follows from the
// numbering, where that goes on.
func (s *stream) loseZeros() {
	if s.zeros < 0 {
		return
	}
	x := winevent.Loss{Offset: s.zeroAt, Chunk: s.zeros, Reason: "chunk is all zeros"}
	lost := s.index - s.zeros
	if lost > 1 {
		x.Reason = fmt.Sprintf("%d chunks are all zeros", lost)
	}
	if first := s.chunk.firstID; s.chunk.intact && s.log.prev > 0 {
		x.Records = gap(s.log.prev, first, lost)
	}
	s.log.lose(x)
	s.zeros = -1
}

// checksums notes which sums of an intact chunk are wrong. Live logs have wrong ones: it is no reason to distrust a record.
func (s *stream) checksums() {
	c := &s.chunk
	if !c.intact || c.flags&noChecksums != 0 {
		return
	}
	if !c.checked() {
		s.log.notes.headerSums++
	}
	if c.free <= len(c.data) && !c.summed() {
		s.log.notes.dataSums++
	}
}

// close draws the balance: losses at the end, notes, and whether this was a log at all.
func (s *stream) close() {
	l := s.log
	if s.ended && s.n == 0 {
		if s.header && s.zeros >= 0 && s.zeros < s.count {
			s.index = min(s.index, s.count)
			s.loseZeros()
		}
		s.ending()
	}
	if l.Err == nil && !s.header && !s.found && l.Total == 0 {
		l.Err = ErrNotLog
	}
	if l.first > 0 {
		l.First, l.Last = filetime(l.first), filetime(l.last)
	}
	l.Notes = l.notes.list()
}

// ending notes where the number of chunks is not that of the file header.
func (s *stream) ending() {
	if !s.header {
		return
	}
	if s.used != s.count {
		s.log.notes.add(fmt.Sprintf("the file header counts %d chunks, the file holds %d", s.count, s.used))
	}
	if s.base < fileHeaderSize {
		s.log.lose(winevent.Loss{Offset: s.base, Chunk: -1, Reason: "the log ends inside its file header"})
		return
	}
	if whole := fileHeaderSize + int64(s.count)*chunkSize; s.zeros < 0 && s.index < s.count && s.base < whole {
		s.log.lose(winevent.Loss{Offset: s.base, Chunk: s.index,
			Reason: fmt.Sprintf("the log ends after chunk %d of %d", s.index, s.count)})
	}
}

func allZero(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b) != 0 {
			return false
		}
		b = b[8:]
	}
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}
