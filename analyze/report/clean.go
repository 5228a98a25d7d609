package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean makes foreign text inert for a terminal: what could steer it (control, escape and bidirectional characters,
// line separators, broken UTF-8) becomes a middle dot, tabs and no-break spaces a blank.
func Clean(s string) string {
	return strings.Map(inert, strings.ToValidUTF8(s, "\u00b7"))
}

func inert(r rune) rune {
	switch {
	case r == '\t', r == '\u00a0', r == '\n', r == '\r':
		return ' '
	case r == utf8.RuneError, unicode.IsControl(r), steers(r):
		return '\u00b7'
	}
	return r
}

// steers reports characters without a look of their own that change how others are shown: bidirectional marks and
// overrides, zero-width and tag characters, line separators.
func steers(r rune) bool {
	if r == '\u200d' || r == '\ufe0f' {
		return false // joins emoji and chooses their look; harmless
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs)
}

// ascii replaces what a terminal without UTF-8 cannot show: accents go, their letters stay.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf:
			return r
		case r == '\u00b7':
			return '.'
		case r == '\u2192':
			return '>'
		case r == '\u2026':
			return '~'
		case r == '\u2018', r == '\u2019':
			return '\''
		case r == '\u201c', r == '\u201d', r == '\u00ab', r == '\u00bb':
			return '"'
		case r == '\u2013', r == '\u2014':
			return '-'
		case r == '\u00f8': // no letter with an accent for Unicode
			return 'o'
		case r == '\u00d8':
			return 'O'
		}
		if letter := norm.NFD.String(string(r))[0]; letter < utf8.RuneSelf {
			return rune(letter)
		}
		return '?'
	}, s)
}
