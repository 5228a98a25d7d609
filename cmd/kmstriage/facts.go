package main

import (
	"context"

	"kmstriage/parse/fact"
)

type factsCmd struct {
	inputFlags `embed:""`
	talkFlags  `embed:""`
}

func (c *factsCmd) run(ctx context.Context, s streams) error {
	return onOne{"facts", c.inputFlags, c.talkFlags, func(loaded) bool { return true }, fact.Save}.run(ctx, s)
}
