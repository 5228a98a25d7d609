package evtx

import (
	"bytes"
	"encoding/binary"

	golang "github.com/0xrawsec/golang-evtx/evtx"
)

const (
	// maxKnown bounds the definitions that are remembered; an Application log of a busy machine has some 60, each in up to a
	// dozen variants, since a name stands in the definition that needs it first in the chunk.
	maxKnown = 256
	// maxVariants bounds how many are compared with.
	maxVariants = 16
)

// definitions remembers the definitions of the chunks before. Each chunk repeats those of its records, the same but for
// where their names stand: walking them again, and having the library do so, costs more than the records.
type definitions struct {
	by map[definitionKey][]*known
	n  int
}

type definitionKey struct {
	guid [16]byte
	size uint32
}

// known is a definition that was walked without a question left.
type known struct {
	raw      []byte // as it stood, header included
	names    []usedName
	template template
	library  *golang.TemplateDefinitionData // as the library reads it, once it did
}

// usedName is where a definition names something.
type usedName struct {
	at     int    // place of the offset of the name, from the start of the definition
	inline bool   // the name follows at once
	wide   []byte // UTF-16, with the zero at its end
}

func keyOf(c *chunk, off int) definitionKey {
	return definitionKey{[16]byte(c.data[off+4 : off+20]), c.u32(off + 20)}
}

// find returns the definition of the same content as the one at off, whose size was checked, or nil.
func (d *definitions) find(c *chunk, off int) *known {
	for _, k := range d.by[keyOf(c, off)] {
		if k.same(c, off) {
			return k
		}
	}
	return nil
}

// add remembers a definition.
func (d *definitions) add(c *chunk, t *template, names []usedName) *known {
	key := keyOf(c, t.off)
	if d.n >= maxKnown || len(d.by[key]) >= maxVariants {
		return nil
	}
	k := &known{raw: bytes.Clone(c.data[t.off:t.end]), template: *t, names: names}
	for i, n := range names {
		names[i].wide = bytes.Clone(n.wide)
	}
	if d.by == nil {
		d.by = map[definitionKey][]*known{}
	}
	d.by[key] = append(d.by[key], k)
	d.n++
	return k
}

// same says whether walking the definition at off would give this one: equal bytes but for the place of names, and names of
// equal text.
func (k *known) same(c *chunk, off int) bool {
	const next = 4 // offset of another definition or name in the same bucket, which no reader needs
	b := c.data[off : off+len(k.raw)]
	pos := next
	for _, n := range k.names {
		if !bytes.Equal(b[pos:n.at], k.raw[pos:n.at]) {
			return false
		}
		name := binary.LittleEndian.Uint32(b[n.at:])
		pos = n.at + 4
		if inline := int64(name) == int64(off+pos); inline != n.inline {
			return false
		}
		if n.inline {
			pos += next
		} else if wide, ok := c.wideName(name); !ok || !bytes.Equal(wide, n.wide) {
			return false
		}
	}
	return bytes.Equal(b[pos:], k.raw[pos:])
}

// wideName is the UTF-16 of the name at an offset, with the zero at its end, which may be something else.
func (c *chunk) wideName(off uint32) (wide []byte, ok bool) {
	if uint64(off)+nameFixed > uint64(len(c.data)) {
		return nil, false
	}
	at := int(off)
	size := 2 * int(c.u16(at+6))
	if len(c.data)-at < nameFixed+size+2 {
		return nil, false
	}
	return c.data[at+nameFixed : at+nameFixed+size+2], true
}
