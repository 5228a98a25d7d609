package report

import (
	"sort"
	"strings"
	"time"

	"github.com/clipperhouse/displaywidth"

	"kmstriage/analyze/derive"
)

// A strip has at most so many lanes, each behind a name of at most so many columns. Where fewer columns than the least are left
// for the time itself, names stand on lines of their own.
const (
	stripLanes = 8
	stripName  = 34
	stripLeast = 20
)

// mark is what came of an attempt, as the strip shows it.
type mark int

const (
	noMark mark = iota
	activatedMark
	refusedMark
	failedMark
	unsureMark  // which answer belongs to the request is not certain
	severalMark // marks on one spot that differ
)

var outcomeMarks = map[derive.Outcome]mark{derive.Activated: activatedMark, derive.Refused: refusedMark, derive.Unanswered: failedMark, derive.Unsure: unsureMark}

// lane is one row of the strip.
type lane struct {
	name  string
	rank  int // lower ones stand first
	times []time.Time
	marks []mark
}

// strip draws over time whom this machine asked and what came of it, its failed activations, and the requests that it
// answered as a host.
func (p *page) strip(es []derive.TimelineEvent) {
	lanes := p.lanes(es)
	if len(lanes) == 0 {
		return
	}
	from, to := lanes[0].times[0], lanes[0].times[0]
	wide := 0
	for i := range lanes {
		for _, t := range lanes[i].times {
			if t.Before(from) {
				from = t
			}
			if t.After(to) {
				to = t
			}
		}
		lanes[i].name, _ = split(p.shown(lanes[i].name), stripName)
		wide = max(wide, displaywidth.String(lanes[i].name))
	}
	indent := wide + gap
	apart := p.width-indent < stripLeast
	if apart {
		indent = 0
	}
	room := p.width - indent
	p.ends(indent, room, from, to)
	used := map[mark]bool{}
	for i := range lanes {
		bar := p.bar(&lanes[i], from, to, room, used)
		if apart {
			p.para(0, plain, lanes[i].name)
			p.raw(0, plain, bar)
			continue
		}
		p.raw(0, plain, pad(lanes[i].name, indent)+bar)
	}
	p.key(used)
	p.blank()
}

// ends writes when the strip begins and when it ends.
func (p *page) ends(indent, room int, from, to time.Time) {
	const minute = "2006-01-02 15:04Z"
	left, right := from.Format(minute), to.Format(minute)
	switch n := room - len(left) - len(right); {
	case from.Equal(to):
		p.raw(indent, plain, left)
	case n > 0:
		p.raw(indent, plain, left+strings.Repeat(" ", n)+right)
	default:
		p.para(indent, plain, p.Say("%s to %s", left, right))
	}
}

// bar places the marks of a lane on a line of so many columns.
func (p *page) bar(l *lane, from, to time.Time, room int, used map[mark]bool) string {
	spots := make([]mark, room)
	for i, t := range l.times {
		at := 0
		if span := to.Sub(from); span > 0 {
			at = int(float64(room-1) * float64(t.Sub(from)) / float64(span))
		}
		switch spots[at] {
		case noMark:
			spots[at] = l.marks[i]
		case l.marks[i]:
		default:
			spots[at] = severalMark
		}
	}
	var b strings.Builder
	for _, m := range spots {
		s, c := p.markLook(m)
		b.WriteString(p.paint(c, s))
		used[m] = true
	}
	return b.String()
}

func (p *page) markLook(m mark) (string, colour) {
	switch m {
	case activatedMark:
		return p.symbol(good), good.colour()
	case refusedMark:
		return p.symbol(careful), careful.colour()
	case failedMark:
		return p.symbol(bad), bad.colour()
	case unsureMark:
		return p.symbol(unknown), unknown.colour()
	case severalMark:
		return "*", plain
	}
	if p.view.Unicode {
		return "\u00b7", plain
	}
	return ".", plain
}

// key explains the marks that are there.
func (p *page) key(used map[mark]bool) {
	var parts []string
	for _, m := range []mark{activatedMark, refusedMark, failedMark, unsureMark, severalMark} {
		if used[m] {
			s, _ := p.markLook(m)
			parts = append(parts, s+" "+p.Text(markWords[m]))
		}
	}
	p.para(0, plain, strings.Join(parts, between))
}

// lanes are those of the events that have a time: Office before Windows, the host that was asked most first.
func (p *page) lanes(es []derive.TimelineEvent) []lane {
	at := map[string]int{}
	var out []lane
	for i := range es {
		e := &es[i]
		name, rank, m := p.laneOf(e)
		if e.Time == nil || name == "" {
			continue
		}
		k, ok := at[name]
		if !ok {
			k = len(out)
			at[name] = k
			out = append(out, lane{name: name, rank: rank})
		}
		out[k].times, out[k].marks = append(out[k].times, e.Time.UTC()), append(out[k].marks, m)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].rank != out[j].rank {
			return out[i].rank < out[j].rank
		}
		return len(out[i].times) > len(out[j].times)
	})
	if n := len(out) - stripLanes; n > 0 {
		rest := &out[stripLanes]
		rest.name = p.Count(n, "%d more lane", "%d more lanes")
		for _, l := range out[stripLanes+1:] {
			rest.times, rest.marks = append(rest.times, l.times...), append(rest.marks, l.marks...)
		}
		out = out[:stripLanes+1]
	}
	return out
}

// laneOf is where an event stands in the strip, "" for events that are none of it.
func (p *page) laneOf(e *derive.TimelineEvent) (name string, rank int, m mark) {
	switch e.What {
	case "request":
		name = hostPort(strings.ToLower(e.Host), e.Port)
		if name == "" {
			name = p.Say("no host")
		}
		if e.Application == "windows" {
			return "Windows: " + name, 1, outcomeMarks[e.Outcome]
		}
		return name, 0, outcomeMarks[e.Outcome]
	case "failure":
		return p.Say("failed activations"), 2, failedMark
	case "host-request":
		return p.Say("asked as a KMS host"), 3, outcomeMarks[e.Outcome]
	}
	return "", 0, noMark
}
