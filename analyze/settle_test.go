package analyze

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// oracle is a site that knows the answers it was given, and one host.
type oracle struct {
	answers map[string]bool
	host    derive.SiteHost
	asked   *[]derive.Asked
}

func (o oracle) Answer(a derive.Asked) (bool, fact.Line, bool) {
	if o.asked != nil {
		*o.asked = append(*o.asked, a)
	}
	yes, ok := o.answers[a.Question]
	return yes, fact.Line{Source: fact.Source{Path: "site.yaml", Line: 7}, Text: "it says so"}, ok
}

func (o oracle) KMSHost(derive.Asked) (derive.SiteHost, bool) { return o.host, o.host.Host != "" }

// forked is a rule with the four questions of a host of the wrong type and a step for each outcome.
func forked(values map[string]string) Rule {
	r := Rule{ID: "a", Section: "s", Scope: PerBundle, Title: "t", Questions: []string{"host-for-office", "srv-legit", "can-serve-office", "host-alive"},
		Judge: func(*Scene) *Hit { return &Hit{Values: values} }}
	for _, q := range r.Questions {
		for _, a := range []string{"yes", "no"} {
			r.Steps = append(r.Steps, StepText{Where: "host", Text: q + " " + a, Question: q, Answer: a}, StepText{Where: "client", Text: "act", Question: q, Answer: a})
		}
	}
	r.Steps = append(r.Steps, StepText{Where: "support", Text: "see srv-legit", Until: "srv-legit"})
	return r
}

func TestSettle(t *testing.T) {
	const open = "host-for-office? srv-legit? can-serve-office? host-alive?"
	at := map[string]fact.Source{"srv-legit": {Path: "answers.txt", Line: 3}}
	for _, tt := range []struct {
		name, questions, steps string
		given                  Given
	}{
		{"nothing given", open, "see srv-legit", Given{}},
		{"the meant host", "host-for-office=yes by --answer", "host-for-office yes, act", Given{Answers: map[string]string{"host-for-office": "yes"}}},
		{"way 1", "host-for-office=no by --answer, srv-legit=yes by --answer, can-serve-office?", "host-for-office no, srv-legit yes, act",
			Given{Answers: map[string]string{"host-for-office": "no", "srv-legit": "yes"}}},
		{"way 2", "host-for-office=no by --answer, srv-legit=no by answers.txt:3, host-alive=yes by --answer", "host-for-office no, srv-legit no, host-alive yes, act",
			Given{Answers: map[string]string{"host-for-office": "no", "srv-legit": "no", "host-alive": "yes"}, AnsweredAt: at}},
		{"an open question before it", "host-for-office? srv-legit? can-serve-office? host-alive=no by --answer", "see srv-legit", Given{Answers: map[string]string{"host-alive": "no"}}},
		{"of another rule", open, "see srv-legit", Given{Answers: map[string]string{"connects": "no"}}},
		{"the site", "host-for-office=no by site.yaml:7 (it says so), srv-legit=yes by site.yaml:7 (it says so), can-serve-office=no by site.yaml:7 (it says so)",
			"host-for-office no, srv-legit yes, can-serve-office no, act", Given{Site: oracle{answers: map[string]bool{"host-for-office": false, "srv-legit": true, "can-serve-office": false, "host-alive": true}}}},
		{"a person beats the site", "host-for-office=yes by --answer", "host-for-office yes, act",
			Given{Answers: map[string]string{"host-for-office": "yes"}, Site: oracle{answers: map[string]bool{"host-for-office": false}}}},
		{"the site is silent", open, "see srv-legit", Given{Site: oracle{}}},
	} {
		f := Diagnose(&fact.Set{Schema: fact.Schema}, nil, tt.given, []Rule{forked(map[string]string{"host": "kms01"})}).Findings[0]
		if got := questionsOf(f); got != tt.questions {
			t.Errorf("%s: questions\n got %s\nwant %s", tt.name, got, tt.questions)
		}
		var steps []string
		for _, s := range f.Steps {
			steps = append(steps, s.Text)
		}
		if got := strings.Join(steps, ", "); got != tt.steps {
			t.Errorf("%s: steps\n got %s\nwant %s", tt.name, got, tt.steps)
		}
		for _, q := range f.Questions {
			if d := cmp.Diff([]string{q.ID + " yes", "act"}, q.Yes); d != "" {
				t.Errorf("%s: both outcomes stay in the answer: %s", tt.name, d)
			}
		}
	}
}

