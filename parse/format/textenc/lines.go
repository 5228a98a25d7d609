package textenc

import "strings"

// byteOrderMark is removed at the start of every line: files that were joined with `type a b` have it in the middle.
const byteOrderMark = "\ufeff"

// maxLines bounds the lines of a text that is read whole: a line takes 24 bytes beside its text, empty or not, and the
// longest listing of a collection has some ten thousand.
const maxLines = 1 << 20

// split cuts a text into lines. CR CR LF is one end, since WScript.Echo of a CR writes it, and so is any longer run of
// CRs before an LF, which text-mode copies make of it; CRs without an LF are an end each.
// What is behind maxLines is not split; whole is false then.
func split(s string) (lines []Line, whole bool) {
	if s == "" {
		return nil, true
	}
	lines = make([]Line, 0, min(strings.Count(s, "\n")+1, maxLines))
	add := func(text string) {
		lines = append(lines, Line{N: len(lines) + 1, Text: strings.TrimPrefix(text, byteOrderMark)})
	}
	start := 0
	for i := 0; i < len(s); {
		if len(lines) >= maxLines {
			return lines[:maxLines], false
		}
		next := strings.IndexAny(s[i:], "\r\n")
		if next < 0 {
			break
		}
		end := i + next
		if s[end] == '\n' {
			add(s[start:end])
			i = end + 1
			start = i
			continue
		}
		run := end
		for run < len(s) && s[run] == '\r' {
			run++
		}
		add(s[start:end])
		if run < len(s) && s[run] == '\n' {
			run++
		} else {
			for range min(run-end-1, maxLines) {
				add("")
			}
		}
		i, start = run, run
	}
	if start < len(s) && s[start:] != byteOrderMark {
		add(s[start:])
	}
	return lines, true
}
