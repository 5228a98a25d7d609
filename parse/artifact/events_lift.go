package artifact

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/kmsevent"
	"kmstriage/parse/format/winevent"
)

// Bounds of what an event keeps beyond its typed values. A log of a busy machine holds ten thousand licensing events,
// most of them 1003 with a line for every product.
const (
	maxRaw       = 300     // characters of a cited line
	maxEventData = 2 << 10 // bytes of insertion strings
)

// failureIDs are the events of failed activations: end user licence (1014), slui (8198), licence acquisition (8200),
// genuine ticket (8208), volume activation (8233).
var failureIDs = []int{1014, 8198, 8200, 8208, 8233}

// productIDs are the events whose first id that is no application names a product.
var productIDs = []int{1013, 1016, 1017, 1018, 1019, 1033, 1040, 1062, 1072, 8212, 8215, 12306, 12307, 12308, 12320, 12322}

// eventLift turns records into facts of one file.
type eventLift struct {
	f      *parse.File
	format string
	names  map[string]int // lower-case computer name to its place in found
	found  []fact.Name

	requests     newest[fact.Request]
	responses    newest[fact.Response]
	hostRequests newest[fact.HostRequest]
	publishings  newest[fact.Publishing]
	failures     newest[fact.Failure]
	services     newest[fact.ServiceEvent]
}

func newEventLift(f *parse.File, format string) *eventLift {
	s, n := f.Set, room(f.Set, f.Limits.MaxRecords())
	return &eventLift{f: f, format: format, names: map[string]int{},
		requests:     newest[fact.Request]{base: len(s.Requests), room: n, at: func(x *fact.Request) time.Time { return x.Time.At }},
		responses:    newest[fact.Response]{base: len(s.Responses), room: n, at: func(x *fact.Response) time.Time { return x.Time.At }},
		hostRequests: newest[fact.HostRequest]{base: len(s.HostRequests), room: n, at: func(x *fact.HostRequest) time.Time { return x.Time.At }},
		publishings:  newest[fact.Publishing]{base: len(s.Publishings), room: n, at: func(x *fact.Publishing) time.Time { return x.Time.At }},
		failures:     newest[fact.Failure]{base: len(s.Failures), room: n, at: func(x *fact.Failure) time.Time { return x.Time.At }},
		services:     newest[fact.ServiceEvent]{base: len(s.Events), room: n, at: func(x *fact.ServiceEvent) time.Time { return x.Time.At }},
	}
}

// add lifts one record. VSS and others use the same numbers: only licensing providers count.
func (l *eventLift) add(rec winevent.Record) {
	if !rec.Bare && !licensing(rec.Provider) && !licensing(rec.SourceName) {
		return
	}
	ev := l.event(rec)
	l.name(ev)
	data := eventPayload(rec)
	switch {
	case rec.EventID == 12288:
		l.request(ev, data)
	case rec.EventID == 12289:
		l.response(ev, data)
	case rec.EventID == 12290:
		l.hostRequest(ev, data)
	case rec.EventID == 12293 || rec.EventID == 12294:
		l.publishing(ev, data)
	case slices.Contains(failureIDs, rec.EventID):
		l.failure(ev, data)
	default:
		l.service(ev, data)
	}
}

func licensing(provider string) bool {
	for _, p := range winevent.Providers {
		if strings.EqualFold(p, provider) {
			return true
		}
	}
	return false
}

// eventPayload is the insertion strings, or the rendered text where the form has none.
func eventPayload(rec winevent.Record) []string {
	if len(rec.Data) > 0 {
		return rec.Data
	}
	return []string{rec.Message}
}

// event fills what every event has. Times of the text forms stay local digits until their offset is known.
func (l *eventLift) event(rec winevent.Record) fact.Event {
	ev := fact.Event{ID: rec.EventID, Provider: rec.Provider, Qualifiers: rec.Qualifiers, Level: max(rec.Level, 0), Computer: rec.Computer,
		Format: l.format, Log: rec.Channel, Recovered: rec.Recovered,
		Source: fact.Source{Path: l.f.Path, Record: rec.RecordID, Line: rec.Line, Offset: rec.Offset}}
	ev.Time = fact.Time{At: fact.Possible(rec.At), Quality: fact.Exact}
	if rec.Local || ev.Time.IsZero() {
		ev.Time = fact.Time{At: ev.Time.At, Quality: fact.Guess, Local: rec.Local, Swapped: fact.Possible(rec.Swapped)}
	}
	ev.Raw = firstCharacters(strings.Join(nonEmpty(eventPayload(rec)), ", "), maxRaw)
	return ev
}

func nonEmpty(data []string) []string {
	var out []string
	for _, d := range data {
		if d = strings.TrimSpace(d); d != "" {
			out = append(out, d)
		}
	}
	return out
}

