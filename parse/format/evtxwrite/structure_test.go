package evtxwrite_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
	"unicode/utf16"

	"kmstriage/parse/format/evtxwrite"
)

const (
	fileHeader = 4096
	chunkSize  = 65536
)

var le = binary.LittleEndian

// checkLog walks a log by its own offsets and fails the test at the first that is wrong. It returns the numbers of the
// record headers, chunk by chunk.
func checkLog(t *testing.T, log []byte) [][]uint64 {
	t.Helper()
	if len(log) < fileHeader+chunkSize || (len(log)-fileHeader)%chunkSize != 0 {
		t.Fatalf("a log of %d bytes is not a header and whole chunks", len(log))
	}
	if !bytes.HasPrefix(log, []byte("ElfFile\x00")) {
		t.Fatalf("file magic %q", log[:8])
	}
	if got, want := le.Uint32(log[0x7c:]), crc32.ChecksumIEEE(log[:0x78]); got != want {
		t.Errorf("file header checksum %08x, want %08x", got, want)
	}
	chunks := (len(log) - fileHeader) / chunkSize
	if got := le.Uint64(log[0x10:]); got != uint64(chunks-1) {
		t.Errorf("last chunk %d of %d", got, chunks)
	}
	var numbers [][]uint64
	for i := range chunks {
		c := log[fileHeader+i*chunkSize:][:chunkSize]
		numbers = append(numbers, checkChunk(t, c))
		if t.Failed() {
			t.Fatalf("in chunk %d", i)
		}
	}
	return numbers
}

func checkChunk(t *testing.T, c []byte) []uint64 {
	t.Helper()
	if !bytes.HasPrefix(c, []byte("ElfChnk\x00")) {
		t.Fatalf("chunk magic %q", c[:8])
	}
	free, last := le.Uint32(c[0x30:]), le.Uint32(c[0x2c:])
	if free > chunkSize-8 {
		t.Fatalf("only %d bytes are free", chunkSize-int(free))
	}
	if got, want := le.Uint32(c[0x34:]), crc32.ChecksumIEEE(c[512:free]); got != want {
		t.Errorf("data checksum %08x, want %08x", got, want)
	}
	header := append(append([]byte(nil), c[:0x78]...), c[0x80:0x200]...)
	if got, want := le.Uint32(c[0x7c:]), crc32.ChecksumIEEE(header); got != want {
		t.Errorf("chunk header checksum %08x, want %08x", got, want)
	}
	if !bytes.Equal(c[free:], make([]byte, chunkSize-free)) {
		t.Error("the free space is not empty")
	}
	checkNames(t, c, free)
	checkTemplates(t, c, free)
	return checkRecords(t, c, free, last)
}

func checkRecords(t *testing.T, c []byte, free, last uint32) []uint64 {
	t.Helper()
	var numbers []uint64
	var at, newest uint32 = 512, 0
	for at < free {
		size := le.Uint32(c[at+4:])
		if le.Uint32(c[at:]) != 0x2a2a || size < 28 || size%8 != 0 || at+size > free || le.Uint32(c[at+size-4:]) != size {
			t.Fatalf("record at %#x: magic %x, size %d", at, c[at:at+4], size)
		}
		if !bytes.Equal(c[at+24:at+30], []byte{0x0f, 1, 1, 0, 0x0c, 1}) {
			t.Fatalf("record at %#x does not start with a template instance: %x", at, c[at+24:at+30])
		}
		numbers = append(numbers, le.Uint64(c[at+8:]))
		newest = at
		at += size
	}
	if newest != last {
		t.Errorf("last record at %#x, the header says %#x", newest, last)
	}
	first, lastNumber := uint64(1), ^uint64(0)
	if len(numbers) > 0 {
		first, lastNumber = numbers[0], numbers[len(numbers)-1]
	}
	for _, field := range []struct {
		at   int
		want uint64
	}{{0x08, first}, {0x10, lastNumber}, {0x18, first}, {0x20, lastNumber}} {
		if got := le.Uint64(c[field.at:]); got != field.want {
			t.Errorf("chunk header at %#x: record %d, want %d", field.at, got, field.want)
		}
	}
	return numbers
}

func checkNames(t *testing.T, c []byte, free uint32) {
	t.Helper()
	seen := map[string]bool{}
	for bucket := range 64 {
		before := free
		for at := le.Uint32(c[0x80+4*bucket:]); at != 0; at = le.Uint32(c[at:]) {
			if at < 512 || at >= before {
				t.Fatalf("name at %#x, after %#x in the chain of bucket %d", at, before, bucket)
			}
			before = at
			units := make([]uint16, le.Uint16(c[at+6:]))
			var hash uint32
			for i := range units {
				units[i] = le.Uint16(c[int(at)+8+2*i:])
				hash = hash*65599 + uint32(units[i])
			}
			name := string(utf16.Decode(units))
			if seen[name] || le.Uint16(c[at+4:]) != uint16(hash) || hash%64 != uint32(bucket) || le.Uint16(c[int(at)+8+2*len(units):]) != 0 {
				t.Fatalf("name %q at %#x: hash %04x in bucket %d, want %08x; seen before: %v", name, at, le.Uint16(c[at+4:]), bucket, hash, seen[name])
			}
			seen[name] = true
		}
	}
	if free > 512 && !seen["EventRecordID"] {
		t.Errorf("the name table does not lead to EventRecordID: %v", seen)
	}
}

