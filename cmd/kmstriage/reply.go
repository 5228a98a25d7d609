package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"kmstriage/analyze"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/parse/fact"
)

type replyCmd struct {
	inputFlags `embed:""`
	givenFlags `embed:""`
	talkFlags  `embed:""`
	Lang       string `enum:"en" default:"en" help:"Language of the letter: en."`
}

// run writes one letter about one bundle.
func (c *replyCmd) run(ctx context.Context, s streams) error {
	given, err := c.given()
	if err != nil {
		return err
	}
	ls, err := load(ctx, c.inputFlags, c.talkFlags, s)
	if err != nil {
		return err
	}
	o, _ := judge(ctx, ls, false)
	var sets []*fact.Set
	for _, l := range ls {
		if l.set != nil && l.recognised {
			sets = append(sets, l.set)
		}
	}
	if len(sets) > 1 {
		return usageError{fmt.Sprintf("reply takes one bundle and the input holds %d: give them one by one", len(sets))}
	}
	tell(s, o, ls, len(ls))
	if len(sets) == 1 {
		var b bytes.Buffer
		if err := report.WriteReply(&b, analyze.Diagnose(sets[0], nil, given, rule.All), c.view(s)); err != nil {
			return err
		}
		if _, err := s.out.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write to standard output: %w", err)
		}
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}
