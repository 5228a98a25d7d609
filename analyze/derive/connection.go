package derive

import (
	"slices"

	"kmstriage/parse/fact"
)

// Connection is the newest connect test of this computer to a host and port, and whether it reached it. ok is false
// where there is none, and where tests contradict each other. An unknown port is that of the protocol.
func (c *Case) Connection(host string, port int) (x fact.Connection, ok bool) {
	if host == "" {
		return x, false
	}
	if port == 0 {
		port = kmsPort
	}
	for _, t := range c.Set.Connections {
		if t.Port != port || !c.denotes(t, host) || c.elsewhere(t.Line.Source.Path) {
			continue
		}
		if ok && (x.Outcome == fact.Reached) != (t.Outcome == fact.Reached) {
			return fact.Connection{}, false
		}
		x, ok = t, true
	}
	return x, ok
}

// kmsPort is the port that a client asks unless told otherwise.
const kmsPort = 1688

// denotes reports that a test was made to the host: by its name, by its address, or by an address that DNS tells of it.
func (c *Case) denotes(t fact.Connection, host string) bool {
	for _, h := range []string{t.Host, t.Address} {
		if h == "" {
			continue
		}
		if like(h, host) == equal {
			return true
		}
		if ip, ok := address(h); ok && slices.Contains(c.DNS.AddressesOf(host), ip.String()) {
			return true
		}
	}
	return false
}
