package eventexport

import (
	"bytes"
	"io"
	"regexp"
	"time"

	"kmstriage/parse/format/winevent"
)

// maxEvent bounds one event's XML: Windows bounds an event at 64 KB, its rendering and escapes multiply that.
const maxEvent = 1 << 20

var (
	opening      = []byte("<Event")
	closing      = []byte("</Event>")
	providerName = regexp.MustCompile(`<Provider\b[^>]*?\bName\s*=\s*["']([^"'<>]{0,200})`)
	sourceName   = regexp.MustCompile(`<Provider\b[^>]*?\bEventSourceName\s*=\s*["']([^"'<>]{0,200})`)
	systemTime   = regexp.MustCompile(`SystemTime\s*=\s*["']([^"'<>]{0,40})["']`)
	recordNumber = regexp.MustCompile(`<EventRecordID>\s*(\d{1,20})\s*<`)
)

// readXML reads one <Event> element after another, so that what is malformed costs its own event only. What stands
// between them does not count: a root, a declaration, lines of a mail.
func readXML(l *Log) {
	c := chunker{src: l.src, log: l, n: 1}
	for !l.src.ended {
		ev, ok := c.next()
		if !ok {
			return
		}
		l.out.element(ev, &c)
	}
}

// element is the bytes of one event and where they stand.
type element struct {
	b    []byte
	off  int64
	line int
}

// chunker cuts a byte stream into events. All code pages of Windows keep "<" and ">" for themselves, so that it works
// before decoding.
type chunker struct {
	src  *source
	log  *Log
	buf  []byte
	pos  int // start of what is not yet consumed
	base int64
	n    int // line at pos
	eof  bool
	root []byte // end tag of the element around the events, without its ">"; nil if there is none
	torn bool   // the start of the event at pos was given up: its end is no second loss
}

// readAhead is how much is read at a time.
const readAhead = 64 << 10

func (c *chunker) fill() {
	if c.pos > 0 && c.pos >= len(c.buf)/2 {
		c.base += int64(c.pos)
		c.buf = append(c.buf[:0], c.buf[c.pos:]...)
		c.pos = 0
	}
	at := len(c.buf)
	c.buf = append(c.buf, make([]byte, readAhead)...)
	n, err := io.ReadFull(c.src.br, c.buf[at:])
	c.buf = c.buf[:at+n]
	if err != nil {
		c.eof = true
		if err != io.ErrUnexpectedEOF {
			c.src.err = err
		}
	}
}

// skip consumes n bytes.
func (c *chunker) skip(n int) {
	c.n += bytes.Count(c.buf[c.pos:c.pos+n], []byte("\n"))
	c.pos += n
}

func (c *chunker) offset() int64 {
	if c.src.wide {
		return 0
	}
	return c.src.off + c.base + int64(c.pos)
}

// next gives the next whole event. An event without its end is lost; the next one begins where its start tag stands.
func (c *chunker) next() (element, bool) {
	if !c.seek() {
		return element{}, false
	}
	scanned := len(opening)
	for {
		rest := c.buf[c.pos:]
		end := bytes.Index(rest[min(scanned, len(rest)):], closing)
		limit := len(rest)
		if end >= 0 {
			limit = scanned + end
		}
		if at := nextStart(rest[:limit], scanned); at > 0 {
			c.lost("an event without its end", at)
			scanned = len(opening)
			continue
		}
		switch {
		case end >= 0:
			ev := element{b: rest[:limit+len(closing)], off: c.offset(), line: c.n}
			c.skip(len(ev.b))
			return ev, true
		case len(rest) > maxEvent:
			c.lost("an event larger than 1 MiB", len(opening))
			c.torn = true
			if !c.seek() {
				return element{}, false
			}
			scanned = len(opening)
		case c.eof:
			c.lost("the file ends inside an event", len(rest))
			return element{}, false
		default:
			scanned = max(len(opening), len(rest)-startTag)
			c.fill()
		}
	}
}

// startTag is how much of a start tag is looked at to tell it from text.
const startTag = 64

func (c *chunker) lost(reason string, n int) {
	x := winevent.Loss{Line: c.n, Offset: c.offset(), Records: 1, Reason: reason}
	if m := recordNumber.FindSubmatch(c.buf[c.pos:min(len(c.buf), c.pos+4096)]); m != nil {
		x.Record = recordID(string(m[1]))
	}
	c.log.lose(x)
	c.skip(n)
}

