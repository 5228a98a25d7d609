package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"kmstriage/cmd/kmstriage-fleet/results"
)

// postgres is a server of its own for a test, as a program that can be killed.
type postgres struct {
	t     *testing.T
	bin   string
	dir   string
	port  int
	as    *syscall.Credential
	cmd   *exec.Cmd
	ended chan error // of the server
	count int
}

// newPostgres starts one, or skips the test where there is none to start.
func newPostgres(t *testing.T) *postgres {
	t.Helper()
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if path, err := exec.LookPath("initdb"); err == nil {
		bins = append(bins, path)
	}
	if len(bins) == 0 {
		if inCI() {
			t.Fatal("PostgreSQL is not installed")
		}
		t.Skip("PostgreSQL is not installed")
	}
	p := &postgres{t: t, bin: filepath.Dir(bins[len(bins)-1])}
	dir, err := os.MkdirTemp("", "pg") // the path of its socket must be short
	if err != nil {
		t.Fatal(err)
	}
	p.dir = dir
	t.Cleanup(func() { p.stop(); os.RemoveAll(dir) })
	if os.Geteuid() == 0 { // which it refuses to run as
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("there is no user to run PostgreSQL as")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		p.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	p.port = freePort(t)
	init := p.command("initdb", "-D", filepath.Join(dir, "data"), "-U", "fleet", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	p.start()
	return p
}

func (p *postgres) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Dir = p.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.as, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// start starts the server; after it was killed more than once, since its children live on for a moment and hold its memory.
func (p *postgres) start() {
	p.t.Helper()
	began := time.Now()
	for time.Since(began) < time.Minute {
		if p.started() {
			return
		}
	}
	logged, _ := os.ReadFile(filepath.Join(p.dir, "log"))
	p.t.Fatalf("PostgreSQL does not start:\n%s", logged[max(0, len(logged)-2000):])
}

// started reports whether the server answers, within the time that it runs at all.
func (p *postgres) started() bool {
	p.cmd = p.command("postgres", "-D", filepath.Join(p.dir, "data"), "-k", p.dir, "-h", "127.0.0.1", "-p", strconv.Itoa(p.port), "-c", "max_connections=200")
	logs, err := os.OpenFile(filepath.Join(p.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		p.t.Fatal(err)
	}
	defer logs.Close()
	p.cmd.Stdout, p.cmd.Stderr = logs, logs
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	cmd, ended := p.cmd, make(chan error, 1)
	p.ended = ended
	go func() { ended <- cmd.Wait(); close(ended) }()
	for {
		select {
		case <-ended:
			return false
		case <-time.After(100 * time.Millisecond):
		}
		db, err := results.Open(p.url("postgres"))
		if err != nil {
			p.t.Fatal(err)
		}
		err = db.PingContext(context.Background())
		db.Close()
		if err == nil {
			return true
		}
	}
}

// kill ends the server as a loss of power would, but for its disk.
func (p *postgres) kill() {
	p.cmd.Process.Kill()
	<-p.ended
}

func (p *postgres) stop() {
	if p.cmd != nil {
		p.cmd.Process.Signal(syscall.SIGINT)
		<-p.ended
	}
}

func (p *postgres) url(db string) string {
	return fmt.Sprintf("postgres://fleet@127.0.0.1:%d/%s?sslmode=disable", p.port, db)
}

// database makes an empty one.
func (p *postgres) database() string {
	p.t.Helper()
	p.count++
	name := fmt.Sprintf("fleet%d", p.count)
	db, err := results.Open(p.url("postgres"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		p.t.Fatal(err)
	}
	return p.url(name)
}
