package main

import (
	"fmt"
	"io"
	"time"
)

// progress tells on standard error how far a run is. It says nothing in its first half second.
type progress struct {
	how   string // line, plain, json, none
	out   io.Writer
	total int
	start time.Time
	last  time.Time
	shown bool
}

const (
	progressFirst = 500 * time.Millisecond
	progressLine  = 200 * time.Millisecond
	progressPlain = 10 * time.Second
)

func newProgress(t talkFlags, s streams, total int) *progress {
	how := t.Progress
	if how == "auto" {
		how = "plain"
		if _, tty := terminal(s.err); tty {
			how = "line"
		}
	}
	if t.Quiet {
		how = "none"
	}
	return &progress{how: how, out: s.err, total: total, start: time.Now(), last: time.Now()}
}

func (p *progress) done(n int) {
	now := time.Now()
	switch p.how {
	case "json":
		fmt.Fprintf(p.out, "{\"type\":\"progress\",\"done\":%d,\"total\":%d}\n", n, p.total)
	case "plain":
		if now.Sub(p.last) >= progressPlain {
			p.last = now
			fmt.Fprintf(p.out, "kmstriage: %d/%d bundles\n", n, p.total)
		}
	case "line":
		if now.Sub(p.start) >= progressFirst && now.Sub(p.last) >= progressLine {
			p.last, p.shown = now, true
			fmt.Fprintf(p.out, "\r %d/%d ", n, p.total)
		}
	}
}

// clear takes the line away before the report.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	}
}
