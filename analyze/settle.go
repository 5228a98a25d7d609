package analyze

import (
	"strconv"
	"strings"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// answerFlag is what settles a question that the command line answers.
const answerFlag = "--answer"

// ask lists the rule's questions with the answers that are known. A question that an answer to another one makes idle is
// left out.
func ask(f *Finding, sc *Scene) []QuestionAsked {
	var out []QuestionAsked
	for _, id := range f.rule.Questions {
		q := QuestionAsked{ID: id}
		q.settle(sc.Case.Given, asked(id, f, sc))
		q.observe(sc.Case, f.Values)
		out = append(out, q)
	}
	return relevant(out)
}

// settle takes the person's answer, else the site's.
func (q *QuestionAsked) settle(g derive.Given, about derive.Asked) {
	if a := g.Answers[q.ID]; a != "" {
		q.Answer, q.SettledBy = a, answerFlag
		if s := g.AnsweredAt[q.ID]; !s.IsZero() {
			q.SettledBy = s.String()
		}
		return
	}
	if g.Site == nil {
		return
	}
	if yes, why, ok := g.Site.Answer(about); ok {
		q.Answer, q.SettledBy, q.Reason = "no", why.Source.String(), why.Text
		if yes {
			q.Answer = "yes"
		}
	}
}

// observe lets a connect test of the bundle answer whether a connection succeeds, where nobody said so.
func (q *QuestionAsked) observe(c *derive.Case, v map[string]string) {
	if q.ID != "connects" || q.Answer != "" {
		return
	}
	x, ok := c.Connection(v["host"], portOf(v["port"]))
	if !ok {
		return
	}
	q.Answer, q.SettledBy, q.Reason = "no", x.Line.Source.String(), x.Tool+" did not reach it"
	if x.Outcome == fact.Reached {
		q.Answer, q.Reason = "yes", x.Tool+" reached it"
	}
}

// relevant drops what another answer makes idle, and what depends on such a question in turn.
func relevant(qs []QuestionAsked) []QuestionAsked {
	answers := map[string]string{}
	for _, q := range qs {
		answers[q.ID] = q.Answer
	}
	var out []QuestionAsked
	idle := map[string]bool{}
	for _, q := range qs {
		on, depends := follows[q.ID]
		a, asked := answers[on.question]
		if depends && asked && (idle[on.question] || a != "" && a != on.answer) {
			idle[q.ID] = true
			continue
		}
		out = append(out, q)
	}
	return out
}

// settled reports whether a question and all that it depends on are answered, so that its outcome is what to do.
func settled(id string, qs map[string]*QuestionAsked) bool {
	for range len(follows) + 1 {
		q := qs[id]
		if q == nil {
			return true // not asked here: nothing depends on it
		}
		if q.Answer == "" {
			return false
		}
		on, depends := follows[id]
		if !depends {
			return true
		}
		id = on.question
	}
	return false
}

// asked gathers what a question of the finding is about.
func asked(question string, f *Finding, sc *Scene) derive.Asked {
	v := f.Values
	a := derive.Asked{Question: question, Section: f.rule.Section, Release: v["release"], Host: v["host"], Computer: v["computer"], Domain: v["domain"],
		Port: portOf(v["port"]), DNSPort: portOf(v["dnsport"]), Published: sc.Case.DNS.Hosts()}
	if s := sc.Subject; s != nil && s.Release == "" && s.Family >= 16 {
		a.Release = "" // a family of several releases, and no licence tells which
	}
	if strings.Contains(a.Host, " ") {
		a.Host = "" // words that stand for an unknown host
	}
	return a
}

func portOf(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// siteHost gives the rule's texts the host that the site names, if any of its steps wants one.
func siteHost(f *Finding, sc *Scene) {
	g := sc.Case.Given
	if g.Site == nil || !wantsSiteHost(f.rule) || f.Values == nil {
		return
	}
	h, ok := g.Site.KMSHost(asked("", f, sc))
	if !ok {
		return
	}
	v := f.Values
	v["sitehost"], v["siteport"], v["siteline"] = h.Host, strconv.Itoa(h.Port), h.Line.Source.String()
	if h.Zone != "" {
		v["sitezone"] = h.Zone
	}
	// A port that is pinned already outlives a new /sethst.
	if p := portOf(v["pinnedport"]); h.Port != kmsPort || p != 0 && p != h.Port {
		v["sitesetport"] = v["siteport"]
	}
}

// kmsPort is the port that a client asks unless told otherwise.
const kmsPort = 1688

func wantsSiteHost(r *Rule) bool {
	for _, s := range r.Steps {
		if strings.Contains(s.Text+s.Command, "{sitehost}") {
			return true
		}
	}
	return false
}
