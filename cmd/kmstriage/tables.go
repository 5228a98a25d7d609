package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
)

// tableFlags are those of the verbs that print one table.
type tableFlags struct {
	inputFlags `embed:""`
	Format     string `short:"f" default:"text" takes:"text,json" setting:"" placeholder:"FORMAT" help:"Format: text or json."`
	langFlag   `embed:""`
	talkFlags  `embed:""`
}

// show loads the input, has it printed, and settles the exit status.
func (t *tableFlags) show(ctx context.Context, s streams, asText func(io.Writer, []loaded, report.View) error, asJSON func(io.Writer, []loaded) error) error {
	v, err := t.speak(t.view(s))
	if err != nil {
		return err
	}
	print := func(w io.Writer, ls []loaded) error { return asText(w, ls, v) }
	switch t.Format {
	case "text":
	case "json":
		print = asJSON
	default:
		return usageError{fmt.Sprintf("unknown format %q: want text or json", t.Format)}
	}
	ls, err := load(ctx, t.inputFlags, t.talkFlags, s)
	if err != nil {
		return err
	}
	o, _ := judge(ctx, ls, false)
	tell(s, o, ls, len(ls))
	if err := print(s.out, ls); err != nil {
		return err
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}

type lsCmd struct {
	tableFlags `embed:""`
}

func (c *lsCmd) run(ctx context.Context, s streams) error {
	return c.show(ctx, s,
		func(w io.Writer, ls []loaded, v report.View) error { return report.WriteListings(w, listings(ls), v) },
		func(w io.Writer, ls []loaded) error { return report.WriteListingsJSON(w, listings(ls)) })
}

// listings judges too: rules tell what they look at.
func listings(ls []loaded) []report.Listing {
	out := []report.Listing{}
	for _, l := range ls {
		if l.set == nil {
			continue
		}
		d := analyze.Diagnose(l.set, nil, analyze.Given{}, rule.All)
		out = append(out, report.Listing{Bundle: d.Bundle, Artifacts: d.Artifacts, Missing: d.Missing})
	}
	return out
}

type eventsCmd struct {
	tableFlags `embed:""`
}

func (c *eventsCmd) run(ctx context.Context, s streams) error {
	return c.show(ctx, s,
		func(w io.Writer, ls []loaded, v report.View) error { return report.WriteEvents(w, timeline(ls), v) },
		func(w io.Writer, ls []loaded) error { return report.WriteEventsJSON(w, timeline(ls)) })
}

// timeline is that of the bundle, or of all together.
func timeline(ls []loaded) []derive.TimelineEvent {
	var names []string
	var lists [][]derive.TimelineEvent
	for _, l := range ls {
		if l.set == nil {
			continue
		}
		names = append(names, l.set.Bundle.Name)
		lists = append(lists, derive.New(l.set, nil, derive.Given{}).Timeline())
	}
	if len(lists) == 1 {
		return lists[0]
	}
	return derive.MergeTimelines(names, lists)
}
