package main

import (
	"runtime/debug"
	"runtime/metrics"
)

// A run over many bundles makes garbage of much more than it holds. Left to itself, the heap is collected each time it has
// doubled from a few megabytes, and grows with what the run holds; it gets this room at once instead, so that what a run
// takes does not hang on how many bundles it has come to, up to some ten thousand.
const (
	roomyFrom  = 32       // bundles from which on a run is one over many
	roomyBytes = 96 << 20 // of heap before it is collected
	leastRoom  = 50       // percent of what is held that may be garbage, once most of the room is held
)

// room is what the heap of a run may grow to.
type room struct {
	live    [1]metrics.Sample
	percent int
}

// newRoom makes room for a run over so many bundles; nil, which does nothing, for few.
func newRoom(bundles int, s streams) *room {
	if bundles < roomyFrom || s.env("GOGC") != "" {
		return nil
	}
	r := &room{live: [1]metrics.Sample{{Name: "/gc/heap/live:bytes"}}}
	r.fit()
	return r
}

// fit sets how much garbage there may be beside what the last collection left.
func (r *room) fit() {
	if r == nil {
		return
	}
	metrics.Read(r.live[:])
	const leastHeap = 4 << 20 // what the collector takes for the least, at 100 percent
	live := max(r.live[0].Value.Uint64(), leastHeap)
	percent := max(int(100*roomyBytes/live)-100, leastRoom)
	if percent != r.percent {
		r.percent = percent
		debug.SetGCPercent(percent)
	}
}
