package main

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"kmstriage/analyze/report"
)

// pipeWidth is the width where standard output is no terminal; widest is the most that is easy to read.
const (
	pipeWidth = 80
	widest    = 100
)

// view fits the report to where it is shown. In a pipe nothing depends on the surroundings.
func (t talkFlags) view(s streams) report.View {
	v := report.View{Width: pipeWidth, Unicode: true, Verbose: t.Verbose, Colour: t.colour(s)}
	if fd, ok := terminal(s.out); ok {
		v.Unicode = utf8Locale(s.env)
		if w, _, err := term.GetSize(fd); err == nil && w > 0 {
			v.Width = min(w, widest)
		}
	}
	return v
}

// colour follows --color, then NO_COLOR, CLICOLOR_FORCE, TERM and the terminal.
func (t talkFlags) colour(s streams) bool {
	_, tty := terminal(s.out)
	switch {
	case t.Color == "always":
		return true
	case t.Color == "never", s.env("NO_COLOR") != "":
		return false
	case s.env("CLICOLOR_FORCE") != "" && s.env("CLICOLOR_FORCE") != "0":
		return true
	case s.env("TERM") == "dumb":
		return false
	}
	return tty
}

func terminal(w io.Writer) (fd int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile {
		return 0, false
	}
	fd = int(f.Fd())
	return fd, term.IsTerminal(fd)
}

func utf8Locale(env func(string) string) bool {
	for _, k := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := env(k); v != "" {
			v = strings.ToLower(v)
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return false
}
