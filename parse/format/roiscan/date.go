package roiscan

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// stamp is a date and a time in the forms of Windows' locales: three numbers, then two or three.
var stamp = regexp.MustCompile(`(\d{1,4})(\D{1,3}?)(\d{1,2})\D{1,3}?(\d{1,4})\D{1,8}?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?`)

// HeaderTime reads the local time of collection out of the log's first line; the location of the result says nothing.
// swapped is the other reading of a date whose day and month could be exchanged and whose form does not tell, else
// zero. ok is false where no date is found.
func HeaderTime(header string) (at, swapped time.Time, ok bool) {
	i := strings.Index(header, Signature)
	if i < 0 {
		return at, swapped, false
	}
	tail := header[i+len(Signature):]
	m := stamp.FindStringSubmatch(tail)
	if m == nil {
		return at, swapped, false
	}
	n := func(i int) int {
		v, _ := strconv.Atoi(m[i]) // digits, at most four
		return v
	}
	half := halfDay(tail)
	c := clock{hour: n(5), minute: n(6), second: n(7), half: half}
	year, a, b := n(4), n(1), n(3)
	if len(m[1]) == 4 {
		at, ok = c.on(n(1), n(3), n(4))
		return at, swapped, ok
	}
	if len(m[4]) <= 2 {
		year += 2000
	}
	monthFirst, monthFirstOK := c.on(year, a, b)
	dayFirst, dayFirstOK := c.on(year, b, a)
	switch {
	case !monthFirstOK:
		return dayFirst, swapped, dayFirstOK
	case !dayFirstOK:
		return monthFirst, swapped, true
	case strings.TrimSpace(m[2]) == ".":
		// No locale of Windows writes the month first with full stops.
		return dayFirst, swapped, true
	case monthFirst.Equal(dayFirst):
		return dayFirst, swapped, true
	case half != "":
		return monthFirst, dayFirst, true
	}
	return dayFirst, monthFirst, true
}

// clock is a time of day; half is am, pm or "".
type clock struct {
	hour, minute, second int
	half                 string
}

// on puts the time on a date, false where no such date or time exists.
func (c clock) on(year, month, day int) (time.Time, bool) {
	h := c.hour
	switch {
	case c.half != "" && h > 12:
		return time.Time{}, false
	case c.half == "pm" && h < 12:
		h += 12
	case c.half == "am" && h == 12:
		h = 0
	}
	t := time.Date(year, time.Month(month), day, h, c.minute, c.second, 0, time.UTC)
	same := t.Year() == year && int(t.Month()) == month && t.Day() == day && t.Hour() == h && t.Minute() == c.minute && t.Second() == c.second
	return t, same && year >= 2000 && year < 2100
}

// halfDay finds the marker of the half of the day in the locales that have one.
func halfDay(s string) string {
	joined := strings.ToLower(strings.NewReplacer(".", "", "\u00a0", "", "\u202f", "", " ", "").Replace(s))
	for _, w := range strings.FieldsFunc(joined, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch w {
		case "pm", "午後", "下午", "오후", "μμ", "ch":
			return "pm"
		case "am", "午前", "上午", "오전", "πμ", "sa":
			return "am"
		}
	}
	return ""
}
