package main

import (
	"fmt"
	"os"

	"kmstriage/analyze"
	"kmstriage/analyze/redact"
	"kmstriage/analyze/report"
	"kmstriage/parse/fact"
)

// redactFlags ask for reports without names.
type redactFlags struct {
	Redact   bool `setting:"" help:"Without names, addresses, keys and ids: each is replaced by the same word wherever it stands."`
	mapFlags `embed:""`
}

// cloak takes the names out of what a run shows. Nil shows everything.
type cloak struct {
	*redact.Cloak
	keep *keeper
}

// cloak prepares one, nil where none is asked for. It learns the names in files that reports quote, answers and the site, which
// a person gave and are read whole; "" is none.
func (f redactFlags) cloak(s streams, told ...string) (*cloak, error) {
	if !f.Redact {
		return nil, nil
	}
	keep, err := f.keeper(s)
	if err != nil {
		return nil, err
	}
	m := redact.NewMap()
	if keep != nil {
		m = keep.m
	}
	c := &cloak{redact.NewCloak(redact.Options{Map: m, Public: publicID}), keep}
	for _, p := range told {
		if p == "" {
			continue
		}
		b, err := os.ReadFile(p)
		if err != nil { // without its names the report would show them
			return nil, usageError{fmt.Sprintf("--redact: %s: %s", p, plain(err))}
		}
		c.LearnText(string(b))
	}
	return c, nil
}

// learn notes the names of a bundle.
func (c *cloak) learn(path string, s *fact.Set) {
	if c == nil {
		return
	}
	c.LearnPath(path)
	if s != nil {
		c.Learn(s)
	}
}

// settle ends the learning.
func (c *cloak) settle() {
	if c != nil {
		c.Settle()
	}
}

// save keeps the map, once everything was shown.
func (c *cloak) save() error {
	if c == nil {
		return nil
	}
	if err := c.keep.save(); err != nil {
		return statusError{exitFailed, fmt.Errorf("keep the map: %w", err)}
	}
	return nil
}

func (c *cloak) diagnosis(d *analyze.Diagnosis) {
	if c != nil && d != nil {
		c.Diagnosis(d)
	}
}

// shown is for anything else that is made of diagnoses; p points to it.
func (c *cloak) shown(p any) {
	if c != nil {
		c.Shown(p)
	}
}

// saved takes the names out of a saved run.
func (c *cloak) saved(r *report.Run, ds []*analyze.Diagnosis) error {
	if c == nil {
		return nil
	}
	c.LearnDiagnosis(r)
	for _, d := range ds {
		c.LearnDiagnosis(d)
	}
	c.settle()
	for _, d := range ds {
		c.diagnosis(d)
	}
	c.shown(r.Fleet)
	r.Unreadable = c.unreadable(r.Unreadable)
	return c.save()
}

func (c *cloak) unreadable(us []report.Unreadable) []report.Unreadable {
	if c == nil {
		return us
	}
	out := make([]report.Unreadable, len(us))
	for i, u := range us {
		u.Path, u.Why = c.Path(u.Path), c.Text(u.Why)
		out[i] = u
	}
	return out
}
