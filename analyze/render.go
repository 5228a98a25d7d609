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
	siteHost(f, sc)
	for i, why := range f.Lowered {
		f.Lowered[i] = fill(why, f.Values)
	}
	f.Questions = ask(f, sc)
	f.write(asWritten)
}

// write words a finding whose questions are known: title, explanation, questions and their outcomes, and what to do.
func (f *Finding) write(w Wording) {
	r, values := f.rule, w.values(f.Values)
	f.Title = fill(w.Text(r.Title), values)
	f.Text = fill(w.Text(r.Doc), values)
	f.Steps = nil
	questions := map[string]*QuestionAsked{}
	for i := range f.Questions {
		q := &f.Questions[i]
		q.Text = fill(w.Text(Questions[q.ID]), values)
		q.Yes, q.No = []string{}, []string{}
		questions[q.ID] = q
	}
	for _, t := range r.Steps {
		if applies(t.When, f.Values) && !idle(r, t, questions) {
			f.place(Step{Where: t.Where, Text: fill(w.Text(t.Text), values), Command: command(t.Command, f.Values)}, t, questions)
		}
	}
	if cd, ok := folderStep(f.Values, w); ok {
		f.Steps = enterFolder(once(f.Steps), cd)
		leadIn(f, cd)
		return
	}
	f.Steps = once(f.Steps)
}

// place puts a step under its outcome, and under what to do unless the outcome is open or another.
func (f *Finding) place(s Step, t StepText, questions map[string]*QuestionAsked) {
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
func enterFolder(steps []Step, cd Step) []Step {
	for i, s := range steps {
		if s.Where == "client" && strings.Contains(s.Command, "ospp.vbs") {
			return append(append(append([]Step(nil), steps[:i]...), cd), steps[i:]...)
		}
	}
	return steps
}

// leadIn puts the change of folder before the open questions whose outcomes need it.
func leadIn(f *Finding, cd Step) {
	if slices.Contains(f.Steps, cd) {
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

// FolderTexts are the wordings of the change of folder: where one folder is known, and where two are possible.
var FolderTexts = [2]string{
	"In an elevated command prompt, go to the folder of OSPP.VBS",
	"In an elevated command prompt, go to the folder of OSPP.VBS (or, if it is not there: {osppdir2})",
}

func folderStep(values map[string]string, w Wording) (Step, bool) {
	dir, ok := values["osppdir"]
	text := FolderTexts[0]
	if values["osppdir2"] != "" {
		text = FolderTexts[1]
	}
	return Step{Where: "client", Text: fill(w.Text(text), values), Command: `cd /d "` + dir + `"`}, ok
}
