package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"kmstriage/analyze"
)

var ticketFormat = Format{
	Name:  "md",
	Doc:   "Markdown for a ticket: one bundle in 60 lines at most, several as a table",
	Write: writeMarkdown,
}

func writeMarkdown(w io.Writer, r Run, walk Diagnoses, v View) error {
	r, walk, err := v.spoken(r, walk)
	if err != nil {
		return err
	}
	ds, err := collect(walk)
	if err != nil {
		return err
	}
	var lines []string
	if len(ds) == 1 {
		lines = ticket(ds[0], v)
		lines = append(lines, speech{v.Lang}.mdUnread(r, ds)...)
	} else {
		lines = mdFleet(r, ds, v)
	}
	if _, err := io.WriteString(w, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("write md: %w", err)
	}
	return nil
}

// What a ticket holds at most. Findings are never left out: beyond alsoLines they move together on one line.
const (
	ticketLines   = 60
	unreadLines   = 6 // kept free for what was not read beside the bundle
	ticketRows    = 6
	ticketProof   = 6
	alsoLines     = 6
	ticketAsks    = 4
	mostCellRunes = 240
)

// ticket is one bundle. What matters most comes first, so that a cut at the end loses the least.
func ticket(d *analyze.Diagnosis, v View) []string {
	t := &ticketPage{speech: speech{v.Lang}, d: d}
	t.head()
	t.products()
	if len(d.Findings) > 0 {
		f := &d.Findings[0]
		t.explain(f)
		t.proof(f)
		t.also()
		t.todo(f)
		t.ask(f)
	}
	t.value()
	most := ticketLines - unreadLines
	if len(t.lines) > most && !v.Verbose {
		t.lines = append(t.lines[:most-2], "", mdCut(t.speech))
	}
	return t.lines
}

func mdCut(s speech) string {
	return "_" + s.Say("Cut here: `-f text -v` and `-f html` show all.") + "_"
}

type ticketPage struct {
	speech
	d     *analyze.Diagnosis
	lines []string
}

// block adds lines as a paragraph of their own.
func (t *ticketPage) block(lines ...string) {
	if len(lines) == 0 {
		return
	}
	if len(t.lines) > 0 {
		t.lines = append(t.lines, "")
	}
	t.lines = append(t.lines, lines...)
}

func (t *ticketPage) head() {
	d := t.d
	name := mdText(d.MachineName())
	var facts []string
	switch {
	case d.Unreadable != "":
		t.block("### " + name + ": " + t.Say("not analysed"))
		t.block(mdText(d.Unreadable))
	case len(d.Findings) == 0:
		t.block("### " + name + ": " + t.Say("no cause found"))
	default:
		f := &d.Findings[0]
		_, word := severityLook(f.Severity)
		t.block("### " + name + ": " + mdText(f.Title))
		facts = append(facts, fmt.Sprintf("**%s** %s (%s)", title(t.Text(word)), mdCode(f.Rule, false), mdText(t.Say("confidence %s", t.word(string(f.Confidence))))))
		if f.Subject != "" {
			facts = append(facts, t.bold(t.Say("For"))+mdText(t.nameOf(d, f.Subject)))
		}
	}
	if s := t.windowsName(d.OS); s != "" {
		facts = append(facts, t.bold("Windows")+mdText(s))
	}
	if c := d.Bundle.CollectedAt; c != nil {
		facts = append(facts, t.bold(t.Say("Collected"))+mdText(c.UTC().Format("2006-01-02")+t.doubt(d.Bundle.TimeQuality)))
	}
	t.block(strings.Join(append(facts, t.bold(t.Say("Bundle"))+mdCode(d.Bundle.Name, false)), between))
}

// bold is a word before what it names.
func (t *ticketPage) bold(word string) string { return "**" + word + "** " }

// title turns CAUSE into Cause.
func title(word string) string {
	_, first := utf8.DecodeRuneInString(word)
	return word[:first] + strings.ToLower(word[first:])
}

// nameOf is what people call a subject.
func (s speech) nameOf(d *analyze.Diagnosis, id string) string {
	for i := range d.Subjects {
		if d.Subjects[i].ID == id {
			return called(&d.Subjects[i])
		}
	}
	if family, err := strconv.Atoi(strings.TrimPrefix(id, "office")); err == nil {
		return s.officeName(family)
	}
	return id
}

func (t *ticketPage) products() {
	var rows [][]string
	for i := range t.d.Subjects {
		if i == ticketRows && len(t.d.Subjects) > ticketRows+1 {
			rows = append(rows, []string{t.Say("%d more", len(t.d.Subjects)-i), "", ""})
			break
		}
		s := &t.d.Subjects[i]
		sig, words := t.state(s)
		rows = append(rows, []string{mdText(called(s)), unicodeSymbol(sig) + " " + mdText(words), mdText(t.asked(s))})
	}
	if len(rows) > 0 {
		t.block(mdTable(t.columns("Product", "State", "Last attempt that counts"), rows)...)
	}
}

func (t *ticketPage) explain(f *analyze.Finding) {
	if f.Text != "" {
		t.block(mdText(f.Text))
	}
	for _, l := range f.Lowered {
		t.lines = append(t.lines, t.Say("Less sure:")+" "+mdText(l))
	}
}

