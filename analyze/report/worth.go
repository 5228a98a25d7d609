package report

import (
	"sort"
	"strings"

	"github.com/clipperhouse/displaywidth"

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
	label := p.worthLabel(p.Say("Ruled out"))
	if p.view.Verbose {
		p.hang(0, label, plain, strings.Join(d.Clear, " \u00b7 "), 0)
		return
	}
	s := strings.Join(clearSections(d), " \u00b7 ")
	if s == "" {
		s = p.Count(len(d.Clear), "%d rule (-v lists them)", "%d rules (-v lists them)")
	}
	most := mostClearLines
	if p.tight {
		most = 1
	}
	p.hang(0, label, plain, s, most)
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

func (s speech) blockers(d *analyze.Diagnosis) []blocker {
	at := map[string]int{}
	var out []blocker
	for _, n := range d.NotChecked {
		key := strings.Join(n.Missing, " "+s.Say("or")+" ")
		if key == "" {
			key = s.Say("facts")
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
	bs := p.blockers(d)
	label := p.worthLabel(p.Say("Not checked"))
	for i, b := range bs {
		if !p.view.Verbose && i == mostBlockers && len(bs) > mostBlockers+1 {
			p.hang(0, label, plain, p.Say("for want of %d other kinds of file (-v)", len(bs)-i), 0)
			return
		}
		rules := p.Count(len(b.rules), "%d rule", "%d rules")
		if p.view.Verbose || len(b.rules) <= 2 {
			rules = strings.Join(b.rules, ", ")
		}
		p.hang(0, label, plain, p.Say("without %s: %s", b.kind, rules), 0)
		label = p.worthLabel("")
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
	p.para(0, plain, p.Say("Ask the customer for"))
	for i, a := range as {
		if !p.view.Verbose && i == mostAsks && len(as) > mostAsks+1 {
			p.para(2, plain, p.Say("and %d more (-v, or kmstriage ls)", len(as)-i))
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
	p.para(0, plain, strings.Join([]string{p.Count(n, "%d finding", "%d findings"), p.Say("%d ruled out", len(d.Clear)), p.Say("%d not checked", len(d.NotChecked))}, between))
}

// worthLabel fills a label up to the column that what is ruled out and not checked have in common.
func (p *page) worthLabel(label string) string {
	return pad(label, max(displaywidth.String(p.Say("Ruled out")), displaywidth.String(p.Say("Not checked")))+gap)
}
