package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/fixtures/fleet"
)

// TestWatchLooks tells what is ready: what has not changed for long enough, is no output, and is not on its way.
func TestWatchLooks(t *testing.T) {
	dir := t.TempDir()
	put := func(name, content string) {
		t.Helper()
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "runs.sqlite")
	w := &watch{dir: dir, settle: 10 * time.Second, ours: []string{out}, seen: map[string]landed{}}
	clock := time.Unix(1000, 0)
	for _, step := range []struct {
		do      func()
		seconds int
		ready   []string
		changed bool
	}{
		{func() {
			put("a.zip", "a")
			put("b.zip.part", "b")
			put(".hidden", "h")
			put("empty.zip", "")
			put("runs.sqlite", "s")
			put("runs.sqlite-journal", "j")
			put("CL02/x.log", "x")
		}, 0, nil, false},
		{nil, 9, nil, false},
		{func() { put("a.zip", "a longer one") }, 1, []string{"CL02"}, true}, // still growing: only the folder has settled
		{nil, 10, []string{"CL02", "a.zip"}, true},
		{func() { os.Rename(filepath.Join(dir, "b.zip.part"), filepath.Join(dir, "b.zip")) }, 5, []string{"CL02", "a.zip"}, false},
		{nil, 10, []string{"CL02", "a.zip", "b.zip"}, true},
		{func() { put("CL02/y.log", "one more file") }, 1, []string{"a.zip", "b.zip"}, false}, // waits for what changes
		{nil, 10, []string{"CL02", "a.zip", "b.zip"}, true},
		{func() { os.Remove(filepath.Join(dir, "a.zip")) }, 1, []string{"CL02", "b.zip"}, true},
	} {
		if step.do != nil {
			step.do()
		}
		clock = clock.Add(time.Duration(step.seconds) * time.Second)
		ready, err := w.look(clock)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range ready {
			rel, _ := filepath.Rel(dir, p)
			names = append(names, rel)
		}
		if diff := cmp.Diff(step.ready, names); diff != "" {
			t.Errorf("at %v: ready (-want +got)\n%s", clock.Unix(), diff)
		}
		if got := w.changed(ready); got != step.changed {
			t.Errorf("at %v: changed %t, want %t", clock.Unix(), got, step.changed)
		} else if got {
			w.take(ready)
		}
	}
}

// TestWatch runs the program on a folder into which bundles land, stops it by a signal, and starts it again.
func TestWatch(t *testing.T) {
	t.Parallel()
	made, truth := makeFleet(t, fleet.Options{Bundles: 4})
	dir, out := t.TempDir(), t.TempDir()
	report, store := filepath.Join(out, "run.json"), filepath.Join(out, "runs.sqlite")
	names := archives(t, made)
	machines := func() int {
		b, err := os.ReadFile(report)
		if err != nil {
			return 0
		}
		var r fleetRun
		if err := json.Unmarshal(b, &r); err != nil {
			t.Fatalf("the report is not whole: %v", err)
		}
		return len(r.Fleet.Machines)
	}
	land := func(path string) {
		t.Helper()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		cmd := program(t, "watch", dir, "--every", "100ms", "--settle", "200ms", "-o", "json="+report, "-o", "sqlite="+store)
		var told bytes.Buffer
		cmd.Stderr = &told
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for _, n := range names[2*i : 2*i+2] {
			land(n)
		}
		want := 2 * (i + 1)
		for until := time.Now().Add(time.Minute); machines() != want && time.Now().Before(until); {
			time.Sleep(50 * time.Millisecond)
		}
		cmd.Process.Signal(signal)
		status := exitOf(t, cmd.Wait())
		if got := machines(); got != want {
			t.Fatalf("%d machines in the report, want %d; it said:\n%s", got, want, told.String())
		}
		if want := map[syscall.Signal]int{syscall.SIGTERM: exitTerminated, syscall.SIGINT: exitInterrupted}[signal]; status != want {
			t.Errorf("%v: exit status %d, want %d", signal, status, want)
		}
	}
	for name := range truth.Machines {
		if !strings.Contains(results(t, store), name) {
			t.Errorf("the store does not know %s", name)
		}
	}
}
