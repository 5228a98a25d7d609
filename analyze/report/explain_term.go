package report

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

func (k *Knowledge) section(s catalogue.Section) Explanation {
	x := Explanation{ID: s.ID, Kind: "section", Title: s.Title, Text: []string{s.About}, Basis: "KB2870357, in front of its sections"}
	if s.Number > 0 {
		x.Basis = fmt.Sprintf("KB2870357, section %d, in our words", s.Number)
		x.Details = append(x.Details, Detail{Key: "number", Value: s.Number})
	}
	codes := Detail{Key: "codes", Label: "Error codes"}
	ids := []string{}
	for _, a := range catalogue.ArticleCodes() {
		if c := fact.Code(a.Code).String(); a.Section == s.ID || s.ID == "front-error-table" {
			ids = append(ids, c)
			title := catalogue.Describe(a.Code)
			if s.ID == "front-error-table" {
				title = a.Section
			}
			codes.Refs = append(codes.Refs, Ref{c, title})
		}
	}
	codes.Value = ids
	if len(ids) > 0 {
		x.Details = append(x.Details, codes)
	}
	return k.withRules(x, "Rules", func(r analyze.Rule) bool { return r.Section == s.ID })
}

// withRules adds the rules that fit.
func (k *Knowledge) withRules(x Explanation, label string, fits func(analyze.Rule) bool) Explanation {
	d := Detail{Key: "rules", Label: label}
	ids := []string{}
	for _, r := range k.Rules {
		if fits(r) {
			ids = append(ids, r.ID)
			d.Refs = append(d.Refs, Ref{r.ID, k.readable(r.Title)})
		}
	}
	d.Value = ids
	if len(ids) == 0 {
		d.Label = ""
	}
	x.Details = append(x.Details, d)
	return x
}

// question shows the outcomes of all rules that ask it.
func (k *Knowledge) question(id string) Explanation {
	x := Explanation{ID: id, Kind: kindQuestion, Title: k.readable(analyze.Questions[id]),
		Text:  []string{"A question of the report: the bundle cannot answer it, and the remedy depends on it. Without an answer the report shows both outcomes. The rules below ask it; each has its own steps."},
		Basis: "KB2870357, where it tells the administrator to find out"}
	asks := func(r analyze.Rule) bool {
		for _, q := range r.Questions {
			if q == id {
				return true
			}
		}
		return false
	}
	q := analyze.QuestionAsked{ID: id, Text: x.Title, Yes: []string{}, No: []string{}}
	for _, r := range k.Rules {
		if !asks(r) {
			continue
		}
		for _, a := range k.remedy(r).Questions {
			if a.ID == id {
				q.Yes, q.No = union(q.Yes, a.Yes), union(q.No, a.No)
			}
		}
	}
	x.remedy.Questions = []analyze.QuestionAsked{q}
	return k.withRules(x, "Rules that ask it", asks)
}

func union(a, b []string) []string {
	for _, s := range b {
		found := false
		for _, t := range a {
			found = found || s == t
		}
		if !found {
			a = append(a, s)
		}
	}
	return a
}

func (k *Knowledge) term(t catalogue.Term) Explanation {
	x := Explanation{ID: t.ID, Kind: string(t.Kind), Title: t.Title, Text: []string{t.About}, Basis: t.Basis}
	if t.Kind == catalogue.LicenceState && len(t.Also) > 0 {
		if n, err := strconv.Atoi(t.Also[0]); err == nil {
			x.Details = append(x.Details, Detail{Key: "number", Label: "Number", Value: n, Words: []string{fmt.Sprintf("%d in events and WMI", n)}})
		}
	} else if len(t.Also) > 0 {
		x.Details = append(x.Details, Detail{Key: "also", Label: "Also written", Value: t.Also, Words: []string{strings.Join(t.Also, ", ")}})
	}
	return k.see(x, t.See)
}

// see adds the ids to read on, with their titles.
func (k *Knowledge) see(x Explanation, ids []string) Explanation {
	if len(ids) == 0 {
		return x
	}
	d := Detail{Key: "see", Label: "See also", Value: ids}
	for _, id := range ids {
		d.Refs = append(d.Refs, Ref{id, k.titleOf(id)})
	}
	x.Details = append(x.Details, d)
	return x
}

func (k *Knowledge) event(id int) Explanation {
	e, _ := catalogue.EventByID(id)
	x := Explanation{ID: fmt.Sprint(id), Kind: "event", Title: e.Meaning, Basis: e.Basis}
	if e.Note != "" {
		x.Text = []string{e.Note}
	}
	x.Details = append(x.Details, Detail{Key: "log", Label: "Stands in", Value: e.Where(), Words: []string{e.Where()}},
		Detail{Key: "providers", Label: "Written by", Value: licensingProviders(), Words: licensingProviders()})
	if e.Level != "" {
		x.Details = append(x.Details, Detail{Key: "level", Label: "Level", Value: e.Level, Words: []string{e.Level}})
	}
	if e.Last > 0 {
		run := fmt.Sprintf("%d to %d", e.ID, e.Last)
		x.Details = append(x.Details, Detail{Key: "run", Label: "One of", Value: run, Words: []string{run}})
	}
	if len(e.Insertions) > 0 {
		d := Detail{Key: "fields", Label: "Carries", Value: e.Insertions}
		for i, f := range e.Insertions {
			d.Words = append(d.Words, fmt.Sprintf("%d. %s", i+1, k.Lang.Text(f)))
		}
		x.Details = append(x.Details, d)
	}
	if id == 12288 || id == 12289 {
		x.Details = append(x.Details, Detail{Key: "flags", Label: "Flags", Value: catalogue.StatusFlags(), Words: catalogue.StatusFlags()})
	}
	return k.see(x, e.See)
}

// licensingProviders are the names under which licensing writes.
func licensingProviders() []string {
	return []string{catalogue.Providers(catalogue.SPPService)[0], catalogue.Providers(catalogue.OSPPService)[0]}
}

func (k *Knowledge) artifact(a ArtifactKind) Explanation {
	x := Explanation{ID: string(a.Kind), Kind: "artifact", Title: a.Doc, Basis: "KB2870357's list of collected files, and the files themselves"}
	if !a.Expected {
		x.Basis = "the files themselves; the collection of KB2870357 does not make them always"
	}
	x.Details = append(x.Details,
		Detail{Key: "names", Label: "File names", Value: list(a.Names), Words: k.fileNames(a.Names)},
		Detail{Key: "expected", Label: "Collected", Value: a.Expected, Words: []string{map[bool]string{true: "always", false: "sometimes, or by hand"}[a.Expected]}})
	if a.Supply != "" {
		x.Details = append(x.Details, commands("supply", "Made by", a.Supply))
	}
	var words []string
	for _, t := range a.Yields {
		words = append(words, k.Lang.Text(topicWords[t]))
	}
	if len(words) > 0 {
		x.Details = append(x.Details, Detail{Key: "yields", Label: "Tells", Value: a.Yields, Words: []string{strings.Join(words, "; ")}})
	}
	return x
}

func (k *Knowledge) fileNames(ss []string) []string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = k.fileName(s)
	}
	return out
}

// questionIDs are in alphabetical order.
func questionIDs() []string {
	var out []string
	for id := range analyze.Questions {
		out = append(out, id)
	}
	sort.Strings(out)
	return out
}
