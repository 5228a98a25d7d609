package textenc

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	bomUTF8 = "\xef\xbb\xbf"
	bomLE   = "\xff\xfe"
	bomBE   = "\xfe\xff"
)

// decode asks in the order of certainty: a mark, the NULs of UTF-16, validity as UTF-8, and only then likelihood.
func decode(b []byte, hint string) (t Text, s string) {
	s, t = decodeWhole(b, hint)
	var whole bool
	if t.Lines, whole = split(s); !whole {
		t.Unread = len(t.Lines) + 1
	}
	return t, s
}

// decodeWhole gives the text with its line ends, and what is known of it but for its lines and language.
func decodeWhole(b []byte, hint string) (s string, t Text) {
	switch {
	case bytes.HasPrefix(b, []byte(bomUTF8)):
		t.Encoding, t.BOM = "utf-8", true
		s, t.Damaged = decodeUTF8(b[len(bomUTF8):])
	case bytes.HasPrefix(b, []byte(bomLE)):
		t.Encoding, t.BOM = "utf-16le", true
		s, t.Damaged = decodeUTF16(b[len(bomLE):], little)
	case bytes.HasPrefix(b, []byte(bomBE)):
		t.Encoding, t.BOM = "utf-16be", true
		s, t.Damaged = decodeUTF16(b[len(bomBE):], big)
	default:
		t.Encoding = guessUTF16(b)
		switch {
		case t.Encoding == "utf-16le":
			s, t.Damaged = decodeUTF16(b, little)
		case t.Encoding == "utf-16be":
			s, t.Damaged = decodeUTF16(b, big)
		case utf8.Valid(b):
			t.Encoding, s = "utf-8", string(b)
		case mostlyUTF8(b):
			t.Encoding = "utf-8"
			s, t.Damaged = decodeUTF8(b)
		default:
			p := choose(b, hint)
			t.Encoding = p.name
			s, t.Damaged = p.decode(b)
		}
	}
	return withoutNUL(s), t
}

// decodeUTF8 shows every byte that is not UTF-8 as U+FFFD.
func decodeUTF8(b []byte) (string, int) {
	if utf8.Valid(b) {
		return string(b), 0
	}
	var s strings.Builder
	s.Grow(len(b))
	bad := 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		s.WriteRune(r)
		b = b[n:]
	}
	return s.String(), bad
}

// mostlyUTF8 tells a UTF-8 text that was cut inside a character, or has a few foreign bytes in it, from a code page: in
// those, valid sequences are rare accidents. A cut at the end counts for nothing; else ten valid to one that is not.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for at := firstHigh(b); at >= 0; at = firstHigh(b) {
		b = b[at:]
		r, n := utf8.DecodeRune(b)
		switch {
		case r != utf8.RuneError || n > 1:
			good++
		case utf8.FullRune(b):
			bad++
		}
		b = b[n:]
	}
	return good > 0 && good >= 10*bad
}
