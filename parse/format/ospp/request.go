package ospp

import (
	"regexp"
	"strings"
)

// RequestLine is the value of ERROR/HOST of /dhistorykms. Code and Flags are "" where the line holds none. HostUnknown
// is set where the line cannot tell the host: on systems in other languages it holds the localised sentence up to its
// first colon, and of an IPv6 literal only the first group is left.
type RequestLine struct {
	Code, Flags, Host string
	Port              int
	HostUnknown       bool
}

var (
	requestLine = regexp.MustCompile(`^(0x[0-9A-Fa-f]{1,8})(?:\s*,\s*(0x[0-9A-Fa-f]{1,8}))?\s*(?:,\s*(\S*))?`)
	firstGroup  = regexp.MustCompile(`^(?:\[.*|[23][0-9a-fA-F]{3}|[fF][cCdDeE][0-9a-fA-F]{2}|[0-9]{1,4})$`)
)

// ReadRequest takes ERROR/HOST apart.
func ReadRequest(v string) RequestLine {
	m := requestLine.FindStringSubmatch(strings.TrimSpace(v))
	if m == nil {
		return RequestLine{HostUnknown: true}
	}
	r := RequestLine{Code: m[1], Flags: m[2]}
	host := strings.TrimRight(m[3], ",;")
	if firstGroup.MatchString(host) && !strings.Contains(host, "]") {
		r.HostUnknown = true
		return r
	}
	r.Host, r.Port = HostPort(host)
	return r
}
