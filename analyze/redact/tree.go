package redact

import (
	"unicode"
	"unicode/utf8"
)

// node is a place in the tree of the words to replace.
type node struct {
	next  map[rune]*node
	token string
	sure  bool
}

func (n *node) add(word, token string, sure bool) {
	for _, c := range word {
		if n.next == nil {
			n.next = map[rune]*node{}
		}
		if n.next[c] == nil {
			n.next[c] = &node{}
		}
		n = n.next[c]
	}
	n.token, n.sure = token, sure
}

// find gives the longest of the words at each place.
func (n *node) find(s string, tears []tear) []span {
	var out []span
	for at := 0; at < len(s); {
		if p, ok := n.longest(s, at, tears); ok {
			out = append(out, p)
			at = p.end
			continue
		}
		_, w := utf8.DecodeRuneInString(s[at:])
		at += w
	}
	return out
}

func (n *node) longest(s string, at int, tears []tear) (best span, ok bool) {
	begins := edge(s, at, tears)
	for i := at; i < len(s); {
		c, w := utf8.DecodeRuneInString(s[i:])
		next := n.next[unicode.ToLower(c)]
		if next == nil {
			break
		}
		i += w
		n = next
		if n.token != "" && (n.sure || begins && edge(s, i, tears)) {
			best, ok = span{at, i, n.token}, true
		}
	}
	return best, ok
}
