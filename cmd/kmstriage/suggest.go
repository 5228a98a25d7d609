package main

import (
	"slices"
	"strings"
)

// verbLike gives the verb that a word is at most two edits away from, or "".
func verbLike(word string) string {
	best, least := "", 3
	for _, v := range verbs() {
		if len(word) > len(v)+2 || len(v) > len(word)+2 {
			continue // words that cannot be near are not compared
		}
		if d := edits(word, v); d < least && d < len(v) {
			best, least = v, d
		}
	}
	return best
}

// longestWord bounds what is compared: longer words are cut, for the work grows with the square.
const longestWord = 64

// nearest gives the n words that take the fewest edits to become word, case aside; of equal ones the first in words.
func nearest(word string, words []string, n int) []string {
	word = strings.ToLower(word)
	if len(word) > longestWord {
		word = word[:longestWord]
	}
	type near struct {
		word  string
		edits int
	}
	seen := map[string]bool{}
	var all []near
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			all = append(all, near{w, edits(word, strings.ToLower(w))})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return a.edits - b.edits })
	var out []string
	for _, a := range all[:min(n, len(all))] {
		out = append(out, a.word)
	}
	return out
}

// edits is the number of characters to insert, delete or replace.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
