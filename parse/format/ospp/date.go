package ospp

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// When is a date as a script printed it in the regional format of the account: digits read as UTC. Other is the reading
// with day and month exchanged; it is zero where the order is certain.
type When struct {
	At    time.Time
	Other time.Time
}

// date is the printed numbers before their order is decided. yearFirst dates are never in doubt.
type date struct {
	a, b, year   int
	yearFirst    bool
	hour, min, s int
	ok           bool
}

// Dates reads the dates of one listing together, since one of them may show the order for all: a first number above 12
// is a day. Dates that cannot be read are zero. Years of the Buddhist calendar are converted.
//
// ospp.vbs converts month-first digits with CDate, which on day-first systems exchanges day and month where both are
// possible. So a day-first listing leaves its ambiguous dates with both readings; only month-first ones are certain.
func Dates(values []string) []When {
	ds := make([]date, len(values))
	dayFirst, monthFirst := 0, 0
	for i, v := range values {
		ds[i] = readDate(v)
		switch d := ds[i]; {
		case !d.ok || d.yearFirst:
		case d.a > 12 && d.b <= 12:
			dayFirst++
		case d.b > 12 && d.a <= 12:
			monthFirst++
		}
	}
	out := make([]When, len(values))
	for i, d := range ds {
		out[i] = d.when(dayFirst > monthFirst, monthFirst > dayFirst)
	}
	return out
}

func (d date) when(dayFirst, monthFirst bool) When {
	if !d.ok {
		return When{}
	}
	if d.yearFirst {
		return When{At: d.at(d.a, d.b)}
	}
	md, dm := d.at(d.a, d.b), d.at(d.b, d.a)
	switch {
	case md.IsZero():
		return When{At: dm}
	case dm.IsZero() || d.a == d.b || monthFirst:
		return When{At: md}
	case dayFirst:
		return When{At: dm, Other: md}
	}
	return When{At: md, Other: dm}
}

// at is zero for a day that does not exist.
func (d date) at(month, day int) time.Time {
	if month < 1 || month > 12 || day < 1 {
		return time.Time{}
	}
	t := time.Date(d.year, time.Month(month), day, d.hour, d.min, d.s, 0, time.UTC)
	if t.Day() != day {
		return time.Time{}
	}
	return t
}

var (
	// A date is three numbers with one of / . - or a blank after a dot between ("22. 2. 2014", "2014. 02. 22.").
	dateShape = regexp.MustCompile(`([0-9]{1,4})\s?[/.\-]\s?([0-9]{1,2})\s?[/.\-]\s?([0-9]{1,4})`)
	timeShape = regexp.MustCompile(`([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?`)
	// The designators of the locales that use a 12-hour clock in their default formats.
	afternoon = regexp.MustCompile(`(?i)(?:^|[\s0-9])p\.?\s?m\b|午後|下午|오후|μμ|μ\.μ\.|\bCH\b|\bdu\.|\bodp\.|\bem\b|\bMD\b|(?:^|\s)م(?:\s|$)|ب\.ظ`)
	morning   = regexp.MustCompile(`(?i)(?:^|[\s0-9])a\.?\s?m\b|午前|上午|오전|πμ|π\.μ\.|\bSA\b|\bde\.|\bdop\.|\bfm\b|\bPD\b|(?:^|\s)ص(?:\s|$)|ق\.ظ`)
)

// minYear and maxYear bound what a licensing event of Office can be dated.
const (
	minYear = 2000
	maxYear = 2399
	// buddhist is the calendar of Thai systems.
	buddhist = 543
)

func readDate(v string) date {
	v = strings.Map(asciiDigit, v)
	m := dateShape.FindStringSubmatchIndex(v)
	if m == nil {
		return date{}
	}
	part := func(i int) (int, int) {
		n, _ := strconv.Atoi(v[m[2*i]:m[2*i+1]])
		return n, m[2*i+1] - m[2*i]
	}
	x, xn := part(1)
	y, _ := part(2)
	z, zn := part(3)
	d := date{a: x, b: y, year: z, ok: true}
	if xn > 2 {
		d = date{a: y, b: z, year: x, yearFirst: true, ok: zn <= 2}
	} else if zn <= 2 {
		d.year += 2000
	}
	if d.year >= minYear+buddhist {
		d.year -= buddhist
	}
	if d.year < minYear || d.year > maxYear {
		return date{}
	}
	d.clock(v[m[1]:], v)
	return d
}

// clock reads the time behind the date; all is the whole value, since designators stand in front too.
func (d *date) clock(rest, all string) {
	m := timeShape.FindStringSubmatch(rest)
	if m == nil {
		return
	}
	d.hour, _ = strconv.Atoi(m[1])
	d.min, _ = strconv.Atoi(m[2])
	d.s, _ = strconv.Atoi(m[3])
	switch {
	case afternoon.MatchString(all) && d.hour < 12:
		d.hour += 12
	case morning.MatchString(all) && d.hour == 12:
		d.hour = 0
	}
	if d.hour > 23 || d.min > 59 || d.s > 59 {
		d.ok = false
	}
}

// asciiDigit maps the digits of Arabic and Persian systems and drops the direction marks that surround them.
func asciiDigit(r rune) rune {
	switch {
	case r >= '٠' && r <= '٩':
		return '0' + r - '٠'
	case r >= '۰' && r <= '۹':
		return '0' + r - '۰'
	case r == '\u200e' || r == '\u200f':
		return -1
	case r == '\u00a0' || r == '\u202f':
		return ' '
	}
	return r
}
