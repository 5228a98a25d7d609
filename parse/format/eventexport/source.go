package eventexport

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// maxLine bounds a line: a rendered 1003 of a machine with every Office language pack is below 200 KB.
const maxLine = 1 << 20

// bufferBytes is how far ahead the source can look to choose a code page.
const bufferBytes = 256 << 10

// source gives lines or raw bytes of a file whose encoding is decided when the first byte above ASCII comes up: an
// export may be plain English for megabytes before the first name with an accent.
type source struct {
	br      *bufio.Reader
	n       int   // lines given
	off     int64 // bytes consumed; meaningless where wide
	wide    bool  // UTF-16, transformed before it is read
	name    string
	page    func([]byte) string // of the code page, once one was chosen
	hint    string
	longest int    // bytes of a line
	held    []line // pushed back, last first
	err     error
	// ended is set where enough was read: nothing more is given.
	ended bool
	buf   []byte
	// ahead replaces the buffer as what follows, where a reader of bytes took it over.
	ahead []byte
}

// line is one decoded line. ended is false for a last line without its end.
type line struct {
	n     int
	off   int64
	text  string
	ended bool
	cut   bool // longer than is read
}

func newSource(r io.Reader, o Options) *source {
	s := &source{br: bufio.NewReaderSize(r, bufferBytes), hint: o.Encoding, longest: o.MaxLine}
	if s.longest == 0 {
		s.longest = maxLine
	}
	head, err := s.br.Peek(headBytes)
	s.err = err
	if name := textenc.Wide(head); name != "" {
		order := unicode.LittleEndian
		if name == "utf-16be" {
			order = unicode.BigEndian
		}
		s.name, s.wide = name, true
		s.br = bufio.NewReaderSize(transform.NewReader(s.br, unicode.UTF16(order, unicode.UseBOM).NewDecoder()), bufferBytes)
	} else if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		s.name = "utf-8"
		s.br.Discard(3)
		s.off = 3
	}
	return s
}

// head is the decoded start of the file, not consumed.
func (s *source) head() string {
	b, err := s.br.Peek(headBytes)
	if s.err = err; err == nil || err == bufio.ErrBufferFull {
		s.err = nil
	}
	if len(b) == headBytes {
		b = wholeEnd(b)
	}
	t := strings.TrimPrefix(s.decode(b), "\ufeff")
	if at := strings.IndexByte(t, '\n'); at < 0 || strings.Count(t, "\r") > 2*strings.Count(t, "\n") {
		t = strings.ReplaceAll(t, "\r", "\n")
	}
	return unquoted(t)
}

// unquoted takes the marks of a quoting mail off every line.
func unquoted(t string) string {
	if !strings.HasPrefix(t, ">") && !strings.Contains(t, "\n>") {
		return t
	}
	lines := strings.Split(t, "\n")
	for i, l := range lines {
		lines[i] = consoletext.Unquoted(l)
	}
	return strings.Join(lines, "\n")
}

// wholeEnd cuts a piece at its last line end, else at a character of UTF-8, so that the cut does not decide on the
// encoding.
func wholeEnd(b []byte) []byte {
	if at := bytes.LastIndexByte(b, '\n'); at > 0 {
		return b[:at+1]
	}
	for i := len(b) - 1; i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}

// encoding names what was found.
func (s *source) encoding() string {
	if s.name == "" {
		return "utf-8"
	}
	return s.name
}

// next gives a line without its end. CR CR LF is one end; a lone CR is one too.
func (s *source) next() (line, bool) {
	if s.ended {
		return line{}, false
	}
	if k := len(s.held); k > 0 {
		l := s.held[k-1]
		s.held = s.held[:k-1]
		return l, true
	}
	l, b, ok := s.raw()
	if !ok {
		return line{}, false
	}
	text := s.decode(b)
	if l.n == 0 {
		text = strings.TrimPrefix(text, "\ufeff")
	}
	parts := strings.Split(strings.TrimRight(text, "\r\n"), "\r")
	for i := len(parts) - 1; i >= 0; i-- {
		p := l
		p.n, p.text = s.n+i+1, consoletext.Unquoted(parts[i])
		if i < len(parts)-1 {
			p.ended = true
		}
		s.held = append(s.held, p)
	}
	s.n += len(parts)
	return s.next()
}

// raw reads up to a line feed. What is longer than a line may be is skipped to the line's end.
func (s *source) raw() (line, []byte, bool) {
	l := line{off: s.off}
	if s.wide {
		l.off = 0
	}
	s.buf = s.buf[:0]
	for {
		b, err := s.br.ReadSlice('\n')
		s.off += int64(len(b))
		if room := s.longest - len(s.buf); room < len(b) {
			s.buf = append(s.buf, b[:max(0, room)]...)
			l.cut = true
		} else {
			s.buf = append(s.buf, b...)
		}
		switch err {
		case nil:
			l.ended = true
			return l, s.buf, true
		case bufio.ErrBufferFull:
			continue
		}
		s.err = err
		return l, s.buf, len(s.buf) > 0
	}
}

// back returns lines that were read too far; the first given comes first again.
func (s *source) back(ls ...line) {
	for i := len(ls) - 1; i >= 0; i-- {
		s.held = append(s.held, ls[i])
	}
}

// decode turns bytes into text, deciding on the code page when it has to.
func (s *source) decode(b []byte) string {
	if s.wide || ascii(b) {
		return string(b)
	}
	if s.page == nil && utf8.Valid(b) {
		if s.name == "" {
			s.name = "utf-8"
		}
		return string(b)
	}
	if s.page == nil {
		s.choose(b)
	}
	return s.page(b)
}

// choose looks at this piece and what follows in the buffer.
func (s *source) choose(b []byte) {
	ahead := s.ahead[:min(len(s.ahead), headBytes)]
	if ahead == nil {
		ahead, _ = s.br.Peek(min(s.br.Buffered(), headBytes))
	}
	if at := bytes.LastIndexByte(ahead, '\n'); at >= 0 {
		ahead = ahead[:at+1]
	}
	sample := make([]byte, 0, len(b)+len(ahead))
	sample = append(append(sample, b...), ahead...)
	s.name = textenc.Decode(sample, s.hint).Encoding
	if s.page = textenc.Decoder(s.name); s.page == nil { // mostly UTF-8: the bytes that are not are damage
		s.page = func(b []byte) string { return strings.ToValidUTF8(string(b), "\ufffd") }
	}
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
