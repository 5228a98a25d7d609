package derive

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// Application says whose an event is.
type Application string

// The applications of an event.
const (
	Office  Application = "office"
	Windows Application = "windows"
	Unknown Application = "unknown"
)

// Request is a 12288 with what is known of its owner.
type Request struct {
	fact.Request
	T        fact.Time // UTC
	App      Application
	Sure     bool // the application is certain
	Family   int  // of Office; 0 unknown
	Own      bool // of this machine
	Pair     *Response
	Strength string // of Pair: exact, likely, ambiguous
}

// Response is a 12289.
type Response struct {
	fact.Response
	T    fact.Time
	Own  bool
	Pair *Request
}

// OK reports a response that activated.
func (r *Response) OK() bool { return r.Code == 0 && r.Activated }

// Outcome is what came of one request.
type Outcome int

const (
	NoOutcome Outcome = iota // the event is no request
	Activated
	Refused    // the host answered, and did not activate
	Unanswered // it failed, or no answer was seen
	Unsure     // which answer belongs to it is not certain
)

// Outcome judges a request by itself; an attempt may hold several.
func (r *Request) Outcome() Outcome {
	switch {
	case r.Pair != nil && r.Strength == ambiguous:
		return Unsure
	case r.Pair != nil && r.Pair.OK():
		return Activated
	case r.Pair != nil || byHost(outcome(r)):
		return Refused
	}
	return Unanswered
}

// notEnough is the status flag "count below minimum" of 12289.
const notEnough fact.Code = 0x04000000

// Failure is a failed activation with its owner.
type Failure struct {
	fact.Failure
	T      fact.Time
	App    Application
	Family int
	Own    bool
}

// ForeignEvent is a licensing event of another computer's name.
type ForeignEvent struct {
	Computer string
	T        fact.Time
	CMID     string
	Line     fact.Line
}

// formatRank orders the forms in which the same event may stand: the better form wins.
var formatRank = map[string]int{"evtx": 0, "xml": 1, "csv": 2, "txt": 3, "dhistory": 4}

func licensing(e fact.Event) bool { return !strings.EqualFold(e.Provider, "VSS") }

// copies tells events from their copies across forms: text forms lack the record id, so what the payload says stands in
// for it. Some lack the computer too: such an event is a copy of one of any computer, else the bundle's own. Equal events
// of one file are counted, so that two real events with equal payload stay two.
type copies struct {
	self string         // first label of the bundle's computer
	best map[string]int // event and computer to occurrences kept
	any  map[string]int // event to occurrences kept, of all computers
	form map[string]int // event, computer, form and path to occurrences seen
	ids  map[string]bool
}

func newCopies(m *Machine) *copies {
	return &copies{self: firstLabel(m.Name), best: map[string]int{}, any: map[string]int{}, form: map[string]int{}, ids: map[string]bool{}}
}

// keep counts an event as the n-th of its computer.
func (c *copies) keep(event, computer string, n int) {
	k := event + "|" + computer
	if more := n - c.best[k]; more > 0 {
		c.best[k] += more
		c.any[event] += more
	}
}

// fresh reports whether the event was not yet seen, in this or a better form. It must be asked best form first.
func (c *copies) fresh(e fact.Event, payload string) bool {
	if e.Source.Record != 0 {
		id := fmt.Sprintf("%d|%s|%d|%s|%s", e.ID, e.Computer, e.Source.Record, e.Time.At, payload)
		if c.ids[id] {
			return false
		}
		c.ids[id] = true
	}
	event, computer := fmt.Sprintf("%d|%s", e.ID, payload), firstLabel(e.Computer)
	form := event + "|" + computer + "|" + e.Format + "|" + e.Source.Path
	kept := c.best[event+"|"+computer]
	if computer == "" {
		computer, kept = c.self, c.any[event]
	}
	c.form[form]++
	n := c.form[form]
	switch {
	case e.Source.Record != 0 && (e.Format == "evtx" || e.Format == "xml"):
		c.keep(event, computer, n)
		return true
	case n <= kept:
		return false
	}
	c.keep(event, computer, c.best[event+"|"+computer]+1)
	return true
}

func text(p any) string {
	switch v := p.(type) {
	case *fact.Code:
		if v == nil {
			return "-"
		}
		return v.String()
	case *int:
		if v == nil {
			return "-"
		}
		return fmt.Sprint(*v)
	}
	return fmt.Sprint(p)
}

