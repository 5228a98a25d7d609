package deflate64

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bitWriter makes streams by hand.
type bitWriter struct {
	out []byte
	n   uint
}

func (w *bitWriter) bits(v uint32, n uint) *bitWriter {
	for ; n > 0; n-- {
		if w.n%8 == 0 {
			w.out = append(w.out, 0)
		}
		w.out[len(w.out)-1] |= byte(v&1) << (w.n % 8)
		w.n++
		v >>= 1
	}
	return w
}

// code writes a code, which goes the other way round.
func (w *bitWriter) code(v uint32, n uint) *bitWriter {
	for n > 0 {
		n--
		w.bits(v>>n&1, 1)
	}
	return w
}

// literal writes a byte below 144 in the fixed code.
func (w *bitWriter) literal(c byte) *bitWriter { return w.code(0x30+uint32(c), 8) }

// ref writes a reference in the fixed code: the numbers of the codes and their extra bits.
func (w *bitWriter) ref(length, lengthExtra uint32, distance, distanceExtra uint32) *bitWriter {
	if length < 280 {
		w.code(length-256, 7)
	} else {
		w.code(0xc0+length-280, 8)
	}
	w.bits(lengthExtra, uint(lengthBits[length-firstLength]))
	w.code(distance, 5)
	if distance < maxDistance {
		w.bits(distanceExtra, uint(distanceBits[distance]))
	}
	return w
}

func unpack(data []byte) (string, error) {
	out, err := io.ReadAll(NewReader(bytes.NewReader(data)))
	return string(out), err
}

func TestByHand(t *testing.T) {
	stored := append([]byte{1, 5, 0, 0xfa, 0xff}, "hello"...)
	long := (&bitWriter{}).bits(3, 3).literal('a').ref(285, 65535, 0, 0).code(0, 7).out
	if got, err := unpack(stored); got != "hello" || err != nil {
		t.Errorf("stored: %q, %v", got, err)
	}
	if got, err := unpack(long); got != strings.Repeat("a", 1+65538) || err != nil {
		t.Errorf("the longest reference: %d bytes, %v", len(got), err)
	}
	for name, c := range map[string]struct {
		distance, extra uint32
		back            int
	}{
		"code 29": {29, 8191, 32768}, "code 30": {30, 0, 32769}, "code 30, last": {30, 16383, 49152}, "code 31": {31, 0, 49153}, "code 31, last": {31, 16383, 65536},
	} {
		// 65,541 bytes of "a" and 3 of "xyz" in front of as many "b" as lead back to them.
		w := (&bitWriter{}).bits(3, 3).literal('x').literal('y').literal('z').literal('b')
		w.ref(285, uint32(c.back-3-1-3), 0, 0).ref(257, 0, c.distance, c.extra).code(0, 7)
		want := "xyz" + strings.Repeat("b", c.back-3) + "xyz"
		if got, err := unpack(w.out); got != want || err != nil {
			t.Errorf("%s: %d bytes, want %d, %v", name, len(got), len(want), err)
		}
	}
}

func TestCorrupt(t *testing.T) {
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, data := range map[string][]byte{
		"block type 3":           {7},
		"lengths differ":         {1, 5, 0, 0, 0, 1},
		"too far back":           (&bitWriter{}).bits(3, 3).literal('a').ref(257, 0, 1, 0).out,
		"length code 286":        (&bitWriter{}).bits(3, 3).code(0xc6, 8).bits(0, 32).out,
		"287 literal codes":      (&bitWriter{}).bits(5, 3).bits(30, 5).bits(0, 32).out,
		"no codes":               append(unhex("05"), make([]byte, 40)...),
		"repeat of nothing":      (&bitWriter{}).bits(5, 3).bits(0, 14).bits(1, 3).bits(0, 3).bits(0, 3).bits(1, 3).code(1, 1).bits(0, 32).out,
		"more codes than can be": (&bitWriter{}).bits(5, 3).bits(0, 14).bits(1, 3).bits(1, 3).bits(1, 3).bits(1, 3).bits(0, 32).out,
	} {
		if _, err := unpack(data); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := io.ReadAll(NewReader(io.MultiReader(bytes.NewReader([]byte{1, 5, 0, 0xfa, 0xff}), failing{}))); !errors.Is(err, errDisk) {
		t.Error(err)
	}
}

var errDisk = errors.New("disk")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDisk }

