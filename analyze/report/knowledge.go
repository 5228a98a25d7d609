package report

import (
	"fmt"
	"strconv"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/text"
	"kmstriage/parse/fact"
)

// Knowledge is everything that can be explained without a bundle: the rules and kinds of artifact that it is given, and
// the catalogue.
type Knowledge struct {
	Rules     []analyze.Rule
	Artifacts []ArtifactKind
	// Lang is the language of what is filled with words for values; the rest is worded where it is shown. nil is English.
	Lang *text.Language
}

// ArtifactKind is a kind of file of the collection, as its reader describes it.
type ArtifactKind struct {
	Kind     fact.Kind
	Doc      string
	Names    []string // of files, with {Computer} in them
	Supply   string   // the command that makes it
	Expected bool     // the collection always makes it
	Yields   []fact.Topic
}

// Explain tells all that an id, a code or a word means; nothing for one that is not known. A code that is not in the
// tables is decoded. Case does not count.
func (k *Knowledge) Explain(id string) []Explanation {
	id = strings.TrimSpace(id)
	out := k.named(id)
	for _, t := range catalogue.TermsNamed(id) {
		out = append(out, k.term(t))
	}
	out = append(out, activationID(id)...)
	out = append(out, applications(id)...)
	n, err := strconv.Atoi(id)
	if err == nil && n >= 0 && n <= 0xFFFF {
		return append(out, k.small(n, len(out) > 0)...)
	}
	if c, err := fact.ParseCode(id); err == nil {
		out = append(out, k.code(c))
	}
	return out
}

// named finds what has a name of its own.
func (k *Knowledge) named(id string) []Explanation {
	var out []Explanation
	for _, r := range k.Rules {
		if strings.EqualFold(r.ID, id) {
			out = append(out, k.rule(r))
		}
	}
	if s, ok := catalogue.SectionByID(strings.ToLower(id)); ok {
		out = append(out, k.section(s))
	}
	if _, ok := analyze.Questions[strings.ToLower(id)]; ok {
		out = append(out, k.question(strings.ToLower(id)))
	}
	for _, a := range k.Artifacts {
		if strings.EqualFold(string(a.Kind), id) {
			out = append(out, k.artifact(a))
		}
	}
	return out
}

// small explains a number that may be an event id, else a Win32 error as logs print it without the 0x8007.
func (k *Knowledge) small(n int, known bool) []Explanation {
	if _, ok := catalogue.EventByID(n); ok {
		return []Explanation{k.event(n)}
	}
	if n == 0 {
		return []Explanation{k.code(0)}
	}
	if c := fact.Code(0x80070000 | n); !known {
		if _, ok := catalogue.Lookup(uint32(c)); ok {
			return []Explanation{k.code(c)}
		}
	}
	return nil
}

// titleOf is the title of an id for lists.
func (k *Knowledge) titleOf(id string) string {
	if c, err := fact.ParseCode(id); err == nil && strings.HasPrefix(id, "0x") {
		return catalogue.Describe(uint32(c))
	}
	if n, err := strconv.Atoi(id); err == nil {
		e, _ := catalogue.EventByID(n)
		return e.Meaning
	}
	for _, r := range k.Rules {
		if r.ID == id {
			return k.readable(r.Title)
		}
	}
	if s, ok := catalogue.SectionByID(id); ok {
		return s.Title
	}
	if q, ok := analyze.Questions[id]; ok {
		return k.readable(q)
	}
	for _, t := range catalogue.TermsNamed(id) {
		return t.Title
	}
	return ""
}

// IDs lists everything that has a name, a code or a number of its own: what Explain knows without decoding.
func (k *Knowledge) IDs() []string {
	var out []string
	for _, r := range k.Rules {
		out = append(out, r.ID)
	}
	for _, s := range append(catalogue.FrontSections(), catalogue.Sections()...) {
		out = append(out, s.ID)
	}
	out = append(out, questionIDs()...)
	for _, a := range k.Artifacts {
		out = append(out, string(a.Kind))
	}
	for _, t := range catalogue.Terms() {
		out = append(out, t.ID)
	}
	for _, id := range catalogue.EventIDs() {
		out = append(out, fmt.Sprint(id))
	}
	for _, c := range catalogue.ErrorCodes() {
		out = append(out, fact.Code(c.Code).String())
	}
	for _, p := range catalogue.Products() {
		out = append(out, strings.ToUpper(p.ActivationID))
	}
	for _, n := range catalogue.NonKMSAll() {
		out = append(out, strings.ToUpper(n.ID))
	}
	return append(out, strings.ToUpper(catalogue.OfficeApp), strings.ToUpper(catalogue.Office2010App), strings.ToUpper(catalogue.WindowsApp))
}
