package picture

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

var start = time.Date(2016, 9, 14, 8, 0, 0, 0, time.UTC)

func at(d time.Duration) *time.Time { t := start.Add(d); return &t }

func ptr[T any](v T) *T { return &v }

// machine has one of each outcome, a licence that lapses, and a log that reaches back.
func machine() *analyze.Diagnosis {
	code := fact.Code(0x800706BA)
	return &analyze.Diagnosis{
		Bundle: analyze.BundleID{Name: "CL01.zip", Computer: "CL01", CollectedAt: at(8 * time.Hour)},
		DNS:    analyze.DNS{State: "records", Zone: "contoso.com", Records: []analyze.SRVRecord{{Host: "kms01.contoso.com", Port: 1688}}},
		Subjects: []analyze.Subject{{ID: "office15/ProPlus", Name: "Office 2013 ProPlus", Kind: "kms", Licence: &analyze.Licence{Status: "OOB_GRACE", GraceMinutes: ptr(43200)},
			Pinned: &fact.HostPort{Host: "kms02.contoso.com", Port: 1688}, Origin: "pinned", Comparison: "not-listed",
			Attempt: &analyze.Attempt{Host: "kms02.contoso.com", Port: 1688, Code: &code, Time: at(0)}}},
		Timeline: []analyze.Attempt{
			{Host: "kms02.contoso.com", Port: 1688, Code: &code, Time: at(0), Subject: "office15/ProPlus", Application: "office", Status: "OOB_GRACE"},
			{Host: "kms02.contoso.com", Port: 1688, Refused: true, Time: at(2 * time.Hour), Subject: "office15/ProPlus", Application: "office"},
			{Host: "kms01.contoso.com", Port: 1688, OK: true, Time: at(4 * time.Hour), Application: "windows"},
			{Stale: true, Time: at(6 * time.Hour), Application: "office"},
		},
		Coverage: []analyze.Coverage{{Path: "Application.evtx", From: at(-90 * day), To: at(8 * time.Hour), Records: 9}},
	}
}

// parsed holds that a picture is XML with unique ids, and returns its texts.
func parsed(t *testing.T, svg string) string {
	t.Helper()
	var texts strings.Builder
	ids := map[string]bool{}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts.String()
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			for _, a := range tok.Attr {
				if a.Name.Local == "id" && ids[a.Value] {
					t.Errorf("id %s twice", a.Value)
				}
				ids[a.Value] = a.Name.Local == "id"
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "NaN") {
					t.Errorf("<%s %s=%q>", tok.Name.Local, a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			fmt.Fprintln(&texts, string(tok))
		}
	}
}

func TestTimeline(t *testing.T) {
	texts := parsed(t, Timeline(machine(), "t", nil))
	for _, want := range []string{
		"Office 2013 ProPlus\n", "kms02.contoso.com:1688\n", "Windows: kms01.contoso.com:1688\n", "no host found\n", "Application\n", "since 2016-06-16",
		"2016-09-14 08:00Z kms02.contoso.com:1688: no answer seen (0x800706BA)", "answered, not activated", "activated", "failed, activated later", "lapses 2016-10-14",
		"4 attempts from 2016-09-14 07:48Z to 2016-09-14 16:12Z; 1 no answer seen; 1 answered, not activated; 1 activated; 1 failed, activated later; Office 2013 ProPlus: lapses 2016-10-14.",
	} {
		if !strings.Contains(texts, want) {
			t.Errorf("%q is not in the picture:\n%s", want, texts)
		}
	}
	if svg := Timeline(&analyze.Diagnosis{}, "t", nil); svg != "" {
		t.Errorf("a picture of nothing: %s", svg)
	}
}

// TestDeadlineInSight holds that a licence which lapses before the end of the picture is marked there.
func TestDeadlineInSight(t *testing.T) {
	d := machine()
	d.Timeline = append(d.Timeline, analyze.Attempt{Time: at(30 * day), Application: "office"})
	d.Subjects[0].Licence.GraceMinutes = ptr(14 * 24 * 60)
	svg := Timeline(d, "t", nil)
	if texts := parsed(t, svg); !strings.Contains(texts, "lapses 2016-09-28\n") || !strings.Contains(svg, `class="deadline"`) {
		t.Error(texts)
	}
}

