package textenc

import "strings"

// byteOrderMark is removed at the start of every line: files that were joined with `type a b` have it in the middle.
const byteOrderMark = "\ufeff"

// split cuts a text into lines. CR CR LF is one end, since WScript.Echo of a CR writes it, and so is any longer run of
// CRs before an LF, which text-mode copies make of it; CRs without an LF are an end each.
func split(s string) []Line {
	if s == "" {
		return nil
	}
	lines := make([]Line, 0, strings.Count(s, "\n")+1)
	add := func(text string) {
		lines = append(lines, Line{N: len(lines) + 1, Text: strings.TrimPrefix(text, byteOrderMark)})
	}
	start := 0
	for i := 0; i < len(s); {
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
			for range run - end - 1 {
				add("")
			}
		}
		i, start = run, run
	}
	if start < len(s) && s[start:] != byteOrderMark {
		add(s[start:])
	}
	return lines
}
