package main

import (
	"context"

	"kmstriage/analyze/pack"
)

type diagnoseCmd struct {
	inputFlags   `embed:""`
	shardFlag    `embed:""`
	verdictFlags `embed:""`

	whole bool // an interrupted run writes no report: a whole one of an earlier round is there
}

func (c *diagnoseCmd) run(ctx context.Context, s streams) error {
	v, err := c.verdict(s)
	if err != nil {
		return err
	}
	v.whole = c.whole
	if c.share, err = c.shard(s); err != nil {
		return err
	}
	paths, err := c.paths(s)
	if err != nil {
		return err
	}
	done, err := v.ready(s, paths)
	if err != nil {
		return err
	}
	defer done()
	if err := c.read(ctx, s, v, paths); err != nil {
		return err
	}
	return v.tell(ctx, s)
}

// read reads the input.
func (c *diagnoseCmd) read(ctx context.Context, s streams, v *verdict, paths []string) (err error) {
	y := v.study
	if y.jobs, err = c.jobs(); err != nil {
		return err
	}
	if err := y.keepIn(v.targets); err != nil {
		return err
	}
	l, err := c.loader(s)
	if err != nil {
		return err
	}
	defer l.Close()
	units, idle := c.plan(l, paths, c.talkFlags, s)
	l.Share(y.jobs, len(units))
	if y.idle = idle; c.share.Count > 0 {
		y.shard = c.share.String()
	}
	y.alone, y.progress, y.room = len(units) == 1, newProgress(c.talkFlags, s, units), newRoom(len(units), s)
	return y.read(ctx, units)
}

// keepIn has the store among the targets keep what is read, else memory.
func (y *study) keepIn(ts []target) error {
	y.shelf = shelf{packer: &pack.Packer{}}
	for _, t := range ts {
		if st, ok := t.(*storeTarget); ok {
			y.store, st.study = st, y
			if err := st.readyPacker(); err != nil {
				return statusError{exitFailed, err}
			}
			y.shelf.packer = st.pack
		}
	}
	return nil
}
