package redact

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// quad replaces four numbers that are an address and not a version.
func (r *replacer) quad(s, w string, at int) string {
	a, err := netip.ParseAddr(w)
	if err != nil {
		return ""
	}
	end := at + len(w)
	more := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	if at > 0 && s[at-1] == '.' && more(at-2) || end < len(s) && s[end] == '.' && more(end+1) {
		return "" // of a longer number
	}
	if versionWord.MatchString(s[max(0, at-24):at]) {
		return ""
	}
	return r.become(classAddress, a.String())
}

// arpa is below what the numbers of an address stand in reverse.
const arpa = ".in-addr.arpa"

// reversed replaces the address in the name of a reverse look-up.
func (r *replacer) reversed(w string) string {
	a, ok := turned(strings.TrimSuffix(w, arpa))
	if !ok {
		return ""
	}
	t, ok := turned(r.become(classAddress, a))
	if !ok {
		return ""
	}
	return t + arpa
}

// turned gives the four numbers of an address in reverse.
func turned(quad string) (string, bool) {
	b := strings.Split(quad, ".")
	slices.Reverse(b)
	out := strings.Join(b, ".")
	_, err := netip.ParseAddr(out)
	return out, err == nil && len(b) == 4
}

// leastPort is from where a last group of decimal digits is taken for a port, as the readers of KMS requests do.
const leastPort = 1000

// groups replaces an IPv6 address, and leaves a port behind it as it is.
func (r *replacer) groups(w string) string {
	port := ""
	if at := portAt(w); at > 0 {
		w, port = w[:at], w[at:]
	}
	a, err := netip.ParseAddr(w)
	if err != nil {
		return ""
	}
	if a.Is4In6() {
		if t := r.become(classAddress, a.Unmap().String()); t != "" {
			return "::ffff:" + t + port
		}
		return ""
	}
	t, err := netip.ParseAddr(r.become(classAddress, a.WithZone("").String()))
	if err != nil {
		return ""
	}
	return shaped(t, w) + port
}

// portAt finds the colon before the port behind an IPv6 address, 0 if there is none.
func portAt(w string) int {
	at := strings.LastIndexByte(w, ':')
	if at <= 0 {
		return 0
	}
	n, err := strconv.Atoi(w[at+1:])
	if _, bad := netip.ParseAddr(w[:at]); err != nil || bad != nil || n < leastPort || n >= 1<<16 {
		return 0
	}
	return at
}

// bare leaves the colon of a label before an address and the mark behind it out.
func bare(s string, start, end int) (int, int) {
	for end > start && (s[end-1] == '.' || s[end-1] == ':' && !strings.HasSuffix(s[start:end], "::")) {
		end--
	}
	if s[start] == ':' && !strings.HasPrefix(s[start:end], "::") {
		start++
	}
	return start, end
}

// shaped writes an address with the zeros where another spelling has them.
func shaped(a netip.Addr, as string) string {
	full := strings.Split(a.StringExpanded(), ":")
	short := func(g []string) string {
		out := make([]string, len(g))
		for i, x := range g {
			out[i] = strings.TrimLeft(x[:3], "0") + x[3:]
		}
		return strings.Join(out, ":")
	}
	head, tail, gap := strings.Cut(as, "::")
	if !gap {
		return short(full)
	}
	count := func(s string) int {
		if s == "" {
			return 0
		}
		return strings.Count(s, ":") + 1
	}
	before, after := full[:count(head)], full[len(full)-count(tail):]
	if strings.Trim(strings.Join(full[len(before):len(full)-len(after)], ""), "0") != "" {
		return a.String() // the range for documentation has more digits than what was there
	}
	return short(before) + "::" + short(after)
}
