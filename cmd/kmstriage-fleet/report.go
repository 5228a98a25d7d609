package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"kmstriage/analyze/report"
	"kmstriage/analyze/text"
)

type reportCmd struct {
	Format string   `short:"f" default:"text" placeholder:"FORMAT" help:"Format on standard output: text, json, ndjson, csv, md or html."`
	Output []string `short:"o" sep:"none" placeholder:"FORMAT=FILE" help:"Another format into a file, or sqlite=FILE, a store as kmstriage keeps it (repeatable)."`
	Lang   string   `enum:"${languages}" default:"en" help:"Language of text, md and html: ${languages}."`
	Jobs   int      `short:"j" placeholder:"N" help:"Bundles judged at a time (default: one a processor)."`
}

const pipeWidth = 80

func (c *reportCmd) run(ctx context.Context, name string, s streams) error {
	format, ok := report.ByName(c.Format)
	if !ok {
		return statusError{exitUsage, fmt.Errorf("unknown format %q: want one of %s", c.Format, strings.Join(report.Names(), ", "))}
	}
	outs, err := c.outs()
	if err != nil {
		return statusError{exitUsage, err}
	}
	lang, err := text.Find(c.Lang)
	if err != nil {
		return err
	}
	if c.Jobs <= 0 {
		c.Jobs = runtime.GOMAXPROCS(0)
	}
	db, q, err := openThere(ctx, name)
	if err != nil {
		return err
	}
	defer db.Close()
	y, err := judge(ctx, db, q, c.Jobs)
	if err != nil {
		return err
	}
	v := report.View{Width: pipeWidth, Unicode: true, Lang: lang}
	for _, o := range outs {
		if err := o.write(y, v); err != nil {
			return fmt.Errorf("write %s: %w", o.path, err)
		}
		fmt.Fprintf(s.err, "kmstriage-fleet: wrote %s\n", o.path)
	}
	w := bufio.NewWriter(s.out)
	if err := errors.Join(format.Write(w, y.run, y.diagnoses(), v), w.Flush()); err != nil {
		return err
	}
	if st := y.run.Exit; st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}

// out is a file that a report is written into, whole or not at all.
type out struct {
	format string
	path   string
}

func (c *reportCmd) outs() (all []out, err error) {
	for _, o := range c.Output {
		f, path, ok := strings.Cut(o, "=")
		if _, known := report.ByName(f); !ok || path == "" || !known && f != "sqlite" {
			return nil, fmt.Errorf("--output %q: want FORMAT=FILE, like json=run.json; formats are %s, sqlite", o, strings.Join(report.Names(), ", "))
		}
		all = append(all, out{f, path})
	}
	return all, nil
}

func (o out) write(y *judged, v report.View) error {
	if o.format == "sqlite" {
		return y.store(o.path)
	}
	f, _ := report.ByName(o.format)
	temp, err := os.CreateTemp(filepath.Dir(o.path), "."+filepath.Base(o.path)+".*")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(temp)
	err = errors.Join(f.Write(w, y.run, y.diagnoses(), v), w.Flush(), temp.Chmod(0o644), temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), o.path)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return err
}