func (t *ticketPage) proof(f *analyze.Finding) {
	var rows [][]string
	for i, e := range f.Because {
		if i == ticketProof {
			rows = append(rows, []string{"", t.Count(len(f.Because)-i, "%d more line", "%d more lines"), ""})
			break
		}
		rows = append(rows, []string{fmt.Sprintf("E%d", i+1), mdCode(e.Source.String(), true), mdCode(shorten(e.Text, mostCellRunes), true)})
	}
	if len(rows) > 0 {
		t.block(mdTable(t.columns("Proof", "Where", "What"), rows)...)
	}
}

// shorten cuts a text to so many characters and says so by an ellipsis.
func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "\u2026"
}

// also names every other finding: a line each, or all on one where they are many.
func (t *ticketPage) also() {
	fs := t.d.Findings[1:]
	var lines []string
	for i := range fs {
		f := &fs[i]
		s := unicodeSymbol(symbolOf(f.Severity)) + " " + mdCode(f.Rule, false) + " " + mdText(f.Title)
		if f.Subject != "" && !lone(t.d) {
			s += " (" + mdText(t.nameOf(t.d, f.Subject)) + ")"
		}
		lines = append(lines, "- "+s)
	}
	if len(lines) > alsoLines {
		rest := make([]string, 0, len(lines))
		for _, f := range fs[alsoLines-1:] {
			rest = append(rest, mdCode(f.Rule, false))
		}
		lines = append(lines[:alsoLines-1], "- "+strings.Join(rest, ", "))
	}
	if len(lines) > 0 {
		t.block("**" + t.Say("Also found") + "**")
		t.block(lines...)
	}
}

func (t *ticketPage) todo(f *analyze.Finding) {
	where, n := "\x00", 0
	for _, s := range f.Steps {
		if s.Where != where {
			where, n = s.Where, 0
			t.block("**" + mdText(t.placeHead(where)) + "**")
			t.lines = append(t.lines, "")
		}
		n++
		t.lines = append(t.lines, fmt.Sprintf("%d. %s", n, t.mdStep(s.Text, s.Command)))
	}
}

// mdStep is a step on one line; a command of several lines becomes several pieces of code.
func (s speech) mdStep(text, command string) string {
	var parts []string
	for _, l := range strings.Split(command, "\n") {
		if c := mdCode(l, false); c != "" {
			parts = append(parts, c)
		}
	}
	switch code := strings.Join(parts, ", "+s.Say("then")+" "); {
	case text == "":
		return code
	case code == "":
		return mdText(text)
	default:
		return mdText(text) + ": " + code
	}
}

func (t *ticketPage) ask(f *analyze.Finding) {
	for i := range f.Questions {
		q := &f.Questions[i]
		if q.Answer != "" {
			t.block("**" + mdText(q.Text) + "** " + mdText(t.answer(q)))
			continue
		}
		yes, no, both := shared(q.Yes, q.No)
		t.block("**"+mdText(q.Text)+"** ("+mdCode("--answer "+q.ID+"=yes|no", false)+")", "",
			"- "+t.Say("yes")+": "+t.mdOutcome(yes, len(both) > 0), "- "+t.Say("no")+": "+t.mdOutcome(no, len(both) > 0))
		if len(both) > 0 {
			t.lines = append(t.lines, "- "+t.Say("then")+": "+t.mdOutcome(both, false))
		}
	}
}

func (s speech) mdOutcome(steps []string, more bool) string {
	var out []string
	for _, x := range steps {
		out = append(out, s.mdStep(withCommand(x)))
	}
	switch {
	case len(out) > 0:
		return strings.Join(out, "; ")
	case more:
		return s.Say("nothing first")
	}
	return s.Say("nothing to do")
}

// value says what the diagnosis is worth and what to ask for.
func (t *ticketPage) value() {
	d := t.d
	if s := clearSections(d); len(s) > 0 {
		t.block(t.bold(t.Say("Ruled out")) + mdText(strings.Join(s, ", ")))
	}
	var waits []string
	for _, b := range t.blockers(d) {
		waits = append(waits, t.Say("%s for want of %s", t.Count(len(b.rules), "%d rule", "%d rules"), b.kind))
	}
	if len(waits) > mostBlockers {
		waits = append(waits[:mostBlockers], t.Say("%d more", len(waits)-mostBlockers))
	}
	if len(waits) > 0 {
		t.block(t.bold(t.Say("Not checked")) + mdText(strings.Join(waits, "; ")))
	}
	var lines []string
	for i, a := range asks(d) {
		if i == ticketAsks {
			break
		}
		lines = append(lines, "- "+mdText(a.Kind)+": "+t.mdStep("", a.Supply))
	}
	if len(lines) > 0 {
		t.block("**" + t.Say("Ask the customer for") + "**")
		t.block(lines...)
	}
}

func unicodeSymbol(s sign) string {
	p := page{view: View{Unicode: true}}
	return p.symbol(s)
}

func (s speech) mdUnread(r Run, ds []*analyze.Diagnosis) []string {
	var out []string
	for i, u := range r.Unreadable {
		if len(ds) == 1 && u.Why == ds[0].Unreadable {
			continue
		}
		if len(out) == 0 {
			out = append(out, "", "**"+s.Say("Not read")+"**", "")
		}
		if len(ds) == 1 && len(out) == unreadLines-1 && i+1 < len(r.Unreadable) {
			out = append(out, "- "+s.Say("%d more", len(r.Unreadable)-i))
			break
		}
		out = append(out, "- "+mdCode(u.Path, false)+": "+mdText(u.Why))
	}
	return out
}
