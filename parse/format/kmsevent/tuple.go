package kmsevent

import (
	"strconv"
	"strings"
	"time"
)

// tuple is a payload split at its commas, with the fields found by shape that fix the meaning of all others. -1 is
// absent.
type tuple struct {
	fields []string
	raw    string
	starts []int // where each field starts in raw
	guid1  int   // the client machine id
	guid2  int   // the activation id
	time   int
}

// behindTime is how many fields follow the time: VM, state, minutes, activation id, count. What stands further belongs
// to the next thing in the text.
const behindTime = 5

func split(s string) tuple {
	t := tuple{raw: strings.TrimSpace(s), guid1: -1, guid2: -1, time: -1}
	for from, more := 0, true; more && len(t.fields) <= maxFields; {
		if t.time >= 0 && len(t.fields) > t.time+behindTime {
			break
		}
		end := strings.IndexByte(t.raw[from:], ',')
		if more = end >= 0; !more {
			end = len(t.raw) - from
		}
		f := strings.TrimRight(t.raw[from:from+end], blanks)
		if _, ok := clock(f); ok && t.time < 0 {
			t.time = len(t.fields)
		}
		t.fields, t.starts = append(t.fields, f), append(t.starts, from)
		if more {
			rest := t.raw[from+end+1:]
			from = len(t.raw) - len(strings.TrimLeft(rest, blanks))
		}
	}
	for i, f := range t.fields {
		if t.time < 0 || i < t.time {
			f = unwrapped(f)
			t.fields[i] = f
		}
		if !guidShaped(f) || !guidField.MatchString(f) {
			continue
		}
		if t.guid1 < 0 && (t.time < 0 || i < t.time) {
			t.guid1 = i
		} else {
			t.guid2 = i
		}
	}
	return t
}

// blanks are those of a regular expression's \s.
const blanks = " \t\n\f\r"

// unwrapped undoes a console's line ends.
func unwrapped(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return wraps.ReplaceAllString(s, "")
}

// guidShaped and timeShaped tell cheaply what guidField and timeField cannot match: most fields of half a million events.
func guidShaped(s string) bool {
	return len(s) >= 36 && (s[8] == '-' || s[0] == '{' && s[9] == '-')
}

func timeShaped(s string) bool {
	return len(s) >= len("2006/1/2 3:04") && s[0] >= '0' && s[0] <= '9' && (s[4] == '/' || s[4] == '.' || s[4] == '-')
}

// anchor is the index of the client machine id, or where it would stand: the field before the time. A masked id is
// still a field of its own.
func (t tuple) anchor() int {
	switch {
	case t.guid1 >= 0:
		return t.guid1
	case t.time >= 0:
		return t.time - 1
	}
	return -1
}

func (t tuple) guidBefore() string {
	if t.guid1 < 0 {
		return ""
	}
	return lowerGUID(t.fields[t.guid1])
}

func (t tuple) activationID() string {
	if t.guid2 < 0 {
		return ""
	}
	return lowerGUID(t.fields[t.guid2])
}

func (t tuple) written() time.Time {
	if t.time < 0 {
		return time.Time{}
	}
	v, _ := clock(t.fields[t.time])
	return v
}

// states reads the three numbers between the time and the activation id. The last one of a cut tuple may be half a
// number and is left unknown.
func (t tuple) states() (vm *bool, state, expiry *int) {
	if t.time < 0 {
		return nil, nil, nil
	}
	at := func(i int) *int {
		i += t.time
		if i+1 >= len(t.fields) || i == t.guid2 {
			return nil
		}
		if v, ok := number(t.fields[i]); ok {
			return &v
		}
		return nil
	}
	if v := at(1); v != nil && *v <= 1 {
		b := *v == 1
		vm = &b
	}
	if v := at(2); v != nil && *v <= 6 {
		state = v
	}
	return vm, state, at(3)
}

// trailingCount reads the N-policy behind the activation id.
func (t tuple) trailingCount() int {
	at := t.guid2 + 1
	if t.guid2 < 0 {
		at = t.time + behindTime
		if t.time < 0 {
			return 0
		}
	}
	if at >= len(t.fields) {
		return 0
	}
	v, _ := number(t.fields[at])
	return v
}

// text is the tuple as it stands in the payload, without what follows it.
func (t tuple) text() string { return t.upTo(len(t.fields) - 1) }

// upTo is the text up to and with one field.
func (t tuple) upTo(field int) string {
	at := t.starts[field]
	return t.raw[:at+len(firstWord(t.raw[at:]))]
}

// firstWord cuts what follows a tuple's last field; a time keeps its blank.
func firstWord(s string) string {
	if timeShaped(s) {
		if m := timeField.FindStringSubmatchIndex(s); m != nil {
			return s[:m[11]]
		}
	}
	if at := strings.IndexAny(s, " \t\r\n\"'"); at >= 0 {
		return s[:at]
	}
	return s
}

// clock reads the minute of a payload, which is UTC in every event.
func clock(s string) (time.Time, bool) {
	if !timeShaped(s) {
		return time.Time{}, false
	}
	m := timeField.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	var n [5]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1])
	}
	if n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31 || n[3] > 23 || n[4] > 59 {
		return time.Time{}, false
	}
	v := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], 0, 0, time.UTC)
	return v, v.Day() == n[2] && n[0] >= 1601
}

func lowerGUID(s string) string { return strings.ToLower(anyGUID.FindString(s)) }
