package site

import (
	"net/netip"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// normal is the form in which names are compared (knowledge/facts.md): lower case, without final dot, IDNA in ASCII,
// addresses in their canonical text.
func normal(h string) string {
	h = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(h)), ".")
	if a, ok := address(h); ok {
		return a.String()
	}
	if a, err := idna.ToASCII(h); err == nil {
		return a
	}
	return h
}

func address(h string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(h, "["), "]"))
	if err != nil {
		return netip.Addr{}, false
	}
	return a.Unmap().WithZone(""), true
}

func isAddress(h string) bool {
	_, ok := address(h)
	return ok
}

// isName reports a host name or address that can stand in a command: RFC 1123's lengths, letters of any script, and the
// underscore that Windows allows.
func isName(h string) bool {
	if isAddress(h) {
		return true
	}
	h = strings.TrimSuffix(h, ".")
	if h == "" || len(h) > 253 {
		return false
	}
	for _, label := range strings.Split(h, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range label {
			if !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '_' {
				return false
			}
		}
	}
	return true
}

func single(h string) bool { return !isAddress(h) && !strings.Contains(normal(h), ".") }

// found is what a name of the bundle denotes in the file.
type found struct {
	host    *Host
	retired *Retired
	// unsure is set where it may be one of the hosts: an address that no alias gives, a first label that several have.
	unsure bool
}

// find looks a name up: as written, as alias, and one without dots by the zones or by the first label that one host
// alone has.
func (s *Site) find(name string) found {
	n := normal(name)
	if n == "" {
		return found{unsure: true}
	}
	if f := s.match(func(own string) bool { return own == n }); len(f) > 0 {
		return f[0]
	}
	if isAddress(n) {
		return found{unsure: true}
	}
	if single(n) {
		for _, z := range s.Zones {
			if f := s.match(func(own string) bool { return own == n+"."+normal(z.Name) }); len(f) > 0 {
				return f[0]
			}
		}
	}
	f := s.match(func(own string) bool { return firstLabel(own) == firstLabel(n) && (single(n) || single(own)) })
	switch {
	case len(f) == 0:
		return found{}
	case len(f) > 1:
		return found{unsure: true}
	}
	return f[0]
}

// match gives each host and retired host of which a name fits.
func (s *Site) match(fits func(own string) bool) []found {
	var out []found
	for i := range s.Hosts {
		h := &s.Hosts[i]
		for _, own := range append([]string{h.Name}, h.Aliases...) {
			if fits(normal(own)) {
				out = append(out, found{host: h})
				break
			}
		}
	}
	for i := range s.Retired {
		if fits(normal(s.Retired[i].Name)) {
			out = append(out, found{retired: &s.Retired[i]})
		}
	}
	return out
}

func firstLabel(h string) string {
	if isAddress(h) {
		return h
	}
	l, _, _ := strings.Cut(h, ".")
	return l
}
