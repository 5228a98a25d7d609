package report

import (
	"fmt"
	"io"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
)

// WriteRules lists the rules section by section.
func (k *Knowledge) WriteRules(w io.Writer, v View) error {
	p := newPage(v)
	for _, g := range k.bySection() {
		p.blank()
		title := g.section.Title
		if g.section.Number > 0 {
			title = fmt.Sprintf("%s (section %d)", title, g.section.Number)
		}
		p.hang(0, g.section.ID+": ", cyan, title, 0)
		rows := make([][]string, len(g.rules))
		for i, r := range g.rules {
			rows[i] = []string{r.ID, severityCell(r), readable(r.Title)}
		}
		if err := p.wholeTable([]string{"RULE", "SEVERITY", "SAYS"}, rows, 1); err != nil {
			return err
		}
	}
	p.blank()
	p.para(0, plain, fmt.Sprintf("%d rules. * may be named as the cause. kmstriage explain RULE tells when it fires and what to do.", len(k.Rules)))
	return p.done(w, "rules")
}

func severityCell(r analyze.Rule) string {
	if r.Primary {
		return string(r.Severity) + " *"
	}
	return string(r.Severity)
}

// sectionRules is a section of the tree with its rules, in order of the catalogue.
type sectionRules struct {
	section catalogue.Section
	rules   []analyze.Rule
}

func (k *Knowledge) bySection() []sectionRules {
	var out []sectionRules
	for _, s := range append(catalogue.FrontSections(), catalogue.Sections()...) {
		g := sectionRules{section: s}
		for _, r := range k.Rules {
			if r.Section == s.ID {
				g.rules = append(g.rules, r)
			}
		}
		if len(g.rules) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// WriteRulesJSON prints {"rules": [...]}, each as explain does.
func (k *Knowledge) WriteRulesJSON(w io.Writer) error {
	out := []Explanation{}
	for _, g := range k.bySection() {
		for _, r := range g.rules {
			out = append(out, k.rule(r))
		}
	}
	return encode(w, struct {
		Rules []Explanation `json:"rules"`
	}{out}, " ")
}

// WriteRulesMarkdown prints a table.
func (k *Knowledge) WriteRulesMarkdown(w io.Writer) error {
	var rows [][]string
	for _, g := range k.bySection() {
		for _, r := range g.rules {
			cause := "no"
			if r.Primary {
				cause = "yes"
			}
			rows = append(rows, []string{code(r.ID), code(r.Section), string(r.Severity), cause, fmt.Sprint(r.Rank), string(r.Scope), cell(readable(r.Title)), cell(r.When)})
		}
	}
	return markdown(w, []string{"rule", "section", "severity", "cause", "rank", "scope", "says", "when"}, rows)
}

// WriteArtifacts lists the kinds of file.
func (k *Knowledge) WriteArtifacts(w io.Writer, v View) error {
	p := newPage(v)
	var rows [][]string
	for _, a := range k.Artifacts {
		kind := string(a.Kind)
		if a.Expected {
			kind += " *"
		}
		rows = append(rows, []string{kind, a.Doc})
		for _, n := range k.fileNames(a.Names) {
			rows = append(rows, []string{"", n})
		}
	}
	if err := p.wholeTable([]string{"KIND", "WHAT IT IS, FILE NAMES"}, rows, 1); err != nil {
		return err
	}
	p.blank()
	p.para(0, plain, fmt.Sprintf("%d kinds. * is always collected. What stands in a file counts for more than its name. kmstriage explain KIND tells more.", len(k.Artifacts)))
	return p.done(w, "artifacts")
}

// WriteArtifactsJSON prints {"artifacts": [...]}, each as explain does.
func (k *Knowledge) WriteArtifactsJSON(w io.Writer) error {
	out := []Explanation{}
	for _, a := range k.Artifacts {
		out = append(out, k.artifact(a))
	}
	return encode(w, struct {
		Artifacts []Explanation `json:"artifacts"`
	}{out}, " ")
}

// WriteArtifactsMarkdown prints a table.
func (k *Knowledge) WriteArtifactsMarkdown(w io.Writer) error {
	var rows [][]string
	for _, a := range k.Artifacts {
		always := "no"
		if a.Expected {
			always = "yes"
		}
		names, yields := make([]string, len(a.Names)), make([]string, len(a.Yields))
		for i, n := range a.Names {
			names[i] = code(k.fileName(n))
		}
		for i, y := range a.Yields {
			yields[i] = string(y)
		}
		supply := ""
		if a.Supply != "" {
			supply = code(a.Supply)
		}
		rows = append(rows, []string{code(string(a.Kind)), strings.Join(names, ", "), cell(a.Doc), always, strings.Join(yields, ", "), supply})
	}
	return markdown(w, []string{"kind", "file names", "what it is", "always collected", "tells", "made by"}, rows)
}

func (p *page) done(w io.Writer, what string) error {
	if err := p.writeTo(w); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}

// cell makes text inert in a table of Markdown.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`, "\n", " ").Replace(Clean(s))
}

// code sets a word in the type of code.
func code(s string) string {
	return "`" + strings.NewReplacer("|", `\|`, "`", "'", "\n", " ").Replace(Clean(s)) + "`"
}

// markdown prints a table, unaligned: a change of one row shall be a change of one line.
func markdown(w io.Writer, head []string, rows [][]string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat(" --- |", len(head)))
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(r, " | "))
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}
