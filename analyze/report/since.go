package report

import (
	"io"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

// WriteSinceJSON prints {"machines": [...]}, by name.
func WriteSinceJSON(w io.Writer, ss []analyze.Since) error {
	return encode(w, struct {
		Machines []analyze.Since `json:"machines"`
	}{list(ss)}, " ")
}

// fateLook is how a fate is called and marked.
var fateLook = map[analyze.Fate]struct {
	sign sign
	look colour
}{
	analyze.Fixed:      {good, green},
	analyze.Still:      {bad, red},
	analyze.Fresh:      {bad, red},
	analyze.CannotTell: {unknown, yellow},
}

// WriteSince shows what changed on each machine; of several, those of which nothing is to be said are only counted.
func WriteSince(w io.Writer, ss []analyze.Since, v View) error {
	p := newPage(v)
	ss = v.since(ss)
	quiet := 0
	for _, s := range ss {
		if len(ss) > 1 && len(s.Changes) == 0 && s.Another == "" && !v.Verbose {
			quiet++
			continue
		}
		p.blank()
		p.twoEnds(s.Machine, plain, orDash(s.Old)+" "+p.arrow()+" "+orDash(s.New))
		if s.Another != "" {
			p.hang(2, p.symbol(unknown)+" ", yellow, s.Another, 0)
		}
		if len(s.Changes) == 0 {
			p.para(2, plain, p.Say("no cause before, none now"))
		}
		for _, c := range s.Changes {
			p.change(c)
		}
	}
	if quiet > 0 {
		p.blank()
		p.para(0, plain, p.Count(quiet, "%d machine without a cause before and now", "%d machines without a cause before and now"))
	}
	if len(ss) == 0 {
		p.para(0, plain, p.Say("No machine was analysed."))
	}
	return p.done(w, "differences")
}

func (p *page) change(c analyze.FateChange) {
	look := fateLook[c.Fate]
	s := c.Rule + "  " + c.Title
	if c.Subject != "" {
		s += " (" + c.Subject + ")"
	}
	if c.Why != "" {
		s += ": " + c.Why
	}
	for _, e := range c.Because {
		s += " [" + e.Source.String() + "]"
	}
	wide := 0
	for _, w := range fateWords {
		wide = max(wide, displaywidth.String(p.Text(w)))
	}
	p.hang(2, p.symbol(look.sign)+" "+pad(p.Text(fateWords[c.Fate]), wide+gap), look.look, s, 0)
}
