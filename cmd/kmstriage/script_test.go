package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != "kmstriage" { // the tester's own settings are none of a test's
		os.Setenv("XDG_CONFIG_HOME", filepath.Join(os.TempDir(), "kmstriage-tests-have-no-settings"))
	}
	testscript.Main(m, map[string]func(){"kmstriage": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":  status,
			"evtx":    eventLog,
			"zip":     func(ts *testscript.TestScript, neg bool, args []string) { zipped(ts, args, 0) },
			"tar":     packTar,
			"cab":     packCab,
			"gz":      packStream("gz"),
			"zst":     packStream("zst"),
			"cut":     cut,
			"unhex":   unhex,
			"zipsafe": func(ts *testscript.TestScript, neg bool, args []string) { zipped(ts, args, 1) },
		},
		Setup: func(e *testscript.Env) error {
			// The scripts hold in any surroundings; those of the tester must not leak in.
			e.Setenv("LANG", "C.UTF-8")
			e.Setenv("NO_COLOR", "")
			return nil
		},
	})
}

// status N COMMAND... runs a command that must end with that exit status.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want := number(ts, args[0])
	got := 0
	var x *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &x) {
		got = x.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func number(ts *testscript.TestScript, s string) int {
	n, err := strconv.Atoi(s)
	ts.Check(err)
	return n
}

// zipped makes "zip OUT.zip PATH..." of files and folders, with the general purpose flags given: 1 is "encrypted".
func zipped(ts *testscript.TestScript, args []string, flags uint16) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, arg := range args[1:] {
		root := ts.MkAbs(arg)
		for _, p := range filesBelow(ts, root) {
			name, err := filepath.Rel(root, p)
			ts.Check(err)
			if name == "." {
				name = filepath.Base(p)
			}
			data, err := os.ReadFile(p)
			ts.Check(err)
			h := &zip.FileHeader{Name: filepath.ToSlash(name), Method: zip.Store, Flags: flags, CRC32: crc32.ChecksumIEEE(data),
				CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(data))}
			e, err := w.CreateRaw(h)
			ts.Check(err)
			_, err = e.Write(data)
			ts.Check(err)
		}
	}
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}
