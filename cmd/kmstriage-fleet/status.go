package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"kmstriage/analyze/report"
	"kmstriage/cmd/kmstriage-fleet/queue"
	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/parse/fact"
)

type statusCmd struct {
	Format string `short:"f" enum:"text,json" default:"text" help:"Format: text or json."`
	Dead   bool   `help:"Also list what was given up, with the reason."`
}

// state is what status tells.
type state struct {
	Waiting    int       `json:"waiting"`
	Running    int       `json:"running"`
	Retrying   int       `json:"retrying"`
	Done       int       `json:"done"` // jobs of the last day; older ones are no longer in the queue
	GivenUp    int       `json:"givenUp"`
	Paused     bool      `json:"paused"`
	Inputs     int       `json:"inputs"`
	Bundles    int       `json:"bundles"`
	Machines   int       `json:"machines"`
	Unreadable int       `json:"unreadable"`
	Stale      int       `json:"stale"` // inputs that another version has read
	Dead       []deadJob `json:"dead,omitempty"`
}

type deadJob struct {
	Job      int64     `json:"job"`
	Path     string    `json:"path"`
	Attempts int       `json:"attempts"`
	Why      string    `json:"why"`
	At       time.Time `json:"at"` // UTC
}

func (c *statusCmd) run(ctx context.Context, name string, s streams) error {
	db, q, err := openThere(ctx, name)
	if err != nil {
		return err
	}
	defer db.Close()
	st, err := look(ctx, db, q)
	if err != nil {
		return err
	}
	if c.Dead {
		if err := q.Dead(ctx, func(d queue.Dead) error {
			st.Dead = append(st.Dead, deadJob{d.ID, fact.Hidden(d.Path), d.Attempts, fact.Hidden(d.Why), d.At})
			return nil
		}); err != nil {
			return err
		}
	}
	if c.Format == "json" {
		e := json.NewEncoder(s.out)
		e.SetIndent("", " ")
		return e.Encode(st)
	}
	return st.write(s.out)
}

func look(ctx context.Context, db *results.DB, q *queue.Queue) (st state, err error) {
	states, err := q.States(ctx)
	if err != nil {
		return st, err
	}
	c, err := db.Counts(ctx, build())
	if err != nil {
		return st, err
	}
	return state{Waiting: states["available"] + states["pending"], Running: states["running"], Retrying: states["retryable"] + states["scheduled"], Done: states["completed"],
		GivenUp: states["discarded"], Paused: q.Paused(ctx), Inputs: c.Inputs, Bundles: c.Bundles, Machines: c.Machines, Unreadable: c.Unreadable, Stale: c.Stale}, nil
}

func (st state) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "queue    waiting %d, running %d, to be tried again %d, given up %d", st.Waiting, st.Running, st.Retrying, st.GivenUp)
	if st.Paused {
		b.WriteString("; drained: workers take nothing (drain --resume ends that)")
	}
	fmt.Fprintf(&b, "\nresults  inputs %d, bundles %d, machines %d, unreadable %d\n", st.Inputs, st.Bundles, st.Machines, st.Unreadable)
	if st.Stale > 0 {
		fmt.Fprintf(&b, "         of another version %d: submit --renew has them read again\n", st.Stale)
	}
	if st.GivenUp > 0 && st.Dead == nil {
		b.WriteString("status --dead lists what was given up, with the reason; retry puts it back\n")
	}
	for _, d := range st.Dead {
		fmt.Fprintf(&b, "job %d, tried %d times, %s\n  %s\n  %s\n", d.Job, d.Attempts, d.At.Format(time.RFC3339), report.Clean(d.Path), report.Clean(d.Why))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
