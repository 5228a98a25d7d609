package main

import (
	"context"
	"fmt"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/analyze/store"
	"kmstriage/cmd/kmstriage-fleet/queue"
	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/parse/fact"
	"kmstriage/parse/inorder"
)

// judged is a run over all bundles of the database. Their diagnoses are made as they are walked over, from the facts that the
// workers kept, and from what the database answers about the others.
type judged struct {
	ctx     context.Context
	db      *results.DB
	packer  *results.Packer
	jobs    int
	entries []results.Entry // those with facts
	index   *results.Index
	batch   *derive.Batch
	places  []int // of the bundles' machines in the fleet, -1 for none
	run     report.Run
}

func judge(ctx context.Context, db *results.DB, q *queue.Queue, jobs int) (*judged, error) {
	y := &judged{ctx: ctx, db: db, packer: db.Packer(), jobs: jobs}
	var err error
	if y.entries, err = db.Entries(ctx); err != nil {
		return nil, err
	}
	if y.index, err = db.Index(ctx); err != nil {
		return nil, err
	}
	if len(y.entries) > 1 { // as derive.NewBatch: one bundle has no others
		y.batch = derive.BatchOf(y.index)
	}
	g := analyze.NewGathering()
	i := 0
	for d, err := range y.diagnoses() {
		if err != nil {
			return nil, err
		}
		y.places = append(y.places, g.Add(d, y.entries[i].Leads))
		i++
	}
	fleet := g.Fleet()
	fleet.Meet(y.batch)
	if err := y.index.Err(); err != nil {
		return nil, err
	}
	y.run = report.Run{Schema: report.RunSchema, Tool: tool, Bundles: len(y.entries), Machines: len(fleet.Machines), Fleet: fleet}
	return y, y.outcome(q)
}

// outcome tells of what could not be read, and of what was given up.
func (y *judged) outcome(q *queue.Queue) error {
	notes, err := y.db.Notes(y.ctx)
	if err != nil {
		return err
	}
	for _, n := range notes {
		if n.Why != "" {
			y.run.Unreadable = append(y.run.Unreadable, report.Unreadable{Path: n.Path, Why: n.Why, Partly: n.Partly})
		}
	}
	if err := q.Dead(y.ctx, func(d queue.Dead) error {
		y.run.Unreadable = append(y.run.Unreadable, report.Unreadable{Path: fact.Hidden(d.Path), Why: fmt.Sprintf("given up after %d attempts: %s", d.Attempts, fact.Hidden(d.Why))})
		return nil
	}); err != nil {
		return err
	}
	y.run.Outcome, y.run.Exit = []string{"analysed"}, exitOK
	switch {
	case y.run.Machines == 0:
		y.run.Outcome, y.run.Exit = []string{"nothing"}, exitNothing
		if len(y.run.Unreadable) > 0 {
			y.run.Outcome = append(y.run.Outcome, "partial")
		}
	case len(y.run.Unreadable) > 0:
		y.run.Outcome, y.run.Exit = []string{"partial"}, exitPartial
	}
	return nil
}

// diagnoses are those of all bundles, in order of the input.
func (y *judged) diagnoses() report.Diagnoses {
	type made struct {
		d   *analyze.Diagnosis
		err error
	}
	return func(yield func(*analyze.Diagnosis, error) bool) {
		inorder.Work[made]{N: len(y.entries), Jobs: y.jobs,
			Do: func(i int) made {
				set, err := y.facts(i)
				if err != nil {
					return made{err: err}
				}
				d := analyze.Diagnose(set, y.batch, analyze.Given{}, rule.All)
				return made{d, y.index.Err()}
			},
			Take: func(_ int, m made) bool { return yield(m.d, m.err) && m.err == nil }}.Run(context.Background())
	}
}

func (y *judged) facts(i int) (*fact.Set, error) {
	b, err := y.db.Packed(y.ctx, y.entries[i].ID)
	if err != nil {
		return nil, err
	}
	return y.packer.Unpack(y.ctx, b)
}

// store writes the run into a store as kmstriage -o sqlite= does.
func (y *judged) store(path string) error {
	s, err := store.Open(path, build())
	if err != nil {
		return err
	}
	defer s.Close()
	run := store.Run{Tool: y.run.Tool, Rules: rule.Digest(), Outcome: y.run.Outcome, Exit: y.run.Exit, Bundles: y.run.Bundles, Fleet: y.run.Fleet}
	for _, u := range y.run.Unreadable {
		run.Unreadable = append(run.Unreadable, store.Unreadable(u))
	}
	w, err := s.Write(run)
	if err != nil {
		return err
	}
	i := 0
	for d, err := range y.diagnoses() {
		if err != nil {
			w.Cancel()
			return err
		}
		path, err := y.db.Path(y.ctx, y.entries[i].ID)
		if err == nil {
			err = w.Bundle(store.Bundle{Path: path, Machine: y.places[i], Leads: y.entries[i].Leads}, d)
		}
		if err != nil {
			w.Cancel()
			return err
		}
		i++
	}
	return w.Commit()
}
