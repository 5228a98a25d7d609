package report

import (
	"fmt"
	"strings"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// What a screen shows of a fleet, beside the table of machines. Each list is cut to what a screen holds; the other formats
// hold all.
const (
	shownRows  = 10
	shownNames = 5
)

// section begins a part, with how many of it are left out.
func (p *page) section(name, note string) {
	p.blank()
	p.para(0, plain, strings.TrimSpace(name+"  "+note))
}

func (p *page) rest(n int, what string) {
	if n > shownRows {
		p.para(2, plain, fmt.Sprintf("and %s (-f json shows all)", plural(n-shownRows, "more "+what)))
	}
}

// causes counts every machine once, also those without a cause and the inputs that were not analysed.
func (p *page) causes(f *analyze.Fleet, r Run) error {
	wide := p.width >= 100
	head := []string{"MACHINES", "CAUSE", "SINCE", "HOST ASKED"}
	var rows [][]string
	counted, shared := 0, len(f.Machines) > fewMachines
	for _, c := range f.Causes {
		counted += c.Machines
		shared = shared || c.Machines > 1
		host := ""
		if c.Host != "" {
			host = hostPort(c.Host, c.Port)
		}
		row := []string{fmt.Sprint(c.Machines), c.Rule, c.Since, host}
		if wide {
			row = append(row, few(c.Names))
		}
		rows = append(rows, row)
	}
	if !shared {
		return nil
	}
	if wide {
		head = append(head, "WHICH")
	}
	for _, more := range []struct {
		n    int
		what string
	}{{len(f.Machines) - counted, "no cause found"}, {unreadInputs(r.Unreadable), "not analysed"}} {
		if more.n > 0 {
			rows = append(rows, append([]string{fmt.Sprint(more.n), more.what}, make([]string, len(head)-2)...))
		}
	}
	p.blank()
	return p.table(head, rows)
}

func unreadInputs(us []Unreadable) (n int) {
	for _, u := range us {
		if !u.Partly {
			n++
		}
	}
	return n
}

// few names the first of a list and how many more there are.
func few(names []string) string {
	if n := len(names) - shownNames; n > 0 {
		return strings.Join(names[:shownNames], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(names, ", ")
}

func (p *page) fixes(f *analyze.Fleet, _ Run) error {
	if len(f.Machines) < 2 || len(f.Fixes) == 0 {
		return nil
	}
	p.section("FIX FIRST", "changes by how many machines each would clear of their cause")
	for i, x := range f.Fixes {
		if i == shownRows {
			break
		}
		label := fmt.Sprintf("%5d  ", x.Machines)
		where := map[string]string{"client": "on each", "support": "ask"}[x.Where]
		if where == "" {
			where = "on " + x.Where
		}
		if x.Where == "dns" {
			where = "in DNS"
		}
		s := where + ": " + x.Text
		if x.Command != "" {
			s += ": " + x.Command
		}
		p.hang(0, label, plain, s+" ["+x.Rule+"]", 3)
	}
	p.rest(len(f.Fixes), "change")
	return nil
}

func (p *page) hosts(f *analyze.Fleet, _ Run) error {
	if len(f.Machines) < 2 || len(f.Hosts) == 0 {
		return nil
	}
	wide := p.width >= 100
	head := []string{"KMS HOST", "ASKED", "ANSWERED", "REFUSED", "COUNT", "LAST ANSWER"}
	if wide { // else names would be broken
		head = append(head, "CLIENTS", "FAILED WITH")
	}
	var rows [][]string
	for i, h := range f.Hosts {
		if i == shownRows {
			break
		}
		row := []string{hostPort(h.Host, h.Port), fmt.Sprint(h.Asked), fmt.Sprint(h.Answered), fmt.Sprint(h.Refused), counts(h, wide), "never"}
		if len(h.LastAnswer) >= len("2006-01-02") {
			row[5] = h.LastAnswer[:len("2006-01-02")]
		}
		if wide {
			row = append(row, fmt.Sprint(h.Machines), codes(h.Codes))
		}
		rows = append(rows, row)
	}
	p.section("KMS HOSTS", "as these clients saw them; answered is activated")
	if err := p.table(head, rows); err != nil {
		return err
	}
	p.rest(len(f.Hosts), "host")
	return nil
}

// counts shows the count of clients and, where there is room, from what it came: "3, before 10".
func counts(h analyze.FleetHost, wide bool) string {
	if h.Count == nil {
		return ""
	}
	s := fmt.Sprint(*h.Count)
	if !wide {
		return s
	}
	for i := len(h.Days) - 1; i >= 0; i-- {
		if c := h.Days[i].Count; c != nil && *c != *h.Count {
			return s + fmt.Sprintf(", before %d", *c)
		}
	}
	return s
}

func codes(cs []analyze.CodeCount) string {
	var out []string
	for i, c := range cs {
		if i == 3 {
			out = append(out, "...")
			break
		}
		out = append(out, fmt.Sprintf("%s %dx", fact.Code(c.Code), c.Attempts))
	}
	return strings.Join(out, ", ")
}

func (p *page) clones(f *analyze.Fleet, _ Run) error {
	if len(f.Clones) == 0 {
		return nil
	}
	p.section("CLONE FAMILIES", "KMS counts each as one machine")
	for i, c := range f.Clones {
		if i == shownRows {
			break
		}
		s := c.CMID + ": " + few(c.Machines)
		switch {
		case c.SameRecords > 0 && c.Image != "":
			s += fmt.Sprintf("; one image, %s: %s are the same on several of them", c.Image, plural(c.SameRecords, "old record"))
		case c.SameRecords > 0:
			s += fmt.Sprintf("; one image: %s are the same on several of them", plural(c.SameRecords, "old record"))
		case c.Image != "":
			s += "; the oldest records name " + c.Image
		}
		p.hang(0, fmt.Sprintf("%5d  ", len(c.Machines)), plain, s, 3)
	}
	p.rest(len(f.Clones), "family")
	return nil
}

func (p *page) zones(f *analyze.Fleet, _ Run) error {
	if len(f.Machines) < 2 || len(f.DNS) == 0 {
		return nil
	}
	var rows [][]string
	for i, z := range f.DNS {
		if i == shownRows {
			break
		}
		answer := z.State
		if len(z.Hosts) > 0 {
			answer = few(z.Hosts)
		}
		rows = append(rows, []string{orDash(z.Zone), orDash(z.Server), fmt.Sprint(z.Machines), answer, zoneNote(z)})
	}
	p.blank()
	if err := p.table([]string{"DNS ZONE", "SERVER", "MACHINES", "PUBLISHES", "NOTE"}, rows); err != nil {
		return err
	}
	p.rest(len(f.DNS), "answer")
	return nil
}

func zoneNote(z analyze.ZoneView) string {
	var notes []string
	if z.Split {
		notes = append(notes, "answers of this zone differ")
	}
	if len(z.Retired) > 0 {
		notes = append(notes, "answers nobody now: "+few(z.Retired))
	}
	if z.WrongZone > 0 {
		notes = append(notes, fmt.Sprintf("wrong zone for %d", z.WrongZone))
	}
	return strings.Join(notes, "; ")
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func (p *page) weeks(f *analyze.Fleet, _ Run) error {
	if len(f.Machines) < 2 || len(f.Expiry) == 0 {
		return nil
	}
	most := 0
	for _, w := range f.Expiry {
		most = max(most, w.Machines)
	}
	p.section("LOSES ACTIVATION", "by week, unless it was renewed since it was collected")
	for i, w := range f.Expiry {
		if i == shownRows {
			break
		}
		bar := strings.Repeat("\u2587", max(1, w.Machines*barColumns/most))
		if !p.view.Unicode {
			bar = strings.Repeat("#", max(1, w.Machines*barColumns/most))
		}
		s := fmt.Sprintf("%-*s %d  %s", barColumns, bar, w.Machines, few(w.Names))
		if w.Silent > 0 {
			s += fmt.Sprintf("; %d of them nobody has noticed: their host is dead", w.Silent)
		}
		p.hang(0, "  "+w.Week+"  ", plain, s, 2)
	}
	p.rest(len(f.Expiry), "week")
	return nil
}

// barColumns is the longest bar.
const barColumns = 12

func (p *page) exchanges(f *analyze.Fleet, _ Run) error {
	if len(f.Exchanges) == 0 {
		return nil
	}
	var rows [][]string
	for i, e := range f.Exchanges {
		if i == shownRows {
			break
		}
		rows = append(rows, []string{e.Client, e.Host, fmt.Sprint(e.Requests), e.Newest, ahead(e.ClockDifference)})
	}
	p.section("SEEN FROM BOTH ENDS", "requests that client and host both logged")
	if err := p.table([]string{"CLIENT", "HOST", "REQUESTS", "NEWEST", "CLOCK OF THE HOST"}, rows); err != nil {
		return err
	}
	p.rest(len(f.Exchanges), "pair")
	return nil
}

// ahead says how two clocks differ.
func ahead(milliseconds *int) string {
	switch {
	case milliseconds == nil:
		return "not comparable"
	case *milliseconds < 0:
		return fmt.Sprintf("%.1f s behind", -float64(*milliseconds)/1000)
	}
	return fmt.Sprintf("%.1f s ahead", float64(*milliseconds)/1000)
}

// across lists the findings that need several bundles, one line for each rule: hundreds of machines would say the same.
func (p *page) across(fs []analyze.Finding) {
	if len(fs) <= shownRows || p.view.Verbose {
		p.others(nil, "Across the bundles", fs)
		return
	}
	count := map[string]int{}
	var first []analyze.Finding
	for _, f := range fs {
		if count[f.Rule]++; count[f.Rule] == 1 {
			first = append(first, f)
		}
	}
	for i := range first {
		if n := count[first[i].Rule]; n > 1 {
			first[i].Title += fmt.Sprintf(" (and %d more like it)", n-1)
		}
	}
	p.others(nil, "Across the bundles", first)
}
