// Package text puts the English of reports into other languages, out of one catalogue a language.
//
// English stands where it is used, and is the key: a wording that was translated from another English is found as stale.
// docs/languages.md describes the files.
package text

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Language is one language with its wordings. A nil one is English.
type Language struct {
	Code string // BCP 47: "nb"
	Name string // in the language itself

	tag      language.Tag
	forms    []plural.Form // of the numbered translations, in their order
	day      string        // layouts of package time
	minute   string
	entries  map[string]entry
	patterns []pattern
}

// English is the code of the language that needs no catalogue.
const English = "en"

//go:embed *.po
var catalogues embed.FS

// Codes are the languages there are, English first. To add one, write its file and add its line here.
var Codes = []string{
	English,
	"nb",
	"de",
	"es",
	"fr",
}

// Find reads the catalogue of a language; nil for English. An error is a fault of the program: a code that Codes does not
// list, or a file that is no catalogue.
func Find(code string) (*Language, error) {
	if code == English {
		return nil, nil
	}
	b, err := catalogues.ReadFile(code + ".po")
	if err != nil {
		return nil, fmt.Errorf("read language %s: %w", code, err)
	}
	l, err := Parse(code, b)
	if err != nil {
		return nil, fmt.Errorf("read language %s: %w", code, err)
	}
	return l, nil
}

// Parse reads a catalogue in UTF-8. Missing is no error: what has no translation stays English.
func Parse(code string, file []byte) (*Language, error) {
	tag, err := language.Parse(code)
	if err != nil {
		return nil, err
	}
	es, err := parsePO(string(file))
	if err != nil {
		return nil, err
	}
	l := &Language{Code: code, tag: tag, entries: map[string]entry{}}
	for _, e := range es {
		if e.id == "" {
			if err := l.header(e.str[0]); err != nil {
				return nil, err
			}
			continue
		}
		if _, twice := l.entries[e.id]; twice {
			return nil, fmt.Errorf("line %d: %q is there twice", e.line, e.id)
		}
		l.entries[e.id] = e
		if p, ok := newPattern(e); ok {
			l.patterns = append(l.patterns, p)
		}
	}
	if l.day == "" || l.minute == "" || len(l.forms) == 0 {
		return nil, fmt.Errorf("the header lacks X-Day, X-Minute or X-Plurals")
	}
	specificFirst(l.patterns)
	return l, nil
}

// forms of CLDR by their names.
var forms = map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other}

// header reads what the catalogue says of itself.
func (l *Language) header(s string) error {
	for _, line := range strings.Split(s, "\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch name {
		case "X-Name":
			l.Name = value
		case "X-Day":
			l.day = value
		case "X-Minute":
			l.minute = value
		case "X-Plurals":
			for _, f := range strings.Fields(value) {
				form, ok := forms[f]
				if !ok {
					return fmt.Errorf("X-Plurals: %q is no plural category of CLDR", f)
				}
				l.forms = append(l.forms, form)
			}
		}
	}
	return nil
}

// Text is a wording in the language: English where it has none.
func (l *Language) Text(english string) string {
	if l == nil {
		return english
	}
	if e := l.entries[english]; len(e.str) > 0 && e.str[0] != "" {
		return e.str[0]
	}
	return english
}

// Say is Text with the verbs of package fmt filled in.
func (l *Language) Say(english string, args ...any) string {
	if len(args) == 0 {
		return l.Text(english)
	}
	return fmt.Sprintf(l.Text(english), args...)
}

// Count words a number of things: one and many are the English ("%d rule", "%d rules"), of which one is the key. Which form
// a number takes is CLDR's rule.
func (l *Language) Count(n int, one, many string) string {
	english := many
	if n == 1 {
		english = one
	}
	if l == nil {
		return fmt.Sprintf(english, n)
	}
	e := l.entries[one]
	form := plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)
	for i, f := range l.forms {
		// A form that the catalogue does not tell apart ("many" of millions) is worded as its last.
		if (f == form || i == len(l.forms)-1) && i < len(e.str) && e.str[i] != "" {
			return fmt.Sprintf(e.str[i], n)
		}
	}
	return fmt.Sprintf(english, n)
}

// Day is a date as prose of the language shows it, in UTC; in English, as in tables of every language, 2006-01-02.
func (l *Language) Day(t time.Time) string {
	if l == nil {
		return t.UTC().Format(time.DateOnly)
	}
	return t.UTC().Format(l.day)
}
