package nslookup

import (
	"slices"
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// header takes the lines that name the DNS server or repeat the name of a plain look-up, by known labels or by the
// place: the first pair names the server.
func (s *session) header(l consoletext.Line, text string, held pair) bool {
	if ip := literal(text); ip != "" { // a further address below "Addresses:"
		if s.cur != nil && s.cur.expect == hostAddress {
			s.cur.Addresses = append(s.cur.Addresses, Address{s.cur.host, ip, l.First()})
		} else if s.cur != nil && s.cur.expect == serverAddress && s.cur.ServerIP == "" {
			s.cur.ServerIP = ip
		}
		return s.cur != nil
	}
	label, value, ok := labelled(text)
	if !ok {
		return s.headless(text)
	}
	kind, spoken, known := labelOf(label)
	s.spoke(spoken)
	ip := literal(value)
	switch {
	case known && (kind == server || kind == defaultServer):
		s.serverLine(label, value, l.First(), kind == defaultServer)
		return true
	case slices.Contains(nameLabels, plain(label)) && s.serverLabel != label:
		s.nameLine(value)
		return true
	case ip != "":
		return s.addressLine(ip, l.First(), held, known)
	case strings.Contains(value, " "):
		return false
	}
	s.held = pair{label, value, l.First()}
	if s.cur != nil {
		s.cur.stray = l.First()
	}
	return true
}

// headless takes labels without a value.
func (s *session) headless(text string) bool {
	kind, spoken, known := labelOf(strings.TrimRight(text, " :："))
	if !known || kind != nonAuthoritative {
		return false
	}
	s.spoke(spoken)
	return true
}

func (s *session) serverLine(label, value string, at textenc.Line, banner bool) {
	q := s.current()
	if q.header || q.host != "" || len(q.Records) > 0 || q.banner {
		q = s.next()
	}
	if s.serverLabel == "" && !banner {
		s.serverLabel = label
	}
	q.header, q.banner, q.expect, q.Header = true, banner && q.typed == "", serverAddress, at
	if !strings.EqualFold(value, "UnKnown") && literal(value) == "" {
		q.Server = strings.TrimRight(value, ".")
	}
	if banner {
		s.interactive = true
	}
}

func (s *session) nameLine(value string) {
	q := s.current()
	if q.decided() {
		q = s.next()
	}
	q.host, q.expect = strings.TrimRight(value, "."), hostAddress
}

func (s *session) addressLine(ip string, at textenc.Line, held pair, known bool) bool {
	if held.label != "" {
		if s.cur == nil || !s.cur.header || held.label == s.serverLabel {
			s.serverLine(held.label, held.value, held.line, false)
		} else {
			s.nameLine(held.value)
		}
	}
	if s.cur == nil {
		if !known {
			return false
		}
		s.current().header = true // the line above is lost
		s.cur.expect, s.cur.Header = serverAddress, at
	}
	q := s.cur
	q.stray = textenc.Line{}
	switch {
	case q.expect == hostAddress:
		q.Addresses = append(q.Addresses, Address{q.host, ip, at})
	case q.expect == serverAddress && q.ServerIP == "":
		q.ServerIP = ip
	case !q.header && known:
		q.header, q.ServerIP, q.Header = true, ip, at
	}
	return true
}

// labelOf finds a label of the header in any language. What several messages share ("地址" is one address or many)
// makes no difference here.
func labelOf(label string) (id, language, bool) {
	sharp, dim := plain(label), faded(label)
	var l language
	found := id(-1)
	for _, i := range []id{nonAuthoritative, defaultServer, server, addresses, address} {
		for _, m := range table()[i] {
			if strings.TrimRight(m.plain, ":") == sharp || m.language&fadable != 0 && strings.TrimRight(m.faded, ":") == dim {
				found, l = i, l|m.language
			}
		}
	}
	return found, l, found >= 0
}
