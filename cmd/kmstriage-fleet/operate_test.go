package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/fixtures/fleet"
	"kmstriage/fixtures/probe"
)

// TestOnce holds that one content counts once under whatever names and however often it is submitted, and that it is read again
// where that is asked for.
func TestOnce(t *testing.T) {
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: 6})
	for i := range 10 {
		data, err := os.ReadFile(filepath.Join(dir, "WS00002.zip"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("copy%d.zip", i)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	eachKind(t, func(t *testing.T, fresh func() string) {
		db := fresh()
		for range 3 {
			ran(t, fleetProgram, fine, "--db", db, "submit", dir, dir, filepath.Join(dir, "copy1.zip"))
		}
		ran(t, fleetProgram, fine, "--db", db, "work", "--until-empty", "-j", "4")
		want := "inputs 6, bundles 6, machines 6"
		if out := ran(t, fleetProgram, fine, "--db", db, "status"); !strings.Contains(out, want) {
			t.Errorf("want %s:\n%s", want, out)
		}
		before := fleetSays(t, db)
		if out := ran(t, fleetProgram, fine, "--db", db, "submit", "--again", dir); !strings.HasPrefix(out, "16 found, 16 submitted") {
			t.Errorf("--again: %s", out)
		}
		ran(t, fleetProgram, fine, "--db", db, "work", "--until-empty", "-j", "4")
		if out := ran(t, fleetProgram, fine, "--db", db, "status"); !strings.Contains(out, want) {
			t.Errorf("read again, want %s:\n%s", want, out)
		}
		if after := fleetSays(t, db); nameless(after.json) != nameless(before.json) {
			t.Errorf("read again, the report differs: %s", cmp.Diff(nameless(before.json), nameless(after.json)))
		}
	})
}

var anyName = regexp.MustCompile(`copy\d\.zip|WS0000\d\.zip`)

// nameless are the lines of a report in an order that does not hang on which of the names of one content was read first.
func nameless(report string) string {
	lines := strings.Split(anyName.ReplaceAllString(strings.ReplaceAll(report, ",\n", "\n"), "NAME"), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestRenew has all that another version has read be read again by one command.
func TestRenew(t *testing.T) {
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: 6})
	for _, n := range []string{"a", "b"} { // two computers whose files lie about
		if err := os.MkdirAll(filepath.Join(dir, n), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, n, "CL"+n+"_NSLookup.log"), []byte("Server:  dc1.contoso.com\r\nAddress:  192.0.2.1\r\n\r\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	eachKind(t, func(t *testing.T, fresh func() string) {
		name := fresh()
		ran(t, fleetProgram, fine, "--db", name, "submit", dir)
		ran(t, fleetProgram, fine, "--db", name, "work", "--until-empty")
		want := fleetSays(t, name)
		db, err := open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, s := range []string{"UPDATE fleet_input SET build = 'older'", "UPDATE fleet_bundle SET name = 'older', leads = 0, speaks = 0, facts = NULL", "DELETE FROM river_job"} {
			if _, err := db.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
		if out := ran(t, fleetProgram, fine, "--db", name, "status"); !strings.Contains(out, "of another version 8") {
			t.Error(out)
		}
		if out := ran(t, fleetProgram, fine, "--db", name, "submit", "--renew"); !strings.HasPrefix(out, "8 found, 7 submitted") {
			t.Error(out)
		}
		ran(t, fleetProgram, fine, "--db", name, "work", "--until-empty")
		want.same(t, fleetSays(t, name))
	})
}

// TestStopped holds that a worker that is stopped finishes or gives back what it has, and that another one does the rest.
func TestStopped(t *testing.T) {
	const bundles = 120
	dir, _ := makeFleet(t, fleet.Options{Bundles: bundles, MinBytes: 300 << 10, MaxBytes: 1 << 20})
	want := oneMachineSays(t, dir)
	eachKind(t, func(t *testing.T, fresh func() string) {
		for _, grace := range []string{"0s", "1m"} {
			t.Run(grace, func(t *testing.T) {
				db := fresh()
				ran(t, fleetProgram, fine, "--db", db, "submit", dir)
				w := work(t, db, "--grace", grace)
				for countOf(t, db).Done < 3 {
					time.Sleep(20 * time.Millisecond)
				}
				w.Process.Signal(syscall.SIGTERM)
				if err := w.Wait(); err != nil {
					t.Fatalf("%v\n%s", err, w.log.String())
				}
				st := countOf(t, db)
				if st.Running > 0 || st.Waiting+st.Retrying+st.Done != bundles || st.Done == bundles {
					t.Errorf("after the stop: %+v", st)
				}
				ran(t, fleetProgram, fine, "--db", db, "work", "--until-empty")
				want.same(t, fleetSays(t, db))
			})
		}
	})
}

// countOf is what status tells.
func countOf(t *testing.T, db string) (st state) {
	t.Helper()
	if err := json.Unmarshal([]byte(ran(t, fleetProgram, fine, "--db", db, "status", "-f", "json")), &st); err != nil {
		t.Fatal(err)
	}
	return st
}

// TestDrained holds that no worker takes anything after a drain, until it is lifted.
func TestDrained(t *testing.T) {
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: 3})
	eachKind(t, func(t *testing.T, fresh func() string) {
		db := fresh()
		ran(t, fleetProgram, fine, "--db", db, "submit", filepath.Join(dir, "WS00001.zip"))
		w := work(t, db)
		finish(t, db) // it works
		ran(t, fleetProgram, fine, "--db", db, "drain")
		ran(t, fleetProgram, fine, "--db", db, "submit", dir)
		time.Sleep(2 * time.Second)
		if out := ran(t, fleetProgram, fine, "--db", db, "status"); !strings.Contains(out, "waiting 2, running 0") || !strings.Contains(out, "drained") {
			t.Errorf("drained:\n%s", out)
		}
		ran(t, fleetProgram, fine, "--db", db, "drain", "--resume")
		finish(t, db)
		w.Process.Signal(syscall.SIGTERM)
		if err := w.Wait(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestOperators asks a worker for its health and metrics, and looks through its log for what bundles say.
func TestOperators(t *testing.T) {
	dir, _ := makeFleet(t, fleet.Options{Bundles: 5, Broken: 20})
	db, address := filepath.Join(t.TempDir(), "fleet.sqlite"), fmt.Sprintf("127.0.0.1:%d", freePort(t))
	ran(t, fleetProgram, fine, "--db", db, "submit", dir)
	w := work(t, db, "--listen", address)
	finish(t, db)
	ask := func(path string) string {
		t.Helper()
		r, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		b, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Errorf("%s: %s, %v", path, r.Status, err)
		}
		return string(b)
	}
	for _, p := range []string{"/healthz", "/readyz"} {
		if got := ask(p); got != "ok\n" {
			t.Errorf("%s: %q", p, got)
		}
	}
	got := ask("/metrics")
	for range 50 { // a job is counted after its end was committed
		if strings.Contains(got, "kmstriage_job_seconds_count 5\n") {
			break
		}
		time.Sleep(100 * time.Millisecond)
		got = ask("/metrics")
	}
	for _, want := range []string{`kmstriage_jobs_total{outcome="done"} 5`, "kmstriage_jobs_running 0", `kmstriage_queue_jobs{state="completed"} 5`, "kmstriage_bundles_total 5", "kmstriage_job_seconds_count 5"} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("no %s in\n%.3000s", want, got)
		}
	}
	w.Process.Signal(syscall.SIGTERM)
	if err := w.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, line := range bytes.Split(bytes.TrimSpace(w.log.Bytes()), []byte("\n")) {
		if !json.Valid(line) {
			t.Errorf("no JSON: %s", line)
		}
	}
	for _, secret := range []string{"WS0000", "contoso", "kms", "slmgr", "evtx"} {
		if strings.Contains(strings.ReplaceAll(strings.ToLower(w.log.String()), "kmstriage", ""), strings.ToLower(secret)) {
			t.Errorf("the log says %q:\n%s", secret, w.log.String())
		}
	}
}

// TestMistakes holds that mistakes are told before anything runs, with what to do.
func TestMistakes(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none.sqlite")
	text := filepath.Join(t.TempDir(), "text.sqlite")
	if err := os.WriteFile(text, bytes.Repeat([]byte("no database\n"), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(t.TempDir(), "empty.sqlite")
	db, err := open(t.Context(), empty)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	for _, c := range []struct {
		status int
		says   string
		args   []string
	}{
		{exitUsage, "nothing to submit", []string{"--db", none, "submit"}},
		{exitUsage, "--attempts", []string{"--db", none, "submit", "--attempts", "0", "."}},
		{exitUsage, "no such database", []string{"--db", none, "status"}},
		{exitUsage, "--memory", []string{"--db", none, "work", "--memory", "lots"}},
		{exitUsage, "--rescue", []string{"--db", none, "work", "--rescue", "1s"}},
		{exitUsage, "unknown format", []string{"--db", none, "report", "-f", "pdf"}},
		{exitUsage, "want FORMAT=FILE", []string{"--db", none, "report", "-o", "pdf=x"}},
		{exitUsage, "unexpected argument", []string{"--db", none, "wrok"}},
		{exitFailed, "no database of kmstriage-fleet", []string{"--db", text, "submit", "."}},
		{exitFailed, "check its address", []string{"--db", "postgres://nobody@127.0.0.1:1/none", "status"}},
		{exitFailed, "its folder", []string{"--db", filepath.Join(none, "x", "y.sqlite"), "submit", "."}},
		{exitFailed, "there is no job 7", []string{"--db", empty, "retry", "7"}},
		{exitFailed, "nothing to drain", []string{"--db", empty, "drain"}},
		{exitNothing, "", []string{"--db", empty, "report"}},
		{exitUsage, "no such database", []string{"--db", none, "report"}},
		{exitPartial, "no such file", []string{"--db", filepath.Join(t.TempDir(), "f.sqlite"), "submit", "absent.zip"}},
	} {
		var out, told bytes.Buffer
		if st := run(t.Context(), c.args, streams{&out, &told}); st != c.status || !strings.Contains(told.String(), c.says) {
			t.Errorf("%v: status %d, want %d; want %q in\n%s", c.args[2:], st, c.status, c.says, told.String())
		}
	}
}

// TestMemory has many archives that must be unpacked to be read be read at a time: the worker holds no more than it may.
func TestMemory(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" {
		t.Skip("looks at /proc, for some seconds")
	}
	const each, count = 40 << 20, 16
	dir := t.TempDir()
	for i := range count {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("CL%02d.tgz", i)))
		if err != nil {
			t.Fatal(err)
		}
		z := gzip.NewWriter(f)
		w := tar.NewWriter(z)
		lookup := fmt.Sprintf("Server:  dc1.contoso.com\r\nAddress:  192.0.2.%d\r\n\r\n", i)
		for name, data := range map[string]string{fmt.Sprintf("CL%02d_NSLookup.log", i): lookup, "z.bin": strings.Repeat("0123456789abcdef", each/16)} {
			if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(data)), Mode: 0o600}); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, data); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(w.Close(), z.Close(), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	db := filepath.Join(t.TempDir(), "fleet.sqlite")
	ran(t, fleetProgram, fine, "--db", db, "submit", dir)
	w := work(t, db, "--until-empty", "-j", "16", "--memory", "256MiB")
	peak := probe.Peak(w.Process.Pid)
	if err := w.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, w.log.String())
	}
	if n := <-peak; n > 384<<20 {
		t.Errorf("16 jobs at a time took %d MiB, with --memory 256MiB", n>>20)
	} else {
		t.Logf("peak %d MiB", n>>20)
	}
	oneMachineSays(t, dir).same(t, fleetSays(t, db))
}
