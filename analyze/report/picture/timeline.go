package picture

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kmstriage/analyze"
	"kmstriage/analyze/text"
)

// The places of a timeline, in user units.
const (
	gutter    = 236.0 // of the names of lanes
	edge      = 24.0
	laneStep  = 30.0
	laneName  = 30   // characters that fit into the gutter
	mostLanes = 6    // of each kind; what is beyond is counted on the last
	mostMarks = 2000 // of a picture; marks on one spot count once
)

// Timeline draws every attempt of a bundle: whom it asked and what came of it, the state of each licence, and which span the
// logs cover. It is empty where the bundle holds neither attempts nor logs with times. id must be unique on the page.
func Timeline(d *analyze.Diagnosis, id string, l *text.Language) string {
	t := &timeline{canvas: canvas{Language: l}, d: d}
	if !t.span() {
		return ""
	}
	t.y = 8
	t.states()
	t.hosts()
	t.coverage()
	bottom := t.y
	t.ground(bottom)
	t.legend(bottom + 44)
	t.height = bottom + 60
	return t.svg(id, t.Text(wordTimeline), t.inWords())
}

type timeline struct {
	canvas
	d        *analyze.Diagnosis
	a        axis
	y        float64
	deadline []string // in words
}

// span is that of the attempts and the time of collection; of the logs where no attempt was seen.
func (t *timeline) span() bool {
	var times []time.Time
	for i := range t.d.Timeline {
		if x := t.d.Timeline[i].Time; x != nil {
			times = append(times, *x)
		}
	}
	if len(times) == 0 {
		for _, c := range t.d.Coverage {
			if c.From != nil && c.To != nil {
				times = append(times, *c.From, *c.To)
			}
		}
		if len(times) == 0 {
			return false
		}
	}
	if x := t.d.Bundle.CollectedAt; x != nil {
		times = append(times, *x)
	}
	t.a = newAxis(slices.MinFunc(times, time.Time.Compare), slices.MaxFunc(times, time.Time.Compare), gutter, width-edge)
	return true
}

// lane begins a row with its name.
func (t *timeline) lane(name string) {
	t.text("lane", gutter-14, t.y+18, laneName, name)
}

func (t *timeline) heading(s string) {
	t.text("head", 0, t.y+16, 80, s)
	t.y += 24
}

// states draws what each licence was, as its own requests tell and the listing at the end, and when it will lapse.
func (t *timeline) states() {
	began := false
	for i := range t.d.Subjects {
		s := &t.d.Subjects[i]
		if s.Licence == nil || i >= mostLanes {
			continue
		}
		if !began {
			t.heading(t.Text(wordStates))
			began = true
		}
		t.lane(name(s))
		t.state(s)
		t.y += laneStep
	}
	if began {
		t.y += 8
	}
}

// piece is a stretch in one licence state.
type piece struct {
	from, to time.Time
	status   string
}

func (t *timeline) state(s *analyze.Subject) {
	end := t.a.to
	if x := t.d.Bundle.CollectedAt; x != nil {
		end = *x
	}
	var ps []piece
	add := func(at time.Time, status string) {
		if n := len(ps); n > 0 && ps[n-1].status == status {
			ps[n-1].to = at
			return
		} else if n > 0 {
			ps[n-1].to = at
		}
		ps = append(ps, piece{at, at, status})
	}
	for i := range t.d.Timeline {
		x := &t.d.Timeline[i]
		if x.Subject != s.ID || x.Time == nil {
			continue
		}
		if x.Status != "" {
			add(*x.Time, x.Status)
		}
		if x.OK {
			add(*x.Time, "LICENSED")
		}
	}
	if s.Licence.Status != "" {
		add(end, s.Licence.Status)
	}
	for i, p := range ps {
		x, w := t.a.x(p.from), t.a.x(p.to)-t.a.x(p.from)
		if i == len(ps)-1 && w < 6 { // seen only at the end: a stub, not a stretch
			x, w = x-6, 6
		}
		t.rect("state "+stateClass(p.status), p.status+", "+stamp(p.from), x, t.y+6, w, 16)
		if w > 9*float64(utf8.RuneCountInString(p.status)) {
			t.text("on-"+stateClass(p.status), x+6, t.y+18, 30, p.status)
		}
	}
	t.lapse(s, end)
}

