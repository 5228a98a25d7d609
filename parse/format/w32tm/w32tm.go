// Package w32tm turns what the time service's w32tm prints into the offsets that it measured: /stripchart, /monitor and
// /query /status /verbose.
package w32tm

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// Offset is what must be added to the computer's clock to have the source's time, in seconds.
type Offset struct {
	Source  string // "" unknown
	Seconds float64
	Line    textenc.Line
}

// Log is the whole text. Source is what /query /status says the clock is set by; Status whether such a report was seen.
type Log struct {
	Offsets []Offset
	Source  string
	Status  bool
	Errors  int // samples that were not answered
}

// maxLines and maxOffsets bound the work: a chart has a line every two seconds, and some runs last for days.
const (
	maxLines   = 200_000
	maxOffsets = 20
)

var (
	sample    = regexp.MustCompile(`^\d{1,2}[:.]\d{2}[:.]\d{2}(?: ?[AaPp][Mm])?,?\s+(?:d:[+-]?\d+[.,]\d+s\s+)?(?:o:)?([+-]\d+[.,]\d+)s(?:\s|$)`)
	failed    = regexp.MustCompile(`^\d{1,2}[:.]\d{2}[:.]\d{2}(?: ?[AaPp][Mm])?,?\s+.*0x800705B4|^error: 0x[0-9A-Fa-f]{8}`)
	tracked   = regexp.MustCompile(`^\S.*?\s?(\S+) \[[0-9A-Fa-f.:]+:123\]`)
	reference = regexp.MustCompile(`^\S.*?[:：]\s*0x[0-9A-Fa-f]{8} \(`)
	monitored = regexp.MustCompile(`^NTP: ([+-]\d+[.,]\d+)s\b.*\blocal clock`)
	measured  = regexp.MustCompile(`^(\S+)(?: \*\*\* PDC \*\*\*)? ?\[[0-9A-Fa-f.:]+:123\]:$`)
	phase     = regexp.MustCompile(`^Phase Offset: (-?\d+[.,]\d+)s$`)
	sourceRow = regexp.MustCompile(`^Source: (\S.*)$`)
	labelled  = regexp.MustCompile(`^[^:：]+[:：]\s*(\S.*)$`)
)

// maxLine is beyond every line of these tools: a longer one is something else, and no expression looks at it.
const maxLine = 4096

// Parse reads the lines of a file; a text of another kind has no offsets and no status. Of a chart the
// first sample is kept.
func Parse(lines []textenc.Line) Log {
	r := &reader{}
	for _, l := range lines[:min(len(lines), maxLines)] {
		if len(l.Text) > maxLine {
			continue
		}
		l.Text = strings.TrimSpace(l.Text)
		r.line(l)
	}
	return r.log
}

type reader struct {
	log     Log
	source  string
	charted bool // the open chart has shown a sample
	status  int  // rows of a status report since its reference id
}

func (r *reader) line(l textenc.Line) {
	if _, ok := consoletext.Command(l.Text); ok {
		r.source, r.charted, r.status = "", false, 0
		return
	}
	switch {
	case l.Text == "":
	case r.sampled(l):
	case failed.MatchString(l.Text):
		r.log.Errors++
	case measured.MatchString(l.Text):
		r.source, r.charted = measured.FindStringSubmatch(l.Text)[1], false
	case tracked.MatchString(l.Text):
		r.source, r.charted = tracked.FindStringSubmatch(l.Text)[1], false
	case reference.MatchString(l.Text):
		r.log.Status, r.status = true, 1
	default:
		r.report(l)
	}
}

func (r *reader) sampled(l textenc.Line) bool {
	m := sample.FindStringSubmatch(l.Text)
	if m == nil {
		return false
	}
	v, ok := seconds(m[1])
	if !ok {
		return true
	}
	if !r.charted {
		r.add(v, l)
		r.charted = true
	}
	return true
}

// report takes rows of /query /status, in which the source stands two rows behind the reference id, and of /monitor.
func (r *reader) report(l textenc.Line) {
	if m := monitored.FindStringSubmatch(l.Text); m != nil {
		if v, ok := seconds(m[1]); ok {
			r.add(v, l)
		}
		return
	}
	if m := phase.FindStringSubmatch(l.Text); m != nil && r.log.Status {
		if v, ok := seconds(m[1]); ok {
			r.source = r.log.Source
			r.add(v, l)
		}
		return
	}
	if r.status == 0 {
		return
	}
	r.status++
	if m := sourceRow.FindStringSubmatch(l.Text); m != nil {
		r.log.Source = m[1]
	} else if m := labelled.FindStringSubmatch(l.Text); m != nil && r.status == 3 && r.log.Source == "" {
		r.log.Source = m[1]
	}
}

func (r *reader) add(v float64, l textenc.Line) {
	if len(r.log.Offsets) < maxOffsets {
		r.log.Offsets = append(r.log.Offsets, Offset{r.source, v, l})
	}
}

// seconds reads a number with a sign. A clock is never off by more than a century.
func seconds(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return v, err == nil && math.Abs(v) < 100*366*86400
}
