package main

import (
	"context"
	"slices"
	"testing"
	"time"
)

// TestLine has the first piece of work finish last: the results come in order all the same, and are told of as they come.
func TestLine(t *testing.T) {
	for _, jobs := range []int{1, 2, 8} {
		const n = 300
		var got, told []int
		line[int]{n: n, jobs: jobs, finished: func(_, v int) { told = append(told, v) },
			do: func(i int) int {
				if i == 0 {
					time.Sleep(20 * time.Millisecond)
				}
				return i
			},
			take: func(i, v int) bool {
				if i != v {
					t.Errorf("%d workers: result %d taken as %d", jobs, v, i)
				}
				got = append(got, v)
				return true
			}}.run(context.Background())
		if len(got) != n || !slices.IsSorted(got) {
			t.Errorf("%d workers: took %v", jobs, got)
		}
		if len(told) != n || jobs > 1 && told[0] == 0 {
			t.Errorf("%d workers: told of %d results, the slow one first: %t", jobs, len(told), told[0] == 0)
		}
	}
}

// TestLineStops ends when take has enough, and when the context is done, with what is finished.
func TestLineStops(t *testing.T) {
	taken := 0
	line[int]{n: 1000, jobs: 3, do: func(i int) int { return i }, take: func(int, int) bool { taken++; return taken < 5 }}.run(context.Background())
	if taken != 5 {
		t.Errorf("took %d results after it had enough at 5", taken)
	}
	ctx, stop := context.WithCancel(context.Background())
	var got []int
	finished := 0
	line[int]{n: 3, jobs: 3, finished: func(int, int) {
		if finished++; finished == 2 {
			stop()
		}
	}, do: func(i int) int {
		if i == 0 {
			<-ctx.Done()
			time.Sleep(time.Hour)
		}
		return i
	}, take: func(_, v int) bool { got = append(got, v); return true }}.run(ctx)
	if !slices.Equal(got, []int{1, 2}) {
		t.Errorf("interrupted: took %v, want the finished 1 and 2", got)
	}
}

// TestLineFault has a worker's panic come to the caller.
func TestLineFault(t *testing.T) {
	defer func() {
		if v := recover(); v != "broken" {
			t.Errorf("recovered %v, want the worker's own panic", v)
		}
	}()
	line[int]{n: 3, jobs: 2, do: func(int) int { panic("broken") }, take: func(int, int) bool { return true }}.run(context.Background())
	t.Error("no panic")
}
