package derive

import (
	"math"
	"sort"
	"strings"
	"time"
)

// pairWindow is how far a response may lie behind its request when the minutes inside do not agree.
const pairWindow = 60 * time.Second

// pair joins each response with the nearest earlier request of the same provider and computer that has no response
// yet: the same minute inside both, or at most pairWindow apart. Both lists must be oldest first.
//
// A log may hold tens of thousands of each, so only those are looked at that can be meant: of the same minute, or near in time.
func pair(requests []*Request, responses []*Response) {
	o := newOpen(requests)
	for _, r := range responses {
		best, several := o.nearest(r)
		if best < 0 {
			continue
		}
		q := requests[best]
		q.Pair, r.Pair = r, q
		q.Strength = strength(q, r, several)
		o.close(best)
	}
}

// open are the requests without a response, by what they are looked for: the file, and the client's minute inside.
type open struct {
	all    []*Request
	files  []*listed
	file   map[string]*listed
	minute map[clientMinute][]*listed // one a file
}

// clientMinute is a minute as the client wrote it, Unix time in nanoseconds.
type clientMinute int64

// listed are requests of one file, in order.
type listed struct {
	path     string
	at       []int // places in the whole
	open     below
	recorded bool     // all have record numbers, rising
	least    []uint64 // where they do not rise: the least record number from a place on
}

func newOpen(requests []*Request) *open {
	o := &open{all: requests, file: map[string]*listed{}, minute: map[clientMinute][]*listed{}}
	for i, q := range requests {
		if q.Format == "dhistory" { // the history has the answer in its own line
			continue
		}
		path := q.Source.Path
		if o.file[path] == nil {
			o.file[path] = &listed{path: path}
			o.files = append(o.files, o.file[path])
		}
		o.file[path].at = append(o.file[path].at, i)
		if q.Written.IsZero() {
			continue
		}
		m := clientMinute(q.Written.At.UnixNano())
		l := of(o.minute[m], path)
		if l == nil {
			l = &listed{path: path}
			o.minute[m] = append(o.minute[m], l)
		}
		l.at = append(l.at, i)
	}
	for _, l := range o.files {
		l.ready(requests)
	}
	for _, ls := range o.minute {
		for _, l := range ls {
			l.ready(requests)
		}
	}
	return o
}

func of(ls []*listed, path string) *listed {
	for _, l := range ls {
		if l.path == path {
			return l
		}
	}
	return nil
}

func (l *listed) ready(requests []*Request) {
	l.open = newBelow(len(l.at))
	l.recorded = true
	last := uint64(0)
	for _, i := range l.at {
		n := requests[i].Source.Record
		l.recorded = l.recorded && n > last
		last = n
	}
	if l.recorded {
		return
	}
	l.least = make([]uint64, len(l.at)+1)
	l.least[len(l.at)] = math.MaxUint64
	for k := len(l.at) - 1; k >= 0; k-- {
		l.least[k] = min(l.least[k+1], requests[l.at[k]].Source.Record)
	}
}

func (o *open) close(i int) {
	q := o.all[i]
	l := o.file[q.Source.Path]
	l.open.close(sort.SearchInts(l.at, i))
	if !q.Written.IsZero() {
		l = of(o.minute[clientMinute(q.Written.At.UnixNano())], q.Source.Path)
		l.open.close(sort.SearchInts(l.at, i))
	}
}

// nearest finds the request that a response is nearest to, and whether there are others that it could answer; -1 for none.
func (o *open) nearest(r *Response) (best int, several bool) {
	found := lastTwo{-1, -1}
	for _, l := range o.files {
		from := sort.Search(len(l.at), func(k int) bool { return r.T.At.Sub(o.all[l.at[k]].T.At) <= pairWindow })
		o.look(l, r, from, &found)
	}
	if !r.Written.IsZero() {
		for _, l := range o.minute[clientMinute(r.Written.At.UnixNano())] {
			o.look(l, r, 0, &found)
		}
	}
	return found.last, found.before >= 0
}

// look goes through a list downwards, from the last that may stand before the response.
func (o *open) look(l *listed, r *Response, from int, found *lastTwo) {
	var to int
	switch record := r.Source.Record; {
	case l.path != r.Source.Path || record == 0:
		to = sort.Search(len(l.at), func(k int) bool { return o.all[l.at[k]].T.At.After(r.T.At) })
	case l.recorded:
		to = sort.Search(len(l.at), func(k int) bool { return o.all[l.at[k]].Source.Record > record })
	default: // a clock that was set back, a log in disorder
		to = sort.Search(len(l.at), func(k int) bool { return l.least[k] > record })
	}
	for k := l.open.find(to - 1); k >= from && !found.both(l.at[k]); k = l.open.find(k - 1) {
		found.add(l.at[k], o.fits(l.at[k], r))
	}
}

// fits reports whether a response that is near, or of the same minute, can be that of a request.
func (o *open) fits(i int, r *Response) bool {
	q := o.all[i]
	return !after(q, r) && strings.EqualFold(q.Provider, r.Provider) && sameComputer(q.Computer, r.Computer)
}

// after reports whether the request was logged after the response: by record in one log, else by time with a minute's
// grace for text forms.
func after(q *Request, r *Response) bool {
	if q.Source.Path == r.Source.Path && q.Source.Record != 0 && r.Source.Record != 0 {
		return q.Source.Record > r.Source.Record
	}
	return q.T.At.After(r.T.At)
}

// lastTwo are the two highest of some places, -1 for none.
type lastTwo struct{ last, before int }

func (t *lastTwo) add(i int, fits bool) {
	switch {
	case !fits || i == t.last || i == t.before:
	case i > t.last:
		t.last, t.before = i, t.last
	case i > t.before:
		t.before = i
	}
}

// both reports that lower places change nothing.
func (t *lastTwo) both(i int) bool { return i < t.before }

// below finds the highest open place that is not above another, while more and more are closed.
type below []int // of each place, one above 0: itself, or where to look on

func newBelow(n int) below {
	b := make(below, n+1)
	for i := range b {
		b[i] = i
	}
	return b
}

func (b below) close(i int) { b[i+1] = i }

// find returns -1 where all are closed.
func (b below) find(i int) int {
	at := i + 1
	for b[at] != at {
		b[at] = b[b[at]] // the way is shorter for the next
		at = b[at]
	}
	return at - 1
}
