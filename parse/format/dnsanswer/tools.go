package dnsanswer

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"kmstriage/parse/format/nslookup"
	"kmstriage/parse/format/textenc"
)

var (
	unixPrompt = regexp.MustCompile(`^(?:[\w.@~:/\[\] -]{0,80})[$#%] ([a-z].*)$`)
	tool       = regexp.MustCompile(`(?i)^(?:\S*[\\/])?(dig|drill|kdig|host|resolvectl|resolve-dnsname)(?:\.exe)?(?:\s+(.*))?$`)
	askedName  = regexp.MustCompile(`(?i)(?:^|[\s"'])(_[\w-]+\._[a-z]+(?:\.[\w.-]*)?)(?:$|[\s"'])`)
	askedType  = regexp.MustCompile(`(?i)(?:^|\s)(?:-t(?:ype)?[ :=]*|--type=)?(srv|any|aaaa|a|soa|ns|cname|ptr|txt|mx)(?:$|\s)`)
	askedOf    = regexp.MustCompile(`(?:^|\s)@(\S+)|(?i)(?:^|\s)-server[ :]+(\S+)`)
)

// typed takes a command line of one of the tools; another command ends the open query.
func (s *session) typed(l textenc.Line) bool {
	command, ok := prompted(l.Text)
	if !ok {
		return false
	}
	s.close()
	s.command(command)
	return true
}

// command opens the query that a command line of one of the tools makes.
func (s *session) command(line string) {
	m := tool.FindStringSubmatch(line)
	if m == nil {
		return
	}
	q := s.current()
	q.command = true
	q.Searched = strings.EqualFold(m[1], "host") || strings.EqualFold(m[1], "resolve-dnsname")
	if n := askedName.FindStringSubmatch(m[2]); n != nil {
		q.Asked = undotted(n[1])
	}
	if t := askedType.FindStringSubmatch(m[2]); t != nil {
		q.Type = strings.ToLower(t[1])
	}
	if o := askedOf.FindStringSubmatch(m[2]); o != nil {
		q.server(o[1] + o[2])
	}
}

// server notes the DNS server: an address, or a name.
func (q *answer) server(s string) {
	s, _, _ = strings.Cut(s, "#")
	if a, err := netip.ParseAddr(s); err == nil {
		q.ServerIP = a.String()
		return
	}
	q.Server = undotted(s)
}

var (
	digBanner   = regexp.MustCompile(`^; <<>> DiG \S+(?: \S+)? <<>>(.*)$`)
	digHeader   = regexp.MustCompile(`^;; ->>HEADER<<- opcode: \w+[,;] (?:status|rcode): (\w+)`)
	digCounts   = regexp.MustCompile(`^;; flags: .*\bANSWER: (\d+)`)
	digQuestion = regexp.MustCompile(`^;+\s?(\S+)\s+IN\s+([A-Z]+)$`)
	digServer   = regexp.MustCompile(`^;; SERVER: (\S+?)#\d+(?:\(([^)\s]+)\))?`)
	digSilent   = regexp.MustCompile(`^(?:;; )?(?:connection timed out; )?no servers could be reached|^;; communications error to .*: timed out|^;; connection timed out`)
	digRefused  = regexp.MustCompile(`^(?:;; )?(?:communications error|connection refused|Connection to) .*refused`)
)

// dig takes the lines of dig, drill and kdig but for records.
func (s *session) dig(l textenc.Line) bool {
	if m := digBanner.FindStringSubmatch(l.Text); m != nil {
		if s.cur == nil || !s.cur.command {
			s.close()
			s.command("dig " + m[1])
		}
		s.cur.command = false
		return true
	}
	if m := digHeader.FindStringSubmatch(l.Text); m != nil {
		if s.cur != nil && s.cur.header {
			s.close()
		}
		q := s.current()
		q.header, q.status, q.last = true, m[1], l
		return true
	}
	if digSilent.MatchString(l.Text) || digRefused.MatchString(l.Text) {
		if q := s.current(); len(q.Records) == 0 && q.Reason == "" && !q.header {
			q.Reason, q.failed = nslookup.TimedOut, l
		}
		return true
	}
	if s.cur == nil {
		return false
	}
	if m := digCounts.FindStringSubmatch(l.Text); m != nil {
		s.cur.answers, _ = strconv.Atoi(m[1])
		s.cur.counted = true
		return true
	}
	if m := digQuestion.FindStringSubmatch(l.Text); m != nil {
		s.cur.Asked, s.cur.Type = undotted(m[1]), strings.ToLower(m[2])
		return true
	}
	if m := digServer.FindStringSubmatch(l.Text); m != nil {
		s.cur.server(m[1])
		if m[2] != "" {
			s.cur.server(m[2])
		}
		return true
	}
	return strings.HasPrefix(l.Text, ";")
}