// lapse marks the end of a licence or a grace period.
func (t *timeline) lapse(s *analyze.Subject, end time.Time) {
	g := s.Licence.GraceMinutes
	if g == nil || *g <= 0 || t.d.Bundle.CollectedAt == nil || *g > maxMinutes {
		return
	}
	at := end.Add(time.Duration(*g) * time.Minute)
	lapses := t.Say(wordLapses, at.Format("2006-01-02"))
	words := name(s) + ": " + lapses
	t.deadline = append(t.deadline, words)
	if t.a.holds(at) {
		x := t.a.x(at)
		t.line("deadline", x, t.y+2, x, t.y+26)
		if x > gutter+140 { // room for the words before it
			t.text("aside end", x-6, t.y+38, 34, lapses)
			t.y += 20
		}
		return
	}
	t.y += 20
	t.text("aside end", width-edge, t.y+18, 34, lapses+" \u25b8")
}

// maxMinutes keeps a damaged number from becoming a date that no calendar has: a hundred years.
const maxMinutes = 100 * 365 * 24 * 60

// way is whom an attempt asked, and for whom.
type way struct{ host, application string }

func (t *timeline) hosts() {
	count := map[way]int{}
	for i := range t.d.Timeline {
		count[wayOf(&t.d.Timeline[i])]++
	}
	var ways []way
	for w := range count {
		ways = append(ways, w)
	}
	slices.SortFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(rankOf(a), rankOf(b)), cmp.Compare(count[b], count[a]), cmp.Compare(a.host, b.host))
	})
	if len(ways) == 0 {
		return
	}
	t.heading(t.Text(wordAttempts))
	left := mostMarks
	for i, w := range ways {
		if i == mostLanes {
			t.lane(t.Say(wordMoreHosts, len(ways)-i))
			t.marks(func(x way) bool { return slices.Contains(ways[i:], x) }, &left)
			t.y += laneStep
			break
		}
		t.lane(t.label(w))
		t.marks(func(x way) bool { return x == w }, &left)
		t.y += laneStep
	}
	t.y += 8
}

func rankOf(w way) int {
	if w.application == "office" {
		return 0
	}
	return 1
}

func (t *timeline) label(w way) string {
	host := w.host
	if host == "" {
		host = t.Text(wordNoHost)
	}
	if w.application == "windows" {
		return "Windows: " + host
	}
	return host
}

func wayOf(x *analyze.Attempt) way {
	return way{strings.ToLower(hostPort(x.Host, x.Port)), x.Application}
}

// marks draws the attempts of one lane; those on one spot with one outcome count once.
func (t *timeline) marks(mine func(way) bool, left *int) {
	drawn := map[string]bool{}
	y := t.y + 14
	t.line("rail", gutter, y, width-edge, y)
	for i := range t.d.Timeline {
		x := &t.d.Timeline[i]
		if x.Time == nil || !mine(wayOf(x)) || *left <= 0 {
			continue
		}
		o := outcomeOf(x)
		at := t.a.x(*x.Time)
		if k := fmt.Sprintf("%s%.0f", o.class, at); drawn[k] {
			continue
		} else {
			drawn[k] = true
		}
		*left--
		tip := stamp(*x.Time) + " " + hostPort(x.Host, x.Port) + ": " + t.Text(o.words)
		if x.Code != nil && *x.Code != 0 {
			tip += " (" + x.Code.String() + ")"
		}
		t.mark(o.class, tip, at, y)
	}
}

// outcome is what came of an attempt.
type outcome struct{ class, words string }

func outcomeOf(x *analyze.Attempt) outcome {
	switch {
	case x.OK:
		return outcome{"good", wordActivated}
	case x.Refused:
		return outcome{"warn", wordRefused}
	case x.Stale:
		return outcome{"stale", wordStale}
	}
	return outcome{"bad", wordNoAnswer}
}

