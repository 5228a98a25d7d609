package roiscan

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
)

// The defaults of XMLLimits.
const (
	// DefaultTree bounds the text of which a tree is built: a tree takes nine times the text.
	DefaultTree = 16 << 20
	// DefaultDepth bounds the nesting before a tree is built: the format nests five deep, and the stack of the XPath
	// engine overflows beyond recovery at some millions.
	DefaultDepth = 256
	// DefaultElements bounds what is kept of a text: an inventory of every Office and language pack has some thousand
	// elements, and one of a few bytes takes half a kilobyte in memory.
	DefaultElements = 100_000
)

// maxTroubles bounds what is told about one file; the rest is counted.
const maxTroubles = 20

// XMLLimits bound the reading of an inventory's XML. A zero is the default.
type XMLLimits struct {
	Tree     int // bytes of which a tree is built; longer text is read tag by tag
	Depth    int // elements inside elements; what is nested deeper is read tag by tag
	Elements int // those that are read; the others are lost
}

// orDefault fills in the defaults.
func (l XMLLimits) orDefault() XMLLimits {
	return XMLLimits{cmp.Or(l.Tree, DefaultTree), cmp.Or(l.Depth, DefaultDepth), cmp.Or(l.Elements, DefaultElements)}
}

var errDeep = errors.New("nested too deep")

// wrapper is the root of the repaired text, so that several inventories or none make one document.
const wrapper = "roiscan"

// repaired is a text made well-formed.
type repaired struct {
	xml      string
	elements []Element // in document order, without the wrapper
}

// repair writes the tags anew: values escaped, missing ends supplied, stray ends dropped. It fails with errDeep before
// anything of that depth is written.
func repair(text string, r *report) (repaired, error) {
	var out repaired
	var b strings.Builder
	var open []string
	b.WriteString("<" + wrapper + ">")
	closeTo := func(n int) {
		for len(open) > n {
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		}
	}
	for t := range tags(text) {
		if !r.saw(t) {
			break
		}
		at := last(open, t.Name)
		if t.kind == tagClose {
			r.closed(t, open, at)
			if at >= 0 {
				closeTo(at)
			}
			continue
		}
		// No element of the format stands inside one of its own name: the end of the earlier one is missing.
		if at >= 0 {
			r.unclosed(t)
			closeTo(at)
		}
		if len(open) >= r.lim.Depth {
			return repaired{}, errDeep
		}
		out.elements = append(out.elements, t.Element)
		writeTag(&b, t.Element)
		open = append(open, t.Name)
		if t.kind == tagEmpty {
			closeTo(len(open) - 1)
		}
	}
	closeTo(0)
	b.WriteString("</" + wrapper + ">")
	out.xml = b.String()
	return out, nil
}

func last(open []string, name string) int {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == name {
			return i
		}
	}
	return -1
}

func writeTag(b *strings.Builder, e Element) {
	b.WriteString("<" + e.Name)
	for _, a := range e.Attrs {
		b.WriteString(" " + attrName(a.Name) + `="`)
		xml.EscapeText(b, []byte(a.Value)) // a Builder never fails
		b.WriteByte('"')
	}
	b.WriteString(">")
}

// attrName makes a name that XML takes: the shared properties of Click-to-Run are named by their titles.
func attrName(s string) string {
	ok := func(r rune) bool { return r < 0x80 && (letter(byte(r)) || digit(byte(r)) || r == '_') }
	s = strings.Map(func(r rune) rune {
		if ok(r) {
			return r
		}
		return '_'
	}, s)
	if !letter(s[0]) {
		s = "_" + s
	}
	return s
}

// report gathers troubles while the tags go by.
type report struct {
	lim             XMLLimits
	repairs, losses []Trouble
	more            int
	root, rootDone  bool
	escapes         int
	escapeLine      int
	elements        int // seen so far
	last            int // line of the last tag
	torn            bool
}

func (r *report) repair(line int, format string, args ...any) {
	if len(r.repairs) < maxTroubles {
		r.repairs = append(r.repairs, Trouble{line, fmt.Sprintf(format, args...)})
		return
	}
	r.more++
}

func (r *report) lose(line int, format string, args ...any) {
	if len(r.losses) < maxTroubles {
		r.losses = append(r.losses, Trouble{line, fmt.Sprintf(format, args...)})
		return
	}
	r.more++
}

// saw notes what a tag tells about the text. It reports false where no more elements are read.
func (r *report) saw(t tag) bool {
	r.last = t.Line
	if t.kind != tagClose {
		if r.elements++; r.elements > r.lim.Elements {
			r.torn = true
			r.lose(t.Line, "more than %d elements: the rest was not read", r.lim.Elements)
			return false
		}
	}
	if t.Name == "OFFICEINVENTORY" {
		r.root = r.root || t.kind != tagClose
		r.rootDone = t.kind != tagOpen
	}
	if t.repaired && t.kind != tagClose {
		if r.escapes == 0 {
			r.escapeLine = t.Line
		}
		r.escapes++
	}
	switch {
	case t.atEnd:
		r.torn = true
		r.lose(t.Line, "the text ends inside <%s>: the rest is lost", t.Name)
	case t.Cut:
		r.lose(t.Line, "the end of <%s> is lost", t.Name)
	}
	return true
}

func (r *report) closed(t tag, open []string, at int) {
	switch {
	case at < 0:
		r.repair(t.Line, "</%s> closes nothing", t.Name)
	case at < len(open)-1:
		r.repair(t.Line, "the end of <%s> is missing: supplied", open[len(open)-1])
	}
}

func (r *report) unclosed(t tag) {
	r.repair(t.Line, "the end of the <%s> before is missing: supplied", t.Name)
}

// finish adds what only the whole text tells.
func (r *report) finish(any bool) {
	if r.escapes > 0 {
		r.repairs = append([]Trouble{{r.escapeLine, fmt.Sprintf("values with bare &, < or quotes in %d tags: read as they stand", r.escapes)}}, r.repairs...)
	}
	switch {
	case !r.root && any:
		r.lose(1, "<OFFICEINVENTORY> is missing: the beginning is lost")
	case r.root && !r.rootDone && !r.torn:
		r.lose(r.last, "the text ends before </OFFICEINVENTORY>: the rest is lost")
	}
	if r.more > 0 {
		r.repairs = append(r.repairs, Trouble{0, fmt.Sprintf("%d more faults of this kind", r.more)})
	}
}
