package report

import (
	"fmt"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

// mostEvidence and mostRaw keep the report on one screen; -v shows all.
const (
	mostEvidence = 5
	mostRaw      = 2
)

// cause is the primary finding with its proof and what to do about it.
func (p *page) cause(d *analyze.Diagnosis, f *analyze.Finding) {
	c, word := severityLook(f.Severity)
	p.title(p.Text(word), c, f)
	p.para(2, plain, f.Title)
	if f.Subject != "" && !lone(d) {
		p.para(2, plain, p.Say("for %s", f.Subject))
	}
	if f.Text != "" {
		p.blank()
		p.para(2, plain, f.Text)
	}
	for _, l := range f.Lowered {
		p.hang(2, p.Say("less sure:")+" ", plain, l, 0)
	}
	p.silence(d, f)
	p.evidence(f)
	p.steps(f)
	p.questions(f)
}

// title is "CAUSE  rule.id      confidence HIGH"; where it does not fit, on two lines.
func (p *page) title(word string, c colour, f *analyze.Finding) {
	left := p.shown(word + "  " + f.Rule)
	right := p.shown(p.Say("confidence %s", strings.ToUpper(p.word(string(f.Confidence)))))
	gap := p.width - displaywidth.String(left) - displaywidth.String(right)
	if gap < 2 {
		p.para(0, c, word+"  "+f.Rule)
		p.para(2, plain, right)
		return
	}
	p.raw(0, plain, p.paint(c, left)+strings.Repeat(" ", gap)+right)
}

// detail is a finding beside the primary, with -v.
func (p *page) detail(d *analyze.Diagnosis, f *analyze.Finding) {
	if f.Text != "" {
		p.para(4, plain, f.Text)
	}
	p.para(4, plain, p.Say("confidence %s", p.word(string(f.Confidence))))
	p.silence(d, f)
	p.evidence(f)
	p.steps(f)
	p.questions(f)
}

// evidence numbers the raw lines: E1 file:line, and below it what stands there.
func (p *page) evidence(f *analyze.Finding) {
	if len(f.Because) == 0 {
		return
	}
	p.blank()
	p.para(2, plain, p.Say("Because"))
	most := len(f.Because)
	raw := 0
	if !p.view.Verbose {
		most, raw = min(most, mostEvidence), mostRaw
	}
	if p.tight {
		raw = 1
	}
	for i, e := range f.Because[:most] {
		label := fmt.Sprintf("E%d  ", i+1)
		cite := e.Source.String()
		if len(label)+2+displaywidth.String(p.shown(cite))+2+displaywidth.String(p.shown(e.Text)) <= p.width {
			p.hang(2, label, cyan, cite+"  "+e.Text, raw)
			continue
		}
		p.hang(2, label, cyan, cite, 0)
		if e.Text != "" {
			p.hang(2+len(label), "", plain, e.Text, raw)
		}
	}
	if n := len(f.Because) - most; n > 0 {
		p.para(2, plain, p.Say("%d more lines with -v", n))
	}
}

// placeHead is the heading of steps in one place.
func (s speech) placeHead(where string) string {
	if head, ok := places[where]; ok {
		return s.Text(head)
	}
	return where
}

// steps stand in the order in which they are to be done, under a heading where the place changes; commands stand alone,
// ready to paste.
func (p *page) steps(f *analyze.Finding) {
	if len(f.Steps) == 0 {
		return
	}
	p.blank()
	where := "\x00"
	for _, s := range f.Steps {
		if s.Where != where {
			where = s.Where
			if head := p.placeHead(where); head != "" {
				p.para(2, plain, head)
			}
		}
		if s.Text != "" {
			p.hang(4, "- ", plain, s.Text, 0)
		}
		if s.Command != "" {
			p.commands(6, s.Command)
		}
	}
}

// commands shows a command of several lines as several lines.
func (p *page) commands(indent int, s string) {
	for _, l := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		p.command(indent, l)
	}
}
