// Package queue shares the reading of bundles out to workers, by River (riverqueue.com). Its tables lie in the database of
// the results, so that a result and the end of its job are committed together, or neither.
package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/cmd/kmstriage-fleet/source"
)

// name is that of the queue.
const name = "bundles"

// Args are what a job is told: an object to read. What is unique makes it the same job: submitted again, it is not done again.
type Args struct {
	Location string `json:"location" river:"unique"`
	Stamp    string `json:"stamp" river:"unique"`
	Build    string `json:"build" river:"unique"`           // of the program that submitted it
	Again    string `json:"again,omitempty" river:"unique"` // not empty: read it although it is known; differs from one wish to the next
	Path     string `json:"path"`
	Name     string `json:"name"`
	Size     int64  `json:"size"`
	Loose    bool   `json:"loose,omitempty"`
	Archive  bool   `json:"archive,omitempty"`
	Besides  bool   `json:"besides,omitempty"`
}

// Kind implements river.JobArgs.
func (Args) Kind() string { return "bundle" }

func (a Args) object() source.Object {
	return source.Object{Location: a.Location, Path: a.Path, Name: a.Name, Stamp: a.Stamp, Size: a.Size, Loose: a.Loose, Archive: a.Archive, Besides: a.Besides}
}

// ArgsOf are those of an object.
func ArgsOf(o source.Object, build, again string) Args {
	return Args{Location: o.Location, Stamp: o.Stamp, Build: build, Again: again, Path: o.Path, Name: o.Name, Size: o.Size, Loose: o.Loose, Archive: o.Archive, Besides: o.Besides}
}

// Queue is the work to do. Its methods may be called from several goroutines.
type Queue struct {
	db     *results.DB
	client *river.Client[*sql.Tx]
}

func driver(db *results.DB) riverdriver.Driver[*sql.Tx] {
	if db.Kind == results.Postgres {
		return riverdatabasesql.New(db.DB)
	}
	return riversqlite.New(db.DB)
}

// complete ends a job in a transaction.
func complete(ctx context.Context, db *results.DB, tx *sql.Tx, job *river.Job[Args]) (err error) {
	if db.Kind == results.Postgres {
		_, err = river.JobCompleteTx[*riverdatabasesql.Driver](ctx, tx, job)
	} else {
		_, err = river.JobCompleteTx[*riversqlite.Driver](ctx, tx, job)
	}
	return err
}

