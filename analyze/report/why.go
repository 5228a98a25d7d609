package report

import (
	"fmt"
	"time"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

// places of a KMS host in people's words.
var placeNames = map[string]string{
	"ad-object":         "Active Directory",
	"pinned-product":    "set for the product",
	"pinned-machine":    "set machine-wide",
	"kept-host":         "kept from before",
	"dns-lookup-domain": "DNS, lookup domain",
	"dns-suffix":        "DNS, own suffix",
}

func placeName(id string) string {
	if n, ok := placeNames[id]; ok {
		return n
	}
	return id
}

// whyThisHost shows each chain of candidates, one line a candidate, in the order in which the client looks.
func (p *page) whyThisHost(d *analyze.Diagnosis) {
	wide := 0
	for _, n := range placeNames {
		wide = max(wide, displaywidth.String(n))
	}
	for _, c := range d.Candidates {
		p.blank()
		head := "Why this host"
		if !lone(d) {
			head += " (" + c.Subject + ")"
		}
		p.para(0, plain, head)
		for _, x := range c.Chain {
			s, c := standing(x.State)
			p.hang(2, p.symbol(s)+" "+pad(placeName(x.Candidate), wide)+"  ", c, x.Why+cited(x.Because), 0)
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
func fromWhere(d *analyze.Diagnosis, s *analyze.Subject) string {
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
			return "host from: " + placeName(x.Candidate) + at(x)
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
	for _, s := range silenceLines(d, f) {
		p.hang(2, "silence: ", plain, s, 0)
	}
}

func weighed(x analyze.Silence) string {
	if x.Expected == nil || x.Seen == nil || x.From == nil || x.To == nil {
		return "that " + x.About + " was not seen is " + x.Worth
	}
	what := "attempt"
	if x.About == "a failed renewal" {
		what = "renewal"
	}
	const minute = "2006-01-02 15:04Z"
	return fmt.Sprintf("log %s to %s, every %s: %s expected, %d seen: %s", x.From.UTC().Format(minute), x.To.UTC().Format(minute),
		every(x.IntervalMinutes), plural(*x.Expected, what), *x.Seen, x.Worth)
}

// every puts minutes into the largest unit that holds them whole.
func every(minutes int) string {
	d := time.Duration(minutes) * time.Minute
	switch {
	case minutes%1440 == 0:
		return plural(minutes/1440, "day")
	case minutes%60 == 0:
		return plural(int(d.Hours()), "hour")
	}
	return plural(minutes, "minute")
}
