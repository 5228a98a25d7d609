package consoletext

import (
	"strings"

	"kmstriage/parse/format/textenc"
)

// widths are the windows that captures were seen to be wrapped at: cmd's classic one and that of Windows 10 and
// PowerShell.
var widths = []int{80, 120}

// maxParts bounds how many lines of the file one printed line may be made of: the longest line of the programs read
// here is below 400 characters.
const maxParts = 8

// Unwrap joins lines that were torn at the window's edge. A line that reaches the edge goes on in the next one, of
// which starts says whether it begins something of its own; one blank line between is what some captures add.
func Unwrap(lines []textenc.Line, starts func(this, next string) bool) []Line {
	out := make([]Line, 0, len(lines))
	for i := 0; i < len(lines); i++ {
		l := Single(lines[i])
		l.Text = strings.TrimRight(l.Text, " \t\r\n\u00a0")
		last := lines[i].Text
		for parts := 1; parts < maxParts; parts++ {
			sep, ok := torn(last)
			if !ok {
				break
			}
			j := i + 1
			if j < len(lines) && strings.TrimSpace(lines[j].Text) == "" {
				j++
			}
			if j >= len(lines) || strings.TrimSpace(lines[j].Text) == "" || starts(l.Text, lines[j].Text) {
				break
			}
			next := Single(lines[j])
			next.Text = strings.TrimRight(next.Text, " \t\r\n\u00a0")
			l = l.Join(sep, next)
			last = lines[j].Text
			i = j
		}
		out = append(out, l)
	}
	return out
}

// torn says whether a line reaches the edge of a window, and what stood there: a blank that was trimmed, or nothing.
func torn(raw string) (sep string, ok bool) {
	text := strings.TrimRight(raw, " \t\r\n\u00a0")
	n := Columns(text)
	for _, w := range widths {
		switch {
		case n == w:
			return "", true
		case n == w-1 && len(text) != n:
			return "", true // a wide character did not fit
		case n == w-1 && (len(raw) == len(text) || raw[len(text)] == ' '):
			return " ", true
		}
	}
	return "", false
}
