package roiscan

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Row is one row of the log: a label column of 32 characters, then the value. A row whose label column is blank goes on
// with the row before it and has the label "".
type Row struct {
	Label string
	Value string
	Line  int
	Text  string // the line as it stands, trimmed
}

// Block is a heading of the second rank with its rows; the first block of a section has no heading.
type Block struct {
	Heading string
	Line    int
	Rows    []Row
}

// Section is a heading of the first rank with its blocks.
type Section struct {
	Heading string
	Line    int
	Blocks  []Block
}

// Log is a ROIScan log. Header is its first line, with HeaderLine; Fenced says that the text ends with a line of
// asterisks, as every part of a whole log does.
type Log struct {
	Header     string
	HeaderLine int
	Sections   []Section
	Fenced     bool
}

// Signature stands in the first line of every log.
const Signature = "Robust Office Inventory"

// ErrNoLog says that a text is no ROIScan log.
var ErrNoLog = errors.New("no line of a ROIScan log in it")

// labelColumn is the width of the label column, the blank behind it included.
const labelColumn = 32

// ParseLog reads the lines of a decoded log; the line number of lines[i] is i+1. It fails with ErrNoLog where neither
// the header nor any section is found.
func ParseLog(lines []string) (Log, error) {
	var log Log
	for i := 0; i < len(lines); i++ {
		l := strings.TrimRight(lines[i], " \t\r")
		switch {
		case log.Header == "" && strings.Contains(l, Signature):
			log.Header, log.HeaderLine = strings.TrimSpace(l), i+1
		case strings.TrimSpace(l) == "":
		case rule(l, '*'):
			log.Fenced = true
			continue
		case i+1 < len(lines) && rule(lines[i+1], '='):
			log.Sections = append(log.Sections, Section{Heading: strings.TrimSpace(l), Line: i + 1})
			i++
		case i+1 < len(lines) && rule(lines[i+1], '-') && len(log.Sections) > 0:
			s := &log.Sections[len(log.Sections)-1]
			s.Blocks = append(s.Blocks, Block{Heading: strings.TrimSpace(l), Line: i + 1})
			i++
		default:
			log.add(row(l, i+1))
		}
		if l != "" {
			log.Fenced = false
		}
	}
	if log.Header == "" && len(log.Sections) == 0 {
		return Log{}, ErrNoLog
	}
	return log, nil
}

func (log *Log) add(r Row) {
	if len(log.Sections) == 0 {
		if log.Header == "" {
			return
		}
		// The heading of the first section is lost: its rows still tell who they are.
		log.Sections = append(log.Sections, Section{Line: r.Line})
	}
	s := &log.Sections[len(log.Sections)-1]
	if len(s.Blocks) == 0 {
		s.Blocks = append(s.Blocks, Block{Line: r.Line})
	}
	b := &s.Blocks[len(s.Blocks)-1]
	b.Rows = append(b.Rows, r)
}

// rule says whether a line is drawn with the character alone.
func rule(l string, c byte) bool {
	l = strings.TrimSpace(l)
	return len(l) >= 3 && strings.Trim(l, string(c)) == ""
}

// row splits a line at the label column. A label that fills the column is followed by a tab; where the column was lost
// (a copy out of a mail), two blanks or a tab are taken for it.
func row(l string, n int) Row {
	r := Row{Line: n, Text: strings.TrimSpace(l)}
	if l[0] == ' ' || l[0] == '\t' {
		r.Value = r.Text
		return r
	}
	if at := column(l); at > 0 {
		r.Label, r.Value = strings.TrimSpace(l[:at]), strings.TrimSpace(l[at:])
		return r
	}
	at := strings.Index(l, "  ")
	if t := strings.IndexByte(l, '\t'); t >= 0 && (at < 0 || t < at) {
		at = t
	}
	if at < 0 {
		r.Label = r.Text
		return r
	}
	r.Label, r.Value = strings.TrimSpace(l[:at]), strings.TrimSpace(l[at:])
	return r
}

// column is the byte at which the label column ends, 0 where the line does not have it.
func column(l string) int {
	at := 0
	for i := 0; i < labelColumn; i++ {
		if at >= len(l) {
			return 0
		}
		_, n := utf8.DecodeRuneInString(l[at:])
		at += n
	}
	if at >= len(l) || l[at-1] != ' ' || l[at] == ' ' || strings.ContainsRune(l[:at], '\t') {
		return 0
	}
	return at
}

// Sub splits the value of a continuation row at its first colon: "KMS Host Override:        kms01.contoso.com". ok is
// false where there is none.
func (r Row) Sub() (label, value string, ok bool) {
	if r.Label != "" {
		return "", "", false
	}
	label, value, ok = strings.Cut(r.Value, ":")
	return strings.TrimSpace(label), strings.TrimSpace(value), ok
}

// Key folds a label for comparison: lower case, without blanks.
func Key(label string) string {
	return strings.ToLower(strings.Join(strings.Fields(label), ""))
}

// Find returns the first row with that label, however it is spaced and cased.
func (b Block) Find(label string) (Row, bool) {
	k := Key(label)
	for _, r := range b.Rows {
		if r.Label != "" && Key(r.Label) == k {
			return r, true
		}
	}
	return Row{}, false
}

// Section returns the first section with that heading.
func (log Log) Section(heading string) (Section, bool) {
	k := Key(heading)
	for _, s := range log.Sections {
		if Key(s.Heading) == k {
			return s, true
		}
	}
	return Section{}, false
}
