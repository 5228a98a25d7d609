package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// streams is all that the program has of its surroundings.
type streams struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	bounds   *bounds // nil where the process is not this program's alone
}

// cli is the command line.
type cli struct {
	Config string `name:"config" placeholder:"FILE" takes:"file" help:"Settings file, in place of the one in the folder of settings."`

	Diagnose   diagnoseCmd   `cmd:"" default:"withargs" help:"Say what is wrong. The default: its name can be left out."`
	Ls         lsCmd         `cmd:"" help:"List every file of a bundle, what it is and how well it was read, and what is missing."`
	Events     eventsCmd     `cmd:"" help:"Show the activation timeline, newest last."`
	Facts      factsCmd      `cmd:"" help:"Print the facts of a bundle as JSON; diagnose takes them in place of the bundle."`
	Convert    convertCmd    `cmd:"" help:"Render a saved run (-f json) in another format; the bundles are not needed."`
	Merge      mergeCmd      `cmd:"" help:"Join the stores (-o sqlite=FILE) of several runs, like those of the shards of an array job, into the report of one run."`
	Reply      replyCmd      `cmd:"" help:"Write the letter to the customer about one bundle and, below a cut, the internal note."`
	Watch      watchCmd      `cmd:"" help:"Analyse what lands in a folder, once each, and keep a store and reports up to date."`
	Diff       diffCmd       `cmd:"" help:"Say what changed between two bundles or two runs: fixed with proof, still there, new, cannot tell."`
	Redact     redactCmd     `cmd:"" help:"Write a copy of a bundle without names, addresses, keys and ids; its diagnosis is the same."`
	Unredact   unredactCmd   `cmd:"" help:"Put the names back into such a copy, or into a report of it, with the map that redact kept."`
	Explain    explainCmd    `cmd:"" help:"Say what a rule, section, question, error code, event id, licence state, key type or activation id means. Needs no bundle."`
	Rules      rulesCmd      `cmd:"" help:"List every rule."`
	Artifacts  artifactsCmd  `cmd:"" help:"List the kinds of file that a bundle may hold."`
	Settings   configCmd     `cmd:"" name:"config" whole:"" help:"Tell of the settings."`
	Completion completionCmd `cmd:"" whole:"" help:"Print a script that completes commands, flags and their values in a shell."`
	Man        manCmd        `cmd:"" whole:"" help:"Print the manual page: kmstriage man | man -l -."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

// command is what every verb can do.
type command interface {
	run(ctx context.Context, s streams) error
}

// run is the program: it returns the exit status.
func run(ctx context.Context, args []string, s streams) (status int) {
	defer func() {
		if v := recover(); v != nil {
			say(s.err, "a bug of kmstriage: %v. Please report it with the command line.", v)
			if s.env("KMSTRIAGE_TRACE") != "" {
				fmt.Fprintf(s.err, "%s", debug.Stack())
			}
			status = exitFailed
		}
	}()
	c, done, err := parseArgs(args, s)
	if err == nil && !done {
		s.bounds.files(c)
		err = c.run(ctx, s)
	}
	status = statusOf(err)
	if err != nil && status != exitPipe {
		complain(s, err)
	}
	return status
}

// newParser makes the parser of command lines, with the commands that are named in args, or with all where they are nil. exit
// is called where it printed help.
func newParser(s streams, x *settings, exit func(int), args []string) (*kong.Kong, error) {
	return kong.New(grammar(args), languages, limitDefaults(), kong.Resolvers(x), kong.ExplicitGroups(groups), kong.Name("kmstriage"),
		kong.Description("Reads support bundles of Office KMS activation problems and says, offline, what is wrong."),
		kong.Writers(s.out, s.err), kong.Exit(exit), kong.Help(printHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}))
}

// parseArgs reads the command line. done is true where help was all that was asked for.
func parseArgs(args []string, s streams) (c command, done bool, err error) {
	x := newSettings(s.env)
	k, err := newParser(s, x, func(int) { done = true }, args)
	if err != nil {
		return nil, false, err
	}
	if len(args) == 0 {
		fmt.Fprint(s.err, shortHelp)
		return nil, false, usageError{}
	}
	kc, err := k.Parse(unsigned(args))
	if done {
		return nil, true, nil
	}
	if len(x.wrong) > 0 {
		return nil, false, x.wrong
	}
	if pipeClosed(err) { // of the help
		return nil, false, err
	}
	if err != nil {
		return nil, false, usageError{err.Error() + ". See kmstriage --help"}
	}
	c, ok := kc.Selected().Target.Addr().Interface().(command)
	if !ok {
		return nil, false, errors.New("a verb without a program")
	}
	if t, ok := c.(knowing); ok {
		t.know(&parsed{app: k.Model, settings: x})
	}
	return c, false, nil
}
