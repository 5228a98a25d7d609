package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze/store"
	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/fixtures/fleet"
	"kmstriage/fixtures/probe"
)

// stored prints every table of results of a store, without what only numbers rows and runs and what programs call themselves.
func stored(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	print := func(query string) {
		fmt.Fprintf(&b, "== %s\n%s", query, probe.Rows(t, db, query))
	}
	for _, v := range store.Views {
		print("SELECT * FROM " + v.Name)
	}
	for _, x := range store.Tables {
		var cols []string
		for _, c := range x.Columns {
			if !slices.Contains([]string{"tool", "build", "kept", "part"}, c.Name) { // that of the program, and what a run of the fleet keeps elsewhere
				cols = append(cols, c.Name)
			}
		}
		if !strings.HasPrefix(x.Name, "kept") && x.Name != "settings" {
			print("SELECT " + strings.Join(cols, ", ") + " FROM " + x.Name)
		}
	}
	return b.String()
}

var toolLine = regexp.MustCompile(`(?m)^  "tool": .*\n`)

// answer is all that a report says: the JSON and the rows of a store.
type answer struct{ json, rows string }

func oneMachineSays(t *testing.T, dir string) answer {
	t.Helper()
	file := filepath.Join(t.TempDir(), "one.sqlite")
	j := ran(t, oneMachine, partial, dir, "-q", "-f", "json", "-o", "sqlite="+file)
	return answer{toolLine.ReplaceAllString(j, ""), stored(t, file)}
}

func fleetSays(t *testing.T, db string) answer {
	t.Helper()
	file := filepath.Join(t.TempDir(), "fleet.sqlite")
	j := ran(t, fleetProgram, partial, "--db", db, "report", "-f", "json", "-o", "sqlite="+file)
	return answer{toolLine.ReplaceAllString(j, ""), stored(t, file)}
}

func (a answer) same(t *testing.T, got answer) {
	t.Helper()
	if a.json != got.json {
		t.Errorf("the report differs (-one machine +fleet)\n%.4000s", cmp.Diff(strings.Split(a.json, "\n"), strings.Split(got.json, "\n")))
	}
	if a.rows != got.rows {
		t.Errorf("the rows differ (-one machine +fleet)\n%.4000s", cmp.Diff(strings.Split(a.rows, "\n"), strings.Split(got.rows, "\n")))
	}
}

// worker is a process that works; wait returns what it logged.
type worker struct {
	*exec.Cmd
	log bytes.Buffer
}

func work(t *testing.T, db string, args ...string) *worker {
	t.Helper()
	w := &worker{Cmd: exec.Command(fleetProgram, append([]string{"--db", db, "work", "--log", "json"}, args...)...)}
	w.Stderr = &w.log
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Process.Kill() })
	return w
}

// TestSameAsOneMachine holds that any number of workers give what one run of kmstriage gives, row by row, on both databases.
func TestSameAsOneMachine(t *testing.T) {
	t.Parallel()
	n, processes := 200, []int{1, 2, 4}
	switch {
	case testing.Short():
		n, processes = 100, []int{2}
	case inCI():
		n = 2000
	}
	dir, truth := makeFleet(t, fleet.Options{Bundles: n, Broken: 2})
	want := oneMachineSays(t, dir)
	if len(truth.Unreadable) == 0 {
		t.Fatal("no bundle is broken: the test looks at half")
	}
	eachKind(t, func(t *testing.T, fresh func() string) {
		for _, k := range processes {
			t.Run(fmt.Sprint(k), func(t *testing.T) {
				db := fresh()
				ran(t, fleetProgram, fine, "--db", db, "submit", dir)
				began := time.Now()
				var all sync.WaitGroup
				for range k {
					w := work(t, db, "--until-empty", "-j", "1")
					all.Go(func() {
						if err := w.Wait(); err != nil {
							t.Errorf("worker: %v\n%.2000s", err, w.log.String())
						}
					})
				}
				all.Wait()
				t.Logf("%d bundles, %d processes: %.1f s", n, k, time.Since(began).Seconds())
				want.same(t, fleetSays(t, db))
				if out := ran(t, fleetProgram, fine, "--db", db, "submit", dir); !strings.Contains(out, " 0 submitted") {
					t.Errorf("submitted again: %s", out)
				}
			})
		}
	})
}

// TestKilled kills workers and, of PostgreSQL, the server at random moments: every bundle has exactly one result in the end.
func TestKilled(t *testing.T) {
	t.Parallel()
	kills, n := 4, 200
	switch {
	case deep():
		kills, n = 20, 2000
	case testing.Short():
		t.Skip("takes a minute")
	}
	dir, _ := makeFleet(t, fleet.Options{Bundles: n, Broken: 2, MinBytes: 100 << 10, MaxBytes: 500 << 10})
	want := oneMachineSays(t, dir)
	run := func(t *testing.T, db string, server *postgres) {
		ran(t, fleetProgram, fine, "--db", db, "submit", dir, "--attempts", "100")
		start := func() *worker { return work(t, db, "-j", "2", "--rescue", "10s", "--max-time", "5s") }
		workers := []*worker{start(), start()}
		random := rand.New(rand.NewPCG(7, 8))
		killed := 0
		for i := range kills {
			time.Sleep(time.Duration(200+random.IntN(1500)) * time.Millisecond)
			if server != nil && i%4 == 3 {
				server.kill()
				server.start()
				killed++
			}
			k := random.IntN(len(workers))
			workers[k].Process.Kill()
			workers[k].Wait()
			killed++
			workers[k] = start()
		}
		finish(t, db)
		for _, w := range workers {
			w.Process.Signal(os.Interrupt)
			if err := w.Wait(); err != nil {
				t.Errorf("a worker that was stopped: %v\n%.1000s", err, w.log.String())
			}
		}
		t.Logf("%d bundles, killed %d times", n, killed)
		want.same(t, fleetSays(t, db))
	}
	t.Run("sqlite", func(t *testing.T) { run(t, filepath.Join(t.TempDir(), "fleet.sqlite"), nil) })
	t.Run("postgres", func(t *testing.T) {
		p := newPostgres(t)
		run(t, p.database(), p)
	})
}

// finish waits until nothing waits.
func finish(t *testing.T, name string) {
	t.Helper()
	db, err := results.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for began := time.Now(); time.Since(began) < 5*time.Minute; time.Sleep(500 * time.Millisecond) {
		var left int
		err := db.QueryRowContext(context.Background(), "SELECT count(*) FROM river_job WHERE state NOT IN ('completed', 'discarded', 'cancelled')").Scan(&left)
		if err == nil && left == 0 {
			return
		}
	}
	t.Fatal("the queue does not become empty")
}
