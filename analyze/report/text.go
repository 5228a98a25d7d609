package report

import (
	"io"
	"slices"
	"strings"

	"kmstriage/analyze"
)

var textFormat = Format{
	Name:  "text",
	Doc:   "for people: one bundle on one screen, several as a table",
	Write: writeText,
}

func writeText(w io.Writer, r Run, ds Diagnoses, v View) error {
	p := newPage(v)
	r, ds, err := v.spoken(r, ds)
	if err != nil {
		return err
	}
	if r.Bundles != 1 {
		return p.fleet(w, r, ds)
	}
	for d, err := range ds {
		if err != nil {
			return err
		}
		p.bundle(d)
		p.unread(r, d)
	}
	return p.done(w, "text")
}

// screen is how many lines the report of one bundle may have: one page of paper.
const screen = 60

// bundle is the one-screen report. Where it would be longer, raw lines and lists are cut shorter and the questions move
// together; what to do is never cut, so that it may still be longer in a narrow window.
func (p *page) bundle(d *analyze.Diagnosis) {
	start := len(p.lines)
	p.sections(d)
	if len(p.lines)-start > screen && !p.view.Verbose {
		p.lines, p.tight = p.lines[:start], true
		p.sections(d)
		p.tight = false
	}
}

func (p *page) sections(d *analyze.Diagnosis) {
	p.header(d)
	p.blank()
	p.subjects(d)
	p.blank()
	if len(d.Findings) == 0 {
		p.nothing(d)
	} else {
		p.cause(d, &d.Findings[0])
		p.others(d, p.Say("Also found"), d.Findings[1:])
	}
	if p.view.Verbose {
		p.others(d, p.Say("Suppressed"), d.Suppressed)
		p.whyThisHost(d)
	}
	p.blank()
	p.worth(d)
}

// lone reports that there is one subject only, so that it need not be named again; findings across bundles (nil) name
// none.
func lone(d *analyze.Diagnosis) bool { return d == nil || len(d.Subjects) == 1 }

// maxShownProblems keeps the report on one screen: an archive can hold any number of links and double names.
const maxShownProblems = 4

// header tells what was looked at.
func (p *page) header(d *analyze.Diagnosis) {
	right := ""
	if t := d.Bundle.CollectedAt; t != nil {
		right = p.Say("collected %s", t.UTC().Format("2006-01-02")+p.doubt(d.Bundle.TimeQuality))
	}
	p.twoEnds(d.MachineName(), plain, right)
	var about []string
	if s := p.windowsName(d.OS); s != "" {
		about = append(about, s)
	}
	if s := p.officeNames(d.Subjects); s != "" {
		about = append(about, s)
	}
	if len(about) > 0 {
		p.para(0, plain, strings.Join(about, between))
	}
	p.para(0, plain, p.filesRead(d))
	for i, x := range d.Bundle.Problems {
		if i == maxShownProblems && !p.view.Verbose {
			p.hang(0, p.symbol(bad)+" ", yellow, p.Say("%d more like these (-v)", len(d.Bundle.Problems)-i), 0)
			break
		}
		p.hang(0, p.symbol(bad)+" ", yellow, x.Text, 2)
	}
}

// doubt says how well a time is known, unless that is exactly.
func (s speech) doubt(quality string) string {
	switch quality {
	case "", "exact", "offset":
		return ""
	}
	return " (" + s.word(quality) + ")"
}

// filesRead counts files of known kinds; what was not fully read is named.
func (s speech) filesRead(d *analyze.Diagnosis) string {
	known, read := 0, 0
	var odd []string
	for _, a := range d.Artifacts {
		if a.Kind == "unrecognised" {
			continue
		}
		known++
		if a.Reading == "whole" || a.Reading == "empty" {
			read++
			continue
		}
		odd = append(odd, a.Path+" "+s.word(a.Reading))
	}
	parts := []string{d.Bundle.Name, s.Say("read %d of %d files", read, known)}
	if n := len(d.Artifacts) - known; n > 0 {
		parts = append(parts, s.Count(n, "%d unrecognised", "%d unrecognised"))
	}
	if len(odd) > 3 {
		odd = append(odd[:3:3], s.Say("%d more", len(odd)-3))
	}
	if len(odd) > 0 {
		parts = append(parts, strings.Join(odd, ", "))
	}
	return strings.Join(parts, between)
}

// nothing says that no rule spoke, which is not the same as "all is well".
func (p *page) nothing(d *analyze.Diagnosis) {
	if d.Unreadable != "" {
		p.para(0, red, p.Say("NOT ANALYSED"))
		p.para(2, plain, d.Unreadable)
		return
	}
	p.para(0, plain, p.Say("No cause found."))
}

// others lists findings beside the primary, one line each; all their text with -v.
func (p *page) others(d *analyze.Diagnosis, head string, fs []analyze.Finding) {
	if len(fs) == 0 {
		return
	}
	p.blank()
	p.para(0, plain, head)
	for i := range fs {
		f := &fs[i]
		c, _ := severityLook(f.Severity)
		s := f.Rule + "  " + f.Title
		if f.Subject != "" && !lone(d) {
			s += " (" + f.Subject + ")"
		}
		p.hang(2, p.symbol(symbolOf(f.Severity))+" ", c, s, 0)
		if p.view.Verbose {
			p.detail(d, f)
		}
	}
}

// unread lists the inputs that could not be read, beside the one bundle that could.
func (p *page) unread(r Run, d *analyze.Diagnosis) {
	var rest []Unreadable
	for _, u := range r.Unreadable {
		// What is lost of the bundle itself stands in its header.
		said := slices.ContainsFunc(d.Bundle.Problems, func(x analyze.Problem) bool { return x.Text == u.Why })
		if (d.Unreadable == "" || len(r.Unreadable) > 1) && !said {
			rest = append(rest, u)
		}
	}
	p.notAnalysed(rest)
}

func (p *page) notAnalysed(us []Unreadable) {
	for _, list := range []struct {
		head   string
		partly bool
	}{{p.Say("NOT WHOLLY READ"), true}, {p.Say("NOT ANALYSED"), false}} {
		head := false
		for _, u := range us {
			if u.Partly != list.partly {
				continue
			}
			if !head {
				p.blank()
				p.para(0, red, list.head)
				head = true
			}
			p.hang(2, p.symbol(bad)+" ", red, u.Path+": "+u.Why, 0)
		}
	}
}
