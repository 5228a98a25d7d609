package analyze

import (
	"time"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Chain answers "why this host?" for one KMS client: every place in which it looks for a KMS host, in the order in
// which it looks.
type Chain struct {
	Subject string      `json:"subject"` // id of a subject
	Chain   []Candidate `json:"chain"`
}

// Candidate is one place of a chain. Candidate is one of ad-object, pinned-product, pinned-machine, kept-host,
// dns-lookup-domain, dns-suffix; State one of confirmed (the host comes from here), excluded, unknown. Host and Port
// are absent where the place names none or several.
type Candidate struct {
	Candidate string     `json:"candidate"`
	State     string     `json:"state"`
	Host      string     `json:"host,omitempty"`
	Port      int        `json:"port,omitempty"`
	Why       string     `json:"why"` // one sentence, in English
	Because   []Evidence `json:"because,omitempty"`
}

// Silence says what the absence of an event is worth on which a finding leans. Worth is one of conclusive, weak,
// worthless. Expected attempts are those of a computer that ran through the whole window, AtLeast those of the time
// that is proven or assumed; all three counts are absent where no window is known.
type Silence struct {
	Rule            string     `json:"rule"`    // the finding's
	Subject         string     `json:"subject"` // whose attempts were not seen
	About           string     `json:"about"`   // what was not seen, in English
	Logs            []string   `json:"logs,omitempty"`
	From            *time.Time `json:"from,omitempty"`
	To              *time.Time `json:"to,omitempty"`
	TimeQuality     string     `json:"timeQuality,omitempty"` // of From and To; set unless exact
	IntervalMinutes int        `json:"intervalMinutes"`       // between two attempts
	Expected        *int       `json:"expected,omitempty"`
	AtLeast         *int       `json:"atLeast,omitempty"`
	Seen            *int       `json:"seen,omitempty"`
	Worth           string     `json:"worth"`
	Why             string     `json:"why"` // one sentence, in English
}

func chains(c *derive.Case) []Chain {
	var out []Chain
	for _, s := range c.Subjects {
		var chain []Candidate
		for _, x := range c.Candidates(s) {
			chain = append(chain, Candidate{Candidate: string(x.Place), State: string(x.Standing), Host: x.Host, Port: x.Port, Why: x.Why, Because: quoted(x.Evidence)})
		}
		if len(chain) > 0 {
			out = append(out, Chain{Subject: s.ID, Chain: chain})
		}
	}
	return out
}

func quoted(ls []fact.Line) []Evidence {
	var es []Evidence
	for _, l := range ls {
		es = append(es, Evidence{Source: l.Source, Text: l.Text})
	}
	if len(es) == 0 {
		return nil
	}
	return distinct(es)
}

// silences weighs what the findings lean on: a subject's own silence, or, for a finding about the bundle, that of every
// subject of which no log would hold anything.
func silences(c *derive.Case, found []*Finding) []Silence {
	var out []Silence
	for _, f := range found {
		if !f.rule.Silence {
			continue
		}
		for _, s := range c.Subjects {
			x, ok := c.Silence(s)
			if ok && (f.Subject == s.ID || f.Subject == "" && len(x.Logs) == 0) {
				out = append(out, silence(f.Rule, s.ID, x))
			}
		}
	}
	return out
}

func silence(rule, subject string, x derive.Silence) Silence {
	y := Silence{Rule: rule, Subject: subject, About: x.About, Logs: x.Logs, IntervalMinutes: int(x.Interval / time.Minute), Worth: string(x.Worth), Why: x.Why}
	if x.Counted {
		y.From, y.TimeQuality = instant(x.From)
		to, quality := instant(x.To)
		if y.To = to; y.TimeQuality == "" {
			y.TimeQuality = quality
		}
		y.Expected, y.AtLeast, y.Seen = &x.Expected, &x.Least, &x.Seen
	}
	return y
}
