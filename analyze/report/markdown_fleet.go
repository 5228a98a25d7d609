package report

import (
	"fmt"
	"strings"

	"kmstriage/analyze"
)

// mdFleet is no or several bundles: a row each, with every finding; the tickets themselves with -v.
func mdFleet(r Run, ds []*analyze.Diagnosis, v View) []string {
	f := r.fleet(ds)
	t := &ticketPage{speech: speech{v.Lang}}
	t.block(fmt.Sprintf("### %s, %s", t.Count(len(ds), "%d bundle", "%d bundles"), t.Count(len(f.Machines), "%d machine", "%d machines")))
	t.machines(ds)
	t.causes(f)
	t.hosts(f)
	t.parts(f)
	var lines []string
	for i := range f.Findings {
		x := &f.Findings[i]
		lines = append(lines, "- "+unicodeSymbol(symbolOf(x.Severity))+" "+mdCode(x.Rule, false)+" "+mdText(x.Title))
	}
	if len(lines) > 0 {
		t.block("**" + t.Say("Across the bundles") + "**")
		t.block(lines...)
	}
	t.lines = append(t.lines, t.mdUnread(r, ds)...)
	if v.Verbose {
		for _, d := range ds {
			t.block(ticket(d, v)...)
		}
	}
	return t.lines
}

func (t *ticketPage) machines(ds []*analyze.Diagnosis) {
	var rows [][]string
	for _, d := range ds {
		if d.Unreadable != "" {
			continue
		}
		row := t.fleetRow(d)
		var also []string
		for i := 1; i < len(d.Findings); i++ {
			also = append(also, mdCode(d.Findings[i].Rule, true))
		}
		cause := row[1]
		if len(d.Findings) > 0 {
			cause = mdCode(row[1], true) + " " + mdText(d.Findings[0].Title)
		}
		rows = append(rows, []string{mdText(row[0]), cause, mdText(row[2]), mdText(row[3]), strings.Join(also, ", "), mdCode(d.Bundle.Name, true)})
	}
	if len(rows) > 0 {
		t.block(mdTable(t.columns("Machine", "Cause", "Host asked", "Confidence", "Also found", "Bundle"), rows)...)
	}
}

func (t *ticketPage) causes(f *analyze.Fleet) {
	var rows [][]string
	for _, c := range f.Causes {
		rows = append(rows, []string{fmt.Sprint(c.Machines), mdCode(c.Rule, true)})
	}
	if len(rows) > 0 {
		t.block(mdTable(t.columns("Machines", "Cause"), rows)...)
	}
}

func (t *ticketPage) hosts(f *analyze.Fleet) {
	var rows [][]string
	for _, h := range f.Hosts {
		count := ""
		if h.Count != nil {
			count = fmt.Sprint(*h.Count)
		}
		rows = append(rows, []string{mdText(hostPort(h.Host, h.Port)), fmt.Sprint(h.Asked), fmt.Sprint(h.Answered), fmt.Sprint(h.Refused), count, mdText(h.LastAnswer)})
	}
	if len(rows) > 0 {
		t.block(mdTable(t.columns("KMS host, as these clients saw it", "Asked", "Answered", "Refused", "Count", "Last answer"), rows)...)
	}
}
