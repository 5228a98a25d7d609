// Package consoletext undoes what a console window and its copying do to a program's lines: hard wraps at the window's
// width, prompts and commands pasted along, and text that was read with another code page than it was written in.
package consoletext

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"kmstriage/parse/format/textenc"
)

// Line is one line as the program printed it: one line of the file, a part of one, or several that a window's edge
// had torn apart.
type Line struct {
	Text  string
	parts []part
}

// part says which line of the file the text from offset on stands in.
type part struct {
	offset int
	line   textenc.Line
}

// Single is a line that stands alone in the file.
func Single(l textenc.Line) Line { return Line{Text: l.Text, parts: []part{{0, l}}} }

// At is the line of the file that holds the byte at offset of Text, trimmed for citing.
func (l Line) At(offset int) textenc.Line {
	var at textenc.Line
	for i, p := range l.parts {
		if i > 0 && p.offset > offset {
			break
		}
		at = p.line
	}
	at.Text = strings.TrimSpace(at.Text)
	return at
}

// First is the line of the file that the text begins in, trimmed for citing.
func (l Line) First() textenc.Line { return l.At(0) }

// Slice is the part of the line from byte a to byte b, which keeps its place in the file.
func (l Line) Slice(a, b int) Line {
	out := Line{Text: l.Text[a:b]}
	for i, p := range l.parts {
		if i+1 < len(l.parts) && l.parts[i+1].offset <= a {
			continue
		}
		if p.offset >= b && len(out.parts) > 0 {
			break
		}
		out.parts = append(out.parts, part{max(0, p.offset-a), p.line})
	}
	return out
}

// Join appends next to l, with a blank between where sep is " ".
func (l Line) Join(sep string, next Line) Line {
	out := Line{Text: l.Text + sep + next.Text, parts: append([]part(nil), l.parts...)}
	for _, p := range next.parts {
		out.parts = append(out.parts, part{len(l.Text) + len(sep) + p.offset, p.line})
	}
	return out
}

// prompt is cmd's and PowerShell's, remote ones and conda's prefixes included. A path holds no ">".
var prompt = regexp.MustCompile(`^\s*(?:\([\w.-]+\)\s*)?(?:\[[^\]]*\]:\s*)?(?:PS\s+)?(?:[A-Za-z]:\\[^>]*|\\\\[^>]*|PS)>\s?(.*)$`)

// Command takes the prompt off a line: what was typed behind it, which may be nothing.
func Command(text string) (typed string, ok bool) {
	m := prompt.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return strings.TrimSpace(m[1]), true
}

// Columns counts the columns of a console that the text takes: two for East Asian wide characters.
func Columns(s string) int {
	if len(s) == utf8.RuneCountInString(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

// wide follows the blocks that Windows' consoles draw in two columns.
func wide(r rune) bool {
	return r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6)
}
