package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"kmstriage/analyze/report"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
	"kmstriage/parse/inorder"
	"kmstriage/parse/input"
)

// load reads every bundle of the input, in order. Of an interrupted run it returns what is finished. Where other runs read all of the
// input, the error ends this one with status 0.
func load(ctx context.Context, in inputFlags, t talkFlags, s streams) ([]input.Found, error) {
	return loadAnd(ctx, in, t, s, nil)
}

// loadAnd is load that shows every bundle while it can still be read; nil is not called.
func loadAnd(ctx context.Context, in inputFlags, t talkFlags, s streams, seen func(*bundle.Bundle, input.Found)) ([]input.Found, error) {
	jobs, err := in.jobs()
	if err != nil {
		return nil, err
	}
	paths, err := in.paths(s)
	if err != nil {
		return nil, err
	}
	l, err := in.loader(s)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	l.Seen = seen
	units, idle := in.plan(l, paths, t, s)
	if idle {
		return nil, statusError{exitOK, errors.New("")}
	}
	l.Share(jobs, len(units))
	p := newProgress(t, s, units)
	var out []input.Found
	inorder.Work[[]input.Found]{N: len(units), Jobs: jobs, Finished: func(i int, ls []input.Found) { p.step(units[i], ls) },
		Do: func(i int) []input.Found { return units[i].Load() },
		Take: func(_ int, ls []input.Found) bool {
			out = append(out, ls...)
			return true
		}}.Run(ctx)
	p.clear()
	return out, nil
}

// judge finds what applies to a run: unread inputs, none with a bundle, interruption. full tells that there was a bundle
// besides those of which the run must tell.
func judge(ctx context.Context, ls []input.Found, full bool) (outcome, []report.Unreadable) {
	o := outcome{}
	var un []report.Unreadable
	empty := false
	for _, l := range ls {
		switch {
		case l.Why != "":
			o[exitPartial] = true
			un = append(un, report.Unreadable{Path: fact.Hidden(l.Path), Why: fact.Hidden(l.Why), Partly: l.Partly})
		case l.Recognised:
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

// tell says on standard error, of so many inputs, what could not be read, and what to do next.
func tell(s streams, o outcome, ls []input.Found, inputs int) {
	for _, l := range ls {
		switch {
		case l.Why == "":
		case strings.HasPrefix(l.Why, "no such file"):
			hint := "Check the path"
			if v := verbLike(l.Path); v != "" {
				hint = "Did you mean the command '" + v + "'?"
			}
			say(s.err, "%s: %s. %s", l.Why, l.Path, hint)
		default:
			say(s.err, "%s", sentence(l))
		}
	}
	if o[exitNothing] {
		tellNothing(s, ls, inputs)
	}
	if o[exitInterrupted] || o[exitTerminated] {
		say(s.err, "interrupted: the report holds what was finished")
	}
}

// sentence is why an input was not read, with its path named once.
func sentence(l input.Found) string {
	rest, verb := l.Why, "cannot read "
	if r, ok := strings.CutPrefix(rest, verb); ok {
		rest = r
	}
	if q, err := strconv.QuotedPrefix(rest); err == nil {
		if name, err := strconv.Unquote(q); err == nil && strings.HasSuffix(filepath.ToSlash(l.Path), filepath.ToSlash(name)) {
			rest = strings.TrimPrefix(rest, q)
			if after, ok := strings.CutPrefix(rest, ": "); ok { // of the operating system, which never says what next
				return verb + l.Path + ": " + after + ". Check the path and who may read it"
			}
			return l.Path + rest
		}
	}
	if l.Partly {
		return l.Path + ": " + rest
	}
	return verb + l.Path + ": " + rest
}

// maxNothing bounds the lines about inputs in which nothing was recognised.
const maxNothing = 10

func tellNothing(s streams, ls []input.Found, inputs int) {
	n := 0
	for _, l := range ls {
		if l.Recognised || l.Why != "" {
			continue
		}
		if n++; n <= maxNothing {
			say(s.err, "no bundle in %s: %s. Ask for the collected files; kmstriage ls shows what is there", l.Path, l.What)
		}
	}
	switch {
	case n > maxNothing:
		say(s.err, "no bundle in %d more inputs", n-maxNothing)
	case inputs == 0:
		say(s.err, "no bundle in the input: no path was given. Name an archive or a folder")
	}
}
