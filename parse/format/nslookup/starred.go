package nslookup

import (
	"net/netip"
	"regexp"
	"strings"
)

// starred is a line that begins with "***": what nslookup writes to standard error.
type starred struct {
	harmless bool // about the DNS server's own name only
	reason   Reason
	known    bool   // the reason is one that was read, not guessed
	offType  bool   // it is about records of another type
	asked    string // the name that could not be found; "" where the line does not tell
	language
}

// serviceName is a name that nslookup was asked about, wherever it stands in a line.
var (
	serviceName = regexp.MustCompile(`(?i)_[a-z0-9-]+\._(?:tcp|udp|tls)[a-z0-9._-]*`)
	typeWord    = regexp.MustCompile(`\(([A-Z+]+)\)`)
)

// parseStarred understands a line beginning with two or three asterisks in the languages of nslookup, with reasons in
// that language or in English. others are what the text may have been, had it been read with the right code page.
func parseStarred(text string, others []string) starred {
	if s, ok := matchStarred(text, len(others) > 0); ok {
		return s
	}
	for _, t := range others {
		if s, ok := matchStarred(t, true); ok {
			return s
		}
	}
	return guessStarred(text, others)
}

// frames are the messages that begin with "***", the ones with a fixed word at the server's place first.
var frames = []id{noServerName, noInitialAddress, noServerAddress, noDefaultServers, noRecords, requestTimedOut, cannotFind}

// matchStarred compares with the messages. sure wants the reason read too, since another reading may have it.
func matchStarred(text string, sure bool) (starred, bool) {
	sharp, dim := plain(text), faded(text)
	for _, want := range frames {
		loose := func(n int) bool {
			return n == 3 && want != noRecords || n == 2 && want != cannotFind || n == 1 && want == noRecords
		}
		for _, m := range table()[want] {
			args, ok := fits(m.plain, sharp, loose)
			if !ok && m.language&fadable != 0 {
				args, ok = fits(m.faded, dim, loose)
			}
			if !ok {
				continue
			}
			if s, ok := fill(want, args, text); ok && (s.known || s.harmless || !sure) {
				s.language = m.shared
				return s, true
			}
		}
	}
	return starred{}, false
}

func fill(kind id, args [4]string, text string) (starred, bool) {
	switch kind {
	case noServerName:
		_, err := netip.ParseAddr(strings.Trim(args[1], "[]"))
		return starred{harmless: true}, err == nil
	case noInitialAddress, noServerAddress, noDefaultServers:
		return starred{reason: NoServer, known: true}, true
	case requestTimedOut:
		return starred{reason: TimedOut, known: true}, true
	case noRecords:
		s := starred{reason: NoData, known: true, asked: spelled(text, args[3])}
		if t := typeWord.FindStringSubmatch(text); t != nil && !asksSRV(strings.ToLower(t[1])) {
			s.reason, s.offType = "", true
		}
		return s, true
	}
	s := starred{reason: Unknown, asked: spelled(text, args[2])}
	if r, ok := reasonOf(args[3]); ok {
		s.reason, s.known = r, true
	}
	return s, true
}

// spelled gives a value back the case it has in the line.
func spelled(text, lower string) string {
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' || r == ':' || r == '：' }) {
		if t := strings.TrimRight(f, "."); strings.EqualFold(t, lower) {
			return t
		}
	}
	if m := serviceName.FindString(text); m != "" && strings.HasPrefix(lower, strings.ToLower(m)) {
		return strings.TrimRight(m, ".")
	}
	return lower
}

var unixReasons = map[string]Reason{"nxdomain": NonExistentDomain, "servfail": ServerFailed, "refused": Refused}

// reasonOf finds the reason that a text ends in.
func reasonOf(text string) (Reason, bool) {
	sharp, dim := plain(text), faded(text)
	for i := formatError; i <= noResponse; i++ {
		for _, m := range table()[i] {
			if strings.HasSuffix(sharp, m.plain) || m.language&fadable != 0 && strings.HasSuffix(dim, m.faded) {
				return reasons[i], true
			}
		}
	}
	// nslookup of Unix, which also says so in stars.
	r, ok := unixReasons[sharp[strings.LastIndexByte(sharp, ' ')+1:]]
	return r, ok
}

// guessStarred reads a frame that is in no table: a name or address by its shape, the reason by its end.
func guessStarred(text string, others []string) starred {
	s := starred{reason: Unknown}
	for _, t := range append([]string{text}, others...) {
		if r, ok := reasonOf(t); ok {
			s.reason, s.known = r, true
			break
		}
	}
	if m := serviceName.FindString(text); m != "" {
		s.asked = strings.TrimRight(m, ".")
		if t := typeWord.FindStringSubmatch(text); !s.known && t != nil && asksSRV(strings.ToLower(t[1])) {
			s.reason, s.known = NoData, true
		}
		return s
	}
	if s.known && addressIn(text) != "" {
		s.harmless = true
	}
	return s
}

// addressIn is the first word of the text that is an address.
func addressIn(text string) string {
	for _, f := range strings.Fields(text) {
		if ip := literal(f); ip != "" {
			return ip
		}
	}
	return ""
}

// literal is the address that a word is, without brackets, port mark of Unix and trailing colon; "" if it is none.
func literal(word string) string {
	word, _, _ = strings.Cut(strings.TrimSuffix(word, ","), "#")
	for _, w := range []string{word, strings.TrimRight(word, ":.")} {
		if ip, err := netip.ParseAddr(strings.Trim(w, "[]")); err == nil {
			return ip.String()
		}
	}
	return ""
}

// asksSRV says whether a query type asks for SRV records too.
func asksSRV(typ string) bool {
	return typ == "srv" || typ == "any" || typ == "all" || typ == "*" || typ == "33"
}
