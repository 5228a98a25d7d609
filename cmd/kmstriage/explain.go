package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/parse/artifact"
	"kmstriage/parse/fact"
)

// knowledge is what can be told without a bundle.
func knowledge() *report.Knowledge {
	k := &report.Knowledge{Rules: rule.All}
	for _, a := range artifact.All {
		k.Artifacts = append(k.Artifacts, report.ArtifactKind{Kind: a.Kind, Doc: a.Doc, Names: a.Names, Supply: a.Supply, Expected: a.Expected, Yields: a.Yields})
	}
	return k
}

// colorFlag is all that changes the look of what needs no bundle.
type colorFlag struct {
	Color string `enum:"auto,always,never" default:"auto" setting:"" help:"Colour: auto, always or never."`
}

func (c colorFlag) view(s streams) report.View { return talkFlags{Color: c.Color}.view(s) }

type explainCmd struct {
	ID        string `arg:"" name:"id-or-code" takes:"id" help:"Rule, section, question, kind of file, error code (0xC004F074, C004F074, decimal, negative), event id, licence state, key type, activation id, or a word of a report such as not-listed or pinned."`
	Format    string `short:"f" default:"text" takes:"text,json" setting:"" placeholder:"FORMAT" help:"Format: text or json."`
	langFlag  `embed:""`
	colorFlag `embed:""`
}

// suggestions is how many near ids are named behind one that is not known.
const suggestions = 3

func (c *explainCmd) run(_ context.Context, s streams) error {
	if c.Format != "text" && c.Format != "json" {
		return usageError{fmt.Sprintf("unknown format %q: want text or json", c.Format)}
	}
	k := knowledge()
	xs := k.Explain(c.ID)
	if len(xs) == 0 {
		return statusError{exitNothing, fmt.Errorf("nothing is known of %q. The nearest: %s. kmstriage rules lists every rule",
			c.ID, strings.Join(nearest(c.ID, k.IDs(), suggestions), ", "))}
	}
	if c.Format == "json" {
		return report.WriteExplanationsJSON(s.out, xs)
	}
	v, err := c.speak(c.view(s))
	if err != nil {
		return err
	}
	k.Lang = v.Lang
	return report.WriteExplanations(s.out, k.Explain(c.ID), v)
}

// negative is an error code as a signed number, which looks like a flag.
var negative = regexp.MustCompile(`^-[0-9]{2,10}$`)

// unsigned writes the negative code behind explain as the parser of flags lets it pass.
func unsigned(args []string) []string {
	if len(args) == 0 || args[0] != "explain" {
		return args
	}
	out := append([]string(nil), args...)
	for i, a := range out {
		if negative.MatchString(a) {
			if c, err := fact.ParseCode(a); err == nil {
				out[i] = c.String()
			}
		}
	}
	return out
}

// catalogueFlags are those of the verbs that list a catalogue.
type catalogueFlags struct {
	Format    string `short:"f" default:"text" takes:"text,json,md" setting:"" placeholder:"FORMAT" help:"Format: text, json or md."`
	colorFlag `embed:""`
}

func (c *catalogueFlags) show(s streams, text func(io.Writer, report.View) error, json, md func(io.Writer) error) error {
	switch c.Format {
	case "text":
		return text(s.out, c.view(s))
	case "json":
		return json(s.out)
	case "md":
		return md(s.out)
	}
	return usageError{fmt.Sprintf("unknown format %q: want text, json or md", c.Format)}
}

type rulesCmd struct {
	catalogueFlags `embed:""`
}

func (c *rulesCmd) run(_ context.Context, s streams) error {
	k := knowledge()
	return c.show(s, k.WriteRules, k.WriteRulesJSON, k.WriteRulesMarkdown)
}

type artifactsCmd struct {
	catalogueFlags `embed:""`
}

func (c *artifactsCmd) run(_ context.Context, s streams) error {
	k := knowledge()
	return c.show(s, k.WriteArtifacts, k.WriteArtifactsJSON, k.WriteArtifactsMarkdown)
}
