package parse

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/textenc"
)

// maxTextBytes bounds a text artifact that is read whole: the largest SDP text export seen is below 40 MB; event logs
// in text forms are streamed and not bounded by this.
const maxTextBytes = 64 << 20

// maxFactText bounds one text among the facts, in bytes: a path has 32 KiB at most on Windows and never in a listing,
// the longest message of any event kept is cut at 2 KiB.
const maxFactText = 16 << 10

// File is one recognised file while it is read.
type File struct {
	Path     string
	Base     string
	Kind     fact.Kind
	Family   int    // 14, 15, 16 from "_Office15_" of the name; 0 unknown
	Computer string // prefix of the name, as spelled; "" unknown
	Set      *fact.Set
	Reading  *fact.Reading
	// Unfiltered asks for every event of an .evtx log to be decoded before it is chosen or dropped.
	Unfiltered bool
	Limits     Limits

	entry *bundle.Entry
	hint  string
	once  sync.Once
	text  textenc.Text
	err   error
	long  bool // a line is longer than maxFactText
}

// Open starts reading the raw bytes.
func (f *File) Open() (io.ReadCloser, error) { return f.entry.Open() }

// Text decodes the whole file and notes encoding and language in the reading. What came out before a read error is
// kept; the error becomes a problem.
func (f *File) Text() (textenc.Text, error) {
	f.once.Do(func() {
		r, err := f.entry.Open()
		if err != nil {
			f.err = err
			return
		}
		defer r.Close()
		b, err := io.ReadAll(io.LimitReader(r, maxTextBytes+1))
		if len(b) > maxTextBytes {
			b = b[:maxTextBytes]
			f.Damage(0, "longer than %d MiB: the rest was not read", maxTextBytes>>20)
		}
		if err != nil {
			if len(b) == 0 {
				f.err = err
				return
			}
			f.Damage(0, "%v: the rest was not read", err)
		}
		f.text = textenc.Decode(b, f.hint)
		f.Reading.Encoding = f.text.Encoding
		if f.Reading.Language == "" {
			f.Reading.Language = f.text.Language
		}
		for _, l := range f.text.Lines {
			f.long = f.long || len(l.Text) > maxFactText
		}
		if f.text.Unread > 0 {
			f.Damage(f.text.Unread, "more lines than any listing has: the rest was not read")
		}
		if f.text.Damaged > 0 {
			f.Note(0, "%d bytes are not %s", f.text.Damaged, f.text.Encoding)
		}
	})
	return f.text, f.err
}

// Listing is Text for output of commands: longer lines are cut, which is noted.
func (f *File) Listing() (textenc.Text, error) {
	t, err := f.Text()
	most := f.Limits.MaxLine()
	if err != nil || !f.long && most >= maxFactText {
		return t, err
	}
	t.Lines = slices.Clone(t.Lines)
	for i, l := range t.Lines {
		if len(l.Text) > most {
			t.Lines[i].Text = strings.ToValidUTF8(l.Text[:most], "")
			f.Damage(l.N, "longer than %s: the rest of the line was not read", size(most))
		}
	}
	return t, nil
}

// size prints a number of bytes for a message.
func size(n int) string {
	if n < 1<<10 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d KiB", n>>10)
}

// clip keeps the texts of the facts within their bound after the file was read.
func (f *File) clip() {
	if !f.long {
		return
	}
	if n := f.Set.Clip(maxFactText); n > 0 {
		f.Damage(0, "%d values are longer than %d KiB: the rest of them was left out", n, maxFactText>>10)
	}
}

// At is the source of a line of this file.
func (f *File) At(line int) fact.Source { return fact.Source{Path: f.Path, Line: line} }

// Line is a cited line of this file.
func (f *File) Line(n int, text string) fact.Line {
	return fact.Line{Source: f.At(n), Text: text}
}

// Damage notes that something was lost: the reading becomes partial.
func (f *File) Damage(line int, format string, args ...any) {
	f.Lose(fact.Problem{Line: line, Text: fmt.Sprintf(format, args...)})
}

// Lose notes damage with any position: the reading becomes partial.
func (f *File) Lose(p fact.Problem) {
	f.Reading.Problems = append(f.Reading.Problems, p)
	if f.Reading.State == fact.Whole {
		f.Reading.State = fact.Partial
	}
}

// Note records an oddity that cost nothing: the reading stays what it is.
func (f *File) Note(line int, format string, args ...any) {
	f.Reading.Problems = append(f.Reading.Problems, fact.Problem{Line: line, Text: fmt.Sprintf(format, args...)})
}

// Empty marks a file that holds its frame and nothing in it.
func (f *File) Empty() {
	if f.Reading.State == fact.Whole {
		f.Reading.State = fact.Empty
	}
}
