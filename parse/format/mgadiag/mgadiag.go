// Package mgadiag turns the report of the Microsoft Genuine Advantage diagnostic tool into sections of keys and values.
// Source of the knowledge: formats/mgadiag.md.
package mgadiag

import (
	"errors"
	"regexp"
	"strings"
)

// Row is one "Key: value" line. Line is its 1-based line of the decoded text.
type Row struct {
	Key   string
	Value string
	Line  int
	Text  string // the line as it stands, trimmed, without a header glued to its end
}

// Section is what stands behind a "...-->" header.
type Section struct {
	Name string
	Line int
	Rows []Row
}

// Report is one report. Version is that of the tool, "1.9.0027.0".
type Report struct {
	Version  string
	Sections []Section
}

// Signature begins the first line of a report.
const Signature = "Diagnostic Report ("

// ErrNoReport says that a text holds neither the first line nor a section of a report.
var ErrNoReport = errors.New("no section of an MGADiag report in it")

// header is a section's header. It should stand alone; copies out of forums glue it to the line before
// ("Resolution Status: N/AWgaER Data-->"), so that the known first words bound it on the left.
var header = regexp.MustCompile(`(?:(?:Windows Validation|Vista WgaER|WgaER|WGA Notifications|Windows XP Notifications|OGA Notifications|WGA|OGA|Browser|File Scan|Licensing|HWID|OEM Activation \d\.\d) Data|Other [Dd]ata|Windows Activation Technologies|^[A-Z][A-Za-z0-9 .()-]*[Dd]ata)-->`)

// Parse reads the lines of a decoded report; lines[i] is line i+1. Values such as "N/A, hr = 0x80070002" are normal and
// kept as they stand. It fails with ErrNoReport only.
func Parse(lines []string) (Report, error) {
	var r Report
	seen := false
	for i, l := range lines {
		l = strings.TrimSpace(l)
		if at := strings.Index(l, Signature); at >= 0 && !seen {
			seen = true
			v, rest, _ := strings.Cut(l[at+len(Signature):], ")")
			r.Version = strings.TrimSpace(v)
			l = strings.TrimSpace(strings.TrimPrefix(rest, ":"))
		}
		r.line(l, i+1)
	}
	if !seen && len(r.Sections) == 0 {
		return Report{}, ErrNoReport
	}
	return r, nil
}

// line takes the rows and headers of one line apart.
func (r *Report) line(l string, n int) {
	for l != "" {
		at := header.FindStringIndex(l)
		if at == nil {
			r.row(l, n)
			return
		}
		r.row(l[:at[0]], n)
		r.Sections = append(r.Sections, Section{Name: strings.TrimSuffix(l[at[0]:at[1]], "-->"), Line: n})
		l = strings.TrimSpace(l[at[1]:])
	}
}

func (r *Report) row(l string, n int) {
	key, value, ok := strings.Cut(l, ":")
	if !ok || len(r.Sections) == 0 {
		return
	}
	s := &r.Sections[len(r.Sections)-1]
	s.Rows = append(s.Rows, Row{Key: strings.TrimSpace(key), Value: strings.TrimSpace(value), Line: n, Text: strings.TrimSpace(l)})
}

// Validation is the section about Windows' own validation, whose name depends on the tool's version.
func (r Report) Validation() (Section, bool) {
	for _, s := range r.Sections {
		if s.Name == "Windows Validation Data" || s.Name == "WGA Data" {
			return s, true
		}
	}
	return Section{}, false
}

// Whole says whether the report goes on behind its first section: the tool always writes more, so that one which does
// not was cut.
func (r Report) Whole() bool {
	for i, s := range r.Sections {
		if i > 0 && s.Name != r.Sections[0].Name {
			return true
		}
	}
	return false
}

// Find returns the first row with that key.
func (s Section) Find(key string) (Row, bool) {
	for _, r := range s.Rows {
		if strings.EqualFold(r.Key, key) {
			return r, true
		}
	}
	return Row{}, false
}

// Known returns the value of a row, "" where it is missing or "N/A".
func (s Section) Known(key string) string {
	r, ok := s.Find(key)
	if !ok || r.Value == "N/A" || strings.HasPrefix(r.Value, "N/A,") {
		return ""
	}
	return r.Value
}
