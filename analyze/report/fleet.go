package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"kmstriage/analyze"
)

// fleet is the report of no or several bundles.
func (p *page) fleet(w io.Writer, r Run, ds Diagnoses) error {
	if r.Bundles == 0 {
		p.para(0, plain, p.Say("No bundle was analysed."))
		p.notAnalysed(r.Unreadable)
		return p.done(w, "text")
	}
	f, err := r.together(ds)
	if err != nil {
		return err
	}
	head := fmt.Sprintf("%s %s %s", p.Count(r.Bundles, "%d bundle", "%d bundles"), p.arrow(), p.Count(len(f.Machines), "%d machine", "%d machines"))
	if f.Repeats > 0 {
		head += " (" + p.Count(f.Repeats, "%d repeat merged: of one machine the newest bundle leads", "%d repeats merged: of one machine the newest bundle leads") + ")"
	}
	p.para(0, plain, head)
	p.blank()
	if len(f.Machines) <= fewMachines || p.view.Verbose {
		if err := p.machines(f); err != nil {
			return err
		}
	}
	for _, part := range []func(*analyze.Fleet, Run) error{p.causes, p.fixes, p.hosts, p.clones, p.zones, p.weeks, p.exchanges} {
		if err := part(f, r); err != nil {
			return err
		}
	}
	p.across(f.Findings)
	p.notAnalysed(r.Unreadable)
	if p.view.Verbose {
		return p.each(w, ds)
	}
	return p.done(w, "text")
}

// fewMachines is how many have a row of their own on one screen; -v and the other formats show all.
const fewMachines = 12

// each adds the report of every bundle and writes it at once.
func (p *page) each(w io.Writer, ds Diagnoses) error {
	for d, err := range ds {
		if err != nil {
			return err
		}
		if err := p.done(w, "text"); err != nil {
			return err
		}
		p.lines = []string{""}
		p.para(0, plain, "== "+d.Bundle.Name)
		p.bundle(d)
	}
	return p.done(w, "text")
}

// machines is one row a machine. The bundles are named where that tells more than the machine.
func (p *page) machines(f *analyze.Fleet) error {
	repeated := slices.ContainsFunc(f.Machines, func(m analyze.Machine) bool { return len(m.Bundles) > 1 })
	head := p.columns("MACHINE", "CAUSE", "HOST ASKED", "CONFIDENCE")
	if repeated {
		head = append(head, p.Say("BUNDLES"))
	}
	var rows [][]string
	for _, m := range f.Machines {
		row := []string{m.Name, p.Say("no cause found"), "", p.word(string(m.Confidence))}
		if m.Primary != "" {
			row[1] = m.Primary
		}
		if m.Host != "" {
			row[2] = hostPort(m.Host, m.Port)
		}
		if repeated {
			row = append(row, strings.Join(m.Bundles, ", "))
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	return p.table(head, rows)
}

// fleetRow is a bundle in a table: computer, cause, host asked, confidence.
func (sp speech) fleetRow(d *analyze.Diagnosis) []string {
	row := []string{d.MachineName(), sp.Say("no cause found"), "", ""}
	if len(d.Findings) == 0 {
		return row
	}
	f := &d.Findings[0]
	row[1], row[3] = f.Rule, sp.word(string(f.Confidence))
	for i := range d.Subjects {
		s := &d.Subjects[i]
		if s.Attempt != nil && s.Attempt.Host != "" && (f.Subject == "" || f.Subject == s.ID) {
			row[2] = hostPort(s.Attempt.Host, s.Attempt.Port)
			break
		}
	}
	return row
}
