package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kmstriage/analyze/report"
)

// outputFlags say which formats go where.
type outputFlags struct {
	Format string   `short:"f" default:"text" takes:"text,json,ndjson,csv,md,html" setting:"" placeholder:"FORMAT" help:"Format on standard output: text, json, ndjson, csv, md or html."`
	Output []string `short:"o" sep:"none" takes:"output" placeholder:"FORMAT=FILE" help:"Another format into a file (repeatable)."`
}

// folders are those of the files. Of a store that is a link its own folder is one too: SQLite writes beside the file itself.
func (o outputFlags) folders() []string {
	var out []string
	for _, v := range o.Output {
		_, path, _ := strings.Cut(v, "=")
		if isFolder(path) {
			out = append(out, path)
		}
		out = append(out, foldersOf(path)...)
	}
	return out
}

// foldersOf are those that writing a file needs; none of "".
func foldersOf(path string) []string {
	if path == "" {
		return nil
	}
	out := []string{filepath.Dir(path)}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		out = append(out, filepath.Dir(real))
	}
	return out
}

// target is a file that a run writes beside standard output. It is prepared before the work, filled, perhaps more than
// once, and published: before that nothing of it is to be seen under its name.
type target interface {
	name() string
	prepare() error
	fill(r report.Run, ds report.Diagnoses, v report.View) error
	publish() (size int64, err error)
	discard() // what was not published
	close()
}

// sink is a file of one of the formats.
type sink struct {
	format report.Format
	path   string
	temp   *os.File
}

func (k *sink) name() string { return k.path }

// storeFormat is what -o takes beside the formats; it is no stream of bytes and so none of them.
const storeFormat = "sqlite"

func formatNamed(name string) (report.Format, error) {
	f, ok := report.ByName(name)
	if !ok {
		return f, usageError{fmt.Sprintf("unknown format %q: want one of %s", name, strings.Join(report.Names(), ", "))}
	}
	return f, nil
}

// targets checks -o before anything runs.
func (o outputFlags) targets(inputs []string) ([]target, error) {
	var out []target
	seen := map[string]bool{}
	for _, v := range o.Output {
		name, path, ok := strings.Cut(v, "=")
		if !ok || path == "" {
			return nil, usageError{fmt.Sprintf("--output %q: want FORMAT=FILE, like json=run.json", v)}
		}
		if path == "-" {
			return nil, usageError{"--output to - : standard output is for --format"}
		}
		abs, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		if seen[abs] {
			return nil, usageError{fmt.Sprintf("--output: %s is given twice", path)}
		}
		seen[abs] = true
		switch input := slices.ContainsFunc(inputs, func(in string) bool { return sameFile(in, path) }); {
		case input && name == "html" && isFolder(path):
			return nil, usageError{fmt.Sprintf("--output: %s is an input: the next run would read the reports with it; name another folder", path)}
		case input:
			return nil, usageError{fmt.Sprintf("--output: %s is an input: it would be overwritten", path)}
		}
		if name == storeFormat {
			if slices.ContainsFunc(out, func(t target) bool { _, is := t.(*storeTarget); return is }) {
				return nil, usageError{"--output sqlite= is given twice: one store keeps the run"}
			}
			out = append(out, &storeTarget{path: path})
			continue
		}
		f, ok := report.ByName(name)
		if !ok {
			return nil, usageError{fmt.Sprintf("unknown format %q: want one of %s", name, strings.Join(append(report.Names(), storeFormat), ", "))}
		}
		if f.Name == "html" && isFolder(path) {
			out = append(out, &pages{format: f, folder: path})
			continue
		}
		out = append(out, &sink{format: f, path: path})
	}
	return out, nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// prepare readies all targets, or none.
func prepare(ts []target) error {
	for _, t := range ts {
		if err := t.prepare(); err != nil {
			discard(ts)
			return statusError{exitFailed, err}
		}
	}
	return nil
}

func discard(ts []target) {
	for _, t := range ts {
		t.discard()
		t.close()
	}
}

// prepare makes the temporary file beside its place, so that what cannot be written is known before the work.
func (k *sink) prepare() error {
	if info, err := os.Stat(k.path); err == nil && info.IsDir() {
		return fmt.Errorf("cannot write %s: it is a folder; give a file name", k.path)
	}
	t, err := os.CreateTemp(filepath.Dir(k.path), "."+filepath.Base(k.path)+".*")
	if err != nil {
		return cannotWrite(k.path, err)
	}
	k.temp = t
	return nil
}

func cannotWrite(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot write %s: its folder does not exist; make it first", path)
	}
	return fmt.Errorf("cannot write %s: %w", path, err)
}

func (k *sink) close() {}

func (k *sink) discard() {
	if k.temp != nil {
		k.temp.Close()
		os.Remove(k.temp.Name())
		k.temp = nil
	}
}

// fill renders one file into its temporary place.
func (k *sink) fill(r report.Run, ds report.Diagnoses, v report.View) error {
	if _, err := k.temp.Seek(0, 0); err != nil {
		return err
	}
	if err := k.temp.Truncate(0); err != nil {
		return err
	}
	v.Width, v.Colour, v.Unicode = pipeWidth, false, true
	w := bufio.NewWriterSize(k.temp, writeBuffer)
	if err := k.format.Write(w, r, ds, v); err != nil {
		return err
	}
	return errors.Join(w.Flush(), k.temp.Sync())
}

// publish gives the file its name: a crash before leaves the old one.
func (k *sink) publish() (int64, error) { return k.publishAs(anybody) }

// publishAs has a mode for a file that was not there.
func (k *sink) publishAs(mode os.FileMode) (int64, error) {
	info, err := k.temp.Stat()
	if err != nil {
		return 0, err
	}
	temp := k.temp
	k.temp = nil
	if old, err := os.Stat(k.path); err == nil {
		mode = old.Mode().Perm()
	}
	err = errors.Join(temp.Chmod(mode), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), k.path)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return info.Size(), err
}

// job is what is to be written of a run, and where.
type job struct {
	format  report.Format // on standard output
	targets []target
	run     report.Run
	ds      report.Diagnoses
	view    report.View
	quiet   bool
}

// writeBuffer saves calls of the operating system: reports of many bundles come in small pieces.
const writeBuffer = 64 << 10

// writeAll renders the run into every file and to standard output. A file that cannot be written makes the run a failed
// one, and all of them say so.
func writeAll(s streams, j job, o outcome) error {
	var failed error
	v, r := j.view, &j.run
	for again := true; again; {
		again = false
		r.Outcome, r.Exit = o.words(), o.status()
		for i, k := range j.targets {
			if err := k.fill(*r, j.ds, v); err != nil {
				failed = cannotWrite(k.name(), err)
				k.discard()
				j.targets = slices.Delete(slices.Clone(j.targets), i, i+1)
				o[exitFailed], again = true, true
				break
			}
		}
	}
	for _, k := range j.targets {
		n, err := k.publish()
		if err != nil {
			o[exitFailed] = true
			r.Outcome, r.Exit = o.words(), o.status()
			failed = cannotWrite(k.name(), err)
			continue
		}
		if !j.quiet {
			say(s.err, "wrote %s (%s)", k.name(), size(n))
		}
	}
	w := bufio.NewWriterSize(s.out, writeBuffer)
	err := j.format.Write(w, *r, j.ds, v)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	if failed != nil {
		return statusError{o.status(), failed}
	}
	return nil
}

func size(n int64) string {
	if n < 10<<10 {
		return fmt.Sprintf("%d bytes", n)
	}
	if n < 10<<20 {
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}