var (
	zoneSRV     = regexp.MustCompile(`^(\S+)\s+(?:\d+\s+)?(?:IN\s+)?SRV\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)(?:\s+--.*)?$`)
	zoneAddress = regexp.MustCompile(`^(\S+)\s+(?:\d+\s+)?IN\s+(?:A|AAAA)\s+([0-9A-Fa-f.:]+)(?:\s+--.*)?$`)
	zoneOther   = regexp.MustCompile(`^(\S+)\s+(?:\d+\s+)?IN\s+(SOA|NS|CNAME|TXT|MX|PTR)\s+\S`)
	hostSRV     = regexp.MustCompile(`^(\S+) has SRV record (\d+) (\d+) (\d+) (\S+)$`)
	hostAddress = regexp.MustCompile(`^(\S+) has (?:IPv6 )?address ([0-9A-Fa-f.:]+)$`)
	hostNone    = regexp.MustCompile(`^Host (\S+?)\.? not found: \d+\((\w+)\)$|^(\S+) has no SRV record$`)
	hostServer  = regexp.MustCompile(`^Using domain server:$`)
	hostValue   = regexp.MustCompile(`^(Name|Address): (\S+)$`)
	shortSRV    = regexp.MustCompile(`^(\d{1,5}) (\d{1,5}) (\d{1,5}) (\S+)\.$`)
)

// record takes a record as zone files write it, which most tools of Unix print. These tools end every name with a dot,
// but for resolvectl: a name without one was cut off.
func (s *session) record(l textenc.Line) bool {
	if m := zoneSRV.FindStringSubmatch(l.Text); m != nil {
		if !strings.HasSuffix(m[5], ".") && !strings.Contains(l.Text, " -- ") {
			s.current().torn = l
			return true
		}
		s.srv(m[1], m[2:], l)
		return true
	}
	if m := zoneAddress.FindStringSubmatch(l.Text); m != nil {
		s.located(m[1], m[2], l)
		return true
	}
	if m := zoneOther.FindStringSubmatch(l.Text); m != nil {
		s.unlike(m[1], m[2], l)
		return true
	}
	return false
}

// srv keeps a record of which priority, weight, port and host are given, in this order.
func (s *session) srv(owner string, v []string, l textenc.Line) {
	port := value(v[2])
	if port == nil || len(undotted(v[3])) == 0 {
		s.current().torn = l
		return
	}
	s.add(nslookup.Record{Owner: undotted(owner), Host: undotted(v[3]), Port: *port, Priority: value(v[0]), Weight: value(v[1]), Line: l})
}

// value is a number of 16 bits, nil for anything else.
func value(text string) *int {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 16)
	if err != nil {
		return nil
	}
	v := int(n)
	return &v
}

func (s *session) located(host, ip string, l textenc.Line) {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return
	}
	s.address(nslookup.Address{Host: undotted(host), IP: a.String(), Line: l})
}

// unlike notes a record of another type: the authority's own, which stands where nothing was found, or another answer.
func (s *session) unlike(owner, typ string, l textenc.Line) {
	q := s.current()
	if strings.EqualFold(typ, "SOA") {
		if q.soa.N == 0 {
			q.soa = l
		}
		if q.Asked == "" {
			q.Asked = undotted(owner)
		}
		return
	}
	if q.other.N == 0 && !strings.EqualFold(typ, "NS") {
		q.other = l
	}
}

// host takes the sentences of host.
func (s *session) host(l textenc.Line) bool {
	if m := hostSRV.FindStringSubmatch(l.Text); m != nil {
		if !strings.HasSuffix(m[5], ".") {
			s.current().torn = l
			return true
		}
		s.srv(m[1], m[2:], l)
		s.cur.Searched = true
		return true
	}
	if m := hostAddress.FindStringSubmatch(l.Text); m != nil {
		s.located(m[1], m[2], l)
		return true
	}
	if m := hostNone.FindStringSubmatch(l.Text); m != nil {
		q := s.begin()
		q.Searched, q.failed = true, l
		q.Asked, q.Reason = undotted(m[1]+m[3]), nslookup.NoData
		if m[2] != "" {
			q.Reason = nslookup.Unknown
			if r, ok := statuses[m[2]]; ok {
				q.Reason = r
			}
		}
		s.close()
		return true
	}
	if hostServer.MatchString(l.Text) {
		s.begin().Searched = true
		return true
	}
	if m := hostValue.FindStringSubmatch(l.Text); m != nil && s.cur != nil && s.cur.Searched && len(s.cur.Records) == 0 {
		s.cur.server(m[2])
		return true
	}
	return false
}

// short takes what dig +short prints: the data of a record and nothing else. Whose it is, only the command tells.
func (s *session) short(l textenc.Line) bool {
	m := shortSRV.FindStringSubmatch(l.Text)
	if m == nil {
		return false
	}
	s.srv("", m[1:], l)
	return true
}

// zoneData is a record as Get-DnsServerResourceRecord lists it.
var zoneData = regexp.MustCompile(`^(\S+)\s+SRV\s+.*\[(\d+)\]\[(\d+)\]\[(\d+)\]\[([^\]\s]+)\.?\]$`)

func (s *session) zoneList(l textenc.Line) bool {
	m := zoneData.FindStringSubmatch(l.Text)
	if m == nil {
		return false
	}
	s.srv(m[1], m[2:], l)
	return true
}
