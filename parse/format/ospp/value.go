package ospp

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

var statuses = map[string]bool{
	"LICENSED": true, "UNLICENSED": true, "OOB_GRACE": true, "OOT_GRACE": true, "NON_GENUINE_GRACE": true,
	"NOTIFICATIONS": true, "EXTENDED_GRACE": true, "UNKNOWN": true,
}

// notWord are blanks and hyphens; word processors make dashes of the hyphens.
var (
	notWord = regexp.MustCompile(`[\s_\-\x{2010}-\x{2015}\x{2212}]+`)
	fenced  = regexp.MustCompile(`^\s*-{2,}\s*([A-Za-z][A-Za-z_ ]*?)\s*-{2,}`)
	// remark is what a person wrote behind a value, in brackets.
	remark = regexp.MustCompile(`\s*[(（\[【#].*$`)
)

// LicenceStatus reads " ---OOB_GRACE--- ": the token in capitals with underscores, or "" if it is none of the script's
// eight (a status that was cut is none). What a person wrote behind it does not count.
func LicenceStatus(v string) string {
	if m := fenced.FindStringSubmatch(v); m != nil {
		v = m[1]
	}
	s := strings.Trim(notWord.ReplaceAllString(strings.ToUpper(remark.ReplaceAllString(v, "")), "_"), "_")
	if statuses[s] {
		return s
	}
	return ""
}

var (
	minutes = regexp.MustCompile(`[(（]\s*([0-9][0-9., \x{a0}]*)\s*m`)
	days    = regexp.MustCompile(`^([0-9][0-9.,\x{a0}]*)\s*day`)
)

// GraceMinutes reads "139 days  (201005 minute(s) before expiring)": the minutes, or the days in minutes where no
// bracket follows.
func GraceMinutes(v string) (int, bool) {
	if m := minutes.FindStringSubmatch(v); m != nil {
		return number(m[1])
	}
	if strings.ContainsAny(v, "(（") {
		return 0, false
	}
	if m := days.FindStringSubmatch(v); m != nil {
		n, ok := number(m[1])
		return n * 1440, ok && n < 1<<20
	}
	return 0, false
}

// number reads digits with or without separators of thousands.
func number(s string) (int, bool) {
	n, err := strconv.Atoi(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s))
	return n, err == nil
}

var interval = regexp.MustCompile(`^([0-9]{1,8})\s*min`)

// IntervalMinutes reads "120 minutes"; 0 if it is not that.
func IntervalMinutes(v string) int {
	if m := interval.FindStringSubmatch(v); m != nil {
		n, _ := number(m[1])
		return n
	}
	return 0
}

var guid = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// GUID finds a GUID, in lower case and without braces; "" where it is masked, blank or cut.
func GUID(v string) string { return strings.ToLower(guid.FindString(v)) }

var (
	hexCode  = regexp.MustCompile(`\b0[xX]\s?([0-9A-Fa-f]{1,8})\b`)
	bareCode = regexp.MustCompile(`^\s*([0-9A-F]{8}|-?[0-9]{5,10})\b`)
	inBraces = regexp.MustCompile(`[(\[]\s*(?:0[xX])?([0-9A-Fa-f]{7,8})\s*[)\]]`)
)

// Code finds an error code in the value of ERROR CODE, in a form that fact.ParseCode reads. "0 as licensed" is
// "0x0".
func Code(v string) (string, bool) {
	if m := hexCode.FindStringSubmatch(v); m != nil {
		return "0x" + m[1], true
	}
	if m := bareCode.FindStringSubmatch(v); m != nil {
		return m[1], true
	}
	if v == "0" || strings.HasPrefix(v, "0 ") {
		return "0x0", true
	}
	return "", false
}

// CodeInText finds the code that ospp.vbs of 2016 puts in brackets behind "An unknown error occurred.".
func CodeInText(v string) (string, bool) {
	if m := inBraces.FindStringSubmatch(v); m != nil {
		return "0x" + m[1], true
	}
	return "", false
}

// LastCode is the last code of a text: that of "License acquisition failure details. hr=0x8007267C" in any language.
func LastCode(v string) (string, bool) {
	m := hexCode.FindAllStringSubmatch(v, -1)
	if len(m) == 0 {
		return "", false
	}
	return "0x" + m[len(m)-1][1], true
}

// InfoOnly reports whether the script calls the code informational.
func InfoOnly(v string) bool {
	return strings.Contains(strings.ToLower(v), "for information purposes only")
}

var keyTail = regexp.MustCompile(`^\s*([A-Za-z0-9*#?]{5})(?:$|[^A-Za-z0-9*#?-])`)

// KeyTail reads the last five characters of a product key, masked or not; "" if it is not five characters. A remark may
// stand right behind them.
func KeyTail(v string) string {
	if m := keyTail.FindStringSubmatch(v); m != nil {
		return strings.ToUpper(m[1])
	}
	return ""
}

// Mend takes out the blanks that scanning and web pages put behind underscores ("R_ Subscription1").
func Mend(v string) string {
	for strings.Contains(v, "_ ") {
		v = strings.ReplaceAll(v, "_ ", "_")
	}
	return strings.Join(strings.Fields(v), " ")
}

// ends are the last words of names and descriptions.
var ends = regexp.MustCompile(`(?i) (?:edition|channel)\b`)

// Title is the value of LICENSE NAME or LICENSE DESCRIPTION as the script printed it: mended, and without what a person
// wrote behind its last word.
func Title(v string) string {
	v = Mend(v)
	if at := ends.FindStringIndex(v); at != nil {
		v = v[:at[1]]
	}
	return v
}

// HostPort splits "kms01.contoso.com:1688" at its last colon. Brackets of IPv6 literals are taken off. Since the script
// always prints a port, the last group of an unbracketed IPv6 literal is the port if what stands before it is an
// address. Port 0 is unknown; host "" if there is none.
func HostPort(v string) (host string, port int) {
	f := strings.Fields(Mend(v))
	if len(f) == 0 {
		return "", 0
	}
	s := f[0]
	if rest, ok := strings.CutPrefix(s, "["); ok {
		host, tail, closed := strings.Cut(rest, "]")
		if !closed {
			return "", 0
		}
		return host, portNumber(strings.TrimPrefix(tail, ":"))
	}
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0
	}
	if strings.Count(s, ":") == 1 {
		return s[:i], portNumber(s[i+1:])
	}
	if _, err := netip.ParseAddr(s[:i]); err == nil {
		if p := portNumber(s[i+1:]); p > 0 {
			return s[:i], p
		}
	}
	return s, 0
}

func portNumber(s string) int {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}
