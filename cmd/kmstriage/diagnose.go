package main

import (
	"cmp"
	"context"
	"errors"

	"kmstriage/analyze/pack"
	"kmstriage/analyze/report"
)

type diagnoseCmd struct {
	inputFlags  `embed:""`
	outputFlags `embed:""`
	givenFlags  `embed:""`
	redactFlags `embed:""`
	talkFlags   `embed:""`
	langFlag    `embed:""`
	FailOn      string `enum:"error,warning,never" default:"never" setting:"" help:"Exit 1 on a finding this bad: error, warning or never."`

	whole bool // an interrupted run writes no report: a whole one of an earlier round is there
}

func (c *diagnoseCmd) run(ctx context.Context, s streams) error {
	format, err := formatNamed(c.Format)
	if err != nil {
		return err
	}
	view, err := c.speak(c.view(s))
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
	targets, err := c.targets(paths)
	if err != nil {
		return err
	}
	hide, err := c.hidden(s, targets)
	if err != nil {
		return err
	}
	if err := prepare(targets); err != nil {
		return err
	}
	defer discard(targets)
	y, err := c.study(ctx, s, &study{given: given, hide: hide}, targets)
	if err != nil {
		return err
	}
	hide.settle()
	o, un := y.outcome(ctx)
	if c.whole && ctx.Err() != nil {
		return statusError{o.status(), errors.New("")}
	}
	r := report.Run{Schema: report.RunSchema, Tool: tool, Bundles: len(y.sets), Unreadable: hide.unreadable(un)}
	fleet, bad, err := y.fleet(c.FailOn)
	if err != nil {
		return statusError{exitFailed, err}
	}
	r.Fleet, r.Machines = fleet, len(fleet.Machines)
	if bad {
		o[exitFindings] = true
	}
	tell(s, o, y.notes, y.inputs)
	if err := cmp.Or(hide.save(), writeAll(s, job{format, targets, r, y.diagnoses(), view, c.Quiet}, o)); err != nil {
		return err
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}

// hidden prepares what hides names, if that is asked for. A store keeps what was read, names and all.
func (c *diagnoseCmd) hidden(s streams, ts []target) (*cloak, error) {
	hide, err := c.cloak(s, c.Answers, c.Site)
	if err != nil || hide == nil {
		return nil, err
	}
	for _, t := range ts {
		if _, is := t.(*storeTarget); is {
			return nil, usageError{"--redact and sqlite do not go together: a store keeps what was read, names and all"}
		}
	}
	return hide, nil
}

// study reads the input.
func (c *diagnoseCmd) study(ctx context.Context, s streams, y *study, ts []target) (*study, error) {
	jobs, err := c.jobs()
	if err != nil {
		return nil, err
	}
	y.jobs, y.shelf = jobs, shelf{packer: &pack.Packer{}}
	if err := y.keepIn(ts); err != nil {
		return nil, statusError{exitFailed, err}
	}
	l, err := c.loader(s)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	units := l.Plan(c.Paths)
	l.Share(jobs, len(units))
	y.alone, y.progress, y.room = len(units) == 1, newProgress(c.talkFlags, s, units), newRoom(len(units), s)
	return y, y.read(ctx, units)
}

// keepIn has the store among the targets keep what is read.
func (y *study) keepIn(ts []target) (err error) {
	for _, t := range ts {
		if st, ok := t.(*storeTarget); ok {
			y.store, st.study = st, y
			if y.shelf.packer, err = st.packer(); err != nil {
				return err
			}
		}
	}
	return nil
}
