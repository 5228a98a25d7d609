package evtx

import (
	"bytes"
	"fmt"
	"time"

	"kmstriage/parse/format/winevent"
)

const (
	recordMagic      = "\x2a\x2a\x00\x00"
	recordHeaderSize = 24
	minRecordSize    = recordHeaderSize + 4 // header and the copy of the size at the end

	// maxRecords is how many records a chunk can hold, and so how far the id may jump where records are lost.
	maxRecords = (chunkSize - chunkHeaderSize) / minRecordSize
)

// FILETIME of 2000-01-01 and 2100-01-01: no EVTX log is older (Vista), and later is damage.
const (
	minStamp = 125911584000000000
	maxStamp = 157469184000000000
)

// span is one record as its header describes it.
type span struct {
	off, size int    // in the chunk
	id        uint64 // of the header, which in exported logs is not the EventRecordID
	stamp     uint64 // FILETIME
	recovered bool   // found without a chunk header, or behind the offset up to which that lists records
}

func (s span) dated() bool { return s.stamp >= minStamp && s.stamp < maxStamp }

// filetime turns 100 ns since 1601 into UTC.
func filetime(v uint64) time.Time {
	const second, epoch = 10_000_000, 11_644_473_600
	return time.Unix(int64(v/second)-epoch, int64(v%second)*100).UTC()
}

// walker finds the records of one chunk by their own headers.
type walker struct {
	log   *Log
	chunk *chunk
	last  uint64 // id of the last record accepted in this chunk, or the one before the first
	known bool   // last means something
	found int
}

// walk yields each record, and says whether to go on with the next chunk.
//
// Up to the free offset of a believable header every record with a right magic and two agreeing sizes is taken. After
// damage, behind the free offset and without a header the next such place is searched byte by byte, and taken only if
// its id rises and was not seen: the tail of a chunk is full of whole records of the chunk written before it.
func (w *walker) walk(emit func(span) bool) bool {
	c := w.chunk
	pos, free := 0, 0
	if c.intact {
		pos, free = chunkHeaderSize, c.free
		w.last, w.known = c.firstID-1, c.firstID > 0
	} else if bytes.HasPrefix(c.data, []byte(chunkMagic)) {
		pos = min(chunkHeaderSize, len(c.data))
	}
	damage := -1
	for pos < len(c.data) {
		s, ok := w.at(pos)
		trusted := pos < free && damage < 0
		if ok && (trusted || w.plausible(s)) {
			w.close(&damage, free, s.id)
			s.recovered = pos >= free
			w.accept(s)
			if !emit(s) {
				return false
			}
			pos += s.size
			continue
		}
		if damage < 0 {
			damage = pos
		}
		i := bytes.Index(c.data[pos+1:], []byte(recordMagic))
		if i < 0 {
			break
		}
		pos += 1 + i
	}
	w.finish(damage, free)
	return true
}

// at reads the record header at pos; ok says that magic, size and the copy of the size agree.
func (w *walker) at(pos int) (s span, ok bool) {
	c := w.chunk
	if len(c.data)-pos < minRecordSize || string(c.data[pos:pos+4]) != recordMagic {
		return s, false
	}
	size := c.u32(pos + 4)
	if size < minRecordSize || uint64(size) > uint64(len(c.data)-pos) || c.u32(pos+int(size)-4) != size {
		return s, false
	}
	return span{off: pos, size: int(size), id: c.u64(pos + 8), stamp: c.u64(pos + 16)}, true
}

// plausible says whether a record found by searching continues the numbering and is none that was read before. Real logs
// hold whole records whose header has no time.
func (w *walker) plausible(s span) bool {
	if !s.dated() && s.stamp != 0 || s.id == 0 || s.id > 1<<48 || w.log.seen.has(s.id) {
		return false
	}
	return !w.known || s.id > w.last && s.id-w.last <= maxRecords
}

