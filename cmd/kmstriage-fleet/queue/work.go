package queue

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"golang.org/x/sync/semaphore"

	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/cmd/kmstriage-fleet/source"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

// Options say how a worker works.
type Options struct {
	Build   string
	Jobs    int           // at a time
	Memory  int64         // bytes for all jobs at a time
	Time    time.Duration // for one bundle
	Grace   time.Duration // after which a stop gives the work back that is not finished
	Rescue  time.Duration // after which a job is taken from a worker that was killed
	Sources Opener
	Log     *slog.Logger
	Watch   Watch
}

// Opener opens objects; see source.Sources.
type Opener interface {
	Open(ctx context.Context, o source.Object) (*source.Content, error)
}

// Watch is told what happens; a nil one is not.
type Watch interface {
	Began()
	Ended(outcome string, bundles int, bytes int64, took time.Duration)
}

// Outcomes of a job.
const (
	Done      = "done"       // read and kept
	Known     = "known"      // this content was kept already
	Failed    = "failed"     // to be tried again
	GivenUp   = "given up"   // was tried as often as may be
	GivenBack = "given back" // the worker stops
)

func argsOf(b []byte) (a Args, err error) { return a, json.Unmarshal(b, &a) }

// worker reads bundles.
type worker struct {
	river.WorkerDefaults[Args]
	Options
	db       *results.DB
	packer   *results.Packer
	loader   *input.Loader
	memory   *semaphore.Weighted
	stopping atomic.Bool
}

var errStopping = errors.New("the worker stops")

func newWorker(db *results.DB, o Options) *worker {
	w := &worker{Options: o, db: db, packer: db.Packer(), loader: input.New(strings.NewReader("")), memory: semaphore.NewWeighted(o.Memory)}
	w.loader.Time, w.loader.Memory = o.Time, input.NewGauge(uint64(o.Memory))
	w.loader.Limits.HeldBytes = min(w.loader.Limits.HeldBytes, o.Memory/2)
	w.loader.Limits.Held = bundle.NewBudget(w.loader.Limits.HeldBytes)
	w.loader.Ended = func() error {
		if w.stopping.Load() {
			return errStopping
		}
		return nil
	}
	w.loader.Share(o.Jobs, o.Jobs)
	return w
}

// Work runs workers until the context ends, then lets them finish what they have, or until the queue is empty where that is
// asked for.
func Work(ctx context.Context, db *results.DB, o Options, untilEmpty bool) error {
	w := newWorker(db, o)
	workers := river.NewWorkers()
	river.AddWorker(workers, w)
	c, err := river.NewClient(driver(db), &river.Config{
		Logger: slog.New(slog.DiscardHandler), Workers: workers, ErrorHandler: w, PollOnly: true,
		Queues:                      map[string]river.QueueConfig{name: {MaxWorkers: o.Jobs}},
		FetchCooldown:               fetchCooldown,
		FetchPollInterval:           fetchEvery,
		JobTimeout:                  o.Rescue - rescueAfter,
		RescueStuckJobsAfter:        o.Rescue,
		DiscardedJobRetentionPeriod: century, // what was given up stays until somebody looks at it
	})
	if err != nil {
		return fmt.Errorf("start the worker: %w", err)
	}
	if err := c.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the worker: %w", err)
	}
	o.Log.Info("worker started", "database", string(db.Kind), "jobs", o.Jobs, "memory", o.Memory, "build", o.Build)
	q := &Queue{db: db, client: c}
	if untilEmpty {
		err = q.empty(ctx)
	} else {
		<-ctx.Done()
	}
	return errors.Join(err, w.stop(c))
}

const (
	fetchCooldown = 2 * time.Millisecond   // between two looks for work, while there is some
	fetchEvery    = 500 * time.Millisecond // while there is none
	rescueAfter   = 5 * time.Second        // after the time of a job: its worker was killed
)

// century stands for ever: the queue's library has -1 for that, which its SQLite driver (0.31.0) takes for the past.
const century = 100 * 365 * 24 * time.Hour

