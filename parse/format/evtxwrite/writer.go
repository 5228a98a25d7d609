package evtxwrite

import (
	"fmt"
	"io"
)

// Writer writes a log event by event and keeps one chunk in memory, for logs that do not fit there as a list of events.
// What Close leaves behind is what Write makes of the same events.
type Writer struct {
	w   io.WriteSeeker
	log log
	err error // of writing, which every later call repeats
}

// NewWriter starts a log at the current position of w, which is the start of the file.
func NewWriter(w io.WriteSeeker, o Options) *Writer {
	out := &Writer{w: w, log: log{options: o, next: max(o.FirstRecord, 1)}}
	out.write(make([]byte, fileHeaderSize))
	return out
}

// Add appends an event. Its errors are those of Write; an event that cannot be stored leaves the log as it was.
func (w *Writer) Add(ev Event) error {
	if w.err != nil {
		return w.err
	}
	if err := w.log.add(ev); err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	for len(w.log.chunks) > 1 {
		w.write(w.log.chunks[0].seal(false))
		w.log.chunks = w.log.chunks[1:]
		w.log.sealed++
	}
	return w.err
}

// Chunks is how many chunks of 64 KiB the log has so far, the open one included.
func (w *Writer) Chunks() int { return w.log.count() }

// Close writes the open chunk, and the file header over the place that was left for it. It does not close the file.
func (w *Writer) Close() error {
	blocks := w.log.blocks()
	for _, b := range blocks[1:] {
		w.write(b)
	}
	if w.err == nil {
		if _, err := w.w.Seek(0, io.SeekStart); err != nil {
			w.err = fmt.Errorf("write log: %w", err)
		}
	}
	w.write(blocks[0])
	return w.err
}

func (w *Writer) write(b []byte) {
	if w.err != nil {
		return
	}
	if _, err := w.w.Write(b); err != nil {
		w.err = fmt.Errorf("write log: %w", err)
	}
}
