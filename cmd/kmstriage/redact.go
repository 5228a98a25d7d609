package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/redact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/input"
)

type redactCmd struct {
	inputFlags `embed:""`
	mapFlags   `embed:""`
	Out        string `short:"o" name:"output" required:"" takes:"file" placeholder:"FILE.zip" help:"Where the copy is written."`
	talkFlags  `embed:""`
}

// run writes the capsule of one bundle, or nothing.
func (c *redactCmd) run(ctx context.Context, s streams) error {
	paths, err := c.paths(s)
	if err != nil {
		return err
	}
	c.Paths, c.FilesFrom, c.Null = paths, "", false
	for _, p := range paths {
		if sameFile(p, c.Out) {
			return usageError{fmt.Sprintf("--output: %s is an input: it would be overwritten", c.Out)}
		}
	}
	keep, err := c.keeper(s)
	if err != nil {
		return err
	}
	if keep != nil && sameFile(c.Out, keep.path) {
		return usageError{fmt.Sprintf("--output: %s is the map: it would be overwritten", c.Out)}
	}
	var capsule *redact.Capsule
	var failed error
	found := 0
	var one sync.Mutex
	ls, err := loadAnd(ctx, c.inputFlags, c.talkFlags, s, func(b *bundle.Bundle, l input.Found) {
		if l.Set == nil || !l.Recognised {
			return
		}
		one.Lock()
		defer one.Unlock()
		if found++; found == 1 {
			capsule, failed = capsuleOf(b, l, keep)
		}
	})
	if err != nil {
		return err
	}
	o, _ := judge(ctx, ls, found > 0)
	tell(s, o, ls, len(ls))
	switch {
	case found > 1:
		return usageError{fmt.Sprintf("redact takes one bundle and the input holds %d: give them one by one", found)}
	case failed != nil:
		return statusError{exitPartial, failed}
	case capsule == nil && o.status() == exitOK:
		return statusError{exitPartial, errors.New("redact takes a bundle, and saved facts are none: give what they were read of")}
	case capsule == nil || ctx.Err() != nil:
		return statusError{o.status(), errors.New("")}
	}
	return c.write(s, capsule, keep, o)
}

func (c *redactCmd) folders() []string { return append(foldersOf(c.Out), c.mapFlags.folders()...) }

// maxKeys is how many secrets are tried where none is given: words that fall into another order can change which of equal
// pieces of evidence is named first.
const maxKeys = 3

func capsuleOf(b *bundle.Bundle, l input.Found, keep *keeper) (c *redact.Capsule, err error) {
	for range maxKeys {
		m := redact.NewMap()
		if keep != nil {
			m = keep.m
		}
		c, err = redact.Bundle(b, l.Set, redact.Options{Map: m, Public: publicID})
		var no redact.Refusal
		if !errors.As(err, &no) || keep != nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("no copy is written of %s: %w", l.Path, err)
	}
	return c, nil
}

// publicID reports what the catalogue knows: ids of products and applications, and the ends of the keys that Microsoft
// publishes.
func publicID(id string) bool {
	if _, ok := catalogue.ProductByID(id); ok {
		return true
	}
	return catalogue.AppOf(id) != "" || catalogue.PublishedKeyEnd(id)
}

func (c *redactCmd) write(s streams, capsule *redact.Capsule, keep *keeper, o outcome) error {
	b, err := capsule.Zip()
	if err != nil {
		return statusError{exitFailed, err}
	}
	// The map first: a copy whose names nobody can put back is worth less than a map without its copy.
	if err := keep.save(); err != nil {
		return statusError{exitFailed, err}
	}
	if err := replaceFile(c.Out, b, anybody); err != nil {
		return statusError{exitFailed, err}
	}
	if !c.Quiet {
		if keep != nil {
			say(s.err, "wrote %s: with it and its passphrase kmstriage unredact puts the names back. Keep it apart from the copy", keep.path)
		}
		if n := len(capsule.Left); n > 0 {
			say(s.err, "left out, since the diagnosis does not need them: %s", few(capsule.Left))
		}
		if capsule.Whole {
			say(s.err, "every line is in the copy: with fewer the diagnosis would have changed. Look through it before it is shared")
		}
		say(s.err, "wrote %s (%s, %d files): the diagnosis is the same, and none of the names was found in it", c.Out, size(int64(len(b))), len(capsule.Files))
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}

// maxNamed bounds the files that a message names.
const maxNamed = 5

func few(names []string) string {
	if len(names) <= maxNamed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNamed], ", "), len(names)-maxNamed)
}
