package input

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize"

	"kmstriage/parse/bundle"
)

// Limits of a run that nobody sets otherwise.
const (
	// MaxTime bounds the reading of one bundle: 16 GiB, the most that one may unpack to, at 20 MB a second.
	MaxTime = 15 * time.Minute
	// MaxMemory bounds what a run may hold, in bytes: half of what a workstation has. Bundles of the largest sizes seen, eight at a
	// time, take a quarter of it.
	MaxMemory = 4 << 30
)

// Gauge looks at the memory of the run. It is safe for concurrent use.
type Gauge struct {
	most     uint64 // bytes
	used     func() uint64
	mu       sync.Mutex
	looked   time.Time
	refusals int
}

// gaugeEvery keeps looking cheap; a reader cannot fill much in that time.
const gaugeEvery = 20 * time.Millisecond

// NewGauge bounds what the objects on the heap may take, in bytes.
func NewGauge(most uint64) *Gauge { return &Gauge{most: most, used: heapBytes} }

// heapBytes is what the objects on the heap take, those that nobody needs any more with them.
func heapBytes() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// check says why no more may be read. Memory that nobody needs any more is no reason.
func (g *Gauge) check() error {
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
	return fmt.Errorf("the limit of %v of memory for the run (--max-memory) is reached", strings.NewReplacer(" ", "", ".0", "").Replace(humanize.IBytes(g.most)))
}

// refused is how often there was too little memory so far.
func (g *Gauge) refused() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.refusals
}

// bounded are the limits of one input, with a clock of its own that starts when it is first read.
func (l *Loader) bounded() bundle.Limits {
	lim := l.Limits
	lim.Guard = l.guard()
	return lim
}

func (l *Loader) guard() *bundle.Guard {
	var until time.Time
	return bundle.NewGuard(func() error {
		now := time.Now()
		if until.IsZero() {
			until = now.Add(l.Time)
		}
		if now.After(until) {
			return fmt.Errorf("the limit of %v for one bundle (--max-time) is reached", l.Time)
		}
		if l.Ended != nil {
			if err := l.Ended(); err != nil {
				return err
			}
		}
		return l.Memory.check()
	})
}

// refusals is how often something did not fit so far: what was refused while others held memory may fit once they are done.
func (l *Loader) refusals() int { return l.Limits.Held.Refusals() + l.Memory.refused() }
