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

func (p *page) rest(n int, one, many string) {
	if n > shownRows {
		p.para(2, plain, p.Count(n-shownRows, one, many))
	}
}

// causes counts every machine once, also those without a cause and the inputs that were not analysed.
func (p *page) causes(f *analyze.Fleet, r Run) error {
	wide := p.width >= 100
	head := p.columns("MACHINES", "CAUSE", "SINCE", "HOST ASKED")
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
			row = append(row, p.few(c.Names))
		}
		rows = append(rows, row)
	}
	if !shared {
		return nil
	}
	if wide {
		head = append(head, p.Say("WHICH"))
	}
	for _, more := range []struct {
		n    int
		what string
	}{{len(f.Machines) - counted, p.Say("no cause found")}, {unreadInputs(r.Unreadable), p.Say("not analysed")}} {
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
func (s speech) few(names []string) string {
	if n := len(names) - shownNames; n > 0 {
		return s.Say("%s and %d more", strings.Join(names[:shownNames], ", "), n)
	}
	return strings.Join(names, ", ")
}

func (p *page) fixes(f *analyze.Fleet, _ Run) error {
	if len(f.Machines) < 2 || len(f.Fixes) == 0 {
		return nil
	}
	p.section(p.Say("FIX FIRST"), p.Say("changes by how many machines each would clear of their cause"))
	for i, x := range f.Fixes {
		if i == shownRows {
			break
		}
		label := fmt.Sprintf("%5d  ", x.Machines)
		where, known := changePlaces[x.Where]
		if where = p.Text(where); !known {
			where = x.Where
		}
		s := where + ": " + x.Text
		if x.Command != "" {
			s += ": " + x.Command
		}
		p.hang(0, label, plain, s+" ["+x.Rule+"]", 3)
	}
	p.rest(len(f.Fixes), "and %d more change (-f json shows all)", "and %d more changes (-f json shows all)")
	return nil
}

func (p *page) hosts(f *analyze.Fleet, _ Run) error {
	if len(f.Machines) < 2 || len(f.Hosts) == 0 {
		return nil
	}
	wide := p.width >= 100
	head := p.columns("KMS HOST", "ASKED", "ANSWERED", "REFUSED", "COUNT", "LAST ANSWER")
	if wide { // else names would be broken
		head = append(head, p.columns("CLIENTS", "FAILED WITH")...)
	}
	var rows [][]string
	for i, h := range f.Hosts {
		if i == shownRows {
			break
		}
		row := []string{hostPort(h.Host, h.Port), fmt.Sprint(h.Asked), fmt.Sprint(h.Answered), fmt.Sprint(h.Refused), p.counts(h, wide), p.Say("never")}
		if len(h.LastAnswer) >= len("2006-01-02") {
			row[5] = h.LastAnswer[:len("2006-01-02")]
		}
		if wide {
			row = append(row, fmt.Sprint(h.Machines), codes(h.Codes))
		}
		rows = append(rows, row)
	}
	p.section(p.Say("KMS HOSTS"), p.Say("as these clients saw them; answered is activated"))
	if err := p.table(head, rows); err != nil {
		return err
	}
	p.rest(len(f.Hosts), "and %d more host (-f json shows all)", "and %d more hosts (-f json shows all)")
	return nil
}

// counts shows the count of clients and, where there is room, from what it came: "3, before 10".
func (sp speech) counts(h analyze.FleetHost, wide bool) string {
	if h.Count == nil {
		return ""
	}
	s := fmt.Sprint(*h.Count)
	if !wide {
		return s
	}
	for i := len(h.Days) - 1; i >= 0; i-- {
		if c := h.Days[i].Count; c != nil && *c != *h.Count {
			return sp.Say("%s, before %d", s, *c)
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
	p.section(p.Say("CLONE FAMILIES"), p.Say("KMS counts each as one machine"))
	for i, c := range f.Clones {
		if i == shownRows {
			break
		}
		s := c.CMID + ": " + p.few(c.Machines)
		switch {
		case c.SameRecords > 0 && c.Image != "":
			s += "; " + p.Say("one image, %s: %s", c.Image, p.sameRecords(c.SameRecords))
		case c.SameRecords > 0:
			s += "; " + p.Say("one image: %s", p.sameRecords(c.SameRecords))
		case c.Image != "":
			s += "; " + p.Say("the oldest records name %s", c.Image)
		}
		p.hang(0, fmt.Sprintf("%5d  ", len(c.Machines)), plain, s, 3)
	}
	p.rest(len(f.Clones), "and %d more family (-f json shows all)", "and %d more families (-f json shows all)")
	return nil
}

func (s speech) sameRecords(n int) string {
	return s.Count(n, "%d old record is the same on several of them", "%d old records are the same on several of them")
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
		answer := p.word(z.State)
		if len(z.Hosts) > 0 {
			answer = p.few(z.Hosts)
		}
		rows = append(rows, []string{orDash(z.Zone), orDash(z.Server), fmt.Sprint(z.Machines), answer, p.zoneNote(z)})
	}
	p.blank()
	if err := p.table(p.columns("DNS ZONE", "SERVER", "MACHINES", "PUBLISHES", "NOTE"), rows); err != nil {
		return err
	}
	p.rest(len(f.DNS), "and %d more answer (-f json shows all)", "and %d more answers (-f json shows all)")
	return nil
}

func (s speech) zoneNote(z analyze.ZoneView) string {
	var notes []string
	if z.Split {
		notes = append(notes, s.Say("answers of this zone differ"))
	}
	if len(z.Retired) > 0 {
		notes = append(notes, s.Say("answers nobody now: %s", s.few(z.Retired)))
	}
	if z.WrongZone > 0 {
		notes = append(notes, s.Say("wrong zone for %d", z.WrongZone))
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
	p.section(p.Say("LOSES ACTIVATION"), p.Say("by week, unless it was renewed since it was collected"))
	for i, w := range f.Expiry {
		if i == shownRows {
			break
		}
		bar := strings.Repeat("\u2587", max(1, w.Machines*barColumns/most))
		if !p.view.Unicode {
			bar = strings.Repeat("#", max(1, w.Machines*barColumns/most))
		}
		s := fmt.Sprintf("%-*s %d  %s", barColumns, bar, w.Machines, p.few(w.Names))
		if w.Silent > 0 {
			s += "; " + p.Say("%d of them nobody has noticed: their host is dead", w.Silent)
		}
		p.hang(0, "  "+w.Week+"  ", plain, s, 2)
	}
	p.rest(len(f.Expiry), "and %d more week (-f json shows all)", "and %d more weeks (-f json shows all)")
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
		rows = append(rows, []string{e.Client, e.Host, fmt.Sprint(e.Requests), e.Newest, p.ahead(e.ClockDifference)})
	}
	p.section(p.Say("SEEN FROM BOTH ENDS"), p.Say("requests that client and host both logged"))
	if err := p.table(p.columns("CLIENT", "HOST", "REQUESTS", "NEWEST", "CLOCK OF THE HOST"), rows); err != nil {
		return err
	}
	p.rest(len(f.Exchanges), "and %d more pair (-f json shows all)", "and %d more pairs (-f json shows all)")
	return nil
}

// ahead says how two clocks differ.
func (s speech) ahead(milliseconds *int) string {
	switch {
	case milliseconds == nil:
		return s.Say("not comparable")
	case *milliseconds < 0:
		return s.Say("%.1f s behind", -float64(*milliseconds)/1000)
	}
	return s.Say("%.1f s ahead", float64(*milliseconds)/1000)
}

// across lists the findings that need several bundles, one line for each rule: hundreds of machines would say the same.
func (p *page) across(fs []analyze.Finding) {
	if len(fs) <= shownRows || p.view.Verbose {
		p.others(nil, p.Say("Across the bundles"), fs)
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
			first[i].Title = p.Say("%s (and %d more like it)", first[i].Title, n-1)
		}
	}
	p.others(nil, p.Say("Across the bundles"), first)
}
