package catalogue

import (
	"sort"
	"strings"
)

// Event is a licensing event of the Windows logs, or a run of ids (ID to Last) that belong together. The providers
// Microsoft-Windows-Security-SPP and Office Software Protection Platform Service write the same numbers with the same
// texts. Level is that of the message table, which is no guide: failures of KMS have the level information.
type Event struct {
	ID, Last int    // Last is 0 for a single one
	Level    string // information, warning, error; "" where it is not known
	Meaning  string
	// Insertions are what the event carries, in order; for 12288, 12289 and 12290 the parts of its one comma-separated
	// text.
	Insertions []string
	Note       string
	Basis      string // verified (message table of Windows 11 24H2), or where else it is from
	See        []string
}

// last is the end of the run.
func (e Event) last() int { return max(e.ID, e.Last) }

// Where says in which log the event stands.
func (e Event) Where() string {
	switch {
	case e.ID == 12290:
		return "log Key Management Service, on KMS hosts only"
	case e.ID >= 12291 && e.ID <= 12294:
		return "log Key Management Service or Application, on KMS hosts only"
	}
	return "log Application"
}

// EventByID returns the entry of an event id; false for ids that licensing does not use.
func EventByID(id int) (Event, bool) {
	i := sort.Search(len(events), func(i int) bool { return events[i].last() >= id })
	if i == len(events) || id < events[i].ID {
		return Event{}, false
	}
	e := events[i]
	if e.Basis == "" {
		e.Basis = inMessageTable
	}
	return e, true
}

// EventIDs lists every id that the table knows, ascending.
func EventIDs() []int {
	var out []int
	for _, e := range events {
		for id := e.ID; id <= e.last(); id++ {
			out = append(out, id)
		}
	}
	return out
}

// StatusFlags are the bits of the second field of 12288 and 12289, which is no error code. Source: Microsoft's volume
// activation technical reference.
func StatusFlags() []string { return strings.Split(statusFlags, "\n") }
