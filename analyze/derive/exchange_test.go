package derive

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/fact"
)

// TestExchanges matches what a client and its host logged, and compares their clocks.
func TestExchanges(t *testing.T) {
	minute := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	exact := func(at time.Time) fact.Time { return fact.Time{At: at, Quality: fact.Exact} }
	written := fact.Time{At: minute, Quality: fact.Minute}
	request := func(cmid string, at fact.Time) *fact.Set {
		return &fact.Set{Requests: []fact.Request{{Event: fact.Event{ID: 12288, Format: "evtx", Time: at, Source: fact.Source{Path: "a", Record: 1}}, CMID: cmid, Written: written}}}
	}
	peer := func(name string, s *fact.Set) *Peer {
		s.Names = []fact.Name{{Name: name, From: "prefix"}}
		p := Summarise(s)
		return p
	}
	ms := func(n int) *int { return &n }
	host := func(seen ...string) *fact.Set {
		s := &fact.Set{}
		for i, cmid := range seen {
			s.HostRequests = append(s.HostRequests, fact.HostRequest{Event: fact.Event{ID: 12290, Format: "evtx", Computer: "KMS01",
				Time: exact(minute.Add(90 * time.Second)), Source: fact.Source{Path: "k", Record: uint64(i + 1)}}, Client: "x", CMID: cmid, Written: written})
		}
		return s
	}
	for _, c := range []struct {
		name  string
		peers []*Peer
		want  []Exchange
	}{
		{"one client", []*Peer{peer("CL01", request("AA", exact(minute.Add(1500*time.Millisecond)))), peer("KMS01", host("aa"))},
			[]Exchange{{Client: "CL01", Host: "KMS01", Requests: 1, Newest: "2026-03-12T08:00:00Z", ClockDifference: ms(88500)}}},
		{"a time that is not exact", []*Peer{peer("CL01", request("aa", fact.Time{At: minute, Quality: fact.Guess, Local: true})), peer("KMS01", host("aa"))},
			[]Exchange{{Client: "CL01", Host: "KMS01", Requests: 1, Newest: "2026-03-12T08:00:00Z"}}},
		{"another client", []*Peer{peer("CL01", request("bb", exact(minute))), peer("KMS01", host("aa"))}, nil},
		{"clones tell of none", []*Peer{peer("CL01", request("aa", exact(minute))), peer("CL02", request("aa", exact(minute))), peer("KMS01", host("aa"))}, nil},
	} {
		if diff := cmp.Diff(c.want, NewBatch(c.peers).Exchanges()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

// TestLineage proves that machines were cloned by records that both hold.
func TestLineage(t *testing.T) {
	begin := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	peer := func(name, image string, records ...uint64) *Peer {
		s := &fact.Set{Names: []fact.Name{{Name: name, From: "prefix"}}}
		for i, r := range records {
			computer := name
			if i == 0 {
				computer = image
			}
			s.Events = append(s.Events, fact.ServiceEvent{Event: fact.Event{ID: 900, Provider: "p", Format: "evtx", Computer: computer,
				Time: fact.Time{At: begin.Add(time.Duration(r) * time.Second), Quality: fact.Exact}, Source: fact.Source{Path: "a", Record: r}}})
		}
		return Summarise(s)
	}
	b := NewBatch([]*Peer{peer("CL01", "WIN-GOLD21", 1, 2, 3, 40), peer("CL02", "CL02", 1, 2, 3, 50), peer("CL03", "CL03", 60)})
	for _, c := range []struct {
		machines []string
		same     int
		image    string
	}{{[]string{"CL01", "CL02"}, 3, "WIN-GOLD21"}, {[]string{"CL02", "CL03"}, 0, ""}} {
		if same, image := b.Lineage(c.machines); same != c.same || image != c.image {
			t.Errorf("%v: %d records, image %q; want %d, %q", c.machines, same, image, c.same, c.image)
		}
	}
}
