package main

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"kmstriage/analyze/report"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// load reads every bundle of the input, in order. Of an interrupted run it returns what is finished.
func load(ctx context.Context, in inputFlags, t talkFlags, s streams) ([]loaded, error) {
	return loadAnd(ctx, in, t, s, nil)
}

// loadAnd is load that shows every bundle while it can still be read; nil is not called.
func loadAnd(ctx context.Context, in inputFlags, t talkFlags, s streams, seen func(*bundle.Bundle, loaded)) ([]loaded, error) {
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
	defer l.close()
	l.seen = seen
	units := l.plan(paths)
	l.share(jobs, len(units))
	p := newProgress(t, s, units)
	var out []loaded
	line[[]loaded]{n: len(units), jobs: jobs, finished: func(i int, ls []loaded) { p.step(units[i], ls) },
		do: func(i int) []loaded { return units[i].load() },
		take: func(_ int, ls []loaded) bool {
			out = append(out, ls...)
			return true
		}}.run(ctx)
	p.clear()
	return out, nil
}

// judge finds what applies to a run: unread inputs, none with a bundle, interruption. full tells that there was a bundle
// besides those of which the run must tell.
func judge(ctx context.Context, ls []loaded, full bool) (outcome, []report.Unreadable) {
	o := outcome{}
	var un []report.Unreadable
	empty := false
	for _, l := range ls {
		switch {
		case l.why != "":
			o[exitPartial] = true
			un = append(un, report.Unreadable{Path: fact.Hidden(l.path), Why: fact.Hidden(l.why), Partly: l.partly})
		case l.recognised:
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
func tell(s streams, o outcome, ls []loaded, inputs int) {
	for _, l := range ls {
		switch {
		case l.why == "":
		case strings.HasPrefix(l.why, "no such file"):
			hint := "Check the path"
			if v := verbLike(l.path); v != "" {
				hint = "Did you mean the command '" + v + "'?"
			}
			say(s.err, "%s: %s. %s", l.why, l.path, hint)
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
func sentence(l loaded) string {
	rest, verb := l.why, "cannot read "
	if r, ok := strings.CutPrefix(rest, verb); ok {
		rest = r
	}
	if q, err := strconv.QuotedPrefix(rest); err == nil {
		if name, err := strconv.Unquote(q); err == nil && strings.HasSuffix(filepath.ToSlash(l.path), filepath.ToSlash(name)) {
			rest = strings.TrimPrefix(rest, q)
			if after, ok := strings.CutPrefix(rest, ": "); ok { // of the operating system, which never says what next
				return verb + l.path + ": " + after + ". Check the path and who may read it"
			}
			return l.path + rest
		}
	}
	if l.partly {
		return l.path + ": " + rest
	}
	return verb + l.path + ": " + rest
}

// maxNothing bounds the lines about inputs in which nothing was recognised.
const maxNothing = 10

func tellNothing(s streams, ls []loaded, inputs int) {
	n := 0
	for _, l := range ls {
		if l.recognised || l.why != "" {
			continue
		}
		if n++; n <= maxNothing {
			say(s.err, "no bundle in %s: %s. Ask for the collected files; kmstriage ls shows what is there", l.path, l.what)
		}
	}
	switch {
	case n > maxNothing:
		say(s.err, "no bundle in %d more inputs", n-maxNothing)
	case inputs == 0:
		say(s.err, "no bundle in the input: no path was given. Name an archive or a folder")
	}
}
