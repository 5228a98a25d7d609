package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"

	"kmstriage/fixtures/fleet"
	"kmstriage/fixtures/probe"
)

// spent is what a run of the program took.
type spent struct {
	wall, cpu time.Duration
	peak      int64 // bytes of resident memory
	sum       string
}

// measured runs the program and gives its standard output to a hash, and to w.
func measured(t *testing.T, w io.Writer, args ...string) spent {
	t.Helper()
	cmd := program(t, append(args, "-q")...)
	h := sha256.New()
	var told bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.MultiWriter(h, w), &told
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	peak := probe.Peak(cmd.Process.Pid)
	err := cmd.Wait()
	if st := exitOf(t, err); st != exitOK && st != exitPartial {
		t.Fatalf("%v: exit status %d: %s", args, st, told.String())
	}
	return spent{wall: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak: <-peak, sum: fmt.Sprintf("%x", h.Sum(nil))}
}

// inflated reads every entry of every archive as the program's own library does, on one goroutine.
func inflated(t *testing.T, names []string) (cpu time.Duration, packed, bytes int64) {
	t.Helper()
	before := usage(t)
	for _, n := range names {
		info, err := os.Stat(n)
		if err != nil {
			t.Fatal(err)
		}
		packed += info.Size()
		r, err := zip.OpenReader(n)
		if err != nil {
			continue // one of the broken ones
		}
		r.RegisterDecompressor(zip.Deflate, func(in io.Reader) io.ReadCloser { return flate.NewReader(in) })
		for _, f := range r.File {
			e, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			n, err := io.Copy(io.Discard, e)
			if err != nil {
				t.Fatal(err)
			}
			bytes += n
			e.Close()
		}
		r.Close()
	}
	return usage(t) - before, packed, bytes
}

func usage(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestBenchFleet is make bench-fleet: KMSTRIAGE_FLEET bundles, their truth, and what they take.
func TestBenchFleet(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("KMSTRIAGE_FLEET"))
	if n == 0 {
		t.Skip("make bench-fleet runs it")
	}
	const few = 100
	o := fleet.Options{Broken: 2, MinBytes: 200 << 10, MaxBytes: 5 << 20}
	if os.Getenv("KMSTRIAGE_FLEET_SMALL") != "" {
		o.MinBytes, o.MaxBytes = 0, 0
	}
	o.Bundles = min(few, n)
	small, _ := makeFleet(t, o)
	o.Bundles = n
	large, truth := makeFleet(t, o)
	names := archives(t, large)
	cpu, packed, bytesOut := inflated(t, names)
	t.Logf("%d bundles, %.1f MB packed, %.1f MB unpacked; inflating alone: %.1f s CPU, %.0f MB/s", n, mega(packed), mega(bytesOut), cpu.Seconds(), mega(bytesOut)/cpu.Seconds())

	var doc bytes.Buffer
	full := measured(t, &doc, large, "-f", "json", "-j", "2")
	var r fleetRun
	if err := json.Unmarshal(doc.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if diff := r.differs(truth); diff != "" {
		t.Errorf("(-truth +found)\n%s", diff)
	}
	rand.New(rand.NewPCG(5, 6)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte(strings.Join(names, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if other := measured(t, io.Discard, "--files-from", list, "-f", "json", "-j", "1"); other.sum != full.sum {
		t.Error("one worker and a shuffled list give other bytes than two workers and the folder")
	}

	one, two := fastest(t, large, 1), fastest(t, large, 2)
	t.Logf("text, -j1: %.1f s wall, %.1f s CPU; -j2: %.1f s wall, %.1f s CPU; -j2 is %.2f times as fast", one.wall.Seconds(), one.cpu.Seconds(), two.wall.Seconds(), two.cpu.Seconds(), one.wall.Seconds()/two.wall.Seconds())
	t.Logf("-j2: %.0f bundles/s, %.1f MB/s packed, %.1f MB/s unpacked; CPU of -j1 is %.2f times that of inflating",
		float64(n)/two.wall.Seconds(), mega(packed)/two.wall.Seconds(), mega(bytesOut)/two.wall.Seconds(), one.cpu.Seconds()/cpu.Seconds())
	for _, how := range []struct {
		name string
		args []string
	}{{"text", nil}, {"json", []string{"-f", "json"}}, {"text and a store", []string{"-o", "sqlite=" + filepath.Join(t.TempDir(), "s.sqlite")}}} {
		a := measured(t, io.Discard, append([]string{small, "-j", "2"}, how.args...)...)
		for i, x := range how.args {
			how.args[i] = strings.Replace(x, "s.sqlite", "l.sqlite", 1)
		}
		b := measured(t, io.Discard, append([]string{large, "-j", "2"}, how.args...)...)
		t.Logf("peak memory, %s: %.0f MB with %d bundles, %.0f MB with %d: %+.0f %%", how.name, mega(a.peak), min(few, n), mega(b.peak), n, 100*(float64(b.peak)/float64(a.peak)-1))
	}
}

// TestBenchForms is the other half of make bench-fleet: each log also in the support diagnostic's text, CSV and XML.
func TestBenchForms(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("KMSTRIAGE_FLEET"))
	if n == 0 {
		t.Skip("make bench-fleet runs it")
	}
	const most = 200
	o := fleet.Options{Bundles: min(n, most), Broken: 2, MinBytes: 200 << 10, MaxBytes: 5 << 20, Forms: true}
	dir, truth := makeFleet(t, o)
	var doc bytes.Buffer
	measured(t, &doc, dir, "-f", "json", "-j", "2")
	var r fleetRun
	if err := json.Unmarshal(doc.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if diff := r.differs(truth); diff != "" {
		t.Errorf("(-truth +found)\n%s", diff)
	}
	cpu, packed, out := inflated(t, archives(t, dir))
	one := fastest(t, dir, 1)
	t.Logf("four forms of each log, %d bundles, %.1f MB packed, %.1f MB unpacked: %.1f s CPU, %.2f times that of inflating all of it",
		o.Bundles, mega(packed), mega(out), one.cpu.Seconds(), one.cpu.Seconds()/cpu.Seconds())
}

// fastest is the quickest of some runs: what is slower is the machine's other work.
func fastest(t *testing.T, dir string, jobs int) (best spent) {
	runs, _ := strconv.Atoi(os.Getenv("KMSTRIAGE_FLEET_RUNS"))
	for i := range max(runs, 1) {
		s := measured(t, io.Discard, dir, "-j", strconv.Itoa(jobs))
		if i == 0 || s.wall < best.wall {
			best.wall = s.wall
		}
		if i == 0 || s.cpu < best.cpu {
			best.cpu = s.cpu
		}
	}
	return best
}

func mega(n int64) float64 { return float64(n) / 1e6 }
