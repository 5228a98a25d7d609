package analyze

import "strings"

// Wording puts English into another language. Text words what a rule or a question says, by its English with the places
// open; Prose words a text that was made of such wordings and of values. Both return what they do not know as it is.
type Wording struct {
	Text, Prose func(english string) string
}

// asWritten is English.
var asWritten = Wording{Text: itself, Prose: itself}

func itself(s string) string { return s }

// values words the values of a finding: some of them are phrases. Commands take the values as they are.
func (w Wording) values(vs map[string]string) map[string]string {
	out := make(map[string]string, len(vs))
	for k, v := range vs {
		if out[k] = v; !names[k] || strings.Contains(v, " ") {
			out[k] = w.Prose(v)
		}
	}
	return out
}

// names are the values that name a computer, a zone or a file. One word of them is never a phrase: a host may be called "time".
var names = map[string]bool{
	"host": true, "pinned": true, "pinnedhost": true, "dnshost": true, "recordhost": true, "sitehost": true, "computer": true, "computers": true,
	"machines": true, "others": true, "asked": true, "domain": true, "zone": true, "lookupdomain": true, "sitezone": true, "hostbundle": true, "bundles": true,
	"file": true, "hostport": true,
}

func (w Wording) all(ss []string) []string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = w.Prose(s)
	}
	return out
}

// In words a diagnosis in another language, in a copy: codes, names, commands and quotations stay. It must know its rules,
// as Diagnose and Rejoin leave it; a finding of another rule is worded as well as its English can be understood.
func (d *Diagnosis) In(w Wording) *Diagnosis {
	c := *d
	c.Unreadable = w.Prose(d.Unreadable)
	c.Bundle.Problems = w.problems(d.Bundle.Problems)
	c.Artifacts = nil
	for _, a := range d.Artifacts {
		a.Problems = w.problems(a.Problems)
		c.Artifacts = append(c.Artifacts, a)
	}
	c.Findings, c.Suppressed = w.findings(d.Findings), w.findings(d.Suppressed)
	c.Candidates = nil
	for _, x := range d.Candidates {
		chain := x.Chain
		x.Chain = nil
		for _, k := range chain {
			k.Why, k.Because = w.Prose(k.Why), w.evidence(k.Because)
			x.Chain = append(x.Chain, k)
		}
		c.Candidates = append(c.Candidates, x)
	}
	c.Silence = nil
	for _, x := range d.Silence {
		x.Why, x.About = w.Prose(x.Why), w.Prose(x.About)
		c.Silence = append(c.Silence, x)
	}
	return &c
}

// In words what the fleet says in another language, in a copy.
func (f *Fleet) In(w Wording) *Fleet {
	c := *f
	c.Findings = w.findings(f.Findings)
	c.Fixes = nil
	for _, x := range f.Fixes {
		x.Text = w.Prose(x.Text)
		c.Fixes = append(c.Fixes, x)
	}
	return &c
}

func (w Wording) problems(ps []Problem) []Problem {
	var out []Problem
	for _, p := range ps {
		p.Text = w.Prose(p.Text)
		out = append(out, p)
	}
	return out
}

// evidence words what this program says of a whole file; what was read at a place in it is a quotation.
func (w Wording) evidence(es []Evidence) []Evidence {
	var out []Evidence
	for _, e := range es {
		if e.Source.Line == 0 && e.Source.Record == 0 && e.Source.Offset == 0 {
			e.Text = w.Prose(e.Text)
		}
		out = append(out, e)
	}
	return out
}

func (w Wording) findings(fs []Finding) []Finding {
	var out []Finding
	for _, f := range fs {
		f.Lowered, f.Because = w.all(f.Lowered), w.evidence(f.Because)
		f.Questions = append([]QuestionAsked(nil), f.Questions...)
		for i := range f.Questions {
			f.Questions[i].Reason = w.Prose(f.Questions[i].Reason)
		}
		if f.rule != nil && f.rule.Title != "" {
			f.write(w)
		} else {
			f.reword(w)
		}
		out = append(out, f)
	}
	return out
}

// reword is write for a finding whose rule is not known: what it says is worded piece by piece.
func (f *Finding) reword(w Wording) {
	f.Title, f.Text = w.Prose(f.Title), w.Prose(f.Text)
	for i := range f.Questions {
		q := &f.Questions[i]
		q.Text, q.Yes, q.No = w.Prose(q.Text), w.all(q.Yes), w.all(q.No)
	}
	var steps []Step
	for _, s := range f.Steps {
		s.Text = w.Prose(s.Text)
		steps = append(steps, s)
	}
	f.Steps = steps
}

// Language is the one in which the labels of most files are written that are in any but English, as its code ("nb"); of
// equally many the first by name. It is "en" where there is none: many tools speak English on every Windows, so that their files tell
// nothing.
func (d *Diagnosis) Language() string {
	files := map[string]int{}
	for _, a := range d.Artifacts {
		if l, _, _ := strings.Cut(strings.ToLower(a.Language), "-"); l != "" && l != "en" {
			files[l]++
		}
	}
	if len(files) == 0 {
		return "en"
	}
	return most(files)
}

// In words the changes in another language, in a copy.
func (s Since) In(w Wording) Since {
	changes := s.Changes
	s.Another, s.Changes = w.Prose(s.Another), nil
	for _, c := range changes {
		c.Title, c.Why = w.Prose(c.Title), w.Prose(c.Why)
		s.Changes = append(s.Changes, c)
	}
	return s
}
