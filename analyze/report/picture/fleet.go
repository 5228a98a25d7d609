package picture

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"kmstriage/analyze"
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
func Bars(title, id string, bars []Bar) string {
	most := 0
	for _, b := range bars {
		most = max(most, b.sum())
	}
	if most == 0 {
		return ""
	}
	c := &canvas{}
	var words []string
	for i, b := range bars {
		if i == mostBars {
			c.text("lane", barName-14, c.height+20, barWords, fmt.Sprintf("%d %s", len(bars)-i, wordMore))
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
// stretch of time. Of bundles of one computer all count. It is empty where no attempt has a time.
func HostsOverTime(ds []*analyze.Diagnosis, id string) string {
	seen := map[string][]*analyze.Attempt{}
	var from, to time.Time
	for _, d := range ds {
		for i := range d.Timeline {
			a := &d.Timeline[i]
			if a.Time == nil || a.Host == "" || a.Application != "office" {
				continue
			}
			if from.IsZero() || a.Time.Before(from) {
				from = *a.Time
			}
			if a.Time.After(to) {
				to = *a.Time
			}
			h := strings.ToLower(hostPort(a.Host, a.Port))
			seen[h] = append(seen[h], a)
		}
	}
	if len(seen) == 0 {
		return ""
	}
	var hosts []string
	for h := range seen {
		hosts = append(hosts, h)
	}
	slices.SortFunc(hosts, func(a, b string) int { return cmp.Or(cmp.Compare(len(seen[b]), len(seen[a])), cmp.Compare(a, b)) })
	c := &canvas{}
	a := newAxis(from, to, gutter, width-edge)
	c.height = 8
	var words []string
	for i, h := range hosts {
		if i == mostLanes+2 {
			c.text("lane", gutter-14, c.height+20, laneName, fmt.Sprintf("%d %s", len(hosts)-i, wordMoreHosts))
			c.height += laneStep
			break
		}
		c.text("lane", gutter-14, c.height+30, laneName, h)
		words = append(words, c.host(a, h, seen[h]))
		c.height += hostRow
	}
	front := c.b.String()
	c.b.Reset()
	c.drawAxis(a, 4, c.height)
	c.b.WriteString(front)
	c.height += 30
	return c.svg(id, wordHosts, strings.Join(words, "; ")+".")
}

const (
	hostRow  = 52.0
	hostBins = 60
)

// host draws one row of HostsOverTime and tells it in words.
func (c *canvas) host(a axis, h string, as []*analyze.Attempt) string {
	var bins [hostBins]map[string]int
	most, total := 0, map[string]int{}
	for _, x := range as {
		i := min(int(float64(hostBins)*(a.x(*x.Time)-a.left)/(a.right-a.left)), hostBins-1)
		if bins[i] == nil {
			bins[i] = map[string]int{}
		}
		o := outcomeOf(x)
		if o.class == "stale" {
			o = outcome{"bad", wordNoAnswer}
		}
		bins[i][o.class]++
		bins[i][""]++
		total[o.class]++
		most = max(most, bins[i][""])
	}
	w := (a.right - a.left) / hostBins
	base := c.height + hostRow - 6
	c.line("rail", a.left, base, a.right, base)
	for i, b := range bins {
		y := base
		for _, class := range []string{"good", "warn", "bad"} {
			if n := b[class]; n > 0 {
				hgt := (hostRow - 14) * float64(n) / float64(most)
				y -= hgt
				c.rect("bar "+class, fmt.Sprintf("%s: %d %s", h, n, classWords[class]), a.left+w*float64(i)+1, y, w-2, hgt)
			}
		}
	}
	return fmt.Sprintf("%s was asked %d times, %d %s, %d %s", h, len(as), total["good"], wordActivated, total["warn"], wordRefused)
}

var classWords = map[string]string{"good": wordActivated, "warn": wordRefused, "bad": wordNoAnswer}

// burnWeeks is how far ahead the burn-down looks: the 180 days of an activation, and a little.
const burnWeeks = 27

// BurnDown draws how many computers lose an activation or a grace period in which week, counted from the newest
// collection, unless they are activated again. A computer counts once, by its newest bundle and what lapses first there. It is
// empty where nothing is known to lapse from then on.
func BurnDown(ds []*analyze.Diagnosis, id string) string {
	newest := map[string]*analyze.Diagnosis{}
	var start time.Time
	for _, d := range ds {
		at := d.Bundle.CollectedAt
		if at == nil {
			continue
		}
		if at.After(start) {
			start = *at
		}
		k := strings.ToLower(d.MachineName())
		if old := newest[k]; old == nil || at.After(*old.Bundle.CollectedAt) {
			newest[k] = d
		}
	}
	var weeks [burnWeeks]int
	before, beyond := 0, 0
	for _, d := range newest {
		end, ok := lapse(d)
		if !ok {
			continue
		}
		switch i := int(end.Sub(start) / (7 * day)); {
		case end.Before(start):
			before++
		case i >= burnWeeks:
			beyond++
		default:
			weeks[i]++
		}
	}
	if slices.Max(weeks[:]) == 0 {
		return ""
	}
	return burn(weeks, start, before, beyond, id)
}

// lapse is when the first of a computer's licences ends.
func lapse(d *analyze.Diagnosis) (first time.Time, ok bool) {
	for i := range d.Subjects {
		l := d.Subjects[i].Licence
		if l == nil || l.GraceMinutes == nil || *l.GraceMinutes <= 0 || *l.GraceMinutes > maxMinutes {
			continue
		}
		end := d.Bundle.CollectedAt.Add(time.Duration(*l.GraceMinutes) * time.Minute)
		if !ok || end.Before(first) {
			first, ok = end, true
		}
	}
	return first, ok
}

func burn(weeks [burnWeeks]int, start time.Time, before, beyond int, id string) string {
	const top, tall, left = 26.0, 120.0, 40.0
	c := &canvas{height: top + tall + 34}
	most := slices.Max(weeks[:])
	step := (width - left - edge) / float64(burnWeeks)
	c.line("rail", left, top+tall, width-edge, top+tall)
	var words []string
	for i, n := range weeks {
		x := left + step*float64(i)
		week := start.Add(time.Duration(i) * 7 * day).UTC().Format("2006-01-02")
		if i%4 == 0 {
			c.text("tick start", x, top+tall+20, 12, week)
		}
		if n == 0 {
			continue
		}
		h := tall * float64(n) / float64(most)
		c.rect("bar warn", fmt.Sprintf("%s %s: %s", wordWeekOf, week, plural(n, "computer")), x+2, top+tall-h, step-4, h)
		c.text("value mid", x+step/2, top+tall-h-6, 6, fmt.Sprint(n))
		words = append(words, fmt.Sprintf("%s %s: %d", wordWeekOf, week, n))
	}
	if before > 0 {
		words = append(words, fmt.Sprintf("%d %s", before, wordLapsedBefore))
	}
	if beyond > 0 {
		words = append(words, fmt.Sprintf("%d %s", beyond, wordLater))
	}
	return c.svg(id, wordBurn, strings.Join(words, "; ")+".")
}
