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
	study   *study // whose bundles they are
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

// packer gives the one that packs for the store: its dictionary stays the same.
func (t *storeTarget) packer() (*pack.Packer, error) {
	p := &pack.Packer{Begun: func(d []byte) error { return t.db.Set(dictionaryName, d) }}
	d, err := t.db.Setting(dictionaryName)
	if err == nil && d != nil {
		err = p.Begin(d)
	}
	return p, err
}

// about is what a run must tell of a kept bundle.
type about struct {
	Path       string
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
	out := make([]*studied, len(parts))
	for i, p := range parts {
		var a about
		if err := json.Unmarshal(p.About, &a); err != nil {
			return nil, false, fmt.Errorf("read store: %w", err)
		}
		f := &studied{Found: input.Found{Path: a.Path, Recognised: a.Recognised, What: a.What, Why: a.Why, Partly: a.Partly}, part: i}
		out[i] = f
		if p.Facts == nil {
			continue
		}
		f.kept = id
		if f.Set, err = t.study.shelf.packer.Unpack(p.Facts); err != nil {
			return nil, false, err
		}
		f.meet()
		f.Set = nil
	}
	return out, true, nil
}

// restore takes all bundles of a finished run from the store, without their inputs.
func (t *storeTarget) restore(run int64) error {
	if err := t.prepare(); err != nil {
		return err
	}
	var err error
	if t.study.shelf.packer, err = t.packer(); err != nil {
		return err
	}
	bundles, err := t.db.Bundles(run)
	if err != nil {
		return fmt.Errorf("%s: %w", t.path, err)
	}
	for _, b := range bundles {
		f := &studied{Found: input.Found{Path: b.Path, Recognised: true}, kept: b.Kept, part: b.Part}
		if b.Kept == 0 {
			f.Why = "the store does not keep what it said"
			t.study.add(f)
			continue
		}
		packed, err := t.db.Facts(b.Kept, b.Part)
		if err != nil {
			return err
		}
		if f.Set, err = t.study.shelf.packer.Unpack(packed); err != nil {
			return err
		}
		f.meet()
		f.Set = nil
		t.study.add(f)
	}
	t.study.meet()
	return nil
}

// keep puts what an input said into the store, and takes it off the memory. What could not be read is not kept.
func (t *storeTarget) keep(path, sum string, found []*studied) error {
	for _, f := range found {
		if f.Why != "" { // another run may have the password, or the rest
			return nil
		}
	}
	parts := make([]store.Part, len(found))
	for i, f := range found {
		if f.err != nil {
			return f.err
		}
		a, err := json.Marshal(about{fact.Hidden(f.Path), f.Recognised, f.What, f.Why, f.Partly})
		if err != nil {
			return fmt.Errorf("write store: %w", err)
		}
		parts[i] = store.Part{About: a, Facts: f.packed}
	}
	id, err := t.db.Keep(fact.Hidden(path), sum, parts)
	if err != nil {
		return err
	}
	for _, f := range found {
		if f.packed != nil {
			f.kept, f.packed = id, nil
		}
	}
	return nil
}

func (t *storeTarget) facts(id int64, part int) ([]byte, error) { return t.db.Facts(id, part) }

func (t *storeTarget) commit() error { return t.db.Commit() }

// fill writes the results, to be seen once they are published.
func (t *storeTarget) fill(r report.Run, ds report.Diagnoses, _ report.View) error {
	if t.results != nil {
		t.results.Cancel()
	}
	run := store.Run{Tool: r.Tool, Rules: rule.Digest(), Outcome: r.Outcome, Exit: r.Exit, Bundles: r.Bundles, Fleet: r.Fleet}
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
