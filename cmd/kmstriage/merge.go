package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"kmstriage/parse/input"
)

type mergeCmd struct {
	Stores       []string `arg:"" name:"store" takes:"path" help:"What -o sqlite=FILE wrote of each run; its newest run counts."`
	jobsFlag     `embed:""`
	verdictFlags `embed:""`
}

// folders are those of the outputs, and of the stores: SQLite may have to finish there what a killed run began.
func (c *mergeCmd) folders() []string {
	out := c.verdictFlags.folders()
	for _, path := range c.Stores {
		out = append(out, foldersOf(path)...)
	}
	return out
}

// run tells of the runs of several stores as one run over all of their inputs would.
func (c *mergeCmd) run(ctx context.Context, s streams) error {
	v, err := c.verdict(s)
	if err != nil {
		return err
	}
	v.stores = len(c.Stores)
	if v.study.jobs, err = c.jobs(); err != nil {
		return err
	}
	done, err := v.ready(s, c.Stores)
	if err != nil {
		return err
	}
	defer done()
	if err := v.study.keepIn(v.targets); err != nil {
		return err
	}
	j := &joining{study: v.study, at: map[joinedKey]int{}}
	for _, path := range slices.Compact(slices.Sorted(slices.Values(c.Stores))) { // in which order they are named shall change no byte
		if err := j.take(ctx, path); err != nil {
			return statusError{exitFailed, err}
		}
	}
	if err := j.meet(s); err != nil {
		return statusError{exitFailed, err}
	}
	c.warn(s, j.runs)
	return v.tell(ctx, s)
}

// warn tells what a person must know of the runs before the report is believed. What is missing in it is told with -q too.
func (c *mergeCmd) warn(s streams, runs []joinedRun) {
	this := build()
	inputs := 0
	for _, r := range runs {
		inputs += r.inputs
		if r.Build != this && !c.Quiet {
			say(s.err, "%s: another build made it (%s): what it read is taken as it is", r.path, r.Tool)
		}
	}
	if len(runs) > 0 && inputs == 0 {
		say(s.err, "no bundle in the stores: their runs had nothing to read")
	}
	if m := missingShards(runs); m != "" {
		say(s.err, "no store is named of shard %s: what it reads is missing here. Run it, and name its store too", m)
	}
}

// missingShards names the shards whose runs are not there. It names none where one of the runs read a whole input.
func missingShards(runs []joinedRun) string {
	there := map[input.Shard]bool{}
	counts := map[int]int{} // of shards, by the number of all
	for _, r := range runs {
		index, count, _ := strings.Cut(r.Shard, "/")
		sh, err := input.ParseShard(index, count)
		if err != nil {
			return ""
		}
		if !there[sh] {
			counts[sh.Count]++
		}
		there[sh] = true
	}
	var out []string
	for _, n := range slices.Sorted(maps.Keys(counts)) {
		if counts[n] == n { // these are all of the input
			return ""
		}
		for i := 0; i < n && len(out) < maxShardsNamed; i++ {
			if sh := (input.Shard{Index: i, Count: n}); !there[sh] {
				out = append(out, sh.String())
			}
		}
	}
	return strings.Join(out, ", ")
}

// maxShardsNamed bounds the line about those that are not there.
const maxShardsNamed = 20
