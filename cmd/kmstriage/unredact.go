package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"kmstriage/analyze/redact"
	"kmstriage/parse/bundle"
)

type unredactCmd struct {
	File     string `arg:"" takes:"file" help:"Copy of a bundle or report of one, or - for standard input."`
	mapFlags `embed:""`
	Out      string `short:"o" name:"output" takes:"file" placeholder:"FILE" help:"Where it is written (a text: default standard output)."`
	Quiet    bool   `short:"q" setting:"" help:"No notes and no progress; errors stay."`
}

func (c *unredactCmd) folders() []string { return append(foldersOf(c.Out), c.mapFlags.folders()...) }

// maxUnredacted bounds what is put right, in bytes: a report of ten thousand bundles.
const maxUnredacted = 1 << 30

// run puts the names of a map back.
func (c *unredactCmd) run(_ context.Context, s streams) error {
	switch {
	case c.Map == "":
		return usageError{"unredact: give the map that redact wrote (--map)"}
	case c.Out != "" && (sameFile(c.File, c.Out) || sameFile(c.Map, c.Out)):
		return usageError{fmt.Sprintf("--output: %s is an input: it would be overwritten", c.Out)}
	}
	if _, err := os.Stat(c.Map); err != nil {
		return usageError{fmt.Sprintf("--map %s: %s", c.Map, plain(err))}
	}
	keep, err := c.keeper(s)
	if err != nil {
		return err
	}
	b, err := c.read(s)
	if err != nil {
		return statusError{exitPartial, err}
	}
	out, err := restored(keep.m.Restorer(), b, c.Out == "")
	if err != nil {
		return err
	}
	if c.Out == "" {
		if _, err := s.out.Write(out); err != nil {
			return fmt.Errorf("write to standard output: %w", err)
		}
		return nil
	}
	if err := replaceFile(c.Out, out, ownerOnly); err != nil {
		return statusError{exitFailed, err}
	}
	if !c.Quiet {
		say(s.err, "wrote %s (%s)", c.Out, size(int64(len(out))))
	}
	return nil
}

func (c *unredactCmd) read(s streams) ([]byte, error) {
	in := s.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("no such file: %s. Check the path", c.File)
		}
		if err != nil {
			return nil, fmt.Errorf("open %s: %s", c.File, plain(err))
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxUnredacted+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %s", c.File, plain(err))
	case len(b) > maxUnredacted:
		return nil, fmt.Errorf("%s is longer than %d MiB", c.File, maxUnredacted>>20)
	}
	return b, nil
}

// restored is a copy of a bundle, or a text, with its names.
func restored(x *redact.Restorer, b []byte, toScreen bool) ([]byte, error) {
	if bundle.Archive(b[:min(len(b), 512)]) == "" {
		return x.File(b)
	}
	if toScreen {
		return nil, usageError{"unredact: an archive is not for standard output: name a file (-o)"}
	}
	in, err := bundle.FromReader("-", bytes.NewReader(b), bundle.DefaultLimits())
	if err != nil {
		return nil, statusError{exitPartial, err}
	}
	defer in.Close()
	out, err := x.Bundle(in)
	if err != nil {
		return nil, statusError{exitPartial, err}
	}
	return out.Zip()
}
