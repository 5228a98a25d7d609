package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/pack"
	"kmstriage/analyze/report"
)

type diffCmd struct {
	Old         string `arg:"" takes:"path" help:"The older bundle or folder of bundles, or a run of a store: runs.sqlite#3, runs.sqlite (the run before the newest)."`
	New         string `arg:"" takes:"path" help:"The newer one; of a store runs.sqlite is the newest run."`
	Format      string `short:"f" default:"text" takes:"text,json" setting:"" placeholder:"FORMAT" help:"Format: text or json."`
	readFlags   `embed:""`
	givenFlags  `embed:""`
	redactFlags `embed:""`
	langFlag    `embed:""`
	talkFlags   `embed:""`
}

// run says what changed between two collections. That something is still wrong is no failure: the status is that of reading.
func (c *diffCmd) run(ctx context.Context, s streams) error {
	if c.Format != "text" && c.Format != "json" {
		return usageError{fmt.Sprintf("unknown format %q: want text or json", c.Format)}
	}
	if err := c.limitFlags.check(); err != nil {
		return err
	}
	v, err := c.speak(c.view(s))
	if err != nil {
		return err
	}
	given, err := c.given()
	if err != nil {
		return err
	}
	hide, err := c.cloak(s, c.Answers, c.Site)
	if err != nil {
		return err
	}
	o := outcome{}
	var sides [2][]*analyze.Diagnosis
	for i, path := range []string{c.Old, c.New} {
		var err error
		if sides[i], err = c.side(ctx, s, path, i, &study{given: given, hide: hide}, o); err != nil {
			return err
		}
	}
	ss := analyze.CompareRuns(sides[0], sides[1])
	hide.settle()
	hide.shown(&ss)
	if err := hide.save(); err != nil {
		return err
	}
	if c.Format == "json" {
		err = report.WriteSinceJSON(s.out, ss)
	} else {
		err = report.WriteSince(s.out, ss, v)
	}
	if err != nil {
		return err
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}

// folders are those of the map and of stores: SQLite may have to finish there what a killed run began.
func (c *diffCmd) folders() []string {
	out := c.mapFlags.folders()
	for side, path := range []string{c.Old, c.New} {
		if file, _, ok := storedRun(path, side); ok {
			out = append(out, foldersOf(file)...)
		}
	}
	return out
}

// side reads one of the two, and notes in o what applies to it.
func (c *diffCmd) side(ctx context.Context, s streams, path string, side int, y *study, o outcome) ([]*analyze.Diagnosis, error) {

	y.shelf = shelf{packer: &pack.Packer{}}
	var err error
	if y.jobs, err = c.jobs(); err != nil {
		return nil, err
	}
	if file, run, ok := storedRun(path, side); ok {
		st := &storeTarget{path: file, study: y}
		y.store = st
		defer st.close()
		if err := st.restore(run); err != nil {
			return nil, statusError{exitPartial, err}
		}
	} else {
		l, err := c.loader(s)
		if err != nil {
			return nil, err
		}
		defer l.Close()
		units := l.Plan([]string{path})
		y.alone, y.progress, y.room = len(units) == 1, newProgress(c.talkFlags, s, units), newRoom(len(units), s)
		if err := y.read(ctx, units); err != nil {
			return nil, err
		}
	}
	now, _ := y.outcome(ctx)
	for k := range now {
		o[k] = true
	}
	tell(s, now, y.notes, y.inputs)
	var ds []*analyze.Diagnosis
	for d, err := range y.judged(false) {
		if err != nil {
			return nil, statusError{exitFailed, err}
		}
		ds = append(ds, d)
	}
	return ds, nil
}

// storedRun takes "FILE#N" and a bare store apart. Of a bare one the older side is the run before the newest.
func storedRun(path string, side int) (file string, run int64, ok bool) {
	if f, n, cut := strings.Cut(path, "#"); cut {
		if v, err := strconv.ParseInt(n, 10, 64); err == nil && v > 0 && isStore(f) {
			return f, v, true
		}
	}
	return path, int64(side) - 1, isStore(path)
}

// isStore looks at the first bytes of a file.
func isStore(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	const magic = "SQLite format 3\x00"
	head := make([]byte, len(magic))
	n, _ := f.Read(head)
	return string(head[:n]) == magic
}
