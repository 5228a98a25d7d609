package main

import (
	"errors"
	"sync"

	"kmstriage/analyze/pack"
)

// maxShelved bounds the packed facts of a run that are held in memory: some ten thousand to a hundred thousand bundles.
const maxShelved = 512 << 20

var errShelfFull = errors.New("the facts of this many bundles do not fit into memory: give them in parts, or add -o sqlite=FILE, which keeps them on disk")

// shelf holds what the bundles of a run said until all are read, since what one means hangs on the others: their facts,
// pared and packed to a few kilobytes each. It is safe for concurrent use.
type shelf struct {
	packer *pack.Packer
	mu     sync.Mutex
	held   int
}

// take makes room for packed facts.
func (s *shelf) take(b []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held += len(b); s.held > maxShelved {
		return errShelfFull
	}
	return nil
}