// TestAsDeflate holds that streams that Deflate and Deflate64 share are read alike, cut anywhere, and that no byte
// behind them is taken. Code 285 is the one that Deflate uses and that means something else: equal bytes in a row are
// not longer than 257.
func TestAsDeflate(t *testing.T) {
	var text strings.Builder
	for i := range 12_000 {
		fmt.Fprintf(&text, "%d event %x\n", i*7919%1000, i*2654435761)
	}
	for _, plain := range []string{"", "a", text.String(), noise(100_000)} {
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 6, 9} {
			var b bytes.Buffer
			w, err := flate.NewWriter(&b, level)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(w, plain)
			w.Close()
			in := bytes.NewReader(append(b.Bytes(), "behind"...))
			got, err := io.ReadAll(NewReader(in))
			if string(got) != plain || err != nil || in.Len() != len("behind") {
				t.Errorf("level %d: %d of %d bytes, %v, %d left", level, len(got), len(plain), err, in.Len())
			}
			for cut := 0; cut < b.Len(); cut += 1 + b.Len()/50 {
				got, err := unpack(b.Bytes()[:cut])
				ahead, same := io.ReadAll(NewReader(struct{ io.Reader }{bytes.NewReader(b.Bytes()[:cut])}))
				if string(ahead) != got || same != err {
					t.Fatalf("level %d, cut at %d: %d bytes, %v, read ahead: %d, %v", level, cut, len(got), err, len(ahead), same)
				}
				if !strings.HasPrefix(plain, got) || !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Fatalf("level %d, cut at %d: %d bytes, %v", level, cut, len(got), err)
				}
			}
		}
	}
}

func noise(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

// TestSevenZip reads what 7z packs: text, repeats beyond 32 KiB and beyond 258 bytes, noise.
func TestSevenZip(t *testing.T) {
	p, err := exec.LookPath("7z")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("7z is not installed")
	}
	far := noise(50_000)
	want := map[string]string{"far": far + far + far, "long": strings.Repeat("x", 500_000), "noise": noise(200_000), "tiny": "a", "text": strings.Repeat("event 12288 0xC004F074\r\n", 9000) + far}
	dir := t.TempDir()
	for name, data := range want {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, level := range []string{"-mx=1", "-mx=5", "-mx=9"} {
		archive := filepath.Join(t.TempDir(), "x.zip")
		if out, err := exec.Command(p, "a", "-tzip", "-mm=Deflate64", level, archive, dir+"/.").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		z, err := zip.OpenReader(archive)
		if err != nil {
			t.Fatal(err)
		}
		z.RegisterDecompressor(9, func(r io.Reader) io.ReadCloser { return io.NopCloser(NewReader(r)) })
		methods := map[uint16]int{}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if string(got) != want[f.Name] || err != nil {
				t.Errorf("%s %s: %d of %d bytes, %v", level, f.Name, len(got), len(want[f.Name]), err)
			}
			methods[f.Method]++
		}
		if methods[9] < 3 {
			t.Errorf("%s: methods %v", level, methods)
		}
		z.Close()
	}
}

func FuzzReader(f *testing.F) {
	f.Add((&bitWriter{}).bits(3, 3).literal('a').ref(285, 65535, 0, 0).code(0, 7).out)
	f.Add(append([]byte{1, 5, 0, 0xfa, 0xff}, "hello"...))
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, 9)
	if err != nil {
		f.Fatal(err)
	}
	io.WriteString(w, strings.Repeat("event 12288 ", 50)+noise(300))
	w.Close()
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(bytes.NewReader(data))
		n, err := io.Copy(io.Discard, io.LimitReader(r, 8<<20))
		m, same := io.Copy(io.Discard, io.LimitReader(NewReader(struct{ io.Reader }{bytes.NewReader(data)}), 8<<20))
		if m != n || same != err {
			t.Errorf("%d bytes, %v; read ahead: %d, %v", n, err, m, same)
		}
		if err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Error(err)
		}
		// A reference of 31 bits gives 65,538 bytes.
		if n > int64(len(data)+1)*8*65538/13 {
			t.Errorf("%d bytes come out of %d", n, len(data))
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var text strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&text, "%d event %x\n", i*7919%1000, i*2654435761)
	}
	var z bytes.Buffer
	w, _ := flate.NewWriter(&z, 6)
	io.WriteString(w, text.String())
	w.Close()
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := io.Copy(io.Discard, NewReader(struct{ io.Reader }{bytes.NewReader(z.Bytes())})); err != nil {
			b.Fatal(err)
		}
	}
}
