package eventexport

import (
	"strings"
	"sync"

	"kmstriage/parse/format/winevent"
)

// providers tells wanted event sources from all others.
type providers struct {
	exact map[string]string // lower case to the spelling of the list
}

// Widths at which the support diagnostic cuts its source column: the wevtutil and the WMI engine.
const (
	cutWevtutil = 35
	cutWMI      = 32
)

// ourProviders are those of licensing, for what has only to be recognised.
var ourProviders = sync.OnceValue(func() providers { return newProviders(winevent.Providers) })

func newProviders(names []string) providers {
	p := providers{exact: map[string]string{}}
	for _, n := range names {
		l := strings.ToLower(n)
		p.exact[l] = n
		for _, w := range []int{cutWevtutil, cutWMI} {
			if len(l) > w {
				p.exact[l[:w]] = n
				p.exact[strings.TrimSpace(l[:w])] = n
			}
		}
	}
	return p
}

// find gives the source as it is to be recorded: as spelled, or whole where a column cut it.
func (p providers) find(s string) (string, bool) {
	s = strings.TrimSpace(s)
	full, ok := p.exact[strings.ToLower(s)]
	if !ok {
		return "", false
	}
	if len(s) < len(full) {
		return full, true
	}
	return s, true
}

// in finds a wanted source inside a line, bounded by blanks or delimiters. It is for rows whose columns have moved.
func (p providers) in(line string) (name string, from, to int) {
	l := strings.ToLower(line)
	if len(l) != len(line) {
		return "", -1, -1
	}
	for low, full := range p.exact {
		at := strings.Index(l, low)
		if at < 0 || at > 0 && wordByte(l[at-1]) || at+len(low) < len(l) && wordByte(l[at+len(low)]) {
			continue
		}
		if len(low) > to-from || from < 0 {
			name, from, to = full, at, at+len(low)
		}
	}
	if name == "" {
		return "", -1, -1
	}
	return name, from, to
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c >= 0x80
}
