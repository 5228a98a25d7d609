package bundle

import (
	"io"
	"sync"
)

// Guard ends the reading of one input that takes more of the run than it may, of its time or of its memory. It is asked
// before every read, and once it has said why, it goes on saying so. It is safe for concurrent use; a nil one lets everything
// pass.
type Guard struct {
	ask func() error
	mu  sync.Mutex
	why error
}

// NewGuard makes one of a question that is answered by nil or by the reason to stop. It is asked often, from one goroutine at
// a time.
func NewGuard(ask func() error) *Guard { return &Guard{ask: ask} }

// check asks whether to go on.
func (g *Guard) check() error {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.why == nil {
		g.why = g.ask()
	}
	return g.why
}

// reached is why something was not read, nil if all was.
func (g *Guard) reached() error {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.why
}

// guarded asks before each read.
type guarded struct {
	io.Reader
	guard *Guard
}

func (r guarded) Read(p []byte) (int, error) {
	if err := r.guard.check(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// Guarded has a guard asked in what is read of the bundle from now on. It is for the parts of a folder, which are read for
// themselves; an archive takes its guard from the limits.
func (b *Bundle) Guarded(g *Guard) {
	b.guard = g
	for _, e := range b.Entries {
		e.guard = g
	}
}

// Stopped is why a guard ended the reading of the bundle, nil if it did not.
func (b *Bundle) Stopped() error { return b.guard.reached() }
