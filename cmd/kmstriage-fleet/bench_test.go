package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kmstriage/analyze/derive"
	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/fixtures/fleet"
	"kmstriage/fixtures/probe"
	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

// benchRuns is how often make bench-queue measures each side; other runs of the tests measure nothing.
func benchRuns(t *testing.T) int {
	n, _ := strconv.Atoi(os.Getenv("KMSTRIAGE_QUEUE_RUNS"))
	if n == 0 {
		t.Skip("make bench-queue runs it")
	}
	return n
}

// spent is what processes that ran side by side took.
type spent struct{ wall, cpu time.Duration }

// together runs processes side by side.
func together(t *testing.T, cmds ...*exec.Cmd) spent {
	t.Helper()
	began := time.Now()
	var all sync.WaitGroup
	for _, c := range cmds {
		all.Go(func() {
			if out, err := c.CombinedOutput(); err != nil && c.ProcessState.ExitCode() != exitPartial {
				t.Errorf("%v: %v\n%.1000s", c.Args, err, out)
			}
		})
	}
	all.Wait()
	s := spent{wall: time.Since(began)}
	for _, c := range cmds {
		s.cpu += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	return s
}

// middle is the median of each.
func middle(all []spent) spent {
	pick := func(of func(spent) time.Duration) time.Duration {
		ds := make([]time.Duration, len(all))
		for i, s := range all {
			ds[i] = of(s)
		}
		slices.Sort(ds)
		return ds[len(ds)/2]
	}
	return spent{pick(func(s spent) time.Duration { return s.wall }), pick(func(s spent) time.Duration { return s.cpu })}
}

// TestBenchQueue measures bundles with a log of 20 MB: kmstriage alone, and one and two workers with one job at a time each. The
// sides take turns.
func TestBenchQueue(t *testing.T) {
	const bundles = 150
	runs := benchRuns(t)
	dir, _ := makeFleet(t, fleet.Options{Bundles: bundles, MinBytes: 2_100_000, MaxBytes: 2_100_000})
	worker := func(db string) *exec.Cmd {
		return exec.Command(fleetProgram, "--db", db, "work", "--until-empty", "-j", "1")
	}
	submitted := func(db string) string {
		ran(t, fleetProgram, fine, "--db", db, "submit", dir)
		return db
	}
	eachKind(t, func(t *testing.T, fresh func() string) {
		var alone, one, two []spent
		for range runs {
			alone = append(alone, together(t, exec.Command(oneMachine, dir, "-q", "-j", "1", "-f", "ndjson")))
			one = append(one, together(t, worker(submitted(fresh()))))
			db := submitted(fresh())
			two = append(two, together(t, worker(db), worker(db)))
		}
		a, o, w := middle(alone), middle(one), middle(two)
		each := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / bundles }
		t.Logf("kmstriage -j1: %.1f ms CPU, %.1f ms wall a bundle; one worker: %.1f ms CPU (%+.1f %%), %.1f ms wall; two workers: %.1f ms CPU, %.1f ms wall, %.2f times as fast as one",
			each(a.cpu), each(a.wall), each(o.cpu), 100*(float64(o.cpu)/float64(a.cpu)-1), each(o.wall), each(w.cpu), each(w.wall), float64(o.wall)/float64(w.wall))
	})
}

