package parse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// TestApartKeepsTheSame holds that where a bundle has more events than are kept, which of them those are does not hang on
// which logs were read at a time.
func TestApartKeepsTheSame(t *testing.T) {
	log := Artifact{Kind: fact.EventsApplication,
		Match: func(Probe) Claim { return Claim{Content: true} },
		Read: func(f *File) error { // what fits, as readers of event logs do
			n := min(fact.MaxEvents/2, fact.MaxEvents-f.Set.EventCount())
			for range n {
				f.Set.Failures = append(f.Set.Failures, fact.Failure{Event: fact.Event{Source: fact.Source{Path: f.Path}}})
			}
			return nil
		}}
	content := []byte(logMagic + strings.Repeat("x", minApart))
	files := map[string][]byte{"a.evtx": content, "b.evtx": content, "c.evtx": content}
	read := func(jobs int) *fact.Set {
		return Reader{Artifacts: []Artifact{log}, Jobs: jobs}.Read(bundle.Memory("CL01.zip", files))
	}
	kept := func(jobs int) map[string]int {
		of := map[string]int{}
		for _, x := range read(jobs).Failures {
			of[x.Source.Path]++
		}
		return of
	}
	one := kept(1)
	if diff := cmp.Diff(map[string]int{"a.evtx": fact.MaxEvents / 2, "b.evtx": fact.MaxEvents / 2}, one); diff != "" {
		t.Fatalf("the bound is not reached: %s", diff)
	}
	for _, jobs := range []int{2, 3, 8} {
		if diff := cmp.Diff(one, kept(jobs)); diff != "" {
			t.Errorf("%d jobs: -one +several %s", jobs, diff)
		}
	}
}
