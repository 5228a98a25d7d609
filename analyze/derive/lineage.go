package derive

import (
	"encoding/binary"
	"hash/fnv"
	"sort"
	"strings"

	"kmstriage/parse/fact"
)

// maxEarly bounds the records by which bundles of cloned machines know each other: the oldest of a log survive the longest
// where it does not wrap, and some tell as much as all.
const maxEarly = 16

// early are marks of the oldest records of event logs (number, time to a tenth of a microsecond, id, provider), and the computer that the
// very oldest names. Only logs that tell time exactly count.
func early(c *Case) (marks []uint64, image string) {
	var all []*fact.Event
	for _, e := range allEvents(c.Set) {
		if e.event.Format == "evtx" && e.event.Source.Record != 0 && e.event.Time.Quality == fact.Exact && !e.event.Time.IsZero() {
			all = append(all, e.event)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Time.At.Before(all[j].Time.At) })
	seen := map[uint64]bool{}
	for _, e := range all {
		if m := mark(e); !seen[m] && len(marks) < maxEarly {
			seen[m] = true
			marks = append(marks, m)
		}
	}
	if len(all) > 0 && !c.Machine.owns(all[0].Computer) {
		image = strings.ToUpper(firstLabel(all[0].Computer))
	}
	return marks, image
}

func mark(e *fact.Event) uint64 {
	h := fnv.New64a()
	var b [24]byte
	binary.LittleEndian.PutUint64(b[:], e.Source.Record)
	binary.LittleEndian.PutUint64(b[8:], uint64(e.Time.At.UnixNano()))
	binary.LittleEndian.PutUint64(b[16:], uint64(e.ID))
	h.Write(b[:])
	h.Write([]byte(strings.ToLower(e.Provider)))
	return h.Sum64()
}

// Lineage is what proves that machines, by name, were cloned: how many of their oldest records two of them share at
// least, and the computer of the image that the oldest records name.
func (b *Batch) Lineage(machines []string) (same int, image string) {
	holders := map[uint64]int{}
	names := make([]string, len(machines))
	for i, m := range machines {
		names[i] = strings.ToUpper(m)
	}
	for p := range b.all.Named(names) {
		for _, m := range p.Early {
			holders[m]++
		}
		if p.Image != "" && (image == "" || p.Image < image) {
			image = p.Image
		}
	}
	for _, n := range holders {
		if n > 1 {
			same++
		}
	}
	return same, image
}
