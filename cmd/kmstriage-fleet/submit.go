package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"kmstriage/cmd/kmstriage-fleet/queue"
	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/cmd/kmstriage-fleet/source"
)

type submitCmd struct {
	s3Flags   `embed:""`
	Paths     []string `arg:"" optional:"" help:"Archives, folders, s3://BUCKET/PREFIX."`
	FilesFrom string   `placeholder:"FILE" help:"Also the paths in a file, one a line; - is standard input."`
	Renew     bool     `help:"All that another version of this program has read, wherever it lay."`
	Again     bool     `help:"Read again what this version has read too."`
	Attempts  int      `default:"3" help:"How often a bundle is tried before it is given up."`
}

// batchSize is how many jobs go into the queue in one transaction.
const batchSize = 500

// submission counts what a command put into the queue.
type submission struct {
	ctx     context.Context
	db      *results.DB
	q       *queue.Queue
	c       *submitCmd
	again   string
	pending []queue.Args

	found, fresh int
}

func (c *submitCmd) run(ctx context.Context, name string, s streams) error {
	paths, err := c.paths()
	if err != nil {
		return err
	}
	switch {
	case len(paths) == 0 && !c.Renew:
		return statusError{exitUsage, errors.New("nothing to submit: name an archive, a folder or s3://BUCKET/PREFIX")}
	case c.Attempts < 1:
		return statusError{exitUsage, errors.New("--attempts: want 1 or more")}
	}
	db, q, err := openQueue(ctx, name)
	if err != nil {
		return err
	}
	defer db.Close()
	x := &submission{ctx: ctx, db: db, q: q, c: c}
	if c.Again {
		x.again = time.Now().UTC().Format(time.RFC3339Nano)
	}
	var failed []error
	for _, p := range paths {
		if err := x.path(p); err != nil {
			failed = append(failed, err)
			complain(s, err)
		}
	}
	if c.Renew {
		if err := db.Stale(ctx, build(), x.add); err != nil {
			return err
		}
	}
	if err := x.flush(); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d found, %d submitted, %d read before or waiting\n", x.found, x.fresh, x.found-x.fresh)
	if len(failed) > 0 {
		return statusError{exitPartial, errors.New("")}
	}
	return nil
}

func (c *submitCmd) paths() ([]string, error) {
	if c.FilesFrom == "" {
		return c.Paths, nil
	}
	in := os.Stdin
	if c.FilesFrom != "-" {
		f, err := os.Open(c.FilesFrom)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	out := c.Paths
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if p := strings.TrimRight(lines.Text(), "\r"); p != "" {
			out = append(out, p)
		}
	}
	return out, lines.Err()
}

func (x *submission) path(p string) error {
	if source.IsBucket(p) {
		return x.c.s3().Bucket(x.ctx, p, x.add)
	}
	objects, err := source.Files(p)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if err := x.add(o); err != nil {
			return err
		}
	}
	return nil
}

// add has an object read, unless this build has.
func (x *submission) add(o source.Object) error {
	x.found++
	if x.again == "" {
		known, err := x.db.Unchanged(x.ctx, o.Location, o.Stamp, build())
		if err != nil || known {
			return err
		}
	}
	x.pending = append(x.pending, queue.ArgsOf(o, build(), x.again))
	if len(x.pending) < batchSize {
		return nil
	}
	return x.flush()
}

func (x *submission) flush() error {
	if len(x.pending) == 0 {
		return nil
	}
	n, err := x.q.Submit(x.ctx, x.pending, x.c.Attempts)
	x.fresh += n
	x.pending = x.pending[:0]
	return err
}