func TestRoute(t *testing.T) {
	d := machine()
	texts := parsed(t, Route(d, &d.Subjects[0], "r", nil))
	want := "Set on this computer: kms02.contoso.com:1688; Published in DNS: kms01.contoso.com:1688; Really asked: kms02.contoso.com:1688, no answer seen, 0x800706BA, " +
		"2016-09-14 08:00Z. DNS does not publish the host that was asked."
	if !strings.Contains(texts, want) || !strings.Contains(texts, "\u2260\n") {
		t.Errorf("%q is not in the picture:\n%s", want, texts)
	}
	for _, c := range []struct {
		change func(*analyze.Diagnosis, *analyze.Subject)
		want   string
	}{
		{func(d *analyze.Diagnosis, s *analyze.Subject) { s.Attempt = nil }, "no request was seen"},
		{func(d *analyze.Diagnosis, s *analyze.Subject) { s.Pinned = nil }, "not known"},
		{func(d *analyze.Diagnosis, s *analyze.Subject) { s.Pinned, s.Origin = nil, "superseded" }, "a host was set, and is no longer"},
		{func(d *analyze.Diagnosis, s *analyze.Subject) {
			s.Pinned = nil
			d.Candidates = []analyze.Chain{{Subject: s.ID, Chain: []analyze.Candidate{{Candidate: "pinned-machine", State: "excluded"}}}}
		}, "no host is set"},
		{func(d *analyze.Diagnosis, s *analyze.Subject) { d.DNS = analyze.DNS{State: "none"} }, "nothing is published"},
		{func(d *analyze.Diagnosis, s *analyze.Subject) { d.DNS = analyze.DNS{State: "odd"} }, "not known"},
		{func(d *analyze.Diagnosis, s *analyze.Subject) { s.Comparison = "match" }, "=\n"},
	} {
		d := machine()
		c.change(d, &d.Subjects[0])
		if texts := parsed(t, Route(d, &d.Subjects[0], "r", nil)); !strings.Contains(texts, c.want) {
			t.Errorf("%q is not in the picture:\n%s", c.want, texts)
		}
	}
	if svg := Route(d, &analyze.Subject{Kind: "mak"}, "r", nil); svg != "" {
		t.Errorf("a route of a MAK: %s", svg)
	}
}

func TestBars(t *testing.T) {
	var bars []Bar
	for i := range mostBars + 3 {
		bars = append(bars, Bar{fmt.Sprintf("rule-%d", i), []Part{{"bad", "computers", 20 - i}}})
	}
	texts := parsed(t, Bars("Causes", "c", bars, nil))
	if !strings.Contains(texts, "rule-11 9") || strings.Contains(texts, "rule-12") || !strings.Contains(texts, "3 more") {
		t.Error(texts)
	}
	if Bars("Causes", "c", nil, nil) != "" {
		t.Error("a picture of nothing")
	}
}

// fleetHosts are two hosts, one of which never answers.
func fleetHosts() []analyze.FleetHost {
	return []analyze.FleetHost{
		{Host: "kms02.contoso.com", Port: 1688, Asked: 4, Refused: 2, Days: []analyze.HostDay{{Day: "2016-09-14", Asked: 3}, {Day: "2016-10-01", Asked: 1}}},
		{Host: "kms01.contoso.com", Port: 1688, Asked: 3, Answered: 2, Days: []analyze.HostDay{{Day: "2016-09-20", Asked: 3, Answered: 2}, {Day: "odd", Asked: -1}}},
	}
}

