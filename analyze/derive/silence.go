package derive

import (
	"fmt"
	"time"

	"kmstriage/parse/fact"
)

// Worth is what the absence of an event proves.
type Worth string

// The three worths of a silence.
const (
	Conclusive Worth = "conclusive" // the event would stand there
	Weak       Worth = "weak"       // it probably would
	Worthless  Worth = "worthless"  // nothing would, whatever happened
)

// Silence weighs the absence of an event: how many attempts the logs that would hold them must show, against those
// that they do show. From and To are the log's window in UTC, zero where none of its records has a time.
type Silence struct {
	About    string        // what was not seen
	Logs     []string      // paths of the logs that would hold it; empty if there is none
	From, To fact.Time     // oldest and newest record of any provider
	Interval time.Duration // between two attempts
	Expected int           // attempts if the computer ran through the whole window
	Least    int           // attempts if it ran only as long as is proven, or else assumed (see least)
	Seen     int           // attempts of any outcome within the window
	Counted  bool          // Expected, Least and Seen are known
	Worth    Worth
	Why      string // one sentence: what is assumed, or what spoils the silence
}

// Bounds of the weighing.
const (
	retryInterval   = 120 * time.Minute   // of a client that is not activated (formats/matrix.md section 3)
	renewalInterval = 10080 * time.Minute // of a licensed one
	leastInterval   = 15 * time.Minute    // what a KMS host can be set to, at least and at most
	mostInterval    = 43200 * time.Minute
	firstGrace      = 43200 // minutes in which a new volume licence runs without activation: 30 days

	workday   = 8 * time.Hour // how long a computer runs on a day on which it runs at all
	enough    = 3             // attempts that are missing: this many in a row are no chance
	graceSure = 24 * time.Hour
)

// Silence weighs that no attempt with an error code was seen of a subject or, of a licence that KMS activated, that no
// failed renewal was. ok is false where there is no such silence: the subject is no KMS client, or a failure was seen.
func (c *Case) Silence(s *Subject) (x Silence, ok bool) {
	if !s.KMS() || s.Failing != nil {
		return x, false
	}
	x = Silence{About: "an attempt with an error code", Interval: interval(s.Row.IntervalMinutes, retryInterval)}
	if s.ByKMS() {
		x.About, x.Interval = "a failed renewal", interval(s.Row.RenewalMinutes, renewalInterval)
	}
	logs, why := c.logsOf(s)
	for _, r := range logs {
		x.Logs = append(x.Logs, r.Path)
	}
	if len(logs) == 0 {
		x.Worth, x.Why = Worthless, why
		return x, true
	}
	x.window(c, logs)
	if x.From.IsZero() || x.To.At.Before(x.From.At) {
		x.Worth, x.Why = c.unwindowed(logs)
		return x, true
	}
	x.weigh(c, s, logs)
	return x, true
}

func interval(minutes int, usual time.Duration) time.Duration {
	if minutes < int(leastInterval/time.Minute) || minutes > int(mostInterval/time.Minute) {
		return usual
	}
	return time.Duration(minutes) * time.Minute
}

// weigh counts what the window must hold and what it does.
func (x *Silence) weigh(c *Case, s *Subject, logs []fact.Reading) {
	young := x.cutToLicence(c, s)
	answered := x.count(s)
	days := c.ran.days(x.From.At, x.To.At)
	x.Expected = int(x.To.At.Sub(x.From.At) / x.Interval)
	x.Least, x.Counted = x.least(days), true
	x.grade(days)
	switch {
	case s.ByKMS() && x.Seen > 0:
		x.Worth, x.Why = Conclusive, "the log holds its attempts, and the newest did not fail"
	case s.ByKMS() && !answered && x.holds(s.LastOK):
		x.Worth = Worthless
		x.Why = "by the remaining grace the licence was renewed on " + s.LastOK.T.UTC().Format("2006-01-02") + ", and the log shows nothing of it either"
	case x.Seen > 0:
		x.Why += "; the attempts that are there show no code"
	case young && x.Expected == 0:
		x.Why = "the licence is younger than one interval"
	case young:
		x.Why += "; counted from the start of the licence's grace"
	}
	if n := c.lost(logs); x.Worth == Conclusive && n != "" {
		x.Worth, x.Why = Weak, n
	}
}

// cutToLicence lets the window begin with the first grace of the licence: before it there was nothing to activate.
func (x *Silence) cutToLicence(c *Case, s *Subject) bool {
	at, _ := c.Collected()
	g := s.Row.GraceMinutes
	if s.Row.Status != "OOB_GRACE" || g == nil || *g <= 0 || *g > firstGrace || at.IsZero() {
		return false
	}
	since := at.Add(-time.Duration(firstGrace-*g) * time.Minute)
	if !since.After(x.From.At) {
		return false
	}
	x.From = fact.Time{At: since, Quality: fact.Minute}
	if x.From.At.After(x.To.At) {
		x.From = x.To
	}
	return true
}

// count counts the attempts within the window and reports whether any of them succeeded.
func (x *Silence) count(s *Subject) (answered bool) {
	for _, a := range s.Attempts {
		if a.T.At.Before(x.From.At) || a.T.At.After(x.To.At) {
			continue
		}
		x.Seen++
		answered = answered || a.OK
	}
	return answered
}

// holds reports a success that lies well inside the window.
func (x *Silence) holds(last LastOK) bool {
	return last.Known && last.By == "grace" && last.T.After(x.From.At.Add(graceSure)) && !last.T.After(x.To.At)
}

// least is what a computer must show that is not always on. A short interval passes only while it runs: on the days
// that are proven, or else every day, a workday long. A long one ends the next time it runs, so nothing is lost.
func (x *Silence) least(days int) int {
	switch {
	case x.Interval > workday:
		return x.Expected
	case days > 0:
		return min(x.Expected, days*int(workday/x.Interval))
	}
	return min(x.Expected, int(x.To.At.Sub(x.From.At)/(24*time.Hour/workday)/x.Interval))
}

func (x *Silence) grade(days int) {
	switch {
	case x.Expected == 0:
		x.Worth, x.Why = Worthless, "the log reaches back less than one interval"
		return
	case x.Least >= enough:
		x.Worth = Conclusive
	default:
		x.Worth = Weak
	}
	switch {
	case x.Interval > workday:
		x.Why = "assuming that the computer was in use all the time"
	case days > 0:
		x.Why = fmt.Sprintf("at least %d on the %s on which licensing events prove that the computer ran, taken as 8 hours each", x.Least, plural(days, "day"))
	default:
		x.Why = fmt.Sprintf("at least %d if the computer ran 8 hours a day; no event proves when it did", x.Least)
	}
	if x.Worth == Weak {
		x.Why = "too few are expected: " + x.Why
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
