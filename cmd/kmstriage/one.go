package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

// onOne is a command that takes one bundle.
type onOne struct {
	verb   string
	in     inputFlags
	talk   talkFlags
	hide   *cloak // learns of the bundle before write is called
	wanted func(input.Found) bool
	write  func(io.Writer, *fact.Set) error
}

// run reads the input, writes what there is to say of the bundle, whole or not at all, and tells on standard error what
// could not be read.
func (x onOne) run(ctx context.Context, s streams) error {
	ls, err := load(ctx, x.in, x.talk, s)
	if err != nil {
		return err
	}
	o, _ := judge(ctx, ls, false)
	var sets []*fact.Set
	for _, l := range ls {
		if l.Set != nil && x.wanted(l) {
			sets = append(sets, l.Set)
		}
	}
	if len(sets) > 1 {
		return usageError{fmt.Sprintf("%s takes one bundle and the input holds %d: give them one by one", x.verb, len(sets))}
	}
	tell(s, o, ls, len(ls))
	if len(sets) == 1 {
		for _, l := range ls {
			x.hide.learn(l.Path, l.Set)
		}
		x.hide.settle()
		var b bytes.Buffer
		if err := x.write(&b, sets[0]); err != nil {
			return err
		}
		if _, err := s.out.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write to standard output: %w", err)
		}
		if err := x.hide.save(); err != nil {
			return err
		}
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}
