package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program starts this binary as kmstriage; TestMain sees its name.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Args = append([]string{"kmstriage"}, args...)
	return cmd
}

// slowUnderRace leaves out a test that starts the program hundreds of times and looks at no races: make check runs it without the
// detector.
func slowUnderRace(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("make check runs it without the race detector")
	}
}

func exitOf(t *testing.T, err error) int {
	t.Helper()
	var x *exec.ExitError
	if errors.As(err, &x) {
		return x.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0
}

// TestSignals interrupts a run that has one bundle finished and waits for another on standard input.
func TestSignals(t *testing.T) {
	log := filepath.Join(t.TempDir(), "CL01_NSLookup.log")
	if err := os.WriteFile(log, []byte("Server:  dc1.contoso.com\nAddress:  192.0.2.1\n\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		signal os.Signal
		status int
		word   string
	}{{os.Interrupt, 130, "interrupted"}, {syscall.SIGTERM, 143, "terminated"}} {
		cmd := program(t, log, "-", "-j2", "-f", "ndjson", "--progress", "json")
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		cmd.Stdout = &out
		told, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := told.Read(make([]byte, 1)); err != nil { // the first bundle is finished
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
		if err := cmd.Process.Signal(c.signal); err != nil {
			t.Fatal(err)
		}
		rest, _ := io.ReadAll(told)
		err = cmd.Wait()
		in.Close()
		if got := exitOf(t, err); got != c.status {
			t.Errorf("%v: exit status %d, want %d; standard error: %s", c.signal, got, c.status, rest)
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 2 || !strings.Contains(lines[1], c.word) {
			t.Errorf("%v: want the finished bundle and the run, which tells %q; got %q", c.signal, c.word, lines)
		}
	}
}

// TestClosedPipe is "kmstriage ... | head -0": 141, and silence.
func TestClosedPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	for _, args := range [][]string{{"nowhere-at-all", "-f", "json", "-q"}, {"version"}, {"diff", "--help"}, {"ls", t.TempDir()}} {
		cmd := program(t, args...)
		var told bytes.Buffer
		cmd.Stdout, cmd.Stderr = w, &told
		if got := exitOf(t, cmd.Run()); got != exitPipe {
			t.Errorf("%v: exit status %d, want %d", args, got, exitPipe)
		}
		if strings.Contains(told.String(), "pipe") {
			t.Errorf("%v: tells %q", args, told.String())
		}
	}
	w.Close()
}
