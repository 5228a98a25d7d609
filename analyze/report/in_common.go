package report

import (
	"slices"
	"strings"
)

// inCommon is what two titles of one rule share, with "…" for the words in which they differ: what was read on one
// computer is not to be said of another.
func inCommon(a, b string) string {
	if a == b {
		return a
	}
	x, y := strings.Fields(a), strings.Fields(b)
	most := min(len(x), len(y))
	head, tail := 0, 0
	for head < most && x[head] == y[head] {
		head++
	}
	for tail < most-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	if head+tail == 0 {
		return a
	}
	middle := []string{elided(x[head : len(x)-tail])}
	if len(x) == len(y) {
		middle = nil
		for i := head; i < len(x)-tail; i++ {
			if x[i] != y[i] {
				middle = append(middle, elided(x[i:i+1]))
			} else {
				middle = append(middle, x[i])
			}
		}
	}
	return strings.Join(slices.Compact(slices.Concat(x[:head], middle, x[len(x)-tail:])), " ")
}

// elided stands for words and keeps the mark behind them.
func elided(words []string) string {
	if len(words) == 0 {
		return "…"
	}
	last := words[len(words)-1]
	return "…" + last[len(strings.TrimRight(last, ",;:")):]
}