func questionsOf(f Finding) string {
	var b strings.Builder
	for i, q := range f.Questions {
		if i > 0 && q.Answer+f.Questions[i-1].Answer != "" && f.Questions[i-1].Answer != "" {
			b.WriteString(",")
		}
		if i > 0 {
			b.WriteString(" ")
		}
		b.WriteString(q.ID)
		if q.Answer == "" {
			b.WriteString("?")
			continue
		}
		b.WriteString("=" + q.Answer + " by " + q.SettledBy)
		if q.Reason != "" {
			b.WriteString(" (" + q.Reason + ")")
		}
	}
	return b.String()
}

// TestAsked holds what a site is told of a question.
func TestAsked(t *testing.T) {
	var asked []derive.Asked
	values := map[string]string{"release": "2013", "host": "kms01.contoso.com", "port": "1699", "dnsport": "1688", "computer": "CL01", "domain": "contoso.com"}
	set := &fact.Set{Schema: fact.Schema, DNS: []fact.DNSAnswer{{State: fact.DNSRecords, Records: []fact.SRVRecord{{Host: "KMS02.contoso.com.", Port: 1688}}}}}
	Diagnose(set, nil, Given{Site: oracle{asked: &asked}}, []Rule{forked(values)})
	want := derive.Asked{Question: "host-for-office", Section: "s", Release: "2013", Host: "kms01.contoso.com", Port: 1699, DNSPort: 1688, Published: []string{"kms02.contoso.com"}, Computer: "CL01", Domain: "contoso.com"}
	if d := cmp.Diff(want, asked[0]); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	asked = nil
	Diagnose(set, nil, Given{Site: oracle{asked: &asked}}, []Rule{forked(map[string]string{"host": "The KMS host", "port": "x"})})
	if asked[0].Host != "" || asked[0].Port != 0 {
		t.Errorf("words pass as a host: %+v", asked[0])
	}
}

// TestSiteHost holds which values a site's host gives, and that rules without use for it carry none.
func TestSiteHost(t *testing.T) {
	line := fact.Line{Source: fact.Source{Path: "site.yaml", Line: 2}}
	values := func(own map[string]string, command string, h derive.SiteHost) map[string]string {
		r := Rule{ID: "a", Scope: PerBundle, Steps: []StepText{{Where: "client", Command: command}}, Judge: func(*Scene) *Hit { return &Hit{Values: own} }}
		return Diagnose(&fact.Set{Schema: fact.Schema}, nil, Given{Site: oracle{host: h}}, []Rule{r}).Findings[0].Values
	}
	const pin = "cscript ospp.vbs /sethst:{sitehost}"
	h := derive.SiteHost{Host: "kms01", Port: 1688, Line: line}
	if d := cmp.Diff(map[string]string{"sitehost": "kms01", "siteport": "1688", "siteline": "site.yaml:2"}, values(map[string]string{}, pin, h)); d != "" {
		t.Errorf("default port (-want +got):\n%s", d)
	}
	if got := values(map[string]string{"pinnedport": "1699"}, pin, h)["sitesetport"]; got != "1688" {
		t.Errorf("another port is pinned: set %q", got)
	}
	if got := values(map[string]string{"pinnedport": "1688"}, pin, h)["sitesetport"]; got != "" {
		t.Errorf("the port is pinned already: set %q", got)
	}
	h.Port, h.Zone = 1699, "contoso.com"
	if got := values(map[string]string{}, pin, h); got["sitesetport"] != "1699" || got["sitezone"] != "contoso.com" {
		t.Errorf("own port: %v", got)
	}
	if got := values(map[string]string{}, "cscript ospp.vbs /act", h); len(got) > 0 {
		t.Errorf("no step wants it: %v", got)
	}
	if got := values(nil, pin, h); len(got) > 0 {
		t.Errorf("a finding without values: %v", got)
	}
}

// TestFollows holds that dependent questions exist and that no chain runs in a circle.
func TestFollows(t *testing.T) {
	for id, on := range follows {
		if Questions[id] == "" || Questions[on.question] == "" || on.answer != "yes" && on.answer != "no" {
			t.Errorf("%s follows %v", id, on)
		}
		at := id
		for range len(follows) + 1 {
			at = follows[at].question
		}
		if at != "" {
			t.Errorf("%s depends on itself", id)
		}
	}
	if ids := QuestionIDs(); len(ids) != len(Questions) || ids[0] != "can-serve-office" {
		t.Errorf("%v", ids)
	}
}
