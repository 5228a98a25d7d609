package analyze

import (
	"sort"
	"strings"
	"time"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// FleetHost is one KMS host as the clients saw it. Asked, Answered and Refused count attempts of Office; what is neither
// answered nor refused got no answer. Count is that of clients in the newest answer.
type FleetHost struct {
	Host       string      `json:"host"`
	Port       int         `json:"port,omitempty"`
	Machines   int         `json:"machines"` // that asked it
	Asked      int         `json:"asked"`
	Answered   int         `json:"answered"`
	Refused    int         `json:"refused"`
	Codes      []CodeCount `json:"codes,omitempty"`      // of attempts that did not activate, the most frequent first
	LastAnswer string      `json:"lastAnswer,omitempty"` // RFC 3339, UTC
	Count      *int        `json:"count,omitempty"`
	Days       []HostDay   `json:"days,omitempty"` // the newest days with attempts, oldest first
}

// CodeCount is how many attempts ended with a code.
type CodeCount struct {
	Code     fact.Code `json:"code"`
	Attempts int       `json:"attempts"`
}

// HostDay is one day (UTC) of a host. Count is that in the day's newest answer which tells one.
type HostDay struct {
	Day      string `json:"day"` // 2006-01-02
	Asked    int    `json:"asked"`
	Answered int    `json:"answered"`
	Count    *int   `json:"count,omitempty"`

	counted time.Time
}

// maxHostDays bounds the days of a host: the half year after which a licence lapses for want of an answer.
const maxHostDays = 184

// seenHost is a KMS host while it is counted.
type seenHost struct {
	FleetHost
	last   time.Time // of the newest answer
	silent time.Time // of the newest attempt without an answer
	codes  map[fact.Code]int
	days   map[string]*HostDay
}

// addHosts counts what Office clients asked of each KMS host.
func (g *Gathering) addHosts(d *Diagnosis) {
	asked := map[*seenHost]bool{}
	for i := range d.Timeline {
		a := &d.Timeline[i]
		if a.Host == "" || a.Application != string(derive.Office) {
			continue
		}
		k := hostKey(a.Host, a.Port)
		h := g.hosts[k]
		if h == nil {
			h = &seenHost{FleetHost: FleetHost{Host: strings.ToLower(a.Host), Port: a.Port}, codes: map[fact.Code]int{}, days: map[string]*HostDay{}}
			g.hosts[k] = h
		}
		if !asked[h] {
			asked[h] = true
			h.Machines++
		}
		h.add(a)
	}
}

func hostKey(host string, port int) string { return derive.HostPort(strings.ToLower(host), port) }

func (h *seenHost) add(a *Attempt) {
	h.Asked++
	if !a.OK && a.Code != nil {
		h.codes[*a.Code]++
	}
	if a.OK {
		h.Answered++
	} else if a.Refused {
		h.Refused++
	}
	if a.Time == nil {
		return
	}
	day := h.day(*a.Time)
	day.Asked++
	if !a.OK && !a.Refused {
		if a.Time.After(h.silent) {
			h.silent = *a.Time
		}
		return
	}
	if a.OK {
		day.Answered++
	}
	if a.Count != nil && !a.Time.Before(day.counted) {
		day.counted, day.Count = *a.Time, a.Count
	}
	if !a.Time.Before(h.last) {
		h.last = *a.Time
		h.LastAnswer = a.Time.UTC().Format(time.RFC3339)
		h.Count = a.Count
	}
}

// day is that of the time.
func (h *seenHost) day(t time.Time) *HostDay {
	name := t.UTC().Format(time.DateOnly)
	if h.days[name] == nil {
		h.days[name] = &HostDay{Day: name}
	}
	return h.days[name]
}

// dead reports a host that answered nobody since some attempt failed to reach it.
func (h *seenHost) dead() bool { return h.silent.After(h.last) }

// allHosts are sorted by how often they were asked, the most first.
func (g *Gathering) allHosts() []FleetHost {
	out := make([]FleetHost, 0, len(g.hosts))
	for _, h := range g.hosts {
		out = append(out, h.done())
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Asked != out[j].Asked {
			return out[i].Asked > out[j].Asked
		}
		return out[i].Host < out[j].Host || out[i].Host == out[j].Host && out[i].Port < out[j].Port
	})
	return out
}

func (h *seenHost) done() FleetHost {
	x := h.FleetHost
	for c, n := range h.codes {
		x.Codes = append(x.Codes, CodeCount{c, n})
	}
	sort.Slice(x.Codes, func(i, j int) bool {
		if x.Codes[i].Attempts != x.Codes[j].Attempts {
			return x.Codes[i].Attempts > x.Codes[j].Attempts
		}
		return x.Codes[i].Code < x.Codes[j].Code
	})
	for _, day := range h.days {
		x.Days = append(x.Days, *day)
	}
	sort.Slice(x.Days, func(i, j int) bool { return x.Days[i].Day < x.Days[j].Day })
	if n := len(x.Days) - maxHostDays; n > 0 {
		x.Days = x.Days[n:]
	}
	return x
}
