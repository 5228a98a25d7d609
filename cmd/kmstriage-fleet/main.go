// Command kmstriage-fleet shares the reading of many support bundles out to workers, on one machine or many, and reports on all
// of them as kmstriage does on those of one run.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"kmstriage/analyze/report"
	"kmstriage/analyze/text"
)

// tool names the program and its version.
const tool = "kmstriage-fleet 0.1.0-dev"

// Exit statuses, those of kmstriage.
const (
	exitOK          = 0
	exitFailed      = 2
	exitPartial     = 3
	exitNothing     = 4
	exitUsage       = 80
	exitInterrupted = 130
)

// streams is all that a command has of its surroundings.
type streams struct {
	out, err io.Writer
}

// cli is the command line.
type cli struct {
	DB string `name:"db" default:"kmstriage-fleet.sqlite" env:"KMSTRIAGE_FLEET_DB" placeholder:"DATABASE" help:"Queue and results: a SQLite file, for workers of one machine, or postgres://USER@HOST/NAME, for workers of many."`

	Submit submitCmd `cmd:"" help:"Put bundles into the queue: files, folders, or s3://BUCKET/PREFIX."`
	Work   workCmd   `cmd:"" help:"Read bundles out of the queue until it is stopped."`
	Status statusCmd `cmd:"" help:"Say how far the work is, and what was given up."`
	Report reportCmd `cmd:"" help:"Report on all bundles that were read, as kmstriage does on those of one run."`
	Retry  retryCmd  `cmd:"" help:"Put back into the queue what was given up."`
	Drain  drainCmd  `cmd:"" help:"Have all workers take no more bundles, and wait until none is being read."`

	Version versionFlag `help:"Print the version."`
}

// command is what every verb can do.
type command interface {
	run(ctx context.Context, db string, s streams) error
}

// statusError is an error with an exit status of its own.
type statusError struct {
	status int
	error
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once: what it was doing is done again by others.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr}))
}

// run is the program: it returns the exit status.
func run(ctx context.Context, args []string, s streams) int {
	var c cli
	done := false
	k, err := kong.New(&c, kong.Name("kmstriage-fleet"), kong.Description("Shares the reading of many support bundles of Office KMS activation problems out to workers."),
		kong.Vars{"languages": strings.Join(text.Codes, ",")},
		kong.Writers(s.out, s.err), kong.Exit(func(int) { done = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}))
	if err != nil {
		fmt.Fprintf(s.err, "kmstriage-fleet: %v\n", err)
		return exitFailed
	}
	kc, err := k.Parse(args)
	if done {
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(s.err, "kmstriage-fleet: %v. See kmstriage-fleet --help\n", err)
		return exitUsage
	}
	err = kc.Selected().Target.Addr().Interface().(command).run(ctx, c.DB, s)
	var st statusError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &st):
		complain(s, st)
		return st.status
	case ctx.Err() != nil:
		fmt.Fprintln(s.err, "kmstriage-fleet: interrupted")
		return exitInterrupted
	}
	complain(s, err)
	return exitFailed
}

// complain tells of an error, which may quote foreign names; one without words was told already.
func complain(s streams, err error) {
	if text := err.Error(); text != "" {
		fmt.Fprintf(s.err, "kmstriage-fleet: %s\n", report.Clean(text))
	}
}

// versionFlag prints the version: what names a build may have to be read out of the program itself, which nobody else waits for.
type versionFlag bool

// BeforeReset implements the hook of kong.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	fmt.Fprintf(app.Stdout, "%s (%s)\n", tool, build())
	app.Exit(exitOK)
	return nil
}
