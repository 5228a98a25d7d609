package parse

import (
	"bytes"
	"sync"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// minApart is the size from which a log is worth a worker of its own.
const minApart = 1 << 20

// apart reads event logs beside the other files of a bundle. Logs are nearly all of a bundle's bytes; they need nothing that
// other files tell, such as the code page of the file before, and tell them nothing but to those that are read late.
type apart struct {
	free  chan struct{} // has room for each worker beside the caller
	wait  sync.WaitGroup
	logs  []*waiting
	marks []fact.Mark
}

// apart prepares that; nil means that one file is read after the other.
func (x Reader) apart(b *bundle.Bundle) *apart {
	if x.Jobs < 2 || !b.Apart() {
		return nil
	}
	return &apart{free: make(chan struct{}, x.Jobs-1)}
}

// take has a worker read the file, if it is a log and a worker is free; else it is for the caller to read. Its facts and its
// reading are kept apart until join.
func (a *apart) take(s *fact.Set, x waiting, head []byte) bool {
	if a == nil || x.file.entry.Size < minApart || !bytes.HasPrefix(head, []byte(logMagic)) {
		return false
	}
	select {
	case a.free <- struct{}{}:
	default:
		return false
	}
	r := s.Readings[x.at]
	x.file.Set, x.file.Reading = &fact.Set{}, &r
	a.logs, a.marks = append(a.logs, &x), append(a.marks, s.Mark())
	a.wait.Go(func() {
		x.readSafely()
		<-a.free
	})
	return true
}

// join waits for the workers and puts what they read in its place. It reports whether there was anything.
func (a *apart) join(s *fact.Set) bool {
	if a == nil || len(a.logs) == 0 {
		return false
	}
	a.wait.Wait()
	parts := make([]*fact.Set, len(a.logs))
	for i, x := range a.logs {
		parts[i] = x.file.Set
		s.Readings[x.at] = *x.file.Reading
	}
	s.Splice(a.marks, parts)
	return true
}
