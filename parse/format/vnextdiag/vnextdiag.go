// Package vnextdiag turns what vnextdiag.ps1 lists into the licences of Microsoft 365 and of newer Office: how each product
// is licensed, and the licences of this user and of the computer. The script prints English everywhere.
package vnextdiag

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/textenc"
)

// Mode is how a product is licensed.
type Mode struct {
	Product string // O365ProPlusRetail
	Mode    string // vNext, Device, or Legacy for what ospp.vbs lists
	Line    textenc.Line
}

// Licence is one licence file. Names and mail addresses of users are not kept.
type Licence struct {
	Product string
	Type    string // "User|Subscription"
	ID      string // activation id
	State   string // Licensed, Grace, RFM (reduced functionality)
	Whole   bool   // the text did not end in it

	Line, ProductLine, StateLine textenc.Line
}

// Log is the whole text. Shared is "Enabled" or "Disabled" for shared computer activation, "" where none is set.
type Log struct {
	Modes    []Mode
	Licences []Licence
	Shared   string
	Sections int
}

// maxLines and maxKept bound the work: a computer has one licence a user and product.
const (
	maxLines = 100_000
	maxKept  = 1000
)

var (
	section  = regexp.MustCompile(`^={5,} (.*?) ={5,}$`)
	modeRow  = regexp.MustCompile(`^(\S+) = (vNext|Device|Legacy)$`)
	shared   = regexp.MustCompile(`^SharedComputerLicensing = (Enabled|Disabled)$`)
	property = regexp.MustCompile(`^"(\w+)":\s+"(.*)",?$`)
)

// maxLine is beyond every line of these tools: a longer one is something else, and no expression looks at it.
const maxLine = 4096

// Parse reads the lines of a file; a text of another kind has no sections.
func Parse(lines []textenc.Line) Log {
	r := &reader{}
	for _, l := range lines[:min(len(lines), maxLines)] {
		if len(l.Text) > maxLine {
			continue
		}
		l.Text = strings.TrimSpace(l.Text)
		r.line(l)
	}
	r.close(false)
	return r.log
}

type reader struct {
	log     Log
	section string
	open    *Licence
}

func (r *reader) line(l textenc.Line) {
	if m := section.FindStringSubmatch(l.Text); m != nil {
		r.close(false)
		r.section = strings.ToLower(m[1])
		r.log.Sections++
		return
	}
	switch {
	case strings.HasPrefix(r.section, "mode per"):
		if m := modeRow.FindStringSubmatch(l.Text); m != nil && len(r.log.Modes) < maxKept {
			r.log.Modes = append(r.log.Modes, Mode{m[1], m[2], l})
		}
	case strings.HasPrefix(r.section, "shared computer"):
		if m := shared.FindStringSubmatch(l.Text); m != nil {
			r.log.Shared = m[1]
		}
	case strings.HasPrefix(r.section, "vnext licenses"), strings.HasPrefix(r.section, "device licenses"):
		r.licence(l)
	}
}

// licence takes a line of the licences, which are written as JSON, a property a line.
func (r *reader) licence(l textenc.Line) {
	switch {
	case l.Text == "{":
		r.close(false)
		r.open = &Licence{Line: l}
		return
	case l.Text == "}" || l.Text == "},":
		r.close(true)
		return
	case r.open == nil:
		return
	}
	m := property.FindStringSubmatch(l.Text)
	if m == nil {
		return
	}
	switch m[1] {
	case "Product":
		r.open.Product, r.open.ProductLine = m[2], l
	case "Type":
		r.open.Type = m[2]
	case "Acid":
		r.open.ID = m[2]
	case "LicenseState":
		r.open.State, r.open.StateLine = m[2], l
	}
}

func (r *reader) close(whole bool) {
	x := r.open
	r.open = nil
	if x == nil || len(r.log.Licences) >= maxKept {
		return
	}
	x.Whole = whole
	r.log.Licences = append(r.log.Licences, *x)
}
