package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/report/picture"
)

// htmlFleet is no or several bundles as the page shows them.
type htmlFleet struct {
	speech
	Kicker, Headline, Look string
	Often                  string // the most frequent fault
	Tiles                  []htmlTile
	Fixes, MoreFixes       []htmlFix
	Causes                 []htmlCause
	CausesPicture          template.HTML
	Findings               []*htmlFinding
	Hosts                  []htmlHost
	HostsPicture           template.HTML
	Zones                  []htmlZone
	Clones                 []htmlClone
	ClonesPicture          template.HTML
	Expiry                 []htmlWeek
	BurnDown               template.HTML
	Exchanges              []htmlExchange
	Options                []string // causes to filter by
	Rows                   []htmlRow
	Machines               []*htmlBundle // in full, where they are few
}

type htmlTile struct {
	Look, Name string
	N          int
}

// htmlFix is a change that clears computers of their cause.
type htmlFix struct {
	Machines                   int
	Where, Text, Command, Rule string
	Names                      htmlNames
}

// htmlNames are so many names, and in words how many more there are.
type htmlNames struct {
	Names []string
	More  string
}

type htmlCause struct {
	Rule, Title, Text, Example, Since, Host string
	Machines                                int
	Names                                   htmlNames
	Finding                                 *htmlFinding
}

type htmlHost struct {
	Host, Count, LastAnswer           string
	Codes                             []string
	Clients, Asked, Answered, Refused int
}

type htmlZone struct {
	Zone, Server, State string
	Hosts, Notes        []string
	Machines            int
}

type htmlClone struct {
	CMID, Image string
	Same        string // oldest records that are the same on several
	Machines    int
	Names       htmlNames
}

type htmlWeek struct {
	Week             string
	Machines, Silent int
	Names            htmlNames
}

type htmlExchange struct {
	Client, Host, Newest, Difference string
	Requests                         int
}

// htmlRow is one bundle in the table. A compact one holds its other findings and its proof itself.
type htmlRow struct {
	Machine, Link, Look, Sign, Title, Rule, Host, Confidence, Collected, Bundle string
	Compact                                                                     bool
	More                                                                        string
	Also                                                                        []htmlAlso
	Proof                                                                       []htmlProof
}

type htmlAlso struct{ Title, Rule string }

type htmlProof struct{ Cite, Text string }

// A page with more bundles than fullMachines shows each in its row only: a thousand stay below 2 MiB. Of the proof there
// the row quotes so many lines of so many characters; all of it is in JSON.
const (
	fullMachines = 50
	rowProof     = 3
	rowQuote     = 150
)

func (s speech) htmlFleet(f *analyze.Fleet, ds []*analyze.Diagnosis) *htmlFleet {
	h := &htmlFleet{speech: s, Kicker: s.Count(len(ds), "%d bundle", "%d bundles") + between + s.computers(len(f.Machines))}
	full := len(ds) <= fullMachines
	for i, d := range ds {
		if d.Unreadable != "" {
			continue
		}
		id := fmt.Sprintf("m%d", i+1)
		row := s.htmlRow(d, !full)
		if full {
			row.Link = id
			h.Machines = append(h.Machines, s.htmlBundle(d, id+"-", 3))
		}
		h.Rows = append(h.Rows, row)
	}
	h.tiles(f, ds)
	h.causes(f, ds)
	for i := range f.Findings {
		h.Findings = append(h.Findings, s.htmlFinding(nil, &f.Findings[i], htmlNode{fmt.Sprintf("across%d-", i), 2}))
	}
	h.parts(f)
	h.pictures(f)
	return h
}

func (s speech) computers(n int) string { return s.Count(n, "%d computer", "%d computers") }

func (s speech) htmlRow(d *analyze.Diagnosis, compact bool) htmlRow {
	plain := s.fleetRow(d)
	row := htmlRow{Machine: plain[0], Look: "info", Sign: unicodeSymbol(unknown), Title: s.htmlWord("no-cause"), Host: plain[2], Confidence: plain[3], Bundle: d.Bundle.Name}
	if c := d.Bundle.CollectedAt; c != nil {
		row.Collected = dayOf(c)
	}
	if len(d.Findings) == 0 {
		return row
	}
	f := &d.Findings[0]
	sig := symbolOf(f.Severity)
	row.Look, row.Sign, row.Title, row.Rule = lookOf(sig), unicodeSymbol(sig), f.Title, f.Rule
	if !compact {
		return row
	}
	for i := 1; i < len(d.Findings); i++ {
		row.Also = append(row.Also, htmlAlso{d.Findings[i].Title, d.Findings[i].Rule})
	}
	for i, e := range f.Because {
		if i == rowProof {
			break
		}
		row.Proof = append(row.Proof, htmlProof{e.Source.String(), shorten(e.Text, rowQuote)})
	}
	var more []string
	if n := len(row.Also); n > 0 {
		more = append(more, s.Count(n, "%d more finding", "%d more findings"))
	}
	if n := len(f.Because); n > 0 {
		more = append(more, s.Count(n, "%d line of proof", "%d lines of proof"))
	}
	row.More = strings.Join(more, ", ")
	row.Compact = len(more) > 0
	return row
}

