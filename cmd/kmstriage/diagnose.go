package main

import (
	"context"
	"errors"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
)

type diagnoseCmd struct {
	inputFlags  `embed:""`
	outputFlags `embed:""`
	givenFlags  `embed:""`
	talkFlags   `embed:""`
	Lang        string `enum:"en" default:"en" help:"Language of text: en."`
	FailOn      string `enum:"error,warning,never" default:"never" help:"Exit 1 on a finding this bad: error, warning or never."`
}

func (c *diagnoseCmd) run(ctx context.Context, s streams) error {
	format, err := formatNamed(c.Format)
	if err != nil {
		return err
	}
	given, err := c.given()
	if err != nil {
		return err
	}
	paths, err := c.paths(s)
	if err != nil {
		return err
	}
	// The list was read: standard input cannot be read a second time.
	c.Paths, c.FilesFrom, c.Null = paths, "", false
	sinks, err := c.sinks(paths)
	if err != nil {
		return err
	}
	if err := prepare(sinks); err != nil {
		return err
	}
	defer discard(sinks)
	var ls []loaded
	if len(paths) > 0 {
		if ls, err = load(ctx, c.inputFlags, c.talkFlags, s); err != nil {
			return err
		}
	}
	ds := diagnose(ls, given)
	o, un := judge(ctx, ls)
	r := report.Run{Schema: report.RunSchema, Tool: tool, Bundles: len(ds), Unreadable: un, Fleet: analyze.NewFleet(ds)}
	r.Machines = len(r.Fleet.Machines)
	if c.fails(ds, r.Fleet) {
		o[exitFindings] = true
	}
	tell(s, o, ls)
	if err := writeAll(s, c.talkFlags, format, sinks, &r, o, ds, c.view(s)); err != nil {
		return err
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}

// diagnose judges each bundle by its own facts and by what the others of the run tell.
func diagnose(ls []loaded, g analyze.Given) []*analyze.Diagnosis {
	out := []*analyze.Diagnosis{}
	b := batch(ls)
	for _, l := range ls {
		if l.set != nil {
			out = append(out, analyze.Diagnose(l.set, b, g, rule.All))
		}
	}
	return out
}

// batch indexes what the bundles tell each other; nil for one alone.
func batch(ls []loaded) *derive.Batch {
	var peers []*derive.Peer
	for _, l := range ls {
		if l.set != nil && l.set.Bundle.Unreadable == "" {
			peers = append(peers, derive.Summarise(l.set))
		}
	}
	return derive.NewBatch(peers)
}

// fails reports whether --fail-on asks for status 1.
func (c *diagnoseCmd) fails(ds []*analyze.Diagnosis, f *analyze.Fleet) bool {
	bad := func(fs []analyze.Finding) bool {
		for _, x := range fs {
			if x.Severity == analyze.Error || x.Severity == analyze.Warning && c.FailOn == "warning" {
				return true
			}
		}
		return false
	}
	if c.FailOn == "never" {
		return false
	}
	for _, d := range ds {
		if bad(d.Findings) {
			return true
		}
	}
	return bad(f.Findings)
}
