package derive

import "kmstriage/parse/fact"

// Pare is a copy of the set without what only `kmstriage events` shows: of the service events, of which a busy log holds
// thousands, nothing is left but who wrote them, when and where. A pared set gives the same diagnosis as the whole one.
func Pare(s *fact.Set) *fact.Set {
	c := *s
	c.Events = make([]fact.ServiceEvent, len(s.Events))
	for i := range s.Events {
		e := &s.Events[i].Event
		c.Events[i].Event = fact.Event{Provider: e.Provider, Computer: e.Computer, Time: e.Time, Format: e.Format, Source: e.Source}
	}
	return &c
}
