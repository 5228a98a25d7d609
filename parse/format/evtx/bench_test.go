package evtx

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// tiled repeats the used chunks of a log until it has about 20 MB. share says how many of ten chunks keep the licensing
// providers; in the others their names are changed.
func tiled(file []byte, share int) []byte {
	out := bytes.Clone(file[:fileHeaderSize])
	for n := 0; len(out) < 20<<20; {
		for at := fileHeaderSize; at+chunkSize <= len(file); at += chunkSize {
			c := bytes.Clone(file[at : at+chunkSize])
			if allZero(c) {
				continue
			}
			if n%10 >= share {
				for _, p := range []string{sppProvider, sppSource} {
					c = bytes.ReplaceAll(c, wideBytes(p), bytes.Repeat(wideBytes("x"), len(p)))
				}
			}
			out = append(out, c...)
			n++
		}
	}
	binary.LittleEndian.PutUint16(out[42:], uint16((len(out)-fileHeaderSize)/chunkSize))
	return out
}

// BenchmarkRead reads 20 MB of a real log, for the eight ids that matter.
func BenchmarkRead(b *testing.B) {
	base := sampleFiles(b)["001-aws-dc-winADController.evtx"]
	want := licensing()
	want.IDs = []int{12288, 12289, 12290, 12293, 8198, 1003, 1014, 8233}
	for _, x := range []struct {
		name  string
		share int
		o     Options
	}{
		{"no-spp/prefilter", 0, Options{Want: want}},
		{"d20/prefilter", 2, Options{Want: want}},
		{"real/prefilter", 10, Options{Want: want}},
		{"real/full", 10, Options{Want: want, NoPrefilter: true}},
		{"real/everything", 10, Options{}},
	} {
		file := tiled(base, x.share)
		b.Run(x.name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			records, total := 0, 0
			for b.Loop() {
				list, l := 0, Read(bytes.NewReader(file), x.o)
				for range l.Records() {
					list++
				}
				records, total = list, l.Total
			}
			b.ReportMetric(float64(records), "records")
			b.ReportMetric(float64(total), "headers")
		})
	}
}
