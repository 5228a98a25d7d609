package catalogue

import (
	"fmt"
	"sort"
	"strings"
)

// ErrorCode is an HRESULT that licensing prints or logs. Side is where its cause lies: client, host, either, dns,
// network, ms (Microsoft's activation service). Basis says how well the entry is known, in the letters of
// formats/README.md of the domain reference.
type ErrorCode struct {
	Code     uint32
	Symbol   string
	Message  string // English, of Windows 11 24H2: older systems word it otherwise, never match on it
	Section  string // id of the article's section that the code leads to, "" for the codes it does not know
	Side     string
	Category string
	Cause    string // the likely one
	Action   string // the first
	Basis    string
}

// Lookup returns the entry of a code with its message written out; false where the table does not have it.
func Lookup(code uint32) (ErrorCode, bool) {
	i := sort.Search(len(codes), func(i int) bool { return codes[i].Code >= code })
	if i == len(codes) || codes[i].Code != code {
		return ErrorCode{}, false
	}
	return codes[i].written(), true
}

// ErrorCodes returns the whole table in the order of the codes, messages written out.
func ErrorCodes() []ErrorCode {
	out := make([]ErrorCode, len(codes))
	for i, e := range codes {
		out[i] = e.written()
	}
	return out
}

// Describe says in a few words what a code means: its message, else what its bits tell (Facility).
func Describe(code uint32) string {
	e, ok := Lookup(code)
	switch {
	case !ok:
		return Facility(code)
	case strings.HasPrefix(e.Message, "("):
		// Windows has no text for it.
		return e.Cause
	}
	return e.Message
}

// written is the entry without the table's abbreviations: two entries refer to the one above them in the reference.
func (e ErrorCode) written() ErrorCode {
	e.Message = expand(e.Message)
	switch e.Code {
	case 0x4004F068:
		e.Cause, e.Action = "Failed validation, grace (type 2)", "Validate / reinstall proper key"
	case 0xC004F067:
		e.Cause = "Non-genuine grace over (type 2)"
	}
	return e
}

// BasisWords says how well an entry is known, out of the letters of its Basis ("S+K2"). Source: the legend of the domain
// reference.
func BasisWords(basis string) []string {
	var out []string
	for _, b := range strings.Split(basis, "+") {
		if w, ok := bases[b]; ok {
			out = append(out, w)
		}
	}
	return out
}

var bases = map[string]string{
	"S":    "message verified in the message table of Windows 11 24H2, symbol in Microsoft's SDK constants",
	"Smsg": "message verified in the message table of Windows 11 24H2, symbol from memory",
	"K":    "code and section verified in KB2870357",
	"K2":   "code, message and cause verified in Microsoft's article on activation error codes",
	"P":    "symbol and number verified in the tables of PoShEvents and py-kms",
	"G":    "text verified in slmgr.vbs or ROIScan",
	"M":    "symbol, number or message from memory (the usual numbering of Win32, DNS, RPC and WinHTTP)",
}

// expand writes out the prefixes that the table shortens.
func expand(m string) string {
	prefix, rest, ok := strings.Cut(m, ": ")
	if !ok {
		return m
	}
	switch prefix {
	case "SLS":
		return "The Software Licensing Service reported that " + rest
	case "AS":
		return "The activation server reported that " + rest
	case "SP":
		return "The security processor reported that " + rest
	case "GV":
		if strings.HasPrefix(rest, "the ") || strings.HasPrefix(rest, "your ") {
			return "Genuine Validation determined that " + rest
		}
		return "Genuine Validation detected " + rest
	}
	return m
}

// Facility says what the bits of a code tell about a code that the table does not have: which part of Windows made it.
func Facility(code uint32) string {
	switch {
	case code == 0:
		return "Success"
	case code>>12 == 0xC004C, code>>12 == 0xC004B:
		return "an error of Microsoft's activation server, which no KMS exchange produces"
	case code>>12 == 0xC004F:
		return "an error of the licensing client"
	case code>>12 == 0xC004E, code>>12 == 0x8004E:
		return "an error of the licence store"
	case code>>12 == 0xC004D:
		return "an error of the security processor"
	case code>>16 == 0x4004:
		return "information of the licensing service, no error"
	case code>>16 == 0x8007:
		return win32(code & 0xFFFF)
	case code>>28 == 0xC:
		return fmt.Sprintf("an error of facility %d", code>>16&0x1FFF)
	case code>>31 == 1:
		return fmt.Sprintf("an error of facility %d, number %d", code>>16&0x1FFF, code&0xFFFF)
	}
	return "no error by its bits"
}

// win32 names the part of Windows by the range of its error number.
func win32(n uint32) string {
	part := "Windows"
	switch hi := n >> 8; {
	case hi == 0x06:
		part = "the remote procedure call (RPC)"
	case hi >= 0x23 && hi <= 0x26:
		part = "DNS"
	case hi >= 0x27 && hi <= 0x2A:
		part = "the network (Winsock)"
	case hi >= 0x2E && hi <= 0x2F:
		part = "the internet connection (WinHTTP)"
	}
	return fmt.Sprintf("an error of %s, Win32 number %d", part, n)
}
