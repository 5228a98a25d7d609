package derive

import (
	"sort"

	"kmstriage/parse/fact"
)

// inPlaceOrder is a copy of the set with its events in the order of their places, so that which of several copies stays
// and which of several equals is cited does not hang on the order of reading. A log that has wrapped round holds its
// newest chunks first; record ids tell the order all the same.
func inPlaceOrder(s *fact.Set) *fact.Set {
	c := *s
	c.Requests = byPlace(s.Requests, func(x *fact.Request) fact.Source { return x.Source })
	c.Responses = byPlace(s.Responses, func(x *fact.Response) fact.Source { return x.Source })
	c.Failures = byPlace(s.Failures, func(x *fact.Failure) fact.Source { return x.Source })
	c.HostRequests = byPlace(s.HostRequests, func(x *fact.HostRequest) fact.Source { return x.Source })
	c.Publishings = byPlace(s.Publishings, func(x *fact.Publishing) fact.Source { return x.Source })
	c.Events = byPlace(s.Events, func(x *fact.ServiceEvent) fact.Source { return x.Source })
	return &c
}

func byPlace[T any](xs []T, at func(*T) fact.Source) []T {
	xs = append([]T(nil), xs...)
	sort.SliceStable(xs, func(i, j int) bool { return nearer(at(&xs[i]), at(&xs[j])) })
	return xs
}

// nearer orders places: by path, then by position in the file.
func nearer(a, b fact.Source) bool {
	switch {
	case a.Path != b.Path:
		return a.Path < b.Path
	case a.Record != b.Record:
		return a.Record < b.Record
	case a.Line != b.Line:
		return a.Line < b.Line
	}
	return a.Offset < b.Offset
}
