package report

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

// questions show both outcomes, one below the other, and once what follows either. An answered one shows who settled it,
// and its own outcome unless that stands among the steps.
func (p *page) questions(f *analyze.Finding) {
	for i := range f.Questions {
		q := &f.Questions[i]
		if i == 0 || !p.tight {
			p.blank()
		}
		if q.Answer != "" {
			p.hang(2, "? ", cyan, q.Text+" "+p.answer(q), 0)
			p.chosen(f, q)
			continue
		}
		p.hang(2, "? ", cyan, q.Text+" (--answer "+q.ID+"=yes|no)", 0)
		yes, no, both := shared(q.Yes, q.No)
		p.outcome(p.Say("yes"), yes, len(both) > 0)
		p.outcome(p.Say("no"), no, len(both) > 0)
		if len(both) > 0 && !(p.tight && i+1 < len(f.Questions) && sameEnd(q, &f.Questions[i+1])) {
			p.outcome(p.Say("then"), both, false)
		}
	}
}

// sameEnd reports that what follows either outcome is the same for both questions, so that it may be shown once, behind
// the second.
func sameEnd(a, b *analyze.QuestionAsked) bool {
	_, _, x := shared(a.Yes, a.No)
	_, _, y := shared(b.Yes, b.No)
	return b.Answer == "" && slices.Equal(x, y)
}

// answer is "No, settled by site.yaml:7: kms09.contoso.com is retired".
func (s speech) answer(q *analyze.QuestionAsked) string {
	word := s.Say("No")
	if q.Answer == "yes" {
		word = s.Say("Yes")
	}
	if q.SettledBy != "" {
		word = s.Say("%s, settled by %s", word, q.SettledBy)
	}
	if q.Reason != "" {
		word += ": " + q.Reason
	}
	return word
}

// chosen shows the one outcome that is left, where it is no part of what to do because an earlier question is open.
func (p *page) chosen(f *analyze.Finding, q *analyze.QuestionAsked) {
	steps := q.No
	if q.Answer == "yes" {
		steps = q.Yes
	}
	done := map[string]bool{}
	for _, s := range f.Steps {
		done[s.Line()] = true
	}
	for _, s := range steps {
		if !done[s] {
			p.outcome(p.word(q.Answer), steps, false)
			return
		}
	}
}

// shared takes the end that both lists have in common from them.
func shared(yes, no []string) (y, n, both []string) {
	i, j := len(yes), len(no)
	for i > 0 && j > 0 && yes[i-1] == no[j-1] {
		i, j = i-1, j-1
	}
	return yes[:i], no[:j], yes[i:]
}

// outcome shows the steps behind an answer; their commands stand alone.
func (p *page) outcome(word string, steps []string, more bool) {
	if len(steps) == 0 {
		steps = []string{p.Say("nothing to do")}
		if more {
			steps = []string{p.Say("nothing first")}
		}
	}
	wide := 0
	for _, w := range []string{p.Say("yes"), p.Say("no"), p.Say("then")} {
		wide = max(wide, displaywidth.String(w))
	}
	label := pad(word, wide) + " " + p.arrow() + " "
	for i, s := range steps {
		if i > 0 {
			label = strings.Repeat(" ", displaywidth.String(label))
		}
		text, command := withCommand(s)
		p.hang(4, label, plain, text, 0)
		if command != "" {
			p.commands(4+displaywidth.String(label)+2, command)
		}
	}
}

// programs begin the commands that a step may end with.
var programs = []string{"cscript ", "nslookup ", "powershell ", "cd /d ", "dnscmd ", "net ", "sc ", "w32tm ", "slmgr", "wevtutil ", "ipconfig ", "reg ", "gpresult ", "icacls "}

// withCommand parts "text: command" as the diagnosis writes it.
func withCommand(s string) (text, command string) {
	for at := strings.LastIndex(s, ": "); at > 0; at = strings.LastIndex(s[:at], ": ") {
		for _, p := range programs {
			if strings.HasPrefix(s[at+2:], p) {
				return s[:at], s[at+2:]
			}
		}
	}
	return s, ""
}
