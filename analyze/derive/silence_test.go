package derive_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// appLog is an Application log of so many hours up to the evening of the day of ev.
func appLog(hours int) fact.Reading {
	last := time.Date(2015, 3, 2, 20, 0, 0, 0, time.UTC)
	return fact.Reading{Path: "CL01_evt_Application.evtx", Kind: fact.EventsApplication, Format: "evtx", State: fact.Whole, Records: 900,
		First: fact.Time{At: last.Add(-time.Duration(hours) * time.Hour), Quality: fact.Exact}, Last: fact.Time{At: last, Quality: fact.Exact},
		Yields: []fact.Topic{fact.TopicRequests}}
}

func filterLog(hours int) fact.Reading {
	r := appLog(hours)
	r.Path, r.Kind = "CL01_evt_Activation_Application_Filter.evtx", fact.EventsActivation
	return r
}

// ran is a service event on each of so many days before the end of the log.
func ran(days int) []fact.ServiceEvent {
	var out []fact.ServiceEvent
	for i := range days {
		e := ev(902, 0, uint64(100+i))
		e.Time.At = e.Time.At.AddDate(0, 0, -i)
		out = append(out, fact.ServiceEvent{Event: e})
	}
	return out
}

func licensed(l *fact.Licence, grace int) { l.Status, l.GraceMinutes = "LICENSED", &grace }

