package main

import (
	"context"
	"fmt"
)

type retryCmd struct {
	Jobs []int64 `arg:"" optional:"" help:"Numbers of jobs, as status --dead lists them (default: all that were given up)."`
}

func (c *retryCmd) run(ctx context.Context, name string, s streams) error {
	db, q, err := openThere(ctx, name)
	if err != nil {
		return err
	}
	defer db.Close()
	n, err := q.Retry(ctx, c.Jobs)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d put back into the queue\n", n)
	return nil
}
