package evtx

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzRead reads arbitrary bytes as the records of a chunk behind a right header, and as a file: no panic, no text on the
// standard logger, no record twice, and the prefilter agrees with decoding everything.
func FuzzRead(f *testing.F) {
	f.Add(ordinary(1, 4)[chunkHeaderSize:4096])
	hostile := newBuilder(1)
	hostile.event(event{provider: officeProvider, id: 1, payload: func() { levels(hostile, 3) }})
	f.Add(hostile.buf[chunkHeaderSize:])
	f.Add(logOf(ordinary(1, 2))[:fileHeaderSize+chunkHeaderSize+3000])
	f.Add([]byte(fileMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > chunkSize-chunkHeaderSize {
			t.Skip()
		}
		c := newBuilder(1)
		c.buf = append(c.buf, b...)
		c.id = 100
		check(t, logOf(c.bytes()))
		check(t, b)
	})
}

func check(t *testing.T, file []byte) {
	before := complaints.Len()
	full, lf := readAll(file, Options{Want: licensing(), NoPrefilter: true})
	fast, lp := readAll(file, Options{Want: licensing()})
	if d := cmp.Diff(full, fast); d != "" || lf.Total != lp.Total {
		t.Errorf("total %d and %d, -full +prefilter %s", lf.Total, lp.Total, d)
	}
	if !lf.First.Equal(lp.First) || lf.Last.Before(lf.First) {
		t.Errorf("first %v and %v, last %v", lf.First, lp.First, lf.Last)
	}
	for _, x := range lf.Losses {
		if x.Offset < 0 || x.Offset > int64(len(file)) || x.Reason == "" || x.Records < 0 {
			t.Errorf("loss %+v of %d bytes", x, len(file))
		}
	}
	if n := complaints.Len() - before; n > 0 {
		t.Errorf("golang-evtx printed %d bytes: %.200q", n, complaints.Bytes()[before:])
	}
}
