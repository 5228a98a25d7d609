package derive

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/fact"
)

// TestWhoseRequest is facts.md, "Which 12288 belongs to Office".
func TestWhoseRequest(t *testing.T) {
	by := func(provider, id string, need int) func(*fact.Request) {
		return func(r *fact.Request) { r.Provider, r.ActivationID, r.MinimumCount = provider, id, need }
	}
	history := func(r *fact.Request) {
		r.Format, r.Provider, r.ActivationID, r.MinimumCount, r.Source = "dhistory", "", "", 0, fact.Source{Path: "h.txt"}
	}
	const unlisted = "11111111-2222-4333-8444-555555555501"
	tests := []struct {
		name   string
		change func(*fact.Request)
		server bool
		app    Application
		family int
	}{
		{"Office's own service", by(ospp, proPlus, 5), false, Office, 15},
		{"Office's own service, unknown licence", by(ospp, unlisted, 5), false, Office, 0},
		{"Office's own service on a server", by(ospp, proPlus14, 5), true, Office, 14},
		{"a listed licence by Windows' service", by(spp, proPlus, 5), false, Office, 15},
		{"a licence of the tables", by(spp, visioPro, 5), false, Office, 15},
		{"a licence of the tables on a server", by(spp, visioPro, 5), true, Office, 15},
		{"twenty-five", by(spp, windows7, 25), false, Windows, 0},
		{"twenty-five without an id", by(spp, "", 25), false, Windows, 0},
		{"twenty-five on a server", by(spp, "", 25), true, Windows, 0},
		{"an id of no table on a client", by(spp, windows7, 5), false, Windows, 0},
		{"an id of no table on a server", by(spp, windows7, 5), true, Unknown, 0},
		{"no id, five, client", by(spp, "", 5), false, Office, 0},
		{"no id, five, server", by(spp, "", 5), true, Unknown, 0},
		{"history on a client", history, false, Office, 15},
		{"history on a server", history, true, Unknown, 0},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			set := fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS")}, Requests: []fact.Request{ask(utc("06-17 09:00:00"), "kms01.contoso.com", 1688, unreachable, x.change)}}
			if x.server {
				set.OS = []fact.OS{{NT: "6.1", ProductType: "server", From: "roiscan"}}
			}
			c := derived(set)
			if r := c.Requests[0]; r.App != x.app || r.Family != x.family {
				t.Errorf("%s of family %d, want %s of %d", r.App, r.Family, x.app, x.family)
			}
		})
	}
	c := derived(fact.Set{Requests: []fact.Request{ask(utc("06-17 09:00:00"), "kms01", 1688, 0, by("VSS", proPlus, 5))}})
	if len(c.Requests) != 0 {
		t.Errorf("VSS reuses the ids: %+v", c.Requests[0])
	}
}

