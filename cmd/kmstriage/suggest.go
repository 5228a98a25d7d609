package main

// verbs are the commands, for the hint behind a path that does not exist.
var verbs = []string{"diagnose", "ls", "events", "facts", "version"}

// verbLike gives the verb that a word is at most two edits away from, or "".
func verbLike(word string) string {
	best, least := "", 3
	for _, v := range verbs {
		if d := edits(word, v); d < least && d < len(v) {
			best, least = v, d
		}
	}
	return best
}

// edits is the number of characters to insert, delete or replace. Words that cannot be near are not compared.
func edits(a, b string) int {
	if len(a) > len(b)+2 || len(b) > len(a)+2 {
		return 3
	}
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
