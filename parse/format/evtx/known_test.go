package evtx

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/winevent"
)

// alone reads each chunk of a log as a log of its own, with nothing known of the chunks before.
func alone(file []byte, o Options) (out []winevent.Record) {
	for at := fileHeaderSize; at < len(file); at += chunkSize {
		chunk := file[at:min(len(file), at+chunkSize)]
		got, _ := readAll(append(bytes.Clone(file[:fileHeaderSize]), chunk...), o)
		for _, r := range got {
			r.Offset += int64(at - fileHeaderSize)
			out = append(out, r)
		}
	}
	return out
}

// TestKnownSamples holds that definitions remembered from earlier chunks change no record.
func TestKnownSamples(t *testing.T) {
	for name, file := range sampleFiles(t) {
		got, _ := readAll(file, Options{})
		if d := cmp.Diff(alone(file, Options{}), got); d != "" {
			t.Errorf("%s: -alone +together %.3000s", name, d)
		}
	}
}

// TestKnownOnlyIfSame changes each byte of the definitions and names of a second chunk: it is read as if the first chunk,
// whose definitions have the same GUIDs and sizes, had not been there.
func TestKnownOnlyIfSame(t *testing.T) {
	first, second := ordinary(1, 6), ordinary(7, 6)
	file := logOf(first, second)
	spans := recordsOf(file, 1)
	end := spans[3].off // the first three hold the definitions
	differ := 0
	for at := spans[0].off + recordHeaderSize; at < end; at++ {
		b := bytes.Clone(file)
		b[chunkAt(1)+at] ^= 1 << (at % 3)
		got, l := readAll(b, Options{})
		if d := cmp.Diff(alone(b, Options{}), got); d != "" {
			t.Fatalf("byte %d: -alone +together %s", at, d)
		}
		if len(got) < 12 || len(l.Losses) > 0 {
			differ++
		}
	}
	if differ < 50 {
		t.Errorf("only %d changes did harm: the test shows nothing", differ)
	}
}

// TestKnownIsUsed holds that the second chunk is read with the definitions of the first, also where a name stands elsewhere.
func TestKnownIsUsed(t *testing.T) {
	l := Read(bytes.NewReader(logOf(ordinary(1, 6), ordinary(7, 6), ordinary(13, 90))), Options{})
	s := newStream(l)
	s.open()
	var known []int
	for s.next() {
		l.chunk(&s.chunk, func(winevent.Record) bool { return true })
		known = append(known, s.chunk.known.n)
		s.advance()
	}
	if d := cmp.Diff([]int{4, 4, 4}, known); d != "" {
		t.Errorf("definitions walked after each chunk: %s", d)
	}
}

// TestKnownIsBounded gives every chunk other definitions.
func TestKnownIsBounded(t *testing.T) {
	var d definitions
	file := logOf(ordinary(1, 6))
	c := &chunk{}
	c.reset(file[fileHeaderSize:], fileHeaderSize, 0)
	t0 := &template{off: chunkHeaderSize, end: chunkHeaderSize + 100}
	for i := range 3 * maxKnown {
		c.data[t0.off+4], c.data[t0.off+5] = byte(i), byte(i>>8)
		for range 2 * maxVariants {
			d.add(c, t0, nil)
		}
	}
	if d.n != maxKnown {
		t.Errorf("%d definitions are remembered, want %d", d.n, maxKnown)
	}
	for _, list := range d.by {
		if len(list) > maxVariants {
			t.Errorf("%d variants", len(list))
		}
	}
}
