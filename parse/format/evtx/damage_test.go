package evtx

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/winevent"
)

// nine is a log of 9 chunks with 40 records each, as the table of damage needs it.
func nine() []byte {
	var chunks [][]byte
	for i := range 9 {
		chunks = append(chunks, ordinary(uint64(1+40*i), 40))
	}
	return logOf(chunks...)
}

// offsets of the records of a chunk of nine.
func recordsOf(file []byte, index int) (out []span) {
	eachRecord(file, func(c *chunk, s span) {
		if c.index == index {
			out = append(out, s)
		}
	})
	return out
}

func chunkAt(i int) int { return fileHeaderSize + i*chunkSize }

// TestDamage breaks the log in one place each and says what that may cost.
func TestDamage(t *testing.T) {
	whole := nine()
	spans := recordsOf(whole, 5)
	fifth := chunkAt(5)
	le := binary.LittleEndian
	type lost struct {
		Chunk, Records int
		Offset         int64
		Reason         string
	}
	tests := []struct {
		name      string
		harm      func(b []byte) []byte
		records   int
		recovered int
		losses    []lost
	}{
		{"nothing", func(b []byte) []byte { return b }, 360, 0, nil},
		{"truncated inside a record", func(b []byte) []byte { return b[:fifth+spans[10].off+30] }, 210, 0, []lost{
			{5, 30, int64(fifth + spans[10].off), "the log ends inside the chunk"}, {6, 0, int64(fifth + spans[10].off + 30), "the log ends after chunk 6 of 9"}}},
		{"truncated between records", func(b []byte) []byte { return b[:fifth+spans[10].off] }, 210, 0, []lost{
			{5, 30, int64(fifth + spans[10].off), "the log ends inside the chunk"}, {6, 0, int64(fifth + spans[10].off), "the log ends after chunk 6 of 9"}}},
		{"truncated between chunks", func(b []byte) []byte { return b[:fifth] }, 200, 0, []lost{{5, 0, int64(fifth), "the log ends after chunk 5 of 9"}}},
		{"chunk zeroed", func(b []byte) []byte { clear(b[fifth : fifth+chunkSize]); return b }, 320, 0, []lost{{5, 40, int64(fifth), "chunk is all zeros"}}},
		{"last two chunks zeroed", func(b []byte) []byte { clear(b[chunkAt(7):]); return b }, 280, 0, []lost{{7, 0, int64(chunkAt(7)), "2 chunks are all zeros"}}},
		{"bad chunk magic", func(b []byte) []byte { b[fifth] = 'X'; return b }, 360, 40, []lost{{5, 0, int64(fifth), "chunk header damaged, records searched"}}},
		{"chunk header zeroed", func(b []byte) []byte { clear(b[fifth : fifth+chunkHeaderSize]); return b }, 360, 40, []lost{{5, 0, int64(fifth), "chunk header damaged, records searched"}}},
		{"first record of impossible size", func(b []byte) []byte { le.PutUint32(b[fifth+spans[20].off+4:], 1<<30); return b }, 359, 0, []lost{
			{5, 1, int64(fifth + spans[20].off), "record of impossible size 1073741824"}}},
		{"record lies about its size", func(b []byte) []byte { le.PutUint32(b[fifth+spans[20].off+4:], 64); return b }, 359, 0, []lost{
			{5, 1, int64(fifth + spans[20].off), "the two sizes of the record differ"}}},
		{"64 zero bytes over the seam of two records", func(b []byte) []byte {
			clear(b[fifth+spans[20].off-32:][:64])
			return b
		}, 358, 0, []lost{{5, 2, int64(fifth + spans[19].off), "the two sizes of the record differ"}}},
		{"last record of the chunk zeroed", func(b []byte) []byte {
			clear(b[fifth+spans[39].off:][:spans[39].size])
			return b
		}, 359, 0, []lost{{5, 1, int64(fifth + spans[39].off), "zeros instead of a record"}}},
		{"512 bytes missing inside a chunk", func(b []byte) []byte {
			at := fifth + spans[20].off
			return append(b[:at], b[at+512:]...)
		}, 359 - 512/spans[20].size, 0, nil},
		{"file header lost", func(b []byte) []byte { return b[fileHeaderSize:] }, 360, 0, nil},
		{"file header zeroed", func(b []byte) []byte { clear(b[:fileHeaderSize]); return b }, 360, 0, nil},
		{"chunk count stale", func(b []byte) []byte { b[42] = 1; b[120] = 3; return b }, 360, 0, nil},
		{"last chunk header stale", func(b []byte) []byte {
			last := chunkAt(8)
			s := recordsOf(whole, 8)[25]
			le.PutUint32(b[last+48:], uint32(s.off))
			le.PutUint64(b[last+16:], s.id-1)
			le.PutUint64(b[last+32:], s.id-1)
			return b
		}, 360, 15, nil},
	}
	for _, x := range tests {
		got, l := readAll(x.harm(bytes.Clone(whole)), Options{})
		recovered := 0
		for _, r := range got {
			if r.Recovered {
				recovered++
			}
		}
		if len(got) != x.records || l.Total != x.records || recovered != x.recovered || l.Err != nil {
			t.Errorf("%s: %d records (want %d), total %d, %d recovered (want %d), err %v, losses %v", x.name, len(got), x.records,
				l.Total, recovered, x.recovered, l.Err, l.Losses)
		}
		if x.losses == nil && x.records == 360 && len(l.Losses) > 0 || x.records < 360 && len(l.Losses) == 0 {
			t.Errorf("%s: losses %v", x.name, l.Losses)
		}
		if x.losses == nil {
			continue
		}
		var losses []lost
		for _, y := range l.Losses {
			losses = append(losses, lost{y.Chunk, y.Records, y.Offset, y.Reason})
		}
		if d := cmp.Diff(x.losses, losses); d != "" {
			t.Errorf("%s: %s", x.name, d)
		}
	}
}

