package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kmstriage/fixtures/fleet"
)

// The programs that tests run: processes that can be killed, and the command that they are compared with.
var fleetProgram, oneMachine string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "kmstriage-fleet-test-*")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	fleetProgram, oneMachine = filepath.Join(dir, "kmstriage-fleet"), filepath.Join(dir, "kmstriage")
	for _, b := range []struct{ dir, out, pkg string }{{".", fleetProgram, "."}, {filepath.Join("..", ".."), oneMachine, "./cmd/kmstriage"}} {
		args := []string{"build", "-o", b.out}
		if os.Getenv("KMSTRIAGE_RACE") == "1" { // what runs is the programs: the race detector belongs into them
			args = append(args, "-race")
		}
		cmd := exec.Command("go", append(args, b.pkg)...)
		cmd.Dir = b.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			log.Fatalf("build %s: %v\n%s", b.pkg, err, out)
		}
	}
	return m.Run()
}

// deep reports that there is time.
func deep() bool { return os.Getenv("KMSTRIAGE_DEEP") == "1" }

// inCI reports that what tests need must be there.
func inCI() bool { return os.Getenv("KMSTRIAGE_SAMPLES") != "" }

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// eachKind runs a test on both databases; fresh makes an empty one.
func eachKind(t *testing.T, run func(t *testing.T, fresh func() string)) {
	t.Run("sqlite", func(t *testing.T) {
		n := 0
		run(t, func() string {
			n++
			return filepath.Join(t.TempDir(), fmt.Sprintf("fleet%d.sqlite", n))
		})
	})
	t.Run("postgres", func(t *testing.T) {
		p := newPostgres(t)
		run(t, p.database)
	})
}

// makeFleet makes bundles with a known truth, no two with the same content, which would be one input.
func makeFleet(t *testing.T, o fleet.Options) (string, fleet.Truth) {
	t.Helper()
	dir := t.TempDir()
	o.Cases = filepath.Join("..", "..", "fixtures", "cases")
	truth, err := fleet.Make(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range truth.Unreadable {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(f, "%040s", name)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir, truth
}

// ran runs a program and returns what it printed; of the exit statuses only those named may be.
func ran(t *testing.T, program string, statuses []int, args ...string) string {
	t.Helper()
	var out, told bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &out, &told
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	err := cmd.Run()
	var x *exec.ExitError
	if err != nil && !errors.As(err, &x) {
		t.Fatal(err)
	}
	st := cmd.ProcessState.ExitCode()
	for _, want := range statuses {
		if st == want {
			return out.String()
		}
	}
	t.Fatalf("%s: exit status %d: %s", strings.Join(args, " "), st, told.String())
	return ""
}

var fine, partial = []int{exitOK}, []int{exitOK, exitPartial}
