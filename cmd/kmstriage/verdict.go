package main

import (
	"cmp"
	"context"
	"errors"

	"kmstriage/analyze/report"
)

// verdictFlags are those of a run over any number of bundles, wherever they come from: what a person knows besides, and what is
// written of them.
type verdictFlags struct {
	outputFlags `embed:""`
	givenFlags  `embed:""`
	redactFlags `embed:""`
	talkFlags   `embed:""`
	langFlag    `embed:""`
	FailOn      string `enum:"error,warning,never" default:"never" setting:"" help:"Exit 1 on a finding this bad: error, warning or never."`
}

// folders are those of the files that a run writes.
func (c verdictFlags) folders() []string {
	return append(c.outputFlags.folders(), c.mapFlags.folders()...)
}

// verdict is a run that is to end in reports.
type verdict struct {
	verdictFlags
	format  report.Format // on standard output
	view    report.View
	targets []target
	study   *study
	stores  int  // that are read in place of paths
	whole   bool // an interrupted run writes no report: a whole one of an earlier round is there
}

// verdict looks at the flags, before anything is read.
func (c verdictFlags) verdict(s streams) (*verdict, error) {
	format, err := formatNamed(c.Format)
	if err != nil {
		return nil, err
	}
	view, err := c.speak(c.view(s))
	if err != nil {
		return nil, err
	}
	given, err := c.given()
	if err != nil {
		return nil, err
	}
	return &verdict{verdictFlags: c, format: format, view: view, study: &study{given: given}}, nil
}

// ready readies the files that are written, none of which may be an input. What it returns lets go of them.
func (v *verdict) ready(s streams, inputs []string) (done func(), err error) {
	if v.targets, err = v.outputFlags.targets(inputs); err != nil {
		return nil, err
	}
	if v.study.hide, err = v.hidden(s); err != nil {
		return nil, err
	}
	if err := prepare(v.targets); err != nil {
		return nil, err
	}
	return func() { discard(v.targets) }, nil
}

// hidden prepares what hides names, if that is asked for. A store keeps what was read, names and all.
func (v *verdict) hidden(s streams) (*cloak, error) {
	hide, err := v.cloak(s, v.Answers, v.Site)
	if err != nil || hide == nil {
		return nil, err
	}
	for _, t := range v.targets {
		if _, is := t.(*storeTarget); is {
			return nil, usageError{"--redact and sqlite do not go together: a store keeps what was read, names and all"}
		}
	}
	return hide, nil
}

// tell says what the bundles that were read mean.
func (v *verdict) tell(ctx context.Context, s streams) error {
	y := v.study
	y.hide.settle()
	o, un := y.outcome(ctx)
	if v.whole && ctx.Err() != nil {
		return statusError{o.status(), errors.New("")}
	}
	r := report.Run{Schema: report.RunSchema, Tool: tool, Bundles: len(y.sets), Unreadable: y.hide.unreadable(un)}
	fleet, bad, err := y.fleet(v.FailOn)
	if err != nil {
		return statusError{exitFailed, err}
	}
	r.Fleet, r.Machines = fleet, len(fleet.Machines)
	if bad {
		o[exitFindings] = true
	}
	tell(s, o, y.notes, cmp.Or(y.inputs, v.stores))
	if err := cmp.Or(y.hide.save(), writeAll(s, job{v.format, v.targets, r, y.diagnoses(), v.view, v.Quiet}, o)); err != nil {
		return err
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}
