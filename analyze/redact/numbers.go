package redact

import "strings"

// An installation id has 54 or 63 digits, a confirmation id 48, in groups or not. Nothing else in a bundle has so many.
const (
	fewestDigits = 40
	leastGroup   = 5
)

// longNumbers finds installation and confirmation ids, whole or cut, and hides their digits.
func longNumbers(s string) []span {
	var out []span
	for at := 0; at < len(s); {
		if s[at] < '0' || s[at] > '9' {
			at++
			continue
		}
		end, digits := number(s, at)
		if digits >= fewestDigits {
			out = append(out, span{at, end, hiddenDigits(s[at:end])})
		}
		at = end
	}
	return out
}

// number goes to the end of a number whose groups are parted by one blank or hyphen.
func number(s string, at int) (end, digits int) {
	group := 0
	for end = at; end < len(s); end++ {
		c := s[end]
		if c >= '0' && c <= '9' {
			digits++
			group++
			continue
		}
		parts := (c == ' ' || c == '-') && group >= leastGroup && end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9'
		if !parts {
			break
		}
		group = 0
	}
	return end, digits
}

func hiddenDigits(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return 'X'
		}
		return c
	}, s)
}
