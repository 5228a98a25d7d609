package main

import (
	"fmt"
	"io"

	"kmstriage/analyze/report"
)

// say prints one line for a person: what, where, what next. What it quotes may come from a bundle or a path, so it is
// made inert as a whole.
func say(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, "kmstriage: %s\n", report.Clean(fmt.Sprintf(format, args...)))
}
