package inorder

import (
	"context"
	"slices"
	"testing"
	"time"
)

// TestWork has the first piece of work finish last: the results come in order all the same, and are told of as they come.
func TestWork(t *testing.T) {
	for _, jobs := range []int{1, 2, 8} {
		const n = 300
		var got, told []int
		Work[int]{N: n, Jobs: jobs, Finished: func(_, v int) { told = append(told, v) },
			Do: func(i int) int {
				if i == 0 {
					time.Sleep(20 * time.Millisecond)
				}
				return i
			},
			Take: func(i, v int) bool {
				if i != v {
					t.Errorf("%d workers: result %d taken as %d", jobs, v, i)
				}
				got = append(got, v)
				return true
			}}.Run(context.Background())
		if len(got) != n || !slices.IsSorted(got) {
			t.Errorf("%d workers: took %v", jobs, got)
		}
		if len(told) != n || jobs > 1 && told[0] == 0 {
			t.Errorf("%d workers: told of %d results, the slow one first: %t", jobs, len(told), told[0] == 0)
		}
	}
}

// TestWorkStops ends when take has enough, and when the context is done, with what is finished.
func TestWorkStops(t *testing.T) {
	taken := 0
	Work[int]{N: 1000, Jobs: 3, Do: func(i int) int { return i }, Take: func(int, int) bool { taken++; return taken < 5 }}.Run(context.Background())
	if taken != 5 {
		t.Errorf("took %d results after it had enough at 5", taken)
	}
	ctx, stop := context.WithCancel(context.Background())
	var got []int
	finished := 0
	Work[int]{N: 3, Jobs: 3, Finished: func(int, int) {
		if finished++; finished == 2 {
			stop()
		}
	}, Do: func(i int) int {
		if i == 0 {
			<-ctx.Done()
			time.Sleep(time.Hour)
		}
		return i
	}, Take: func(_, v int) bool { got = append(got, v); return true }}.Run(ctx)
	if !slices.Equal(got, []int{1, 2}) {
		t.Errorf("interrupted: took %v, want the finished 1 and 2", got)
	}
}

// TestWorkFault has a worker's panic come to the caller.
func TestWorkFault(t *testing.T) {
	defer func() {
		if v := recover(); v != "broken" {
			t.Errorf("recovered %v, want the worker's own panic", v)
		}
	}()
	Work[int]{N: 3, Jobs: 2, Do: func(int) int { panic("broken") }, Take: func(int, int) bool { return true }}.Run(context.Background())
	t.Error("no panic")
}
