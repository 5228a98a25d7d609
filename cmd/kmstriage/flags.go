package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"kmstriage/parse/input"
)

// inputFlags say what is read.
type inputFlags struct {
	Paths     []string `arg:"" optional:"" name:"path" takes:"path" help:"Archive, folder, collected file, facts file, or - for standard input."`
	FilesFrom string   `placeholder:"FILE" takes:"file" help:"Read paths from FILE, one a line (- is standard input)."`
	Null      bool     `short:"0" help:"Paths of --files-from end with NUL."`
	readFlags `embed:""`

	share input.Shard // of what is named; the whole unless a command says otherwise
}

// readFlags say how it is read.
type readFlags struct {
	// PasswordFile is a file, since everybody on a machine can see its command lines.
	PasswordFile string `placeholder:"FILE" takes:"file" setting:"" help:"Passwords of archives, one a line, tried in order."`
	jobsFlag     `embed:""`
	NoPrefilter  bool `setting:"" help:"Decode every event of .evtx logs before choosing. Slow, for doubt: the result is the same."`
	limitFlags   `embed:"" group:"limits"`
}

// jobsFlag says how much is done at a time.
type jobsFlag struct {
	Jobs int `short:"j" placeholder:"N" setting:"" help:"Bundles read at a time, or logs of one (default: one a processor)."`
}

// talkFlags say how it is shown.
type talkFlags struct {
	Quiet    bool   `short:"q" setting:"" help:"No notes and no progress; errors stay."`
	Verbose  bool   `short:"v" setting:"" help:"Everything: all rules, suppressed findings, whole evidence."`
	Color    string `enum:"auto,always,never" default:"auto" setting:"" help:"Colour: auto, always or never."`
	Progress string `enum:"auto,plain,json,none" default:"auto" setting:"" help:"Progress on standard error: auto, plain, json or none."`
}

func (f jobsFlag) jobs() (int, error) {
	if f.Jobs < 0 {
		return 0, usageError{fmt.Sprintf("--jobs %d: want 1 or more", f.Jobs)}
	}
	if f.Jobs == 0 {
		return runtime.GOMAXPROCS(0), nil
	}
	return f.Jobs, nil
}

// maxListBytes bounds a list of paths: a hundred thousand long ones.
const maxListBytes = 64 << 20

// paths are the inputs in order: those of the command line, then those of --files-from.
func (f inputFlags) paths(s streams) ([]string, error) {
	out := f.Paths
	stdin := 0
	if f.FilesFrom != "" {
		more, err := f.listed(s)
		if err != nil {
			return nil, err
		}
		out = append(out[:len(out):len(out)], more...)
		if f.FilesFrom == "-" {
			stdin++
		}
	} else if f.Null {
		return nil, usageError{"-0 is for --files-from: give that too"}
	}
	for _, p := range out {
		if p == "" {
			return nil, usageError{"an empty path was given"}
		}
		if p == "-" {
			stdin++
		}
	}
	switch {
	case stdin > 1:
		return nil, usageError{"standard input can be read once: - is given more than once"}
	case len(out) == 0 && f.FilesFrom == "":
		return nil, usageError{"nothing to read: give an archive, a folder or - . See kmstriage --help"}
	}
	return out, nil
}

func (f inputFlags) listed(s streams) ([]string, error) {
	r := s.in
	if f.FilesFrom != "-" {
		file, err := os.Open(f.FilesFrom)
		if err != nil {
			return nil, usageError{fmt.Sprintf("--files-from: %v", err)}
		}
		defer file.Close()
		r = file
	}
	b, err := io.ReadAll(io.LimitReader(r, maxListBytes+1))
	if err != nil {
		return nil, usageError{fmt.Sprintf("--files-from %s: %v", f.FilesFrom, err)}
	}
	if len(b) > maxListBytes {
		return nil, usageError{fmt.Sprintf("--files-from %s: longer than %d MiB", f.FilesFrom, maxListBytes>>20)}
	}
	var out []string
	if f.Null {
		for _, p := range bytes.Split(b, []byte{0}) {
			if len(p) > 0 {
				out = append(out, string(p))
			}
		}
		return out, nil
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, maxListBytes+1)
	for lines.Scan() {
		if l := strings.TrimSuffix(lines.Text(), "\r"); l != "" {
			out = append(out, l)
		}
	}
	return out, lines.Err()
}
