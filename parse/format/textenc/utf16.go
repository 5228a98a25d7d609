package textenc

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Probe is how many bytes are looked at for NULs: a head that shows some tens of lines.
const utf16Probe = 8 << 10

var (
	little binary.ByteOrder = binary.LittleEndian
	big    binary.ByteOrder = binary.BigEndian
)

// guessUTF16 recognises UTF-16 without a mark: one half of each pair is NUL for what is Latin, and line ends, blanks and
// digits are in every script. It returns "" for anything else, stray or padding NULs included.
func guessUTF16(b []byte) string {
	b = b[:min(len(b), utf16Probe)&^1]
	var nul [2]int
	plain := 0
	for i, c := range b {
		switch {
		case c == 0:
			nul[i&1]++
		case c >= ' ' && c < 0x7F || c == '\t' || c == '\r' || c == '\n':
			plain++
		}
	}
	even, odd, pairs := nul[0], nul[1], len(b)/2
	latin := func(here, there int) bool { return here >= 2 && here*10 >= pairs*3 && there*20 <= here }
	switch {
	case latin(odd, even):
		return "utf-16le"
	case latin(even, odd):
		return "utf-16be"
	case plain*10 > len(b)*9: // ASCII with a stray NUL
		return ""
	case odd > 0 && even == 0 && plausibleUTF16(b, little):
		return "utf-16le"
	case even > 0 && odd == 0 && plausibleUTF16(b, big):
		return "utf-16be"
	}
	return ""
}

// plausibleUTF16 asks for units that are nearly all ASCII or of one script's block.
func plausibleUTF16(b []byte, order binary.ByteOrder) bool {
	ascii, blocks := 0, map[string]int{}
	for i := 0; i+1 < len(b); i += 2 {
		switch u := order.Uint16(b[i:]); {
		case u == '\t' || u == '\n' || u == '\r' || u >= ' ' && u < 0x7F:
			ascii++
		case u >= 0x3000 && u < 0xA000 || u >= 0xFF00 && u < 0xFFF0:
			blocks["han"]++
		case u >= 0xAC00 && u < 0xD7A4:
			blocks["hangul"]++
		case u >= 0x0370 && u < 0x0400:
			blocks["greek"]++
		case u >= 0x0400 && u < 0x0530:
			blocks["cyrillic"]++
		case u >= 0x0590 && u < 0x0700:
			blocks["semitic"]++
		case u >= 0x0E00 && u < 0x0E80:
			blocks["thai"]++
		}
	}
	most := 0
	for _, n := range blocks {
		most = max(most, n)
	}
	return ascii > 0 && (ascii+most)*20 >= len(b)/2*19
}

// decodeUTF16 shows lone surrogates as U+FFFD. A last odd byte, of a file cut in the middle of a unit, is counted and
// not shown: it would make a line of its own behind the last line end.
func decodeUTF16(b []byte, order binary.ByteOrder) (string, int) {
	var s strings.Builder
	s.Grow(len(b)/2 + len(b)/16)
	bad := len(b) & 1
	for i := 0; i+1 < len(b); i += 2 {
		u := rune(order.Uint16(b[i:]))
		if u < utf8.RuneSelf {
			s.WriteByte(byte(u))
			continue
		}
		if utf16.IsSurrogate(u) {
			pair := rune(utf8.RuneError)
			if i+3 < len(b) {
				pair = utf16.DecodeRune(u, rune(order.Uint16(b[i+2:])))
			}
			if pair == utf8.RuneError {
				bad += 2
			} else {
				i += 2
			}
			u = pair
		}
		s.WriteRune(u)
	}
	return s.String(), bad
}
