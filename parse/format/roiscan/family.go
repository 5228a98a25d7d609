package roiscan

import (
	"strconv"
	"strings"
)

// tails are the ends of the product codes of Office before 2007, whose major version no digit tells. [V] for 2007 and
// later: 9VMMmmmm-pppp-llll-a000-d000000ff1ce with MM the major version and a the bitness.
var tails = [...]struct {
	tail   string
	family int
}{
	{"-78e1-11d2-b60f-006097c998e7", 9},
	{"-6000-11d3-8cfe-0050048383c9", 10},
	{"-6000-11d3-8cfe-0150048383c9", 11},
}

// CodeFamily reads the major version of Office (9 to 12, 14 to 16) out of a product code, 0 where it is none of Office.
func CodeFamily(code string) int {
	c := GUID(code)
	for _, t := range tails {
		if strings.HasSuffix(c, t.tail) {
			return t.family
		}
	}
	if !strings.HasSuffix(c, "0ff1ce") {
		return 0
	}
	return family(c[2:4])
}

// CodeArch reads the bitness out of a product code of Office 2007 or later: x86, x64, or "".
func CodeArch(code string) string {
	c := GUID(code)
	if CodeFamily(c) < 12 {
		return ""
	}
	switch c[19] {
	case '0':
		return "x86"
	case '1':
		return "x64"
	}
	return ""
}

// CodeClickToRun says whether a product code is one of Office 2010 Click-to-Run, whose minor digits are 0011.
func CodeClickToRun(code string) bool {
	c := GUID(code)
	return CodeFamily(c) == 14 && c[4:8] == "0011"
}

// VersionFamily reads the major version out of "15.0.4569.1506" or "15".
func VersionFamily(version string) int {
	major, _, _ := strings.Cut(strings.TrimSpace(version), ".")
	return family(major)
}

func family(major string) int {
	n, err := strconv.Atoi(major)
	if err != nil || n < 9 || n > 16 || n == 13 {
		return 0
	}
	return n
}

// years are the releases by the year in their names, newest first.
var years = [...]struct {
	name   string
	family int
}{
	{"2024", 16}, {"2021", 16}, {"2019", 16}, {"2016", 16}, {"365", 16}, {"2013", 15}, {"2010", 14}, {"2007", 12},
	{"2003", 11}, {"2002", 10}, {" XP", 10}, {"2000", 9},
}

// NameFamily reads the major version out of the year in a product's name.
func NameFamily(name string) int {
	for _, y := range years {
		if strings.Contains(name, y.name) {
			return y.family
		}
	}
	return 0
}

// LicenseFamily reads the major version out of a licence's name: "Office 15, OfficeProPlusVL_KMS_Client edition". The
// releases 19, 21 and 24 are of family 16.
func LicenseFamily(name string) int {
	n, ok := strings.CutPrefix(strings.TrimSpace(name), "Office ")
	if !ok {
		return 0
	}
	n, _, ok = strings.Cut(n, ",")
	if !ok {
		return 0
	}
	switch n {
	case "14":
		return 14
	case "15":
		return 15
	case "16", "19", "21", "24":
		return 16
	}
	return 0
}

// Channel reads the script's channel word out of a licence token: "OfficeProPlusVL_KMS_Client" gives "KMS_Client".
func Channel(token string) string {
	i := strings.IndexAny(token, "_-")
	if i < 0 {
		return ""
	}
	return token[i+1:]
}

// Arch folds the words for a bitness: x86, x64, arm64 or "".
func Arch(s string) string {
	switch l := strings.ToLower(strings.TrimSpace(s)); {
	case strings.HasPrefix(l, "arm64"):
		return "arm64"
	case strings.HasPrefix(l, "x64"), strings.HasPrefix(l, "amd64"), strings.HasPrefix(l, "64"):
		return "x64"
	case strings.HasPrefix(l, "x86"), strings.HasPrefix(l, "32"):
		return "x86"
	}
	return ""
}
