// Package fact is the vocabulary of what can be observed in a support bundle: values, each with the place it was read
// at, and how well each file was read. Nobody judges here: classification, comparison and precedence stand in
// analyze/derive.
package fact

import (
	"fmt"
	"strconv"
	"strings"
)

// Source is the place a value was read at: a file of the bundle and a position in it. The zero position fields are
// unknown. Path uses forward slashes and joins nested archives by "!/".
type Source struct {
	Path   string `json:"path"`
	Line   int    `json:"line,omitempty"`   // 1-based line of the decoded text
	Record uint64 `json:"record,omitempty"` // EventRecordID of an event log
	Offset int64  `json:"offset,omitempty"` // byte in the unpacked file
}

// String gives the citation of reports: "CL01_evt_Application.evtx#4211", "CL01_NSLookup.log:7", else the path with
// "@offset".
func (s Source) String() string {
	switch {
	case s.Record != 0:
		return s.Path + "#" + strconv.FormatUint(s.Record, 10)
	case s.Line != 0:
		return s.Path + ":" + strconv.Itoa(s.Line)
	case s.Offset != 0:
		return s.Path + "@" + strconv.FormatInt(s.Offset, 10)
	}
	return s.Path
}

// IsZero reports whether the source names no file.
func (s Source) IsZero() bool { return s.Path == "" }

// Line is a raw line of an artifact with its place: the evidence behind one scalar.
type Line struct {
	Source Source `json:"source"`
	Text   string `json:"text"` // as it stands in the file, trimmed of line ends and outer blanks
}

// Lines maps the name of a scalar (the Go field name in lower camel case) to the line it was read from.
type Lines map[string]Line

// Code is an HRESULT. It prints and saves as "0xC004F074".
type Code uint32

// String gives "0x" and eight upper-case hexadecimal digits.
func (c Code) String() string { return fmt.Sprintf("0x%08X", uint32(c)) }

// MarshalText writes the code as String does.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what ParseCode reads.
func (c *Code) UnmarshalText(b []byte) error {
	v, err := ParseCode(string(b))
	*c = v
	return err
}

// ParseCode reads an HRESULT in the spellings that scripts, logs and people use: "0xC004F074", "C004F074" (eight hex
// digits), "3221549172", "-1073418124", "0x0". A string of up to ten decimal digits that is no eight-digit hexadecimal is decimal.
func ParseCode(s string) (Code, error) {
	t := strings.TrimSpace(s)
	l := strings.ToLower(t)
	if h, ok := strings.CutPrefix(l, "0x"); ok {
		v, err := strconv.ParseUint(h, 16, 32)
		if err != nil {
			return 0, fmt.Errorf("error code %q: not a 32-bit hexadecimal number", s)
		}
		return Code(v), nil
	}
	if strings.HasPrefix(t, "-") {
		v, err := strconv.ParseInt(t, 10, 64)
		if err != nil || v < -(1<<31) {
			return 0, fmt.Errorf("error code %q: not a 32-bit number", s)
		}
		return Code(uint32(int32(v))), nil
	}
	if len(t) == 8 {
		if v, err := strconv.ParseUint(t, 16, 32); err == nil {
			return Code(v), nil
		}
	}
	v, err := strconv.ParseUint(t, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("error code %q: want a form like 0xC004F074", s)
	}
	return Code(v), nil
}
