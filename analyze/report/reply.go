package report

import (
	"fmt"
	"io"
	"strings"

	"kmstriage/analyze"
)

// WriteReply writes the letter to the customer about one bundle and, below a cut, the note that stays with support. Only
// a finding of high or medium confidence is told as the cause; otherwise the letter asks for what is missing. It is plain
// text of at most v.Width columns, but for commands and paths.
func WriteReply(w io.Writer, d *analyze.Diagnosis, v View) error {
	v.Colour = false
	l := &mail{page: newPage(v), d: d}
	l.subject()
	if f := l.told(); f != nil {
		l.cause(f)
	} else {
		l.request()
	}
	l.para(0, plain, replyGoodbye)
	l.note()
	return l.done(w, "reply")
}

// The words of a reply, beside those of the report.
const (
	replySubject    = "Subject: "
	replyHello      = "Hello,"
	replyThanks     = "thank you for the files of %s%s. We have looked through them."
	replyFound      = "What we found"
	replyTodo       = "What to do"
	replyDecide     = "One thing only you can tell"
	replyDecides    = "Some things only you can tell"
	replyYes        = "If yes:"
	replyNo         = "If no:"
	replyThen       = "Then, in either case:"
	replyNothing    = "nothing is to be done"
	replyIfNot      = "If that does not help"
	replyAgain      = "Please collect the files once more after these steps and send them to us: they show whether Office asks the right host now, and what it is answered."
	replyUnsure     = "The files do not prove the cause yet."
	replySeen       = "What they show so far: %s."
	replyAsk        = "Please send us this"
	replyAskWhy     = "With it we can tell which of the remaining causes it is. Run the commands on %s, in a command prompt as administrator, and send what they print."
	replyCollect    = "Please collect the files of the computer once more, as completely as you can, right after an attempt to activate Office."
	replyGoodbye    = "Kind regards"
	replyCut        = "---- 8< ---- internal, not for the customer ---- 8< ----"
	replyActivation = "Office activation on %s"
)

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
	subject := fmt.Sprintf(replyActivation, name)
	if f := l.told(); f != nil {
		subject += ": " + f.Title
	}
	// A header is one line, however long.
	l.raw(0, plain, l.shown(replySubject+subject))
	l.blank()
	l.para(0, plain, replyHello)
	l.blank()
	collected := ""
	if c := l.d.Bundle.CollectedAt; c != nil {
		collected = ", collected on " + c.UTC().Format("2006-01-02")
	}
	l.para(0, plain, fmt.Sprintf(replyThanks, name, collected))
}

// heading is underlined: the letter is plain text.
func (l *mail) heading(s string) {
	l.blank()
	l.para(0, plain, s)
	l.raw(0, plain, strings.Repeat("-", len([]rune(s))))
}

func (l *mail) cause(f *analyze.Finding) {
	l.heading(replyFound)
	l.para(0, plain, sentenceOf(f.Title))
	if f.Text != "" {
		l.para(0, plain, f.Text)
	}
	open := openQuestions(f)
	n := 0
	if len(f.Steps) > 0 {
		l.heading(replyTodo)
		n = l.list(f.Steps)
	}
	switch len(open) {
	case 0:
	case 1:
		l.heading(replyDecide)
	default:
		l.heading(replyDecides)
	}
	for i, q := range open {
		if i > 0 {
			l.blank()
		}
		l.question(q)
	}
	if n > 0 || len(open) > 0 {
		l.heading(replyIfNot)
		l.para(0, plain, replyAgain)
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
			l.para(0, plain, whereWord(where)+":")
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
	l.outcome(replyYes, yes)
	l.outcome(replyNo, no)
	if len(both) > 0 {
		l.outcome(replyThen, both)
	}
}

func (l *mail) outcome(head string, steps []string) {
	l.para(0, plain, head)
	if len(steps) == 0 {
		l.para(4, plain, replyNothing)
	}
	for i, s := range steps {
		text, command := withCommand(s)
		l.numbered(i+1, text, command)
	}
}

// request asks for evidence instead of naming a cause.
func (l *mail) request() {
	l.blank()
	l.para(0, plain, replyUnsure)
	// A suspicion stays below the cut; what is wrong with the collection may be told.
	if fs := l.d.Findings; len(fs) > 0 && section(fs[0].Rule) == "meta" {
		l.para(0, plain, fmt.Sprintf(replySeen, strings.TrimSuffix(fs[0].Title, ".")))
		if len(fs[0].Steps) > 0 {
			l.heading(replyTodo)
			l.list(fs[0].Steps)
		}
	}
	l.heading(replyAsk)
	if len(asks(l.d)) > 0 {
		l.para(0, plain, fmt.Sprintf(replyAskWhy, l.d.MachineName()))
		l.commandsAsked()
	} else {
		l.para(0, plain, replyCollect)
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
func (l *mail) note() {
	l.blank()
	l.raw(0, plain, l.shown(replyCut))
	l.blank()
	l.bundle(l.d)
}
