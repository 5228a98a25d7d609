package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strconv"

	"github.com/alecthomas/kong"

	"kmstriage/analyze/report"
)

type configCmd struct {
	Show configShowCmd `cmd:"" help:"Show every setting, its value and where it is from."`
}

type configShowCmd struct {
	parsed *parsed
}

func (c *configShowCmd) know(p *parsed) { c.parsed = p }

// run lists the settings. Where commands differ in what a setting may be, the value is that of the first that takes it.
func (c *configShowCmd) run(_ context.Context, s streams) error {
	x := c.parsed.settings
	if _, err := fmt.Fprintf(s.out, "%s\n\n", report.Clean("settings file: "+x.state())); err != nil {
		return err
	}
	rows := [][3]string{{"SETTING", "VALUE", "FROM"}}
	for _, name := range x.names() {
		value, origin := x.value(name)
		rows = append(rows, [3]string{name, value, origin})
	}
	return columns(s.out, rows)
}

func columns(w io.Writer, rows [][3]string) error {
	var wide [2]int
	for _, r := range rows {
		for i := range wide {
			wide[i] = max(wide[i], len(r[i]))
		}
	}
	for _, r := range rows {
		if _, err := fmt.Fprintln(w, report.Clean(fmt.Sprintf("%-*s  %-*s  %s", wide[0], r[0], wide[1], r[1], r[2]))); err != nil {
			return err
		}
	}
	return nil
}

// state says which file there is.
func (x *settings) state() string {
	switch {
	case x.path == "":
		return "none, for there is no home folder"
	case !x.read:
		return x.path + " (not there)"
	}
	return x.path
}

// value is what a setting is without a flag, and where that is from.
func (x *settings) value(name string) (value, origin string) {
	for _, f := range x.flags[name] {
		if text, from, ok := x.find(f); ok {
			return text, from
		}
	}
	f := x.flags[name][0]
	switch {
	case name == "jobs":
		return strconv.Itoa(runtime.GOMAXPROCS(0)), "default (processors)"
	case f.Default != "":
		return f.Default, "default"
	case f.IsBool():
		return "false", "default"
	}
	return "-", "default"
}

// parsed is what a command line became, for the commands that tell of it.
type parsed struct {
	app      *kong.Application
	settings *settings
}

// knowing is a command that tells of the command line.
type knowing interface{ know(p *parsed) }
