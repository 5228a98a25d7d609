// Package inorder has several workers do a numbered lot of work and gives the results in order, with few of them waiting.
package inorder

import "context"

// fault carries a panic of a worker to the one place that tells of it.
type fault struct{ value any }

// ahead is how many results, for each worker, may wait for one that was begun before them: a large bundle among small
// ones shall not stop the other workers, and what waits is small.
const ahead = 32

// Work has several workers do a numbered lot of work and takes the results in order.
type Work[T any] struct {
	N, Jobs  int
	Do       func(i int) T              // of 0 to n-1, on any worker
	Finished func(i int, v T)           // may be nil; told of each result at once, on the goroutine of Run
	Take     func(i int, v T) (on bool) // in order, on the goroutine of Run, until it returns false
}

// Run returns once all is taken. Once ctx is done it hands over what is finished and returns.
func (w Work[T]) Run(ctx context.Context) {
	n, do, take := w.N, w.Do, w.Take
	jobs := max(min(w.Jobs, n), 1)
	type result struct {
		i     int
		value T
		fault *fault
	}
	next := make(chan int)
	results := make(chan result)
	room := make(chan struct{}, ahead*jobs)
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		defer close(next)
		for i := range n {
			select {
			case room <- struct{}{}:
			case <-quit:
				return
			}
			select {
			case next <- i:
			case <-quit:
				return
			}
		}
	}()
	work := func(i int) (r result) {
		r.i = i
		defer func() {
			if v := recover(); v != nil {
				r.fault = &fault{v}
			}
		}()
		r.value = do(i)
		return r
	}
	for range jobs {
		go func() {
			for i := range next {
				select {
				case results <- work(i):
				case <-quit:
					return
				}
			}
		}()
	}
	waiting := map[int]T{}
	for at := 0; at < n; {
		select {
		case <-ctx.Done():
			for i := at; i < n && len(waiting) > 0; i++ {
				if v, ok := waiting[i]; ok {
					delete(waiting, i)
					take(i, v)
				}
			}
			return
		case r := <-results:
			if r.fault != nil {
				panic(r.fault.value)
			}
			waiting[r.i] = r.value
			if w.Finished != nil {
				w.Finished(r.i, r.value)
			}
		}
		for {
			v, ok := waiting[at]
			if !ok {
				break
			}
			delete(waiting, at)
			<-room
			if !take(at, v) {
				return
			}
			at++
		}
	}
}
