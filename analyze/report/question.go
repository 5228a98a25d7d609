package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

// questions show both outcomes, one below the other, and once what follows either; an answered one shows its own
// outcome only.
func (p *page) questions(f *analyze.Finding) {
	for i, q := range f.Questions {
		if i == 0 || !p.tight {
			p.blank()
		}
		ask := q.Text
		if q.Answer == "" {
			ask += fmt.Sprintf(" (--answer %s=yes|no)", q.ID)
		} else {
			ask += " Answered: " + q.Answer
		}
		p.hang(2, "? ", cyan, ask, 0)
		yes, no, both := open(q)
		if q.Answer != "no" {
			p.outcome("yes", yes, len(both) > 0)
		}
		if q.Answer != "yes" {
			p.outcome("no", no, len(both) > 0)
		}
		if len(both) > 0 && !(p.tight && i+1 < len(f.Questions) && sameEnd(q, f.Questions[i+1])) {
			p.outcome("then", both, false)
		}
	}
}

// open parts an unanswered question's outcomes from what follows either.
func open(q analyze.QuestionAsked) (yes, no, both []string) {
	if q.Answer != "" {
		return q.Yes, q.No, nil
	}
	return shared(q.Yes, q.No)
}

// sameEnd reports that what follows either outcome is the same for both questions, so that it may be shown once, behind
// the second.
func sameEnd(a, b analyze.QuestionAsked) bool {
	_, _, x := open(a)
	_, _, y := open(b)
	return slices.Equal(x, y)
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
		steps = []string{"nothing to do"}
		if more {
			steps = []string{"nothing first"}
		}
	}
	label := pad(word, 4) + " " + p.arrow() + " "
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
