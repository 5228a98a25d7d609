package picture

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/text"
)

// Bar is one bar of a chart, with parts that add up to its length.
type Bar struct {
	Name  string
	Parts []Part
}

// Part is a stretch of a bar; its class is good, warn, bad or none.
type Part struct {
	Class, Words string
	N            int
}

func (b Bar) sum() int {
	n := 0
	for _, p := range b.Parts {
		n += p.N
	}
	return n
}

const (
	barName  = 300.0
	barWords = 40
	mostBars = 12
)

// Bars draws one bar under the other, the longest first as they come. It is empty without bars.
func Bars(title, id string, bars []Bar, l *text.Language) string {
	most := 0
	for _, b := range bars {
		most = max(most, b.sum())
	}
	if most == 0 {
		return ""
	}
	c := &canvas{Language: l}
	var words []string
	for i, b := range bars {
		if i == mostBars {
			c.text("lane", barName-14, c.height+20, barWords, c.Say(wordMore, len(bars)-i))
			c.height += laneStep
			break
		}
		words = append(words, fmt.Sprintf("%s %d", b.Name, b.sum()))
		c.text("lane", barName-14, c.height+20, barWords, b.Name)
		x := barName
		for _, p := range b.Parts {
			w := (width - barName - 70) * float64(p.N) / float64(most)
			if p.N > 0 {
				c.rect("bar "+p.Class, fmt.Sprintf("%s: %d %s", b.Name, p.N, p.Words), x, c.height+6, w, 18)
			}
			x += w
		}
		c.text("value", x+8, c.height+20, 10, fmt.Sprint(b.sum()))
		c.height += laneStep
	}
	c.height += 4
	return c.svg(id, title, strings.Join(words, "; ")+".")
}

// HostsOverTime draws a row for each KMS host that Office clients asked, and in it what became of the attempts of each
// stretch of time. It is empty where no day is known.
func HostsOverTime(hosts []analyze.FleetHost, id string, l *text.Language) string {
	var from, to time.Time
	for i := range hosts {
		for _, d := range hosts[i].Days {
			t, err := time.Parse(time.DateOnly, d.Day)
			if err != nil {
				continue
			}
			if from.IsZero() || t.Before(from) {
				from = t
			}
			if end := t.Add(day); end.After(to) {
				to = end
			}
		}
	}
	if from.IsZero() {
		return ""
	}
	c := &canvas{Language: l, height: 8}
	a := newAxis(from, to, gutter, width-edge)
	var words []string
	for i := range hosts {
		if i == mostLanes+2 {
			c.text("lane", gutter-14, c.height+20, laneName, c.Say(wordMoreHosts, len(hosts)-i))
			c.height += laneStep
			break
		}
		h := &hosts[i]
		name := hostPort(h.Host, h.Port)
		c.text("lane", gutter-14, c.height+30, laneName, name)
		c.host(a, name, h.Days)
		c.height += hostRow
		words = append(words, c.Say("%s was asked %d times, %d activated, %d answered, not activated", name, h.Asked, h.Answered, h.Refused))
	}
	front := c.b.String()
	c.b.Reset()
	c.drawAxis(a, 4, c.height)
	c.b.WriteString(front)
	c.height += 30
	return c.svg(id, c.Text(wordHosts), strings.Join(words, "; ")+".")
}

const (
	hostRow  = 52.0
	hostBins = 60
)

// host draws one row of HostsOverTime. Its bars are as high as the row where it was asked the most.
func (c *canvas) host(a axis, name string, days []analyze.HostDay) {
	var asked, answered [hostBins]int
	for _, d := range days {
		t, err := time.Parse(time.DateOnly, d.Day)
		if err != nil {
			continue
		}
		i := min(int(hostBins*(a.x(t.Add(day/2))-a.left)/(a.right-a.left)), hostBins-1)
		asked[i] += max(d.Asked, 0)
		answered[i] += min(max(d.Answered, 0), max(d.Asked, 0))
	}
	most := slices.Max(asked[:])
	w := (a.right - a.left) / hostBins
	base := c.height + hostRow - 6
	c.line("rail", a.left, base, a.right, base)
	for i, n := range asked {
		y := base
		for _, part := range []Part{{"good", wordActivated, answered[i]}, {"bad", wordNotActivated, n - answered[i]}} {
			if part.N > 0 {
				h := (hostRow - 14) * float64(part.N) / float64(most)
				y -= h
				c.rect("bar "+part.Class, fmt.Sprintf("%s: %d %s", name, part.N, c.Text(part.Words)), a.left+w*float64(i)+1, y, w-2, h)
			}
		}
	}
}

// mostWeeks is how far a burn-down reaches: the 180 days of an activation, and a little.
const mostWeeks = 30

// BurnDown draws how many computers lose activation in which week. It is empty without weeks.
func BurnDown(weeks []analyze.Week, id string, l *text.Language) string {
	const top, tall, left = 26.0, 120.0, 40.0
	var first time.Time
	most := 0
	for _, w := range weeks {
		if t, err := time.Parse(time.DateOnly, w.Week); err == nil && w.Machines > 0 && (first.IsZero() || t.Before(first)) {
			first = t
		}
		most = max(most, w.Machines)
	}
	if first.IsZero() {
		return ""
	}
	c := &canvas{Language: l, height: top + tall + 34}
	step := (width - left - edge) / float64(mostWeeks)
	c.line("rail", left, top+tall, width-edge, top+tall)
	for i := 0; i < mostWeeks; i += 4 {
		c.text("tick start", left+step*float64(i), top+tall+20, 12, first.Add(time.Duration(i)*7*day).Format(time.DateOnly))
	}
	var words []string
	later := 0
	for _, w := range weeks {
		t, err := time.Parse(time.DateOnly, w.Week)
		if err != nil || w.Machines <= 0 {
			continue
		}
		i := int(t.Sub(first) / (7 * day))
		if i >= mostWeeks {
			later += w.Machines
			continue
		}
		c.week(left+step*float64(i), step, top+tall, tall/float64(most), w)
		words = append(words, fmt.Sprintf("%s: %d", c.Say(wordWeekOf, w.Week), w.Machines))
	}
	if later > 0 {
		words = append(words, c.Say(wordLater, later))
	}
	return c.svg(id, c.Text(wordBurn), strings.Join(words, "; ")+".")
}

// week stacks those where nothing fails yet on those where attempts fail.
func (c *canvas) week(x, w, base, unit float64, k analyze.Week) {
	silent := min(max(k.Silent, 0), k.Machines)
	y := base
	for _, part := range []Part{{"bad", wordFailing, k.Machines - silent}, {"warn", wordSilent, silent}} {
		if part.N > 0 {
			h := unit * float64(part.N)
			y -= h
			c.rect("bar "+part.Class, fmt.Sprintf("%s: %s %s", c.Say(wordWeekOf, k.Week), c.Count(part.N, "%d computer", "%d computers"), c.Text(part.Words)), x+2, y, w-4, h)
		}
	}
	c.text("value mid", x+w/2, y-6, 6, fmt.Sprint(k.Machines))
}
