package dnsanswer

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/nslookup"
	"kmstriage/parse/format/textenc"
)

// tableRow is a row of Resolve-DnsName; PowerShell's columns hold no blanks.
var tableRow = regexp.MustCompile(`^(\S+)\s+([A-Z]+)\s+(\d+)\s+(Answer|Additional|Authority)\s+(\S.*)$`)

// table takes a row of Resolve-DnsName's tables: a name that was cut to its column's width ends in dots.
func (s *session) table(l textenc.Line) bool {
	m := tableRow.FindStringSubmatch(l.Text)
	if m == nil {
		return false
	}
	rest := strings.Fields(m[5])
	switch {
	case m[2] == "SRV" && m[4] != "Authority":
		s.resolved()
		if len(rest) < 4 || strings.HasSuffix(rest[0], "...") || strings.HasSuffix(rest[0], "…") {
			s.current().torn = l
			return true
		}
		owner := m[1]
		if strings.HasSuffix(owner, "...") || strings.HasSuffix(owner, "…") {
			owner = s.current().Asked
		}
		s.srv(owner, []string{rest[1], rest[2], rest[3], rest[0]}, l)
	case m[2] == "A" || m[2] == "AAAA":
		s.located(m[1], rest[0], l)
	default:
		s.resolved()
		s.unlike(m[1], m[2], l)
	}
	return true
}

// resolved marks the open query as one of Resolve-DnsName.
func (s *session) resolved() { s.current().Searched = true }

var (
	psFault    = regexp.MustCompile(`^Resolve-DnsName ?: (\S+) : (.*)$`)
	psCategory = regexp.MustCompile(`CategoryInfo\s*:.*\((\S+?)(?::String)?\) \[Resolve-DnsName\]`)
	psError    = regexp.MustCompile(`FullyQualifiedErrorId\s*:\s*(\w+),Microsoft\.DnsClient`)
)

// psReasons are the names of Windows' errors, the same in every language.
var psReasons = map[string]nslookup.Reason{
	"DNS_ERROR_RCODE_NAME_ERROR":     nslookup.NonExistentDomain,
	"DNS_INFO_NO_RECORDS":            nslookup.NoData,
	"DNS_ERROR_RCODE_SERVER_FAILURE": nslookup.ServerFailed,
	"DNS_ERROR_RCODE_REFUSED":        nslookup.Refused,
	"DNS_ERROR_NO_DNS_SERVERS":       nslookup.NoServer,
	"ERROR_TIMEOUT":                  nslookup.TimedOut,
	"WSAETIMEDOUT":                   nslookup.TimedOut,
}

// psTexts are the beginnings of the English messages: PowerShell 7 prints nothing else by default.
var psTexts = []struct {
	text   string
	reason nslookup.Reason
}{
	{"DNS name does not exist", nslookup.NonExistentDomain},
	{"No records found for given DNS query", nslookup.NoData},
	{"DNS server failure", nslookup.ServerFailed},
	{"DNS operation refused", nslookup.Refused},
	{"No DNS servers configured", nslookup.NoServer},
	{"This operation returned because the timeout period expired", nslookup.TimedOut},
}

// fault takes the lines of an error of Resolve-DnsName.
func (s *session) fault(l textenc.Line) bool {
	if m := psFault.FindStringSubmatch(l.Text); m != nil {
		q := s.begin()
		q.Asked, q.Searched, q.Reason, q.failed = undotted(m[1]), true, nslookup.Unknown, l
		for _, t := range psTexts {
			if strings.HasPrefix(m[2], t.text) {
				q.Reason = t.reason
			}
		}
		return true
	}
	if m := psCategory.FindStringSubmatch(l.Text); m != nil {
		q := s.current()
		q.Searched = true
		if q.Asked == "" {
			q.Asked = undotted(m[1])
		}
		return true
	}
	m := psError.FindStringSubmatch(l.Text)
	if m == nil {
		return false
	}
	q := s.current()
	q.Searched = true
	if r, ok := psReasons[m[1]]; ok {
		q.Reason = r
	} else if q.Reason == "" {
		q.Reason = nslookup.Unknown
	}
	if q.failed.N == 0 {
		q.failed = l
	}
	s.close()
	return true
}

// block is a record as Format-List shows it: a property a line, in any order, up to a blank line.
type block struct {
	fields map[string]string
	lines  map[string]textenc.Line
}

var property = regexp.MustCompile(`^(Name|Type|QueryType|NameTarget|Target|NameExchange|Priority|Weight|Port|IP4Address|IP6Address|IPAddress|Section|TTL|DataLength|CharacterSet|PrimaryServer|NameAdministrator|SerialNumber|TimeToZoneRefresh|TimeToZoneFailureRetry|TimeToExpiration|DefaultTTL|NameHost|Server)\s+: ?(.*)$`)

// take keeps a property. "Name : value" alone is what many programs print: it counts only with blanks before the colon.
func (b *block) take(l textenc.Line) bool {
	m := property.FindStringSubmatch(l.Text)
	if m == nil {
		return false
	}
	if b.fields == nil {
		b.fields, b.lines = map[string]string{}, map[string]textenc.Line{}
	}
	if _, twice := b.fields[m[1]]; !twice {
		b.fields[m[1]], b.lines[m[1]] = strings.TrimSpace(m[2]), l
	}
	return true
}

// endList turns the properties of a block into a record.
func (s *session) endList() {
	f, at := s.list.fields, s.list.lines
	s.list = block{}
	typ := first(f["QueryType"], f["Type"])
	target := first(f["NameTarget"], f["Target"])
	ip := first(f["IP4Address"], first(f["IP6Address"], f["IPAddress"]))
	switch {
	case target != "" && (typ == "SRV" || typ == ""):
		s.resolved()
		l := firstLine(at["NameTarget"], at["Target"])
		if f["Port"] == "" || f["Priority"] == "" || f["Weight"] == "" {
			s.current().torn = l
		} else {
			s.srv(f["Name"], []string{f["Priority"], f["Weight"], f["Port"], target}, l)
		}
	case ip != "" && (typ == "A" || typ == "AAAA" || typ == ""):
		s.located(f["Name"], ip, firstLine(at["IP4Address"], firstLine(at["IP6Address"], at["IPAddress"])))
	case f["PrimaryServer"] != "" || typ == "SOA":
		s.resolved()
		s.unlike(f["Name"], "SOA", firstLine(at["PrimaryServer"], at["Name"]))
	case typ == "SRV":
		s.current().torn = firstLine(at["QueryType"], at["Type"])
	default:
		return
	}
	if s.cur != nil {
		s.cur.command = false
		if s.cur.last.N == 0 {
			s.cur.last = firstLine(at["Name"], firstLine(at["QueryType"], at["NameTarget"]))
		}
	}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func firstLine(a, b textenc.Line) textenc.Line {
	if a.N != 0 {
		return a
	}
	return b
}
