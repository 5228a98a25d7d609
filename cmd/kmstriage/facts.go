package main

import (
	"context"
	"io"

	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

type factsCmd struct {
	inputFlags  `embed:""`
	shardFlag   `embed:""`
	redactFlags `embed:""`
	talkFlags   `embed:""`
}

func (c *factsCmd) run(ctx context.Context, s streams) error {
	hide, err := c.cloak(s)
	if err != nil {
		return err
	}
	if c.share, err = c.shard(s); err != nil {
		return err
	}
	save := func(w io.Writer, set *fact.Set) error {
		if hide != nil {
			hide.Facts(set)
		}
		return fact.Save(w, set)
	}
	return onOne{"facts", c.inputFlags, c.talkFlags, hide, func(input.Found) bool { return true }, save}.run(ctx, s)
}
