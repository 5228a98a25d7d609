package derive

import (
	"strconv"
	"strings"

	"kmstriage/parse/fact"
)

// Result is how the host that was asked compares with the published ones (decision-tree.md C1).
type Result string

// The ten results of host-compare.
const (
	Match            Result = "match"
	MatchPortUnknown Result = "match-port-unknown"
	MatchShort       Result = "match-short"
	Ambiguous        Result = "ambiguous"
	PortDiffers      Result = "port-differs"
	NotListed        Result = "not-listed"
	NoSRV            Result = "no-srv"
	DNSUnknown       Result = "dns-unknown"
	NoHost           Result = "no-host"
	NoEvent          Result = "no-event"
)

// Origin says where the client had the host from.
type Origin string

// The four origins.
const (
	FromPin    Origin = "pinned"
	FromDNS    Origin = "dns"
	Superseded Origin = "superseded"
	NotKnown   Origin = "unknown"
)

// Comparison is the result, where the host came from, and what proves both.
type Comparison struct {
	Result  Result
	Origin  Origin
	Attempt *Attempt        // that was compared
	Record  *fact.SRVRecord // the published record of the same host: of equal port, else any
	Short   bool            // names agree by a single label only
	ByIP    bool            // the host is an address of the record's target
	Ports   []int           // that DNS publishes for the host
	// OtherZone is set when the client searches another zone than nslookup answered for.
	OtherZone bool
}

// compare runs host-compare on the failing attempt, or else on the newest.
func (c *Case) compare(s *Subject) Comparison {
	a := s.Failing
	if a == nil && s.Newest != nil && !s.Newest.Stale {
		a = s.Newest
	}
	x := Comparison{Result: NoEvent, Origin: NotKnown, Attempt: a}
	if a == nil || a.Decides.HostUnknown {
		return x
	}
	if a.Decides.Host == "" {
		x.Result = NoHost
		return x
	}
	c.against(&x, a.Decides)
	x.OtherZone = c.otherZone(s)
	if x.OtherZone && x.Result != Match && x.Result != DNSUnknown {
		x.Result = DNSUnknown
	}
	x.Origin = c.origin(s, a.Decides, &x)
	return x
}

// otherZone reports a lookup domain of the client that is not the zone of the answer.
func (c *Case) otherZone(s *Subject) bool {
	if s.Row == nil || s.Row.LookupDomain == "" {
		return false
	}
	return normal(s.Row.LookupDomain) != c.DNS.Zone
}

func (c *Case) against(x *Comparison, r *Request) {
	switch {
	case c.DNS.State == fact.DNSRecords:
		c.againstRecords(x, r)
	case c.DNS.None():
		x.Result = NoSRV
	default:
		x.Result = DNSUnknown
	}
}

// againstRecords lets match beat port-differs beat not-listed over all records.
func (c *Case) againstRecords(x *Comparison, r *Request) {
	if r.Ambiguous {
		x.Result = Ambiguous
		return
	}
	exact, shorts, unsure := c.likes(r.Host)
	hits := exact
	if len(exact) == 0 {
		hits = shorts
		if distinctHosts(shorts) > 1 {
			x.Result, x.Record = Ambiguous, shorts[0].record
			return
		}
		x.Short = len(shorts) > 0
	}
	switch {
	case len(hits) > 0:
		x.settle(hits, r.Port)
	case unsure:
		x.Result = Ambiguous
	default:
		x.Result = NotListed
	}
}

// hit is a record that denotes the host.
type hit struct {
	record *fact.SRVRecord
	byIP   bool
}

// likes sorts the records by how they agree with a host. unsure is set when an address stands against names whose
// addresses the answer does not tell.
func (c *Case) likes(host string) (exact, shorts []hit, unsure bool) {
	for i := range c.DNS.Records {
		rec := &c.DNS.Records[i]
		switch like(host, rec.Host) {
		case equal:
			exact = append(exact, hit{record: rec})
		case shortEqual:
			shorts = append(shorts, hit{record: rec})
		case incomparable:
			known, yes := c.sameAddress(host, rec.Host)
			if yes {
				exact = append(exact, hit{record: rec, byIP: true})
			}
			unsure = unsure || !known
		}
	}
	return exact, shorts, unsure
}

