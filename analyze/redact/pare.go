package redact

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// Paring takes out of a text what no fact rests on: the safest name is one that is not there. Whether a line matters is not
// known from a list, but tried: it is blanked, the text is read again, and stays so if all facts are the same. Lines keep
// their numbers. Of the lines that matter without being cited, headings and frames, words that are not everyday's are
// blotted where that changes nothing either.

// Bounds of the trying. Most listings need some fifty tries of a millisecond; what is larger is cut less finely.
const (
	maxRereads  = 300
	maxReread   = 8 << 20 // bytes read again in all, of one text
	longLine    = 4 << 10 // of events in XML without line ends
	largeExport = 64 << 10
	outerLines  = 3 // of an export: its heading, and its oldest and newest event
	maxUnits    = 100_000
)

// paring is one text while it is pared.
type paring struct {
	path  string
	form  func(string) []byte
	units []string // lines with their ends; of long ones the events in them
	facts string
	tries int
	bytes int
}

// pare gives the text with everything blanked that does not matter.
func pare(path, s string, form func(string) []byte) string {
	x := &paring{path: path, form: form, units: unitsOf(s), tries: maxRereads, bytes: maxReread}
	set, facts := x.read(s)
	x.facts = facts
	cited := citedLines(set)
	line := 1
	var rest []int
	for i, u := range x.units {
		end := line + strings.Count(u, "\n")
		if !cited[line] && strings.TrimSpace(u) != "" && !citedWithin(cited, line+1, end) {
			rest = append(rest, i)
		}
		line = end
	}
	if len(s) > largeExport && set.EventCount() > 0 {
		x.try(x.foreign(rest), blanked)
	}
	x.reduce(rest, blanked)
	x.reduce(rest, blotted)
	return strings.Join(x.units, "")
}

// citedWithin reports a cited line from one to before another: of a unit of several lines.
func citedWithin(cited map[int]bool, from, to int) bool {
	for n := from; n < to; n++ {
		if cited[n] {
			return true
		}
	}
	return false
}

// unitsOf splits a text into what is tried at once: its lines, or several where there are very many.
func unitsOf(s string) []string {
	if lines := strings.Count(s, "\n"); lines > maxUnits {
		return grouped(s, 1+lines/maxUnits)
	}
	var out []string
	for l := range strings.Lines(s) {
		if len(l) < longLine {
			out = append(out, l)
			continue
		}
		for {
			at := strings.Index(l[1:], "<Event ")
			if at < 0 {
				break
			}
			out = append(out, l[:at+1])
			l = l[at+1:]
		}
		out = append(out, l)
	}
	return out
}

// grouped splits a text into so many lines each.
func grouped(s string, lines int) []string {
	var out []string
	for s != "" {
		end := 0
		for range lines {
			at := strings.IndexByte(s[end:], '\n')
			if at < 0 {
				end = len(s)
				break
			}
			end += at + 1
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return out
}

// foreign are the lines of an export that belong to events of other programs: those between a line that begins like a
// cited one, but is none, and the next cited one.
func (x *paring) foreign(uncited []int) []int {
	free := map[int]bool{}
	for _, i := range uncited {
		free[i] = true
	}
	begins := map[string]bool{}
	for i, u := range x.units {
		if !free[i] && strings.TrimSpace(u) != "" {
			begins[beginning(u)] = true
		}
	}
	var out []int
	other := false
	for i, u := range x.units {
		if begins[beginning(u)] {
			other = free[i]
		}
		if other && i >= outerLines && i < len(x.units)-outerLines {
			out = append(out, i)
		}
	}
	return out
}

// beginning is how a line starts: in one form of export all events start alike.
func beginning(u string) string {
	const length = 7
	return strings.Map(func(c rune) rune {
		switch {
		case unicode.IsDigit(c):
			return '0'
		case unicode.IsLetter(c):
			return 'a'
		}
		return c
	}, u[:min(len(u), length)])
}

// reduce changes as many of the units as can be without a change of the facts: all at once, else each half for itself.
func (x *paring) reduce(at []int, change func(string) string) {
	if !x.try(at, change) && len(at) > 1 && x.tries > 0 && x.bytes > 0 {
		x.reduce(at[:len(at)/2], change)
		x.reduce(at[len(at)/2:], change)
	}
}

// try changes units, and takes it back if that changes the facts.
func (x *paring) try(at []int, change func(string) string) bool {
	if x.tries == 0 || x.bytes <= 0 {
		return false
	}
	old := make([]string, len(at))
	other := false
	for i, n := range at {
		old[i] = x.units[n]
		x.units[n] = change(old[i])
		other = other || x.units[n] != old[i]
	}
	if !other {
		return true
	}
	s := strings.Join(x.units, "")
	x.tries--
	x.bytes -= len(s)
	if _, facts := x.read(s); facts == x.facts {
		return true
	}
	for i, n := range at {
		x.units[n] = old[i]
	}
	return false
}

func (x *paring) read(s string) (*fact.Set, string) {
	set := parse.Read(bundle.Memory("", map[string][]byte{x.path: x.form(s)}), artifact.All)
	for i := range set.Readings {
		r := &set.Readings[i]
		// How much there is in a file, and in which code page the rest of it is, is not what rules ask.
		r.Size, r.Records, r.Problems, r.Encoding = 0, 0, nil, ""
	}
	set.Bundle.SHA256 = ""
	b, err := json.Marshal(set)
	if err != nil {
		return set, err.Error() // no fact does that
	}
	return set, offsetForm.ReplaceAllString(string(b), "") // which move where something is blanked
}

var offsetForm = regexp.MustCompile(`,"offset":\d+`)

// citedLines are the lines that facts cite.
func citedLines(set *fact.Set) map[int]bool {
	out := map[int]bool{}
	eachSource(set, func(s fact.Source) {
		if s.Line > 0 {
			out[s.Line] = true
		}
	})
	return out
}

// blanked leaves the ends of the lines.
func blanked(u string) string {
	return strings.Map(func(c rune) rune {
		if c == '\r' || c == '\n' {
			return c
		}
		return -1
	}, u)
}

// wordForm is what may be a name: a run of letters and digits with what joins them.
var wordForm = regexp.MustCompile(`[\p{L}\p{N}]+(?:[-_.@\\][\p{L}\p{N}]+)*`)

// blotted covers the words of a line that are not everyday's, and numbers of more than four digits.
func blotted(u string) string {
	return wordForm.ReplaceAllStringFunc(u, func(w string) string {
		if everyday(strings.ToLower(w)) {
			return w
		}
		return strings.Repeat("x", len([]rune(w)))
	})
}
