package derive

import (
	"fmt"
	"strings"
	"time"

	"kmstriage/parse/fact"
)

// Bounds of the search for an event's copy: a log of a year holds some ten thousand licensing events, and the first
// hundreds tell its zone.
const (
	maxLocals = 500
	maxTwins  = 200 // events that say the same within a day
)

// twins measures the offset by events that stand in the bundle in local time and in UTC, as the text export and the log
// of one collection do (facts.md, Time zones). Which is whose copy is not known beforehand: of all offsets that a zone can
// have, the one counts under which most events of the text have an event that says the same.
func (k *Clock) twins(all []timed, count map[time.Duration]int) {
	utc := map[string][]*fact.Event{}
	for _, e := range all {
		if t := e.event.Time; !t.Local && !t.IsZero() && t.Quality == fact.Exact {
			utc[twinKey(e)] = append(utc[twinKey(e)], e.event)
		}
	}
	if len(utc) == 0 {
		return
	}
	votes := map[time.Duration][][2]*fact.Event{}
	locals := 0
	for _, e := range all {
		if !e.event.Time.Local || e.event.Time.IsZero() || e.event.Format == "dhistory" {
			continue
		}
		if locals++; locals > maxLocals {
			break
		}
		voted := map[time.Duration]bool{}
		twins := utc[twinKey(e)]
		for _, u := range twins[:min(len(twins), maxTwins)] {
			if d, ok := zoneBetween(e.event.Time.At, u.Time.At); ok && !voted[d] {
				voted[d] = true
				votes[d] = append(votes[d], [2]*fact.Event{e.event, u})
			}
		}
	}
	best, most, tie := time.Duration(0), 0, false
	for d, pairs := range votes {
		switch n := len(pairs); {
		case n > most:
			best, most, tie = d, n, false
		case n == most:
			tie = true
		}
	}
	if most == 0 || tie {
		return
	}
	count[best] = most
	for _, p := range votes[best] {
		k.spans = append(k.spans, span{p[0].Time.At, best})
	}
	p := votes[best][0]
	k.Proof[0] = fact.Line{Source: p[0].Source, Text: p[0].Time.At.Format("2006-01-02 15:04:05") + " local"}
	k.Proof[1] = fact.Line{Source: p[1].Source, Text: p[1].Time.At.UTC().Format("2006-01-02 15:04:05Z")}
}

func twinKey(e timed) string {
	return fmt.Sprint(e.event.ID, " ", strings.ToLower(e.said))
}

// zoneBetween gives the offset that local has from utc where it is one that a zone can have: a multiple of a quarter of an
// hour, but for the fraction of a second that texts drop.
func zoneBetween(local, utc time.Time) (time.Duration, bool) {
	d := local.Sub(utc)
	r := d.Round(offsetStep)
	return r, r.Abs() <= maxOffset && (d-r).Abs() <= time.Second
}
