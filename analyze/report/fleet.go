package report

import (
	"fmt"
	"slices"

	"kmstriage/analyze"
)

// fleet is the report of no or several bundles.
func (p *page) fleet(r Run, ds []*analyze.Diagnosis) error {
	f := r.fleet(ds)
	if len(ds) == 0 {
		p.para(0, plain, "No bundle was analysed.")
		p.notAnalysed(r.Unreadable)
		return nil
	}
	p.para(0, plain, fmt.Sprintf("%s %s %s", plural(len(ds), "bundle"), p.arrow(), plural(len(f.Machines), "machine")))
	p.blank()
	if err := p.machines(f, ds); err != nil {
		return err
	}
	if err := p.causes(f); err != nil {
		return err
	}
	p.others(nil, "Across the bundles", f.Findings)
	p.notAnalysed(r.Unreadable)
	if p.view.Verbose {
		for _, d := range ds {
			p.blank()
			p.para(0, plain, "== "+d.Bundle.Name)
			p.bundle(d)
		}
	}
	return nil
}

// machines is one row a bundle. The bundle is named where that tells more than the machine.
func (p *page) machines(f *analyze.Fleet, ds []*analyze.Diagnosis) error {
	repeated := slices.ContainsFunc(f.Machines, func(m analyze.Machine) bool { return len(m.Bundles) > 1 })
	head := []string{"MACHINE", "CAUSE", "HOST ASKED", "CONFIDENCE"}
	if repeated {
		head = append(head, "BUNDLE")
	}
	var rows [][]string
	for _, d := range ds {
		if d.Unreadable != "" {
			continue
		}
		row := fleetRow(d)
		if repeated {
			row = append(row, d.Bundle.Name)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	return p.table(head, rows)
}

func fleetRow(d *analyze.Diagnosis) []string {
	row := []string{d.MachineName(), "no cause found", "", ""}
	if len(d.Findings) == 0 {
		return row
	}
	f := &d.Findings[0]
	row[1], row[3] = f.Rule, string(f.Confidence)
	for i := range d.Subjects {
		s := &d.Subjects[i]
		if s.Attempt != nil && s.Attempt.Host != "" && (f.Subject == "" || f.Subject == s.ID) {
			row[2] = hostPort(s.Attempt.Host, s.Attempt.Port)
			break
		}
	}
	return row
}

// causes counts machines by cause, where one stands for several.
func (p *page) causes(f *analyze.Fleet) error {
	var rows [][]string
	shared := false
	for _, c := range f.Causes {
		shared = shared || c.Machines > 1
		rows = append(rows, []string{fmt.Sprint(c.Machines), c.Rule})
	}
	if !shared {
		return nil
	}
	p.blank()
	return p.table([]string{"MACHINES", "CAUSE"}, rows)
}
