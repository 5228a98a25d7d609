package redact

import (
	"fmt"
	"io"
	"strings"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/evtx"
	"kmstriage/parse/format/textenc"
)

// content is a file that can be gone through for what must not be told, and be written without it.
type content interface {
	learn(r *replacer)
	long() bool               // much of it may be of no interest
	pare(path string) content // only what facts rest on
	write(change func(string) string) ([]byte, error)
}

// maxContent bounds a file that is redacted, in bytes: what the reader of listings takes too, and three times the largest
// log of a default size.
const maxContent = 64 << 20

// open reads a file of a bundle. r is how it was read before, with its encoding; the zero reading is unknown.
func open(e *bundle.Entry, r fact.Reading) (content, error) {
	f, err := e.Open()
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", e.Path, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxContent))
	if err != nil && len(b) == 0 {
		return nil, fmt.Errorf("read %q: %w", e.Path, err)
	}
	return contentOf(b, r), nil
}

func contentOf(b []byte, r fact.Reading) content {
	if evtx.IsEVTX(b) {
		return &log{bytes: b, torn: r.State == fact.Partial}
	}
	encoding := r.Encoding
	if !strings.HasPrefix(encoding, "cp") {
		encoding = "" // only the pages of consoles are hints
	}
	s, form := textenc.Whole(b, encoding)
	return &text{s, form}
}

// text is a file of text.
type text struct {
	s    string
	form textenc.Form
}

func (t *text) learn(r *replacer) { r.learnText(t.s) }

func (t *text) long() bool { return len(t.s) > largeExport }

func (t *text) pare(path string) content {
	return &text{pare(path, t.s, t.form.Encode), t.form}
}

func (t *text) write(change func(string) string) ([]byte, error) {
	return t.form.Encode(change(t.s)), nil
}
