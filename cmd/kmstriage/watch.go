package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

type watchCmd struct {
	Dir        string        `arg:"" takes:"folder" help:"Folder in which bundles land, each a file or a folder of its own."`
	Output     []string      `short:"o" sep:"none" takes:"output" placeholder:"FORMAT=FILE" help:"What is kept up to date (repeatable). sqlite=FILE must be among them: it remembers what was read."`
	Every      time.Duration `default:"5s" setting:"" help:"Time between two looks."`
	Settle     time.Duration `default:"15s" setting:"" help:"Time for which a bundle must not change before it is read."`
	readFlags  `embed:""`
	givenFlags `embed:""`
	talkFlags  `embed:""`
	langFlag   `embed:""`
}

// shortestLook keeps a loop of looks from being all that the machine does.
const shortestLook = 100 * time.Millisecond

// run looks at the folder until it is stopped by a signal. It polls: network file systems tell nobody of changes that other
// machines make.
func (c *watchCmd) run(ctx context.Context, s streams) error {
	if err := c.check(); err != nil {
		return err
	}
	w := &watch{dir: c.Dir, settle: c.Settle, ours: c.ours(), seen: map[string]landed{}}
	for {
		ready, err := w.look(time.Now())
		if err != nil {
			return statusError{exitFailed, err}
		}
		if w.changed(ready) {
			if err := c.round(ctx, s, w, ready); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return stopped(ctx)
		case <-time.After(c.Every):
		}
	}
}

func stopped(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), errTerminated) {
		return statusError{exitTerminated, errors.New("")}
	}
	return statusError{exitInterrupted, errors.New("")}
}

func (c *watchCmd) check() error {
	if info, err := os.Stat(c.Dir); err != nil || !info.IsDir() {
		return usageError{fmt.Sprintf("%s: want a folder to watch", c.Dir)}
	}
	if !slices.ContainsFunc(c.Output, func(o string) bool { return strings.HasPrefix(o, storeFormat+"=") }) {
		return usageError{"watch needs -o sqlite=FILE, which remembers what was read"}
	}
	if c.Every < shortestLook || c.Settle < 0 {
		return usageError{fmt.Sprintf("--every %v, --settle %v: want %v or more, and no negative time", c.Every, c.Settle, shortestLook)}
	}
	_, err := c.jobs()
	return cmp.Or(err, c.limitFlags.check())
}

func (c *watchCmd) folders() []string { return outputFlags{Output: c.Output}.folders() }

// ours are the paths of the outputs: where they lie in the folder they are no bundles.
func (c *watchCmd) ours() []string {
	var out []string
	for _, o := range c.Output {
		_, path, _ := strings.Cut(o, "=")
		if abs, err := filepath.Abs(path); err == nil {
			out = append(out, abs)
		}
	}
	return out
}

// round analyses all that has settled; the store knows what was read before. A run whose outputs cannot be written ends the
// watch; unread bundles do not.
func (c *watchCmd) round(ctx context.Context, s streams, w *watch, ready []string) error {
	quiet := s
	quiet.out = discarded{}
	d := &diagnoseCmd{inputFlags: inputFlags{Paths: ready, readFlags: c.readFlags}, verdictFlags: verdictFlags{outputFlags: outputFlags{Format: "ndjson", Output: c.Output},
		givenFlags: c.givenFlags, talkFlags: c.talkFlags, langFlag: c.langFlag, FailOn: "never"}, whole: true}
	err := d.run(ctx, quiet)
	switch status := statusOf(err); {
	case ctx.Err() != nil:
		return stopped(ctx)
	case status == exitOK, status == exitPartial, status == exitNothing:
		fresh := w.take(ready)
		if !c.Quiet {
			say(s.err, "%d inputs analysed, %d of them new or changed", len(ready), fresh)
		}
		return nil
	}
	return err
}

// discarded is standard output where nobody reads it.
type discarded struct{}

func (discarded) Write(b []byte) (int, error) { return len(b), nil }

// watch remembers what it saw of a folder.
type watch struct {
	dir    string
	settle time.Duration
	ours   []string
	seen   map[string]landed // by path
	done   map[string]string // by path: the state that was analysed
}

// landed is one input, as it was seen last.
type landed struct {
	state string    // sizes and times of its files
	since time.Time // of that state
}

// look gives the inputs that have not changed for long enough, sorted.
func (w *watch) look(now time.Time) ([]string, error) {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return nil, fmt.Errorf("look into %s: %w", w.dir, err)
	}
	still := map[string]landed{}
	var ready []string
	for _, e := range entries {
		path := filepath.Join(w.dir, e.Name())
		if w.skips(path) {
			continue
		}
		state, ok := stateOf(path)
		if !ok {
			continue
		}
		x := w.seen[path]
		if x.state != state {
			x = landed{state, now}
		}
		still[path] = x
		if now.Sub(x.since) >= w.settle {
			ready = append(ready, path)
		}
	}
	w.seen = still
	return ready, nil
}

// unfinished are endings of files that are still on their way.
var unfinished = []string{".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".temp", ".!ut"}

func (w *watch) skips(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || slices.ContainsFunc(unfinished, func(e string) bool { return strings.HasSuffix(name, e) }) {
		return true
	}
	abs, err := filepath.Abs(path)
	return err != nil || slices.ContainsFunc(w.ours, func(o string) bool { return abs == o || strings.HasPrefix(abs, o+"-") })
}

// maxWatched bounds the files of a folder whose state is compared.
const maxWatched = 100_000

// stateOf is the sizes and times of a file, or of all files of a folder; false where it is gone or empty so far.
func stateOf(path string) (string, bool) {
	var b strings.Builder
	var bytes int64
	files := 0
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if files++; files > maxWatched {
			return fs.SkipAll
		}
		bytes += info.Size()
		fmt.Fprintf(&b, "%s %d %d\n", p, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	return b.String(), err == nil && bytes > 0
}

// changed reports that something is ready that was not analysed as it is, or that something analysed is gone. While one of
// those changes, it waits: a report without it would be a step back.
func (w *watch) changed(ready []string) bool {
	if len(ready) == 0 {
		return false
	}
	gone := false
	for p := range w.done {
		if _, there := w.seen[p]; !there {
			gone = true
		} else if !slices.Contains(ready, p) {
			return false
		}
	}
	return gone || slices.ContainsFunc(ready, func(p string) bool { return w.done[p] != w.seen[p].state })
}

// take notes that all of these are analysed, and counts those that were not before.
func (w *watch) take(ready []string) (fresh int) {
	was := w.done
	w.done = map[string]string{}
	for _, p := range ready {
		w.done[p] = w.seen[p].state
		if was[p] != w.done[p] {
			fresh++
		}
	}
	return fresh
}
