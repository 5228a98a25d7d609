package mgadiag

import (
	"strconv"
	"strings"
)

// Version is "Windows OS version" taken apart: major.minor.build.platform.suite.sp-major.sp-minor.edition. The tool has
// no manifest: on Windows 8.1 and later it may say 6.2.
type Version struct {
	NT      string // "6.1"
	Build   string // "7601"
	Edition int    // product type of GetProductInfo, decimal; 0 unknown
}

// ParseVersion reads "6.1.7601.2.00010300.1.0.003". ok is false where not even major and minor are numbers.
func ParseVersion(s string) (v Version, ok bool) {
	f := strings.Split(strings.TrimSpace(s), ".")
	if len(f) < 2 || !number(f[0]) || !number(f[1]) {
		return Version{}, false
	}
	v.NT = f[0] + "." + f[1]
	if len(f) > 2 && number(f[2]) {
		v.Build = f[2]
	}
	if len(f) == 8 && number(f[7]) {
		v.Edition, _ = strconv.Atoi(f[7]) // at most five digits
	}
	return v, true
}

func number(s string) bool {
	return s != "" && len(s) <= 5 && strings.Trim(s, "0123456789") == ""
}

// servers are the product types of GetProductInfo that are servers (winnt.h, PRODUCT_*).
var servers = [...]int{7, 8, 9, 10, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 55, 56, 59, 60, 61, 62, 63, 64, 76, 77, 79, 80, 95, 96}

// clients are those that are workstations.
var clients = [...]int{1, 2, 3, 4, 5, 6, 11, 16, 26, 27, 28, 47, 48, 49, 65, 66, 67, 68, 69, 70, 71, 72, 74, 84, 98, 99, 100, 101, 103, 111, 112, 113, 114, 115, 121, 122, 125, 126, 129, 130}

// ProductType gives "client" or "server" for an edition, "" where it is not known.
func ProductType(edition int) string {
	for _, n := range servers {
		if n == edition {
			return "server"
		}
	}
	for _, n := range clients {
		if n == edition {
			return "client"
		}
	}
	return ""
}

// Arch reads "Architecture: 0x00000009", the processor architecture of GetSystemInfo: x64, x86, arm64 or "".
func Arch(s string) string {
	v := strings.TrimSpace(s)
	n, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(v), "0x"), 16, 32)
	if err != nil {
		return ""
	}
	switch n {
	case 0:
		return "x86"
	case 9:
		return "x64"
	case 12:
		return "arm64"
	}
	return ""
}
