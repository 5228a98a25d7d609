package boundary

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/elastic/go-seccomp-bpf/arch"
)

// The test binary runs itself in a folder of this variable, as what it is held back from cannot be got back.
const held = "KMSTRIAGE_BOUNDARY_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(held); dir != "" {
		fmt.Print(attempts(dir))
		return
	}
	os.Exit(m.Run())
}

// attempts tries what is given up, after it was, and tells in words what succeeded and what was refused.
func attempts(dir string) string {
	var b strings.Builder
	tell := func(what string, err error) {
		word := "done"
		if errors.Is(err, syscall.EPERM) || errors.Is(err, fs.ErrPermission) {
			word = "refused"
		} else if err != nil {
			word = err.Error()
		}
		fmt.Fprintf(&b, "%s: %s\n", what, word)
	}
	before, err := os.Create(filepath.Join(dir, "open"))
	if err != nil {
		return err.Error()
	}
	if err := Network(); err != nil {
		return "skip: " + err.Error()
	}
	if err := Files([]string{filepath.Join(dir, "out"), filepath.Join(dir, "not there")}); err != nil {
		return "skip: " + err.Error()
	}
	for _, network := range []string{"tcp", "udp", "unix"} {
		_, err := net.Dial(network, "127.0.0.1:9")
		tell(network, err)
	}
	_, err = net.Listen("tcp", "127.0.0.1:0")
	tell("listen", err)
	tell("program", exec.Command("/proc/self/exe").Run())
	done := make(chan error)
	go func() { // on another thread, most likely
		_, err := net.Dial("tcp", "127.0.0.1:9")
		done <- err
	}()
	tell("tcp elsewhere", <-done)
	_, err = before.Write([]byte("x"))
	tell("write what is open", err)
	tell("make", os.WriteFile(filepath.Join(dir, "new"), nil, 0o600))
	tell("overwrite", os.WriteFile(filepath.Join(dir, "old"), nil, 0o600))
	tell("remove", os.Remove(filepath.Join(dir, "old")))
	tell("make a folder", os.Mkdir(filepath.Join(dir, "folder"), 0o700))
	tell("link", os.Symlink("old", filepath.Join(dir, "link")))
	_, err = os.ReadFile(filepath.Join(dir, "old"))
	tell("read", err)
	tell("output", os.WriteFile(filepath.Join(dir, "out", "temp"), []byte("x"), 0o600))
	tell("output renamed", os.Rename(filepath.Join(dir, "out", "temp"), filepath.Join(dir, "out", "new")))
	tell("output removed", os.Remove(filepath.Join(dir, "out", "new")))
	tell("out of the outputs", os.Rename(filepath.Join(dir, "out", "old"), filepath.Join(dir, "moved")))
	return b.String()
}

// TestBoundary holds what is refused and what still works, in a process of its own.
func TestBoundary(t *testing.T) {
	dir := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "old"), []byte("old"), 0o600), os.Mkdir(filepath.Join(dir, "out"), 0o700),
		os.WriteFile(filepath.Join(dir, "out", "old"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), held+"="+dir)
	var told bytes.Buffer
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s%s", err, out, told.String())
	}
	got := string(out)
	if strings.HasPrefix(got, "skip: ") {
		t.Skip(got)
	}
	for _, l := range strings.Split(strings.TrimSpace(got), "\n") {
		what, how, _ := strings.Cut(l, ": ")
		want := "refused"
		switch what {
		case "read", "write what is open", "output", "output renamed", "output removed":
			want = "done"
		}
		if what == "out of the outputs" && strings.Contains(how, "cross-device") {
			how = "refused" // the words of Landlock for a move between folders
		}
		if how != want {
			t.Errorf("%s: %s, want %s", what, how, want)
		}
	}
	if n := strings.Count(got, "\n"); n != 17 {
		t.Errorf("%d attempts:\n%s", n, got)
	}
}

// TestEveryProcessor holds that the filter can be made for each processor that the program is built for.
func TestEveryProcessor(t *testing.T) {
	for _, p := range []*arch.Info{arch.X86_64, arch.AARCH64} {
		for _, name := range refused {
			if _, ok := p.SyscallNames[name]; !ok {
				t.Errorf("%s: no system call %s", p.Name, name)
			}
		}
	}
}
