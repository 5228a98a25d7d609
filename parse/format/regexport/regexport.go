// Package regexport turns exports of the Windows registry into keys and values: .reg files (version 5, and REGEDIT4 of
// old) and what reg query prints, also pasted one after another.
package regexport

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// Kind is the form of a text.
type Kind string

// The forms.
const (
	RegFile Kind = "reg"   // a .reg file: every key below the exported one stands in it
	Query   Kind = "query" // what reg query printed
)

// Key is a key of the export. Path begins with the hive's full name, HKEY_LOCAL_MACHINE.
type Key struct {
	Path   string
	Values []Value
	Line   textenc.Line
	Kind   Kind
}

// Value is one value. Name is "" for the key's default. Text is a string, the strings of a list joined by blanks, or a
// number in decimal digits; it is "" for other bytes. Number is set where the data are a number.
type Value struct {
	Name   string
	Type   string // REG_SZ, REG_DWORD, ...
	Text   string
	List   []string // of REG_MULTI_SZ
	Number *uint64
	Line   textenc.Line
}

// Loss is a value that is not whole.
type Loss struct {
	Line textenc.Line
	Text string
}

// Log is the whole text: the keys for which keep says yes, in order.
type Log struct {
	Keys   []Key
	Losses []Loss
	Seen   int // keys, kept or not
}

// The bounds of what is kept. The licensing keys hold some hundred values; a value of a megabyte is no setting.
const (
	maxKeys   = 10_000
	maxValues = 100_000
	maxData   = 1 << 20
)

// Parse reads the lines of a file. Only keys that keep wants are kept; a whole hive may stand in the file. It never
// fails: a text of another kind has no keys.
func Parse(lines []textenc.Line, keep func(path string) bool) Log {
	r := &reader{keep: keep}
	for i := 0; i < len(lines); i++ {
		r.line(lines, &i)
	}
	return r.log
}

type reader struct {
	log    Log
	keep   func(string) bool
	key    *Key // that values belong to; nil for one that is not kept
	kind   Kind
	old    bool // REGEDIT4: strings in hexadecimal are single bytes
	values int
}

var (
	regKey   = regexp.MustCompile(`(?i)^\[(-?)((?:HKEY_[A-Z_]+|HKLM|HKCU|HKU|HKCR|HKCC)(?:\\[^\]]*(?:\][^\]]+)*)?)\]\s*$`)
	queryKey = regexp.MustCompile(`(?i)^(?:HKEY_[A-Z_]+|HKLM|HKCU|HKU|HKCR|HKCC)(?:\\\S.*)?$`)
	queryRow = regexp.MustCompile(`^(?:\s{2,}|\t)(\S.*?)(?:\s{2,}|\t)(REG_[A-Z_]+)(?:(?:\s{2,}|\t)(.*)|\s*)$`)
	hives    = map[string]string{"HKLM": "HKEY_LOCAL_MACHINE", "HKCU": "HKEY_CURRENT_USER", "HKU": "HKEY_USERS", "HKCR": "HKEY_CLASSES_ROOT", "HKCC": "HKEY_CURRENT_CONFIG"}
)

func (r *reader) line(lines []textenc.Line, i *int) {
	l := lines[*i]
	text := strings.TrimSpace(l.Text)
	switch {
	case text == "":
		return
	case len(text) > maxData:
		r.lose(textenc.Line{N: l.N, Text: text[:80]}, "longer than any value that is kept")
		return
	case strings.HasPrefix(text, "REGEDIT4"):
		r.kind, r.old, r.key = RegFile, true, nil
		return
	case strings.HasPrefix(text, "Windows Registry Editor Version"):
		r.kind, r.old, r.key = RegFile, false, nil
		return
	}
	if m := regKey.FindStringSubmatch(text); m != nil {
		r.kind = RegFile
		r.open(m[2], l)
		if m[1] == "-" {
			r.key = nil // an instruction to delete it
		}
		return
	}
	if _, prompt := consoletext.Command(text); prompt {
		r.key = nil
		return
	}
	if queryKey.MatchString(text) && l.Text == strings.TrimLeft(l.Text, " \t") {
		r.kind = Query
		r.open(text, l)
		return
	}
	if r.key == nil {
		return
	}
	if m := queryRow.FindStringSubmatch(l.Text); m != nil && r.key.Kind == Query {
		r.add(queried(m, l))
		return
	}
	if r.key.Kind == RegFile && (text[0] == '"' || text[0] == '@') {
		r.assignment(lines, i)
	}
}

func (r *reader) open(path string, l textenc.Line) {
	r.log.Seen++
	r.key = nil
	hive, rest, _ := strings.Cut(path, `\`)
	if full, ok := hives[strings.ToUpper(hive)]; ok {
		hive = full
	}
	path = strings.ToUpper(hive)
	if rest != "" {
		path += `\` + rest
	}
	if !r.keep(path) || len(r.log.Keys) >= maxKeys {
		return
	}
	l.Text = strings.TrimSpace(l.Text)
	r.log.Keys = append(r.log.Keys, Key{Path: path, Line: l, Kind: r.kind})
	r.key = &r.log.Keys[len(r.log.Keys)-1]
}

func (r *reader) add(v Value) {
	if r.values++; r.values > maxValues {
		if r.values == maxValues+1 {
			r.lose(v.Line, "more values than are kept: the rest was not read")
		}
		return
	}
	v.Line.Text = strings.TrimSpace(v.Line.Text)
	r.key.Values = append(r.key.Values, v)
}

func (r *reader) lose(l textenc.Line, text string) {
	l.Text = strings.TrimSpace(l.Text)
	r.log.Losses = append(r.log.Losses, Loss{l, text})
}
