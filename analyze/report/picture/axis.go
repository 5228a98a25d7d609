package picture

import (
	"time"
)

// axis maps a span of time to the width between left and right.
type axis struct {
	from, to    time.Time
	left, right float64
}

// newAxis widens the span a little, so that nothing stands on the edge, and to an hour at least.
func newAxis(from, to time.Time, left, right float64) axis {
	if to.Sub(from) < time.Hour {
		mid := from.Add(to.Sub(from) / 2)
		from, to = mid.Add(-30*time.Minute), mid.Add(30*time.Minute)
	}
	pad := to.Sub(from) / 40
	return axis{from.Add(-pad).UTC(), to.Add(pad).UTC(), left, right}
}

func (a axis) x(t time.Time) float64 {
	x := a.left + (a.right-a.left)*float64(t.Sub(a.from))/float64(a.to.Sub(a.from))
	return min(max(x, a.left), a.right)
}

func (a axis) holds(t time.Time) bool { return !t.Before(a.from) && !t.After(a.to) }

const day = 24 * time.Hour

// steps between ticks, from which the least is taken that gives few enough.
var steps = []time.Duration{10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 2 * day, 7 * day, 14 * day,
	30 * day, 90 * day, 365 * day, 5 * 365 * day, 20 * 365 * day, 100 * 365 * day}

const mostTicks = 7

// ticks are round times in the span, and how to write them.
func (a axis) ticks() (ts []time.Time, layout string) {
	step := steps[len(steps)-1]
	for _, s := range steps {
		if a.to.Sub(a.from)/s <= mostTicks {
			step = s
			break
		}
	}
	layout = "2006-01-02"
	if step < day {
		layout = "01-02 15:04"
	}
	for t := a.from.Truncate(step); !t.After(a.to) && len(ts) <= mostTicks+1; t = t.Add(step) {
		if !t.Before(a.from) {
			ts = append(ts, t)
		}
	}
	return ts, layout
}

// drawAxis rules the ground between top and bottom and writes the times below it.
func (c *canvas) drawAxis(a axis, top, bottom float64) {
	ts, layout := a.ticks()
	for _, t := range ts {
		x := a.x(t)
		c.line("grid", x, top, x, bottom)
		c.text("tick", x, bottom+18, 20, t.Format(layout))
	}
}
