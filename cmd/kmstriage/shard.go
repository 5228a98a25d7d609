package main

import (
	"fmt"
	"strings"

	"kmstriage/parse/input"
)

// shardFlag cuts the input for the runs of an array job. The flag belongs to one run: it is no setting.
type shardFlag struct {
	Shard *string `placeholder:"I/N" help:"Read one of N shares of the input: 0/N, 1/N and so on, in a run each (N alone: JOB_COMPLETION_INDEX says which). kmstriage merge joins their stores."`
}

// indexVariable tells the runs of an indexed job of Kubernetes which of them they are, from 0.
const indexVariable = "JOB_COMPLETION_INDEX"

// shard reads the flag; the zero value is the whole input.
func (f shardFlag) shard(s streams) (input.Shard, error) {
	if f.Shard == nil {
		return input.Shard{}, nil
	}
	index, count, both := strings.Cut(*f.Shard, "/")
	given := "--shard " + *f.Shard
	if !both {
		index, count = s.env(indexVariable), *f.Shard
		if index == "" {
			return input.Shard{}, usageError{fmt.Sprintf("--shard %q: want I/N, like 0/4 to 3/4; N alone needs %s, which is not set", *f.Shard, indexVariable)}
		}
		given += ", " + indexVariable + "=" + index
	}
	sh, err := input.ParseShard(index, count)
	if err != nil {
		return sh, usageError{fmt.Sprintf("%s: %v", given, err)}
	}
	return sh, nil
}

// plan lists the units of the input that this run reads, and says which share of it they are. idle is true where other runs read
// all there is.
func (f inputFlags) plan(l *input.Loader, paths []string, t talkFlags, s streams) (units []input.Unit, idle bool) {
	all := l.Plan(paths)
	units = f.share.Of(all)
	idle = len(all) > 0 && len(units) == 0
	switch {
	case f.share.Count == 0 || t.Quiet:
	case idle:
		say(s.err, "shard %v: 0 of %d inputs: there is nothing to do", f.share, len(all))
	default:
		say(s.err, "shard %v: %d of %d inputs", f.share, len(units), len(all))
	}
	return units, idle
}
