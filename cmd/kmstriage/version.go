package main

import (
	"context"
	"fmt"
	"runtime/debug"
)

// tool names the program and its version in every report.
const tool = "kmstriage 0.1.0-dev"

type versionCmd struct{}

func (versionCmd) run(_ context.Context, s streams) error {
	line := tool
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, x := range b.Settings {
			if x.Key == "vcs.revision" && len(x.Value) >= 12 {
				line += " (" + x.Value[:12] + ")"
			}
		}
		line += " " + b.GoVersion
	}
	_, err := fmt.Fprintln(s.out, line)
	return err
}
