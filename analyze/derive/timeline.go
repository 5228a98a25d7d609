package derive

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// TimelineEvent is one licensing event as `kmstriage events` lists it. Time is UTC; TimeQuality is set unless it is
// exact. What is unknown is absent. PairedWith is the index of the partner in the same list.
type TimelineEvent struct {
	Time         *time.Time  `json:"time,omitempty"`
	TimeQuality  string      `json:"timeQuality,omitempty"`
	ID           int         `json:"id"`
	Provider     string      `json:"provider,omitempty"`
	What         string      `json:"what"`
	Application  string      `json:"application"`
	Computer     string      `json:"computer,omitempty"` // where the event names another than the bundle's
	Host         string      `json:"host,omitempty"`
	Port         int         `json:"port,omitempty"`
	Code         *fact.Code  `json:"code,omitempty"`
	Flags        *fact.Code  `json:"flags,omitempty"`
	Client       string      `json:"client,omitempty"` // of a host's request
	CMID         string      `json:"cmid,omitempty"`
	ActivationID string      `json:"activationId,omitempty"`
	Count        *int        `json:"count,omitempty"`
	Required     int         `json:"required,omitempty"`
	Activated    *bool       `json:"activated,omitempty"`
	PairedWith   *int        `json:"pairedWith,omitempty"`
	Pairing      string      `json:"pairing,omitempty"`
	Bundle       string      `json:"bundle,omitempty"` // where several bundles are listed together
	Source       fact.Source `json:"source"`
	Outcome      Outcome     `json:"-"` // of a request, also of one that a host received

	at   fact.Time
	pair *Response // of a request; resolved to an index once sorted
	of   *Response // of a response
}

// Words for TimelineEvent.What.
const (
	aRequest     = "request"
	aResponse    = "response"
	aFailure     = "failure"
	aHostRequest = "host-request"
	aPublish     = "publish"
	aStatus      = "status"
	aService     = "service"
)

// Timeline lists every licensing event of the bundle once, Windows' own and other computers' too, oldest first. Events
// without a time stand first.
func (c *Case) Timeline() []TimelineEvent {
	t := &timeline{c: c}
	t.requests()
	t.responses()
	t.failures()
	t.hostSide()
	t.others()
	t.foreign()
	sort.SliceStable(t.list, func(i, j int) bool { return earlier(&t.list[i], &t.list[j]) })
	link(t.list)
	return t.list
}

// earlier orders by time; where it is equal, by path and position.
func earlier(a, b *TimelineEvent) bool {
	if !a.at.At.Equal(b.at.At) {
		return a.at.At.Before(b.at.At)
	}
	return nearer(a.Source, b.Source)
}

// link turns pairs into indexes.
func link(list []TimelineEvent) {
	at := map[*Response]int{}
	for i := range list {
		if r := list[i].of; r != nil {
			at[r] = i
		}
	}
	for i := range list {
		e := &list[i]
		if e.pair == nil {
			continue
		}
		j, ok := at[e.pair]
		if !ok {
			continue
		}
		mine := i
		e.PairedWith, list[j].PairedWith, list[j].Pairing = &j, &mine, e.Pairing
	}
}

// MergeTimelines joins the lists of several bundles into one, oldest first; names are the bundles'.
func MergeTimelines(names []string, lists [][]TimelineEvent) []TimelineEvent {
	type place struct{ list, index int }
	var all []TimelineEvent
	var from []place
	for i, l := range lists {
		for j, e := range l {
			e.Bundle = names[i]
			all = append(all, e)
			from = append(from, place{i, j})
		}
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return all[order[i]].at.At.Before(all[order[j]].at.At) })
	out := make([]TimelineEvent, len(all))
	now := map[place]int{}
	for i, o := range order {
		out[i] = all[o]
		now[from[o]] = i
	}
	for i, o := range order {
		if p := out[i].PairedWith; p != nil {
			n := now[place{from[o].list, *p}]
			out[i].PairedWith = &n
		}
	}
	return out
}

type timeline struct {
	c    *Case
	list []TimelineEvent
}

func (t *timeline) add(e fact.Event, at fact.Time, x TimelineEvent) {
	x.ID, x.Provider, x.Source, x.at = e.ID, e.Provider, e.Source, at
	if !t.c.Machine.owns(e.Computer) {
		x.Computer = e.Computer
	}
	if !at.IsZero() {
		u := at.At.UTC()
		x.Time = &u
		if at.Quality != fact.Exact {
			x.TimeQuality = string(at.Quality)
		}
	}
	t.list = append(t.list, x)
}

func (t *timeline) request(r *Request) {
	x := TimelineEvent{What: aRequest, Application: string(r.App), Host: r.Host, Port: r.Port, Code: r.Code, Flags: r.Flags, CMID: r.CMID,
		ActivationID: r.ActivationID, Required: r.MinimumCount, Outcome: r.Outcome(), pair: r.Pair}
	if r.Pair != nil {
		x.Pairing = r.Strength
	}
	t.add(r.Event, r.T, x)
}

func (t *timeline) requests() {
	for _, r := range t.c.Requests {
		t.request(r)
	}
}

func (t *timeline) response(r *Response) {
	app := t.app(r.Provider, "", "")
	if r.Pair != nil {
		app = r.Pair.App
	}
	t.add(r.Event, r.T, TimelineEvent{What: aResponse, Application: string(app), Code: &r.Code, Flags: &r.Flags, Count: r.Count, Activated: &r.Activated, of: r})
}

