package evtx

// glance tells from the raw bytes of a record whether it is certain to be of a provider that nobody asked for. It answers
// for what Windows writes, a template instance whose definition starts with Event, System and Provider; whatever else a
// record is, it stays possible and is read in full, so that a glance never hides a record.
//
// Nothing is decoded or allocated: definitions are looked at once in a chunk, records by a few loads each. Reading all of
// a log costs as much as inflating it several times over; a glance at each record, a few hundredths of that.
type glance struct {
	want  *wanted
	at    [chunkSize]uint16 // offset of a definition to its place in heads, counted from 1
	heads []head
}

// head is what a definition says about the provider of its records.
type head struct {
	off    int
	end    int // behind the definition
	answer match
	name   int // number of the value that is the provider's name, -1 where it is no value
	source int // the same for EventSourceName
}

// reset forgets the definitions of the chunk before.
func (g *glance) reset() {
	for _, h := range g.heads {
		g.at[h.off] = 0
	}
	g.heads = g.heads[:0]
}

// foreign says that the record is of no wanted provider.
func (g *glance) foreign(c *chunk, s span) bool {
	pos, end := s.off+recordHeaderSize, s.off+s.size-4
	const framed = 4 + 10 // fragment header, then token, version, template id, offset of the definition
	if end-pos < framed || c.data[pos] != tokenFragment || c.data[pos+4] != tokenTemplate {
		return false
	}
	off := c.u32(pos + 10)
	if uint64(off) >= uint64(len(c.data)) {
		return false
	}
	h := g.head(c, int(off))
	switch h.answer {
	case matchNone:
		return true
	case matchAll:
		return false
	}
	pos += framed
	if h.off == pos {
		pos = h.end
	}
	return !g.valueMay(c, pos, end, h.name) && !g.valueMay(c, pos, end, h.source)
}

// valueMay says whether a value of the table at pos may be the name of a wanted provider.
func (g *glance) valueMay(c *chunk, pos, end, number int) bool {
	if number < 0 {
		return false
	}
	if end-pos < 4 {
		return true
	}
	n := c.u32(pos)
	pos += 4
	if uint64(n)*descriptorSize > uint64(end-pos) {
		return true
	}
	if number >= int(n) {
		return false // null
	}
	off := pos + int(n)*descriptorSize
	for d := pos; d < pos+number*descriptorSize; d += descriptorSize {
		off += int(c.u16(d))
	}
	d := pos + number*descriptorSize
	size := int(c.u16(d))
	switch {
	case off+size > end:
		return true
	case c.data[d+2] == typeNull:
		return false
	case c.data[d+2] != typeString:
		return true
	}
	return g.want.wide(c.data[off : off+size])
}

// head looks at a definition, or remembers it.
func (g *glance) head(c *chunk, off int) *head {
	if i := g.at[off]; i > 0 {
		return &g.heads[i-1]
	}
	if len(g.heads) == len(g.at)-1 { // cannot be: every definition has another offset
		return &head{answer: matchAll}
	}
	g.heads = append(g.heads, g.look(c, off))
	g.at[off] = uint16(len(g.heads))
	return &g.heads[len(g.heads)-1]
}

// look walks a definition up to the attributes of its Provider. matchAll stands for everything that is not as expected.
func (g *glance) look(c *chunk, off int) head {
	h := head{off: off, answer: matchAll, name: -1, source: -1}
	body := off + templateHeaderSize
	if body > len(c.data) {
		return h
	}
	size := c.u32(off + 20)
	if size > maxDefinition || int(size) > len(c.data)-body {
		return h
	}
	h.end = body + int(size)
	p := peek{chunk: c, pos: body, end: h.end}
	if !p.fragment() || !p.start("", nil) || !p.inside() || !p.start(wideSystem, nil) || !p.inside() {
		return h
	}
	who := naming{want: g.want, name: -1, source: -1}
	if !p.start(wideProvider, &who) || who.wanted {
		return h
	}
	h.name, h.source, h.answer = who.name, who.source, matchEach
	if h.name < 0 && h.source < 0 {
		h.answer = matchNone
	}
	return h
}
