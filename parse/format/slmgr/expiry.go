package slmgr

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/textenc"
)

// Expiry is one answer of slmgr.vbs /xpr: until when a product is activated. Until is the date as printed, in the
// computer's own regional form, "" where none is; Text what the line says in whole.
type Expiry struct {
	Name  string // of the licence: "Windows(R), Enterprise edition"
	Until string
	Text  string
	Line  textenc.Line
}

var (
	expiryName = regexp.MustCompile(`^((?:Windows\(R\)|Office \d{2})[^:：]{0,200}? edition)\s?[:：]\s*$`)
	expiryDate = regexp.MustCompile(`\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}.*$|\d{4}\s?年.*$`)
)

// maxExpiries bounds what is kept: each stands for one call of the script.
const maxExpiries = 1000

// maxExpiryLine is beyond every line of an answer.
const maxExpiryLine = 1024

// ParseExpiry reads the answers of /xpr. The licence's name is English everywhere; what follows it is translated, and
// ends with a date where the activation ends.
func ParseExpiry(lines []textenc.Line) []Expiry {
	var out []Expiry
	name := ""
	for _, l := range lines[:min(len(lines), maxLines)] {
		text := strings.TrimSpace(l.Text)
		if text == "" || len(text) > maxExpiryLine {
			continue
		}
		if m := expiryName.FindStringSubmatch(text); m != nil {
			name = m[1]
			continue
		}
		if name != "" && len(out) < maxExpiries {
			l.Text = text
			out = append(out, Expiry{Name: name, Until: expiryDate.FindString(text), Text: text, Line: l})
		}
		name = ""
	}
	return out
}
