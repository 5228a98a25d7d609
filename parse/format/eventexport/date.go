package eventexport

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kmstriage/parse/format/winevent"
)

// order is what the first number of a date is.
type order int

const (
	unknownOrder order = iota
	monthFirst
	dayFirst
)

// stamp is a date as it was printed. Where day and month could be exchanged, both readings are set; else only one.
type stamp struct {
	month time.Time // read month first, or the only reading of a date with its year in front
	day   time.Time // read day first
	fixed bool      // the form tells the order
	utc   bool
}

func (s stamp) isZero() bool { return s.month.IsZero() && s.day.IsZero() }

// sure reports whether the date has one reading only.
func (s stamp) sure() bool {
	return s.month.IsZero() || s.day.IsZero() || s.month.Equal(s.day)
}

func (s stamp) first() time.Time {
	if s.month.IsZero() {
		return s.day
	}
	return s.month
}

// in reads the stamp in an order; swapped is the other reading where the order is unknown.
func (s stamp) in(o order) (at, swapped time.Time) {
	switch {
	case s.sure():
		return s.first(), time.Time{}
	case o == dayFirst:
		return s.day, time.Time{}
	case o == monthFirst:
		return s.month, time.Time{}
	}
	return s.month, s.day
}

var (
	numbersDate = regexp.MustCompile(`(\d{1,4})(\s*[./-]\s*)(\d{1,2})\s*[./-]\s*(\d{1,4})\.?,?[T\s]+(\D{0,12}?)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,](\d{1,9}))?\s*(Z\b|[+-]\d{2}:?\d{2}\b)?\s*([^\d,;"]{0,8})`)
	dayOnly     = regexp.MustCompile(`^(\d{1,4})(\s*[./-]\s*)(\d{1,2})\s*[./-]\s*(\d{1,4})\.?$`)
	jsonDate    = regexp.MustCompile(`^\\?/Date\((-?\d{1,16})`)
)

// Words for the halves of the day, as Windows prints them; letters only, lower case.
var (
	afternoon = []string{"pm", "μμ", "下午", "午後", "오후", "nm", "em", "du", "ch", "م"}
	forenoon  = []string{"am", "πμ", "上午", "午前", "오전", "fm", "de", "sa", "ص"}
)

// Bounds of what is looked at for a date: "1/1/26 0:00", and a date behind some words.
const (
	shortestDate = 11
	longestDate  = 120
)

// dateNoise takes out the marks for writing direction and the narrow blanks that newer Windows prints.
var dateNoise = strings.NewReplacer("\u200e", "", "\u200f", "", "\u202f", " ", "\u00a0", " ")

// dottedWords joins "a. m.".
var dottedWords = strings.NewReplacer(". ", "", ".", "")

// monthFirstStamp reads the one form that the support diagnostic writes, "MM/DD/YYYY" and "hh:mm:ss AM", which is most
// of what is ever read.
func monthFirstStamp(date, clock string) (stamp, bool) {
	t, err := time.Parse("01/02/2006 3:04:05 PM", date+" "+strings.TrimSpace(clock))
	if err != nil {
		return stamp{}, false
	}
	return stamp{month: t, fixed: true}, true
}

// dayFirstRow is a row of the support diagnostic's columns with a date of which the first number is no month: another
// collector wrote it.
var dayFirstRow = regexp.MustCompile(`(?m)^(?:1[3-9]|2\d|3[01])/\d{2}/\d{4}[ ,]`)

// columnsStamp reads the date and time columns of the support diagnostic, which are always month first unless another
// collector wrote them.
func columnsStamp(date, clock string, dayFirst bool) (stamp, bool) {
	if !dayFirst {
		if s, ok := monthFirstStamp(date, clock); ok {
			return s, true
		}
	}
	s, ok := parseDays(date, clock)
	if ok && dayFirst && !s.day.IsZero() {
		s.month, s.fixed = time.Time{}, true
	}
	return s, ok
}

// parseStamp reads a date with its time, as any Windows prints it. It reports false where there is none.
func parseStamp(s string) (stamp, bool) {
	if len(s) < shortestDate || !strings.ContainsAny(s, "0123456789") {
		return stamp{}, false
	}
	s = dateNoise.Replace(s[:min(len(s), longestDate)])
	if m := jsonDate.FindStringSubmatch(s); m != nil {
		ms, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			return stamp{}, false
		}
		return stamp{month: time.UnixMilli(ms).UTC(), fixed: true, utc: true}, true
	}
	m := numbersDate.FindStringSubmatch(s)
	if m == nil {
		return stamp{}, false
	}
	hour, ok := hours(m[6], m[5]+" "+m[11])
	if !ok {
		return stamp{}, false
	}
	minute, second := atoi(m[7]), atoi(m[8])
	if minute > 59 || second > 59 {
		return stamp{}, false
	}
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second + fraction(m[9])
	out, ok := days(m[1], strings.TrimSpace(m[2]), m[3], m[4])
	if !ok {
		return stamp{}, false
	}
	zone, utc := zoneOf(m[10])
	for _, t := range []*time.Time{&out.month, &out.day} {
		if !t.IsZero() {
			*t = t.Add(clock - zone)
		}
	}
	out.utc = utc
	return out, true
}

// parseDays reads a date alone and puts a clock of another column to it.
func parseDays(date, clock string) (stamp, bool) {
	if !dayOnly.MatchString(strings.TrimSpace(date)) {
		return stamp{}, false
	}
	return parseStamp(strings.TrimSpace(date) + " " + strings.TrimSpace(clock))
}

