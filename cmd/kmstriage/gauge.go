package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"

	"kmstriage/parse/bundle"
)

// gauge looks at the memory of the run. It is safe for concurrent use.
type gauge struct {
	most     uint64 // bytes
	used     func() uint64
	mu       sync.Mutex
	looked   time.Time
	refusals int
}

// gaugeEvery keeps looking cheap; a reader cannot fill much in that time.
const gaugeEvery = 20 * time.Millisecond

func newGauge(most uint64) *gauge { return &gauge{most: most, used: heapBytes} }

// heapBytes is what the objects on the heap take, those that nobody needs any more with them.
func heapBytes() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// check says why no more may be read. Memory that nobody needs any more is no reason.
func (g *gauge) check() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if now.Sub(g.looked) < gaugeEvery {
		return nil
	}
	g.looked = now
	if g.used() <= g.most {
		return nil
	}
	if runtime.GC(); g.used() <= g.most {
		return nil
	}
	g.refusals++
	return fmt.Errorf("the limit of %v of memory for the run (--max-memory) is reached", byteSize(g.most))
}

// refused is how often there was too little memory so far.
func (g *gauge) refused() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.refusals
}

// bounded are the limits of one input, with a clock of its own that starts when it is first read.
func (l *loader) bounded() bundle.Limits {
	lim := l.limits
	lim.Guard = l.guard()
	return lim
}

func (l *loader) guard() *bundle.Guard {
	var until time.Time
	return bundle.NewGuard(func() error {
		now := time.Now()
		if until.IsZero() {
			until = now.Add(l.time)
		}
		if now.After(until) {
			return fmt.Errorf("the limit of %v for one bundle (--max-time) is reached", l.time)
		}
		return l.memory.check()
	})
}

// refusals is how often something did not fit so far: what was refused while others held memory may fit once they are done.
func (l *loader) refusals() int { return l.limits.Held.Refusals() + l.memory.refused() }