// Prepare makes the queue's tables where there are none.
func Prepare(ctx context.Context, db *results.DB) error {
	m, err := rivermigrate.New(driver(db), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("prepare the queue: %w", err)
	}
	if v, err := m.Validate(ctx); err == nil && v.OK {
		return nil
	}
	const tries = 5 // another program may make them at the same time: then one of the two is refused
	for i := range tries {
		if _, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil); err == nil {
			return nil
		}
		select {
		case <-time.After(time.Duration(i+1) * 300 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fmt.Errorf("prepare the queue: %w", err)
}

// Open gives the queue without workers.
func Open(db *results.DB) (*Queue, error) {
	c, err := river.NewClient(driver(db), &river.Config{Logger: slog.New(slog.DiscardHandler), SkipUnknownJobCheck: true})
	if err != nil {
		return nil, fmt.Errorf("open the queue: %w", err)
	}
	return &Queue{db: db, client: c}, nil
}

// Submit puts jobs into the queue, all or none. fresh is how many were not in it yet.
func (q *Queue) Submit(ctx context.Context, all []Args, attempts int) (fresh int, err error) {
	var params []river.InsertManyParams
	seen := map[[4]string]bool{} // PostgreSQL refuses two of a kind in one statement
	for _, a := range all {
		k := [4]string{a.Location, a.Stamp, a.Build, a.Again}
		if seen[k] {
			continue
		}
		seen[k] = true
		params = append(params, river.InsertManyParams{Args: a, InsertOpts: &river.InsertOpts{Queue: name, MaxAttempts: attempts, UniqueOpts: river.UniqueOpts{ByArgs: true}}})
	}
	done, err := q.client.InsertMany(ctx, params)
	if err != nil {
		return 0, fmt.Errorf("put jobs into the queue: %w", err)
	}
	for _, d := range done {
		if !d.UniqueSkippedAsDuplicate {
			fresh++
		}
	}
	return fresh, nil
}

// States counts the jobs by River's states: available, running, retryable, scheduled, completed, discarded, cancelled.
func (q *Queue) States(ctx context.Context) (map[string]int, error) {
	rows, err := q.db.QueryContext(ctx, "SELECT state, count(*) FROM river_job WHERE queue = '"+name+"' GROUP BY state")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var s string
		var n int
		if err := rows.Scan(&s, &n); err != nil {
			return nil, err
		}
		out[s] = n
	}
	return out, rows.Err()
}

// Waiting is how many jobs are not finished.
func Waiting(states map[string]int) int {
	return states["available"] + states["pending"] + states["retryable"] + states["scheduled"] + states["running"]
}

// Dead is a job that was given up.
type Dead struct {
	ID       int64
	Path     string
	Attempts int
	Why      string
	At       time.Time // UTC
}

// Dead calls each with the jobs that were given up, the oldest first.
func (q *Queue) Dead(ctx context.Context, each func(Dead) error) error {
	p := river.NewJobListParams().Queues(name).States(rivertype.JobStateDiscarded).First(1000).OrderBy(river.JobListOrderByID, river.SortOrderAsc)
	for {
		l, err := q.client.JobList(ctx, p)
		if err != nil {
			return fmt.Errorf("list what was given up: %w", err)
		}
		for _, j := range l.Jobs {
			if err := each(dead(j)); err != nil {
				return err
			}
		}
		if l.LastCursor == nil || len(l.Jobs) == 0 {
			return nil
		}
		p = p.After(l.LastCursor)
	}
}

func dead(j *rivertype.JobRow) Dead {
	d := Dead{ID: j.ID, Attempts: j.Attempt, Path: fmt.Sprintf("job %d", j.ID), Why: "no reason is known: the worker was ended each time"}
	if a, err := argsOf(j.EncodedArgs); err == nil {
		d.Path = a.Path
	}
	if n := len(j.Errors); n > 0 {
		d.Why = j.Errors[n-1].Error
	}
	if j.FinalizedAt != nil {
		d.At = j.FinalizedAt.UTC()
	}
	return d
}

// Retry puts jobs that were given up back into the queue: those named, or all.
func (q *Queue) Retry(ctx context.Context, ids []int64) (n int, err error) {
	if len(ids) == 0 {
		if err := q.Dead(ctx, func(d Dead) error { ids = append(ids, d.ID); return nil }); err != nil {
			return 0, err
		}
	}
	for _, id := range ids {
		if _, err := q.client.JobRetry(ctx, id); errors.Is(err, rivertype.ErrNotFound) {
			return n, fmt.Errorf("there is no job %d: see status --dead", id)
		} else if err != nil {
			return n, fmt.Errorf("put job %d back: %w", id, err)
		}
		n++
	}
	return n, nil
}

// Pause has workers take no more jobs; Resume ends that.
func (q *Queue) Pause(ctx context.Context) error {
	err := q.client.QueuePause(ctx, name, nil)
	if errors.Is(err, rivertype.ErrNotFound) {
		return errors.New("no worker has ever worked on this database: there is nothing to drain")
	}
	return err
}

// Resume has workers take jobs again.
func (q *Queue) Resume(ctx context.Context) error { return q.client.QueueResume(ctx, name, nil) }

// Paused reports that Pause holds.
func (q *Queue) Paused(ctx context.Context) bool {
	x, err := q.client.QueueGet(ctx, name)
	return err == nil && x.PausedAt != nil
}
