package artifact

import (
	"slices"
	"time"

	"kmstriage/parse/fact"
)

// Bounds of the licensing events that are kept. An event takes about a kilobyte in memory; the log of the busiest KMS
// host seen, at its 20 MB, holds 35,000 requests.
const (
	maxEvents = 40_000 // of one kind in one file, where fact.MaxEvents may be kept of the bundle
	minEvents = 1_000  // of one kind in a file that comes when the bundle has its share
)

// room is how many events of a kind a file may keep, where a bundle may keep so many of all. Where that is more or less than
// usual, so is the share of a file.
func room(s *fact.Set, most int) int {
	share := func(n int) int { return int(int64(n) * int64(most) / fact.MaxEvents) }
	return max(1, min(minEvents, share(minEvents)), min(share(maxEvents), most-s.EventCount()))
}

// newest is one kind's events of a file: all[base:]. Beyond the room the oldest are dropped, as it is the end of the
// story that is diagnosed; some more are held until it is worth the sorting.
type newest[T any] struct {
	base, room int
	dropped    int
	at         func(*T) time.Time
}

func (n *newest[T]) add(all []T, v T) []T {
	all = append(all, v)
	if len(all)-n.base >= n.room+n.room/2 {
		return n.trim(all)
	}
	return all
}

// trim leaves the newest events, in the order in which they came; among equals the later ones.
func (n *newest[T]) trim(all []T) []T {
	own := all[n.base:]
	if len(own) <= n.room {
		return all
	}
	order := make([]int, len(own))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := n.at(&own[b]).Compare(n.at(&own[a])); c != 0 {
			return c
		}
		return b - a
	})
	keep := order[:n.room]
	slices.Sort(keep)
	for i, from := range keep {
		own[i] = own[from]
	}
	clear(own[n.room:])
	n.dropped += len(own) - n.room
	return all[:n.base+n.room]
}
