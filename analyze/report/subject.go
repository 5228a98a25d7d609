package report

import (
	"fmt"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

// subjects shows each licence under diagnosis: its state, and whom it asked.
func (p *page) subjects(d *analyze.Diagnosis) {
	wide := 0
	for _, s := range d.Subjects {
		wide = max(wide, displaywidth.String(p.shown(called(&s))))
	}
	for i := range d.Subjects {
		s := &d.Subjects[i]
		sig, words := p.state(s)
		label := "  " + p.symbol(sig) + " " + pad(p.shown(called(s)), wide) + "  "
		if displaywidth.String(label)+displaywidth.String(words) > p.width {
			label = "  " + p.symbol(sig) + " "
			words = called(s) + "  " + words
		}
		p.hang(0, label, sig.colour(), words, 0)
		if a := p.asked(s); a != "" {
			p.para(4, plain, a)
		}
		if w := p.fromWhere(d, s); w != "" && !p.view.Verbose {
			p.para(4, plain, w)
		}
	}
}

// called is the name that people give the licence, or its id where a saved run has none.
func called(s *analyze.Subject) string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

// state puts the licence's status into words.
func (sp speech) state(s *analyze.Subject) (sign, string) {
	l := s.Licence
	if l == nil || l.Status == "" {
		switch s.Kind {
		case "nokey":
			return bad, sp.Say("NO PRODUCT KEY")
		case "mak":
			return unknown, sp.Say("MAK key, state unknown")
		case "nonvolume":
			return careful, sp.Say("not a volume licence")
		}
		return unknown, sp.Say("state unknown")
	}
	channel := ""
	if l.Channel != "" && l.Channel != "kms_client" {
		channel = " (" + l.Channel + ")"
	}
	switch l.Status {
	case "LICENSED":
		if g := sp.grace(l.GraceMinutes); g != "" {
			return licensedSign(s), sp.Say("licensed%s for %s", channel, g)
		}
		return licensedSign(s), sp.Say("licensed") + channel
	case "NOTIFICATIONS":
		return bad, sp.Say("NOT ACTIVATED (notification mode)") + channel
	case "UNLICENSED":
		return bad, sp.Say("NOT ACTIVATED (unlicensed)") + channel
	case "OOB_GRACE", "OOT_GRACE", "EXTENDED_GRACE", "NON_GENUINE_GRACE":
		if g := sp.grace(l.GraceMinutes); g != "" {
			return careful, sp.Say("NOT ACTIVATED (grace period, %s)", g) + channel
		}
		return careful, sp.Say("NOT ACTIVATED (grace period)") + channel
	case "UNKNOWN":
		return unknown, sp.Say("state unknown") + channel
	}
	return unknown, l.Status + channel
}

// licensedSign is a tick, unless a rule found a fault with the licence all the same.
func licensedSign(s *analyze.Subject) sign {
	if s.Severity == analyze.Error || s.Severity == analyze.Warning {
		return careful
	}
	return good
}

// grace tells the time left; 0 minutes of a licensed volume product mean without end and are not shown.
func (sp speech) grace(minutes *int) string {
	if minutes == nil || *minutes <= 0 {
		return ""
	}
	const day = 24 * 60
	switch m := *minutes; {
	case m >= 2*day:
		return sp.Count(m/day, "%d more day", "%d more days")
	case m >= 120:
		return sp.Count(m/60, "%d more hour", "%d more hours")
	default:
		return sp.Count(m, "%d more minute", "%d more minutes")
	}
}

// asked tells the attempt that counts.
func (sp speech) asked(s *analyze.Subject) string {
	a := s.Attempt
	if a == nil {
		if s.Code != nil {
			return sp.Say("error %s", s.Code)
		}
		return ""
	}
	var parts []string
	switch h := hostPort(a.Host, a.Port); {
	case h != "":
		parts = append(parts, sp.Say("asked %s", h)+sp.by(s))
	case s.Kind == "kms":
		parts = append(parts, sp.Say("asked no host"))
	}
	switch {
	case a.OK:
		parts = append(parts, sp.Say("activated"))
	case a.Code != nil:
		parts = append(parts, a.Code.String())
	}
	if s.Code != nil && (a.Code == nil || *s.Code != *a.Code) {
		parts = append(parts, sp.Say("reported %s", s.Code))
	}
	if a.Count != nil {
		parts = append(parts, sp.Say("count %d", *a.Count))
	}
	if a.Time != nil {
		parts = append(parts, a.Time.UTC().Format("2006-01-02 15:04Z")+sp.doubt(a.TimeQuality))
	}
	return strings.Join(parts, between)
}

func (sp speech) by(s *analyze.Subject) string {
	switch s.Origin {
	case "pinned":
		return " (" + sp.Say("set on this machine") + ")"
	case "dns":
		return " (" + sp.Say("from DNS") + ")"
	case "superseded":
		return " (" + sp.Say("no longer set") + ")"
	}
	return ""
}

// hostPort joins a host and its port; IPv6 literals are bracketed.
func hostPort(host string, port int) string {
	if host == "" || port == 0 {
		return host
	}
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	return fmt.Sprintf("%s:%d", host, port)
}
