package report

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// reasoned is the sample with a chain and a weighed silence.
func reasoned() *analyze.Diagnosis {
	d := sample()
	from, to := time.Date(2015, 2, 28, 6, 0, 0, 0, time.UTC), time.Date(2015, 3, 2, 20, 0, 0, 0, time.UTC)
	d.Candidates = []analyze.Chain{{Subject: "office15/ProPlus", Chain: []analyze.Candidate{
		{Candidate: "ad-object", State: "excluded", Why: "Windows is too old.", Because: []analyze.Evidence{{Source: fact.Source{Path: "CL01_ROIScan.log", Line: 9}, Text: "6.1.7601"}}},
		{Candidate: "pinned-machine", State: "unknown", Why: "Nothing shows it."},
		{Candidate: "kept-host", State: "confirmed", Host: "kms02.contoso.com", Port: 1688, Why: "It answered last."},
	}}}
	d.Silence = []analyze.Silence{{Rule: "host-unreachable.not-listed", Subject: "office15/ProPlus", About: "an attempt with an error code", Logs: []string{"CL01_evt_Application.evtx"},
		From: &from, To: &to, IntervalMinutes: 120, Expected: ptr(31), AtLeast: ptr(10), Seen: ptr(0), Worth: "conclusive", Why: "at least 10 if it ran 8 hours a day"}}
	return d
}

func TestWhyThisHost(t *testing.T) {
	out := render(t, textFormat, View{Width: 80, Unicode: true, Verbose: true}, reasoned())
	want := `Why this host (office15/ProPlus)
  ✗ Active Directory     Windows is too old. [CL01_ROIScan.log:9]
  ? set machine-wide     Nothing shows it.
  ✓ kept from before     It answered last.
`
	if !strings.Contains(out, want) {
		t.Errorf("want\n%s\nin\n%s", want, out)
	}
	if out = render(t, textFormat, View{Width: 80, Unicode: true}, reasoned()); strings.Contains(out, "Why this host") {
		t.Errorf("a chain without -v:\n%s", out)
	}
}

// TestHostFrom: the line stands only where the line of the attempt does not say it.
func TestHostFrom(t *testing.T) {
	for _, x := range []struct {
		origin, confirmed, want string
	}{
		{"unknown", "kept-host", "host from: kept from before (kms02.contoso.com:1688)"},
		{"unknown", "pinned-machine", "host from: set machine-wide (kms02.contoso.com:1688)"},
		{"pinned", "kept-host", ""},
		{"superseded", "pinned-product", ""},
		{"dns", "kept-host", ""},
		{"dns", "dns-lookup-domain", "host from: DNS, lookup domain (kms02.contoso.com:1688)"},
		{"unknown", "ad-object", ""},
	} {
		d := reasoned()
		d.Subjects[0].Origin, d.Candidates[0].Chain[2].Candidate = x.origin, x.confirmed
		if got := (speech{}).fromWhere(d, &d.Subjects[0]); got != x.want {
			t.Errorf("%s, %s: got %q, want %q", x.origin, x.confirmed, got, x.want)
		}
		d.Subjects[0].Attempt = nil
		if got := (speech{}).fromWhere(d, &d.Subjects[0]); got != "" {
			t.Errorf("%s, %s, nobody asked: got %q", x.origin, x.confirmed, got)
		}
	}
}

func TestSilenceBesideItsFinding(t *testing.T) {
	flat := func(d *analyze.Diagnosis) string {
		return strings.Join(strings.Fields(render(t, textFormat, View{Width: 80, Unicode: true}, d)), " ")
	}
	const line = "silence: log 2015-02-28 06:00Z to 2015-03-02 20:00Z, every 2 hours: 31 attempts expected, 0 seen: conclusive"
	d := reasoned()
	if out := flat(d); !strings.Contains(out, line+" (at least 10 if it ran 8 hours a day)") {
		t.Error(out)
	}
	d.Findings[0].Lowered = []string{d.Silence[0].Why}
	if out := flat(d); !strings.Contains(out, line+" Because") {
		t.Errorf("said twice: %s", out)
	}
	d.Silence[0].Expected, d.Silence[0].Seen, d.Silence[0].Worth = nil, nil, "worthless"
	if out := flat(d); !strings.Contains(out, "silence: that an attempt with an error code was not seen is worthless Because") {
		t.Error(out)
	}
	d.Silence[0].Subject = "office15/VisioPro"
	if out := flat(d); strings.Contains(out, "silence:") {
		t.Errorf("another subject's: %s", out)
	}
}

// TestUnknownIsAbsent: keys of what is not known are not there.
func TestUnknownIsAbsent(t *testing.T) {
	b, err := json.Marshal(analyze.Silence{Rule: "meta.no-attempt", Subject: "office15", About: "x", IntervalMinutes: 120, Worth: "worthless", Why: "y"})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(`{"rule":"meta.no-attempt","subject":"office15","about":"x","intervalMinutes":120,"worth":"worthless","why":"y"}`, string(b)); d != "" {
		t.Error(d)
	}
	b, err = json.Marshal(analyze.Candidate{Candidate: "kept-host", State: "unknown", Why: "y"})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(`{"candidate":"kept-host","state":"unknown","why":"y"}`, string(b)); d != "" {
		t.Error(d)
	}
	b, err = json.Marshal(sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"candidates"`, `"silence"`} {
		if strings.Contains(string(b), key) {
			t.Errorf("%s of a diagnosis without any", key)
		}
	}
}

func TestEvery(t *testing.T) {
	for minutes, want := range map[int]string{15: "15 minutes", 120: "2 hours", 60: "1 hour", 90: "90 minutes", 1440: "1 day", 10080: "7 days"} {
		if got := (speech{}).every(minutes); got != want {
			t.Errorf("%d: got %q, want %q", minutes, got, want)
		}
	}
}
