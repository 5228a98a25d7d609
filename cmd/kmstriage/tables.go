package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/parse/input"
)

// tableFlags are those of the verbs that print one table.
type tableFlags struct {
	inputFlags  `embed:""`
	langFlag    `embed:""`
	redactFlags `embed:""`
	talkFlags   `embed:""`
}

// tableFormat is one form of a table and what prints it.
type tableFormat struct {
	name  string
	print func(io.Writer, []input.Found, *cloak, report.View) error
}

// show loads the input, has it printed in the format of that name, and settles the exit status.
func (t *tableFlags) show(ctx context.Context, s streams, format string, formats ...tableFormat) error {
	i := slices.IndexFunc(formats, func(f tableFormat) bool { return f.name == format })
	if i < 0 {
		var names []string
		for _, f := range formats {
			names = append(names, f.name)
		}
		return usageError{fmt.Sprintf("unknown format %q: want one of %s", format, strings.Join(names, ", "))}
	}
	v, err := t.speak(t.view(s))
	if err != nil {
		return err
	}
	hide, err := t.cloak(s)
	if err != nil {
		return err
	}
	ls, err := load(ctx, t.inputFlags, t.talkFlags, s)
	if err != nil {
		return err
	}
	o, _ := judge(ctx, ls, false)
	tell(s, o, ls, len(ls))
	for _, l := range ls {
		hide.learn(l.Path, l.Set)
	}
	hide.settle()
	if err := cmp.Or(formats[i].print(s.out, ls, hide, v), hide.save()); err != nil {
		return err
	}
	if st := o.status(); st != exitOK {
		return statusError{st, errors.New("")}
	}
	return nil
}

type lsCmd struct {
	Format     string `short:"f" default:"text" takes:"text,json" setting:"" placeholder:"FORMAT" help:"Format: text or json."`
	tableFlags `embed:""`
}

func (c *lsCmd) run(ctx context.Context, s streams) error {
	return c.show(ctx, s, c.Format,
		tableFormat{"text", func(w io.Writer, ls []input.Found, hide *cloak, v report.View) error {
			return report.WriteListings(w, listings(ls, hide), v)
		}},
		tableFormat{"json", func(w io.Writer, ls []input.Found, hide *cloak, _ report.View) error {
			return report.WriteListingsJSON(w, listings(ls, hide))
		}})
}

// listings judges too: rules tell what they look at.
func listings(ls []input.Found, hide *cloak) []report.Listing {
	out := []report.Listing{}
	for _, l := range ls {
		if l.Set == nil {
			continue
		}
		d := analyze.Diagnose(l.Set, nil, analyze.Given{}, rule.All)
		out = append(out, report.Listing{Bundle: d.Bundle, Artifacts: d.Artifacts, Missing: d.Missing})
	}
	hide.shown(&out)
	return out
}

type eventsCmd struct {
	Format     string `short:"f" default:"text" takes:"text,json,csv" setting:"" placeholder:"FORMAT" help:"Format: text, json or csv."`
	tableFlags `embed:""`
}

func (c *eventsCmd) run(ctx context.Context, s streams) error {
	return c.show(ctx, s, c.Format,
		tableFormat{"text", func(w io.Writer, ls []input.Found, hide *cloak, v report.View) error {
			return report.WriteEvents(w, timeline(ls, hide), v)
		}},
		tableFormat{"json", func(w io.Writer, ls []input.Found, hide *cloak, _ report.View) error {
			return report.WriteEventsJSON(w, timeline(ls, hide))
		}},
		tableFormat{"csv", func(w io.Writer, ls []input.Found, hide *cloak, _ report.View) error {
			return report.WriteEventsCSV(w, timeline(ls, hide))
		}})
}

// timeline is that of the bundle, or of all together.
func timeline(ls []input.Found, hide *cloak) (out []derive.TimelineEvent) {
	defer func() { hide.shown(&out) }()
	var names []string
	var lists [][]derive.TimelineEvent
	for _, l := range ls {
		if l.Set == nil {
			continue
		}
		names = append(names, l.Set.Bundle.Name)
		lists = append(lists, derive.New(l.Set, nil, derive.Given{}).Timeline())
	}
	if len(lists) == 1 {
		return lists[0]
	}
	return derive.MergeTimelines(names, lists)
}
