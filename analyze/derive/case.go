// Package derive works out what follows from the facts before anyone judges: which licences are under diagnosis, which
// events are theirs, what is stale, the effective code, and how the host that was asked compares with DNS.
package derive

import (
	"time"

	"kmstriage/parse/fact"
)

// Case is one bundle made ready for the rules.
type Case struct {
	Set   *fact.Set
	Given Given
	Batch *Batch

	Machine Machine
	OS      OS
	Office  []fact.Office // installed products, the XML inventory before the text
	Rows    []*Row        // licence rows after merging, in order of listing
	DNS     DNS
	Host    Host
	Clock   Clock

	Requests  []*Request // 12288 after removing copies, oldest first
	Responses []*Response
	Failures  []*Failure
	Foreign   []ForeignEvent
	Attempts  []*Attempt // of every application, oldest first
	Codes     []Sighting // codes without a subject: scripts, 8200

	Subjects []*Subject
	Families []int // with a subject, ascending

	known map[fact.Topic]bool
	ran   running
}

// New derives a case. batch may be nil.
func New(s *fact.Set, batch *Batch, g Given) *Case {
	s = inPlaceOrder(s)
	c := &Case{Set: s, Given: g, Batch: batch, known: known(s)}
	c.Machine = machine(s)
	c.Rows = rows(s)
	c.Office = office(s)
	c.OS = c.windows()
	c.applySettings()
	c.Clock = clock(s)
	c.DNS = c.dns()
	c.Host = host(c)
	c.Machine.learnOwnSRV(c)
	c.ran = ran(c)
	c.events()
	c.Subjects = subjects(c)
	c.assign()
	for _, x := range c.Subjects {
		c.conclude(x)
	}
	return c
}

// known tells which topics any file gave an answer to, be it an empty one.
func known(s *fact.Set) map[fact.Topic]bool {
	k := map[fact.Topic]bool{}
	for _, r := range s.Readings {
		if r.State == fact.Failed || r.State == fact.NotRecognised {
			continue
		}
		for _, t := range r.Yields {
			k[t] = true
		}
	}
	if len(s.Scripts) > 0 { // a listing failed because its script printed an error instead, which is an answer
		k[fact.TopicScripts] = true
	}
	return k
}

// Knows reports whether the bundle holds any file that answers to the topic.
func (c *Case) Knows(t fact.Topic) bool { return c.known[t] }

// Read reports whether a file of one of the kinds was read, wholly, in part or as empty.
func (c *Case) Read(kinds ...fact.Kind) bool {
	for _, r := range c.Set.Readings {
		for _, k := range kinds {
			if r.Kind == k && r.State != fact.Failed {
				return true
			}
		}
	}
	return false
}

// Collected is the newest moment that the bundle proves; zero if none does.
func (c *Case) Collected() (time.Time, fact.Quality) { return c.Clock.Collected, c.Clock.Quality }
