package derive

import (
	"sort"
	"time"

	"kmstriage/parse/fact"
)

// Clock is how local times of text exports relate to UTC, and when the bundle was collected.
type Clock struct {
	// Offsets are the distinct offsets of local time from UTC that the bundle shows, ascending; at most two in one
	// zone (daylight saving).
	Offsets   []time.Duration
	Proof     [2]fact.Line // one event in local and in UTC form
	spans     []span
	Collected time.Time
	Quality   fact.Quality
}

// span is one measured moment: at this local time, this was the offset.
type span struct {
	local  time.Time
	offset time.Duration
}

// offsetStep is the grain of time zones; offsets are rounded to it. maxOffset is beyond every zone.
const (
	offsetStep = 15 * time.Minute
	maxOffset  = 15 * time.Hour
)

// timed is any event, with the minute of its payload where it has one. said is what it tells beyond its number, in every
// form of its log.
type timed struct {
	event   *fact.Event
	written fact.Time
	said    string
}

func allEvents(s *fact.Set) []timed {
	var out []timed
	for i := range s.Requests {
		out = append(out, timed{&s.Requests[i].Event, s.Requests[i].Written, ""})
	}
	for i := range s.Responses {
		out = append(out, timed{&s.Responses[i].Event, s.Responses[i].Written, ""})
	}
	for i := range s.HostRequests {
		out = append(out, timed{&s.HostRequests[i].Event, fact.Time{}, s.HostRequests[i].CMID + s.HostRequests[i].Written.At.String()})
	}
	for i := range s.Failures {
		out = append(out, timed{&s.Failures[i].Event, fact.Time{}, s.Failures[i].AppID + s.Failures[i].SKU})
	}
	for i := range s.Publishings {
		out = append(out, timed{&s.Publishings[i].Event, fact.Time{}, s.Publishings[i].Domain})
	}
	for i := range s.Events {
		out = append(out, timed{&s.Events[i].Event, fact.Time{}, s.Events[i].AppID + s.Events[i].SKU})
	}
	return out
}

// clock measures the offset by every text event that carries its own UTC minute, or, where none does, by the first and last
// records of exports of a log that is there too, or by events that stand in the bundle in both forms; and the time of
// collection by the newest record.
func clock(s *fact.Set) Clock {
	var k Clock
	count := map[time.Duration]int{}
	all := allEvents(s)
	for _, e := range all {
		if !e.event.Time.Local || e.written.IsZero() || e.event.Format == "dhistory" {
			continue
		}
		d := e.event.Time.At.Sub(e.written.At).Round(offsetStep)
		if d.Abs() > maxOffset {
			continue
		}
		count[d]++
		k.spans = append(k.spans, span{e.event.Time.At, d})
		if k.Proof[0].Text == "" || d != 0 {
			k.Proof[0] = fact.Line{Source: e.event.Source, Text: e.event.Time.At.Format("2006-01-02 15:04:05") + " local"}
			k.Proof[1] = fact.Line{Source: e.event.Source, Text: e.event.Raw}
		}
	}
	if len(k.spans) == 0 {
		k.copies(s, count)
	}
	if len(k.spans) == 0 {
		k.twins(all, count)
	}
	for d := range count {
		k.Offsets = append(k.Offsets, d)
	}
	sort.Slice(k.Offsets, func(i, j int) bool { return k.Offsets[i] < k.Offsets[j] })
	sort.SliceStable(k.spans, func(i, j int) bool { return k.spans[i].local.Before(k.spans[j].local) })
	k.collected(s)
	return k
}

// copies measures by the ends of logs that are there in local time and in UTC.
func (k *Clock) copies(s *fact.Set, count map[time.Duration]int) {
	logs := map[string]*fact.Reading{}
	for i := range s.Readings {
		logs[s.Readings[i].Path] = &s.Readings[i]
	}
	for i := range s.Readings {
		x := &s.Readings[i]
		log := logs[x.CopyOf]
		if x.CopyOf == "" || log == nil || !x.First.Local {
			continue
		}
		for _, end := range []struct {
			which      string
			local, utc time.Time
		}{{"oldest", x.First.At, log.First.At}, {"newest", x.Last.At, log.Last.At}} {
			d := end.local.Sub(end.utc).Round(offsetStep)
			if end.utc.IsZero() || d.Abs() > maxOffset {
				continue
			}
			count[d]++
			k.spans = append(k.spans, span{end.local, d})
			if k.Proof[0].Text == "" || d != 0 {
				k.Proof[0] = fact.Line{Source: fact.Source{Path: x.Path}, Text: end.which + " record " + end.local.Format("2006-01-02 15:04:05") + " local"}
				k.Proof[1] = fact.Line{Source: fact.Source{Path: log.Path}, Text: end.which + " record " + end.utc.Format("2006-01-02 15:04:05") + " UTC"}
			}
		}
	}
}

// utc converts a time by the offset measured nearest to it.
func (k *Clock) utc(t fact.Time) fact.Time {
	if !t.Local || t.IsZero() {
		return t
	}
	out := fact.Time{At: t.At, Quality: fact.Guess}
	if len(k.spans) == 0 {
		return out
	}
	i := sort.Search(len(k.spans), func(i int) bool { return !k.spans[i].local.Before(t.At) })
	if i == len(k.spans) || i > 0 && t.At.Sub(k.spans[i-1].local) <= k.spans[i].local.Sub(t.At) {
		i--
	}
	out.At = t.At.Add(-k.spans[i].offset)
	if t.Quality != fact.Guess || t.Swapped.IsZero() {
		out.Quality = fact.Offset
	}
	return out
}

// collected takes the newest record of any log; the inventory's own clock or the archive's dates only where no log
// tells, or where they are later by less than a day (the collection ran after the newest record).
func (k *Clock) collected(s *fact.Set) {
	for _, r := range s.Readings {
		if r.Last.IsZero() || r.Kind == fact.ROIScanLog {
			continue
		}
		t := k.utc(r.Last)
		if k.Collected.IsZero() || t.At.After(k.Collected) {
			k.Collected, k.Quality = t.At, t.Quality
		}
	}
	for _, e := range allEvents(s) {
		t := k.utc(e.event.Time)
		if e.event.Format != "dhistory" && t.Quality != fact.Guess && t.At.After(k.Collected) {
			k.Collected, k.Quality = t.At, t.Quality
		}
	}
	var late time.Time
	for _, r := range s.Readings {
		t := k.utc(r.Modified)
		if r.Kind == fact.ROIScanLog && !r.Last.IsZero() {
			t = k.utc(r.Last)
		}
		if t.At.After(late) {
			late = t.At
		}
	}
	if k.Collected.IsZero() && !late.IsZero() {
		k.Collected, k.Quality = late, fact.Guess
	}
}

// UTC converts a time of the facts; see utc.
func (k *Clock) UTC(t fact.Time) fact.Time { return k.utc(t) }