func (t *timeline) responses() {
	for _, r := range t.c.Responses {
		t.response(r)
	}
}

func (t *timeline) failure(f *Failure) {
	t.add(f.Event, f.T, TimelineEvent{What: aFailure, Application: string(f.App), Code: f.Code, ActivationID: f.SKU})
}

func (t *timeline) failures() {
	for _, f := range t.c.Failures {
		t.failure(f)
	}
}

// foreign lists the events of other computers' names, which no rule judges. They are paired as the own ones are: the
// other name may be this computer's former one.
func (t *timeline) foreign() {
	left := map[fact.Source]bool{}
	for _, f := range t.c.Foreign {
		left[f.Line.Source] = true
	}
	var requests []*Request
	for i := range t.c.Set.Requests {
		if q := &t.c.Set.Requests[i]; left[q.Source] {
			r := &Request{Request: *q, T: t.c.Clock.utc(q.Time)}
			t.c.own(r)
			requests = append(requests, r)
		}
	}
	var responses []*Response
	for i := range t.c.Set.Responses {
		if q := &t.c.Set.Responses[i]; left[q.Source] {
			responses = append(responses, &Response{Response: *q, T: t.c.Clock.utc(q.Time)})
		}
	}
	sort.SliceStable(requests, func(i, j int) bool { return before(requests[i].T, requests[j].T, requests[i].Event, requests[j].Event) })
	sort.SliceStable(responses, func(i, j int) bool {
		return before(responses[i].T, responses[j].T, responses[i].Event, responses[j].Event)
	})
	pair(requests, responses)
	for _, r := range requests {
		t.request(r)
	}
	for _, r := range responses {
		t.response(r)
	}
	for i := range t.c.Set.Failures {
		q := &t.c.Set.Failures[i]
		if left[q.Source] {
			f := &Failure{Failure: *q, T: t.c.Clock.utc(q.Time)}
			t.c.ownFailure(f)
			t.failure(f)
		}
	}
}

func (t *timeline) hostSide() {
	seen := newCopies(&t.c.Machine)
	for _, q := range byForm(t.c.Set.HostRequests, func(r *fact.HostRequest) *fact.Event { return &r.Event }) {
		if !seen.fresh(q.Event, strings.Join([]string{q.Code.String(), q.Client, q.CMID, q.Written.At.String(), q.ActivationID, text(q.ExpiryMinutes)}, "|")) {
			continue
		}
		app := t.app(q.Provider, "", q.ActivationID)
		if app == Unknown && q.MinimumCount == 25 {
			app = Windows
		}
		outcome := Activated
		if q.Code != 0 {
			outcome = Refused
		}
		t.add(q.Event, t.c.Clock.utc(q.Time), TimelineEvent{What: aHostRequest, Application: string(app), Code: &q.Code, Client: q.Client, CMID: q.CMID,
			ActivationID: q.ActivationID, Required: q.MinimumCount, Outcome: outcome})
	}
	for _, q := range byForm(t.c.Set.Publishings, func(r *fact.Publishing) *fact.Event { return &r.Event }) {
		if !seen.fresh(q.Event, strings.Join([]string{fmt.Sprint(q.OK), text(q.Code), q.Domain, t.minute(q.Time)}, "|")) {
			continue
		}
		t.add(q.Event, t.c.Clock.utc(q.Time), TimelineEvent{What: aPublish, Application: string(t.app(q.Provider, "", "")), Code: q.Code})
	}
}

// minute tells events of equal payload apart across forms, whose seconds may differ by rounding.
func (t *timeline) minute(x fact.Time) string {
	return t.c.Clock.utc(x).At.Truncate(time.Minute).String()
}

// statusIDs are the events that tell of a licence's state; every other one tells of the service (formats/events.md,
// the table of ids).
var statusIDs = map[int]bool{
	1003: true, 1004: true, 1013: true, 1014: true, 1015: true, 1016: true, 1017: true, 1018: true, 1019: true, 1025: true, 1033: true, 1036: true,
	1037: true, 8209: true, 8212: true, 8213: true, 8214: true, 8215: true, 12304: true, 12305: true, 12306: true, 12307: true, 12308: true,
	12309: true, 12310: true, 12311: true, 12320: true, 12322: true,
}

func (t *timeline) others() {
	seen := newCopies(&t.c.Machine)
	for _, q := range byForm(t.c.Set.Events, func(r *fact.ServiceEvent) *fact.Event { return &r.Event }) {
		if !licensing(q.Event) || !seen.fresh(q.Event, strings.Join([]string{q.AppID, q.SKU, t.minute(q.Time)}, "|")) {
			continue
		}
		what := aService
		if statusIDs[q.ID] {
			what = aStatus
		}
		t.add(q.Event, t.c.Clock.utc(q.Time), TimelineEvent{What: what, Application: string(t.app(q.Provider, q.AppID, q.SKU)), ActivationID: q.SKU})
	}
}

// app finds whose an event is by its provider, application id and licence.
func (t *timeline) app(provider, appID, sku string) Application {
	switch app := catalogue.AppOf(appID); {
	case strings.HasPrefix(strings.ToLower(provider), "office software protection platf"), app == "office", t.c.familyOf(sku) != 0:
		return Office
	case app == "windows":
		return Windows
	}
	if p, ok := catalogue.ProductByID(sku); ok && sku != "" && p.AppID == catalogue.WindowsApp {
		return Windows
	}
	return Unknown
}