func checkTemplates(t *testing.T, c []byte, free uint32) {
	t.Helper()
	found := 0
	for bucket := range 32 {
		before := free
		for at := le.Uint32(c[0x180+4*bucket:]); at != 0; at = le.Uint32(c[at:]) {
			if at < 512 || at >= before {
				t.Fatalf("template at %#x, after %#x in the chain of bucket %d", at, before, bucket)
			}
			before = at
			size := le.Uint32(c[at+20:])
			body := c[at+24 : at+24+size]
			if !bytes.Equal(c[at-8:at-4], c[at+4:at+8]) || le.Uint32(c[at-4:]) != at {
				t.Fatalf("the template at %#x does not stand in an instance of its own", at)
			}
			if !bytes.HasPrefix(body, []byte{0x0f, 1, 1, 0}) || body[len(body)-1] != 0 {
				t.Fatalf("the template at %#x is not one fragment", at)
			}
			found++
		}
	}
	if free > 512 && found < 2 {
		t.Errorf("%d templates in the table, want at least the system's and the data's", found)
	}
}

func TestStructure(t *testing.T) {
	for _, tt := range logs() {
		t.Run(tt.name, func(t *testing.T) {
			log := write(t, tt.events, tt.options)
			chunks := checkLog(t, log)
			next := uint64(1)
			if tt.options.Live {
				next = tt.options.FirstRecord
			}
			n := 0
			for _, numbers := range chunks {
				for _, number := range numbers {
					if number != next {
						t.Fatalf("record header %d, want %d", number, next)
					}
					next++
					n++
				}
			}
			if n != len(tt.events) {
				t.Errorf("%d records, want %d", n, len(tt.events))
			}
			if got := le.Uint64(log[0x18:]); got != next {
				t.Errorf("next record %d, want %d", got, next)
			}
			wantCount := uint16(len(chunks))
			if tt.options.ChunkCount != nil {
				wantCount = *tt.options.ChunkCount
			}
			if got := le.Uint16(log[0x2a:]); got != wantCount {
				t.Errorf("chunk count %d, want %d", got, wantCount)
			}
			if got := le.Uint32(log[0x78:]) == 1; got != tt.options.Dirty {
				t.Errorf("dirty is %v, want %v", got, tt.options.Dirty)
			}
		})
	}
}

func TestLogsHaveSeveralChunks(t *testing.T) {
	for _, tt := range logs() {
		switch tt.name {
		case "chunks", "live", "stale count", "full chunks":
			if n := len(checkLog(t, write(t, tt.events, tt.options))); n < 3 {
				t.Errorf("%s: %d chunks: it does not test the change from one to the next", tt.name, n)
			}
		}
	}
}

// TestChunksFillToTheSlack brings a chunk to every fill that is possible: the fullest leaves just the 8 bytes.
func TestChunksFillToTheSlack(t *testing.T) {
	least := chunkSize
	for pad := range 40 { // 4 characters are one step of a record's alignment; 40 steps are more than the small records' size
		events := []evtxwrite.Event{spp(1, strings.Repeat("x", 25_000)), spp(2, strings.Repeat("x", 1_000+4*pad))}
		for range 100 {
			events = append(events, spp(3))
		}
		log := write(t, events, evtxwrite.Options{})
		if chunks := checkLog(t, log); len(chunks) < 2 {
			t.Fatal("the events do not fill a chunk")
		}
		least = min(least, chunkSize-int(le.Uint32(log[fileHeader+0x30:])))
	}
	if least != 8 {
		t.Errorf("the fullest chunk has %d free bytes, want 8", least)
	}
}

func TestStaleLastChunk(t *testing.T) {
	events := many(300)
	whole := write(t, events, evtxwrite.Options{})
	stale := write(t, events, evtxwrite.Options{StaleLastChunk: true})
	last := len(whole) - chunkSize
	if !bytes.Equal(whole[:last], stale[:last]) {
		t.Error("another chunk than the last differs")
	}
	if !bytes.Equal(whole[last+512:], stale[last+512:]) {
		t.Error("the records of the last chunk differ")
	}
	h := stale[last:]
	end := 512 + le.Uint32(h[512+4:])
	if got := le.Uint32(h[0x30:]); got != end {
		t.Errorf("free space at %#x, want that after the first record, %#x", got, end)
	}
	if le.Uint64(h[8:]) != le.Uint64(h[16:]) || le.Uint32(h[0x2c:]) != 512 {
		t.Error("the stale header knows more than one record")
	}
	if got, want := le.Uint32(h[0x34:]), crc32.ChecksumIEEE(h[512:end]); got != want {
		t.Errorf("checksum %08x of the first record, want %08x", got, want)
	}
}

func TestSameEventsGiveSameBytes(t *testing.T) {
	a, b := write(t, many(200), evtxwrite.Options{}), write(t, many(200), evtxwrite.Options{})
	if !bytes.Equal(a, b) {
		t.Error("two runs differ")
	}
}