// TestBenchStore fills the database with bundles of machines that no one has: what each case says, under other names and ids, one
// in a hundred of a cloned image. Then it measures what another bundle costs, and what a report does.
func TestBenchStore(t *testing.T) {
	benchRuns(t)
	rows, _ := strconv.Atoi(os.Getenv("KMSTRIAGE_QUEUE_ROWS"))
	dir, _ := makeFleet(t, fleet.Options{Bundles: len(fleet.Cases)})
	var said []*fact.Set
	l := input.New(nil)
	defer l.Close()
	for _, u := range l.Plan([]string{dir}) {
		for _, f := range u.Load() {
			said = append(said, f.Set)
		}
	}
	kinds := strings.Fields(os.Getenv("KMSTRIAGE_QUEUE_KINDS"))
	eachKind(t, func(t *testing.T, fresh func() string) {
		if len(kinds) > 0 && !slices.Contains(kinds, strings.TrimPrefix(t.Name(), "TestBenchStore/")) {
			t.Skip("KMSTRIAGE_QUEUE_KINDS leaves it out")
		}
		name := fresh()
		db, err := open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		p := db.Packer()
		one := func(i int) *results.Input {
			s := renamed(t, said[i%len(said)], i)
			b, err := results.NewBundle(input.Found{Path: fmt.Sprintf("bucket/M%07d.zip", i), Set: s, Recognised: true}, func(s *fact.Set) ([]byte, error) { return p.Pack(t.Context(), s) })
			if err != nil {
				t.Fatal(err)
			}
			return &results.Input{Digest: s.Bundle.SHA256, Build: build(), Location: b.Path, Path: b.Path, Bundles: []results.Bundle{b}}
		}
		began := time.Now()
		const each = 1000
		for i := 0; i < rows; i += each {
			ins := make([]*results.Input, 0, each)
			for k := i; k < min(i+each, rows); k++ {
				ins = append(ins, one(k))
			}
			transact(t, db, func(tx *sql.Tx) {
				for _, in := range ins {
					if err := db.Keep(t.Context(), tx, in, false); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
		filled := time.Since(began)
		const more = 500
		var took time.Duration
		for i := range more {
			in := one(rows + i)
			began := time.Now()
			transact(t, db, func(tx *sql.Tx) {
				if err := db.Keep(t.Context(), tx, in, false); err != nil {
					t.Fatal(err)
				}
			})
			took += time.Since(began)
		}
		began = time.Now()
		if _, err := db.Index(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d bundles: filled in %.0f s; one more costs %.2f ms; looking over all before a report %.1f s; the database has %.2f GB",
			rows, filled.Seconds(), took.Seconds()*1000/more, time.Since(began).Seconds(), float64(size(t, db, name))/1e9)
		db.Close()
		r := exec.Command(fleetProgram, "--db", name, "report")
		r.Stdout = nil
		if err := r.Start(); err != nil {
			t.Fatal(err)
		}
		began = time.Now()
		peak := probe.Peak(r.Process.Pid)
		r.Wait()
		t.Logf("report -f text: %.0f s, %.0f s CPU, peak memory %.0f MB", time.Since(began).Seconds(), (r.ProcessState.UserTime() + r.ProcessState.SystemTime()).Seconds(), float64(<-peak)/1e6)
	})
}

func transact(t *testing.T, db *results.DB, do func(*sql.Tx)) {
	t.Helper()
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	do(tx)
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func size(t *testing.T, db *results.DB, name string) (n int64) {
	t.Helper()
	if db.Kind == results.Postgres {
		if err := db.QueryRow("SELECT pg_database_size(current_database())").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// renamed gives what a bundle says to another machine.
func renamed(t *testing.T, s *fact.Set, i int) *fact.Set {
	t.Helper()
	b, err := json.Marshal(derive.Pare(s))
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	text = strings.ReplaceAll(text, strings.TrimSuffix(s.Bundle.Name, ".zip"), fmt.Sprintf("M%07d", i))
	for k, id := range s.CMIDs {
		family := i
		if i%100 == 0 { // of a cloned image, ten machines each
			family = i / 1000
		}
		text = strings.ReplaceAll(text, id.Value, fmt.Sprintf("%08x-%04x-4000-8000-000000000000", family, k))
	}
	out := &fact.Set{}
	if err := json.Unmarshal([]byte(text), out); err != nil {
		t.Fatal(err)
	}
	out.Bundle.SHA256 = fmt.Sprintf("%064x", i)
	return out
}