// events removes copies, converts times, and sorts out whose each event is.
func (c *Case) events() {
	c.readRequests()
	c.readResponses()
	c.readFailures()
	pair(c.Requests, c.Responses)
}

func byForm[T any](xs []T, e func(*T) *fact.Event) []*T {
	out := make([]*T, len(xs))
	for i := range xs {
		out[i] = &xs[i]
	}
	sort.SliceStable(out, func(i, j int) bool { return formatRank[e(out[i]).Format] < formatRank[e(out[j]).Format] })
	return out
}

func (c *Case) readRequests() {
	seen := newCopies(&c.Machine)
	fromLogs, logs := false, asked{}
	for _, q := range byForm(c.Set.Requests, func(r *fact.Request) *fact.Event { return &r.Event }) {
		if !licensing(q.Event) || q.Format == "dhistory" && fromLogs {
			continue
		}
		payload := strings.Join([]string{text(q.Code), q.Host, fmt.Sprint(q.Port), q.CMID, q.Written.At.String(), q.ActivationID, text(q.ExpiryMinutes)}, "|")
		if q.Format == "dhistory" {
			payload = fmt.Sprint(text(q.Code), q.Host, q.Time.At)
		}
		r := &Request{Request: *q, T: c.Clock.utc(q.Time), Own: c.Machine.owns(q.Computer)}
		if q.Format != "dhistory" {
			logs.add(r)
		} else if logs.has(r) {
			continue // the log tells whose it is, and it is not ours
		}
		if !seen.fresh(q.Event, payload) {
			continue
		}
		c.own(r)
		if !r.Own {
			c.foreign(q.Event, r.T, q.CMID)
			continue
		}
		fromLogs = fromLogs || r.Format != "dhistory" && r.App == Office
		c.Requests = append(c.Requests, r)
	}
	sort.SliceStable(c.Requests, func(i, j int) bool {
		return before(c.Requests[i].T, c.Requests[j].T, c.Requests[i].Event, c.Requests[j].Event)
	})
}

// needed is the number of clients that Office needs, and Windows Server: the script lists only events that end in it.
const needed = 5

// sameEvent is how far the times of one event may lie apart in two forms: payloads have minutes.
const sameEvent = 2 * time.Minute

// asked holds when the requests of the logs were sent, of any computer and application. A line of /dhistorykms names neither.
type asked map[string][]time.Time

func (l asked) key(r *Request) string { return text(r.Code) + "|" + strings.ToLower(r.Host) }

func (l asked) add(r *Request) {
	if r.MinimumCount != 0 && r.MinimumCount != needed {
		return // the script leaves such events out
	}
	for _, t := range []time.Time{r.T.At, r.Written.At} {
		if !t.IsZero() {
			l[l.key(r)] = append(l[l.key(r)], t)
		}
	}
}

// has reports a request with the same result from the same host at the same time; day and month may be exchanged.
func (l asked) has(r *Request) bool {
	for _, t := range l[l.key(r)] {
		if t.Sub(r.T.At).Abs() <= sameEvent || t.Sub(r.Time.Swapped).Abs() <= sameEvent {
			return true
		}
	}
	return false
}

// before orders events by time, and by record where the times are equal.
func before(a, b fact.Time, x, y fact.Event) bool {
	if !a.At.Equal(b.At) {
		return a.At.Before(b.At)
	}
	if x.Source.Record != y.Source.Record {
		return x.Source.Record < y.Source.Record
	}
	return nearer(x.Source, y.Source)
}

// own finds the application of a request (facts.md, "Which 12288 belongs to Office").
func (c *Case) own(r *Request) {
	if strings.HasPrefix(strings.ToLower(r.Provider), "office software protection platf") {
		r.App, r.Sure = Office, true
		r.Family = c.familyOf(r.ActivationID)
		return
	}
	if r.ActivationID != "" {
		if f := c.familyOf(r.ActivationID); f != 0 {
			r.App, r.Sure, r.Family = Office, true, f
			return
		}
	}
	switch {
	case r.MinimumCount == 25:
		r.App, r.Sure = Windows, true
	case r.Format == "dhistory" && !c.OS.Server():
		r.App, r.Family = Office, c.familyOfScript(r)
	case r.ActivationID != "" && r.MinimumCount == 5 && c.OS.Server():
		r.App = Unknown
	case r.ActivationID != "":
		r.App = Windows // the tables hold every Office KMS client id
	case r.MinimumCount == 5 && !c.OS.Server():
		r.App = Office
	default:
		r.App = Unknown
	}
}

