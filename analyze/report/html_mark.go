package report

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kmstriage/analyze"
)

// leastNeedle is the fewest characters of a value that is looked for in the evidence; leastPort those of a number.
const (
	leastNeedle = 4
	leastPort   = 3
)

// needlesOf are the values by which a finding was made, longest first, in lower case: where they stand in the evidence, the
// line decided.
func needlesOf(f *analyze.Finding) []string {
	var out []string
	for _, v := range f.Values {
		for _, x := range append(strings.Split(v, ","), v) {
			x = strings.ToLower(strings.TrimSpace(x))
			number := strings.Trim(x, "0123456789") == ""
			if n := utf8.RuneCountInString(x); n >= leastNeedle && strings.ContainsAny(x, "0123456789.:-_") || n >= leastPort && number || x == strings.ToLower(v) && n > leastNeedle {
				out = append(out, x)
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// labelled is "label: value" or "label = value" as listings print it.
var labelled = regexp.MustCompile(`^([^:=]{2,60}(?::|=)\s+)(\S.*?)\s*$`)

// highlight parts a line where one of the needles stands as a word of its own; in a line without any, the value behind a label.
func highlight(line string, needles []string) []htmlPart {
	var out []htmlPart
	rest, lower := line, strings.ToLower(line)
	if len(lower) != len(line) { // a letter whose small form is longer: places would differ
		return []htmlPart{{Text: line}}
	}
	for {
		at, n := firstNeedle(lower, needles)
		if at < 0 {
			break
		}
		if at > 0 {
			out = append(out, htmlPart{Text: rest[:at]})
		}
		out = append(out, htmlPart{Text: rest[at : at+n], Marked: true})
		rest, lower = rest[at+n:], lower[at+n:]
	}
	if len(out) == 0 {
		if m := labelled.FindStringSubmatch(line); m != nil {
			return []htmlPart{{Text: m[1]}, {Text: m[2], Marked: true}}
		}
	}
	if rest != "" {
		out = append(out, htmlPart{Text: rest})
	}
	return out
}

// firstNeedle finds the first word that is a needle; of several in one place the longest.
func firstNeedle(s string, needles []string) (at, n int) {
	at = -1
	for _, x := range needles {
		for from := 0; ; {
			i := strings.Index(s[from:], x)
			if i < 0 {
				break
			}
			i += from
			if at >= 0 && i >= at {
				break
			}
			if alone(s, i, len(x)) {
				at, n = i, len(x)
				break
			}
			from = i + 1
		}
	}
	return at, n
}

// alone reports that no letter or digit touches a part of a text.
func alone(s string, at, n int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at+n:])
	word := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return !word(before) && !word(after)
}
