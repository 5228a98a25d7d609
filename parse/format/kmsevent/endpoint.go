package kmsevent

import (
	"net/netip"
	"strconv"
	"strings"
)

// Endpoint is a KMS host as a payload spells it. Host "" means that none was chosen; Port 0 is unknown.
type Endpoint struct {
	Host string
	Port int
	// Ambiguous is set for an IPv6 literal without brackets whose last group may be the port or not.
	Ambiguous bool
}

// SplitHostPort splits "host:port" at the last colon. Several colons without brackets are an IPv6 literal: its last
// group is the port only where the rest is an address by itself, and that is certain only where the whole is none.
func SplitHostPort(s string) Endpoint {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "["); ok {
		host, tail, _ := strings.Cut(rest, "]")
		return Endpoint{Host: strings.TrimSpace(host), Port: port(strings.TrimPrefix(tail, ":"))}
	}
	at := strings.LastIndexByte(s, ':')
	if at < 0 {
		return Endpoint{Host: s}
	}
	host, tail := strings.TrimSpace(s[:at]), s[at+1:]
	if !strings.Contains(host, ":") {
		return Endpoint{Host: host, Port: port(tail)}
	}
	p := port(tail)
	_, restErr := netip.ParseAddr(host)
	_, wholeErr := netip.ParseAddr(s)
	if p > 0 && restErr == nil {
		return Endpoint{Host: host, Port: p, Ambiguous: wholeErr == nil}
	}
	return Endpoint{Host: s, Ambiguous: wholeErr != nil}
}

// port gives 0 for what is no port.
func port(s string) int {
	v, err := strconv.ParseUint(strings.TrimSpace(s), 10, 16)
	if err != nil {
		return 0
	}
	return int(v)
}
