package derive

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
)

// Host names as facts.md compares them: trimmed, lower case, IDNA in ASCII, without brackets and one trailing dot; an
// address in its canonical text, IPv4-mapped ones unmapped, without zone.

// normal is the form in which host names are compared.
func normal(h string) string {
	h = strings.ToLower(strings.TrimSpace(h))
	h = strings.TrimSuffix(h, ".")
	if a, ok := address(h); ok {
		return a.String()
	}
	if a, err := idna.ToASCII(h); err == nil {
		return a
	}
	return h
}

func address(h string) (netip.Addr, bool) {
	h = strings.TrimSuffix(strings.TrimPrefix(h, "["), "]")
	a, err := netip.ParseAddr(h)
	if err != nil {
		return netip.Addr{}, false
	}
	return a.Unmap().WithZone(""), true
}

// IsAddress reports whether a host is an IP literal.
func IsAddress(h string) bool {
	_, ok := address(strings.TrimSpace(h))
	return ok
}

func short(h string) bool { return h != "" && !IsAddress(h) && !strings.Contains(normal(h), ".") }

func firstLabel(h string) string {
	l, _, _ := strings.Cut(normal(h), ".")
	return l
}

// likeness is how two host names agree.
type likeness int

const (
	different    likeness = iota
	incomparable          // an address against a name
	shortEqual            // one single label, equal to the first of the other
	equal
)

func like(a, b string) likeness {
	na, nb := normal(a), normal(b)
	switch {
	case na == "" || nb == "":
		return different
	case na == nb:
		return equal
	case IsAddress(na) != IsAddress(nb):
		return incomparable
	case IsAddress(na):
		return different
	case (short(na) || short(nb)) && firstLabel(na) == firstLabel(nb):
		return shortEqual
	}
	return different
}
