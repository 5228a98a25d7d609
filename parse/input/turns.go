package input

import "sync"

// turns lets units read side by side, or one alone. What fits into the memory for held archives shall not hang on which
// others are read at the same time: a report is the same whatever -j.
type turns struct{ mu sync.RWMutex }

// again reads a unit beside others, and once more alone if something did not fit meanwhile, be it this unit's or not.
func (t *turns) again(refusals func() int, load func() []Found) func() []Found {
	beside := func() ([]Found, bool) {
		t.mu.RLock()
		defer t.mu.RUnlock()
		before := refusals()
		out := load()
		return out, refusals() == before
	}
	return func() []Found {
		out, ok := beside()
		if ok {
			return out
		}
		return t.alone(load)()
	}
}

// alone reads a unit while no other is read: standard input cannot be read again.
func (t *turns) alone(load func() []Found) func() []Found {
	return func() []Found {
		t.mu.Lock()
		defer t.mu.Unlock()
		return load()
	}
}
