package roiscan

import (
	"strconv"
	"strings"
)

// StatusToken gives the token of a licence status out of the script's number ("2") and words ("OOB GRACE"), "" where
// both are empty. The number wins: the script has no words for 6.
func StatusToken(number, words string) string {
	switch strings.TrimSpace(number) {
	case "0":
		return "UNLICENSED"
	case "1":
		return "LICENSED"
	case "2":
		return "OOB_GRACE"
	case "3":
		return "OOT_GRACE"
	case "4":
		return "NON_GENUINE_GRACE"
	case "5":
		return "NOTIFICATIONS"
	case "6":
		return "EXTENDED_GRACE"
	}
	switch t := strings.Join(strings.FieldsFunc(strings.ToUpper(words), func(r rune) bool { return r == ' ' || r == '_' }), "_"); t {
	case "UNLICENSED", "LICENSED", "OOB_GRACE", "OOT_GRACE", "NON_GENUINE_GRACE", "NOTIFICATIONS", "EXTENDED_GRACE":
		return t
	case "":
		return ""
	}
	return "UNKNOWN"
}

// maxMinutes bounds a span of time to what an int of 32 bits holds; graces of 63,685 days were seen.
const maxMinutes = 1 << 30

// Minutes reads "28 days", "2 hours" or "120 minutes". The script rounds to whole units, half to even, so that the
// result is up to half a unit off.
func Minutes(s string) (int, bool) {
	f := strings.Fields(strings.ToLower(s))
	if len(f) == 0 {
		return 0, false
	}
	n, err := strconv.Atoi(f[0])
	if err != nil || n < 0 {
		return 0, false
	}
	unit := 0
	switch {
	case len(f) == 1, strings.HasPrefix(f[1], "min"):
		unit = 1
	case strings.HasPrefix(f[1], "hour"):
		unit = 60
	case strings.HasPrefix(f[1], "day"):
		unit = 24 * 60
	}
	if unit == 0 || n > maxMinutes/unit {
		return 0, false
	}
	return n * unit, true
}

// Port reads a TCP port; empty, 0 and anything else are 0, unknown.
func Port(s string) int {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

// ActivationType gives ALL, AD, KMS or TOKEN for "0 (ALL)", "1 (ADBA)", "2 (KMS)", "3 (Token)", else "".
func ActivationType(s string) string {
	n, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	switch n {
	case "0":
		return "ALL"
	case "1":
		return "AD"
	case "2":
		return "KMS"
	case "3":
		return "TOKEN"
	}
	return ""
}

// GUID folds an id: lower case, without braces, "" where it has not the shape of one.
func GUID(s string) string {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), "{}"))
	if len(s) != 36 {
		return ""
	}
	for i := 0; i < len(s); i++ {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !digit(s[i]) && (s[i] < 'a' || s[i] > 'f') {
			return ""
		}
	}
	return s
}
