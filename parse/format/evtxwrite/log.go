package evtxwrite

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

const (
	fileHeaderSize = 4096 // the header block; only the first 128 bytes carry anything
	headerSize     = 128  // what both headers give as their own size
	crcAt          = 0x7c // of the file header's checksum, over what precedes its flags
	crcCovers      = 0x78

	flagDirty = 1
)

// log is a log being written: its finished chunks and the open one.
type log struct {
	options Options
	chunks  []*chunk
	sealed  int    // chunks that a Writer has written and let go
	next    uint64 // EventRecordID of an event that has none
	written uint64 // record headers so far
}

func (l *log) add(ev Event) error {
	if ev.RecordID == 0 {
		ev.RecordID = l.next
	}
	r, err := newRecord(ev)
	if err != nil {
		return err
	}
	number := l.written + 1
	if l.options.Live {
		number = ev.RecordID
	}
	if err := l.place(r, number); err != nil {
		return err
	}
	l.written++
	l.next = ev.RecordID + 1
	return nil
}

// place puts the record into the open chunk, or else into a new one.
func (l *log) place(r record, number uint64) error {
	if n := len(l.chunks); n > 0 {
		if err := l.chunks[n-1].add(r, number); !errors.Is(err, errFull) {
			return err
		}
	}
	c := newChunk()
	if err := c.add(r, number); err != nil {
		return err
	}
	l.chunks = append(l.chunks, c)
	return nil
}

// blocks seals the chunks and returns the file in pieces.
func (l *log) blocks() [][]byte {
	if len(l.chunks) == 0 {
		l.chunks = append(l.chunks, newChunk())
	}
	last := len(l.chunks) - 1
	nextNumber := l.chunks[last].state.lastNumber + 1 // wraps to 0 for the "none" of an empty chunk
	blocks := [][]byte{l.header(max(nextNumber, 1))}  // before the chunks, as it stands in the file
	for i, c := range l.chunks {
		blocks = append(blocks, c.seal(l.options.StaleLastChunk && i == last))
	}
	return blocks
}

// count is how many chunks the file holds.
func (l *log) count() int { return l.sealed + len(l.chunks) }

func (l *log) header(nextNumber uint64) []byte {
	h := make([]byte, fileHeaderSize)
	copy(h, "ElfFile\x00")
	binary.LittleEndian.PutUint64(h[0x08:], 0)
	binary.LittleEndian.PutUint64(h[0x10:], uint64(l.count()-1))
	binary.LittleEndian.PutUint64(h[0x18:], nextNumber)
	binary.LittleEndian.PutUint32(h[0x20:], headerSize)
	binary.LittleEndian.PutUint16(h[0x24:], 1) // version 3.1
	binary.LittleEndian.PutUint16(h[0x26:], 3)
	binary.LittleEndian.PutUint16(h[0x28:], fileHeaderSize)
	count := uint16(l.count()) // of a log beyond 4 GiB the low half, as the field has no room for more
	if l.options.ChunkCount != nil {
		count = *l.options.ChunkCount
	}
	binary.LittleEndian.PutUint16(h[0x2a:], count)
	if l.options.Dirty {
		binary.LittleEndian.PutUint32(h[0x78:], flagDirty)
	}
	binary.LittleEndian.PutUint32(h[crcAt:], crc32.ChecksumIEEE(h[:crcCovers]))
	return h
}
