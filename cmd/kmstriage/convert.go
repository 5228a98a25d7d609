package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/parse/fact"
)

type convertCmd struct {
	Run         string `arg:"" name:"run.json" takes:"file" help:"What -f json or -f ndjson wrote, or - for standard input."`
	outputFlags `embed:""`
	redactFlags `embed:""`
	talkFlags   `embed:""`
	langFlag    `embed:""`
}

// run renders a saved run again. Its own outcome stands in the result; the exit status is that of the conversion.
func (c *convertCmd) run(_ context.Context, s streams) error {
	format, err := formatNamed(c.Format)
	if err != nil {
		return err
	}
	view, err := c.speak(c.view(s))
	if err != nil {
		return err
	}
	targets, err := c.targets([]string{c.Run})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(targets, func(t target) bool { _, is := t.(*storeTarget); return is }) {
		return usageError{"convert writes no sqlite: a store keeps what was read of the bundles, which a saved run does not hold"}
	}
	hide, err := c.cloak(s)
	if err != nil {
		return err
	}
	r, ds, err := c.saved(s)
	if err != nil {
		return statusError{exitPartial, err}
	}
	if err := hide.saved(&r, ds); err != nil {
		return err
	}
	if err := prepare(targets); err != nil {
		return err
	}
	defer discard(targets)
	err = writeAll(s, job{format, targets, r, report.These(ds...), view, c.Quiet}, outcomeOf(r.Outcome))
	var failed statusError
	if errors.As(err, &failed) {
		return statusError{exitFailed, failed.err}
	}
	return err
}

func (c *convertCmd) saved(s streams) (report.Run, []*analyze.Diagnosis, error) {
	in := io.Reader(s.in)
	if c.Run != "-" {
		f, err := os.Open(c.Run)
		if errors.Is(err, fs.ErrNotExist) {
			return report.Run{}, nil, fmt.Errorf("no such file: %s. Check the path", c.Run)
		}
		if err != nil {
			return report.Run{}, nil, fmt.Errorf("open run: %w", err)
		}
		defer f.Close()
		in = f
	}
	r, ds, err := report.ReadSaved(in)
	if err != nil {
		return r, nil, fmt.Errorf("cannot convert %s: %w. It must be what kmstriage -f json wrote, whole", c.Run, err)
	}
	for _, d := range ds {
		fact.HideIn(d, publishedKey)
	}
	fact.HideIn(&r, publishedKey)
	analyze.Rejoin(ds, r.Fleet, rule.All)
	if r.Fleet == nil {
		r.Fleet = analyze.NewFleet(ds)
	}
	return r, ds, nil
}

// publishedKey reports a whole key that Microsoft publishes: remedies name it.
func publishedKey(key string) bool { return catalogue.PublishedKeyEnd(key[len(key)-len("ABCDE"):]) }

// outcomeOf is the reverse of words.
func outcomeOf(words []string) outcome {
	o := outcome{}
	for _, w := range words {
		for _, p := range precedence {
			if p.word == w {
				o[p.status] = true
			}
		}
	}
	return o
}
