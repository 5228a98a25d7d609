package manual

import (
	"fmt"
	"strings"
)

// Reference is all of the command line in Markdown.
func Reference(p Program, t Text) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## Commands\n\n| command | what it does |\n|---|---|\n")
	for _, c := range p.Commands {
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.TrimSpace(p.Name+" "+usage(c)+" "+arguments(c)), cell(c.Help))
	}
	for _, g := range p.groupsOfFlags() {
		title := strings.TrimSuffix(g.title, ":")
		if title == "" {
			title = "Flags"
		}
		fmt.Fprintf(&b, "\n## %s\n\n| flag | meaning | default | commands |\n|---|---|---|---|\n", title)
		for _, f := range g.flags {
			by := strings.Join(f.by, ", ")
			if by == "" {
				by = "all"
			}
			name := strings.Join(f.spellings(), ", ")
			if !f.Bool {
				name += "=" + f.Placeholder
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", cell(name), cell(f.Help), cell(f.Default), by)
		}
	}
	b.WriteString("\n## Settings\n\n")
	for _, s := range t.Settings {
		fmt.Fprintf(&b, "%s\n\n", s)
	}
	b.WriteString("Settings are: ")
	b.WriteString(strings.Join(p.settings(), ", "))
	b.WriteString(".\n")
	for _, x := range []struct {
		title string
		rows  []Row
	}{{"Environment", t.Environment}, {"Files", t.Files}, {"Exit status", t.Statuses}} {
		fmt.Fprintf(&b, "\n## %s\n\n| | |\n|---|---|\n", x.title)
		for _, r := range x.rows {
			fmt.Fprintf(&b, "| `%s` | %s |\n", r.Name, cell(r.Means))
		}
	}
	return b.String()
}

// settings are the flags that can be settings, each once, as they are named there.
func (p Program) settings() []string {
	var out []string
	for _, g := range p.groupsOfFlags() {
		for _, f := range g.flags {
			if f.Setting {
				out = append(out, "`"+f.Name+"`")
			}
		}
	}
	return short(out)
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
