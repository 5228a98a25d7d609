// Package ipconfig turns what ipconfig /all prints, in any language, into the computer's names and its resolver. Labels
// are translated; the order of the lines and the dots behind the labels are the same everywhere.
package ipconfig

import (
	"net/netip"
	"regexp"
	"strings"

	"kmstriage/parse/format/textenc"
)

// Config is one run. The lines of lists are those of their first member.
type Config struct {
	Host, Suffix         string
	Search               []string
	Connections, Servers []string // of all adapters, each once
	HostLine, SuffixLine textenc.Line
	SearchLine           textenc.Line
	ConnectionLine       textenc.Line
	ServerLine           textenc.Line
	Rows                 int // labelled lines that were read
}

// maxLines and maxList bound the work and what is kept.
const (
	maxLines = 20_000
	maxList  = 100
)

// row is a labelled line: a few blanks, the label, dots to a fixed column, a colon, the value. A label that fills the
// column leaves no room for dots. Further members of a list stand far to the right.
var row = regexp.MustCompile(`^\s{1,8}(\S[^:：]*?)[ .]*[:：](?:\s+(.*))?$`)

// maxLine is beyond every line of these tools: a longer one is something else, and no expression looks at it.
const maxLine = 4096

// Parse reads the lines of a file: the first run in it. Host is "" where there is none.
func Parse(lines []textenc.Line) Config {
	r := &reader{}
	for _, l := range lines[:min(len(lines), maxLines)] {
		if len(l.Text) > maxLine {
			continue
		}
		if !r.line(l) {
			break
		}
	}
	return r.c
}

type reader struct {
	c     Config
	n     int           // rows of the section
	own   bool          // the first section, which is about the computer
	done  bool          // it is over
	more  *[]string     // list that an unlabelled line continues
	first *textenc.Line // where the first of that list stands
	names bool          // it is a list of names, not of addresses
}

// line takes a line; false ends the run: a second one begins.
func (r *reader) line(l textenc.Line) bool {
	text := strings.TrimRight(l.Text, " \t")
	if strings.TrimSpace(text) == "" {
		r.more = nil
		return true
	}
	if m := row.FindStringSubmatch(text); m != nil {
		r.c.Rows++
		l.Text = strings.TrimSpace(text)
		return r.labelled(m[1], strings.TrimSpace(m[2]), l)
	}
	if strings.TrimLeft(text, " \t") == text { // a heading: of an adapter, or of the whole
		r.n, r.more = 0, nil
		r.done = r.done || r.own
		r.own = false
		return true
	}
	if r.more != nil {
		r.add(r.more, r.first, strings.TrimSpace(text), l) // the labelled line may hold none
	}
	return true
}

func (r *reader) labelled(label, value string, l textenc.Line) bool {
	r.n++
	r.more = nil
	if !r.done {
		r.own = true
		r.computer(value, l)
		return true
	}
	if r.n == 1 {
		r.names = true
		r.add(&r.c.Connections, &r.c.ConnectionLine, value, l)
		return true
	}
	if strings.Contains(strings.ToUpper(label), "DNS") {
		r.names = false
		r.add(&r.c.Servers, &r.c.ServerLine, value, l)
		r.more, r.first = &r.c.Servers, &r.c.ServerLine
	}
	return true
}

// computer takes the rows about the computer: its name, its suffix, three settings, and, where there is one, the list of
// suffixes that are searched.
func (r *reader) computer(value string, l textenc.Line) {
	switch {
	case r.n == 1:
		r.c.Host, r.c.HostLine = value, l
	case r.n == 2:
		if name(value) {
			r.c.Suffix, r.c.SuffixLine = value, l
		}
	case r.n >= 6 && name(value) && strings.Contains(value, "."):
		r.names = true
		r.add(&r.c.Search, &r.c.SearchLine, value, l)
		r.more, r.first = &r.c.Search, &r.c.SearchLine
	}
}

func (r *reader) add(to *[]string, line *textenc.Line, value string, l textenc.Line) {
	before := len(*to)
	r.append(to, value)
	if before == 0 && len(*to) > 0 {
		*line = l
	}
}

func (r *reader) append(to *[]string, value string) {
	if r.names {
		if !name(value) {
			return
		}
	} else {
		host, _, _ := strings.Cut(value, "%")
		a, err := netip.ParseAddr(host)
		if err != nil {
			return
		}
		value = a.String()
	}
	for _, have := range *to {
		if strings.EqualFold(have, value) {
			return
		}
	}
	if len(*to) < maxList {
		*to = append(*to, value)
	}
}

// name reports what can be a host's or a domain's name.
func name(s string) bool {
	if s == "" || len(s) > 255 {
		return false
	}
	for _, c := range s {
		if c <= ' ' || strings.ContainsRune(`:/\"'<>|(),;`, c) {
			return false
		}
	}
	return true
}
