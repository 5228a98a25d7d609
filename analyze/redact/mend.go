package redact

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tear is a line end that a window's edge has put into a line: where it stood in the mended text, and what it was.
type tear struct {
	at  int
	end string
}

// edges are the columns of the windows that captures were seen to be torn at.
var edges = map[int]bool{80: true, 120: true}

// narrowest is the width from which the widest line of a text is believed to be a window's.
const narrowest = 60

// mend takes out the line ends behind lines that fill a window: a name may go on behind one.
func mend(s string) (string, []tear) {
	if !strings.Contains(s, "\n") {
		return s, nil
	}
	widest := 0
	for l := range strings.Lines(s) {
		widest = max(widest, columns(l))
	}
	var b strings.Builder
	var tears []tear
	for l := range strings.Lines(s) {
		text := strings.TrimRight(l, "\r\n")
		n := columns(text)
		b.WriteString(text)
		end := l[len(text):]
		if end != "" && text != "" && !strings.HasSuffix(text, " ") && (edges[n] || n == widest && n >= narrowest && n <= 300) {
			tears = append(tears, tear{b.Len(), end})
			continue
		}
		b.WriteString(end)
	}
	if len(tears) == 0 {
		return s, nil
	}
	return b.String(), tears
}

// linesWith visits the lines of a text that hold a sign so often: from where to where they go.
func linesWith(s, sign string, least int) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		at := 0
		for l := range strings.Lines(s) {
			if strings.Count(l, sign) >= least && !yield(at, at+len(l)) {
				return
			}
			at += len(l)
		}
	}
}

// columns counts the characters of a line without its end.
func columns(l string) int { return utf8.RuneCountInString(strings.TrimRight(l, "\r\n")) }

// edge reports that a word may begin or end at a byte of a mended text.
func edge(s string, at int, tears []tear) bool {
	if at == 0 || at == len(s) || torn(at, tears) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	return !inWord(before) || !inWord(after)
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func torn(at int, tears []tear) bool {
	lo, hi := 0, len(tears)
	for lo < hi {
		mid := (lo + hi) / 2
		if tears[mid].at < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(tears) && tears[lo].at == at
}
