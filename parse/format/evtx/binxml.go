package evtx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Tokens of binary XML, MS-EVEN6 2.2.12.2. Bit 0x40 says that more follows (attributes, or another attribute).
const (
	tokenEOF        = 0x00
	tokenStart      = 0x01
	tokenCloseStart = 0x02
	tokenCloseEmpty = 0x03
	tokenEnd        = 0x04
	tokenText       = 0x05
	tokenAttribute  = 0x06
	tokenCDATA      = 0x07
	tokenCharRef    = 0x08
	tokenEntityRef  = 0x09
	tokenPITarget   = 0x0a
	tokenPIData     = 0x0b
	tokenTemplate   = 0x0c
	tokenSub        = 0x0d
	tokenOptional   = 0x0e
	tokenFragment   = 0x0f

	tokenMore = 0x40
)

// maxDepth bounds the nesting of elements; events have four levels, UserData a few more.
const maxDepth = 32

var (
	errShort  = errors.New("binary XML ends too early")
	errDeep   = errors.New("binary XML nested too deep")
	errBudget = errors.New("more binary XML than a chunk can hold")
)

// element is one XML element of a template definition or of inline XML.
type element struct {
	name       string
	attributes []attribute
	content    []piece
}

type attribute struct {
	name  string
	value []piece
}

type pieceKind uint8

const (
	pieceText     pieceKind = iota
	pieceSub                // the value with the number sub
	pieceOptional           // the same; an attribute or element that holds only this is left out when the value is null
	pieceElement
)

// piece is a part of the content of an element or of the value of an attribute.
type piece struct {
	kind  pieceKind
	sub   int
	text  string
	child *element
}

// parser walks the tokens in chunk.data[pos:end] once, without following anything but names. Self-reference is
// impossible here: a template instance inside a definition is refused.
type parser struct {
	chunk      *chunk
	pos, end   int
	dependency bool // element starts carry a dependency id: true in definitions
	// plain stays true as long as golang-evtx reads the same tokens in the same way.
	plain  bool
	maxSub int // highest substitution number seen, -1 none
	// names are those that a definition uses, from its start at from on.
	names []usedName
	from  int
}

// fragment skips a fragment header, where there is one.
func (p *parser) fragment() bool {
	if p.end-p.pos < 4 || p.chunk.data[p.pos] != tokenFragment {
		return false
	}
	p.pos += 4
	return true
}

