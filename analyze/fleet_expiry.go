package analyze

import (
	"sort"
	"time"
)

// Week is a week, from its Monday (UTC), in which machines lose activation unless it was renewed since they were collected:
// their newest attempts fail, or, silently, the host that served them last answered nobody since others failed to reach it.
type Week struct {
	Week     string   `json:"week"` // 2006-01-02
	Machines int      `json:"machines"`
	Silent   int      `json:"silent,omitempty"` // of them: nothing fails there yet
	Names    []string `json:"names"`
}

// lapse is when a machine's first KMS licence ends.
type lapse struct {
	machine string
	ends    time.Time
	served  string // key of the host whose answer is the newest; "" where the newest attempt fails
}

// maxGrace bounds what a listing may claim to be left: a year is twice what KMS gives.
const maxGrace = 366 * 24 * 60

func (g *Gathering) addLapse(d *Diagnosis) {
	if d.Bundle.CollectedAt == nil {
		return
	}
	var first *lapse
	for i := range d.Subjects {
		s := &d.Subjects[i]
		l := s.Licence
		if s.Kind != "kms" || s.Attempt == nil || l == nil || l.GraceMinutes == nil || *l.GraceMinutes <= 0 || *l.GraceMinutes > maxGrace {
			continue
		}
		x := lapse{machine: d.MachineName(), ends: d.Bundle.CollectedAt.Add(time.Duration(*l.GraceMinutes) * time.Minute)}
		if s.Attempt.OK {
			x.served = hostKey(s.Attempt.Host, s.Attempt.Port)
		}
		if first == nil || x.ends.Before(first.ends) {
			first = &x
		}
	}
	if first != nil {
		g.lapses = append(g.lapses, *first)
	}
}

// weeks counts the machines that nothing renews, by week.
func (g *Gathering) weeks() []Week {
	at := map[string]*Week{}
	for _, l := range g.lapses {
		if l.served != "" {
			if h := g.hosts[l.served]; h == nil || !h.dead() {
				continue
			}
		}
		day := l.ends.UTC().Truncate(24 * time.Hour)
		monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7).Format(time.DateOnly)
		w := at[monday]
		if w == nil {
			w = &Week{Week: monday}
			at[monday] = w
		}
		w.Machines++
		w.Names = append(w.Names, l.machine)
		if l.served != "" {
			w.Silent++
		}
	}
	out := []Week{}
	for _, w := range at {
		sort.Strings(w.Names)
		out = append(out, *w)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Week < out[j].Week })
	return out
}
