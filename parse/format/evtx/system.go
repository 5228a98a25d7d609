package evtx

import (
	"strconv"
	"time"

	"kmstriage/parse/format/winevent"
)

// system is what the System element of an event says.
type system struct {
	provider, source  string
	eventID           int
	qualifiers, level int
	computer, channel string
	recordID          uint64
	at                time.Time
	user              string
}

func (y *system) into(r *winevent.Record) {
	r.Provider, r.SourceName = y.provider, y.source
	if r.Provider == "" {
		r.Provider = y.source
	}
	r.EventID, r.Qualifiers, r.Level = y.eventID, y.qualifiers, y.level
	r.Computer, r.Channel, r.RecordID = y.computer, y.channel, y.recordID
	r.At, r.UserSID = y.at, y.user
}

// system reads the System element without the library. Of elements with the same name the first counts.
func (r *reading) system(e *element, s *scope, nesting int) system {
	y := system{level: -1}
	seen := map[string]bool{}
	r.elements(e.content, s, nesting, func(e *element, s *scope, nesting int) {
		if seen[e.name] {
			return
		}
		seen[e.name] = true
		get := func(name string) string { return r.text(e.attribute(name), s, nesting) }
		content := func() string { return r.text(e.content, s, nesting) }
		switch e.name {
		case "Provider":
			y.provider, y.source = get("Name"), get("EventSourceName")
		case "EventID":
			y.eventID, y.qualifiers = number(content(), 0), number(get("Qualifiers"), 0)
		case "Level":
			y.level = number(content(), -1)
		case "TimeCreated":
			y.at = when(get("SystemTime"))
		case "EventRecordID":
			y.recordID, _ = strconv.ParseUint(content(), 10, 64)
		case "Channel":
			y.channel = content()
		case "Computer":
			y.computer = content()
		case "Security":
			y.user = get("UserID")
		}
	})
	return y
}

// when reads the time of an event, UTC with up to 9 digits of fraction.
func when(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
