package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/fixtures"
)

// tracedRuns are runs in a folder with the demonstration's bundle: CL01.zip, the folder in of its files, run.json, known.sqlite, and told.md of a
// copy without names. Each
// may leave the files that it is asked for, and writes only those and what becomes them.
var tracedRuns = []struct {
	args   []string
	stdin  string
	writes []string
}{
	{args: []string{"CL01.zip"}},
	{args: []string{"in", "-f", "json", "-v"}},
	{args: []string{"in/CL01_evt__Application_Filter.evtx", "-f", "csv"}},
	{args: []string{"-", "-f", "md"}, stdin: "CL01.zip"},
	{args: []string{".", "-j", "4"}},
	{args: []string{"CL01.zip", "-o", "json=new.json", "-o", "html=new.html", "-o", "md=new.md"}, writes: []string{"new.json", "new.html", "new.md"}},
	{args: []string{"CL01.zip", "in", "-o", "sqlite=runs.sqlite", "-f", "html"}, writes: []string{"runs.sqlite"}},
	{args: []string{"CL01.zip", "in", "-o", "html=pages/"}, writes: []string{"pages/CL01_Office_Client_KMS_Report.htm", "pages/CL01-2_Office_Client_KMS_Report.htm", "pages/Fleet_Office_Client_KMS_Report.htm"}},
	{args: []string{"ls", "CL01.zip"}},
	{args: []string{"events", "CL01.zip"}},
	{args: []string{"facts", "CL01.zip"}},
	{args: []string{"convert", "run.json", "-o", "csv=converted.csv"}, writes: []string{"converted.csv"}},
	{args: []string{"reply", "CL01.zip"}},
	{args: []string{"diff", "in", "CL01.zip"}},
	{args: []string{"diff", "known.sqlite#1", "CL01.zip"}},
	{args: []string{"merge", "known.sqlite", "-f", "json"}},
	{args: []string{"merge", "known.sqlite", "-o", "sqlite=joined.sqlite"}, writes: []string{"joined.sqlite"}},
	{args: []string{"redact", "CL01.zip", "-o", "capsule.zip", "--map", "pages/map"}, writes: []string{"capsule.zip", "pages/map"}},
	{args: []string{"unredact", "told.md", "--map", "known.map", "-o", "plain.md"}, writes: []string{"plain.md"}},
	{args: []string{"explain", "0xC004F074"}},
	{args: []string{"rules"}},
	{args: []string{"config", "show"}},
	{args: []string{"completion", "zsh"}},
	{args: []string{"man"}},
	{args: []string{"version", "-v"}},
	{args: []string{"nowhere.zip"}},
	{args: []string{"watch", "inbox", "--every", "100ms", "--settle", "0s", "-o", "sqlite=watched.sqlite", "-o", "text=watched.txt"}, writes: []string{"watched.sqlite", "watched.txt"}},
}

// TestTraced runs the built program under strace: it opens no socket, starts nothing, and touches no file but its outputs.
func TestTraced(t *testing.T) {
	slowUnderRace(t)
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	exe := filepath.Join(t.TempDir(), "kmstriage")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", exe, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	all := tracedFolder(t, exe)
	for _, r := range tracedRuns {
		t.Run(r.args[0], func(t *testing.T) {
			dir, err := filepath.EvalSymlinks(t.TempDir())
			if err == nil {
				err = os.CopyFS(dir, os.DirFS(all))
			}
			if err != nil {
				t.Fatal(err)
			}
			log := filepath.Join(t.TempDir(), "trace")
			cmd := exec.Command(strace, append([]string{"-f", "-qq", "-s", "4096", "-e", "trace=" + strings.Join(tracedCalls, ","), "-e", "signal=none", "-o", log, exe}, r.args...)...)
			cmd.Dir = dir
			cmd.Env = []string{"HOME=" + filepath.Join(dir, "home"), "LANG=C.UTF-8", passphrase}
			if r.stdin != "" {
				f, err := os.Open(filepath.Join(dir, r.stdin))
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				cmd.Stdin = f
			}
			before := filesOf(t, dir)
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if r.args[0] == "watch" {
				stopOnce(t, cmd.Process.Pid, filepath.Join(dir, "watched.txt"))
			}
			var ended *exec.ExitError
			if err := cmd.Wait(); err != nil && !errors.As(err, &ended) {
				t.Fatal(err)
			}
			text, err := os.ReadFile(log)
			if err != nil || !strings.Contains(string(text), "openat(") {
				t.Fatalf("nothing was traced: %v: %s", err, out.String())
			}
			for _, x := range touched(string(text), dir, r.writes) {
				t.Error(x)
			}
			want := append(before, r.writes...)
			slices.Sort(want)
			if diff := cmp.Diff(want, filesOf(t, dir)); diff != "" {
				t.Errorf("files (-want +got): %s\n%s", diff, out.String())
			}
		})
	}
}

// passphrase opens the map of redactions, known.map.
const passphrase = "KMSTRIAGE_PASSPHRASE=correct horse"

func tracedFolder(t *testing.T, exe string) string {
	t.Helper()
	dir := t.TempDir()
	demo, err := fixtures.Demo()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"CL01.zip": demo.Zip(), "inbox/CL01.zip": demo.Zip(), "pages/readme.txt": nil}
	for name, data := range demo.Files {
		files["in/"+name] = data
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"CL01.zip", "-q", "-o", "json=run.json", "-o", "sqlite=known.sqlite"}, {"redact", "CL01.zip", "-o", "told.zip", "--map", "known.map"}, {"told.zip", "-o", "md=told.md"}} {
		cmd := exec.Command(exe, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), passphrase)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return dir
}