// seek moves to the next start tag. An end tag without its start is the rest of a lost event.
func (c *chunker) seek() bool {
	for {
		rest := c.buf[c.pos:]
		at := nextStart(rest, 0)
		between := rest
		if at >= 0 {
			between = rest[:at]
		}
		c.between(between)
		if at >= 0 {
			c.skip(at)
			return true
		}
		if c.eof {
			if c.root != nil {
				c.log.lose(winevent.Loss{Line: c.n, Offset: c.offset(), Reason: "the file ends before the list of events does"})
			}
			return false
		}
		c.skip(max(0, len(rest)-startTag))
		c.fill()
	}
}

// rootTag is the element that exports put around their events.
var rootTag = regexp.MustCompile(`<(root|Events)\b[^<>]*>`)

// between looks at what stands outside events.
func (c *chunker) between(b []byte) {
	if m := rootTag.FindSubmatch(b); m != nil {
		c.root = append([]byte("</"), m[1]...)
	}
	if c.root != nil && bytes.Contains(b, c.root) {
		c.root = nil
	}
	if !bytes.Contains(b, closing) {
		return
	}
	if !c.torn {
		c.log.lose(winevent.Loss{Line: c.n, Offset: c.offset(), Records: 1, Reason: "an event without its beginning"})
	}
	c.torn = false
}

// nextStart finds the start tag of an event, -1 for none: "<Event xmlns", or "<Event>" with its System element.
func nextStart(b []byte, from int) int {
	for from < len(b) {
		at := bytes.Index(b[from:], opening)
		if at < 0 {
			return -1
		}
		at += from
		if startsEvent(b[at+len(opening) : min(len(b), at+startTag)]) {
			return at
		}
		from = at + len(opening)
	}
	return -1
}

// startsEvent judges what follows "<Event": texts may hold that word in angle brackets too.
func startsEvent(tail []byte) bool {
	if len(tail) == 0 {
		return false
	}
	switch tail[0] {
	case '>':
		return bytes.HasPrefix(bytes.TrimLeft(tail[1:], " \t\r\n"), []byte("<System"))
	case ' ', '\t', '\r', '\n':
		return bytes.Contains(tail, []byte("xmlns"))
	}
	return false
}

// element reads an event if its provider is wanted; of all others it takes the time.
func (s *sink) element(ev element, c *chunker) {
	when := stamp{fixed: true, utc: true}
	if m := systemTime.FindSubmatch(ev.b); m != nil {
		when.month, _ = systemClock(string(m[1]))
	}
	s.seen(when)
	name, wanted := "", false
	for _, re := range []*regexp.Regexp{providerName, sourceName} {
		if m := re.FindSubmatch(ev.b); m != nil {
			if name, wanted = s.want.find(string(m[1])); wanted {
				break
			}
		}
	}
	if name == "" && !wanted && !providerName.Match(ev.b) && !sourceName.Match(ev.b) {
		s.log.lose(winevent.Loss{Line: ev.line, Offset: ev.off, Records: 1, Reason: "an event without its provider"})
		return
	}
	if !wanted {
		return
	}
	c.src.ahead = c.buf[c.pos:]
	rec, ok, reason := parseEvent(c.src.decode(ev.b))
	if !ok {
		x := winevent.Loss{Line: ev.line, Offset: ev.off, Record: rec.RecordID, Records: 1, Reason: reason}
		s.log.lose(x)
		return
	}
	rec.Line, rec.Offset = ev.line, ev.off
	if s.log.Culture == "" {
		s.log.Culture = culture(ev.b)
	}
	s.emit(rec, stamp{month: rec.At, fixed: true, utc: true})
}

// systemClock reads SystemTime: RFC 3339 in UTC, or with a blank as some dumpers write it.
func systemClock(s string) (time.Time, bool) {
	for _, f := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999"} {
		if t, err := time.Parse(f, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

var cultureName = regexp.MustCompile(`<RenderingInfo\s+Culture\s*=\s*["']([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})["']`)

func culture(b []byte) string {
	if m := cultureName.FindSubmatch(b); m != nil {
		return string(m[1])
	}
	return ""
}
