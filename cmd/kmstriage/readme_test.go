package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kmstriage/fixtures"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the session of README.md anew")

const readme = "../../README.md"

func readmeText(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// demoFolder holds what README's commands take: the demonstration's bundle, alone and in a folder.
func demoFolder(t *testing.T) string {
	t.Helper()
	c, err := fixtures.Demo()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"CL01.zip", "inbox/CL01.zip"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, c.Zip(), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// session are the parts of README.md that show a terminal: "$ kmstriage ..." and what it prints.
var session = regexp.MustCompile("(?s)```console\n(.*?)```\n")

// TestReadmeSession runs the commands of README's session and compares what they print, byte for byte.
func TestReadmeSession(t *testing.T) {
	dir := demoFolder(t)
	text := readmeText(t)
	commands := 0
	got := session.ReplaceAllStringFunc(text, func(block string) string {
		var b strings.Builder
		b.WriteString("```console\n")
		for _, l := range strings.Split(block, "\n") {
			if line, ok := strings.CutPrefix(l, "$ "); ok {
				commands++
				fmt.Fprintf(&b, "$ %s\n%s", line, typed(t, dir, line, 0))
			}
		}
		return b.String() + "```\n"
	})
	if commands == 0 {
		t.Fatal("README.md shows no session")
	}
	if *update {
		if err := os.WriteFile(readme, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(got, text); diff != "" {
		t.Errorf("README.md is stale: run make docs (-program +README):\n%s", diff)
	}
}

// typed runs a line without shell and returns what it prints, messages first.
func typed(t *testing.T, dir, line string, status int) string {
	t.Helper()
	words := strings.Fields(line)
	if words[0] != "kmstriage" {
		t.Fatalf("%q: only kmstriage is run", line)
	}
	cmd := program(t, words[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LANG=C.UTF-8", "NO_COLOR=", "CLICOLOR_FORCE=")
	out, err := cmd.CombinedOutput()
	if got := exitOf(t, err); got != status {
		t.Fatalf("%s: exit status %d, want %d:\n%s", line, got, status, out)
	}
	return string(out)
}

// TestReadmeCommands runs every "kmstriage ..." line of the other examples, in order: each must succeed.
func TestReadmeCommands(t *testing.T) {
	dir := demoFolder(t)
	var lines [][]string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllString(readmeText(t), -1) {
		lines = append(lines, regexp.MustCompile(`(?m)^(kmstriage .*?)(?: > (\S+))?(?:\s+#.*)?$`).FindAllStringSubmatch(block, -1)...)
	}
	if len(lines) == 0 {
		t.Fatal("README.md has no example")
	}
	for _, l := range lines {
		out := typed(t, dir, l[1], 0)
		if l[2] == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, l[2]), []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadmeTargets holds that make knows what README tells to make.
func TestReadmeTargets(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	targets := regexp.MustCompile("(?m)(?:`|^)make ([a-z]+)(?:`| {2,}#)").FindAllStringSubmatch(readmeText(t), -1)
	for _, x := range targets {
		if !strings.Contains(string(makefile), "\n"+x[1]+":") {
			t.Errorf("README.md says %q, which the Makefile does not know", x[0])
		}
	}
	if len(targets) < 3 {
		t.Errorf("%d targets in README.md: the test looks at nothing", len(targets))
	}
}

// TestReadmeStatuses holds README's table of exit statuses to the constants.
func TestReadmeStatuses(t *testing.T) {
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^\| ([0-9]+) \| \S`).FindAllStringSubmatch(readmeText(t), -1) {
		got = append(got, m[1])
	}
	var want []string
	for _, s := range []int{exitOK, exitFindings, exitFailed, exitPartial, exitNothing, exitUsage, exitInterrupted, exitPipe, exitTerminated} {
		want = append(want, fmt.Sprint(s))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("exit statuses of README.md (-constants +README):\n%s", diff)
	}
}
