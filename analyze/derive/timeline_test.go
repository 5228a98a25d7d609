package derive_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

const spp = "Microsoft-Windows-Security-SPP"

// ev is an event of an evtx log, minutes behind nine o'clock.
func ev(id, minute int, record uint64) fact.Event {
	return fact.Event{ID: id, Provider: spp, Computer: "CL01.contoso.com", Format: "evtx",
		Time:   fact.Time{At: time.Date(2015, 3, 2, 9, minute, 0, 0, time.UTC), Quality: fact.Exact},
		Source: fact.Source{Path: "CL01_evt_Application.evtx", Record: record}}
}

func count(n int) *int            { return &n }
func code(c fact.Code) *fact.Code { return &c }

func sick() *fact.Set {
	request := fact.Request{Event: ev(12288, 4, 10), Code: code(0), Host: "kms01.contoso.com", Port: 1688, CMID: "6f1d", MinimumCount: 25}
	request.Written = fact.Time{At: request.Time.At}
	response := fact.Response{Event: ev(12289, 4, 11), Count: count(50), Activated: true, Written: request.Written}
	foreign := fact.Request{Event: ev(12288, 1, 7), Host: "kms01.contoso.com", MinimumCount: 25}
	foreign.Computer = "PC-77"
	copied := fact.Failure{Event: ev(8233, 6, 12), Code: code(0xC004F074)}
	return &fact.Set{
		Names:        []fact.Name{{Name: "CL01", From: "prefix", Source: fact.Source{Path: "CL01_evt_Application.evtx"}}},
		Requests:     []fact.Request{request, foreign},
		Responses:    []fact.Response{response},
		Failures:     []fact.Failure{copied, copied},
		HostRequests: []fact.HostRequest{{Event: ev(12290, 2, 8), Client: "cl07.contoso.com", CMID: "77aa", MinimumCount: 25}},
		Publishings:  []fact.Publishing{{Event: ev(12294, 3, 9), OK: true, Domain: "contoso.com"}},
		Events:       []fact.ServiceEvent{{Event: ev(1003, 7, 13)}, {Event: ev(902, 0, 6)}},
	}
}

func rows(es []derive.TimelineEvent) []string {
	var out []string
	for _, e := range es {
		s := fmt.Sprintf("%s %d %s %s", e.Time.Format("15:04"), e.ID, e.What, e.Application)
		if e.PairedWith != nil {
			s += fmt.Sprintf(" pair %d %s", *e.PairedWith, e.Pairing)
		}
		if e.Computer != "" {
			s += " of " + e.Computer
		}
		if e.Bundle != "" {
			s += " in " + e.Bundle
		}
		out = append(out, s)
	}
	return out
}

func TestTimeline(t *testing.T) {
	got := rows(derive.New(sick(), nil, derive.Given{}).Timeline())
	want := []string{
		"09:00 902 service unknown",
		"09:01 12288 request windows of PC-77",
		"09:02 12290 host-request windows",
		"09:03 12294 publish unknown",
		"09:04 12288 request windows pair 5 exact",
		"09:04 12289 response windows pair 4 exact",
		"09:06 8233 failure unknown",
		"09:07 1003 status unknown",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestMergeTimelines(t *testing.T) {
	a := derive.New(sick(), nil, derive.Given{}).Timeline()
	b := derive.New(sick(), nil, derive.Given{}).Timeline()
	all := derive.MergeTimelines([]string{"a", "b"}, [][]derive.TimelineEvent{a, b})
	if len(all) != len(a)+len(b) {
		t.Fatalf("%d events of %d and %d", len(all), len(a), len(b))
	}
	pairs := 0
	for i, e := range all {
		if i > 0 && e.Time.Before(*all[i-1].Time) {
			t.Errorf("%d is older than the one before", i)
		}
		if e.PairedWith == nil {
			continue
		}
		pairs++
		p := all[*e.PairedWith]
		if p.Bundle != e.Bundle || p.PairedWith == nil || *p.PairedWith != i {
			t.Errorf("%d of %s is paired with %d of %s, which does not point back", i, e.Bundle, *e.PairedWith, p.Bundle)
		}
	}
	if pairs != 4 {
		t.Errorf("%d events have a partner, want 4", pairs)
	}
	if *a[4].PairedWith != 5 {
		t.Error("merging changed its input")
	}
}
