package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"kmstriage/analyze/pack"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/analyze/store"
	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

// storeTarget is -o sqlite=FILE: results that can be queried, and what was read, so that a second run, or one after a
// killed one, reads only what is new.
type storeTarget struct {
	path    string
	db      *store.Store
	results *store.Results
	pack    *pack.Packer // with its dictionary
	study   *study       // whose bundles they are
}

func (t *storeTarget) name() string { return t.path }

func (t *storeTarget) prepare() error {
	db, err := store.Open(t.path, build())
	if err != nil {
		return err
	}
	t.db = db
	return nil
}

// build names this program: the digest of its file, so that another version, and a changed one of the same version, reads
// the bundles again.
func build() string {
	path, err := os.Executable()
	if err != nil {
		return tool
	}
	sum, err := input.Digest(func() (io.ReadCloser, error) { return os.Open(path) })
	if err != nil {
		return tool
	}
	return sum
}

const dictionaryName = "dictionary"

// readyPacker makes the one that packs for the store: its dictionary stays the same.
func (t *storeTarget) readyPacker() error {
	t.pack = &pack.Packer{Begun: func(d []byte) error { return t.db.Set(dictionaryName, d) }}
	d, err := t.db.Setting(dictionaryName)
	if err == nil && d != nil {
		err = t.pack.Begin(d)
	}
	return err
}

// about is what a run must tell of a kept bundle.
type about struct {
	Path       string
	Place      string `json:",omitempty"` // of the input; see input.Unit
	Recognised bool   `json:",omitempty"`
	What       string `json:",omitempty"`
	Why        string `json:",omitempty"`
	Partly     bool   `json:",omitempty"`
}

// find takes from the store what an unchanged input said.
func (t *storeTarget) find(path, sum string) ([]*studied, bool, error) {
	id, parts, ok, err := t.db.Find(fact.Hidden(path), sum)
	if err != nil || !ok {
		return nil, false, err
	}
	out, _, err := t.taken(parts)
	for _, f := range out {
		f.keptAs(id)
	}
	return out, err == nil, err
}

// keep puts what a unit said into the store, and takes it off the memory. What could not be read whole, or cannot be read again, is
// kept for this run alone: the next one may have the password, or the rest.
func (t *storeTarget) keep(u input.Unit, sum string, found []*studied) error {
	in := store.Input{Path: fact.Hidden(u.Path), SHA256: sum, Parts: make([]store.Part, len(found))}
	whole, empty := sum != "", true
	for i, f := range found {
		if f.err != nil {
			return f.err
		}
		a, err := json.Marshal(about{fact.Hidden(f.Path), fact.Hidden(u.Place), f.Recognised, f.What, fact.Hidden(f.Why), f.Partly})
		if err != nil {
			return fmt.Errorf("write store: %w", err)
		}
		in.Parts[i] = store.Part{About: a, Facts: f.packed}
		whole = whole && f.Why == ""
		empty = empty && f.packed == nil
	}
	switch {
	case !whole && empty: // the run's list of what could not be read tells all of it
		return nil
	case !whole:
		in.Build = store.Once(in.Parts)
	}
	id, err := t.db.Keep(in)
	if err != nil {
		return err
	}
	for _, f := range found {
		f.keptAs(id)
	}
	return nil
}

// keptAs has the facts in a store instead of in memory.
func (f *studied) keptAs(id int64) {
	if f.packed != nil {
		f.kept, f.packed = id, nil
	}
}

func (t *storeTarget) facts(id int64, part int) ([]byte, error) { return t.db.Facts(id, part) }

// move keeps what another store keeps of an input, under the build that read it.
func (t *storeTarget) move(in store.Input, found []*studied) error {
	parts := make([]store.Part, len(found))
	for i, f := range found {
		parts[i] = store.Part{About: in.Parts[i].About, Facts: f.packed}
	}
	in.Parts = parts
	id, err := t.db.Keep(in)
	if err != nil {
		return err
	}
	for _, f := range found {
		f.keptAs(id)
	}
	return nil
}

func (t *storeTarget) commit() error { return t.db.Commit() }

// fill writes the results, to be seen once they are published.
func (t *storeTarget) fill(r report.Run, ds report.Diagnoses, _ report.View) error {
	if t.results != nil {
		t.results.Cancel()
	}
	run := store.Run{Tool: r.Tool, Rules: rule.Digest(), Outcome: r.Outcome, Exit: r.Exit, Bundles: r.Bundles, Fleet: r.Fleet, Shard: t.study.shard}
	for _, u := range r.Unreadable {
		run.Unreadable = append(run.Unreadable, store.Unreadable(u))
	}
	w, err := t.db.Write(run)
	if err != nil {
		return err
	}
	t.results = w
	i := 0
	for d, err := range ds {
		if err != nil {
			return err
		}
		f := t.study.sets[i]
		if err := w.Bundle(store.Bundle{Path: fact.Hidden(f.Path), Machine: t.study.places[i], Leads: t.study.leads[i], Kept: f.kept, Part: f.part}, d); err != nil {
			return err
		}
		i++
	}
	return nil
}

// publish makes the run one of the store. It stays open: other formats walk over the facts that it keeps.
func (t *storeTarget) publish() (int64, error) {
	err := t.results.Commit()
	t.results = nil
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(t.path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (t *storeTarget) discard() {
	if t.results != nil {
		t.results.Cancel()
		t.results = nil
	}
}

func (t *storeTarget) close() {
	if t.db != nil {
		t.db.Close()
		t.db = nil
	}
}