func TestHostsOverTime(t *testing.T) {
	texts := parsed(t, HostsOverTime(fleetHosts(), "h", nil))
	for _, want := range []string{
		"kms02.contoso.com:1688 was asked 4 times, 0 activated, 2 answered, not activated; kms01.contoso.com:1688 was asked 3 times, 2 activated, 0 answered, not activated.",
		"kms02.contoso.com:1688: 3 not activated\n", "kms01.contoso.com:1688: 2 activated\n", "kms01.contoso.com:1688: 1 not activated\n",
	} {
		if !strings.Contains(texts, want) {
			t.Errorf("%q is not in the picture:\n%s", want, texts)
		}
	}
	if HostsOverTime(nil, "h", nil) != "" || HostsOverTime([]analyze.FleetHost{{Host: "a"}}, "h", nil) != "" {
		t.Error("a picture of nothing")
	}
}

func TestBurnDown(t *testing.T) {
	texts := parsed(t, BurnDown([]analyze.Week{{Week: "2016-09-12", Machines: 3, Silent: 1}, {Week: "2016-10-10", Machines: 1}, {Week: "2020-01-06", Machines: 2}, {Week: "odd", Machines: 9}}, "b", nil))
	for _, want := range []string{"week of 2016-09-12: 3; week of 2016-10-10: 1; 2 later.", "week of 2016-09-12: 2 computers whose attempts fail\n", "week of 2016-09-12: 1 computer where nothing fails yet\n"} {
		if !strings.Contains(texts, want) {
			t.Errorf("%q is not in the picture:\n%s", want, texts)
		}
	}
	if BurnDown(nil, "b", nil) != "" {
		t.Error("a picture of nothing")
	}
}

// TestOddNames puts markup, long names and odd numbers into every picture.
func TestOddNames(t *testing.T) {
	for _, x := range []string{`</text><script>alert(1)</script>`, `"><g onload="x">`, "]]>", strings.Repeat("\u6f22", 500), ""} {
		d := machine()
		d.Bundle.Computer, d.Subjects[0].Name, d.Subjects[0].Licence.Status = x, x, x
		d.DNS.Zone, d.DNS.Records[0].Host, d.Subjects[0].Pinned.Host, d.Subjects[0].Attempt.Host = x, x, x, x
		d.Coverage[0].Path, d.Timeline[0].Host, d.Timeline[0].Status = x, x, x
		d.Coverage[0].Records, d.DNS.Records[0].Port = -1, -1
		for range 20 {
			d.DNS.Records = append(d.DNS.Records, d.DNS.Records[0])
		}
		for _, svg := range []string{Timeline(d, "t", nil), Route(d, &d.Subjects[0], "r", nil), HostsOverTime([]analyze.FleetHost{{Host: x, Asked: -1, Days: []analyze.HostDay{{Day: "2016-09-14", Asked: -1, Answered: 5}}}}, "h", nil),
			BurnDown([]analyze.Week{{Week: "0001-01-01", Machines: 1, Silent: 9}, {Week: "9999-12-31", Machines: 1 << 40}}, "b", nil),
			Bars(x, "c", []Bar{{x, []Part{{"bad", x, 1}}}}, nil)} {
			if svg == "" {
				t.Error("no picture")
			}
			if parsed(t, svg); len(svg) > 64000 {
				t.Errorf("%d bytes", len(svg))
			}
		}
	}
}

// TestManyAttempts holds that a picture does not grow with the log.
func TestManyAttempts(t *testing.T) {
	d := machine()
	for i := range 100000 {
		d.Timeline = append(d.Timeline, analyze.Attempt{Host: fmt.Sprintf("kms%d", i%50), Time: at(time.Duration(i) * time.Minute), Application: "office"})
	}
	if svg := Timeline(d, "t", nil); len(svg) > 600000 {
		t.Errorf("%d bytes", len(svg))
	}
}

func TestTicks(t *testing.T) {
	for _, span := range []time.Duration{0, time.Minute, time.Hour, 5 * time.Hour, day, 10 * day, 100 * day, 3 * 365 * day, 200 * 365 * day} {
		a := newAxis(start, start.Add(span), 0, 100)
		ts, _ := a.ticks()
		if len(ts) < 1 || len(ts) > mostTicks+1 {
			t.Errorf("%v: %d ticks", span, len(ts))
		}
		for _, x := range ts {
			if !a.holds(x) {
				t.Errorf("%v: %v is outside", span, x)
			}
		}
	}
}
