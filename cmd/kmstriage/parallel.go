package main

import "context"

// fault carries a panic of a worker to the one place that tells of it.
type fault struct{ value any }

// inParallel calls do for 0 to n-1 on several workers and returns the results by index; ok tells which are there. It
// returns early with what is finished once ctx is done. progress is told the number finished.
func inParallel[T any](ctx context.Context, n, jobs int, do func(int) T, progress func(done int)) (out []T, ok []bool) {
	type result struct {
		i     int
		value T
		fault *fault
	}
	next := make(chan int)
	results := make(chan result)
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		defer close(next)
		for i := range n {
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
	for range min(jobs, n) {
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
	out, ok = make([]T, n), make([]bool, n)
	for done := 1; done <= n; done++ {
		select {
		case <-ctx.Done():
			return out, ok
		case r := <-results:
			if r.fault != nil {
				panic(r.fault.value)
			}
			out[r.i], ok[r.i] = r.value, true
			progress(done)
		}
	}
	return out, ok
}