// firstCharacters makes one line of a text and cuts it.
func firstCharacters(s string, n int) string {
	if len(s) > 8*n {
		s = s[:8*n]
	}
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// name counts the computers that events name.
func (l *eventLift) name(ev fact.Event) {
	if ev.Computer == "" {
		return
	}
	key := strings.ToLower(ev.Computer)
	at, ok := l.names[key]
	if !ok {
		at = len(l.found)
		l.names[key] = at
		l.found = append(l.found, fact.Name{Name: ev.Computer, From: "event", Source: fact.Source{Path: ev.Source.Path, Record: ev.Source.Record, Offset: ev.Source.Offset}})
	}
	l.found[at].Count++
}

// done adds what was counted and keeps to the bounds.
func (l *eventLift) done() {
	s := l.f.Set
	s.Names = append(s.Names, l.found...)
	s.Requests = l.requests.trim(s.Requests)
	s.Responses = l.responses.trim(s.Responses)
	s.HostRequests = l.hostRequests.trim(s.HostRequests)
	s.Publishings = l.publishings.trim(s.Publishings)
	s.Failures = l.failures.trim(s.Failures)
	s.Events = l.services.trim(s.Events)
	dropped := l.requests.dropped + l.responses.dropped + l.hostRequests.dropped + l.publishings.dropped + l.failures.dropped + l.services.dropped
	if dropped > 0 {
		l.f.Damage(0, "more licensing events than the limit of %d a bundle leaves room for: the %d oldest were left out", l.f.Limits.MaxRecords(), dropped)
	}
}

func (l *eventLift) request(ev fact.Event, data []string) {
	p, ok := kmsevent.ParseRequest(strings.Join(data, ", "))
	if !ok {
		l.unread(ev)
		return
	}
	ev.Raw = firstCharacters(p.Tuple, maxRaw)
	l.f.Set.Requests = l.requests.add(l.f.Set.Requests, fact.Request{Event: ev, Code: eventCode(p.Code), Flags: eventCode(p.Flags), Host: p.Host, Port: p.Port,
		Ambiguous: p.Ambiguous, CMID: p.CMID, Written: eventMinute(p.Written), VM: p.VM, LicenceState: p.State, ExpiryMinutes: p.Expiry,
		ActivationID: p.ActivationID, MinimumCount: p.MinimumCount})
}

func (l *eventLift) response(ev fact.Event, data []string) {
	p, ok := kmsevent.ParseResponse(strings.Join(data, ", "))
	if !ok {
		l.unread(ev)
		return
	}
	ev.Raw = firstCharacters(p.Tuple, maxRaw)
	l.f.Set.Responses = l.responses.add(l.f.Set.Responses, fact.Response{Event: ev, Code: fact.Code(p.Code), Flags: fact.Code(p.Flags),
		Activated: p.Activated, Count: p.Count, IntervalMinutes: p.Interval, RenewalMinutes: p.Renewal, Written: eventMinute(p.Written)})
}

func (l *eventLift) hostRequest(ev fact.Event, data []string) {
	p, ok := kmsevent.ParseHostRequest(data)
	if !ok {
		l.unread(ev)
		return
	}
	ev.Raw = firstCharacters(p.Tuple, maxRaw)
	l.f.Set.HostRequests = l.hostRequests.add(l.f.Set.HostRequests, fact.HostRequest{Event: ev, Code: fact.Code(p.Code), MinimumCount: p.MinimumCount,
		Client: p.Client, CMID: p.CMID, Written: eventMinute(p.Written), VM: p.VM, LicenceState: p.State, ExpiryMinutes: p.Expiry,
		ActivationID: p.ActivationID})
}

func (l *eventLift) publishing(ev fact.Event, data []string) {
	p, ok := kmsevent.ParsePublishing(data)
	if !ok {
		l.unread(ev)
		return
	}
	out := fact.Publishing{Event: ev, OK: ev.ID == 12294, Domain: p.Domain}
	if !out.OK {
		out.Code = eventCode(p.Code)
	}
	l.f.Set.Publishings = l.publishings.add(l.f.Set.Publishings, out)
}

func (l *eventLift) failure(ev fact.Event, data []string) {
	p, ok := kmsevent.ParseFailure(ev.ID, data)
	if !ok {
		l.unread(ev)
		return
	}
	l.f.Set.Failures = l.failures.add(l.f.Set.Failures, fact.Failure{Event: ev, Code: eventCode(p.Code), AppID: p.AppID, SKU: p.SKU, Trigger: p.Trigger})
}

// service keeps any other event for the timeline. Only some name a product; the list of 1003 names every one.
func (l *eventLift) service(ev fact.Event, data []string) {
	out := fact.ServiceEvent{Event: ev, Data: cappedData(data)}
	app, sku := kmsevent.IDs(out.Data)
	out.AppID = app
	if slices.Contains(productIDs, ev.ID) {
		out.SKU = sku
	}
	l.f.Set.Events = l.services.add(l.f.Set.Events, out)
}

// cappedData copies the insertion strings up to maxEventData bytes in all, so that a cut string does not hold the whole.
func cappedData(data []string) []string {
	left := maxEventData
	var out []string
	for _, d := range data {
		if len(d) > left {
			n := left
			for n > 0 && !utf8.RuneStart(d[n]) {
				n--
			}
			d = strings.Clone(d[:n])
		}
		if left -= len(d); left <= 0 && d == "" {
			break
		}
		out = append(out, d)
	}
	if len(out) == 1 && out[0] == "" {
		return nil
	}
	return out
}

// unread notes a licensing event whose payload could not be read; its place is named, nothing else is lost.
func (l *eventLift) unread(ev fact.Event) {
	l.f.Reading.Lost++
	l.f.Lose(fact.Problem{Line: ev.Source.Line, Record: ev.Source.Record, Offset: ev.Source.Offset,
		Text: fmt.Sprintf("the payload of event %d could not be read: %q", ev.ID, ev.Raw)})
}

func eventCode(c *uint32) *fact.Code {
	if c == nil {
		return nil
	}
	v := fact.Code(*c)
	return &v
}

func eventMinute(t time.Time) fact.Time {
	if t = fact.Possible(t); t.IsZero() {
		return fact.Time{}
	}
	return fact.Time{At: t, Quality: fact.Minute}
}
