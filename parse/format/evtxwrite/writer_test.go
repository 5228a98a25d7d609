package evtxwrite_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"kmstriage/parse/format/evtxwrite"
)

// TestWriter holds that a log written event by event is the one that Write makes of them.
func TestWriter(t *testing.T) {
	for _, x := range logs() {
		var want bytes.Buffer
		if err := evtxwrite.Write(&want, x.events, x.options); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(t.TempDir(), "x.evtx"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		w := evtxwrite.NewWriter(f, x.options)
		for _, ev := range x.events {
			if err := w.Add(ev); err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		got, err := os.ReadFile(f.Name())
		if err != nil || !bytes.Equal(want.Bytes(), got) {
			t.Errorf("%s: %d bytes, want %d, and the same; %v", x.name, len(got), want.Len(), err)
		}
		if n := (len(got) - 4096) / 65536; n != w.Chunks() {
			t.Errorf("%s: %d chunks counted, %d written", x.name, w.Chunks(), n)
		}
	}
}

// full is a medium without room.
type full struct{}

var errNoRoom = errors.New("no room")

func (full) Write([]byte) (int, error)      { return 0, errNoRoom }
func (full) Seek(int64, int) (int64, error) { return 0, nil }

func TestWriterErrors(t *testing.T) {
	w := evtxwrite.NewWriter(full{}, evtxwrite.Options{})
	if err := w.Add(spp(903)); !errors.Is(err, errNoRoom) {
		t.Errorf("Add: %v", err)
	}
	if err := w.Close(); !errors.Is(err, errNoRoom) {
		t.Errorf("Close: %v", err)
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "x.evtx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w = evtxwrite.NewWriter(f, evtxwrite.Options{})
	if err := w.Add(spp(-1)); err == nil {
		t.Error("an impossible event id was taken")
	}
	if err := w.Add(spp(903)); err != nil || w.Close() != nil || w.Chunks() != 1 {
		t.Errorf("after a refused event: %v, %d chunks", err, w.Chunks())
	}
	if n, err := f.Seek(0, io.SeekEnd); n != 4096+65536 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
