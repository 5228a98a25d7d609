package main

import (
	"context"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/parse/fact"
	"kmstriage/parse/inorder"
	"kmstriage/parse/input"
)

// studied is one bundle of the input once it was read: what a run must say of it, and its facts, small.
type studied struct {
	input.Found
	member analyze.Member
	peer   *derive.Peer
	packed []byte // nil where kept says where the facts are
	kept   int64  // the input in the store, 0 if it is not there
	part   int    // of that input
	err    error
}

// study is a run over any number of bundles. Each is read once; of its facts only a packed copy stays, since what a
// bundle means hangs on the others too. Diagnoses are made from it, as often as they are walked over.
type study struct {
	shelf    shelf
	given    analyze.Given
	jobs     int
	notes    []input.Found // what the run must tell of: not read, or nothing recognised
	full     bool          // a bundle with something recognised was there
	inputs   int
	shard    string             // which share of the input it is, like 1/4; none for the whole
	idle     bool               // other runs read all of the input
	sets     []*studied         // those with facts
	alone    bool               // the input is one unit: its facts need not be packed
	only     *analyze.Diagnosis // of the only bundle, once it is made
	batch    *derive.Batch
	leads    []bool
	places   []int        // of the bundles' machines in the fleet, -1 for none
	store    *storeTarget // nil if none was asked for
	hide     *cloak       // nil if nothing is hidden
	progress *progress
	room     *room
}

// read reads every bundle of the paths. Of an interrupted run it keeps what is finished.
func (y *study) read(ctx context.Context, units []input.Unit) error {
	var failed error
	inorder.Work[[]*studied]{N: len(units), Jobs: y.jobs,
		Finished: func(i int, found []*studied) {
			ls := make([]input.Found, len(found))
			for j, f := range found {
				ls[j] = f.Found
			}
			y.progress.step(units[i], ls)
		},
		Do: func(i int) []*studied { return y.unit(units[i]) },
		Take: func(_ int, found []*studied) bool {
			y.room.fit()
			for _, f := range found {
				if f.err != nil {
					failed = f.err
					return false
				}
				y.add(f)
			}
			return true
		}}.Run(ctx)
	y.progress.clear()
	if failed == nil && y.store != nil {
		failed = y.store.commit()
	}
	if failed != nil {
		return statusError{exitFailed, failed}
	}
	y.meet()
	return nil
}

// unit reads one part of the input, still on the worker, or takes what the store knows of it.
func (y *study) unit(u input.Unit) []*studied {
	if y.store == nil {
		return y.take(u.Load())
	}
	sum := ""
	if u.Digest != nil {
		sum, _ = u.Digest() // where that fails, reading it says why
	}
	var out []*studied
	var ok bool
	var err error
	if sum != "" {
		out, ok, err = y.store.find(u.Path, sum)
	}
	if !ok && err == nil {
		out = y.take(u.Load())
		err = y.store.keep(u, sum, out)
	}
	if err != nil {
		return []*studied{{err: err}}
	}
	return out
}

// take keeps little of what a unit held.
func (y *study) take(ls []input.Found) []*studied {
	out := make([]*studied, len(ls))
	for i, l := range ls {
		f := &studied{Found: l, part: i}
		out[i] = f
		y.hide.learn(l.Path, l.Set)
		if l.Set == nil {
			continue
		}
		f.meet()
		if y.alone && len(ls) == 1 && y.store == nil {
			continue
		}
		if f.packed, f.err = y.shelf.packer.Pack(l.Set); f.err == nil && y.store == nil {
			f.err = y.shelf.take(f.packed)
		}
		f.Set = nil
	}
	return out
}

// meet lifts out of the facts what the other bundles ask of them.
func (f *studied) meet() {
	p := derive.Summarise(f.Set)
	readable := f.Set.Bundle.Unreadable == ""
	f.member = analyze.MemberOf(p, f.Recognised && readable)
	if readable {
		f.peer = p
	}
}

func (y *study) add(f *studied) {
	y.inputs++
	if f.Why != "" || !f.Recognised {
		y.notes = append(y.notes, f.Found)
	}
	y.full = y.full || f.Why == "" && f.Recognised
	if f.Set != nil || f.packed != nil || f.kept != 0 {
		y.sets = append(y.sets, f)
	}
}

// outcome is what applies to the run so far: unread inputs, none with a bundle, interruption.
func (y *study) outcome(ctx context.Context) (outcome, []report.Unreadable) {
	return judge(ctx, y.notes, y.full || y.idle)
}

// meet has the bundles know each other, once all are read.
func (y *study) meet() {
	var peers []*derive.Peer
	members := make([]analyze.Member, len(y.sets))
	for i, f := range y.sets {
		members[i] = f.member
		if f.peer != nil {
			peers = append(peers, f.peer)
			f.peer = nil
		}
	}
	y.batch = derive.NewBatch(peers)
	y.leads = analyze.Leaders(members)
}

// diagnoses are what is shown of the bundles, in order of the input.
func (y *study) diagnoses() report.Diagnoses { return y.judged(true) }

// judged judges every bundle by its own facts and by what the others tell, in order of the input; shown is without the names
// that are to be hidden.
func (y *study) judged(shown bool) report.Diagnoses {
	type made struct {
		d   *analyze.Diagnosis
		err error
	}
	return func(yield func(*analyze.Diagnosis, error) bool) {
		if y.only != nil {
			yield(y.only, nil)
			return
		}
		inorder.Work[made]{N: len(y.sets), Jobs: y.jobs,
			Do: func(i int) made {
				set, err := y.facts(i)
				if err != nil {
					return made{err: err}
				}
				d := analyze.Diagnose(set, y.batch, y.given, rule.All)
				if shown {
					y.hide.diagnosis(d)
				}
				return made{d: d}
			},
			Take: func(_ int, m made) bool {
				y.room.fit()
				return yield(m.d, m.err) && m.err == nil
			}}.Run(context.Background())
	}
}

func (y *study) facts(i int) (*fact.Set, error) {
	if s := y.sets[i].Set; s != nil {
		return s, nil
	}
	b := y.sets[i].packed
	if f := y.sets[i]; f.kept != 0 {
		var err error
		if b, err = y.store.facts(f.kept, f.part); err != nil {
			return nil, err
		}
	}
	return y.shelf.packer.Unpack(b)
}

// fleet is what the bundles mean together; bad reports whether a finding asks for status 1.
func (y *study) fleet(failOn string) (f *analyze.Fleet, bad bool, err error) {
	g := analyze.NewGathering()
	i := 0
	for d, err := range y.judged(false) {
		if err != nil {
			return nil, false, err
		}
		y.places = append(y.places, g.Add(d, y.leads[i]))
		bad = bad || fails(d.Findings, failOn)
		if len(y.sets) == 1 {
			y.only = d
		}
		i++
	}
	f = g.Fleet()
	f.Meet(y.batch)
	bad = bad || fails(f.Findings, failOn)
	y.hide.shown(f)
	y.hide.diagnosis(y.only)
	return f, bad, nil
}

// fails reports a finding that --fail-on asks about.
func fails(fs []analyze.Finding, failOn string) bool {
	if failOn == "never" {
		return false
	}
	for _, x := range fs {
		if x.Severity == analyze.Error || x.Severity == analyze.Warning && failOn == "warning" {
			return true
		}
	}
	return false
}
