package derive

import (
	"slices"
	"strings"
	"time"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// What the logs of a bundle are good for where an event is missing.

// logsOf are the logs that would hold the subject's requests: whole ones only, if there are any. Where there is none,
// why says so.
func (c *Case) logsOf(s *Subject) (logs []fact.Reading, why string) {
	service := c.ServiceOf(s.Family)
	filtered, unread := false, false
	whole := false
	for _, r := range c.Set.Readings {
		if r.Kind != fact.EventsApplication && r.Kind != fact.EventsActivation {
			continue
		}
		switch {
		case r.State == fact.Failed:
			unread = true
		case service != catalogue.SPPService && (r.Kind == fact.EventsActivation || c.onlyWindows(r)):
			filtered = true
		default:
			logs = append(logs, r)
			whole = whole || r.State == fact.Whole && !r.First.IsZero()
		}
	}
	if whole {
		var sound []fact.Reading
		for _, r := range logs {
			if r.State == fact.Whole && !r.First.IsZero() {
				sound = append(sound, r)
			}
		}
		return sound, ""
	}
	switch {
	case len(logs) > 0:
		return logs, ""
	case filtered && service == "":
		return nil, "only a filtered export of the event log is there, and which service licenses this Office is not known"
	case filtered:
		return nil, "only a filtered export of the event log is there, which leaves out the events of Office's own licensing service"
	case unread:
		return nil, "the event log that would hold it could not be read"
	}
	return nil, "no event log that would hold it is there"
}

// fewRecords is below what tells a filtered export by its records alone.
const fewRecords = 20

// onlyWindows reports an Application log of which every record is of Windows' licensing service: a filtered export,
// whatever its name.
func (c *Case) onlyWindows(r fact.Reading) bool {
	if r.Records < fewRecords {
		return false
	}
	return c.ran.windows[r.Path] == r.Records
}

func provides(service, provider string) bool {
	for _, p := range catalogue.Providers(service) {
		if strings.EqualFold(p, provider) {
			return true
		}
	}
	return false
}

// window is the span of all logs together: the forms of one log overlap.
func (x *Silence) window(c *Case, logs []fact.Reading) {
	for _, r := range logs {
		a, b := c.Clock.utc(r.First), c.Clock.utc(r.Last)
		if !a.IsZero() && (x.From.IsZero() || a.At.Before(x.From.At)) {
			x.From = a
		}
		if !b.IsZero() && (x.To.IsZero() || b.At.After(x.To.At)) {
			x.To = b
		}
	}
}

// unwindowed weighs logs of which no record tells a time. An empty export is an answer, unlike an absent one;
// /dhistorykms, which reads the log by itself, proves that it is not the export that failed.
func (c *Case) unwindowed(logs []fact.Reading) (Worth, string) {
	for _, r := range logs {
		if r.State != fact.Empty {
			return Weak, "how long the log reaches back is not known"
		}
	}
	if c.Read(fact.OSPPHistoryKMS) {
		return Conclusive, "the log was exported and is empty, and /dhistorykms, which reads it by itself, was collected too; how long it reaches back is not known"
	}
	return Weak, "the log was exported and is empty; how long it reaches back is not known"
}

// running is what the events of licensing services (900, 902, 903 among them) prove of when the computer ran. A listing
// can have a thousand licences and a log half a million events, so this is looked up once a case, not once a licence.
type running struct {
	times   []time.Time    // of this computer's own events, UTC, ascending
	windows map[string]int // by file: how many of its events are of Windows' licensing service
}

func ran(c *Case) running {
	x := running{windows: map[string]int{}}
	owned := map[string]bool{}
	for _, e := range allEvents(c.Set) {
		if provides(catalogue.SPPService, e.event.Provider) {
			x.windows[e.event.Source.Path]++
		}
		own, known := owned[e.event.Computer]
		if !known {
			own = c.Machine.owns(e.event.Computer)
			owned[e.event.Computer] = own
		}
		if own && e.event.Format != "dhistory" && licensing(*e.event) {
			x.times = append(x.times, c.Clock.utc(e.event.Time).At.UTC())
		}
	}
	slices.SortFunc(x.times, time.Time.Compare)
	return x
}

// days counts the days of the window on which an event proves that the computer ran.
func (x running) days(from, to time.Time) int {
	n := 0
	for rest := x.since(from); len(rest) > 0 && !rest[0].After(to); n++ {
		y, m, d := rest[0].Date()
		rest = x.since(time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC))
	}
	return n
}

// since is what ran at the moment or later.
func (x running) since(t time.Time) []time.Time {
	i, _ := slices.BinarySearchFunc(x.times, t, time.Time.Compare)
	return x.times[i:]
}

// lost says what is missing of the logs or was left out of them, "" if nothing.
func (c *Case) lost(logs []fact.Reading) string {
	n, damaged := 0, false
	paths := map[string]bool{}
	for _, r := range logs {
		n += r.Lost
		damaged = damaged || r.State == fact.Partial
		paths[r.Path] = true
	}
	switch {
	case n > 0:
		return plural(n, "record") + " of the log could not be read and may be what was not seen"
	case damaged:
		return "part of the log could not be read and may hold what was not seen"
	}
	for _, f := range c.Foreign {
		if paths[f.Line.Source.Path] {
			return "the log holds events of another computer name (" + f.Computer + "), which were left out"
		}
	}
	return ""
}
