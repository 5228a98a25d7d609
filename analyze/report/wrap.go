package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// wrap breaks text at blanks into lines of at most width columns; a word longer than a line is broken between
// graphemes, never inside one. Blanks at breaks are dropped, others kept. No line begins with one of the marks that French sets
// apart by a blank.
func wrap(s string, width int) []string {
	if width < 1 {
		width = 1
	}
	var lines []string
	line, used := "", 0
	for _, word := range words(s, width) {
		n := displaywidth.String(word)
		switch {
		case line == "" && used == 0:
		case used+1+n <= width:
			line, used = line+" "+word, used+1+n
			continue
		default:
			lines = append(lines, strings.TrimRight(line, " "))
		}
		line, used = word, n
		for used > width {
			head, tail := split(line, width)
			if tail == "" { // one grapheme, wider than the line
				break
			}
			lines = append(lines, head)
			line, used = tail, used-displaywidth.String(head)
		}
	}
	return append(lines, strings.TrimRight(line, " "))
}

// words parts a text at its blanks; a mark that stands alone stays with the word before it, where both fit into a line.
func words(s string, width int) []string {
	var out []string
	for _, w := range strings.Split(s, " ") {
		last := len(out) - 1
		if len(w) == 1 && strings.Contains(":;?!", w) && last >= 0 && out[last] != "" && displaywidth.String(out[last])+2 <= width {
			out[last] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// split cuts after the graphemes that fit into width columns, at least one; after a separator of names, where one
// stands in the second half.
func split(s string, width int) (head, tail string) {
	used, at := 0, 0
	for g := displaywidth.StringGraphemes(s); g.Next(); {
		if used+g.Width() > width && at > 0 {
			break
		}
		used += g.Width()
		at += len(g.Value())
	}
	if i := strings.LastIndexAny(s[:at], `_-./\`); at < len(s) && i+1 > at/2 {
		at = i + 1
	}
	return s[:at], s[at:]
}

// pad fills up with blanks to width columns.
func pad(s string, width int) string {
	if n := width - displaywidth.String(s); n > 0 {
		return s + strings.Repeat(" ", n)
	}
	return s
}