// LeastRescue is the shortest time after which a job may be taken from its worker.
const LeastRescue = 2 * rescueAfter

// RescueAfter is when a job of so much reading is certain to have ended: its input was fetched, read within its own time, and kept.
func RescueAfter(read time.Duration) time.Duration { return 2*read + time.Minute }

// stop lets the worker finish, or give back what takes longer than the grace.
func (w *worker) stop(c *river.Client[*sql.Tx]) error {
	w.Log.Info("worker stopping", "grace", w.Grace.String())
	soft, cancel := context.WithTimeout(context.Background(), w.Grace)
	defer cancel()
	err := c.Stop(soft)
	if errors.Is(err, context.DeadlineExceeded) {
		w.stopping.Store(true)
		hard, cancel := context.WithTimeout(context.Background(), w.Grace+time.Minute)
		defer cancel()
		err = c.StopAndCancel(hard)
	}
	w.Log.Info("worker stopped")
	return err
}

// empty waits until every job is finished.
func (q *Queue) empty(ctx context.Context) error {
	for {
		s, err := q.States(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if Waiting(s) == 0 {
			return nil
		}
		select {
		case <-time.After(fetchEvery):
		case <-ctx.Done():
			return nil
		}
	}
}

// Work implements river.Worker: it reads one input, and keeps what it said in the transaction that ends the job.
func (w *worker) Work(ctx context.Context, job *river.Job[Args]) error {
	began := time.Now()
	if w.Watch != nil {
		w.Watch.Began()
	}
	outcome, n, err := w.work(ctx, job)
	took := time.Since(began)
	switch {
	case err == nil:
	case ctx.Err() != nil || w.stopping.Load():
		outcome, err = GivenBack, river.JobSnooze(0)
	case job.Attempt >= job.MaxAttempts:
		outcome = GivenUp
	default:
		outcome = Failed
	}
	if w.Watch != nil {
		w.Watch.Ended(outcome, n, job.Args.Size, took)
	}
	l := w.Log.With("job", job.ID, "attempt", job.Attempt, "outcome", outcome, "bundles", n, "bytes", job.Args.Size, "milliseconds", took.Milliseconds())
	if outcome == Done || outcome == Known || outcome == GivenBack {
		l.Info("job")
	} else {
		l.Warn("job", "location", job.Args.Location, "error", err.Error())
	}
	return err
}

func (w *worker) work(ctx context.Context, job *river.Job[Args]) (outcome string, bundles int, err error) {
	weight := w.weight(job.Args)
	if err := w.memory.Acquire(ctx, weight); err != nil {
		return "", 0, err
	}
	defer w.memory.Release(weight)
	if job.Args.Loose {
		return w.loose(ctx, job)
	}
	began := time.Now()
	o := job.Args.object()
	c, err := w.Sources.Open(ctx, o)
	if err != nil {
		return "", 0, err
	}
	defer c.Close()
	in := results.Input{Digest: c.Digest, Build: w.Build, Location: o.Location, Stamp: o.Stamp, Path: o.Path, Name: o.Name, Archive: o.Archive, Besides: o.Besides, Bytes: c.Size}
	if job.Args.Again == "" {
		if known, err := w.db.Known(ctx, c.Digest, w.Build); err != nil {
			return "", 0, err
		} else if known {
			return Known, 0, w.commit(ctx, job, func(tx *sql.Tx) error { return w.db.Seen(ctx, tx, o.Location, o.Stamp, c.Digest) })
		}
	}
	u := w.loader.Object(o.Path, o.Name, o.Besides, func(lim bundle.Limits) (*bundle.Bundle, error) {
		opened := bundle.FromReaderAt
		if o.Archive {
			opened = bundle.ArchiveFromReaderAt
		}
		b, err := opened(o.Name, c, c.Size, c.Modified, lim)
		if b != nil {
			b.Summed(c.Digest)
		}
		return b, err
	})
	if err := w.read(ctx, u, &in); err != nil {
		return "", 0, err
	}
	in.Took = time.Since(began)
	return Done, len(in.Bundles), w.commit(ctx, job, func(tx *sql.Tx) error { return w.db.Keep(ctx, tx, &in, job.Args.Again != "") })
}

// loose reads the files of computers that lie in a folder, each computer an input of its own.
func (w *worker) loose(ctx context.Context, job *river.Job[Args]) (outcome string, bundles int, err error) {
	o := job.Args.object()
	l := w.loader.Another()
	defer l.Close()
	dir := o.LocalPath()
	var ins []results.Input
	for _, u := range l.Plan([]string{dir}) {
		if u.Path != dir || u.Digest == nil {
			continue
		}
		began := time.Now()
		sum, err := u.Digest()
		if err != nil {
			return "", 0, err
		}
		in := results.Input{Digest: sum, Build: w.Build, Location: fmt.Sprintf("%s#%d", o.Location, len(ins)), Stamp: o.Stamp, Path: o.Path, Name: o.Name, Loose: true, Position: len(ins), Bytes: u.Size}
		if err := w.read(ctx, u, &in); err != nil {
			return "", 0, err
		}
		for i := range in.Bundles {
			in.Bundles[i].Path = o.Path
		}
		in.Took = time.Since(began)
		bundles += len(in.Bundles)
		ins = append(ins, in)
	}
	return Done, bundles, w.commit(ctx, job, func(tx *sql.Tx) error {
		for i := range ins {
			if err := w.db.Keep(ctx, tx, &ins[i], job.Args.Again != ""); err != nil {
				return err
			}
		}
		if len(ins) == 0 {
			return nil
		}
		return w.db.Seen(ctx, tx, o.Location, o.Stamp, ins[0].Digest) // one of them: the stamp tells of all
	})
}

func (w *worker) read(ctx context.Context, u input.Unit, in *results.Input) error {
	found := u.Load()
	if err := ctx.Err(); err != nil { // what was read may be cut
		return err
	}
	if w.stopping.Load() {
		return errStopping
	}
	for _, f := range found {
		b, err := results.NewBundle(f, func(s *fact.Set) ([]byte, error) { return w.packer.Pack(ctx, s) })
		if err != nil {
			return err
		}
		in.Bundles = append(in.Bundles, b)
	}
	return nil
}

// commit does what is to be kept and ends the job, both or neither.
func (w *worker) commit(ctx context.Context, job *river.Job[Args], keep func(*sql.Tx) error) error {
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := keep(tx); err != nil {
		return err
	}
	if err := complete(ctx, w.db, tx, job); err != nil {
		return err
	}
	return tx.Commit()
}

const (
	// baseWeight is what reading a bundle takes where its archive can be read in place: docs/scale.md has what it was measured to be.
	baseWeight = 48 << 20
	// heldTimes is unpacked to packed of the others, which are held in memory up to a limit of their own.
	heldTimes = 8
)

// weight is how much of the memory a job may take.
func (w *worker) weight(a Args) int64 {
	n := int64(baseWeight)
	if !slices.Contains([]string{".zip", ".evtx", ".txt", ".log"}, strings.ToLower(filepath.Ext(a.Name))) && !a.Loose {
		n += min(heldTimes*a.Size, w.loader.Limits.HeldBytes)
	}
	return min(n, w.Memory)
}

// HandleError implements river.ErrorHandler: Work has told of it.
func (w *worker) HandleError(context.Context, *rivertype.JobRow, error) *river.ErrorHandlerResult {
	return nil
}

// HandlePanic implements river.ErrorHandler.
func (w *worker) HandlePanic(_ context.Context, job *rivertype.JobRow, v any, trace string) *river.ErrorHandlerResult {
	w.Log.Error("a bug of kmstriage-fleet: please report it", "job", job.ID, "attempt", job.Attempt, "panic", fmt.Sprint(v), "trace", trace)
	if w.Watch != nil {
		w.Watch.Ended(Failed, 0, 0, 0)
	}
	return nil
}
