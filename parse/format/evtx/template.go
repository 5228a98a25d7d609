package evtx

import (
	"errors"
	"fmt"
)

const (
	templateHeaderSize = 24 // next definition in the bucket, GUID, size

	// maxDefinition bounds a template definition; the largest in 140 MB of real logs has 2306 bytes, and manifests with
	// hundreds of fields stay below this.
	maxDefinition = 24 * 1024

	// maxNesting bounds XML in a value in a value; Windows nests once.
	maxNesting = 3
)

// template is one definition, walked once in a chunk. What could not be walked is kept too, with the reason.
type template struct {
	off, end int // its bytes in the chunk, header included
	root     []piece
	maxSub   int
	plain    bool
	tokens   int
	err      error
	known    *known // nil where it is not remembered

	provider *element // literal System/Provider and EventID of the definition, nil where it has none
	eventID  *element
	match    match // what the literal provider says about the wanted ones
}

// scope is XML together with the values that its substitutions stand for.
type scope struct {
	template *template // nil for inline XML
	root     []piece
	values   []value
	table    int  // offset of the value descriptors
	plain    bool // the library reads it as we do, its values aside
}

// definition returns the definition at an offset.
func (c *chunk) definition(off uint32) *template {
	if t := c.templates[off]; t != nil {
		return t
	}
	t := &template{off: int(off), maxSub: -1}
	c.templates[off] = t
	if uint64(off)+templateHeaderSize > uint64(len(c.data)) {
		t.err = errors.New("template definition outside of the chunk")
		return t
	}
	body := t.off + templateHeaderSize
	size := c.u32(t.off + 20)
	if size > maxDefinition || int(size) > len(c.data)-body {
		t.err = fmt.Errorf("template definition of impossible size %d", int32(size))
		return t
	}
	t.end = body + int(size)
	if k := c.known.find(c, t.off); k != nil && k.template.tokens <= c.tokens {
		c.tokens -= k.template.tokens
		*t = k.template
		t.off, t.end, t.known = int(off), body+int(size), k
		return t
	}
	p := parser{chunk: c, pos: body, end: t.end, dependency: true, plain: true, maxSub: -1, from: t.off}
	if !p.fragment() {
		t.err = errors.New("template definition without a fragment header")
		return t
	}
	before := c.tokens
	t.root, t.err = p.pieces(0)
	t.tokens = before - c.tokens
	t.maxSub = p.maxSub
	// The library goes on where the tokens end, Windows where the size says.
	t.plain = p.plain && p.pos == p.end
	t.provider, t.eventID = identifying(t.root)
	if t.plain && t.err == nil {
		t.known = c.known.add(c, t, p.names)
	}
	return t
}

// scope reads the XML at pos: behind an optional fragment header a template instance with its values, or inline XML.
// values is reused for the value table.
func (c *chunk) scope(pos, end, nesting int, values []value) (scope, error) {
	if nesting > maxNesting {
		return scope{}, errDeep
	}
	p := parser{chunk: c, pos: pos, end: end, plain: true, maxSub: -1}
	framed := p.fragment()
	if p.pos < end && c.data[p.pos] == tokenTemplate {
		s, err := c.instance(p.pos, end, values)
		s.plain = s.plain && framed
		return s, err
	}
	root, err := p.pieces(0)
	return scope{root: root, plain: p.plain && framed && p.maxSub < 0}, err
}

// instance reads a template instance: the offset of the definition, which follows at once at its first use, then the
// values.
func (c *chunk) instance(pos, end int, values []value) (s scope, err error) {
	const fixed = 10 // token, version, template id, offset of the definition
	if end-pos < fixed {
		return s, errShort
	}
	off := c.u32(pos + 6)
	t := c.definition(off)
	s.template = t
	if t.err != nil {
		return s, t.err
	}
	pos += fixed
	if t.off == pos {
		pos = t.end
	}
	s.table, s.root = pos+4, t.root
	s.values, err = c.table(pos, end, values)
	// A definition inside of the values is nothing that Windows writes; hiding values from the library would change it.
	apart := t.end <= pos || t.off >= end
	s.plain = t.plain && t.maxSub < len(s.values) && apart
	return s, err
}

// identifying finds the elements that say whose event it is, in a definition or in inline XML. It finds them only where
// nothing that a value holds could come first: what it finds is then what reading the whole record finds.
func identifying(root []piece) (provider, eventID *element) {
	event := only(root)
	system := child(event, "System")
	if system == nil || only(event.content) != system || !literal(event.content, system) || !literal(system.content, nil) {
		return nil, nil
	}
	return child(system, "Provider"), child(system, "EventID")
}

// literal says whether content has no values, up to the element until, or at all.
func literal(content []piece, until *element) bool {
	for _, p := range content {
		switch {
		case p.kind == pieceElement && p.child == until:
			return true
		case p.kind == pieceSub || p.kind == pieceOptional:
			return false
		}
	}
	return true
}

// only is the first element of a fragment.
func only(root []piece) *element {
	for _, p := range root {
		if p.kind == pieceElement {
			return p.child
		}
	}
	return nil
}

func child(e *element, name string) *element {
	if e == nil {
		return nil
	}
	for _, p := range e.content {
		if p.kind == pieceElement && p.child.name == name {
			return p.child
		}
	}
	return nil
}

// attribute returns the value of an attribute, nil if it is not there.
func (e *element) attribute(name string) []piece {
	if e == nil {
		return nil
	}
	for _, a := range e.attributes {
		if a.name == name {
			return a.value
		}
	}
	return nil
}
