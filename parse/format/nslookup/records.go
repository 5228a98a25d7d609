package nslookup

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// most is the largest value of the 16-bit fields of an SRV record (RFC 2782).
const most = 1<<16 - 1

// ownerLine begins a record.
func (s *session) ownerLine(owner string, at textenc.Line) {
	q := s.current()
	s.lose(q)
	q.owner = strings.TrimRight(owner, ".")
	q.open, q.openLine, q.values, q.expect = &Record{Owner: q.owner}, at, nil, nothing
}

// lose notes a record that was begun and never named its host.
func (s *session) lose(q *query) {
	if q.open != nil {
		s.loss(q.openLine, "the SRV record has no host")
		q.open = nil
	}
}

// fields takes one or several "name = value" of a record from a line.
func (s *session) fields(l consoletext.Line) bool {
	q := s.current()
	for _, m := range field.FindAllStringSubmatchIndex(l.Text, maxSplits) {
		name := strings.ToLower(l.Text[m[2]:m[3]])
		value, at := l.Text[m[4]:m[5]], l.At(m[4])
		if q.open == nil || name == "priority" && q.open.Priority != nil || name == "port" && q.open.Port != 0 {
			s.lose(q)
			q.open, q.openLine = &Record{Owner: q.owner}, at
		}
		if n := number(value, most); n != nil {
			q.values = append(q.values, *n) // the labels beside it may be foreign: then the order tells
		}
		switch name {
		case "priority":
			q.open.Priority = number(value, most)
		case "weight":
			q.open.Weight = number(value, most)
		case "port":
			if n := number(value, most); n != nil {
				q.open.Port = *n
			}
		default:
			s.hosted(q, value, l.Text[m[5]:], at)
		}
	}
	return true
}

// hosted ends a record. Where lines are glued the host may be followed at once by itself, as the owner of its address.
func (s *session) hosted(q *query, host, rest string, at textenc.Line) {
	if ip := equalsAddress(rest); ip != "" {
		if half := len(host) / 2; len(host)%2 == 0 && strings.EqualFold(host[:half], host[half:]) {
			host = host[:half]
			q.Addresses = append(q.Addresses, Address{clean(host), ip, at})
		} else if f := strings.Fields(rest); strings.Contains(f[0], ".") {
			q.Addresses = append(q.Addresses, Address{clean(f[0]), ip, at})
		}
	}
	q.open.Host, q.open.Line = clean(host), at
	if q.open.Host != "" { // a root target means that the service is not offered (RFC 2782)
		q.Records = append(q.Records, *q.open)
	}
	q.open, q.values = nil, nil
}

func clean(host string) string { return strings.TrimRight(host, ".") }

func (s *session) unixRecord(m []string, at textenc.Line) {
	q := s.current()
	r := Record{Owner: clean(m[1]), Host: clean(m[5]), Priority: number(m[2], most), Weight: number(m[3], most), Line: at}
	if p := number(m[4], most); p != nil {
		r.Port = *p
	}
	if r.Host != "" {
		q.Records = append(q.Records, r)
	}
}

var equalsValue = regexp.MustCompile(`=\s*(\S+)\s*$`)

// equalsAddress is the address that a line ends in behind "=".
func equalsAddress(text string) string {
	if m := equalsValue.FindStringSubmatch(text); m != nil {
		return literal(m[1])
	}
	return ""
}

// equals takes the other lines with "=": addresses under any label, records under foreign labels by their order, and
// what belongs to records of other types.
func (s *session) equals(l consoletext.Line, text string) bool {
	if typeOption.MatchString(text) && setting.MatchString(text) {
		return false
	}
	q := s.current()
	before, _, _ := strings.Cut(text, "=")
	words := strings.Fields(before)
	if ip := equalsAddress(text); ip != "" {
		if len(words) > 1 {
			q.Addresses = append(q.Addresses, Address{clean(words[0]), ip, l.First()})
		}
		s.other(q, l.First())
		return true
	}
	if n := len(words); n > 1 && words[n-1] == "service" && serviceName.MatchString(words[0]) {
		s.ownerLine(words[0], l.First()) // of Unix, and torn
		return true
	}
	m := equalsValue.FindStringSubmatch(text)
	if m == nil || strings.Contains(strings.ToLower(before), "nameserver") {
		s.other(q, l.First())
		return true
	}
	if n := number(m[1], most); n != nil {
		q.values = append(q.values, *n)
		return true
	}
	if len(q.values) >= 3 && strings.ContainsFunc(m[1], letter) {
		v := q.values[len(q.values)-3:]
		if q.open == nil {
			q.open = &Record{Owner: q.owner}
		}
		q.open.Priority, q.open.Weight, q.open.Port = &v[0], &v[1], v[2]
		s.hosted(q, m[1], "", l.First())
		return true
	}
	q.values = nil
	s.other(q, l.First())
	return true
}

func (s *session) other(q *query, at textenc.Line) {
	if q.others.N == 0 {
		q.others = at
	}
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80 }