// TestCopies holds that one event counts once, in whatever forms it stands, and that two events of equal payload stay
// two.
func TestCopies(t *testing.T) {
	form := func(f, path string, record uint64) func(*fact.Request) {
		return func(r *fact.Request) {
			r.Format, r.Source = f, fact.Source{Path: path, Record: record}
			if f == "csv" || f == "txt" {
				r.Time = local("06-17 11:00:00")
			}
		}
	}
	ask9 := func(changes ...func(*fact.Request)) fact.Request {
		return ask(utc("06-17 09:00:00"), "kms01.contoso.com", 1688, unreachable, changes...)
	}
	history := func(r *fact.Request) {
		r.Format, r.Provider, r.ActivationID, r.Written, r.Port, r.Source = "dhistory", "", "", fact.Time{}, 0, fact.Source{Path: "h.txt"}
		r.Time = fact.Time{At: r.Time.At, Quality: fact.Guess}
	}
	otherHost := func(r *fact.Request) { r.Host = "kms02.contoso.com" }
	noMachine := func(r *fact.Request) { r.Computer = "" }
	tests := []struct {
		name     string
		requests []fact.Request
		want     string // forms that stay
	}{
		{"evtx in two exports", []fact.Request{ask9(form("evtx", "a.evtx", 7)), ask9(form("evtx", "b.evtx", 7))}, "evtx"},
		{"evtx and xml", []fact.Request{ask9(form("xml", "a.xml", 7)), ask9(form("evtx", "a.evtx", 7))}, "evtx"},
		{"evtx, xml, csv and txt", []fact.Request{ask9(form("txt", "a.txt", 0)), ask9(form("csv", "a.csv", 0)), ask9(form("xml", "a.xml", 7)), ask9(form("evtx", "a.evtx", 7))}, "evtx"},
		{"csv and txt", []fact.Request{ask9(form("txt", "a.txt", 0)), ask9(form("csv", "a.csv", 0))}, "csv"},
		{"two records of equal payload", []fact.Request{ask9(form("evtx", "a.evtx", 7)), ask9(form("evtx", "a.evtx", 8))}, "evtx evtx"},
		{"two equal lines of a csv", []fact.Request{ask9(form("csv", "a.csv", 0)), ask9(form("csv", "a.csv", 0))}, "csv csv"},
		{"two of a csv, one in the evtx", []fact.Request{ask9(form("evtx", "a.evtx", 7)), ask9(form("csv", "a.csv", 0)), ask9(form("csv", "a.csv", 0))}, "evtx csv"},
		{"another host is another event", []fact.Request{ask9(form("evtx", "a.evtx", 7)), ask9(form("csv", "a.csv", 0), otherHost)}, "evtx csv"},
		{"records of two logs have ids of their own", []fact.Request{ask9(form("evtx", "a.evtx", 7)), ask9(form("evtx", "b.evtx", 7), otherHost)}, "evtx evtx"},
		{"history beside a log of Office", []fact.Request{ask9(history), ask9(form("evtx", "a.evtx", 7))}, "evtx"},
		{"history alone", []fact.Request{ask9(history)}, "dhistory"},
		{"history beside events of Windows only", []fact.Request{ask9(history), ask9(form("evtx", "a.evtx", 7), func(r *fact.Request) { r.Provider, r.ActivationID, r.MinimumCount = spp, windows7, 25 })}, "dhistory evtx"},
		{"history of what another computer sent", []fact.Request{ask9(history), ask9(form("evtx", "a.evtx", 7), func(r *fact.Request) { r.Computer = "PC-77.contoso.com" })}, ""},
		{"history of something else than another computer sent", []fact.Request{ask9(history, otherHost), ask9(form("evtx", "a.evtx", 7), func(r *fact.Request) { r.Computer = "PC-77.contoso.com" })}, "dhistory"},
		{"a form without computer", []fact.Request{ask9(form("evtx", "a.evtx", 7)), ask9(form("txt", "a.txt", 0), noMachine)}, "evtx"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			for _, reversed := range []bool{false, true} {
				rs := append([]fact.Request(nil), x.requests...)
				if reversed {
					for i, j := 0, len(rs)-1; i < j; i, j = i+1, j-1 {
						rs[i], rs[j] = rs[j], rs[i]
					}
				}
				var got []string
				for _, r := range derived(fact.Set{Requests: rs}).Requests {
					got = append(got, r.Format)
				}
				if strings.Join(sorted(got), " ") != strings.Join(sorted(strings.Fields(x.want)), " ") {
					t.Errorf("reversed %v: got %v, want %s", reversed, got, x.want)
				}
			}
		})
	}
}

