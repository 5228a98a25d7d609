package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"kmstriage/parse/fact"
)

type factsCmd struct {
	inputFlags `embed:""`
	talkFlags  `embed:""`
}

func (c *factsCmd) run(ctx context.Context, s streams) error {
	ls, err := load(ctx, c.inputFlags, c.talkFlags, s)
	if err != nil {
		return err
	}
	o, _ := judge(ctx, ls, false)
	var sets []*fact.Set
	for _, l := range ls {
		if l.set != nil {
			sets = append(sets, l.set)
		}
	}
	if len(sets) > 1 {
		return usageError{fmt.Sprintf("facts takes one bundle and the input holds %d: give them one by one", len(sets))}
	}
	tell(s, o, ls, len(ls))
	if len(sets) == 1 {
		var b bytes.Buffer
		if err := fact.Save(&b, sets[0]); err != nil {
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