func (h *htmlFleet) tiles(f *analyze.Fleet, ds []*analyze.Diagnosis) {
	unread, sick := 0, 0
	for _, d := range ds {
		if d.Unreadable != "" {
			unread++
		}
	}
	for _, m := range f.Machines {
		if m.Severity == analyze.Error || m.Severity == analyze.Warning {
			sick++
		}
	}
	h.verdict(sick, len(f.Machines))
	h.Tiles = []htmlTile{{"", h.htmlWord("machines"), len(f.Machines)}, {"bad", h.htmlWord("with-cause"), sick}, {"good", h.htmlWord("nothing-found"), len(f.Machines) - sick}}
	if unread > 0 {
		h.Tiles = append(h.Tiles, htmlTile{"warn", h.htmlWord("not-read"), unread})
	}
}

func (h *htmlFleet) verdict(sick, all int) {
	switch {
	case all == 0:
		h.Look, h.Headline = "info", h.htmlWord("none-read")
	case sick == 0:
		h.Look, h.Headline = "good", h.htmlWord("no-faults")
	case sick == 1:
		h.Look, h.Headline = "bad", h.Say("%d of %s has a fault", sick, h.computers(all))
	default:
		h.Look, h.Headline = "bad", h.Say("%d of %s have a fault", sick, h.computers(all))
	}
}

// faultsFirst keeps the order by number, but for what is no fault: that comes last.
func faultsFirst(cs []htmlCause) {
	fault := func(c htmlCause) int {
		if c.Finding != nil && (c.Finding.Look == "bad" || c.Finding.Look == "warn") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(cs, func(a, b htmlCause) int { return fault(a) - fault(b) })
}

// causes show what one of the computers was told, as an example for all that have it; their title is what all were told.
func (h *htmlFleet) causes(f *analyze.Fleet, ds []*analyze.Diagnosis) {
	first, title := map[string]*analyze.Diagnosis{}, map[string]string{}
	for _, d := range ds {
		if len(d.Findings) == 0 {
			continue
		}
		p := &d.Findings[0]
		if first[p.Rule] == nil {
			first[p.Rule], title[p.Rule] = d, p.Title
		}
		title[p.Rule] = inCommon(title[p.Rule], p.Title)
	}
	for i, c := range f.Causes {
		h.Options = append(h.Options, c.Rule)
		x := htmlCause{Rule: c.Rule, Machines: c.Machines, Names: h.namesOf(c.Names), Since: c.Since, Host: hostPort(c.Host, c.Port)}
		if d := first[c.Rule]; d != nil {
			x.Finding = h.htmlFinding(d, &d.Findings[0], htmlNode{fmt.Sprintf("cause%d-", i), 2})
			x.Title, x.Text = title[c.Rule], x.Finding.Text
			if c.Machines > 1 {
				x.Example = d.MachineName()
			}
		}
		h.Causes = append(h.Causes, x)
	}
	faultsFirst(h.Causes)
	if len(h.Causes) > 0 && h.Look == "bad" && h.Causes[0].Machines > 1 {
		h.Often = fmt.Sprintf("%s (%s)", h.Causes[0].Title, h.computers(h.Causes[0].Machines))
	}
}

func (h *htmlFleet) pictures(f *analyze.Fleet) {
	computers := strings.ToLower(h.htmlWord("machines"))
	var causes, clones []picture.Bar
	for _, c := range h.Causes {
		class := "none"
		if c.Finding != nil {
			class = c.Finding.Look
		}
		causes = append(causes, picture.Bar{Name: c.Rule, Parts: []picture.Part{{Class: class, Words: computers, N: c.Machines}}})
	}
	for _, c := range f.Clones {
		clones = append(clones, picture.Bar{Name: c.CMID, Parts: []picture.Part{{Class: "warn", Words: computers, N: len(c.Machines)}}})
	}
	h.CausesPicture = template.HTML(picture.Bars(h.htmlWord("causes"), "causes-p", causes, h.Language))
	h.ClonesPicture = template.HTML(picture.Bars(h.htmlWord("clones"), "clones-p", clones, h.Language))
	h.HostsPicture = template.HTML(picture.HostsOverTime(f.Hosts, "hosts-p", h.Language))
	h.BurnDown = template.HTML(picture.BurnDown(f.Expiry, "burn-p", h.Language))
}
