package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/redact"
	"kmstriage/parse/bundle"
)

type redactCmd struct {
	inputFlags `embed:""`
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
	var capsule *redact.Capsule
	var failed error
	found := 0
	var one sync.Mutex
	ls, err := loadAnd(ctx, c.inputFlags, c.talkFlags, s, func(b *bundle.Bundle, l loaded) {
		if l.set == nil || !l.recognised {
			return
		}
		one.Lock()
		defer one.Unlock()
		if found++; found == 1 {
			capsule, failed = capsuleOf(b, l)
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
	return c.write(s, capsule, o)
}

// maxKeys is how many secrets are tried where none is given: words that fall into another order can change which of equal
// pieces of evidence is named first.
const maxKeys = 3

func capsuleOf(b *bundle.Bundle, l loaded) (c *redact.Capsule, err error) {
	for range maxKeys {
		c, err = redact.Bundle(b, l.set, redact.Options{Map: redact.NewMap(), Public: publicID})
		var no redact.Refusal
		if !errors.As(err, &no) {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("no copy is written of %s: %w", l.path, err)
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

func (c *redactCmd) write(s streams, capsule *redact.Capsule, o outcome) error {
	b, err := capsule.Zip()
	if err != nil {
		return statusError{exitFailed, err}
	}
	if err := replaceFile(c.Out, b); err != nil {
		return statusError{exitFailed, err}
	}
	if !c.Quiet {
		if n := len(capsule.Left); n > 0 {
			say(s.err, "left out, since no rule reads them: %s", few(capsule.Left))
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

// replaceFile writes a file whole or not at all.
func replaceFile(path string, b []byte) error {
	k := &sink{path: path}
	if err := k.prepare(); err != nil {
		return err
	}
	defer k.discard()
	if _, err := k.temp.Write(b); err != nil {
		return cannotWrite(path, err)
	}
	if err := k.temp.Sync(); err != nil {
		return cannotWrite(path, err)
	}
	if _, err := k.publish(); err != nil {
		return cannotWrite(filepath.Clean(path), err)
	}
	return nil
}
