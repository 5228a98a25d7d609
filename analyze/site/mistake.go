package site

import (
	"fmt"
	"sort"
	"strings"
)

// Mistake is one thing wrong with a file, with its line (1-based; 0 where no line is to blame) and what to write instead.
type Mistake struct {
	Line int
	What string
	Hint string
}

// String gives `unknown key "host" at line 4: did you mean "hosts"?`.
func (m Mistake) String() string {
	s := m.What
	if m.Line > 0 {
		s += fmt.Sprintf(" at line %d", m.Line)
	}
	if m.Hint != "" {
		s += ": " + m.Hint
	}
	return s
}

func sorted(ms []Mistake) []Mistake {
	sort.SliceStable(ms, func(i, j int) bool { return ms[i].Line < ms[j].Line })
	return ms
}

// Suggest is the end of a message about an unknown word: the nearest of the known ones, or all of them where none is near.
func Suggest(word string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least && d < len(k) {
			best, least = k, d
		}
	}
	if best == "" {
		return "want one of " + strings.Join(known, ", ")
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// longestWord bounds what is compared: no known word is near a longer one.
const longestWord = 64

// distance counts the characters to insert, delete, replace or swap with their neighbour.
func distance(a, b string) int {
	if len(a) > longestWord || len(b) > longestWord {
		return longestWord
	}
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}