// pieces reads content up to the end of file token, or inside of an element (depth > 0) up to its end tag.
func (p *parser) pieces(depth int) (out []piece, err error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	for {
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		switch token &^ tokenMore {
		case tokenEOF, tokenEnd:
			if token != tokenEOF && token != tokenEnd || (token == tokenEnd) != (depth > 0) {
				return nil, fmt.Errorf("binary XML token 0x%02x out of place", token)
			}
			return out, nil
		case tokenStart:
			child, err := p.element(token, depth)
			if err != nil {
				return nil, err
			}
			out = append(out, piece{kind: pieceElement, child: child})
		case tokenPITarget, tokenPIData:
			if err := p.instruction(token); err != nil {
				return nil, err
			}
		default:
			x, err := p.leaf(token)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
	}
}

// token takes one token and one unit of the chunk's budget.
func (p *parser) token() (byte, error) {
	if p.chunk.tokens--; p.chunk.tokens < 0 {
		return 0, errBudget
	}
	if p.pos >= p.end {
		return 0, errShort
	}
	p.pos++
	return p.chunk.data[p.pos-1], nil
}

// leaf reads what may stand in an attribute value as well as in content.
func (p *parser) leaf(token byte) (x piece, err error) {
	switch token &^ tokenMore {
	case tokenText:
		var kind []byte
		if kind, err = p.take(1); err == nil && kind[0] != typeString {
			err = fmt.Errorf("text of type 0x%02x in binary XML", kind[0])
		}
		if err == nil {
			x.text, err = p.counted()
			x.text = strings.TrimRight(x.text, "\x00") // as in values
		}
	case tokenCDATA:
		p.plain = false
		x.text, err = p.counted()
	case tokenCharRef:
		p.plain = false
		var b []byte
		if b, err = p.take(2); err == nil {
			x.text = string(rune(binary.LittleEndian.Uint16(b)))
		}
	case tokenEntityRef:
		p.plain = false
		x.text, err = p.name()
		x.text = entity(x.text)
	case tokenSub, tokenOptional:
		if token&tokenMore != 0 {
			return x, fmt.Errorf("unknown binary XML token 0x%02x", token)
		}
		var b []byte
		if b, err = p.take(3); err == nil {
			x.kind, x.sub = pieceSub, int(binary.LittleEndian.Uint16(b))
			p.maxSub = max(p.maxSub, x.sub)
		}
		if token == tokenOptional {
			x.kind = pieceOptional
		}
	default:
		err = fmt.Errorf("unknown binary XML token 0x%02x", token)
	}
	return x, err
}

// instruction skips a processing instruction; no event has one.
func (p *parser) instruction(token byte) (err error) {
	p.plain = false
	if token == tokenPITarget {
		_, err = p.name()
	} else {
		_, err = p.counted()
	}
	return err
}

// element reads an element whose start token was just taken. A template instance stands for its whole content.
func (p *parser) element(token byte, depth int) (*element, error) {
	if err := p.start(); err != nil {
		return nil, err
	}
	e := &element{}
	var err error
	if e.name, err = p.name(); err != nil {
		return nil, err
	}
	if token&tokenMore != 0 {
		if e.attributes, err = p.attributes(); err != nil {
			return nil, err
		}
	}
	switch token, err = p.token(); {
	case err != nil:
		return nil, err
	case token == tokenCloseEmpty:
		return e, nil
	case token != tokenCloseStart:
		return nil, fmt.Errorf("binary XML token 0x%02x instead of the end of a start tag", token)
	}
	e.content, err = p.pieces(depth + 1)
	return e, err
}

// start reads the dependency id and the size of an element. Whether the id is there depends on where the element stands,
// and writers disagree about nested XML: the size, which must fit, decides.
func (p *parser) start() error {
	with, without := p.fits(p.pos+2), p.fits(p.pos)
	if !with && !without {
		return errors.New("element size does not fit")
	}
	if p.dependency && !with || !p.dependency && !without {
		p.dependency = !p.dependency
		p.plain = false
	}
	if p.dependency {
		p.pos += 2
	}
	p.pos += 4
	return nil
}

// fits says whether an element size and the offset of a name can stand at the position.
func (p *parser) fits(at int) bool {
	if p.end-at < 8 {
		return false
	}
	return uint64(p.chunk.u32(at)) <= uint64(p.end-at-4) && uint64(p.chunk.u32(at+4))+10 <= uint64(len(p.chunk.data))
}

// attributes reads an attribute list, of which the library believes the tokens and not the size.
func (p *parser) attributes() (out []attribute, err error) {
	if _, err := p.take(4); err != nil {
		return nil, err
	}
	for {
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		if token&^tokenMore != tokenAttribute {
			return nil, fmt.Errorf("binary XML token 0x%02x instead of an attribute", token)
		}
		a := attribute{}
		if a.name, err = p.name(); err != nil {
			return nil, err
		}
		for p.pos < p.end && isValue(p.chunk.data[p.pos]) {
			token, err := p.token()
			if err != nil {
				return nil, err
			}
			x, err := p.leaf(token)
			if err != nil {
				return nil, err
			}
			a.value = append(a.value, x)
		}
		if len(a.value) != 1 {
			p.plain = false
		}
		out = append(out, a)
		if token&tokenMore == 0 {
			return out, nil
		}
	}
}

func isValue(token byte) bool {
	switch token &^ tokenMore {
	case tokenText, tokenCharRef, tokenEntityRef, tokenSub, tokenOptional:
		return true
	}
	return false
}

// name reads a name: the offset of its text, which follows at once where the name is used first in the chunk.
func (p *parser) name() (string, error) {
	b, err := p.take(4)
	if err != nil {
		return "", err
	}
	off := binary.LittleEndian.Uint32(b)
	s, size, err := p.chunk.name(off)
	inline := int64(off) == int64(p.pos)
	wide, _ := p.chunk.wideName(off)
	if err == nil && (wide[len(wide)-1]|wide[len(wide)-2] != 0) {
		p.plain = false // the library takes what stands there into the name
	}
	if err == nil && p.plain && p.dependency { // of a definition
		p.names = append(p.names, usedName{at: p.pos - 4 - p.from, inline: inline, wide: wide})
	}
	if err == nil && inline {
		_, err = p.take(size)
	}
	return s, err
}

// counted reads UTF-16 text behind the number of its characters.
func (p *parser) counted() (string, error) {
	b, err := p.take(2)
	if err != nil {
		return "", err
	}
	b, err = p.take(2 * int(binary.LittleEndian.Uint16(b)))
	return utf16le(b), err
}

func (p *parser) take(n int) ([]byte, error) {
	if p.end-p.pos < n {
		return nil, errShort
	}
	p.pos += n
	return p.chunk.data[p.pos-n : p.pos], nil
}

// nameFixed is what stands before the text of a name: next name in the bucket, hash, length.
const nameFixed = 8

// name is the name at an offset of the chunk, with a zero at its end. size counts its bytes.
func (c *chunk) name(off uint32) (s string, size int, err error) {
	if uint64(off)+nameFixed > uint64(len(c.data)) {
		return "", 0, errors.New("name outside of the chunk")
	}
	wide, ok := c.wideName(off)
	if !ok {
		return "", 0, errors.New("name longer than the chunk")
	}
	s, ok = c.names[off]
	if !ok {
		s = utf16le(wide[:len(wide)-2])
		c.names[off] = s
	}
	return s, nameFixed + len(wide), nil
}

func entity(name string) string {
	switch name {
	case "amp":
		return "&"
	case "lt":
		return "<"
	case "gt":
		return ">"
	case "quot":
		return `"`
	case "apos":
		return "'"
	}
	return "&" + name + ";"
}

// utf16le decodes UTF-16 little endian; an odd last byte is dropped, lone surrogates become U+FFFD.
func utf16le(b []byte) string {
	ascii := make([]byte, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		if b[i+1] != 0 || b[i] >= 0x80 {
			return wide(b)
		}
		ascii = append(ascii, b[i])
	}
	return string(ascii)
}

func wide(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
