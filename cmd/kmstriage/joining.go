package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"kmstriage/analyze/store"
)

// joining brings the inputs of several stored runs into one study.
type joining struct {
	study  *study
	inputs []joinedInput
	at     map[joinedKey]int // where in inputs
	runs   []joinedRun
}

// joinedRun is one of the runs.
type joinedRun struct {
	store.FinishedRun
	path   string // of its store
	inputs int    // that it was given
}

type joinedInput struct {
	keptInput
	key joinedKey
}

// joinedKey tells whether two runs read the same input. A run that was given it twice tells of it twice.
type joinedKey struct {
	path, place, content string
	nth                  int // time in its run, from 0
}

// take reads the newest run of a store. That it cannot be read is told as of any input; the error is that of what is written.
func (j *joining) take(ctx context.Context, path string) error {
	if why := noStore(path); why != "" {
		j.add(keyed(unread(path, why, false)))
		return nil
	}
	from := &storeTarget{path: path, study: j.study}
	defer from.close()
	r, err := newestRun(from)
	var ins []joinedInput
	var failed error
	times := timesGiven{}
	if err == nil {
		err = from.inputs(r, func(in keptInput) error {
			x := times.keyed(in)
			if j.wants(x) {
				failed = j.move(from, in)
			}
			x.Parts = nil // what was moved is held once
			ins = append(ins, x)
			return cmp.Or(failed, ctx.Err())
		})
	}
	switch {
	case failed != nil:
		return failed
	case ctx.Err() != nil: // the run says so; of this store nothing is told
		return nil
	case err != nil:
		j.add(keyed(unread(path, err.Error(), false)))
		return nil
	}
	for _, in := range apart(r, ins) {
		ins = append(ins, times.keyed(in))
	}
	j.runs = append(j.runs, joinedRun{r, path, len(ins)})
	j.add(ins...)
	if slices.Contains(r.Outcome, "interrupted") || slices.Contains(r.Outcome, "terminated") {
		j.add(keyed(unread(path, "its run was interrupted: what it had not read is missing here. Run it again with this store, then merge", true)))
	}
	return nil
}

// newestRun opens a store for it.
func newestRun(from *storeTarget) (store.FinishedRun, error) {
	if err := from.open(); err != nil {
		if plainer := errors.Unwrap(err); plainer != nil { // without the path, which is told beside it
			err = plainer
		}
		return store.FinishedRun{}, err
	}
	r, err := from.db.Run(0)
	if errors.Is(err, store.ErrNoRun) {
		err = errors.New("no run of it has ended: run it to its end")
	}
	return r, err
}

// noStore says why a file cannot be one.
func noStore(path string) string {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder"
	case err != nil:
		return plain(err)
	case info.IsDir():
		return "it is a folder: name the stores in it"
	case !isStore(path):
		return "it is no store of kmstriage: name what -o sqlite=FILE wrote"
	}
	return ""
}

// move takes the facts of an input along, into the store that is written or into memory.
func (j *joining) move(from *storeTarget, in keptInput) error {
	y := j.study
	for _, f := range in.found {
		if f.packed == nil {
			continue
		}
		var err error
		if f.packed, err = from.pack.Move(f.packed, y.shelf.packer); err == nil && y.store == nil {
			err = y.shelf.take(f.packed)
		}
		if err != nil {
			return err
		}
	}
	if y.store == nil || in.id == 0 {
		return nil
	}
	return y.store.move(in.Input, in.found)
}

// wants reports whether an input is none that another store told of already, or tells more of it.
func (j *joining) wants(x joinedInput) bool {
	i, there := j.at[x.key]
	return !there || j.inputs[i].Once() && !x.Once()
}

// add takes the inputs of one store that are wanted.
func (j *joining) add(xs ...joinedInput) {
	for _, x := range xs {
		switch i, there := j.at[x.key]; {
		case !j.wants(x):
		case there:
			j.inputs[i] = x
		default:
			j.at[x.key] = len(j.inputs)
			j.inputs = append(j.inputs, x)
		}
	}
}

// timesGiven counts how often a run was given an input.
type timesGiven map[joinedKey]int

// keyed is the next time.
func (t timesGiven) keyed(in keptInput) joinedInput {
	x := keyed(in)
	first := x.key
	x.key.nth = t[first]
	t[first]++
	return x
}

func keyed(in keptInput) joinedInput {
	content := in.SHA256
	switch {
	case in.id == 0:
		content = in.found[0].Why
	case content == "":
		content = in.Build // of its parts: what can be read once only may be another thing each time
	}
	return joinedInput{in, joinedKey{path: in.Path, place: in.place, content: content}}
}

// meet puts the inputs into the order in which one run would have read them, and has their bundles know each other.
func (j *joining) meet(s streams) error {
	slices.SortStableFunc(j.inputs, func(a, b joinedInput) int {
		return cmp.Or(strings.Compare(a.key.path, b.key.path), cmp.Compare(a.key.nth, b.key.nth), strings.Compare(a.key.place, b.key.place), strings.Compare(a.key.content, b.key.content))
	})
	y := j.study
	for _, in := range j.inputs {
		for _, f := range in.found {
			if f.packed == nil && f.kept == 0 { // there were no facts to learn from
				y.hide.learn(f.Path, nil)
			}
			y.add(f)
		}
	}
	y.room = newRoom(len(y.sets), s)
	y.meet()
	if y.store == nil {
		return nil
	}
	return y.store.commit()
}
