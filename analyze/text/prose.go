package text

import (
	"sort"
	"strconv"
	"strings"
	"time"
)

// pattern is a wording with {name} places, to be found again in English that was made of it.
type pattern struct {
	pieces []string // what stands between the places: one more than names
	names  []string
	to     string
	length int // of all pieces
}

func newPattern(e entry) (pattern, bool) {
	pieces, names := places(e.id)
	if len(names) == 0 || e.str[0] == "" {
		return pattern{}, false
	}
	p := pattern{pieces: pieces, names: names, to: e.str[0]}
	narrow := false
	for _, s := range pieces {
		p.length += len(strings.Trim(s, " .:;,()"))
	}
	for _, n := range names {
		narrow = narrow || narrowPlaces[n] != nil
	}
	return p, p.length >= leastPieces || narrow && p.length > 0
}

// leastPieces is how much of a wording must stand outside its places, in bytes, for a text to be known by it: "{why}." fits
// every sentence.
const leastPieces = 6

// places parts a wording at its {name} places.
func places(s string) (pieces, names []string) {
	piece := ""
	for s != "" {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			break
		}
		n := strings.IndexByte(s[i:], '}')
		if n < 0 || !isName(s[i+1:i+n]) {
			piece, s = piece+s[:i+1], s[i+1:]
			continue
		}
		pieces, names = append(pieces, piece+s[:i]), append(names, s[i+1:i+n])
		piece, s = "", s[i+n+1:]
	}
	return append(pieces, piece+s), names
}

// isName reports a name as rules have them: a letter in lower case, then letters and digits.
func isName(s string) bool {
	for i, r := range s {
		if low := r >= 'a' && r <= 'z'; !low && (i == 0 || !(r >= 'A' && r <= 'Z' || r >= '0' && r <= '9')) {
			return false
		}
	}
	return s != ""
}

// specificFirst puts the patterns that say most first: of two that fit, the longer one is meant.
func specificFirst(ps []pattern) {
	sort.Slice(ps, func(i, j int) bool {
		if ps[i].length != ps[j].length {
			return ps[i].length > ps[j].length
		}
		return strings.Join(ps[i].pieces, "{") < strings.Join(ps[j].pieces, "{")
	})
}

// match takes the values out of a text that was made of the pattern.
func (p *pattern) match(s string) (values map[string]string, ok bool) {
	last := len(p.pieces) - 1
	rest, begins := strings.CutPrefix(s, p.pieces[0])
	if !begins || !strings.HasSuffix(rest, p.pieces[last]) {
		return nil, false
	}
	values = make(map[string]string, len(p.names))
	for i, name := range p.names {
		at := len(rest) - len(p.pieces[last])
		if i < last-1 {
			if at = strings.Index(rest, p.pieces[i+1]); p.pieces[i+1] == "" {
				return nil, false // two places side by side: nobody knows where one ends
			}
		}
		if at < 1 || narrowPlaces[name] != nil && !narrowPlaces[name](rest[:at]) {
			return nil, false
		}
		values[name], rest = rest[:at], rest[at+len(p.pieces[i+1]):]
	}
	return values, rest == ""
}

// narrowPlaces are the names of places that take some values only: a number, a date, a word of the program like a kind of file.
var narrowPlaces = map[string]func(string) bool{
	"n": func(s string) bool { return strings.Trim(s, "0123456789") == "" },
	"day": func(s string) bool {
		_, err := time.Parse(time.DateOnly, s)
		return err == nil
	},
	"kind": func(s string) bool { return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == "" },
}

// mostNested bounds how deep values hold wordings themselves: a list in a sentence in a sentence.
const mostNested = 4

// Prose puts a text into the language that was made of wordings and values: a whole wording, one with its places filled, or
// a list of such. Dates become those of the language. What it does not know it leaves.
func (l *Language) Prose(s string) string {
	if l == nil {
		return s
	}
	out, _ := l.prose(s, mostNested)
	return out
}

func (l *Language) prose(s string, deep int) (string, bool) {
	if e, ok := l.entries[s]; ok {
		return l.Text(e.id), true
	}
	if t, ok := l.dated(s); ok {
		return t, true
	}
	if deep == 0 || !strings.Contains(s, " ") {
		return s, false
	}
	if name, err := strconv.QuotedPrefix(s); err == nil && strings.HasPrefix(s[len(name):], ": ") {
		t, ok := l.prose(s[len(name)+2:], deep-1) // what is said of a file, behind its name
		return name + ": " + t, ok
	}
	if t, n := l.listed(s, "; ", deep); n > 0 && n == strings.Count(s, "; ")+1 {
		return t, true // before the patterns: one that fits the first would swallow the others
	}
	for i := range l.patterns {
		if values, ok := l.patterns[i].match(s); ok {
			for k, v := range values {
				values[k], _ = l.prose(v, deep-1)
			}
			return fillPlaces(l.patterns[i].to, values), true
		}
	}
	for _, between := range []string{"; ", ", "} {
		if t, n := l.listed(s, between, deep); n > 0 {
			return t, true
		}
	}
	return s, false
}

// listed words the parts of a list and counts those that are known; a text of one part is none.
func (l *Language) listed(s, between string, deep int) (string, int) {
	parts := strings.Split(s, between)
	if len(parts) == 1 {
		return s, 0
	}
	known := 0
	for i, p := range parts {
		t, ok := l.prose(p, deep-1)
		if parts[i] = t; ok {
			known++
		}
	}
	return strings.Join(parts, between), known
}

func fillPlaces(s string, values map[string]string) string {
	pieces, names := places(s)
	out := pieces[0]
	for i, n := range names {
		out += values[n] + pieces[i+1]
	}
	return out
}

// dated turns a day or a minute as values hold them ("2006-01-02", "2006-01-02 15:04 UTC") into the language's form.
func (l *Language) dated(s string) (string, bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return s, false
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return l.Day(t), true
	}
	for _, layout := range []string{"2006-01-02 15:04 UTC", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC().Format(l.minute) + " UTC", true
		}
	}
	return s, false
}
