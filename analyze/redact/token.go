package redact

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
)

// How tokens look. A word keeps its length and the places of its letters, digits and marks: lines that a window's edge has
// torn, columns that are cut, and names that are cut at fifteen characters then stay what they were.

const (
	consonants = "bdfghjklmnprstvwz"
	vowels     = "aeiou"
	keyLetters = "BCDFGHJKMPQRTVWXY"
	keyDigits  = "2346789"
)

// netbiosLength is what Windows cuts a computer's name to.
const netbiosLength = 15

// label is the token of a word, in lower case.
func (m *Map) label(original string) string {
	r := []rune(original)
	if len(r) > netbiosLength {
		head := string(r[:netbiosLength])
		rest := string(r[netbiosLength:])
		start := m.label(head)
		return m.token(classLabel, original, func(s *source) string { return start + word(s, rest, false) })
	}
	return m.token(classLabel, original, func(s *source) string { return word(s, original, true) })
}

// pathWord is the token of a word in the name of a file or folder.
func (m *Map) pathWord(original string) string {
	return m.token(classPath, original, func(s *source) string { return word(s, original, true) })
}

// word makes a word of the shape of another: letters that can be read aloud, digits, and its own marks.
func word(s *source, shape string, start bool) string {
	var b strings.Builder
	n := 0
	short := len(shape) < 4
	for _, r := range shape {
		switch {
		case unicode.IsDigit(r):
			lowest := 0
			if start && n == 0 {
				lowest = 1 // a word of digits keeps how many it has
			}
			b.WriteByte(byte('0' + lowest + s.below(10-lowest)))
		case unicode.IsLetter(r):
			set := consonants
			if n%2 == 1 {
				set = vowels
			}
			if short {
				set = consonants + vowels
			}
			b.WriteByte(set[s.below(len(set))])
		case unicode.IsMark(r):
			continue
		default:
			b.WriteRune(r)
			n = -1
		}
		n++
	}
	return b.String()
}

// reservedTLD are never anybody's: of RFC 2606, RFC 6761, RFC 6762, RFC 8375, RFC 9476 and ICANN's internal. ZZ is given to no country by
// ISO 3166.
var reservedTLD = map[string]bool{"test": true, "example": true, "invalid": true, "localhost": true, "local": true, "alt": true, "internal": true, "arpa": true, "zz": true}

// tld gives a top level domain that is nobody's, as long as the original where there is one, else shorter.
func tld(original string) string {
	switch n := len(original); {
	case reservedTLD[original]:
		return original
	case n == 2:
		return "zz"
	case n == 3:
		return "alt"
	case n < len("example"):
		return "test"
	}
	return "example"
}

// domain is the token of the two last labels of a name. The first keeps the token that it has as a word by itself, unless
// that is an everyday word or another domain has it already.
func (m *Map) domain(original string) string {
	name, top, _ := strings.Cut(original, ".")
	first := ""
	if !everyday(name) {
		first = m.label(name)
	}
	tried := false
	return m.token(classDomain, original, func(s *source) string {
		if first != "" && !tried {
			tried = true
			return first + "." + tld(top)
		}
		return word(s, name, true) + "." + tld(top)
	})
}

// guid keeps the version and the variant.
func (m *Map) guid(original string) string {
	return m.token(classGUID, original, func(s *source) string {
		b := []byte(original)
		for i, c := range b {
			if c != '-' && i != 14 && i != 19 {
				b[i] = "0123456789abcdef"[s.below(16)]
			}
		}
		return string(b)
	})
}

func (m *Map) mac(original string) string {
	return m.token(classMAC, original, func(s *source) string {
		b := []byte(original)
		for i, c := range b {
			if c != '-' && c != ':' {
				b[i] = "0123456789abcdef"[s.below(16)]
			}
		}
		b[0], b[1] = '0', '2' // administered locally: no maker's
		return string(b)
	})
}

// key is the token of the last five characters of a product key, in lower case.
func (m *Map) key(original string) string {
	return m.token(classKey, original, func(s *source) string {
		b := []byte(original)
		for i, c := range b {
			set := keyLetters
			if c >= '0' && c <= '9' {
				set = keyDigits
			}
			b[i] = set[s.below(len(set))]
		}
		return strings.ToLower(string(b))
	})
}

// firstOwnRID is from where the last number of a SID is not the same on every computer.
const firstOwnRID = 1000

// sid keeps which authority it is of and which well-known account; accounts of one domain stay of one.
func (m *Map) sid(original string) string {
	parts := strings.Split(original, "-")
	const own = 4 // S-1-5-21
	last := len(parts)
	rid := ""
	if parts[2] == "5" && len(parts) > own+3 {
		last = own + 3
		rid = parts[last]
	}
	domain := strings.Join(parts[:last], "-")
	token := m.token(classSID, domain, func(s *source) string {
		out := append([]string(nil), parts[:last]...)
		for i := own; i < last; i++ {
			out[i] = digits(s, parts[i])
		}
		return strings.Join(out, "-")
	})
	if rid == "" {
		return token
	}
	if n, err := strconv.Atoi(rid); err == nil && n < firstOwnRID {
		return token + "-" + strings.Join(parts[last:], "-")
	}
	return m.token(classSID, original, func(s *source) string { return token + "-" + digits(s, rid) })
}

