package evtx

// Names as chunks hold them.
var (
	wideSystem   = widened("System")
	wideProvider = widened("Provider")
	wideNameAttr = widened("Name")
	wideSource   = widened("EventSourceName")
)

// peek walks the start tags at the head of a definition, as parser does, without making anything of them. It goes on
// only where parser would take the same bytes in the same way; every other turn ends the walk with false.
type peek struct {
	chunk    *chunk
	pos, end int
}

// naming is what a start tag says about the provider.
type naming struct {
	want           *wanted
	name, source   int  // numbers of values, -1 where it is none
	named, sourced bool // the first attribute of a name counts
	wanted         bool // a literal name is wanted
}

func (p *peek) fragment() bool {
	if p.end-p.pos < 4 || p.chunk.data[p.pos] != tokenFragment {
		return false
	}
	p.pos += 4
	return true
}

// inside goes on behind the end of a start tag that has content.
func (p *peek) inside() bool {
	ok := p.pos < p.end && p.chunk.data[p.pos] == tokenCloseStart
	p.pos++
	return ok
}

// start walks a start tag with its attributes, up to its end. The element must have the name, where one is given.
func (p *peek) start(name string, who *naming) bool {
	const fixed = 1 + 2 + 4 // token, dependency id, size
	if p.end-p.pos < fixed+4 {
		return false
	}
	c, token := p.chunk, p.chunk.data[p.pos]
	walk := parser{chunk: c, end: p.end}
	if token&^tokenMore != tokenStart || !walk.fits(p.pos+3) {
		return false
	}
	p.pos += fixed
	own, ok := p.name()
	if !ok || name != "" && string(own) != name {
		return false
	}
	if token&tokenMore == 0 {
		return true
	}
	p.pos += 4 // size of the list
	for {
		more, ok := p.attribute(who)
		if !ok || !more {
			return ok
		}
	}
}

// attribute walks one attribute that has one piece as its value; more says that another follows.
func (p *peek) attribute(who *naming) (more, ok bool) {
	c := p.chunk
	if p.end-p.pos < 1 || c.data[p.pos]&^tokenMore != tokenAttribute {
		return false, false
	}
	more = c.data[p.pos]&tokenMore != 0
	p.pos++
	name, ok := p.name()
	if !ok {
		return false, false
	}
	text, sub, ok := p.value()
	if !ok || p.pos >= p.end || isValue(c.data[p.pos]) {
		return false, false
	}
	if who != nil {
		who.take(string(name), text, sub)
	}
	return more, true
}

func (n *naming) take(name string, text []byte, sub int) {
	at, seen := &n.name, &n.named
	switch name {
	case wideNameAttr:
	case wideSource:
		at, seen = &n.source, &n.sourced
	default:
		return
	}
	if *seen {
		return
	}
	*seen, *at = true, sub
	n.wanted = n.wanted || sub < 0 && n.want.wide(text)
}

// value walks a literal text, or a substitution, whose number is sub then; else that is -1.
func (p *peek) value() (text []byte, sub int, ok bool) {
	c := p.chunk
	if p.end-p.pos < 4 {
		return nil, 0, false
	}
	switch at := p.pos; c.data[at] {
	case tokenText, tokenText | tokenMore:
		size := 2 * int(c.u16(at+2))
		if c.data[at+1] != typeString || p.end-at-4 < size {
			return nil, 0, false
		}
		p.pos += 4 + size
		return c.data[at+4 : p.pos], -1, true
	case tokenSub, tokenOptional:
		p.pos += 4
		return nil, int(c.u16(at + 1)), true
	}
	return nil, 0, false
}

// name walks the offset of a name and the name itself where it stands there, and returns its UTF-16.
func (p *peek) name() (wide []byte, ok bool) {
	if p.end-p.pos < 4 {
		return nil, false
	}
	off := p.chunk.u32(p.pos)
	p.pos += 4
	wide, ok = p.chunk.wideName(off)
	if !ok {
		return nil, false
	}
	if int64(off) == int64(p.pos) {
		p.pos += nameFixed + len(wide)
	}
	return wide[:len(wide)-2], p.pos <= p.end
}