// sameAddress reports whether the answer tells addresses of the name, and whether the literal is one of them.
func (c *Case) sameAddress(a, b string) (known, yes bool) {
	if !IsAddress(a) {
		a, b = b, a
	}
	ips := c.DNS.Addresses[normal(b)]
	for _, ip := range ips {
		if ip == normal(a) {
			return true, true
		}
	}
	return len(ips) > 0, false
}

func distinctHosts(hs []hit) int {
	set := map[string]bool{}
	for _, h := range hs {
		set[normal(h.record.Host)] = true
	}
	return len(set)
}

func (x *Comparison) settle(hits []hit, port int) {
	x.Record, x.ByIP = hits[0].record, hits[0].byIP
	for _, h := range hits {
		x.Ports = append(x.Ports, h.record.Port)
		if h.record.Port == port {
			x.Record, x.ByIP = h.record, h.byIP
			x.Result = Match
			if x.Short {
				x.Result = MatchShort
			}
		}
	}
	if x.Result == Match || x.Result == MatchShort {
		return
	}
	x.Result = PortDiffers
	if port == 0 {
		x.Result = MatchPortUnknown
	}
}

// origin asks the client's present settings where the host came from.
func (c *Case) origin(s *Subject, r *Request, x *Comparison) Origin {
	if s.Row == nil {
		return NotKnown
	}
	if p := s.Row.Pinned; p != nil {
		switch PinAgainst(*p, r.Host, r.Port) {
		case PinEqual:
			return FromPin
		case PinDiffers:
			return Superseded
		}
		return NotKnown
	}
	if d := s.Row.Discovered; d != nil && (like(d.Host, r.Host) >= shortEqual) {
		return FromDNS
	}
	if x.Record != nil && x.Result != Ambiguous && s.Row.KMSBlock {
		return FromDNS
	}
	return NotKnown
}

// PinLikeness is how a pinned host agrees with the host of an attempt.
type PinLikeness int

// The agreements of a pin.
const (
	PinEqual PinLikeness = iota
	PinDiffers
	PinIncomparable // an address against a name
)

// PinAgainst compares host and port; an unknown port agrees with any.
func PinAgainst(p fact.HostPort, host string, port int) PinLikeness {
	switch like(p.Host, host) {
	case incomparable:
		return PinIncomparable
	case different:
		return PinDiffers
	}
	if p.Port != 0 && port != 0 && p.Port != port {
		return PinDiffers
	}
	return PinEqual
}

// hostPort joins for display and for keys: IPv6 in brackets, port left out where unknown.
func hostPort(host string, port int) string {
	h := strings.TrimSuffix(strings.TrimSpace(host), ".")
	if strings.Contains(h, ":") && !strings.HasPrefix(h, "[") {
		h = "[" + h + "]"
	}
	if port == 0 {
		return h
	}
	return h + ":" + strconv.Itoa(port)
}

// HostPort joins host and port as people write them.
func HostPort(host string, port int) string { return hostPort(host, port) }

// Superseded reports that the failing attempt asked a host or port that is no longer the one set on the client, and
// that the failure is of the kind where the host matters.
func (c *Case) Superseded(s *Subject) bool {
	if s.Failing == nil || s.Row == nil || s.Row.Pinned == nil || s.Failing.Decides.Host == "" {
		return false
	}
	if s.Pick.Class != Unreachable && s.Pick.Class != Refusal {
		return false
	}
	d := s.Failing.Decides
	return !d.Ambiguous && PinAgainst(*s.Row.Pinned, d.Host, d.Port) == PinDiffers
}

// HostKnown reports that the compared attempt names a host.
func (s *Subject) HostKnown() bool {
	return s.Compare.Result != NoHost && s.Compare.Result != NoEvent
}

// Compares reports whether the comparison is one of the given.
func (s *Subject) Compares(rs ...Result) bool {
	for _, r := range rs {
		if s.Compare.Result == r {
			return true
		}
	}
	return false
}

// OtherZone reports that the client searches a zone for which nslookup did not answer.
func (c *Case) OtherZone(s *Subject) bool { return c.otherZone(s) }