// digits makes a number of as many digits; one of ten stays within 32 bits.
func digits(s *source, shape string) string {
	b := []byte(word(s, shape, true))
	if len(b) == 10 {
		b[0] = byte('1' + s.below(3))
	}
	return string(b)
}

// productID replaces the digits that are the installation's own: the third group of "00426-OEM-8992662-00006" and of the long
// form the key's number. What tells product, channel, build and day stays.
func (m *Map) productID(original string) string {
	groups := strings.Split(original, "-")
	return m.token(classPID, original, func(s *source) string {
		out := append([]string(nil), groups...)
		switch {
		case len(groups) > 5: // 05426-00206-234-000000-03-1044-9600.0000-0102015
			out[2], out[3] = word(s, groups[2], false), word(s, groups[3], false)
		case len(groups[1]) == 3: // 00426-OEM-8992662-00006
			out[2], out[3] = word(s, groups[2], false), word(s, groups[3], false)
		default: // 00330-80000-00000-AA123
			out[2], out[3] = word(s, groups[2], false), groups[3][:2]+word(s, groups[3][2:], false)
		}
		return strings.ToLower(strings.Join(out, "-"))
	})
}

// become gives what an original is replaced by, "" where it stays: for a token, so that nothing is replaced twice, and for
// addresses that are the same everywhere.
func (m *Map) become(class, original string) string {
	if m.isToken(original) {
		return ""
	}
	switch class {
	case classLabel:
		return m.label(original)
	case classDomain:
		return m.domain(original)
	case classPath:
		return m.pathWord(original)
	case classKey:
		return m.key(original)
	case classGUID:
		return m.guid(original)
	case classMAC:
		return m.mac(original)
	case classSID:
		return m.sid(original)
	case classPID:
		return m.productID(original)
	}
	a, err := netip.ParseAddr(original)
	if err != nil || !own(a) {
		return ""
	}
	if a.Is4() {
		return m.ip4(a)
	}
	return m.token(classAddress, a.String(), func(*source) string { return ip6(m, a).String() })
}

// own reports an address that tells of a network: loopback, broadcast, masks, multicast and the unspecified address are the
// same everywhere.
func own(a netip.Addr) bool {
	return !(a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() || a.Is4() && (a.As4()[0] == 255 || a.As4()[0] == 0))
}

// manyNets is after how many tries the range for benchmarks counts as full.
const manyNets = maxTries / 2

// ip4 puts each network of 256 addresses into the range for benchmarks, 198.18.0.0/15 (RFC 2544), private ones into its
// first half; APIPA stays in its own. Neighbours stay neighbours.
func (m *Map) ip4(a netip.Addr) string {
	b := a.As4()
	net := fmt.Sprintf("%d.%d.%d", b[0], b[1], b[2])
	t := m.token(classNet, net, func(s *source) string {
		switch {
		case s.try > manyNets: // of a range that is kept for the future, RFC 1112
			return fmt.Sprintf("%d.%d.%d", 240+s.below(15), s.below(256), s.below(256))
		case a.IsLinkLocalUnicast():
			return fmt.Sprintf("169.254.%d", 1+s.below(254))
		case a.IsPrivate():
			return fmt.Sprintf("198.18.%d", s.below(256))
		}
		return fmt.Sprintf("198.19.%d", s.below(256))
	})
	turn := m.source(classNet, net, -1).below(253)
	return m.token(classAddress, a.String(), func(*source) string {
		last := int(b[3])
		if last != 0 && last != 255 {
			last = 1 + (last+turn)%254
		}
		return t + "." + strconv.Itoa(last)
	})
}

// ip6 puts an address into the range for documentation, 2001:db8::/32 (RFC 3849); one of the link stays in its own. Groups
// of zeros stay zero, and addresses that begin alike do so again.
func ip6(m *Map, a netip.Addr) netip.Addr {
	b := a.As16()
	out := b
	first := 4
	if a.IsLinkLocalUnicast() {
		first = 8
	} else {
		copy(out[:], []byte{0x20, 0x01, 0x0d, 0xb8})
	}
	for i := first; i < len(b); i += 2 {
		n := int(b[i])<<8 | int(b[i+1])
		if n == 0 {
			continue
		}
		most := 15
		for most < n {
			most = most<<4 | 15
		}
		v := 1 + m.source(classAddress, string(b[:i+2]), 0).below(most)
		if most > 15 {
			v |= (most + 1) >> 4 // as many digits as before
		}
		out[i], out[i+1] = byte(v>>8), byte(v)
	}
	return netip.AddrFrom16(out)
}