// mark draws an outcome by form, not by colour alone: a disc, a diamond, a cross.
func (c *canvas) mark(class, tip string, x, y float64) {
	switch class {
	case "good":
		c.shape("circle", tip, attr{"class", "dot good", "cx", x, "cy", y, "r", 6.0})
	case "warn":
		c.shape("path", tip, attr{"class", "dot warn", "d", fmt.Sprintf("M%s %sl7 7l-7 7l-7 -7z", value(x), value(y-7))})
	default:
		c.shape("path", tip, attr{"class", "cross " + class, "d", fmt.Sprintf("M%s %sl10 10m0 -10l-10 10", value(x-5), value(y-5))})
	}
}

// coverage shades the span of each log; one that begins before the picture says when.
func (t *timeline) coverage() {
	cs := t.logs()
	if len(cs) == 0 {
		return
	}
	t.heading(t.Text(wordCoverage))
	for i, c := range cs {
		if i == mostLanes {
			t.lane(t.Say(wordMoreLogs, len(cs)-i))
			t.y += laneStep
			break
		}
		t.lane(c.Path)
		x := t.a.x(*c.From)
		t.rect("log", t.Say("%s to %s", stamp(*c.From), stamp(*c.To))+", "+t.Count(c.Records, "%d record", "%d records"), x, t.y+7, t.a.x(*c.To)-x, 14)
		if c.From.Before(t.a.from) {
			t.text("aside", gutter+6, t.y+18, 40, "\u25c2 "+t.Say(wordSince, c.From.UTC().Format("2006-01-02")))
		}
		t.y += laneStep
	}
}

// logs are the logs to be seen, each once: in how many forms it was exported tells nothing here.
func (t *timeline) logs() []analyze.Coverage {
	var cs []analyze.Coverage
	for _, c := range t.d.Coverage {
		if c.From == nil || c.To == nil || c.To.Before(t.a.from) {
			continue
		}
		c.Path = strings.TrimSuffix(c.Path, path.Ext(c.Path))
		at := slices.IndexFunc(cs, func(x analyze.Coverage) bool { return strings.EqualFold(x.Path, c.Path) })
		switch {
		case at < 0:
			cs = append(cs, c)
		case c.To.Sub(*c.From) > cs[at].To.Sub(*cs[at].From):
			cs[at] = c
		}
	}
	return cs
}

// ground draws what lies behind: the axis and the moment of collection.
func (t *timeline) ground(bottom float64) {
	front := t.b.String()
	t.b.Reset()
	t.drawAxis(t.a, 4, bottom)
	if x := t.d.Bundle.CollectedAt; x != nil && t.a.holds(*x) {
		t.line("now", t.a.x(*x), 4, t.a.x(*x), bottom)
	}
	t.b.WriteString(front)
}

func (t *timeline) legend(y float64) {
	x := 120.0
	for _, o := range []outcome{{"bad", wordNoAnswer}, {"warn", wordRefused}, {"good", wordActivated}, {"stale", wordStale}} {
		t.mark(o.class, "", x, y-5)
		words := t.Text(o.words)
		t.text("key", x+14, y, 40, words)
		x += 40 + 7.2*float64(utf8.RuneCountInString(words))
	}
	if t.d.Bundle.CollectedAt != nil {
		t.line("now", x, y-14, x, y+2)
		t.text("key", x+10, y, 40, t.Text(wordCollected))
	}
}

// inWords is the picture for whoever does not see it.
func (t *timeline) inWords() string {
	count := map[string]int{}
	for i := range t.d.Timeline {
		count[outcomeOf(&t.d.Timeline[i]).words]++
	}
	parts := []string{t.Say("%s from %s to %s", t.Count(len(t.d.Timeline), "%d attempt", "%d attempts"), stamp(t.a.from), stamp(t.a.to))}
	for _, w := range []string{wordNoAnswer, wordRefused, wordActivated, wordStale} {
		if count[w] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[w], t.Text(w)))
		}
	}
	return strings.Join(append(parts, t.deadline...), "; ") + "."
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04Z") }

func name(s *analyze.Subject) string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

func stateClass(status string) string {
	switch status {
	case "LICENSED":
		return "good"
	case "NOTIFICATIONS", "UNLICENSED":
		return "bad"
	case "OOB_GRACE", "OOT_GRACE", "EXTENDED_GRACE", "NON_GENUINE_GRACE":
		return "warn"
	}
	return "none"
}
