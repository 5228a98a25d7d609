package main

import (
	"encoding/json"
	"fmt"

	"kmstriage/analyze/store"
	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

// keptInput is one input of a finished run as its store tells of it.
type keptInput struct {
	store.Input
	id    int64  // in that store; 0 if it does not keep the input
	place string // see input.Unit
	found []*studied
}

// restore takes all bundles of a finished run from the store, without their inputs.
func (t *storeTarget) restore(run int64) error {
	if err := t.open(); err != nil {
		return err
	}
	t.study.shelf.packer = t.pack
	r, err := t.db.Run(run)
	if err != nil {
		return fmt.Errorf("%s: %w", t.path, err)
	}
	err = t.inputs(r, func(in keptInput) error {
		for _, f := range in.found {
			if f.packed != nil && f.peer == nil { // nothing of it could be read: nothing to compare
				continue
			}
			f.keptAs(in.id)
			t.study.add(f)
		}
		return nil
	})
	t.study.meet()
	return err
}

// open readies the store to be read.
func (t *storeTarget) open() (err error) {
	if t.db, err = store.Look(t.path); err != nil {
		return err
	}
	return t.readyPacker()
}

// inputs gives the inputs of a run that held a bundle, in the run's order, with the facts packed as they are kept.
func (t *storeTarget) inputs(r store.FinishedRun, take func(keptInput) error) error {
	var last store.KeptBundle
	for _, b := range r.Bundles {
		in := keptInput{Input: store.Input{Path: b.Path}, id: b.Kept}
		beside := b.Kept == last.Kept && b.Part > last.Part // in the input that was taken already
		last = b
		switch {
		case b.Kept == 0 && b.Unreadable: // stands among what the run could not read
			continue
		case b.Kept == 0:
			in.found = []*studied{{Found: input.Found{Path: b.Path, Recognised: true, Why: notKept}}}
		case beside:
			continue
		default:
			var err error
			if in.Input, err = t.db.Kept(b.Kept); err != nil {
				return err
			}
			if in.found, in.place, err = t.taken(in.Parts); err != nil {
				return err
			}
		}
		if err := take(in); err != nil {
			return err
		}
	}
	return nil
}

// notKept is said of bundles that could not be read whole, in stores that were made before those were kept too.
const notKept = "the store does not keep what it said"

// apart are the inputs of a run that held no bundle and could not be read: what the run tells of those that it lists, without those
// that are told of with a bundle. An archive in an archive that cannot be read goes by its own path.
func apart(r store.FinishedRun, ins []joinedInput) (out []keptInput) {
	told := map[store.Unreadable]int{}
	for _, in := range ins {
		for _, f := range in.found {
			told[store.Unreadable{Path: f.Path, Why: f.Why, Partly: f.Partly}]++
		}
	}
	for _, u := range r.Unreadable {
		if told[u]--; told[u] < 0 {
			out = append(out, unread(u.Path, u.Why, u.Partly))
		}
	}
	return out
}

// unread is an input of which nothing is known but why.
func unread(path, why string, partly bool) keptInput {
	return keptInput{Input: store.Input{Path: path}, found: []*studied{{Found: input.Found{Path: path, Why: why, Partly: partly}}}}
}

// taken takes what an input said out of its kept form. The facts stay packed.
func (t *storeTarget) taken(parts []store.Part) (out []*studied, place string, err error) {
	for i, p := range parts {
		var a about
		if err := json.Unmarshal(p.About, &a); err != nil {
			return nil, "", fmt.Errorf("read store: %w", err)
		}
		f := &studied{Found: input.Found{Path: a.Path, Recognised: a.Recognised, What: a.What, Why: a.Why, Partly: a.Partly}, part: i, packed: p.Facts}
		out, place = append(out, f), a.Place
		if p.Facts == nil {
			continue
		}
		if f.Set, err = t.pack.Unpack(p.Facts); err != nil {
			return nil, "", err
		}
		if f.Set.Schema != fact.Schema {
			return nil, "", fmt.Errorf("its facts have the schema %q, and this program reads %q: run it again with this one", f.Set.Schema, fact.Schema)
		}
		t.study.hide.learn(f.Path, f.Set)
		f.meet()
		f.Set = nil
	}
	return out, place, nil
}
