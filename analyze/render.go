package analyze

import (
	"regexp"
	"slices"
	"strings"
)

var placeholder = regexp.MustCompile(`\{([a-z][a-zA-Z0-9]*)\}`)

// fill puts values into a text. A placeholder without value stays, so that a test can find it.
func fill(text string, values map[string]string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		if v, ok := values[m[1:len(m)-1]]; ok {
			return v
		}
		return m
	})
}

// pasteable is what a value may hold to stand in a command that people paste: names, addresses, ports, keys, paths of a
// drive. A bundle could hold anything as a host name, "& del" included.
var pasteable = regexp.MustCompile(`^[\p{L}\p{N}_.:\[\]-]+$`)

// command fills a command; a value that no shell may see is left out, with its name in brackets instead.
func command(text string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		name := m[1 : len(m)-1]
		v, ok := values[name]
		if !ok {
			return m
		}
		if !pasteable.MatchString(v) {
			return "<" + name + ">"
		}
		return v
	})
}

// applies evaluates a When list: every named value present, every "!" one absent.
func applies(when string, values map[string]string) bool {
	if when == "" {
		return true
	}
	for _, w := range strings.Split(when, ",") {
		name, absent := strings.CutPrefix(strings.TrimSpace(w), "!")
		if _, ok := values[name]; ok == absent {
			return false
		}
	}
	return true
}

// render writes the English of a finding out of its rule and values.
func render(f *Finding, sc *Scene) {
	r := f.rule
	siteHost(f, sc)
	f.Title = fill(r.Title, f.Values)
	f.Text = fill(r.Doc, f.Values)
	for i, why := range f.Lowered {
		f.Lowered[i] = fill(why, f.Values)
	}
	f.Questions = ask(f, sc)
	questions := map[string]*QuestionAsked{}
	for i := range f.Questions {
		questions[f.Questions[i].ID] = &f.Questions[i]
	}
	for _, t := range r.Steps {
		if applies(t.When, f.Values) && !idle(r, t, questions) {
			f.place(t, questions)
		}
	}
	f.Steps = enterFolder(once(f.Steps), f.Values)
}

// place puts a step under its outcome, and under what to do unless the outcome is open or another.
func (f *Finding) place(t StepText, questions map[string]*QuestionAsked) {
	s := Step{Where: t.Where, Text: fill(t.Text, f.Values), Command: command(t.Command, f.Values)}
	q := questions[t.Question]
	switch {
	case q == nil:
	case t.Answer == "yes":
		q.Yes = append(q.Yes, s.Line())
	default:
		q.No = append(q.No, s.Line())
	}
	if q == nil || q.Answer == t.Answer && settled(t.Question, questions) {
		f.Steps = append(f.Steps, s)
	}
}

// idle reports a step of a question that is not asked any more, and a pointer to one that is answered or not asked.
func idle(r *Rule, t StepText, questions map[string]*QuestionAsked) bool {
	if questions[t.Question] == nil && slices.Contains(r.Questions, t.Question) {
		return true
	}
	next := questions[t.Until]
	return t.Until != "" && (next == nil || next.Answer != "")
}

// once drops a step that comes again: outcomes of several questions end with the same ones.
func once(steps []Step) []Step {
	var out []Step
	for i, s := range steps {
		if !slices.Contains(steps[i+1:], s) {
			out = append(out, s)
		}
	}
	return out
}

// Line is a step in one line, as the outcomes of a question list it.
func (s Step) Line() string {
	if s.Command == "" {
		return s.Text
	}
	return s.Text + ": " + s.Command
}

// enterFolder puts the change of folder before the first command of ospp.vbs on the client.
func enterFolder(steps []Step, values map[string]string) []Step {
	for i, s := range steps {
		if cd, ok := folderStep(values); ok && s.Where == "client" && strings.Contains(s.Command, "ospp.vbs") {
			return append(append(append([]Step(nil), steps[:i]...), cd), steps[i:]...)
		}
	}
	return steps
}

// leadIn puts the change of folder before the open questions whose outcomes need it.
func leadIn(f *Finding) {
	cd, ok := folderStep(f.Values)
	if !ok || slices.Contains(f.Steps, cd) {
		return
	}
	for _, q := range f.Questions {
		if q.Answer != "" {
			continue // its outcome stands among the steps
		}
		for _, line := range slices.Concat(q.Yes, q.No) {
			if strings.Contains(line, "ospp.vbs") {
				f.Steps = append([]Step{cd}, f.Steps...)
				return
			}
		}
	}
}

func folderStep(values map[string]string) (Step, bool) {
	dir, ok := values["osppdir"]
	cd := Step{Where: "client", Text: "In an elevated command prompt, go to the folder of OSPP.VBS", Command: `cd /d "` + dir + `"`}
	if other := values["osppdir2"]; other != "" {
		cd.Text += " (or, if it is not there: " + other + ")"
	}
	return cd, ok
}
