package textenc

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	// sampleBytes bounds what is scored. Some tens of lines decide; repeated lines are taken once.
	sampleBytes = 16 << 10
	// sampleLine is the most that is taken of one line.
	sampleLine = 512
	// sampleMargin is what is taken before and behind the bytes in question: the words that they stand in.
	sampleMargin = 32
	// plainBytes is how much of the head is searched for words in ASCII.
	plainBytes = 16 << 10

	perWord  = 6 // a known word
	perPlain = 1 // a known word in ASCII: says the language, not the page
	maxPlain = 6
	perHint  = 2 // the encoding of another file of the bundle, or its family: decides between equals
)

// choose finds the likeliest code page of a text that is no UTF-8: for every page and every language that it serves, the
// sample is read and weighed.
func choose(b []byte, hint string) *page {
	lines := sample(b)
	plain := plainHits(b)
	family := ""
	for _, p := range pages {
		if p.name == hint {
			family = p.family
		}
	}
	best, most := pages[0], 0
	for i, p := range pages {
		n := p.score(lines, plain)
		if p.family == family {
			n += perHint
			if p.name == hint {
				n++
			}
		}
		if i == 0 || n > most {
			best, most = p, n
		}
	}
	return best
}

// score is that of the language which fits best.
func (p *page) score(lines [][]byte, plain []int) int {
	base, counts, words := 0, map[rune]int{}, map[string]bool{}
	if p.double != nil {
		base = p.scoreDouble(lines)
	} else {
		base, counts, words = p.scoreSingle(lines)
	}
	best, first := 0, true
	for i := range lexicons {
		l := &lexicons[i]
		if l.family != p.family {
			continue
		}
		n := plain[i]
		for r, count := range counts {
			n += count * l.letter(r)
		}
		for w := range words {
			if l.words[w] {
				n += perWord
			}
		}
		if first || n > best {
			best, first = n, false
		}
	}
	return base + best
}

// letter weighs a letter outside ASCII. In Latin one that the language has not is nearly proof against it; in other
// scripts foreign letters are of the same alphabet.
func (l *lexicon) letter(r rune) int {
	if w, ok := l.weight[r]; ok {
		return w
	}
	if l.family == "western" || l.family == "central" || l.family == "baltic" || l.family == "turkish" {
		return -3
	}
	return -2
}

// sample takes the surroundings of what is outside ASCII, each once.
func sample(b []byte) [][]byte {
	var out [][]byte
	seen := map[string]bool{}
	for size := 0; len(b) > 0 && size < sampleBytes; {
		at := firstHigh(b)
		if at < 0 {
			break
		}
		start := at
		for start > 0 && at-start < sampleMargin && !isEnd(b[start-1]) {
			start--
		}
		end, last := at, at
		for end < len(b) && end-start < sampleLine && end-last < sampleMargin && !isEnd(b[end]) {
			if b[end] >= utf8.RuneSelf {
				last = end
			}
			end++
		}
		piece := trimCut(b[start:end], end < len(b) && !isEnd(b[end]) && b[end-1] >= 0x40)
		if !seen[string(piece)] {
			seen[string(piece)] = true
			out = append(out, piece)
			size += len(piece)
		}
		b = b[end:]
	}
	return out
}

func isEnd(c byte) bool { return c == '\n' || c == '\r' || c == 0 }

// firstHigh finds the first byte outside ASCII.
func firstHigh(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return -1
}

// trimCut cuts a piece that ends inside a line at a byte which is never the second of a double-byte character.
func trimCut(piece []byte, cut bool) []byte {
	if !cut {
		return piece
	}
	for n := len(piece); n > len(piece)/2; n-- {
		if piece[n-1] < 0x40 {
			return piece[:n]
		}
	}
	return piece
}

// plainHits counts for every lexicon the different known words in ASCII at the head.
func plainHits(b []byte) []int {
	words := map[string]bool{}
	for _, w := range bytes.FieldsFunc(b[:min(len(b), plainBytes)], func(r rune) bool {
		return r < 'A' || r > 'z' || r > 'Z' && r < 'a'
	}) {
		if len(w) <= 24 {
			words[strings.ToLower(string(w))] = true
		}
	}
	out := make([]int, len(lexicons))
	for i, l := range lexicons {
		for w := range l.plain {
			if words[w] && out[i] < maxPlain {
				out[i] += perPlain
			}
		}
	}
	return out
}