// familyOfScript is the family of the script that printed a dhistory line: /dhistorykms itself reads the events of
// every Office on the machine, so it only tells where one family is there.
func (c *Case) familyOfScript(r *Request) int {
	fs := map[int]bool{}
	for _, x := range c.Rows {
		if x.Keyed() {
			fs[x.Family] = true
		}
	}
	if len(fs) == 1 {
		for f := range fs {
			return f
		}
	}
	return 0
}

// familyOf is the Office family of an activation id, by the listed licences or the tables; 0 if it is not Office's.
func (c *Case) familyOf(id string) int {
	if id == "" {
		return 0
	}
	for _, r := range c.Rows {
		if r.SKU == id {
			return r.Family
		}
	}
	if f, ok := catalogue.OfficeSKU(id); ok {
		return f
	}
	return 0
}

func (c *Case) foreign(e fact.Event, t fact.Time, cmid string) {
	c.Foreign = append(c.Foreign, ForeignEvent{Computer: e.Computer, T: t, CMID: cmid, Line: fact.Line{Source: e.Source, Text: first(e.Raw, e.Computer)}})
}

func (c *Case) readResponses() {
	seen := newCopies(&c.Machine)
	for _, q := range byForm(c.Set.Responses, func(r *fact.Response) *fact.Event { return &r.Event }) {
		if !licensing(q.Event) || !seen.fresh(q.Event, fmt.Sprint(q.Code, q.Flags, q.Activated, text(q.Count), q.Written.At)) {
			continue
		}
		r := &Response{Response: *q, T: c.Clock.utc(q.Time), Own: c.Machine.owns(q.Computer)}
		if !r.Own {
			c.foreign(q.Event, r.T, "")
			continue
		}
		c.Responses = append(c.Responses, r)
	}
	sort.SliceStable(c.Responses, func(i, j int) bool {
		return before(c.Responses[i].T, c.Responses[j].T, c.Responses[i].Event, c.Responses[j].Event)
	})
}

func (c *Case) readFailures() {
	seen := newCopies(&c.Machine)
	for _, q := range byForm(c.Set.Failures, func(r *fact.Failure) *fact.Event { return &r.Event }) {
		if !licensing(q.Event) {
			continue
		}
		payload := strings.Join([]string{text(q.Code), q.AppID, q.SKU, q.Time.At.Truncate(time.Second).String()}, "|")
		f := &Failure{Failure: *q, T: c.Clock.utc(q.Time), Own: c.Machine.owns(q.Computer)}
		if q.Format == "csv" || q.Format == "txt" {
			payload = strings.Join([]string{text(q.Code), q.AppID, q.SKU, f.T.At.Truncate(time.Second).String()}, "|")
		}
		if !seen.fresh(q.Event, payload) {
			continue
		}
		if !f.Own {
			c.foreign(q.Event, f.T, "")
			continue
		}
		c.ownFailure(f)
		c.Failures = append(c.Failures, f)
	}
	sort.SliceStable(c.Failures, func(i, j int) bool {
		return before(c.Failures[i].T, c.Failures[j].T, c.Failures[i].Event, c.Failures[j].Event)
	})
}

func (c *Case) ownFailure(f *Failure) {
	f.Family = c.familyOf(f.SKU)
	switch app := catalogue.AppOf(f.AppID); {
	case f.Family != 0, app == "office", strings.HasPrefix(strings.ToLower(f.Provider), "office software protection platf"):
		f.App = Office
		if f.Family == 0 && f.AppID == catalogue.Office2010App {
			f.Family = 14
		}
	case app == "windows":
		f.App = Windows
	default:
		f.App = Unknown
	}
}

// sameComputer compares the names of two events; a form that tells none agrees with any.
func sameComputer(a, b string) bool { return a == "" || b == "" || firstLabel(a) == firstLabel(b) }

// ambiguous is the strength of a pair whose answer could be another request's.
const ambiguous = "ambiguous"

func strength(q *Request, r *Response, several bool) string {
	switch {
	case several:
		return ambiguous
	case q.Written.At.Equal(r.Written.At) && !r.Written.IsZero():
		return "exact"
	}
	return "likely"
}