// days reads the three numbers of a date. The year is first, or last; a dot between them means day first in every
// Windows locale that uses it.
func days(a, sep, b, c string) (stamp, bool) {
	x, y, z := atoi(a), atoi(b), atoi(c)
	if len(a) == 4 {
		t, ok := calendar(x, y, z)
		return stamp{month: t, fixed: true}, ok
	}
	if len(a) > 2 || len(c) != 4 && len(c) != 2 {
		return stamp{}, false
	}
	if len(c) == 2 {
		z += 2000
	}
	var s stamp
	var m, d bool
	s.month, m = calendar(z, x, y)
	s.day, d = calendar(z, y, x)
	if sep == "." && d {
		s.month, s.fixed = time.Time{}, true
	}
	return s, m || d
}

// thaiOffset is the difference of the Buddhist calendar, which Thai Windows prints.
const thaiOffset = 543

func calendar(y, m, d int) (time.Time, bool) {
	if y > 2400 {
		y -= thaiOffset
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y < 1990 || y > 2200 || m < 1 || m > 12 || d < 1 || t.Day() != d {
		return time.Time{}, false
	}
	return t, true
}

func hours(digits, words string) (int, bool) {
	h := atoi(digits)
	letters := strings.ToLower(dottedWords.Replace(words))
	for _, w := range strings.Fields(letters) {
		switch {
		case slices.Contains(afternoon, w) && h < 12:
			h += 12
		case slices.Contains(forenoon, w) && h == 12:
			h = 0
		}
	}
	return h, h < 24
}

func fraction(digits string) time.Duration {
	if digits == "" {
		return 0
	}
	n := atoi((digits + "000000000")[:9])
	return time.Duration(n)
}

func zoneOf(s string) (time.Duration, bool) {
	if s == "" {
		return 0, false
	}
	if s == "Z" {
		return 0, true
	}
	d := strings.ReplaceAll(s[1:], ":", "")
	z := time.Duration(atoi(d[:2]))*time.Hour + time.Duration(atoi(d[2:]))*time.Minute
	if s[0] == '-' {
		z = -z
	}
	return z, true
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// evidence gathers what tells day-first files from month-first ones.
type evidence struct {
	onlyMonth, onlyDay   int // dates that one reading alone allows
	month, day           run
	votesMonth, votesDay int // payload minutes that fit one reading alone
	local, twofold       bool
}

// run follows the times of a file under one reading.
type run struct {
	last, min, max time.Time
	ups, downs     int
}

// unrest is how far a log's records may stand out of order: the hour of a clock change, and services that write late.
const unrest = 2 * time.Hour

func (r *run) add(t time.Time) {
	switch {
	case r.last.IsZero():
		r.last = t
	case t.Sub(r.last) > unrest:
		r.ups++
		r.last = t
	case r.last.Sub(t) > unrest:
		r.downs++
		r.last = t
	}
	if r.min.IsZero() || t.Before(r.min) {
		r.min = t
	}
	if t.After(r.max) {
		r.max = t
	}
}

// ordered reports a file that goes one way only, as every export does.
func (r *run) ordered() bool { return r.ups+r.downs > 0 && (r.ups == 0 || r.downs == 0) }

func (e *evidence) add(s stamp) {
	if s.isZero() {
		return
	}
	if !s.fixed && s.month.IsZero() {
		e.onlyDay++
	}
	if !s.fixed && s.day.IsZero() {
		e.onlyMonth++
	}
	e.local = e.local || !s.utc
	e.twofold = e.twofold || !s.sure()
	m, _ := s.in(monthFirst)
	d, _ := s.in(dayFirst)
	e.month.add(m)
	e.day.add(d)
}

var minuteInText = regexp.MustCompile(`\b(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d{2})\b`)

// farthestZone bounds how far local time can stand from the UTC minute of a payload: UTC+14 and an hour of grace.
const farthestZone = 15 * time.Hour

// payload compares a date with the UTC minute that KMS events carry.
func (e *evidence) payload(s stamp, rec winevent.Record) {
	if s.sure() {
		return
	}
	m := minuteInText.FindStringSubmatch(rec.Message)
	if m == nil {
		return
	}
	at := time.Date(atoi(m[1]), time.Month(atoi(m[2])), atoi(m[3]), atoi(m[4]), atoi(m[5]), 0, 0, time.UTC)
	nearMonth := s.month.Sub(at).Abs() <= farthestZone
	nearDay := s.day.Sub(at).Abs() <= farthestZone
	switch {
	case nearMonth && !nearDay:
		e.votesMonth++
	case nearDay && !nearMonth:
		e.votesDay++
	}
}

// order decides for the whole file: a number above 12, else the direction of the records, else the payloads.
func (e *evidence) order() order {
	switch {
	case e.onlyMonth > 0 && e.onlyDay == 0:
		return monthFirst
	case e.onlyDay > 0 && e.onlyMonth == 0:
		return dayFirst
	case e.onlyDay > 0 && e.onlyMonth > 0:
		return unknownOrder
	case e.month.ordered() && !e.day.ordered():
		return monthFirst
	case e.day.ordered() && !e.month.ordered():
		return dayFirst
	case e.votesMonth > e.votesDay:
		return monthFirst
	case e.votesDay > e.votesMonth:
		return dayFirst
	}
	return unknownOrder
}

// span is the oldest and newest time of the file.
func (e *evidence) span(o order) (first, last time.Time) {
	if o == dayFirst {
		return e.day.min, e.day.max
	}
	return e.month.min, e.month.max
}
