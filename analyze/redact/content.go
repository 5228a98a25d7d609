package redact

import (
	"bytes"
	"fmt"
	"io"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/evtx"
	"kmstriage/parse/format/textenc"
)

// maxContent bounds a text that is redacted, in bytes: what the reader of listings takes too.
const maxContent = 64 << 20

// open reads a file of the bundle.
func open(e *bundle.Entry, r *fact.Reading) (content, error) {
	f, err := e.Open()
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", e.Path, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxContent+1))
	if err != nil && len(b) == 0 {
		return nil, fmt.Errorf("read %q: %w", e.Path, err)
	}
	if len(b) > maxContent {
		b = b[:maxContent]
	}
	if evtx.IsEVTX(b) {
		return newLog(b), nil
	}
	hint := ""
	if len(r.Encoding) > 2 && r.Encoding[:2] == "cp" {
		hint = r.Encoding
	}
	s, form := textenc.Whole(b, hint)
	return &text{s, form}, nil
}

// text is a file of text.
type text struct {
	s    string
	form textenc.Form
}

func (t *text) learn(r *replacer) { r.learnText(t.s) }

func (t *text) write(r *replacer) ([]byte, error) {
	return t.form.Encode(r.text(t.s)), nil
}

// binary event logs

func newLog(b []byte) *log {
	return &log{b}
}

type log struct{ bytes []byte }

func (l *log) reader() *bytes.Reader { return bytes.NewReader(l.bytes) }
