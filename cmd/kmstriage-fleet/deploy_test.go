package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"kmstriage/fixtures/fleet"
)

// The files of docs/deploy are held to the programs: what they say to containers is run. Here is what the tests of them share.

func deployed(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "deploy", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// container is what a deployment has run: a program with arguments and variables, and folders that it may use.
type container struct {
	name       string
	entrypoint []string // none: that of the image
	args       []string
	env        map[string]string
	mounts     map[string]mount // by path
}

// mount is a volume in a container.
type mount struct {
	volume   string
	readOnly bool
}

// program is the one that the entry point names, as the Dockerfile makes it.
func (c container) program(t *testing.T) string {
	t.Helper()
	entry := c.entrypoint
	if len(entry) == 0 {
		entry = imageOf(t).entrypoint
	}
	programs := map[string]string{"/usr/bin/kmstriage": oneMachine, "/usr/bin/kmstriage-fleet": fleetProgram}
	if len(entry) != 1 || programs[entry[0]] == "" {
		t.Fatalf("%s: there is no program %q in the image", c.name, entry)
	}
	return programs[entry[0]]
}

// In the arguments of containers: a path, alone or behind FORMAT=, and a variable as Kubernetes puts it in.
var (
	pathArgument = regexp.MustCompile(`^((?:[a-z]+=)?)(/.*)$`)
	variable     = regexp.MustCompile(`\$\(([A-Z_]+)\)`)
)

// writes are the flags whose paths are written.
var writes = []string{"-o", "--output", "--temp"}

// local are the arguments on this machine, where folders stand for the volumes. Each path must be in a volume, as nothing else can be
// written and the image has no other files; of one that is read only nothing is written.
func (c container) local(t *testing.T, folders, env map[string]string) []string {
	t.Helper()
	var out []string
	for i, a := range c.args {
		a = variable.ReplaceAllStringFunc(a, func(v string) string {
			value, ok := env[variable.FindStringSubmatch(v)[1]]
			if !ok {
				t.Errorf("%s: %s is not set", c.name, v)
			}
			return value
		})
		if m := pathArgument.FindStringSubmatch(a); m != nil {
			a = m[1] + c.place(t, m[2], i > 0 && slices.Contains(writes, c.args[i-1]), folders)
		}
		out = append(out, a)
	}
	return out
}

func (c container) place(t *testing.T, path string, written bool, folders map[string]string) string {
	t.Helper()
	for at, m := range c.mounts {
		if rest, ok := strings.CutPrefix(path, at); ok && (rest == "" || rest[0] == '/') {
			if written && m.readOnly {
				t.Errorf("%s writes %s, where it may only read", c.name, path)
			}
			if folders[m.volume] == "" {
				t.Fatalf("%s: volume %s of %s is not known", c.name, m.volume, path)
			}
			return filepath.Join(folders[m.volume], filepath.FromSlash(rest))
		}
	}
	t.Fatalf("%s: %s is in none of its volumes", c.name, path)
	return ""
}

// cmd is the container as a process with no variables but its own, and those that are given in place of them.
func (c container) cmd(t *testing.T, folders, env map[string]string) *exec.Cmd {
	t.Helper()
	all := maps.Clone(env)
	for k, v := range c.env {
		if _, ok := env[k]; !ok {
			all[k] = v
		}
	}
	cmd := exec.Command(c.program(t), c.local(t, folders, all)...)
	cmd.Env = []string{}
	for k, v := range all {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	cmd.Dir = t.TempDir()
	return cmd
}

// run runs the container to its end and gives its exit status.
func (c container) run(t *testing.T, folders, env map[string]string) (status int, told string) {
	t.Helper()
	cmd := c.cmd(t, folders, env)
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	err := cmd.Run()
	if x := (*exec.ExitError)(nil); err != nil && !errors.As(err, &x) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), b.String()
}

// must runs it and demands one of the statuses.
func (c container) must(t *testing.T, statuses []int, folders, env map[string]string) string {
	t.Helper()
	status, told := c.run(t, folders, env)
	if !slices.Contains(statuses, status) {
		t.Fatalf("%s: exit status %d, want one of %v:\n%.2000s", c.name, status, statuses, told)
	}
	return told
}

// value of a flag in the arguments, "" for none.
func (c container) value(flag string) string {
	if i := slices.Index(c.args, flag); i >= 0 && i+1 < len(c.args) {
		return c.args[i+1]
	}
	return ""
}

// duration of a flag, else its default.
func (c container) duration(t *testing.T, flag string, byDefault time.Duration) time.Duration {
	t.Helper()
	text := c.value(flag)
	if text == "" {
		return byDefault
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// holdTimes holds the time that a worker has between being told to stop and being killed: queue.Work takes the grace, then as long
// again and a minute at most until what was cut off is given back.
func holdTimes(t *testing.T, c container, killed time.Duration) {
	t.Helper()
	if least := 2*c.duration(t, "--grace", time.Minute) + time.Minute; killed <= least {
		t.Errorf("%s: killed %v after it was told to stop, while it may take %v", c.name, killed, least)
	}
}

// holdMemory holds the limit of a container to be above what its program allows itself.
func holdMemory(t *testing.T, c container, limit int64) {
	t.Helper()
	for _, flag := range []string{"--memory", "--max-memory"} {
		text := c.value(flag)
		if text == "" {
			continue
		}
		n, err := humanize.ParseBytes(text)
		if err != nil {
			t.Fatal(err)
		}
		if int64(n)+int64(n)/4 > limit {
			t.Errorf("%s: %s %s leaves too little of %s", c.name, flag, text, humanize.IBytes(uint64(limit)))
		}
		return
	}
}

// databaseOf is what a container asks for, as the driver understands it.
func databaseOf(t *testing.T, c container) *pgx.ConnConfig {
	t.Helper()
	t.Setenv("PGPASSWORD", c.env["PGPASSWORD"])
	db, err := pgx.ParseConfig(c.env["KMSTRIAGE_FLEET_DB"])
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// someUnreadable makes bundles of which some cannot be read: programs that meet them have an exit status of their own for it.
func someUnreadable(t *testing.T, n int) string {
	t.Helper()
	dir, truth := makeFleet(t, fleet.Options{Bundles: n, Broken: 10})
	if len(truth.Unreadable) == 0 {
		t.Fatal("all can be read: the test looks at half")
	}
	return dir
}

// sameFleet holds a report to what one run of kmstriage says of the folder, but for where the bundles lie.
func sameFleet(t *testing.T, dir, file string) {
	t.Helper()
	type said struct {
		Run struct {
			Bundles, Machines int
			Outcome           []string
			Unreadable        []struct{ Why string }
		}
		Fleet struct{ Causes any }
	}
	var got, want said
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(json.Unmarshal(b, &got), json.Unmarshal([]byte(ran(t, oneMachine, partial, dir, "-q", "-f", "json")), &want)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" || got.Run.Machines == 0 {
		t.Errorf("%s (-one machine +deployed):\n%s", filepath.Base(file), diff)
	}
}

func hasFiles(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s was not written (%v)", name, err)
		}
	}
}
