package main

import (
	"context"
	"fmt"
	"time"
)

type drainCmd struct {
	Resume bool `help:"Have workers take bundles again."`
}

// drainEvery is how often drain looks; longer than it takes each worker to hear of it.
const drainEvery = 3 * time.Second

func (c *drainCmd) run(ctx context.Context, name string, s streams) error {
	db, q, err := openThere(ctx, name)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Resume {
		if err := q.Resume(ctx); err != nil {
			return err
		}
		fmt.Fprintln(s.out, "workers take bundles again")
		return nil
	}
	if err := q.Pause(ctx); err != nil {
		return err
	}
	for idle := 0; idle < 2; { // a worker may not have heard of it yet
		select {
		case <-time.After(drainEvery):
		case <-ctx.Done():
			return ctx.Err()
		}
		states, err := q.States(ctx)
		if err != nil {
			return err
		}
		if idle++; states["running"] > 0 {
			idle = 0
		}
	}
	fmt.Fprintln(s.out, "drained: no bundle is being read, and workers take none until drain --resume")
	return nil
}
