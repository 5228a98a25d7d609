package derive

import (
	"time"

	"kmstriage/parse/fact"
)

// Attempt is the requests of one subject within the cluster window, with their responses.
type Attempt struct {
	Subject  *Subject // nil for other applications
	App      Application
	Requests []*Request
	Decides  *Request // whose host and code stand for the attempt: the last failing one, else the last
	T        fact.Time
	OK       bool
	Failed   bool
	Code     *fact.Code // of Decides, refined by its response
	Count    *int       // that the host reported
	Stale    bool
}

// cluster is how far requests of one attempt may lie apart: a client tries every published host within it.
const cluster = 120 * time.Second

// assign gives every Office request to its subjects and makes attempts; requests of others make attempts too, for the
// timeline.
func (c *Case) assign() {
	for _, s := range c.Subjects {
		if s.Kind != "kms" {
			continue
		}
		var mine []*Request
		for _, r := range c.Requests {
			if c.belongs(r, s) {
				mine = append(mine, r)
			}
		}
		if len(mine) == 0 {
			mine = c.familyLevel(s)
			s.FamilyLevel = len(mine) > 0
		}
		s.Attempts = attempts(mine, s, Office)
		c.Attempts = append(c.Attempts, s.Attempts...)
	}
	c.rest()
}

// belongs reports whether a request names the subject's own licence.
func (c *Case) belongs(r *Request, s *Subject) bool {
	if r.App != Office || r.ActivationID == "" {
		return false
	}
	if s.Row.SKU != "" {
		return r.ActivationID == s.Row.SKU
	}
	return r.Family == s.Family && stem(productName(r.ActivationID)) == s.Row.Stem
}

// familyLevel gives a subject the requests that carry no licence id (dhistorykms, masked ids), unless their family is
// known to be another.
func (c *Case) familyLevel(s *Subject) []*Request {
	var out []*Request
	for _, r := range c.Requests {
		if r.App == Office && r.ActivationID == "" && (r.Family == 0 || r.Family == s.Family) {
			out = append(out, r)
		}
	}
	if len(out) > 0 || s.Row.SKU != "" {
		return out
	}
	for _, r := range c.Requests {
		if r.App == Office && r.Family == s.Family {
			out = append(out, r)
		}
	}
	return out
}

// rest makes attempts of the requests that no subject owns.
func (c *Case) rest() {
	owned := map[*Request]bool{}
	for _, a := range c.Attempts {
		for _, r := range a.Requests {
			owned[r] = true
		}
	}
	groups := map[string][]*Request{}
	var order []string
	for _, r := range c.Requests {
		if owned[r] {
			continue
		}
		k := string(r.App) + "|" + r.ActivationID
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], r)
	}
	for _, k := range order {
		c.Attempts = append(c.Attempts, attempts(groups[k], nil, groups[k][0].App)...)
	}
}

func attempts(rs []*Request, s *Subject, app Application) []*Attempt {
	var out []*Attempt
	for _, r := range rs {
		if n := len(out); n > 0 {
			last := out[n-1].Requests[len(out[n-1].Requests)-1]
			if r.T.At.Sub(last.T.At) <= cluster && r.Format == last.Format {
				out[n-1].Requests = append(out[n-1].Requests, r)
				continue
			}
		}
		out = append(out, &Attempt{Subject: s, App: app, Requests: []*Request{r}})
	}
	for _, a := range out {
		a.conclude()
	}
	return out
}

// conclude finds the result: success if any response activated, else the last failing request decides.
func (a *Attempt) conclude() {
	for _, r := range a.Requests {
		if r.Pair != nil && r.Pair.OK() {
			a.OK = true
			a.decide(r)
		}
	}
	if a.OK {
		return
	}
	for _, r := range a.Requests {
		if outcome(r) != nil || a.Code == nil {
			a.decide(r)
		}
	}
	a.Failed = a.Code != nil
}

func (a *Attempt) decide(r *Request) {
	a.Decides, a.T, a.Code, a.Count = r, r.T, outcome(r), nil
	if r.Pair != nil {
		a.Count = r.Pair.Count
	}
}

// countTooLow is what a client concludes from an answer without activation and a count below its need.
const countTooLow fact.Code = 0xC004F038

// outcome is the failing code of one request: of its response where there is one, else its own; nil if none.
func outcome(r *Request) *fact.Code {
	if p := r.Pair; p != nil {
		switch {
		case p.Code != 0:
			return &p.Code
		case !p.Activated && (p.Flags&notEnough != 0 || p.Count != nil && *p.Count < need(r)):
			code := countTooLow
			return &code
		}
	}
	if r.Code != nil && *r.Code != 0 {
		return r.Code
	}
	return nil
}

func need(r *Request) int {
	if r.MinimumCount > 0 {
		return r.MinimumCount
	}
	return 5
}

// Hosts are the distinct host:port of the attempt, in order of asking.
func (a *Attempt) Hosts() []string {
	var out []string
	seen := map[string]bool{}
	for _, r := range a.Requests {
		if r.Host == "" {
			continue
		}
		h := hostPort(r.Host, r.Port)
		if !seen[h] {
			seen[h] = true
			out = append(out, h)
		}
	}
	return out
}

// Refused reports an attempt that the host answered without activating: by a response, or by a code that only a KMS
// gives.
func (a *Attempt) Refused() bool {
	if a.OK || !a.Failed {
		return false
	}
	return a.Decides.Pair != nil || byHost(a.Code)
}

// byHost reports a code that only a KMS host gives.
func byHost(code *fact.Code) bool {
	return code != nil && uint32(*code)>>16 == 0xC004 && *code != noHostContacted
}

// Line cites the deciding request.
func (a *Attempt) Line() fact.Line {
	return fact.Line{Source: a.Decides.Source, Text: a.Decides.Raw}
}

// FromHistory reports an attempt that only /dhistorykms shows: no port, no licence id.
func (a *Attempt) FromHistory() bool { return a.Decides.Format == "dhistory" }
