package roiscan

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape resolves the five entities of XML and numeric references, and keeps every other "&" as it stands. clean is
// false where the value is not well-formed.
func unescape(raw string) (value string, clean bool) {
	clean = strings.IndexByte(raw, '<') < 0
	i := strings.IndexByte(raw, '&')
	if i < 0 {
		return raw, clean
	}
	var b strings.Builder
	for i >= 0 {
		b.WriteString(raw[:i])
		text, n := reference(raw[i:])
		if n == 0 {
			clean = false
			text, n = "&", 1
		}
		b.WriteString(text)
		raw = raw[i+n:]
		i = strings.IndexByte(raw, '&')
	}
	b.WriteString(raw)
	return b.String(), clean
}

// reference reads the reference at the beginning of s; n is its length, 0 where it is none.
func reference(s string) (text string, n int) {
	// The longest reference is "&#x10FFFF;".
	end := strings.IndexByte(s[:min(len(s), 10)], ';')
	if end < 0 {
		return "", 0
	}
	switch name := s[1:end]; {
	case name == "amp":
		return "&", end + 1
	case name == "lt":
		return "<", end + 1
	case name == "gt":
		return ">", end + 1
	case name == "quot":
		return `"`, end + 1
	case name == "apos":
		return "'", end + 1
	case strings.HasPrefix(name, "#x"), strings.HasPrefix(name, "#X"):
		return char(name[2:], 16, end+1)
	case strings.HasPrefix(name, "#"):
		return char(name[1:], 10, end+1)
	}
	return "", 0
}

func char(digits string, base, n int) (string, int) {
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || v == 0 || v > utf8.MaxRune || !utf8.ValidRune(rune(v)) {
		return "", 0
	}
	return string(rune(v)), n
}
