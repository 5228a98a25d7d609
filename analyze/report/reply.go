package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
	"kmstriage/analyze/text"
)

// WriteReply writes the letter to the customer about one bundle and, below a cut, the note that stays with support. Only
// a finding of high or medium confidence is told as the cause; otherwise the letter asks for what is missing. It is plain
// text of at most v.Width columns, but for commands and paths. The letter is in the language of the customer, the note in
// that of the view.
func WriteReply(w io.Writer, d *analyze.Diagnosis, v View, customer *text.Language) error {
	v.Colour = false
	own := v
	own.Lang = customer
	l := &mail{page: newPage(own), d: own.words(d)}
	l.subject()
	if f := l.told(); f != nil {
		l.cause(f)
	} else {
		l.request()
	}
	l.para(0, plain, l.Text(replyGoodbye))
	n := newPage(v)
	n.lines = l.lines
	n.note(v.words(d))
	return n.done(w, "reply")
}

type mail struct {
	*page
	d *analyze.Diagnosis
}

// told is the finding that the letter gives as the cause, or nil where none is sure enough. Findings about the collection
// itself (meta) are no cause.
func (l *mail) told() *analyze.Finding {
	if len(l.d.Findings) == 0 {
		return nil
	}
	f := &l.d.Findings[0]
	if sure := f.Confidence == analyze.High || f.Confidence == analyze.Medium; !sure || section(f.Rule) == "meta" {
		return nil
	}
	return f
}

func (l *mail) subject() {
	name := l.d.MachineName()
	subject := l.Say(replyActivation, name)
	if f := l.told(); f != nil {
		subject += ": " + f.Title
	}
	// A header is one line, however long.
	l.raw(0, plain, l.shown(l.Text(replySubject)+" "+subject))
	l.blank()
	l.para(0, plain, l.Text(replyHello))
	l.blank()
	collected := ""
	if c := l.d.Bundle.CollectedAt; c != nil {
		collected = l.Say(", collected on %s", l.Day(*c))
	}
	l.para(0, plain, l.Say(replyThanks, name, collected))
}

// heading is underlined: the letter is plain text.
func (l *mail) heading(s string) {
	l.blank()
	l.para(0, plain, s)
	l.raw(0, plain, strings.Repeat("-", displaywidth.String(s)))
}

func (l *mail) cause(f *analyze.Finding) {
	l.heading(l.Text(replyFound))
	l.para(0, plain, sentenceOf(f.Title))
	if f.Text != "" {
		l.para(0, plain, f.Text)
	}
	open := openQuestions(f)
	n := 0
	if len(f.Steps) > 0 {
		l.heading(l.Text(replyTodo))
		n = l.list(f.Steps)
	}
	switch len(open) {
	case 0:
	case 1:
		l.heading(l.Text(replyDecide))
	default:
		l.heading(l.Text(replyDecides))
	}
	for i, q := range open {
		if i > 0 {
			l.blank()
		}
		l.question(q)
	}
	if n > 0 || len(open) > 0 {
		l.heading(l.Text(replyIfNot))
		l.para(0, plain, l.Text(replyAgain))
		l.commandsAsked()
	}
	l.blank()
}

// sentenceOf ends a title as a sentence.
func sentenceOf(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

func openQuestions(f *analyze.Finding) []*analyze.QuestionAsked {
	var out []*analyze.QuestionAsked
	for i := range f.Questions {
		if f.Questions[i].Answer == "" {
			out = append(out, &f.Questions[i])
		}
	}
	return out
}

// list numbers the steps, under a heading where the place changes, and returns how many there are.
func (l *mail) list(steps []analyze.Step) int {
	where := "\x00"
	for i, s := range steps {
		if s.Where != where {
			where = s.Where
			if i > 0 {
				l.blank()
			}
			l.para(0, plain, l.whereWord(where)+":")
		}
		l.numbered(i+1, s.Text, s.Command)
	}
	return len(steps)
}

func (l *mail) numbered(n int, text, command string) {
	l.hang(0, fmt.Sprintf("%2d. ", n), plain, text, 0)
	if command != "" {
		l.commands(8, command)
	}
}

func (l *mail) question(q *analyze.QuestionAsked) {
	l.para(0, plain, q.Text)
	yes, no, both := shared(q.Yes, q.No)
	l.outcome(l.Text(replyYes), yes)
	l.outcome(l.Text(replyNo), no)
	if len(both) > 0 {
		l.outcome(l.Text(replyThen), both)
	}
}

func (l *mail) outcome(head string, steps []string) {
	l.para(0, plain, head)
	if len(steps) == 0 {
		l.para(4, plain, l.Text(replyNothing))
	}
	for i, s := range steps {
		text, command := withCommand(s)
		l.numbered(i+1, text, command)
	}
}

// request asks for evidence instead of naming a cause.
func (l *mail) request() {
	l.blank()
	l.para(0, plain, l.Text(replyUnsure))
	// A suspicion stays below the cut; what is wrong with the collection may be told.
	if fs := l.d.Findings; len(fs) > 0 && section(fs[0].Rule) == "meta" {
		l.para(0, plain, l.Say(replySeen, strings.TrimSuffix(fs[0].Title, ".")))
		if len(fs[0].Steps) > 0 {
			l.heading(l.Text(replyTodo))
			l.list(fs[0].Steps)
		}
	}
	l.heading(l.Text(replyAsk))
	if len(asks(l.d)) > 0 {
		l.para(0, plain, l.Say(replyAskWhy, l.d.MachineName()))
		l.commandsAsked()
	} else {
		l.para(0, plain, l.Text(replyCollect))
	}
	l.blank()
}

// commandsAsked lists what is missing with the command that gives it, the most telling first.
func (l *mail) commandsAsked() {
	for i, a := range asks(l.d) {
		if i == mostAsks {
			break
		}
		l.numbered(i+1, a.Kind, a.Supply)
	}
}

// note is what support keeps: the report, with what it rests on.
func (p *page) note(d *analyze.Diagnosis) {
	p.blank()
	p.raw(0, plain, p.shown(p.Text(replyCut)))
	p.blank()
	p.bundle(d)
}
