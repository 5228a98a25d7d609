package ospp

import (
	"strings"
	"unicode"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// logical is a line as the script printed it, mended from the lines of the file.
type logical struct {
	text  string
	marks []mark
	gap   bool // a blank line stood before
}

// mark says that line n of the file begins at byte at.
type mark struct{ at, n int }

// line is the number of the file's line in which byte i stands.
func (l logical) line(i int) int {
	n := l.marks[0].n
	for _, m := range l.marks {
		if m.at > i {
			break
		}
		n = m.n
	}
	return n
}

// maxJoined is how many lines of the file one line of the script may become: the longest known description has 400
// characters, a listing without any line end and wrapped has hundreds of lines.
const maxJoined = 4096

// unwrap joins what a console broke: a line that fills the window is followed by the rest of it, perhaps after a blank
// line; a label may be broken anywhere.
func unwrap(lines []textenc.Line) []logical {
	widest := 0
	for _, l := range lines {
		widest = max(widest, width(strings.TrimRight(l.Text, " \t\r")))
	}
	var out []logical
	var cur strings.Builder
	var marks []mark
	gap, gapBefore, prev := false, false, ""
	flush := func() {
		if len(marks) > 0 {
			out = append(out, logical{text: cur.String(), marks: marks, gap: gapBefore})
		}
		cur.Reset()
		marks, prev = nil, ""
	}
	for i, l := range lines {
		l.Text = consoletext.Unmarked(l.Text)
		text := strings.TrimRight(l.Text, " \t\r\u00a0")
		if text == "" {
			gap = true
			continue
		}
		if i == len(lines)-1 && begun(text) {
			continue // neither a value nor the rest of one
		}
		glue, ok := "", false
		if len(marks) > 0 && len(marks) < maxJoined {
			glue, ok = joins(prev, text, widest, gap)
		}
		if !ok {
			flush()
			gapBefore = gap
		}
		cur.WriteString(glue)
		marks = append(marks, mark{cur.Len(), l.N})
		cur.WriteString(text)
		prev, gap = l.Text, false
	}
	flush()
	return out
}

// joins decides whether next goes on where prev broke off, and with what between.
func joins(prev, next string, widest int, gap bool) (glue string, ok bool) {
	if starts(next) {
		return "", false
	}
	trimmed := strings.TrimRight(prev, " \t\r\u00a0")
	w := width(trimmed)
	if full := w == 79 || w == 80 || w == 119 || w == 120 || widest >= minWrap && w >= widest-1; full {
		if w == 80 || w == 120 || w == widest {
			return "", true
		}
		return " ", true
	}
	if gap {
		return "", false
	}
	return crosses(trimmed, strings.TrimLeft(next, " \t"))
}

// minWrap is the narrowest window that is believed to have wrapped lines by its width alone.
const minWrap = 60

// heads are the first words of the labels that are long enough to be broken.
var heads = []string{"LICENSE", "PRODUCT", "SKU", "ERROR", "REMAINING", "Last", "Activation", "Renewal", "KMS", "DNS", "Most", "Coordinated", "Client", "Installed", "Searching"}

// crosses reports whether a label begins in a and ends in b.
func crosses(a, b string) (glue string, ok bool) {
	a, b = a[max(0, len(a)-reach/2):], b[:min(len(b), reach/2)]
	c := strings.IndexAny(b, ":：")
	if c < 0 {
		return "", false
	}
	for _, h := range heads {
		if !strings.Contains(a, h) {
			continue
		}
		if at, _, ok := labelBefore(a+b, len(a)+c); ok && at < len(a) {
			// Blanks inside a label do not count, so one is right wherever it was broken between words.
			return "", true
		}
		return "", false
	}
	return "", false
}

// starts reports whether a line begins with something known, so that it is no continuation. Hyphens alone are a rule,
// however few a torn file left of it.
func starts(s string) bool {
	if len(s) > 1 && strings.Trim(s, "-") == "" {
		return true
	}
	if _, ok := prompt(s); ok {
		return true
	}
	ts := tokens(s)
	return len(ts) > 0 && junk(s[:ts[0].start])
}

// begun reports whether a line is the beginning of a label, as a torn file leaves it.
func begun(s string) bool {
	s = strings.Join(strings.Fields(s), "")
	for _, l := range labels {
		if s != "" && strings.HasPrefix(l.text, s) {
			return true
		}
	}
	return false
}

// width counts console columns: East Asian characters take two, tabs go to the next eighth.
func width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r == '\t':
			n += 8 - n%8
		case r < ' ' || unicode.Is(unicode.Mn, r):
		case r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
			r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6):
			n += 2
		default:
			n++
		}
	}
	return n
}
