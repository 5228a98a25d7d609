package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/report"
	"kmstriage/cmd/kmstriage/manual"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"bash, zsh, fish or powershell."`

	parsed *parsed
}

func (c *completionCmd) know(p *parsed) { c.parsed = p }

func (c *completionCmd) run(_ context.Context, s streams) error {
	scripts := map[string]func(manual.Program) string{"bash": manual.Bash, "zsh": manual.Zsh, "fish": manual.Fish, "powershell": manual.PowerShell}
	return printed(s.out, scripts[c.Shell](c.parsed.program()))
}

type manCmd struct{ parsed *parsed }

func (c *manCmd) know(p *parsed) { c.parsed = p }

func (c *manCmd) run(_ context.Context, s streams) error {
	return printed(s.out, manual.Page(c.parsed.program(), told()))
}

func printed(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

// program is the command line in words.
func (p *parsed) program() manual.Program { return manual.Of(p.app, words) }

// guidLength is that of an activation id.
const guidLength = len("00000000-0000-0000-0000-000000000000")

// words are what a value of some kind can be, or begin with.
func words(kind string) []string {
	var out []string
	switch kind {
	case "output":
		for _, f := range append(report.Names(), storeFormat) {
			out = append(out, f+"=")
		}
	case "answer":
		for _, id := range analyze.QuestionIDs() {
			out = append(out, id+"=yes", id+"=no")
		}
	case "id":
		for _, id := range knowledge().IDs() {
			if len(id) == guidLength {
				continue // activation ids are copied, not typed
			}
			if !strings.ContainsAny(id, " \t'\"\\$`()[]{}*?!;&|<>#~") { // shells would take it apart
				out = append(out, id)
			}
		}
	}
	return out
}
