package report

import (
	"fmt"
	"strconv"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/report/picture"
)

// openFixes are to be seen at once, mostFixes and mostNames keep the page small; all of them are in JSON.
const (
	openFixes = 6
	mostFixes = 40
	mostNames = 200
	mostCodes = 4
)

func (s speech) namesOf(names []string) htmlNames {
	if n := len(names) - mostNames; n > 0 {
		return htmlNames{names[:mostNames], s.Say("and %d more", n)}
	}
	return htmlNames{Names: names}
}

// parts are what the fleet itself tells.
func (h *htmlFleet) parts(f *analyze.Fleet) {
	for i, x := range f.Fixes {
		if i == mostFixes || len(f.Machines) < 2 {
			break
		}
		h.Fixes = append(h.Fixes, htmlFix{Machines: x.Machines, Where: h.fixPlace(x.Where), Text: x.Text, Command: x.Command, Rule: x.Rule, Names: h.namesOf(x.Names)})
	}
	if len(h.Fixes) > openFixes+1 {
		h.Fixes, h.MoreFixes = h.Fixes[:openFixes], h.Fixes[openFixes:]
	}
	for i := range f.Hosts {
		h.Hosts = append(h.Hosts, h.htmlHost(&f.Hosts[i]))
	}
	for i := range f.DNS {
		h.Zones = append(h.Zones, h.htmlZone(&f.DNS[i]))
	}
	for _, x := range f.Clones {
		c := htmlClone{CMID: x.CMID, Image: x.Image, Machines: len(x.Machines), Names: h.namesOf(x.Machines)}
		if x.SameRecords > 0 {
			c.Same = h.Count(x.SameRecords, "%d record", "%d records")
		}
		h.Clones = append(h.Clones, c)
	}
	for _, x := range f.Expiry {
		h.Expiry = append(h.Expiry, htmlWeek{x.Week, x.Machines, x.Silent, h.namesOf(x.Names)})
	}
	for _, x := range f.Exchanges {
		e := htmlExchange{Client: x.Client, Host: x.Host, Newest: x.Newest, Requests: x.Requests}
		if x.ClockDifference != nil {
			e.Difference = fmt.Sprintf("%+.1f s", float64(*x.ClockDifference)/1000)
		}
		h.Exchanges = append(h.Exchanges, e)
	}
}

// fixPlace says where a change is made, in few words.
func (s speech) fixPlace(where string) string {
	if w, ok := htmlWords["fix-"+where]; ok {
		return s.Text(w)
	}
	return where
}

func (s speech) htmlHost(x *analyze.FleetHost) htmlHost {
	row := htmlHost{Host: hostPort(x.Host, x.Port), LastAnswer: x.LastAnswer, Clients: x.Machines, Asked: x.Asked, Answered: x.Answered, Refused: x.Refused}
	if x.Count != nil {
		row.Count = strconv.Itoa(*x.Count)
	}
	if t, err := time.Parse(time.RFC3339, x.LastAnswer); err == nil {
		row.LastAnswer = t.UTC().Format("2006-01-02 15:04Z")
	}
	for i, c := range x.Codes {
		if i == mostCodes {
			row.Codes = append(row.Codes, s.Say("%d more", len(x.Codes)-i))
			break
		}
		row.Codes = append(row.Codes, fmt.Sprintf("%s (%d)", c.Code, c.Attempts))
	}
	return row
}

func (s speech) htmlZone(x *analyze.ZoneView) htmlZone {
	z := htmlZone{Zone: x.Zone, Server: x.Server, Hosts: x.Hosts, Machines: x.Machines}
	if len(x.Hosts) == 0 {
		z.State = picture.DNSWords(x.State, s.Language)
	}
	if x.Split {
		z.Notes = append(z.Notes, s.htmlWord("split"))
	}
	for _, r := range x.Retired {
		z.Notes = append(z.Notes, s.Say("%s answers nobody any more", r))
	}
	if x.WrongZone > 0 {
		z.Notes = append(z.Notes, s.Count(x.WrongZone, "%d computer has its KMS host in another zone", "%d computers have their KMS host in another zone"))
	}
	return z
}
