package report

import (
	"fmt"

	"kmstriage/analyze"
)

// What a ticket about a fleet shows beside machines, causes and hosts; each list is cut as on the screen.

func (t *ticketPage) parts(f *analyze.Fleet) {
	t.table(t.Say("What to fix first"), t.columns("Machines", "Where", "Change", "Cause"), cut(f.Fixes, func(x analyze.Fix) []string {
		s := mdText(x.Text)
		if x.Command != "" {
			s += ": " + mdCode(x.Command, true)
		}
		return []string{fmt.Sprint(x.Machines), mdText(t.word(x.Where)), s, mdCode(x.Rule, true)}
	}), len(f.Fixes))
	t.table(t.Say("Clone families: each counts as one machine for KMS"), t.columns("Machines", "CMID", "Which", "Same old records", "Image"), cut(f.Clones, func(c analyze.Clone) []string {
		same := ""
		if c.SameRecords > 0 {
			same = fmt.Sprint(c.SameRecords)
		}
		return []string{fmt.Sprint(len(c.Machines)), mdCode(c.CMID, true), mdText(t.few(c.Machines)), same, mdText(c.Image)}
	}), len(f.Clones))
	t.table(t.Say("DNS"), t.columns("Zone", "Server", "Machines", "Publishes", "Note"), cut(f.DNS, func(z analyze.ZoneView) []string {
		answer := t.word(z.State)
		if len(z.Hosts) > 0 {
			answer = t.few(z.Hosts)
		}
		return []string{mdText(orDash(z.Zone)), mdText(orDash(z.Server)), fmt.Sprint(z.Machines), mdText(answer), mdText(t.zoneNote(z))}
	}), len(f.DNS))
	t.table(t.Say("Loses activation, unless it was renewed since it was collected"), t.columns("Week of", "Machines", "Silent", "Which"), cut(f.Expiry, func(w analyze.Week) []string {
		silent := ""
		if w.Silent > 0 {
			silent = fmt.Sprint(w.Silent)
		}
		return []string{mdText(w.Week), fmt.Sprint(w.Machines), silent, mdText(t.few(w.Names))}
	}), len(f.Expiry))
	t.table(t.Say("Seen from both ends"), t.columns("Client", "Host", "Requests", "Newest", "Clock of the host"), cut(f.Exchanges, func(e analyze.Exchange) []string {
		return []string{mdText(e.Client), mdText(e.Host), fmt.Sprint(e.Requests), mdText(e.Newest), t.ahead(e.ClockDifference)}
	}), len(f.Exchanges))
}

// cut makes rows of the first of a list.
func cut[T any](xs []T, row func(T) []string) [][]string {
	var rows [][]string
	for _, x := range xs[:min(len(xs), shownRows)] {
		rows = append(rows, row(x))
	}
	return rows
}

// table adds a titled table, unless it is empty, and says how many rows are left out of all.
func (t *ticketPage) table(title string, head []string, rows [][]string, all int) {
	if len(rows) == 0 {
		return
	}
	t.block("**" + title + "**")
	t.block(mdTable(head, rows)...)
	if n := all - len(rows); n > 0 {
		t.block(t.Say("and %d more", n))
	}
}
