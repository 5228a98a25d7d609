package main

import (
	"context"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/parse/fact"
)

// studied is one bundle of the input once it was read: what a run must say of it, and its facts, small.
type studied struct {
	loaded
	member analyze.Member
	peer   *derive.Peer
	packed []byte
	err    error
}

// study is a run over any number of bundles. Each is read once; of its facts only a packed copy stays, since what a
// bundle means hangs on the others too. Diagnoses are made from it, as often as they are walked over.
type study struct {
	shelf    shelf
	given    analyze.Given
	jobs     int
	notes    []loaded // what the run must tell of: not read, or nothing recognised
	full     bool     // a bundle with something recognised was there
	inputs   int
	sets     []*studied         // those with facts
	alone    bool               // the input is one unit: its facts need not be packed
	only     *analyze.Diagnosis // of the only bundle, once it is made
	batch    *derive.Batch
	leads    []bool
	progress *progress
}

// read reads every bundle of the paths. Of an interrupted run it keeps what is finished.
func (y *study) read(ctx context.Context, units []unit) error {
	var failed error
	line[[]*studied]{n: len(units), jobs: y.jobs, finished: y.progress.done,
		do: func(i int) []*studied { return y.take(units[i].load()) },
		take: func(_ int, found []*studied) bool {
			for _, f := range found {
				if f.err != nil {
					failed = f.err
					return false
				}
				y.add(f)
			}
			return true
		}}.run(ctx)
	y.progress.clear()
	if failed != nil {
		return statusError{exitFailed, failed}
	}
	y.meet()
	return nil
}

// take packs what a unit held, still on the worker.
func (y *study) take(ls []loaded) []*studied {
	out := make([]*studied, len(ls))
	for i, l := range ls {
		out[i] = &studied{loaded: l}
		if l.set == nil {
			continue
		}
		f := out[i]
		peer := derive.Summarise(l.set)
		f.member = analyze.Member{Counts: l.recognised && l.set.Bundle.Unreadable == "", Bundle: peer.Bundle, SHA256: peer.SHA256, Computer: peer.Computer, Collected: peer.Collected}
		if l.set.Bundle.Unreadable == "" {
			f.peer = peer
		}
		if y.alone && len(ls) == 1 {
			continue
		}
		if f.packed, f.err = y.shelf.packer.pack(l.set); f.err == nil {
			f.err = y.shelf.take(f.packed)
		}
		f.set = nil
	}
	return out
}

func (y *study) add(f *studied) {
	y.inputs++
	if f.why != "" || !f.recognised {
		y.notes = append(y.notes, f.loaded)
	}
	y.full = y.full || f.why == "" && f.recognised
	if f.set != nil || f.packed != nil {
		y.sets = append(y.sets, f)
	}
}

// outcome is what applies to the run so far: unread inputs, none with a bundle, interruption.
func (y *study) outcome(ctx context.Context) (outcome, []report.Unreadable) {
	return judge(ctx, y.notes, y.full)
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

// diagnoses judges every bundle by its own facts and by what the others tell, in order of the input.
func (y *study) diagnoses() report.Diagnoses {
	type made struct {
		d   *analyze.Diagnosis
		err error
	}
	return func(yield func(*analyze.Diagnosis, error) bool) {
		if y.only != nil {
			yield(y.only, nil)
			return
		}
		line[made]{n: len(y.sets), jobs: y.jobs,
			do: func(i int) made {
				set, err := y.facts(i)
				if err != nil {
					return made{err: err}
				}
				return made{d: analyze.Diagnose(set, y.batch, y.given, rule.All)}
			},
			take: func(_ int, m made) bool { return yield(m.d, m.err) && m.err == nil }}.run(context.Background())
	}
}

func (y *study) facts(i int) (*fact.Set, error) {
	if s := y.sets[i].set; s != nil {
		return s, nil
	}
	return y.shelf.packer.unpack(y.sets[i].packed)
}

// fleet is what the bundles mean together; bad reports whether a finding asks for status 1.
func (y *study) fleet(failOn string) (f *analyze.Fleet, bad bool, err error) {
	g := analyze.NewGathering()
	i := 0
	for d, err := range y.diagnoses() {
		if err != nil {
			return nil, false, err
		}
		g.Add(d, y.leads[i])
		bad = bad || fails(d.Findings, failOn)
		if len(y.sets) == 1 {
			y.only = d
		}
		i++
	}
	f = g.Fleet()
	return f, bad || fails(f.Findings, failOn), nil
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
