// Command kmstriage reads the support bundles of Office KMS activation problems and says, offline, what is wrong.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"kmstriage/cmd/kmstriage/boundary"
)

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	// A closed pipe shall be an error of Write, not the end of the process in the middle of it.
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancelCause(context.Background())
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() {
		s := <-stop
		signal.Stop(stop) // the second one ends the process at once
		if s == syscall.SIGTERM {
			cancel(errTerminated)
			return
		}
		cancel(errInterrupted)
	}()
	os.Exit(run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv,
		bounds: &bounds{network: boundary.Network(), confine: boundary.Files}}))
}
