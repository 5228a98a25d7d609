package derive

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kmstriage/parse/fact"
)

// pairPlainly says the same as pair by looking at every request for every response.
func pairPlainly(requests []*Request, responses []*Response) {
	for _, r := range responses {
		var best *Request
		candidates := 0
		for _, q := range requests {
			sameMinute := !q.Written.IsZero() && q.Written.At.Equal(r.Written.At)
			near := r.T.At.Sub(q.T.At) <= pairWindow
			if q.Pair != nil || after(q, r) || !sameMinute && !near || q.Format == "dhistory" || !strings.EqualFold(q.Provider, r.Provider) || !sameComputer(q.Computer, r.Computer) {
				continue
			}
			candidates++
			best = q
		}
		if best != nil {
			best.Pair, r.Pair = r, best
			best.Strength = strength(best, r, candidates > 1)
		}
	}
}

// disorder makes requests and responses in disorder: copies of one log in another form, clocks that were set back, two services,
// minutes that many share.
func disorder(random *rand.Rand, n int) (requests []*Request, responses []*Response) {
	base := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	record := uint64(1)
	event := func() fact.Event {
		e := fact.Event{Provider: []string{"Office", "office", "Security-SPP"}[random.IntN(3)], Computer: []string{"", "CL01", "cl01.contoso.com", "CL02"}[random.IntN(4)], Format: "evtx"}
		e.Source.Path = []string{"a.evtx", "b.evtx", "c.txt"}[random.IntN(3)]
		if e.Source.Path != "c.txt" {
			e.Source.Record = record
			record++
			if random.IntN(5) == 0 {
				e.Source.Record = uint64(random.IntN(2*n) + 1)
			}
		}
		if random.IntN(12) == 0 {
			e.Format = "dhistory"
		}
		return e
	}
	minute := func() (t fact.Time) {
		if random.IntN(4) > 0 {
			t.At, t.Quality = base.Add(time.Duration(random.IntN(n/4+2))*time.Minute), fact.Exact
		}
		return t
	}
	when := func() fact.Time { return fact.Time{At: base.Add(time.Duration(random.IntN(n*10+1)) * time.Second)} }
	for range n {
		q := &Request{Request: fact.Request{Event: event(), Written: minute()}, T: when()}
		requests = append(requests, q)
		if random.IntN(4) > 0 {
			r := &Response{Response: fact.Response{Event: event(), Written: minute()}, T: when()}
			if random.IntN(2) == 0 {
				r.Written, r.Provider, r.Computer = q.Written, q.Provider, q.Computer
			}
			responses = append(responses, r)
		}
	}
	slices.SortStableFunc(requests, func(a, b *Request) int { return a.T.At.Compare(b.T.At) })
	slices.SortStableFunc(responses, func(a, b *Response) int { return a.T.At.Compare(b.T.At) })
	return requests, responses
}

// TestPairIsPlain compares pair with what it is short for.
func TestPairIsPlain(t *testing.T) {
	paired, ambiguously := 0, 0
	for seed := range uint64(3000) {
		n := 1 + int(seed%40)
		said := [2][]string{}
		for k, do := range []func([]*Request, []*Response){pair, pairPlainly} {
			qs, rs := disorder(rand.New(rand.NewPCG(seed, 1)), n)
			do(qs, rs)
			for _, q := range qs {
				at := -1
				if q.Pair != nil {
					at = slices.Index(rs, q.Pair)
					paired += k
					if q.Strength == ambiguous {
						ambiguously += k
					}
				}
				said[k] = append(said[k], fmt.Sprint(at, " ", q.Strength))
			}
		}
		if !slices.Equal(said[0], said[1]) {
			t.Fatalf("seed %d: %v, want %v", seed, said[0], said[1])
		}
	}
	if paired < 5000 || ambiguously < 1000 {
		t.Errorf("%d pairs, %d of them ambiguous: the test looks at little", paired, ambiguously)
	}
}

// TestPairOfMany holds that a log of nothing but requests and answers costs no more than its length, also where all say the same
// minute.
func TestPairOfMany(t *testing.T) {
	base := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	for name, step := range map[string]time.Duration{"two hours apart": 2 * time.Hour, "one minute": 0} {
		const n = 50_000
		var qs []*Request
		var rs []*Response
		for i := range n {
			at := base.Add(time.Duration(i) * step)
			e := fact.Event{Provider: "Office", Computer: "CL01", Format: "evtx"}
			e.Source.Path, e.Source.Record = "a.evtx", uint64(2*i+1)
			w := fact.Time{At: at.Truncate(time.Minute), Quality: fact.Exact}
			qs = append(qs, &Request{Request: fact.Request{Event: e, Written: w}, T: fact.Time{At: at}})
			e.Source.Record++
			rs = append(rs, &Response{Response: fact.Response{Event: e, Written: w}, T: fact.Time{At: at}})
		}
		began := time.Now()
		pair(qs, rs)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s: %v", name, took)
		}
		for i, q := range qs {
			if step > 0 && q.Pair != rs[i] || q.Pair == nil {
				t.Fatalf("%s: request %d has a wrong answer", name, i)
			}
		}
	}
}
