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
		sig, words := state(s)
		label := "  " + p.symbol(sig) + " " + pad(p.shown(called(s)), wide) + "  "
		if displaywidth.String(label)+displaywidth.String(words) > p.width {
			label = "  " + p.symbol(sig) + " "
			words = called(s) + "  " + words
		}
		p.hang(0, label, sig.colour(), words, 0)
		if a := asked(s); a != "" {
			p.para(4, plain, a)
		}
		if w := fromWhere(d, s); w != "" && !p.view.Verbose {
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
func state(s *analyze.Subject) (sign, string) {
	l := s.Licence
	if l == nil || l.Status == "" {
		switch s.Kind {
		case "nokey":
			return bad, "NO PRODUCT KEY"
		case "mak":
			return unknown, "MAK key, state unknown"
		case "nonvolume":
			return careful, "not a volume licence"
		}
		return unknown, "state unknown"
	}
	channel := ""
	if l.Channel != "" && l.Channel != "kms_client" {
		channel = " (" + l.Channel + ")"
	}
	switch l.Status {
	case "LICENSED":
		return licensedSign(s), "licensed" + channel + grace(l, " for ")
	case "NOTIFICATIONS":
		return bad, "NOT ACTIVATED (notification mode)" + channel
	case "UNLICENSED":
		return bad, "NOT ACTIVATED (unlicensed)" + channel
	case "OOB_GRACE", "OOT_GRACE", "EXTENDED_GRACE", "NON_GENUINE_GRACE":
		return careful, "NOT ACTIVATED (grace period" + grace(l, ", ") + ")" + channel
	case "UNKNOWN":
		return unknown, "state unknown" + channel
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
func grace(l *analyze.Licence, lead string) string {
	if l.GraceMinutes == nil || *l.GraceMinutes <= 0 {
		return ""
	}
	const day = 24 * 60
	switch m := *l.GraceMinutes; {
	case m >= 2*day:
		return fmt.Sprintf("%s%d more days", lead, m/day)
	case m >= 120:
		return fmt.Sprintf("%s%d more hours", lead, m/60)
	default:
		return fmt.Sprintf("%s%d more minutes", lead, m)
	}
}

// asked tells the attempt that counts.
func asked(s *analyze.Subject) string {
	a := s.Attempt
	if a == nil {
		if s.Code != nil {
			return "error " + s.Code.String()
		}
		return ""
	}
	var parts []string
	switch h := hostPort(a.Host, a.Port); {
	case h != "":
		parts = append(parts, "asked "+h+by(s))
	case s.Kind == "kms":
		parts = append(parts, "asked no host")
	}
	switch {
	case a.OK:
		parts = append(parts, "activated")
	case a.Code != nil:
		parts = append(parts, a.Code.String())
	}
	if s.Code != nil && (a.Code == nil || *s.Code != *a.Code) {
		parts = append(parts, "reported "+s.Code.String())
	}
	if a.Count != nil {
		parts = append(parts, fmt.Sprintf("count %d", *a.Count))
	}
	if a.Time != nil {
		parts = append(parts, a.Time.UTC().Format("2006-01-02 15:04Z")+doubt(a.TimeQuality))
	}
	return strings.Join(parts, " \u00b7 ")
}

func by(s *analyze.Subject) string {
	switch s.Origin {
	case "pinned":
		return " (set on this machine)"
	case "dns":
		return " (from DNS)"
	case "superseded":
		return " (no longer set)"
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
