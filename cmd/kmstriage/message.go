package main

import (
	"errors"
	"fmt"
	"io"

	"kmstriage/analyze/report"
	"kmstriage/parse/fact"
)

// say prints one line for a person: what, where, what next. What it quotes may come from a bundle or a path, so it is
// made inert as a whole, and holds no key.
func say(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, "kmstriage: %s\n", fact.Hidden(report.Clean(fmt.Sprintf(format, args...))))
}

// complain says why the run ended. A file's mistakes are a line each; any other error is one.
func complain(s streams, err error) {
	var all mistakes
	if !errors.As(err, &all) && err.Error() != "" {
		all = mistakes{err.Error()}
	}
	for _, m := range all {
		say(s.err, "%s", m)
	}
}
