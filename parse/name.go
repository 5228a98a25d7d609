package parse

import (
	"path"
	"regexp"
	"strings"
)

var (
	underscores = regexp.MustCompile(`_+`)
	officeTag   = regexp.MustCompile(`(?:^|_)office(1[4-9])(?:_|$)`)
	// tails are the fixed parts of the SDP's names. The computer's name may itself hold "_" and "-", so the prefix is
	// what stands before the first of these, never what stands before the first underscore.
	tails = regexp.MustCompile(`(?i)[ _]+(?:roiscan|kms_client_slmgr|evt[_ ]|nslookup|mgadiag|office ?1[4-9] ?_|office_client_kms_report|officeinventory|ospp-)`)
)

// base normalises a path's last element for matching by name. What was packed by itself ("x.log.gz") has the name of what
// comes out.
func base(p string) string {
	b := strings.ToLower(path.Base(strings.ReplaceAll(p, `\`, "/")))
	for _, end := range []string{".gz", ".zst", ".bz2"} {
		b = strings.TrimSuffix(b, end)
	}
	b = strings.ReplaceAll(b, " ", "")
	b = strings.ReplaceAll(b, "\u00a0", "")
	return underscores.ReplaceAllString(b, "_")
}

// family reads the Office version out of "_Office15_".
func family(base string) int {
	m := officeTag.FindStringSubmatch(base)
	if m == nil {
		return 0
	}
	return map[string]int{"14": 14, "15": 15, "16": 16}[m[1]]
}

// computer reads the prefix of an SDP file name, "" where the name does not follow the collection.
func computer(p string) string {
	b := path.Base(strings.ReplaceAll(p, `\`, "/"))
	at := tails.FindStringIndex(b)
	if at == nil || at[0] == 0 {
		return ""
	}
	return strings.TrimSpace(strings.Trim(b[:at[0]], "_ "))
}