// TestStaleRecords leaves records of the chunk before behind the end of a chunk, as Windows does, and breaks its header.
func TestStaleRecords(t *testing.T) {
	first, second := ordinary(1, 120), ordinary(121, 30)
	free := int(binary.LittleEndian.Uint32(second[48:]))
	copy(second[free:], first[free:])
	for _, name := range []string{"intact", "header broken", "header broken, nothing before"} {
		a, b := bytes.Clone(first), bytes.Clone(second)
		want, chunks := 150, [][]byte{a, b}
		if name != "intact" {
			b[0] = 0
		}
		if strings.Contains(name, "nothing") {
			want, chunks = 30, [][]byte{b}
		}
		got, l := readAll(logOf(chunks...), Options{})
		seen := map[uint64]bool{}
		for _, r := range got {
			if seen[r.RecordID] {
				t.Errorf("%s: record %d twice", name, r.RecordID)
			}
			seen[r.RecordID] = true
		}
		if len(got) != want {
			t.Errorf("%s: %d records, want %d, losses %v", name, len(got), want, l.Losses)
		}
	}
}

// TestManyLosses keeps the list of losses short and its sum right.
func TestManyLosses(t *testing.T) {
	var chunks [][]byte
	for i := range 30 {
		c := ordinary(uint64(1+80*i), 80)
		for j, s := range recordsOf(logOf(c), 0) {
			if j%2 == 1 {
				clear(c[s.off:][:8])
			}
		}
		chunks = append(chunks, c)
	}
	got, l := readAll(logOf(chunks...), Options{})
	sum := 0
	for _, x := range l.Losses {
		sum += x.Records
	}
	if len(got) != 1200 || sum != 1200 || len(l.Losses) != maxLosses || !strings.Contains(l.Losses[maxLosses-1].Reason, "200 further") {
		t.Errorf("%d records, %d lost in %d losses, last %v", len(got), sum, len(l.Losses), l.Losses[len(l.Losses)-1])
	}
}

// TestDamagedSamples cuts real logs and zeroes parts of them: what stood whole is read as before, and nothing twice.
func TestDamagedSamples(t *testing.T) {
	for name, file := range sampleFiles(t) {
		whole, _ := readAll(file, Options{})
		by := map[int64]winevent.Record{}
		for _, r := range whole {
			by[r.Offset] = r
		}
		for tenth := 1; tenth < 10; tenth++ {
			cut := len(file) * tenth / 10
			got, l := readAll(file[:cut], Options{})
			checkSubset(t, name, by, got)
			for _, r := range whole {
				size := int64(binary.LittleEndian.Uint32(file[r.Offset+4:]))
				if r.Offset+size <= int64(cut) && !has(got, r.Offset) {
					t.Errorf("%s cut at %d tenths: record at %d is lost, losses %v", name, tenth, r.Offset, l.Losses)
				}
			}
		}
		for i := 0; chunkAt(i+1) <= len(file) && i < 4; i++ {
			broken := bytes.Clone(file)
			broken[chunkAt(i)] ^= 0xff
			got, _ := readAll(broken, Options{})
			for j := range got {
				got[j].Recovered = false
			}
			if d := cmp.Diff(whole, got); d != "" {
				t.Errorf("%s, magic of chunk %d: %.2000s", name, i, d)
			}
		}
	}
}

func has(list []winevent.Record, offset int64) bool {
	for _, r := range list {
		if r.Offset == offset {
			return true
		}
	}
	return false
}

func checkSubset(t *testing.T, name string, whole map[int64]winevent.Record, got []winevent.Record) {
	t.Helper()
	for _, r := range got {
		r.Recovered = false
		if d := cmp.Diff(whole[r.Offset], r); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
