package analyze

import (
	"slices"
	"sort"
	"strings"
)

// Fix is a change and the machines whose cause it takes away, as far as their bundles tell; other causes may show then. A
// change at one place (host, dns, network) is made once, one on the client on each machine. Where the report asks a question first,
// Question is its id and Text its words.
type Fix struct {
	Rule     string   `json:"rule"`
	Where    string   `json:"where"`
	Text     string   `json:"text"`
	Command  string   `json:"command,omitempty"`
	Question string   `json:"question,omitempty"`
	Machines int      `json:"machines"`
	Names    []string `json:"names"`
}

// addFix notes the first change that the primary finding asks for.
func (g *Gathering) addFix(d *Diagnosis) {
	if d.Primary == "" || len(d.Findings) == 0 {
		return
	}
	f := &d.Findings[0]
	if f.Severity != Error && f.Severity != Warning {
		return
	}
	x, ok := firstChange(f)
	if !ok {
		return
	}
	k := strings.Join([]string{x.Rule, x.Where, x.Text, x.Command}, "\x00")
	if g.fixes[k] == nil {
		g.fixes[k] = &x
	}
	g.fixes[k].Machines++
	g.fixes[k].Names = append(g.fixes[k].Names, d.MachineName())
}

// firstChange is the first step that changes something, else the first one at all, else the question that is open. Steps
// that begin with "or" stand for one before them.
func firstChange(f *Finding) (Fix, bool) {
	for _, looks := range []bool{false, true} {
		for _, s := range f.Steps {
			if first, _, _ := strings.Cut(strings.ToLower(s.Text), " "); first != "or" && !strings.HasPrefix(s.Command, "cd /d ") && slices.Contains(looking, first) == looks {
				return Fix{Rule: f.Rule, Where: s.Where, Text: s.Text, Command: s.Command}, true
			}
		}
	}
	for _, q := range f.Questions {
		if q.Answer == "" {
			return Fix{Rule: f.Rule, Where: "support", Text: q.Text, Question: q.ID}, true
		}
	}
	return Fix{}, false
}

// looking are the first words of steps that only look.
var looking = []string{"ask", "check", "compare", "list", "look", "note", "ping", "read", "see", "test", "the", "then", "try"}

// allFixes are sorted by how many machines each clears, the most first.
func (g *Gathering) allFixes() []Fix {
	out := make([]Fix, 0, len(g.fixes))
	for _, x := range g.fixes {
		sort.Strings(x.Names)
		out = append(out, *x)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Machines != b.Machines:
			return a.Machines > b.Machines
		case a.Rule != b.Rule:
			return a.Rule < b.Rule
		case a.Where != b.Where:
			return a.Where < b.Where
		case a.Text != b.Text:
			return a.Text < b.Text
		}
		return a.Command < b.Command
	})
	return out
}