func filesOf(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// stopOnce terminates the program that strace runs, once a file is there.
func stopOnce(t *testing.T, strace int, path string) {
	t.Helper()
	for range 600 {
		if _, err := os.Stat(path); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", strace))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range strings.Fields(string(b)) {
		pid, err := strconv.Atoi(f)
		if err == nil {
			err = syscall.Kill(pid, syscall.SIGTERM)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// tracedCalls are the system calls that are traced: of the network, of starting programs, and those that make or change files.
var tracedCalls = []string{"%network", "execve", "execveat", "open", "openat", "openat2", "creat", "truncate", "mkdir", "mkdirat", "mknod", "mknodat",
	"rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "rmdir", "chmod", "fchmodat", "chown", "fchownat", "utimensat"}

var (
	tracedCall = regexp.MustCompile(`^\d+ +([a-z0-9_]+)\((.*)`)
	quotedPath = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	opened     = regexp.MustCompile(`O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)`)
)

// touched reads what strace wrote, of a run in a folder that may write these files and what becomes them: a hidden temporary
// name beside each, and SQLite's journal.
func touched(trace, dir string, writes []string) []string {
	var out []string
	for i, l := range strings.Split(trace, "\n") {
		m := tracedCall.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		call, args := m[1], m[2]
		switch {
		case i == 0 && call == "execve": // strace starts the program
			continue
		case strings.HasPrefix(call, "open") && !opened.MatchString(args):
			continue
		}
		paths := quotedPath.FindAllStringSubmatch(args, -1)
		file := len(paths) > 0 && !slices.Contains([]string{"execve", "execveat", "connect", "bind", "sendto", "sendmsg"}, call)
		for _, p := range paths {
			file = file && mayWrite(p[1], dir, writes)
		}
		if !file {
			out = append(out, l)
		}
	}
	return out
}

func mayWrite(path, dir string, writes []string) bool {
	if path == "/dev/null" {
		return true
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	for _, w := range writes {
		w = filepath.Join(dir, w)
		name, same := filepath.Base(path), filepath.Dir(path) == filepath.Dir(w)
		switch {
		case path == w, path == w+"-journal":
			return true
		case same && (strings.HasPrefix(name, "."+filepath.Base(w)+".") || strings.HasPrefix(name, ".kmstriage.")):
			return true
		}
	}
	return false
}

// TestTouched holds that the reader of traces sees what must not be.
func TestTouched(t *testing.T) {
	for _, l := range []string{
		`1 socket(AF_INET, SOCK_DGRAM, 0) = 3`, `1 connect(3, {sa_family=AF_UNIX, sun_path="/w/out.json"}, 110) = 0`, `1 execve("/w/out.json", ["x"], 0x1 /* 0 vars */) = 0`,
		`1 openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_EXCL|O_CLOEXEC, 0600) = 5`, `1 openat(AT_FDCWD, "new", O_WRONLY) = 5`, `12 mkdirat(AT_FDCWD, "/w/sub", 0777 <unfinished ...>`,
		`1 renameat(AT_FDCWD, "/w/out.json", AT_FDCWD, "/w/other") = 0`, `1 unlinkat(AT_FDCWD, "in/CL01.zip", 0) = 0`, `1 openat(AT_FDCWD, "/w/sub/.out.json.1", O_RDWR|O_CREAT) = 3`,
	} {
		if got := touched("1 execve(\"/k\", []) = 0\n"+l, "/w", []string{"out.json"}); len(got) != 1 {
			t.Errorf("not seen: %s", l)
		}
	}
	for _, l := range []string{
		`1 openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 5`, `1 openat(AT_FDCWD, "/w/.out.json.77", O_RDWR|O_CREAT|O_EXCL|O_CLOEXEC, 0600) = 5`,
		`1 renameat(AT_FDCWD, ".out.json.77", AT_FDCWD, "out.json") = 0`, `1 +++ exited with 0 +++`,
	} {
		if got := touched("1 execve(\"/k\", []) = 0\n"+l, "/w", []string{"out.json"}); len(got) != 0 {
			t.Errorf("refused: %s", l)
		}
	}
}

// TestWriters holds that every command with a flag for a file that it writes says in which folders: two embedded groups of
// flags would else hide each other's.
func TestWriters(t *testing.T) {
	k, err := newParser(streams{}, newSettings(os.Getenv), func(int) {}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range k.Model.Leaves(true) {
		for _, f := range n.Flags {
			if f.Name != "output" && f.Name != "map" {
				continue
			}
			w, ok := n.Target.Addr().Interface().(writer)
			if !ok {
				t.Errorf("%s has --%s and tells no folders", n.Path(), f.Name)
				continue
			}
			if value := f.Target; value.Kind() == reflect.Slice {
				value.Set(reflect.ValueOf([]string{"json=/some/where/x"}))
			} else {
				value.SetString("/some/where/x")
			}
			if !slices.Contains(w.folders(), "/some/where") {
				t.Errorf("%s --%s: not its folder, but %v", n.Path(), f.Name, w.folders())
			}
			f.Target.SetZero()
		}
	}
}
