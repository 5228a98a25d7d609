package main

import (
	"errors"
	"io"
	"strings"
	"syscall"
)

// The exit statuses of the contract.
const (
	exitOK          = 0
	exitFindings    = 1
	exitFailed      = 2
	exitPartial     = 3
	exitNothing     = 4
	exitUsage       = 80
	exitInterrupted = 130
	exitPipe        = 141
	exitTerminated  = 143
)

var (
	errInterrupted = errors.New("interrupted")
	errTerminated  = errors.New("terminated")
)

// outcome collects everything that applies to a run; one of it becomes the exit status.
type outcome map[int]bool

// precedence is the order in which one status hides the others, and their words in the JSON.
var precedence = []struct {
	status int
	word   string
}{
	{exitTerminated, "terminated"},
	{exitInterrupted, "interrupted"},
	{exitFailed, "failed"},
	{exitNothing, "nothing"},
	{exitPartial, "partial"},
	{exitFindings, "findings"},
}

func (o outcome) status() int {
	for _, p := range precedence {
		if o[p.status] {
			return p.status
		}
	}
	return exitOK
}

func (o outcome) words() []string {
	var out []string
	for _, p := range precedence {
		if o[p.status] {
			out = append(out, p.word)
		}
	}
	if len(out) == 0 {
		out = append(out, "analysed")
	}
	return out
}

// usageError is a fault of the command line: it is told before anything runs.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// mistakes are faults of a file that the command line names: all of them are told before anything runs, each on a line.
type mistakes []string

func (e mistakes) Error() string { return strings.Join(e, "\n") }

// statusError is a message with the exit status that follows from it.
type statusError struct {
	status int
	err    error
}

func (e statusError) Error() string { return e.err.Error() }
func (e statusError) Unwrap() error { return e.err }

// statusOf gives the exit status of what a command returned.
func statusOf(err error) int {
	var u usageError
	var m mistakes
	var s statusError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &u), errors.As(err, &m):
		return exitUsage
	case pipeClosed(err):
		return exitPipe
	case errors.As(err, &s):
		return s.status
	}
	return exitFailed
}

func pipeClosed(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}