func (w *walker) accept(s span) {
	if w.found == 0 && !w.chunk.intact {
		w.headerless(s.id)
	}
	w.found++
	id := s.id
	if c := w.chunk; !s.recovered && c.firstID <= c.lastID && (id < c.firstID || id > c.lastID) {
		id = w.last + 1 // one wrong id must not make all later ones implausible
	}
	w.last, w.known = id, true
	w.log.prev = id
	w.log.seen.add(id)
}

// headerless reports that a chunk had to be read without its header, and what the numbering says to be lost before it.
func (w *walker) headerless(first uint64) {
	x := winevent.Loss{Offset: w.chunk.base, Chunk: w.chunk.index, Reason: "chunk header damaged, records searched"}
	if w.log.prev > 0 && first > w.log.prev {
		x.Records = gap(w.log.prev, first, 1)
	}
	w.log.lose(x)
}

// close ends a stretch of damage at a record with the id next. Behind the free offset a stretch is what is left of older
// contents, and no loss unless the numbering jumps.
func (w *walker) close(damage *int, free int, next uint64) {
	if *damage < 0 {
		return
	}
	lost := 0
	if w.known {
		lost = gap(w.last, next, 1)
	}
	if *damage < free || w.found > 0 && lost > 0 {
		w.lose(*damage, lost)
	}
	*damage = -1
}

// finish ends the chunk: damage up to its end, and records that the header lists but the file does not hold.
func (w *walker) finish(damage, free int) {
	c := w.chunk
	left := 0
	if c.intact && w.known && c.lastID > w.last && c.lastID-w.last <= maxRecords {
		left = int(c.lastID - w.last)
	}
	switch {
	case c.intact && free > len(c.data):
		at := len(c.data)
		if damage >= 0 {
			at = damage
		}
		w.log.lose(winevent.Loss{Offset: c.base + int64(at), Chunk: c.index, Records: left, Reason: "the log ends inside the chunk"})
	case damage >= 0 && damage < free:
		w.lose(damage, left)
	case !c.intact && w.found == 0:
		w.log.lose(winevent.Loss{Offset: c.base, Chunk: c.index, Reason: "chunk header damaged, no records found"})
	}
}

func (w *walker) lose(at, records int) {
	w.log.lose(winevent.Loss{Offset: w.chunk.base + int64(at), Chunk: w.chunk.index, Records: records, Reason: w.reason(at)})
}

// reason says what is wrong at the start of a stretch of damage.
func (w *walker) reason(at int) string {
	rest := w.chunk.data[at:]
	switch {
	case len(rest) < minRecordSize:
		return "record cut short"
	case allZero(rest[:minRecordSize]):
		return "zeros instead of a record"
	case string(rest[:4]) != recordMagic:
		return "no record where one should start"
	}
	if size := w.chunk.u32(at + 4); size < minRecordSize || uint64(size) > uint64(len(rest)) {
		return fmt.Sprintf("record of impossible size %d", size)
	}
	return "the two sizes of the record differ"
}

// gap is how many ids lie between two, 0 if more than that many chunks can hold.
func gap(before, after uint64, chunks int) int {
	if after <= before || after-before-1 > uint64(chunks)*maxRecords {
		return 0
	}
	return int(after - before - 1)
}

// ranges is the set of ids seen in a log: one range where the numbering has no holes.
type ranges []struct{ first, last uint64 }

// maxRanges bounds the set; a log with more holes forgets the oldest range, and might then show a stale record twice.
const maxRanges = 512

func (r *ranges) add(id uint64) {
	n := len(*r)
	if n > 0 && (*r)[n-1].last+1 == id {
		(*r)[n-1].last = id
		return
	}
	if n == maxRanges {
		copy(*r, (*r)[1:])
		*r = (*r)[:n-1]
	}
	*r = append(*r, struct{ first, last uint64 }{id, id})
}

func (r ranges) has(id uint64) bool {
	for i := len(r) - 1; i >= 0; i-- {
		if r[i].first <= id && id <= r[i].last {
			return true
		}
	}
	return false
}
