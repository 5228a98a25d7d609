package main

import (
	"cmp"
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
	inputFlags  `embed:""`
	Format      string `short:"f" default:"text" takes:"text,json" setting:"" placeholder:"FORMAT" help:"Format: text or json."`
	langFlag    `embed:""`
	redactFlags `embed:""`
	talkFlags   `embed:""`
}

// show loads the input, has it printed, and settles the exit status.
func (t *tableFlags) show(ctx context.Context, s streams, asText func(io.Writer, []loaded, *cloak, report.View) error, asJSON func(io.Writer, []loaded, *cloak) error) error {
	v, err := t.speak(t.view(s))
	if err != nil {
		return err
	}
	hide, err := t.cloak(s)
	if err != nil {
		return err
	}
	print := func(w io.Writer, ls []loaded, hide *cloak) error { return asText(w, ls, hide, v) }
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
	for _, l := range ls {
		hide.learn(l.path, l.set)
	}
	hide.settle()
	if err := cmp.Or(print(s.out, ls, hide), hide.save()); err != nil {
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
		func(w io.Writer, ls []loaded, hide *cloak, v report.View) error {
			return report.WriteListings(w, listings(ls, hide), v)
		},
		func(w io.Writer, ls []loaded, hide *cloak) error {
			return report.WriteListingsJSON(w, listings(ls, hide))
		})
}

// listings judges too: rules tell what they look at.
func listings(ls []loaded, hide *cloak) []report.Listing {
	out := []report.Listing{}
	for _, l := range ls {
		if l.set == nil {
			continue
		}
		d := analyze.Diagnose(l.set, nil, analyze.Given{}, rule.All)
		out = append(out, report.Listing{Bundle: d.Bundle, Artifacts: d.Artifacts, Missing: d.Missing})
	}
	hide.shown(&out)
	return out
}

type eventsCmd struct {
	tableFlags `embed:""`
}

func (c *eventsCmd) run(ctx context.Context, s streams) error {
	return c.show(ctx, s,
		func(w io.Writer, ls []loaded, hide *cloak, v report.View) error {
			return report.WriteEvents(w, timeline(ls, hide), v)
		},
		func(w io.Writer, ls []loaded, hide *cloak) error {
			return report.WriteEventsJSON(w, timeline(ls, hide))
		})
}

// timeline is that of the bundle, or of all together.
func timeline(ls []loaded, hide *cloak) (out []derive.TimelineEvent) {
	defer func() { hide.shown(&out) }()
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
