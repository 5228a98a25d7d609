package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze"
)

// Explanation is what `kmstriage explain` tells of one id: the same for people and, as a flat JSON object, for
// programs.
type Explanation struct {
	ID    string
	Kind  string // rule, section, question, error code, event, activation id, ...
	Title string
	Text  []string // paragraphs
	// Details follow in their order.
	Details []Detail
	// Basis says where the knowledge comes from.
	Basis string
	// remedy carries steps and questions, to be shown as those of a finding.
	remedy analyze.Finding
}

// Detail is one fact of an explanation: Value goes into JSON under Key; people see Label with Words, one paragraph
// each, or with Commands to paste or Refs below it. Without Label it is for programs only.
type Detail struct {
	Key, Label string
	Value      any
	Words      []string
	Commands   []string
	Refs       []Ref
}

// Ref points to another explanation.
type Ref struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// MarshalJSON writes one flat object, its keys in alphabetical order. What is not known is absent.
func (x Explanation) MarshalJSON() ([]byte, error) {
	m := map[string]any{"id": x.ID, "kind": x.Kind, "title": x.Title, "basis": x.Basis}
	if len(x.Text) > 0 {
		m["text"] = strings.Join(x.Text, "\n")
	}
	for _, d := range x.Details {
		if d.Key != "" {
			m[d.Key] = d.Value
		}
	}
	if len(x.remedy.Steps) > 0 {
		m["steps"] = x.remedy.Steps
	}
	if len(x.remedy.Questions) > 0 {
		m["questions"] = x.remedy.Questions
	}
	return plainJSON(m)
}

// plainJSON does not escape markup: the documents are no web pages.
func plainJSON(v any) ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(b.String(), "\n")), nil
}

// WriteExplanationsJSON prints {"explanations": [...]}: a word may mean several things.
func WriteExplanationsJSON(w io.Writer, xs []Explanation) error {
	return encode(w, struct {
		Explanations []Explanation `json:"explanations"`
	}{list(xs)}, " ")
}

// WriteExplanations shows them for people.
func WriteExplanations(w io.Writer, xs []Explanation, v View) error {
	p := newPage(v)
	for i, x := range xs {
		if i > 0 {
			p.lines = append(p.lines, "", "")
		}
		p.explanation(p.worded(x), marked(x))
	}
	if err := p.writeTo(w); err != nil {
		return fmt.Errorf("write explanation: %w", err)
	}
	return nil
}

// worded puts an explanation into the language of the page. What holds values of the tables is known by its pattern; the
// remedy is worded already.
func (p *page) worded(x Explanation) Explanation {
	if p.Language == nil {
		return x
	}
	x.Kind, x.Title, x.Basis = p.prose(x.Kind), p.prose(x.Title), p.prose(x.Basis)
	x.Text = p.proses(x.Text)
	details := x.Details
	x.Details = nil
	for _, d := range details {
		d.Label, d.Words = p.Text(d.Label), p.proses(d.Words)
		refs := d.Refs
		d.Refs = nil
		for _, r := range refs {
			d.Refs = append(d.Refs, Ref{r.ID, p.prose(r.Title)})
		}
		x.Details = append(x.Details, d)
	}
	return x
}

func (p *page) proses(ss []string) []string {
	var out []string
	for _, s := range ss {
		out = append(out, p.prose(s))
	}
	return out
}

// prose words a text that stands in the tables with or without a full stop.
func (p *page) prose(s string) string {
	t := p.Prose(s)
	if bare, stopped := strings.CutSuffix(s, "."); stopped && t == s {
		if w := p.Prose(bare); w != bare {
			return w + "."
		}
	}
	return t
}

// explanation shows one; marked tells that it holds words for values.
func (p *page) explanation(x Explanation, marked bool) {
	p.twoEnds(x.ID, cyan, x.Kind)
	p.para(0, plain, x.Title)
	for _, t := range x.Text {
		p.blank()
		p.para(2, plain, t)
	}
	wide := 0
	for _, d := range x.Details {
		if len(d.Words) > 0 {
			wide = max(wide, displaywidth.String(d.Label))
		}
	}
	wide = max(wide, displaywidth.String(p.Say("Known from")))
	p.blank()
	for _, d := range x.Details {
		p.words(d, wide+gap)
	}
	for _, d := range x.Details {
		p.below(d)
	}
	p.inOrder(x.remedy.Steps)
	p.questions(&x.remedy)
	p.blank()
	p.hang(0, pad(p.Say("Known from"), wide+gap), plain, x.Basis, 0)
	if marked {
		p.blank()
		p.para(0, plain, p.Say("What stands in <...> is filled in from the bundle."))
	}
}

// words shows a detail beside its label.
func (p *page) words(d Detail, wide int) {
	if d.Label == "" {
		return
	}
	label := pad(d.Label, wide)
	for _, w := range d.Words {
		p.hang(0, label, plain, w, 0)
		label = strings.Repeat(" ", wide)
	}
}

// below shows what stands under its label: commands and other ids.
func (p *page) below(d Detail) {
	if d.Label == "" || len(d.Commands)+len(d.Refs) == 0 {
		return
	}
	p.blank()
	p.para(0, plain, d.Label)
	for _, c := range d.Commands {
		p.commands(2, c)
	}
	p.refs(d.Refs)
}

// inOrder shows steps one after the other, with the place wherever it changes: without a bundle nobody knows which of
// them remain, so their order is all there is.
func (p *page) inOrder(steps []analyze.Step) {
	if len(steps) == 0 {
		return
	}
	p.blank()
	where := ""
	for _, s := range steps {
		if s.Where != where {
			where = s.Where
			p.para(0, plain, p.placeHead(where))
		}
		p.hang(2, "- ", plain, s.Text, 0)
		if s.Command != "" {
			p.commands(4, s.Command)
		}
	}
}

// widestRef is the widest id that a title may stand beside.
const widestRef = 34

// refs lists ids with their titles.
func (p *page) refs(rs []Ref) {
	wide := 0
	for _, r := range rs {
		if n := displaywidth.String(r.ID); n <= widestRef {
			wide = max(wide, n)
		}
	}
	for _, r := range rs {
		switch {
		case r.Title == "":
			p.para(2, cyan, r.ID)
		case displaywidth.String(r.ID) > wide, p.width < wide+gap+20:
			p.para(2, cyan, r.ID)
			p.para(2+gap, plain, r.Title)
		default:
			p.hang(2, pad(r.ID, wide+gap), cyan, r.Title, 0)
		}
	}
}

// marked reports that a placeholder is shown.
func marked(x Explanation) bool {
	has := func(ss ...string) bool {
		for _, s := range ss {
			if i := strings.IndexByte(s, '<'); i >= 0 && strings.IndexByte(s[i:], '>') > 1 {
				return true
			}
		}
		return false
	}
	if x.Kind != kindRule && x.Kind != kindQuestion {
		return false
	}
	if has(x.Title) || has(x.Text...) {
		return true
	}
	for _, s := range x.remedy.Steps {
		if has(s.Text, s.Command) {
			return true
		}
	}
	for _, q := range x.remedy.Questions {
		if has(q.Text) || has(q.Yes...) || has(q.No...) {
			return true
		}
	}
	return false
}
