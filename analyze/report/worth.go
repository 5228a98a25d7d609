package report

import (
	"fmt"
	"sort"
	"strings"

	"kmstriage/analyze"
)

// mostClear, mostBlockers and mostAsks keep the lists short; -v shows all.
const (
	mostClearLines = 3
	mostBlockers   = 4
	mostAsks       = 4
)

// worth says what the diagnosis is worth: what was ruled out, what could not be looked at, what to ask for.
func (p *page) worth(d *analyze.Diagnosis) {
	p.ruledOut(d)
	p.notChecked(d)
	p.askFor(d)
	p.count(d)
}

// ruledOut names the sections of which every rule was clear; with -v each rule.
func (p *page) ruledOut(d *analyze.Diagnosis) {
	if len(d.Clear) == 0 {
		return
	}
	if p.view.Verbose {
		p.hang(0, pad("Ruled out", 13), plain, strings.Join(d.Clear, " \u00b7 "), 0)
		return
	}
	s := strings.Join(clearSections(d), " \u00b7 ")
	if s == "" {
		s = plural(len(d.Clear), "rule") + " (-v lists them)"
	}
	most := mostClearLines
	if p.tight {
		most = 1
	}
	p.hang(0, pad("Ruled out", 13), plain, s, most)
}

// clearSections are the first parts of the rule ids that neither a finding nor an unchecked rule shares, without the
// ones that are about the collection itself.
func clearSections(d *analyze.Diagnosis) []string {
	open := map[string]bool{"meta": true, "ext": true, "batch": true}
	for _, f := range d.Findings {
		open[section(f.Rule)] = true
	}
	for _, n := range d.NotChecked {
		open[section(n.Rule)] = true
	}
	var out []string
	for _, r := range d.Clear {
		if s := section(r); !open[s] {
			open[s] = true
			out = append(out, s)
		}
	}
	return out
}

func section(rule string) string {
	s, _, _ := strings.Cut(rule, ".")
	return s
}

// blocker is one artifact kind and the rules that wait for it.
type blocker struct {
	kind  string
	rules []string
}

func blockers(d *analyze.Diagnosis) []blocker {
	at := map[string]int{}
	var out []blocker
	for _, n := range d.NotChecked {
		key := strings.Join(n.Missing, " or ")
		if key == "" {
			key = "facts"
		}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, blocker{kind: key})
		}
		out[i].rules = append(out[i].rules, n.Rule)
	}
	sort.SliceStable(out, func(i, j int) bool { return len(out[i].rules) > len(out[j].rules) })
	return out
}

func (p *page) notChecked(d *analyze.Diagnosis) {
	bs := blockers(d)
	label := pad("Not checked", 13)
	for i, b := range bs {
		if !p.view.Verbose && i == mostBlockers && len(bs) > mostBlockers+1 {
			p.hang(0, label, plain, fmt.Sprintf("for want of %d other kinds of file (-v)", len(bs)-i), 0)
			return
		}
		s := fmt.Sprintf("without %s: %s", b.kind, plural(len(b.rules), "rule"))
		if p.view.Verbose || len(b.rules) <= 2 {
			s = "without " + b.kind + ": " + strings.Join(b.rules, ", ")
		}
		p.hang(0, label, plain, s, 0)
		label = pad("", 13)
	}
}

// asks are the missing artifacts, those first that most rules wait for.
func asks(d *analyze.Diagnosis) []analyze.MissingKind {
	waits := map[string]int{}
	for _, n := range d.NotChecked {
		for _, k := range n.Missing {
			waits[k]++
		}
	}
	var out []analyze.MissingKind
	for _, m := range d.Missing {
		if m.Supply != "" {
			out = append(out, m)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return waits[out[i].Kind] > waits[out[j].Kind] })
	return out
}

func (p *page) askFor(d *analyze.Diagnosis) {
	as := asks(d)
	if len(as) == 0 {
		return
	}
	p.blank()
	p.para(0, plain, "Ask the customer for")
	for i, a := range as {
		if !p.view.Verbose && i == mostAsks && len(as) > mostAsks+1 {
			p.para(2, plain, fmt.Sprintf("and %d more (-v, or kmstriage ls)", len(as)-i))
			return
		}
		p.para(2, plain, a.Kind+":")
		p.commands(6, a.Supply)
	}
}

// count is the last line: how much was judged.
func (p *page) count(d *analyze.Diagnosis) {
	p.blank()
	n := len(d.Findings)
	p.para(0, plain, fmt.Sprintf("%s \u00b7 %d ruled out \u00b7 %d not checked", plural(n, "finding"), len(d.Clear), len(d.NotChecked)))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
