package textenc

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Form is how a text was written: the names of Text, so that a changed text can be written in the same way.
type Form struct {
	Encoding string // utf-8, utf-16le, utf-16be, cpNNN or windows-NNNN
	BOM      bool
}

// Whole decodes like Decode and keeps the line ends as they are. NULs are left out, and bytes that the encoding does not
// know are U+FFFD.
func Whole(b []byte, hint string) (string, Form) {
	s, t := decodeWhole(b, hint)
	return s, Form{t.Encoding, t.BOM}
}

// Encode writes a text in the form. What a code page has no byte for becomes "?", but U+FFFD a byte that it does not know,
// where there is one: it reads as damage again.
func (f Form) Encode(s string) []byte {
	var out []byte
	switch f.Encoding {
	case "utf-16le", "utf-16be":
		var order binary.AppendByteOrder = binary.LittleEndian
		mark := bomLE
		if f.Encoding == "utf-16be" {
			order, mark = binary.BigEndian, bomBE
		}
		if f.BOM {
			out = append(out, mark...)
		}
		for _, u := range utf16.Encode([]rune(s)) {
			out = order.AppendUint16(out, u)
		}
		return out
	}
	for _, p := range pages {
		if p.name == f.Encoding {
			return p.encode(s)
		}
	}
	if f.BOM {
		out = append(out, bomUTF8...)
	}
	return append(out, s...)
}

func (p *page) encode(s string) []byte {
	out := make([]byte, 0, len(s))
	if p.double != nil {
		for _, r := range s {
			b, err := p.double.NewEncoder().Bytes([]byte(string(r)))
			if err != nil {
				b = []byte{'?'}
			}
			out = append(out, b...)
		}
		return out
	}
	back := make(map[rune]byte, len(p.upper))
	for i, r := range p.upper {
		if _, ok := back[r]; !ok {
			back[r] = byte(i + utf8.RuneSelf)
		}
	}
	for _, r := range s {
		c, ok := back[r]
		switch {
		case r < utf8.RuneSelf:
			c = byte(r)
		case !ok:
			c = '?'
		}
		out = append(out, c)
	}
	return out
}

// withoutNUL drops what pads fixed fields.
func withoutNUL(s string) string { return strings.ReplaceAll(s, "\x00", "") }
