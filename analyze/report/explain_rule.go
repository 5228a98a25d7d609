package report

import (
	"fmt"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// The kinds of explanations that are asked about by name.
const (
	kindRule     = "rule"
	kindQuestion = "question"
)

func (k *Knowledge) rule(r analyze.Rule) Explanation {
	x := Explanation{ID: r.ID, Kind: kindRule, Title: k.readable(r.Title), Basis: ruleBasis(r)}
	if r.Doc != "" {
		x.Text = []string{k.readable(r.Doc)}
	}
	x.Details = append(x.Details,
		Detail{Key: "when", Label: "When", Value: r.When, Words: []string{r.When}},
		Detail{Key: "severity", Label: "Severity", Value: r.Severity, Words: []string{severityWords(r.Severity)}},
		Detail{Key: "primary", Label: "Cause", Value: r.Primary, Words: []string{primaryWords(r)}},
		Detail{Key: "rank", Value: r.Rank},
		Detail{Key: "scope", Label: "Judged for", Value: r.Scope, Words: []string{scopeWords(r)}})
	x.Details = append(x.Details, k.needs(r)...)
	x.Details = append(x.Details, effects(r)...)
	x.Details = append(x.Details, k.sectionOf(r.Section))
	x.remedy = k.remedy(r)
	return x
}

func ruleBasis(r analyze.Rule) string {
	s, _ := catalogue.SectionByID(r.Section)
	switch {
	case catalogue.BeyondArticle(r.ID):
		return "beyond KB2870357: practice, and Microsoft's documents on volume activation"
	case s.Number == 0:
		return "KB2870357, in front of its sections"
	}
	return fmt.Sprintf("KB2870357, section %d", s.Number)
}

func severityWords(s analyze.Severity) string {
	switch s {
	case analyze.Error:
		return "error: Office is not activated, or cannot be"
	case analyze.Warning:
		return "warning: something to mend or to look at"
	case analyze.OK:
		return "ok: nothing to do"
	}
	return "info: worth knowing"
}

func primaryWords(r analyze.Rule) string {
	switch {
	case r.Gate:
		return fmt.Sprintf("ends the search: nothing else may be the cause (rank %d)", r.Rank)
	case r.Primary && r.Fallback:
		return fmt.Sprintf("only where no other rule names one (rank %d; the lowest rank that is found wins)", r.Rank)
	case r.Primary:
		return fmt.Sprintf("may be named as the cause (rank %d; the lowest rank that is found wins)", r.Rank)
	}
	return fmt.Sprintf("never named as the cause; stands beside it (rank %d)", r.Rank)
}

func scopeWords(r analyze.Rule) string {
	w := map[analyze.Scope]string{analyze.PerSubject: "each Office licence", analyze.PerFamily: "each Office version", analyze.PerBundle: "the bundle as a whole",
		analyze.PerBatch: "the bundle, beside the others of the run"}[r.Scope]
	if r.Several {
		w += "; needs several bundles in one run"
	}
	return w
}

// needs tells what must have been read, and what makes the finding surer.
func (k *Knowledge) needs(r analyze.Rule) []Detail {
	var out []Detail
	if len(r.Needs) > 0 {
		d := Detail{Key: "needs", Label: "Needs", Value: r.Needs}
		for _, alternatives := range r.Needs {
			d.Words = append(d.Words, k.topics(alternatives))
		}
		out = append(out, d)
	}
	if len(r.Better) > 0 {
		d := Detail{Key: "better", Label: "Surer with", Value: r.Better}
		for _, t := range r.Better {
			d.Words = append(d.Words, k.topics([]fact.Topic{t}))
		}
		out = append(out, d)
	}
	return out
}

// topics names alternatives: "what was published in DNS (nslookup)".
func (k *Knowledge) topics(ts []fact.Topic) string {
	var out []string
	for _, t := range ts {
		w := k.Lang.Text(topicWords[t])
		if w == "" {
			w = string(t)
		}
		if from := k.tellers(t); from != "" {
			w += " (" + from + ")"
		}
		out = append(out, w)
	}
	return strings.Join(out, ", "+k.Lang.Say("or")+" ")
}

// tellers lists the kinds of artifact that tell a topic.
func (k *Knowledge) tellers(t fact.Topic) string {
	var out []string
	for _, a := range k.Artifacts {
		for _, y := range a.Yields {
			if y == t {
				out = append(out, string(a.Kind))
			}
		}
	}
	return strings.Join(out, ", ")
}

var topicWords = map[fact.Topic]string{
	fact.TopicLicences:     "the licences with status and key",
	fact.TopicRequests:     "the requests to KMS hosts",
	fact.TopicFailures:     "the codes of failed activations",
	fact.TopicHostRequests: "the requests that a KMS host answered",
	fact.TopicPublishing:   "the events of publishing in DNS",
	fact.TopicDNS:          "what DNS publishes",
	fact.TopicHostLicences: "the licences of a KMS host",
	fact.TopicOffice:       "the installed Office products",
	fact.TopicOS:           "the version of Windows",
	fact.TopicCMIDs:        "the client machine id",
	fact.TopicScripts:      "what the scripts say about themselves",
	fact.TopicElevation:    "whether the collection ran as administrator",
	fact.TopicNames:        "the names of the computer",
	fact.TopicTokens:       "the licences of token-based activation",
	fact.TopicSettings:     "values of the registry that govern activation",
	fact.TopicServices:     "the states of the licensing services",
	fact.TopicNetwork:      "the DNS suffixes and servers of the computer",
	fact.TopicConnections:  "connect tests to a KMS host",
	fact.TopicClock:        "how far the clock is off",
}

// effects are what a finding does to others.
func effects(r analyze.Rule) []Detail {
	var out []Detail
	add := func(key, label, tail string, ids []string) {
		if len(ids) > 0 {
			words := strings.Join(ids, ", ")
			if words == "*" {
				words = "every other finding"
			}
			out = append(out, Detail{Key: key, Label: label, Value: ids, Words: []string{words + tail}})
		}
	}
	reach := map[analyze.Reach]string{analyze.SameSubject: " (of the same licence)", analyze.SameStem: " (of the same product)"}[r.Reach]
	add("suppresses", "Hides", reach, r.Suppresses)
	add("lowers", "Makes unsure", "", r.Lowers)
	yields := make([]string, len(r.YieldsTo))
	for i, y := range r.YieldsTo {
		if yields[i] = y; y == "@error" {
			yields[i] = "any error of the same licence"
		}
	}
	add("yieldsTo", "Hidden by", "", yields)
	return out
}

func (k *Knowledge) sectionOf(id string) Detail {
	s, _ := catalogue.SectionByID(id)
	return Detail{Key: "section", Label: "Section", Value: id, Words: []string{id + ": " + k.Lang.Text(s.Title)}}
}

// remedy writes steps and questions of a rule with words for the values.
func (k *Knowledge) remedy(r analyze.Rule) analyze.Finding {
	f := analyze.Finding{Rule: r.ID}
	at := map[string]int{}
	for i, id := range r.Questions {
		at[id] = i
		f.Questions = append(f.Questions, analyze.QuestionAsked{ID: id, Text: k.readable(analyze.Questions[id]), Yes: []string{}, No: []string{}})
	}
	for _, t := range r.Steps {
		s := k.step(t)
		i, asked := at[t.Question]
		switch {
		case t.Question == "" || !asked:
			f.Steps = append(f.Steps, s)
		case t.Answer == "yes":
			f.Questions[i].Yes = append(f.Questions[i].Yes, line(s))
		default:
			f.Questions[i].No = append(f.Questions[i].No, line(s))
		}
	}
	return f
}

func (k *Knowledge) step(t analyze.StepText) analyze.Step {
	s := analyze.Step{Where: t.Where, Text: k.readable(t.Text), Command: k.filled(t.Command)}
	if c := k.condition(t.When); c != "" {
		s.Text += ", " + c
	}
	return s
}

// line is a step in one line, as questions hold their outcomes.
func line(s analyze.Step) string {
	if s.Command == "" {
		return s.Text
	}
	return s.Text + ": " + s.Command
}
