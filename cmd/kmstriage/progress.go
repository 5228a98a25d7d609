package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"kmstriage/parse/input"
)

// progress tells on standard error how far a run is. It says nothing in its first half second, and on a terminal takes
// away what it said.
type progress struct {
	how   string // bar, plain, json, none
	out   io.Writer
	total far
	start time.Time
	last  time.Time // of a plain line

	mu  sync.Mutex // the bar draws itself on a goroutine of its own
	now far

	bars *mpb.Progress
	bar  *mpb.Bar
	show *time.Timer
}

// far is how far a run is, or how far it has to go.
type far struct {
	units      int
	bytes      int64 // as they lie in the input, packed
	unreadable int
}

const (
	progressFirst = 500 * time.Millisecond
	progressPlain = 10 * time.Second
	barWidth      = 20
)

func newProgress(t talkFlags, s streams, units []input.Unit) *progress {
	p := &progress{how: t.Progress, out: s.err, start: time.Now(), last: time.Now()}
	if p.how == "auto" {
		p.how = "plain"
		if _, tty := terminal(s.err); tty {
			p.how = "bar"
		}
	}
	if t.Quiet {
		p.how = "none"
	}
	for _, u := range units {
		p.total.units++
		p.total.bytes += u.Size
	}
	if p.how == "bar" {
		p.draw()
	}
	return p
}

// draw begins the bar.
func (p *progress) draw() {
	shown := make(chan struct{})
	p.show = time.AfterFunc(progressFirst, func() { close(shown) })
	p.bars = mpb.New(mpb.WithOutput(p.out), mpb.WithWidth(barWidth), mpb.WithAutoRefresh(), mpb.WithRenderDelay(shown))
	p.bar = p.bars.New(int64(p.total.units), mpb.BarStyle().Lbound("").Rbound("").Filler("\u2588").Tip("\u258c").Padding(" "), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return p.count() })),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return p.words(time.Since(p.start)) })))
}

func (p *progress) count() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf(" %d/%d  ", p.now.units, p.total.units)
}

// words are bytes, rate, time to go and what could not be read; what is not known yet is left out.
func (p *progress) words(spent time.Duration) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := ""
	if p.total.bytes > 0 {
		s += "  " + amount(p.now.bytes, p.total.bytes)
	}
	if seconds := spent.Seconds(); p.now.bytes > 0 && seconds > 0 {
		rate := float64(p.now.bytes) / seconds
		s += fmt.Sprintf("  %s/s  ETA %s", amountOf(int64(rate)), (time.Duration(float64(p.total.bytes-p.now.bytes) / rate * float64(time.Second))).Round(time.Second))
	}
	if p.now.unreadable > 0 {
		s += fmt.Sprintf("  unreadable %d", p.now.unreadable)
	}
	return s
}

// amount prints "1.1/3.1 GB", in the unit of the whole.
func amount(n, all int64) string {
	for _, u := range []struct {
		bytes float64
		name  string
	}{{1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}} {
		if float64(all) >= u.bytes {
			return fmt.Sprintf("%.1f/%.1f %s", float64(n)/u.bytes, float64(all)/u.bytes, u.name)
		}
	}
	return fmt.Sprintf("%d/%d B", n, all)
}

func amountOf(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.0f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.0f kB", float64(n)/1e3)
}

// step tells of one unit that is finished.
func (p *progress) step(u input.Unit, found []input.Found) {
	p.mu.Lock()
	p.now.units++
	p.now.bytes += u.Size
	for _, l := range found {
		if l.Why != "" && !l.Partly {
			p.now.unreadable++
		}
	}
	now := p.now
	p.mu.Unlock()
	switch p.how {
	case "json":
		fmt.Fprintf(p.out, "{\"type\":\"progress\",\"done\":%d,\"total\":%d,\"bytes\":%d,\"totalBytes\":%d,\"unreadable\":%d}\n",
			now.units, p.total.units, now.bytes, p.total.bytes, now.unreadable)
	case "plain":
		if t := time.Now(); t.Sub(p.last) >= progressPlain {
			p.last = t
			fmt.Fprintf(p.out, "kmstriage: %d/%d bundles, %s, %d unreadable\n", now.units, p.total.units, amount(now.bytes, p.total.bytes), now.unreadable)
		}
	case "bar":
		p.bar.SetCurrent(int64(now.units))
	}
}

// clear takes the bar away before the report.
func (p *progress) clear() {
	if p.bar == nil {
		return
	}
	if p.show.Stop() { // it was never to be seen
		p.bars.Shutdown()
		return
	}
	p.bar.Abort(true)
	p.bars.Wait()
}
