package report

import (
	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

// placeName is a place of a KMS host in people's words.
func (s speech) placeName(id string) string {
	if n, ok := placeNames[id]; ok {
		return s.Text(n)
	}
	return id
}

// whyThisHost shows each chain of candidates, one line a candidate, in the order in which the client looks.
func (p *page) whyThisHost(d *analyze.Diagnosis) {
	wide := 0
	for id := range placeNames {
		wide = max(wide, displaywidth.String(p.placeName(id)))
	}
	for _, c := range d.Candidates {
		p.blank()
		head := p.Say("Why this host")
		if !lone(d) {
			head += " (" + c.Subject + ")"
		}
		p.para(0, plain, head)
		for _, x := range c.Chain {
			s, c := standing(x.State)
			p.hang(2, p.symbol(s)+" "+pad(p.placeName(x.Candidate), wide)+"  ", c, x.Why+cited(x.Because), 0)
		}
	}
}

// standing is the look of a candidate: that one is excluded is no fault.
func standing(state string) (sign, colour) {
	switch state {
	case "confirmed":
		return good, good.colour()
	case "excluded":
		return bad, plain
	}
	return unknown, unknown.colour()
}

// cited names the place of the first evidence; all of it stands in the JSON.
func cited(es []analyze.Evidence) string {
	if len(es) == 0 {
		return ""
	}
	return " [" + es[0].Source.String() + "]"
}

// fromWhere tells where the host comes from, if the line of the attempt does not say it already: that one knows only
// of hosts set for the machine and of DNS.
func (sp speech) fromWhere(d *analyze.Diagnosis, s *analyze.Subject) string {
	for _, c := range d.Candidates {
		if c.Subject != s.ID {
			continue
		}
		for _, x := range c.Chain {
			if x.State != "confirmed" {
				continue
			}
			if said(x, s) {
				return ""
			}
			return sp.Say("host from: %s", sp.placeName(x.Candidate)+at(x))
		}
	}
	return ""
}

// said reports what needs no line of its own: an origin that is named, and what would be asked where nobody was.
func said(x analyze.Candidate, s *analyze.Subject) bool {
	switch {
	case s.Attempt == nil, s.Origin == "pinned", s.Origin == "superseded":
		return true
	case s.Origin == "dns":
		return x.Candidate != "dns-lookup-domain"
	}
	return x.Candidate == "ad-object"
}

func at(x analyze.Candidate) string {
	if h := hostPort(x.Host, x.Port); h != "" {
		return " (" + h + ")"
	}
	return ""
}

// silence says what the absence of events is worth on which a finding leans.
func (p *page) silence(d *analyze.Diagnosis, f *analyze.Finding) {
	if d == nil {
		return
	}
	for _, s := range p.silenceLines(d, f) {
		p.hang(2, p.Say("silence:")+" ", plain, s, 0)
	}
}

func (s speech) weighed(x analyze.Silence) string {
	worth := s.word(x.Worth)
	if x.Expected == nil || x.Seen == nil || x.From == nil || x.To == nil {
		return s.Say("that %s was not seen is %s", x.About, worth)
	}
	expected := s.Count(*x.Expected, "%d attempt expected", "%d attempts expected")
	if x.About == s.Prose("a failed renewal") {
		expected = s.Count(*x.Expected, "%d renewal expected", "%d renewals expected")
	}
	const minute = "2006-01-02 15:04Z"
	return s.Say("log %s to %s, every %s: %s, %d seen: %s", x.From.UTC().Format(minute), x.To.UTC().Format(minute),
		s.every(x.IntervalMinutes), expected, *x.Seen, worth)
}

// every puts minutes into the largest unit that holds them whole.
func (s speech) every(minutes int) string {
	switch {
	case minutes%1440 == 0:
		return s.Count(minutes/1440, "%d day", "%d days")
	case minutes%60 == 0:
		return s.Count(minutes/60, "%d hour", "%d hours")
	}
	return s.Count(minutes, "%d minute", "%d minutes")
}
