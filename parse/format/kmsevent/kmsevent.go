// Package kmsevent turns the payloads of Windows licensing events (12288, 12289, 12290, 12293, 12294, 8198, 8200,
// 8208, 8233, 1014, 1003) into typed values, whether they come as the event's insertion strings or inside a rendered,
// possibly translated sentence. Layouts: TechNet ff793440 and the message tables of sppsvc.exe.
package kmsevent

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Request is the payload of 12288, the request of a KMS client. Nil and empty are unknown.
type Request struct {
	Code  *uint32 // result of building or submitting the request
	Flags *uint32 // a bit field, not a second result
	Endpoint
	CMID         string    // lower case, no braces
	Written      time.Time // the client's minute, UTC
	VM           *bool
	State        *int // licence state 0 to 6
	Expiry       *int // minutes to the end of the state
	ActivationID string
	MinimumCount int    // N-policy; 0 where absent (Vista)
	Tuple        string // the text that the values were read from
}

// Response is the payload of 12289, the answer as the client processed it.
type Response struct {
	Code      uint32
	Flags     uint32
	Activated bool
	Count     *int // the host's count
	Interval  int  // activation interval in minutes
	Renewal   int  // renewal interval in minutes
	Written   time.Time
	Tuple     string
}

// HostRequest is the payload of 12290, a request as the KMS host processed it.
type HostRequest struct {
	Code         uint32
	MinimumCount int
	Client       string
	CMID         string
	Written      time.Time
	VM           *bool
	State        *int
	Expiry       *int
	ActivationID string
	Tuple        string
}

// maxPayload bounds what is looked at: a tuple is below 300 bytes and stands in the first KiB of any translation.
const maxPayload = 16 << 10

// maxFields bounds the split: the longest layout, 12290 without message file, has 18 fields.
const maxFields = 64

// maxStarts bounds how many places of a text are tried as the start of a tuple.
const maxStarts = 16

const guid = `[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}`

var (
	// startsHere finds where a tuple may begin. Numbers without 0x count only at the very beginning, since sentences
	// hold numbers too.
	startsHere = regexp.MustCompile(`^\s*(?:-?\d{1,10}|[0-9A-Fa-f]{8})\s*,|0[xX][0-9A-Fa-f]+\s*,`)
	wraps      = regexp.MustCompile(`[\r\n]+[ \t]*`)
	guidField  = regexp.MustCompile(`^\{?(` + guid + `)\}?(?:$|[^0-9A-Za-z-])`)
	anyGUID    = regexp.MustCompile(guid)
	timeField  = regexp.MustCompile(`^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})\s+(\d{1,2}):(\d{2})(?:$|[^0-9])`)
	intField   = regexp.MustCompile(`^(\d{1,10})(?:$|[^0-9A-Za-z.:-])`)
	hexField   = regexp.MustCompile(`^0[xX]([0-9A-Fa-f]{1,16})$`)
)

// ParseRequest reads 12288. It reports false where no tuple with a code and either a client machine id or a time is
// there: what is cut earlier may hold half a host or half a port.
func ParseRequest(payload string) (Request, bool) {
	return find(payload, func(t tuple) (Request, bool) {
		at := t.anchor()
		if at < 1 {
			return Request{}, false
		}
		r := Request{CMID: t.guidBefore(), Written: t.written(), ActivationID: t.activationID(), Tuple: t.text()}
		lead := t.fields[:at]
		if r.Code, lead = takeCode(lead); r.Code == nil {
			return Request{}, false
		}
		r.Flags, lead = takeFlags(t.fields[0], lead)
		if len(lead) > 0 {
			r.Endpoint = SplitHostPort(lead[len(lead)-1])
		}
		r.VM, r.State, r.Expiry = t.states()
		r.MinimumCount = t.trailingCount()
		return r, true
	})
}

// ParseHostRequest reads 12290 from its ten insertion strings, from fewer, or from one string that holds the joined
// parts.
func ParseHostRequest(data []string) (HostRequest, bool) {
	for _, d := range data {
		if r, ok := find(d, hostRequest); ok {
			return r, true
		}
	}
	if len(data) < 2 {
		return HostRequest{}, false
	}
	return find(strings.Join(data[:min(len(data), maxFields)], ","), hostRequest)
}