// TestFailureCopies holds that failures, whose payload has no minute, are told apart by their converted time.
func TestFailureCopies(t *testing.T) {
	csv := func(at string) func(*fact.Failure) {
		return func(f *fact.Failure) {
			f.Format, f.Time, f.Source = "csv", local(at), fact.Source{Path: "CL01_evt_Application.csv"}
		}
	}
	c := derived(fact.Set{
		Requests: []fact.Request{ask(utc("06-17 09:00:00"), "kms01", 1688, 0, inText("06-17 11:00:00", "06-17 09:00:00"))},
		Failures: []fact.Failure{fault(utc("06-17 09:00:21"), 0xC004F074), fault(utc("06-17 09:00:21"), 0xC004F074, csv("06-17 11:00:21")), fault(utc("06-17 10:00:21"), 0xC004F074, csv("06-17 12:00:21"))},
	})
	got := ""
	for _, f := range c.Failures {
		got += f.Format + f.T.At.Format(" 15:04:05;")
	}
	if want := "evtx 09:00:21;csv 10:00:21;"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func sorted(s []string) []string {
	for i := range s {
		for j := i; j > 0 && s[j] < s[j-1]; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
	return s
}

// TestPairing holds which response answers which request, and how sure that is.
func TestPairing(t *testing.T) {
	host := func(n int) string { return fmt.Sprintf("kms%02d.contoso.com", n) }
	by := func(p string) func(*fact.Response) { return func(r *fact.Response) { r.Provider = p } }
	written := func(s string) func(*fact.Response) {
		return func(r *fact.Response) { r.Written = minuteOf(utc(s)) }
	}
	none := func(r *fact.Response) { r.Written = fact.Time{} }
	tests := []struct {
		name     string
		requests []string // times; the host's number is the place
		answers  []fact.Response
		want     string // "request:strength" of each answer, "-" for none
	}{
		{"the same minute", []string{"06-17 09:00:00"}, []fact.Response{answer(utc("06-17 09:00:01"), 0, true, 10)}, "0:exact"},
		{"the same minute inside, logged late", []string{"06-17 09:00:00"}, []fact.Response{answer(utc("06-17 09:05:00"), 0, true, 10, written("06-17 09:00:00"))}, "0:exact"},
		{"the next minute, near", []string{"06-17 09:00:50"}, []fact.Response{answer(utc("06-17 09:01:10"), 0, true, 10)}, "0:likely"},
		{"sixty seconds", []string{"06-17 09:00:00"}, []fact.Response{answer(utc("06-17 09:01:00"), 0, true, 10, none)}, "0:likely"},
		{"sixty-one seconds", []string{"06-17 09:00:00"}, []fact.Response{answer(utc("06-17 09:01:01"), 0, true, 10, none)}, "-"},
		{"before the request", []string{"06-17 09:00:10"}, []fact.Response{answer(utc("06-17 09:00:05"), 0, true, 10)}, "-"},
		{"another service's", []string{"06-17 09:00:00"}, []fact.Response{answer(utc("06-17 09:00:01"), 0, true, 10, by(spp))}, "-"},
		{"the nearer of two", []string{"06-17 09:00:00", "06-17 09:00:20"}, []fact.Response{answer(utc("06-17 09:00:21"), 0, true, 10)}, "1:ambiguous"},
		{"each its own", []string{"06-17 09:00:00", "06-17 10:00:00"}, []fact.Response{answer(utc("06-17 09:00:01"), 0, true, 10), answer(utc("06-17 10:00:01"), 0, true, 10)}, "0:exact 1:exact"},
		{"two answers, one request", []string{"06-17 09:00:00"}, []fact.Response{answer(utc("06-17 09:00:01"), 0, true, 10), answer(utc("06-17 09:00:02"), 0, true, 10)}, "0:exact -"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			set := fact.Set{Responses: x.answers}
			for i, at := range x.requests {
				set.Requests = append(set.Requests, ask(utc(at), host(i), 1688, 0))
			}
			var got []string
			c := derived(set)
			for _, r := range c.Responses {
				if r.Pair == nil {
					got = append(got, "-")
					continue
				}
				for i := range x.requests {
					if r.Pair.Host == host(i) {
						got = append(got, fmt.Sprintf("%d:%s", i, r.Pair.Strength))
					}
				}
				if r.Pair.Pair != r {
					t.Error("the pair is one-sided")
				}
			}
			if s := strings.Join(got, " "); s != x.want {
				t.Errorf("got %s, want %s", s, x.want)
			}
		})
	}
}

// TestTimelinePairs holds that partners point at each other, other computers' too, and never across computers.
func TestTimelinePairs(t *testing.T) {
	old := "OLDNAME.contoso.com"
	set := fact.Set{
		Requests: []fact.Request{ask(utc("06-17 09:00:00"), "kms01", 1688, 0), ask(utc("06-01 09:00:00"), "kms01", 1688, 0, func(r *fact.Request) { r.Computer = old })},
		Responses: []fact.Response{answer(utc("06-17 09:00:01"), 0, true, 10), answer(utc("06-01 09:00:01"), 0, true, 10, func(r *fact.Response) { r.Computer = old }),
			answer(utc("06-17 09:00:02"), 0, true, 10, func(r *fact.Response) { r.Computer = old })},
	}
	var got []string
	for i, e := range derived(set).Timeline() {
		s := e.What + " " + e.Computer + " " + e.Pairing
		if e.PairedWith != nil {
			s += fmt.Sprintf(" %d", *e.PairedWith-i)
		}
		got = append(got, s)
	}
	want := []string{"request " + old + " exact 1", "response " + old + " exact -1", "request  exact 1", "response  exact -1", "response " + old + " "}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("timeline (-want +got):\n%s", d)
	}
}

// TestRequestsInOrder holds that a log which wrapped round is judged by time and record.
func TestRequestsInOrder(t *testing.T) {
	at := utc("06-17 09:00:00")
	record := func(n uint64) func(*fact.Request) { return func(r *fact.Request) { r.Source.Record = n } }
	c := derived(fact.Set{Requests: []fact.Request{ask(at, "c", 1, 0, record(12)), ask(at, "b", 1, 0, record(9)), ask(fact.Time{At: at.At.Add(-time.Hour), Quality: fact.Exact}, "a", 1, 0, record(8))}})
	got := ""
	for _, r := range c.Requests {
		got += r.Host
	}
	if got != "abc" {
		t.Errorf("order %s", got)
	}
}
