package main

import (
	"context"
	"io"

	"kmstriage/analyze"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/parse/fact"
)

type replyCmd struct {
	inputFlags `embed:""`
	givenFlags `embed:""`
	talkFlags  `embed:""`
	Lang       string `enum:"en" default:"en" setting:"" help:"Language of the letter: en."`
}

// run writes one letter about one bundle.
func (c *replyCmd) run(ctx context.Context, s streams) error {
	given, err := c.given()
	if err != nil {
		return err
	}
	letter := func(w io.Writer, set *fact.Set) error {
		return report.WriteReply(w, analyze.Diagnose(set, nil, given, rule.All), c.view(s))
	}
	return onOne{"reply", c.inputFlags, c.talkFlags, func(l loaded) bool { return l.recognised }, letter}.run(ctx, s)
}
