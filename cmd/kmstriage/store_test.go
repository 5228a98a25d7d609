package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze/store"
	"kmstriage/fixtures/fleet"
	"kmstriage/fixtures/probe"
)

// results prints every table of results for the newest run of a store, without what only numbers rows and runs.
func results(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	for _, v := range store.Views {
		fmt.Fprintf(&b, "== %s\n%s", v.Name, probe.Rows(t, db, "SELECT * FROM "+v.Name))
	}
	const bundles = "bundles WHERE run = (SELECT max(id) FROM runs)"
	for _, q := range []string{
		"SELECT exit, outcome, bundles, machines FROM runs ORDER BY id DESC LIMIT 1",
		"SELECT path, name, sha256, leads, rule FROM " + bundles + " ORDER BY path, name",
		"SELECT count(*) FROM findings WHERE bundle IN (SELECT id FROM " + bundles + ")",
		"SELECT count(*) FROM attempts WHERE bundle IN (SELECT id FROM " + bundles + ")",
		"SELECT count(*) FROM subjects WHERE bundle IN (SELECT id FROM " + bundles + ")",
	} {
		fmt.Fprintf(&b, "== %s\n%s", q, probe.Rows(t, db, q))
	}
	return b.String()
}

// TestKilled kills runs with a store at random moments: the run that continues gives what an undisturbed one gives.
func TestKilled(t *testing.T) {
	t.Parallel()
	kills := 2
	switch {
	case os.Getenv("KMSTRIAGE_DEEP") == "1":
		kills = 20
	case testing.Short():
		kills = 1
	}
	dir, _ := makeFleet(t, fleet.Options{Bundles: len(fleet.Cases), Broken: 3})
	calm := filepath.Join(t.TempDir(), "calm.sqlite")
	began := time.Now()
	want := string(output(t, dir, "-f", "json", "-q", "-o", "sqlite="+calm))
	whole := time.Since(began)
	wantTables := results(t, calm)
	random := rand.New(rand.NewPCG(3, 4))
	stopped := 0
	for i := range kills {
		torn := filepath.Join(t.TempDir(), "torn.sqlite")
		for range 1 + i%2 { // some runs are killed again while they continue
			cmd := program(t, dir, "-q", "-o", "sqlite="+torn)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(random.Float64() * 0.9 * float64(whole)))
			cmd.Process.Kill()
			if cmd.Wait() != nil {
				stopped++
			}
		}
		if got := string(output(t, dir, "-f", "json", "-q", "-o", "sqlite="+torn)); got != want {
			t.Fatalf("kill %d: the continued run reports otherwise: %s", i, cmp.Diff(want, got))
		}
		if got := results(t, torn); got != wantTables {
			t.Fatalf("kill %d: the store differs (-undisturbed +continued)\n%s", i, cmp.Diff(wantTables, got))
		}
	}
	if stopped == 0 {
		t.Error("no run was killed before it ended: the test shows nothing")
	}
}

// output runs the program, which may find unreadable inputs, and returns its standard output.
func output(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := program(t, args...)
	var out, told bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &told
	if st := exitOf(t, cmd.Run()); st != exitOK && st != exitPartial {
		t.Fatalf("%v: exit status %d: %s", args, st, told.String())
	}
	return out.Bytes()
}

// TestStoreSkips holds that a second run reads only what has changed, and that what it skips counts all the same.
func TestStoreSkips(t *testing.T) {
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: len(fleet.Cases)})
	file := filepath.Join(t.TempDir(), "runs.sqlite")
	kept := func() string {
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		return strings.TrimSpace(probe.Rows(t, db, "SELECT count(*) FROM kept"))
	}
	first := output(t, dir, "-f", "json", "-q", "-o", "sqlite="+file)
	n := fmt.Sprint(len(fleet.Cases))
	if got := kept(); got != n {
		t.Fatalf("%s inputs are kept, want %s", got, n)
	}
	if second := output(t, dir, "-f", "json", "-q", "-o", "sqlite="+file); !bytes.Equal(first, second) {
		t.Errorf("the run that skips all reports otherwise: %s", cmp.Diff(string(first), string(second)))
	}
	if got := kept(); got != n {
		t.Errorf("after a second run %s inputs are kept, want %s: unchanged ones were read again", got, n)
	}
	names := archives(t, dir)
	data, err := os.ReadFile(names[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(names[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
	third := output(t, dir, "-f", "json", "-q", "-o", "sqlite="+file)
	if want := output(t, dir, "-f", "json", "-q"); !bytes.Equal(third, want) {
		t.Errorf("a changed bundle: the run with a store reports otherwise: %s", cmp.Diff(string(want), string(third)))
	}
	if got, want := kept(), fmt.Sprint(len(fleet.Cases)+1); got != want {
		t.Errorf("after one bundle has changed %s inputs are kept, want %s", got, want)
	}
}

// TestStoreKeepsUnread holds that a store keeps the facts of what could not be read whole, once for the same ones, and that the
// next run reads it again all the same.
func TestStoreKeepsUnread(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, data := range map[string]string{"empty.zip": "", "photo.zip": "PK\x03\x04" + strings.Repeat("\x00", 100), "CL01_NSLookup.log": "Server:  dc1.contoso.com\r\nAddress:  192.0.2.1\r\n\r\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "runs.sqlite")
	in := func(name string) string { return filepath.Join(dir, name) }
	args := []string{in("empty.zip"), in("photo.zip"), in("CL01_NSLookup.log"), in("nowhere"), "-f", "json", "-q", "-o", "sqlite=" + file}
	first := output(t, args...)
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const kept = "SELECT count(*), sum(build LIKE 'once:%'), (SELECT count(*) FROM kept_parts WHERE facts IS NOT NULL) FROM kept"
	if got := probe.Rows(t, db, kept); got != "3 2 3\n" {
		t.Errorf("kept, of them for one run, with facts: %s", got)
	}
	if got := probe.Rows(t, db, "SELECT count(*) FROM bundles WHERE kept IS NULL"); got != "0\n" {
		t.Errorf("bundles without facts: %s", got)
	}
	if again := output(t, args...); !bytes.Equal(first, again) {
		t.Error(cmp.Diff(string(first), string(again)))
	}
	if got := probe.Rows(t, db, kept); got != "3 2 3\n" {
		t.Errorf("after the second run: kept, of them for one run, with facts: %s", got)
	}
}
