package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// htmlNode is a part of the page with ids and headings of its own.
type htmlNode struct {
	prefix string // of ids, unique on the page
	level  int    // of its own heading, 1 to 6
}

// ID makes an id that is unique on the page. That of the part itself is ID("").
func (n htmlNode) ID(name string) string {
	return strings.TrimSuffix(n.prefix+name, "-")
}

// H is a heading, more levels below that of the part.
func (n htmlNode) H(more int, text, id string) template.HTML {
	level := min(n.level+more, 6)
	if id == "" {
		return template.HTML(fmt.Sprintf("<h%d>%s</h%[1]d>", level, template.HTMLEscapeString(text)))
	}
	return template.HTML(fmt.Sprintf(`<h%d id="%s">%s</h%[1]d>`, level, template.HTMLEscapeString(n.ID(id)), template.HTMLEscapeString(text)))
}

// htmlFinding is one finding as the page shows it.
type htmlFinding struct {
	htmlNode
	Look, Sign, Severity string
	Rule, Title, Text    string
	Confidence, For      string
	Lowered, Silence     []string
	Evidence             []htmlEvidence
	Steps                []htmlSteps
	Questions            []htmlQuestion
}

// htmlEvidence is a raw line with its place, parted where something of it decided.
type htmlEvidence struct {
	Tag, Path, At string
	Parts         []htmlPart
}

type htmlPart struct {
	Text   string
	Marked bool
}

// htmlSteps are consecutive steps in one place. Start numbers the first: the order runs through all places.
type htmlSteps struct {
	Where string
	Start int
	Steps []htmlStep
}

type htmlStep struct{ Text, Command string }

type htmlQuestion struct {
	ID, Text, Answer string
	Outcomes         []htmlOutcome
}

type htmlOutcome struct {
	Look, Word string
	Steps      []htmlStep
}

func (sp speech) htmlFinding(d *analyze.Diagnosis, f *analyze.Finding, n htmlNode) *htmlFinding {
	sig := symbolOf(f.Severity)
	h := &htmlFinding{htmlNode: n, Look: lookOf(sig), Sign: unicodeSymbol(sig), Severity: sp.severityWord(f.Severity), Rule: f.Rule, Title: f.Title, Text: f.Text,
		Confidence: sp.word(string(f.Confidence)), Lowered: f.Lowered}
	if d != nil {
		if f.Subject != "" {
			h.For = sp.nameOf(d, f.Subject)
		}
		h.Silence = sp.silenceLines(d, f)
	}
	needles := needlesOf(f)
	for i, e := range f.Because {
		path, at := sp.placeOf(e.Source)
		x := htmlEvidence{Tag: fmt.Sprintf("E%d", i+1), Path: path, At: at}
		if e.Text != "" {
			x.Parts = highlight(e.Text, needles)
		}
		h.Evidence = append(h.Evidence, x)
	}
	for i, s := range f.Steps {
		if k := len(h.Steps); k == 0 || f.Steps[i-1].Where != s.Where {
			h.Steps = append(h.Steps, htmlSteps{Where: sp.whereWord(s.Where), Start: i + 1})
		}
		last := &h.Steps[len(h.Steps)-1]
		last.Steps = append(last.Steps, htmlStep{s.Text, s.Command})
	}
	for i := range f.Questions {
		h.Questions = append(h.Questions, sp.htmlQuestion(f, &f.Questions[i]))
	}
	return h
}

func (sp speech) severityWord(s analyze.Severity) string {
	switch s {
	case analyze.Error, analyze.Warning, analyze.OK:
		return sp.htmlWord(string(s))
	}
	return sp.htmlWord("info")
}

func (s speech) whereWord(where string) string {
	if w, ok := htmlWords["where-"+where]; ok {
		return s.Text(w)
	}
	return where
}

// lookOf is the class of a sign.
func lookOf(s sign) string { return [...]string{"bad", "warn", "good", "info"}[s] }

func (sp speech) placeOf(s fact.Source) (path, at string) {
	switch {
	case s.Record != 0:
		return s.Path, sp.Say("record %d", s.Record)
	case s.Line != 0:
		return s.Path, sp.Say("line %d", s.Line)
	case s.Offset != 0:
		return s.Path, sp.Say("byte %d", s.Offset)
	}
	return s.Path, ""
}

func (sp speech) silenceLines(d *analyze.Diagnosis, f *analyze.Finding) []string {
	var out []string
	for _, x := range d.Silence {
		if x.Rule != f.Rule || f.Subject != "" && x.Subject != f.Subject {
			continue
		}
		s := sp.weighed(x)
		if !slices.Contains(f.Lowered, x.Why) {
			s += " (" + x.Why + ")"
		}
		if f.Subject == "" && !lone(d) {
			s = x.Subject + ": " + s
		}
		out = append(out, s)
	}
	return out
}

func (s speech) htmlQuestion(f *analyze.Finding, q *analyze.QuestionAsked) htmlQuestion {
	h := htmlQuestion{ID: q.ID, Text: q.Text}
	if q.Answer != "" {
		h.Answer = s.answer(q)
		if steps, ok := remaining(f, q); ok {
			h.Outcomes = []htmlOutcome{{"then", s.htmlWord(q.Answer), htmlLines(steps)}}
		}
		return h
	}
	yes, no, both := shared(q.Yes, q.No)
	empty := []htmlStep{{Text: s.htmlWord("nothing")}}
	if len(both) > 0 {
		empty[0].Text = s.htmlWord("nothing-first")
	}
	for _, o := range []struct {
		word  string
		steps []string
	}{{"yes", yes}, {"no", no}} {
		steps := htmlLines(o.steps)
		if len(steps) == 0 {
			steps = empty
		}
		h.Outcomes = append(h.Outcomes, htmlOutcome{o.word, s.htmlWord(o.word), steps})
	}
	if len(both) > 0 {
		h.Outcomes = append(h.Outcomes, htmlOutcome{"then", s.htmlWord("then"), htmlLines(both)})
	}
	return h
}

// remaining are the steps behind an answer, unless they stand among what to do.
func remaining(f *analyze.Finding, q *analyze.QuestionAsked) ([]string, bool) {
	steps := q.No
	if q.Answer == "yes" {
		steps = q.Yes
	}
	for _, s := range steps {
		if !slices.ContainsFunc(f.Steps, func(x analyze.Step) bool { return x.Line() == s }) {
			return steps, true
		}
	}
	return nil, false
}

func htmlLines(steps []string) []htmlStep {
	var out []htmlStep
	for _, s := range steps {
		text, command := withCommand(s)
		out = append(out, htmlStep{text, command})
	}
	return out
}
