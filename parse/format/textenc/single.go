package textenc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The costs of what does not occur in text of the right page.
const (
	costUndefined = -8
	costBox       = -4 // line drawing beside a letter
	costInWord    = -5 // a sign between two letters
	costAtWord    = -3 // a sign that cannot stand before, or behind, a letter
	costSign      = -2 // any sign that is rare in messages
	costCase      = -4 // a capital behind a small letter
	costScript    = -4 // letters of two scripts side by side
	costForm      = -3 // a letter at a place of the word where it never stands
)

// script tells the alphabets of the candidates apart; noScript is no letter.
type script uint8

const (
	noScript script = iota
	latin
	greek
	cyrillic
	hebrew
	arabic
	thai
	mark // combining
)

func scriptOf(r rune) script {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return latin
		}
		return noScript
	case r == 'ª' || r == 'º' || r == 'µ' || r == 'ƒ' || r == 'ⁿ' || r == '÷' || r == '×':
		return noScript
	case r < 0x250:
		if unicode.IsLetter(r) {
			return latin
		}
		return noScript
	case r >= 0x300 && r < 0x370:
		return mark
	case r < 0x400 && unicode.IsLetter(r):
		return greek
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x590 && r < 0x600:
		return hebrew
	case r >= 0x621 && r < 0x700 && (unicode.IsLetter(r) || unicode.IsMark(r)):
		return arabic
	case r >= 0xE01 && r < 0xE4F && r != 0xE3F:
		return thai
	}
	return noScript
}

// scoreSingle weighs what does not depend on the language, and returns the letters (in lower case, counted) and words
// that do.
func (p *page) scoreSingle(lines [][]byte) (base int, counts map[rune]int, words map[string]bool) {
	counts, words = map[rune]int{}, map[string]bool{}
	var runes []rune
	for _, line := range lines {
		runes = runes[:0]
		for _, c := range line {
			r := rune(c)
			if c >= utf8.RuneSelf {
				r = p.upper[c-128]
			}
			runes = append(runes, r)
		}
		c := context{runes: runes}
		for i, r := range runes {
			if r < utf8.RuneSelf {
				continue
			}
			c.at(i)
			if c.here == noScript {
				base += c.sign()
				continue
			}
			base += c.letter()
			if c.here != cyrillic && c.alone() {
				base += c.isolated()
				continue
			}
			counts[unicode.ToLower(r)]++
		}
		foreignWords(runes, words)
	}
	return base, counts, words
}

// context is a rune outside ASCII with its neighbours.
type context struct {
	runes              []rune
	i                  int
	r, prev, next      rune
	before, here, past script
}

func (c *context) at(i int) {
	c.i, c.r, c.prev, c.next = i, c.runes[i], ' ', ' '
	if i > 0 {
		c.prev = c.runes[i-1]
	}
	if i+1 < len(c.runes) {
		c.next = c.runes[i+1]
	}
	c.before, c.here, c.past = scriptOf(c.prev), scriptOf(c.r), scriptOf(c.next)
}

func (c *context) alone() bool { return c.before == noScript && c.past == noScript }

// isolated letters are words in the Romance languages; other capitals alone are hardly anything. Of other scripts than
// Cyrillic they prove nothing.
func (c *context) isolated() int {
	if c.here != latin {
		return 0
	}
	if strings.ContainsRune("àéèóíòåøöêÀÈÉ", c.r) {
		return 1
	}
	return -1
}

func (c *context) letter() int {
	n := 0
	if foreign(c.here, c.before) {
		n += costScript
	}
	if foreign(c.here, c.past) {
		n += costScript
	}
	switch {
	case unicode.IsUpper(c.r) && unicode.IsLower(c.prev) && c.before != noScript:
		n += costCase
	case unicode.IsLower(c.r) && c.past != noScript && unicode.IsUpper(c.next) && c.next < utf8.RuneSelf:
		n += costCase
	}
	if c.here == latin && c.prev >= utf8.RuneSelf && c.next >= utf8.RuneSelf && c.before == latin && c.past == latin {
		n-- // three accented letters in a row
	}
	if c.prev == c.r && c.next == c.r {
		n += costForm // no word, but a line drawn in another page
	}
	return n + c.form()
}

func foreign(a, b script) bool {
	return b != noScript && a != b && a != mark && b != mark
}

// form knows the letters that stand only inside, or only at the end of a word.
func (c *context) form() int {
	wrong := false
	switch c.r {
	case 'ς', 'ם', 'ן', 'ץ', 'ך', 'ף', 'ة', 'ى':
		wrong = c.past == c.here
	case 'σ', 'מ', 'נ', 'צ', 'כ':
		wrong = c.past != c.here
	case 'ъ', 'ь', 'ы':
		wrong = c.before != cyrillic
	}
	if c.here == mark || c.here == thai && unicode.IsMark(c.r) {
		wrong = c.before == noScript
	}
	if wrong {
		return costForm
	}
	return 0
}

// sign weighs what is neither letter nor mark.
func (c *context) sign() int {
	inWord := c.before != noScript && c.past != noScript
	switch r := c.r; {
	case r == utf8.RuneError:
		return costUndefined
	case r >= 0x2500 && r < 0x25A0 || r == '■':
		switch {
		case c.prev == r || c.next == r:
			return 1
		case c.before != noScript || c.past != noScript:
			return costBox
		}
		return -1
	case r == '\u00a0' && strings.ContainsRune(":«%", c.prev), r == '\u00a0' && strings.ContainsRune(":;!?»%", c.next):
		return 1
	case r == '\u00a0', r == '\u00ad':
		return 0
	case r == '’' && c.before == latin, r == '·' && inWord:
		return 1
	case inWord && r != '–' && r != '—' && r != '\'':
		return costInWord
	case strings.ContainsRune("«„“‘‚¿¡§№", r):
		if c.before != noScript {
			return costAtWord
		}
	case strings.ContainsRune("»”’…€°®©™ªº–—", r):
		if c.past != noScript {
			return costAtWord
		}
		return c.trade()
	default:
		return costSign
	}
	return 0
}

// trade tells the signs of trade marks and copyright apart, which cp850 and windows-1252 hold at each other's places.
func (c *context) trade() int {
	switch {
	case c.r == '®' && c.before == latin, c.r == '©' && c.before == noScript && strings.Contains(" 12", string(c.next)):
		return 2
	case c.r == '®' || c.r == '©' || c.r == '™':
		return -1
	}
	return 0
}

// foreignWords collects the words that have a letter outside ASCII, in lower case.
func foreignWords(runes []rune, words map[string]bool) {
	start, high := -1, false
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && scriptOf(runes[i]) != noScript {
			if start < 0 {
				start, high = i, false
			}
			high = high || runes[i] >= utf8.RuneSelf
			continue
		}
		if start >= 0 && high && i-start <= 40 {
			words[strings.ToLower(string(runes[start:i]))] = true
		}
		start = -1
	}
}