func TestSilence(t *testing.T) {
	history := fact.Reading{Path: "CL01_Office15_Ospp-dhistorykms.txt", Kind: fact.OSPPHistoryKMS, State: fact.Whole, Family: 15}
	empty := fact.Reading{Path: "CL01_evt_Application.evtx", Kind: fact.EventsApplication, Format: "evtx", State: fact.Empty}
	for _, x := range []struct {
		name string
		set  func(s *fact.Set, l *fact.Licence)
		want string // interval expected/least/seen worth: part of why
	}{
		{"62 hours", func(s *fact.Set, l *fact.Licence) { s.Readings = append(s.Readings, appLog(62)) },
			"2h0m0s 31/10/0 conclusive: 8 hours a day"},
		{"six hours", func(s *fact.Set, l *fact.Licence) { s.Readings = append(s.Readings, appLog(6)) },
			"2h0m0s 3/1/0 weak: 8 hours a day"},
		{"wrapped within an interval", func(s *fact.Set, l *fact.Licence) { s.Readings = append(s.Readings, appLog(1)) },
			"2h0m0s 0/0/0 worthless: less than one interval"},
		{"ran on two days of thirty", func(s *fact.Set, l *fact.Licence) {
			s.Readings = append(s.Readings, appLog(720))
			s.Events = ran(2)
		}, "2h0m0s 360/8/0 conclusive: on the 2 days"},
		{"the licence's own interval", func(s *fact.Set, l *fact.Licence) {
			s.Readings = append(s.Readings, appLog(62))
			l.IntervalMinutes = 600
		}, "10h0m0s 6/6/0 conclusive: in use all the time"},
		{"an interval that no host gives", func(s *fact.Set, l *fact.Licence) {
			s.Readings = append(s.Readings, appLog(62))
			l.IntervalMinutes = 1
		}, "2h0m0s 31/10/0 conclusive: 8 hours a day"},
		{"no log", func(s *fact.Set, l *fact.Licence) {}, "2h0m0s - worthless: no event log"},
		{"log not readable", func(s *fact.Set, l *fact.Licence) {
			r := appLog(62)
			r.State = fact.Failed
			s.Readings = append(s.Readings, r)
		}, "2h0m0s - worthless: could not be read"},
		{"filtered, of Windows' own service", func(s *fact.Set, l *fact.Licence) { s.Readings = append(s.Readings, filterLog(62)) },
			"2h0m0s 31/10/0 conclusive: 8 hours a day"},
		{"filtered, of Office's own service", func(s *fact.Set, l *fact.Licence) {
			s.OS[0].NT = "6.1"
			s.Readings = append(s.Readings, filterLog(62))
		}, "2h0m0s - worthless: leaves out the events"},
		{"filtered, service unknown", func(s *fact.Set, l *fact.Licence) {
			s.OS = nil
			s.Readings = append(s.Readings, filterLog(62))
		}, "2h0m0s - worthless: which service"},
		{"filtered under the name of the whole log", func(s *fact.Set, l *fact.Licence) {
			s.OS[0].NT = "6.1"
			r := appLog(720)
			r.Records = 25
			s.Events = ran(25)
			s.Readings = append(s.Readings, r)
		}, "2h0m0s - worthless: leaves out the events"},
		{"whole beside filtered", func(s *fact.Set, l *fact.Licence) {
			s.OS[0].NT = "6.1"
			s.Readings = append(s.Readings, filterLog(720), appLog(62))
		}, "2h0m0s 31/10/0 conclusive: 8 hours a day"},
		{"records lost", func(s *fact.Set, l *fact.Licence) {
			r := appLog(62)
			r.State, r.Lost = fact.Partial, 40
			s.Readings = append(s.Readings, r)
		}, "2h0m0s 31/10/0 weak: 40 records"},
		{"torn beside a whole form of it", func(s *fact.Set, l *fact.Licence) {
			r := appLog(720)
			r.State, r.Path = fact.Partial, "CL01_evt_Application.xml"
			s.Readings = append(s.Readings, r, appLog(62))
		}, "2h0m0s 31/10/0 conclusive: 8 hours a day"},
		{"empty", func(s *fact.Set, l *fact.Licence) { s.Readings = append(s.Readings, empty) }, "2h0m0s - weak: is empty"},
		{"empty, and the history read it too", func(s *fact.Set, l *fact.Licence) { s.Readings = append(s.Readings, empty, history) },
			"2h0m0s - conclusive: /dhistorykms"},
		{"no time in any record", func(s *fact.Set, l *fact.Licence) {
			r := appLog(62)
			r.First, r.Last = fact.Time{}, fact.Time{}
			s.Readings = append(s.Readings, r)
		}, "2h0m0s - weak: how long"},
		{"times that run backwards", func(s *fact.Set, l *fact.Licence) {
			r := appLog(62)
			r.First, r.Last = r.Last, r.First
			s.Readings = append(s.Readings, r)
		}, "2h0m0s - weak: how long"},
		{"a licence younger than the log", func(s *fact.Set, l *fact.Licence) {
			grace := 43200 - 600
			l.Status, l.GraceMinutes = "OOB_GRACE", &grace
			s.Readings = append(s.Readings, appLog(62))
		}, "2h0m0s 5/1/0 weak: start of the licence's grace"},
		{"a licence of this hour", func(s *fact.Set, l *fact.Licence) {
			grace := 43200 - 60
			l.Status, l.GraceMinutes = "OOB_GRACE", &grace
			s.Readings = append(s.Readings, appLog(62))
		}, "2h0m0s 0/0/0 worthless: younger than one interval"},
		{"an attempt without a code", func(s *fact.Set, l *fact.Licence) {
			s.Readings = append(s.Readings, appLog(62))
			s.Requests = []fact.Request{asks("kms01.contoso.com", 4, 10, 0)}
		}, "2h0m0s 31/4/1 conclusive: show no code"},
		{"events of another name", func(s *fact.Set, l *fact.Licence) {
			s.Readings = append(s.Readings, appLog(62))
			r := asks("kms01.contoso.com", 4, 10, 0x800706BA)
			r.Computer = "PC-77"
			s.Requests = []fact.Request{r}
		}, "2h0m0s 31/10/0 weak: PC-77"},
		{"a failure is no silence", func(s *fact.Set, l *fact.Licence) {
			s.Readings = append(s.Readings, appLog(62))
			s.Requests = []fact.Request{asks("kms01.contoso.com", 4, 10, 0x800706BA)}
		}, "none"},
		{"licensed, log of a month", func(s *fact.Set, l *fact.Licence) {
			licensed(l, 200000) // renewed before the log begins
			s.Readings = append(s.Readings, appLog(720))
		}, "168h0m0s 4/4/0 conclusive: in use all the time"},
		{"licensed, log of a day", func(s *fact.Set, l *fact.Licence) {
			licensed(l, 200000)
			s.Readings = append(s.Readings, appLog(24))
		}, "168h0m0s 0/0/0 worthless: less than one interval"},
		{"licensed, and the log lacks the renewal that the grace proves", func(s *fact.Set, l *fact.Licence) {
			licensed(l, 259200-4*1440)
			s.Readings = append(s.Readings, appLog(720))
		}, "168h0m0s 4/4/0 worthless: renewed on 2015-02-26"},
		{"licensed, renewals seen", func(s *fact.Set, l *fact.Licence) {
			licensed(l, 259000)
			s.Readings = append(s.Readings, appLog(24))
			s.Requests = []fact.Request{asks("kms01.contoso.com", 4, 10, 0)}
			s.Responses = []fact.Response{answers(4, 11)}
		}, "168h0m0s 0/0/1 conclusive: did not fail"},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := client()
			x.set(s, &s.Licences[0])
			c := derive.New(s, nil, derive.Given{})
			y, ok := c.Silence(c.Subjects[0])
			got := "none"
			if ok {
				counts := "-"
				if y.Counted {
					counts = fmt.Sprintf("%d/%d/%d", y.Expected, y.Least, y.Seen)
				}
				got = fmt.Sprintf("%s %s %s: ", y.Interval, counts, y.Worth)
			}
			if why := strings.TrimPrefix(x.want, got); why == x.want && x.want != got || !strings.Contains(y.Why, why) && ok {
				t.Errorf("got %s%s, want %s", got, y.Why, x.want)
			}
		})
	}
}

func TestSilenceNamesItsLogs(t *testing.T) {
	s := client()
	s.Readings = append(s.Readings, appLog(62))
	c := derive.New(s, nil, derive.Given{})
	x, _ := c.Silence(c.Subjects[0])
	if d := cmp.Diff([]string{"CL01_evt_Application.evtx"}, x.Logs); d != "" {
		t.Error(d)
	}
	if from, to := x.From.At.Format(time.DateOnly), x.To.At.Format(time.DateOnly); from != "2015-02-28" || to != "2015-03-02" {
		t.Errorf("window %s to %s", from, to)
	}
}
