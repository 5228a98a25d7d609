package parse

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"kmstriage/parse/bundle"
)

// TestReadHeadLyingSize holds that a size which lies, in either direction, changes nothing of what recognition sees.
func TestReadHeadLyingSize(t *testing.T) {
	for _, length := range []int{0, 1, 100, HeadBytes - 1, HeadBytes, HeadBytes + 1, 3 * HeadBytes} {
		data := strings.Repeat("x", length)
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		f, err := w.Create("a")
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(data))
		w.Close()
		z, err := bundle.FromReader("a.zip", &b, bundle.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []int64{-1, 0, 1, 99, 100, HeadBytes, 1 << 40} {
			z.Entries[0].Size = size
			if head, err := readHead(z.Entries[0]); err != nil || string(head) != data[:min(length, HeadBytes)] {
				t.Errorf("%d bytes said to be %d: %d, %v", length, size, len(head), err)
			}
		}
	}
}

func TestGuessText(t *testing.T) {
	noise := make([]byte, 4000)
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	for want, head := range map[string]string{"text": "Dear diary,\r\n\tæøå\r\n", "binary file": string(noise), "empty file": ""} {
		if got := guess(probe(&bundle.Entry{Path: "x"}, []byte(head))); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
