package main

import (
	"context"
	"path/filepath"
	"strings"

	"kmstriage/analyze/report"
)

// load reads every bundle of the input, in order. Of an interrupted run it returns what is finished.
func load(ctx context.Context, in inputFlags, t talkFlags, s streams) ([]loaded, error) {
	jobs, err := in.jobs()
	if err != nil {
		return nil, err
	}
	paths, err := in.paths(s)
	if err != nil {
		return nil, err
	}
	l := newLoader(s)
	defer l.close()
	units := l.plan(paths)
	p := newProgress(t, s, len(units))
	results, ok := inParallel(ctx, len(units), jobs, func(i int) []loaded { return units[i].load() }, p.done)
	p.clear()
	var out []loaded
	for i, r := range results {
		if ok[i] {
			out = append(out, r...)
		}
	}
	return out, nil
}

// judge finds what applies to a run: unread inputs, none with a bundle, interruption.
func judge(ctx context.Context, ls []loaded) (outcome, []report.Unreadable) {
	o := outcome{}
	var un []report.Unreadable
	empty, full := false, false
	for _, l := range ls {
		switch {
		case l.why != "":
			o[exitPartial] = true
			un = append(un, report.Unreadable{Path: l.path, Why: l.why})
		case l.recognised():
			full = true
		default:
			empty = true
		}
	}
	// No path at all (an empty list of them) is no bundle either.
	if !full && (empty || len(ls) == 0 && ctx.Err() == nil) {
		o[exitNothing] = true
	}
	switch context.Cause(ctx) {
	case nil:
	case errTerminated:
		o[exitTerminated] = true
	default:
		o[exitInterrupted] = true
	}
	return o, un
}

// tell says on standard error what could not be read, and what to do next.
func tell(s streams, o outcome, un []report.Unreadable) {
	for _, u := range un {
		name := filepath.Base(u.Path)
		switch rest, own := strings.CutPrefix(u.Why, `"`+name+`" `); {
		case own:
			say(s.err, "%s %s", u.Path, rest)
		case strings.HasPrefix(u.Why, "no such file"):
			hint := "Check the path"
			if v := verbLike(u.Path); v != "" {
				hint = "Did you mean the command '" + v + "'?"
			}
			say(s.err, "%s: %s. %s", u.Why, u.Path, hint)
		default:
			say(s.err, "cannot read %s: %s", u.Path, u.Why)
		}
	}
	if o[exitNothing] {
		say(s.err, "no bundle in the input: no file of the support diagnostic was recognised. kmstriage ls shows what is there")
	}
	if o[exitInterrupted] || o[exitTerminated] {
		say(s.err, "interrupted: the report holds what was finished")
	}
}
