package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"kmstriage/analyze/rule"
)

// tool names the program and its version in every report.
const tool = "kmstriage 0.1.0-dev"

type versionCmd struct {
	Verbose bool `short:"v" help:"Also the revision, what judges, and what the process gave up."`
}

func (c versionCmd) run(_ context.Context, s streams) error {
	b, _ := debug.ReadBuildInfo()
	if b == nil {
		b = &debug.BuildInfo{}
	}
	set := map[string]string{}
	for _, x := range b.Settings {
		set[x.Key] = x.Value
	}
	line := tool
	if rev := set["vcs.revision"]; len(rev) >= 12 {
		line += " (" + rev[:12] + ")"
	}
	line += " " + runtime.Version()
	if c.Verbose {
		line += "\n" + strings.Join([]string{
			"revision  " + revision(set),
			"rules     sha256:" + rule.Digest(),
			"platform  " + runtime.GOOS + "/" + runtime.GOARCH,
			"network   " + s.bounds.aboutNetwork(),
			"files     " + s.bounds.aboutFiles(),
			"licence   GPL-3.0-or-later",
		}, "\n")
	}
	_, err := fmt.Fprintln(s.out, line)
	return err
}

// revision is that of the source, with its time, as the build noted it.
func revision(set map[string]string) string {
	rev := set["vcs.revision"]
	if rev == "" {
		return "not known: the build noted none"
	}
	rev += " of " + set["vcs.time"]
	if set["vcs.modified"] == "true" {
		rev += ", with changes"
	}
	return rev
}

func (b *bounds) aboutNetwork() string {
	switch {
	case b == nil:
		return "never used"
	case b.network != nil:
		return fmt.Sprintf("never used; not given up (%v)", b.network)
	}
	return "given up: the kernel refuses sockets and starting programs (seccomp)"
}

func (b *bounds) aboutFiles() string {
	switch {
	case b == nil:
		return "only the outputs are written"
	case b.writing != nil:
		return fmt.Sprintf("only the outputs are written; others not given up (%v)", b.writing)
	}
	return "given up: the kernel refuses to write outside the folders of outputs (Landlock)"
}