func hostRequest(t tuple) (HostRequest, bool) {
	at := t.anchor()
	if at < 1 {
		return HostRequest{}, false
	}
	r := HostRequest{CMID: t.guidBefore(), Written: t.written(), ActivationID: t.activationID(), Tuple: t.text()}
	code, lead := takeCode(t.fields[:at])
	if code == nil {
		return HostRequest{}, false
	}
	r.Code = *code
	if len(lead) > 0 {
		if n, ok := number(lead[0]); ok {
			r.MinimumCount, lead = n, lead[1:]
		}
	}
	if len(lead) > 0 {
		r.Client = lead[len(lead)-1]
	}
	r.VM, r.State, r.Expiry = t.states()
	return r, true
}

// ParseResponse reads 12289. Of a tuple that is cut before its time, the last field may be half a number and is left
// unknown; at least the activated flag must be whole.
func ParseResponse(payload string) (Response, bool) {
	return find(payload, func(t tuple) (Response, bool) {
		code, rest := takeCode(t.fields)
		if code == nil || t.guid1 >= 0 {
			return Response{}, false
		}
		flags, rest := takeFlags(t.fields[0], rest)
		if flags == nil {
			return Response{}, false
		}
		r := Response{Code: *code, Flags: *flags, Written: t.written(), Tuple: t.text()}
		nums := rest[:max(0, len(rest)-1)]
		if t.time >= 0 {
			r.Tuple = t.upTo(t.time)
			nums = t.fields[len(t.fields)-len(rest) : max(t.time, len(t.fields)-len(rest))]
		}
		if len(nums) == 0 {
			return Response{}, false
		}
		if !r.numbers(nums, t.time >= 0) {
			return Response{}, false
		}
		return r, true
	})
}

// numbers fills activated, unused, count, activation interval and renewal interval. Where the time stands behind them
// they are counted from it, since an older layout may lack the unused field.
func (r *Response) numbers(fields []string, complete bool) bool {
	var n []int
	for _, f := range fields[:min(len(fields), 5)] {
		v, ok := number(f)
		if !ok {
			break
		}
		n = append(n, v)
	}
	if len(n) == 0 {
		return false
	}
	r.Activated = n[0] != 0
	at := 2
	if complete && len(n) == 4 {
		at = 1
	}
	if len(n) > at {
		r.Count = &n[at]
	}
	if len(n) > at+1 {
		r.Interval = n[at+1]
	}
	if len(n) > at+2 {
		r.Renewal = n[at+2]
	}
	return true
}

// find tries every place of the payload where a tuple may start, then the same with line breaks taken out, since a
// narrow console breaks inside ids.
func find[T any](payload string, read func(tuple) (T, bool)) (T, bool) {
	payload = payload[:min(len(payload), maxPayload)]
	if v, ok := findIn(payload, read); ok {
		return v, true
	}
	if joined := unwrapped(payload); joined != payload {
		return findIn(joined, read)
	}
	var none T
	return none, false
}

func findIn[T any](payload string, read func(tuple) (T, bool)) (T, bool) {
	// The first start nearly always is the one: the others are looked for only where it is not.
	for _, most := range []int{1, maxStarts} {
		starts := startsHere.FindAllStringIndex(payload, most)
		for _, at := range starts {
			if v, ok := read(split(payload[at[0]:])); ok {
				return v, true
			}
		}
	}
	var none T
	return none, false
}

// code32 reads a result in hexadecimal of any width (sign-extended forms too), in decimal, or as eight bare digits.
func code32(s string) (uint32, bool) {
	s = strings.TrimSpace(s)
	if m := hexField.FindStringSubmatch(s); m != nil {
		v, err := strconv.ParseUint(m[1], 16, 64)
		if err != nil || v>>32 != 0 && v>>32 != 0xFFFFFFFF {
			return 0, false
		}
		return uint32(v), true
	}
	if len(s) == 8 {
		if v, err := strconv.ParseUint(s, 16, 32); err == nil {
			return uint32(v), true
		}
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < -(1<<31) || v > 0xFFFFFFFF {
		return 0, false
	}
	return uint32(v), true
}

// takeCode takes a code off the front.
func takeCode(fields []string) (*uint32, []string) {
	if len(fields) == 0 {
		return nil, fields
	}
	v, ok := code32(fields[0])
	if !ok {
		return nil, fields
	}
	return &v, fields[1:]
}

// takeFlags takes the status flags that follow a code: hexadecimal if the code is, so that a host of digits is none.
func takeFlags(code string, fields []string) (*uint32, []string) {
	if len(fields) > 0 && hexField.MatchString(strings.TrimSpace(code)) && !hexField.MatchString(fields[0]) {
		return nil, fields
	}
	return takeCode(fields)
}

func number(s string) (int, bool) {
	m := intField.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	v, err := strconv.ParseInt(m[1], 10, 32)
	return int(v), err == nil
}
