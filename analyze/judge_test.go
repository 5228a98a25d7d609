package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/fact"
)

// TestNeeds holds that a rule is judged only where of each of its needs one topic was read, and that what is missing is
// named by the artifact that tells it best.
func TestNeeds(t *testing.T) {
	reading := func(k fact.Kind, s fact.State, ts ...fact.Topic) fact.Reading {
		return fact.Reading{Path: string(k), Kind: k, State: s, Yields: ts}
	}
	dns := reading(fact.NSLookup, fact.Whole, fact.TopicDNS)
	requests := reading(fact.EventsApplication, fact.Whole, fact.TopicRequests, fact.TopicFailures)
	tests := []struct {
		name     string
		needs    [][]fact.Topic
		readings []fact.Reading
		missing  []string // nil: judged
	}{
		{"nothing", nil, nil, nil},
		{"one, there", [][]fact.Topic{{fact.TopicDNS}}, []fact.Reading{dns}, nil},
		{"one, not there", [][]fact.Topic{{fact.TopicDNS}}, []fact.Reading{requests}, []string{"nslookup"}},
		{"both", [][]fact.Topic{{fact.TopicDNS}, {fact.TopicRequests}}, []fact.Reading{dns, requests}, nil},
		{"one of both", [][]fact.Topic{{fact.TopicDNS}, {fact.TopicRequests}}, []fact.Reading{dns}, []string{"events-application"}},
		{"none of both", [][]fact.Topic{{fact.TopicDNS}, {fact.TopicRequests}}, nil, []string{"events-application", "nslookup"}},
		{"an alternative", [][]fact.Topic{{fact.TopicOffice, fact.TopicRequests}}, []fact.Reading{requests}, nil},
		{"no alternative", [][]fact.Topic{{fact.TopicOffice, fact.TopicHostLicences}}, []fact.Reading{requests}, []string{"roiscan-xml", "slmgr"}},
		{"read in part", [][]fact.Topic{{fact.TopicDNS}}, []fact.Reading{reading(fact.NSLookup, fact.Partial, fact.TopicDNS)}, nil},
		{"empty tells that there is nothing", [][]fact.Topic{{fact.TopicDNS}}, []fact.Reading{reading(fact.NSLookup, fact.Empty, fact.TopicDNS)}, nil},
		{"failed tells nothing", [][]fact.Topic{{fact.TopicDNS}}, []fact.Reading{reading(fact.NSLookup, fact.Failed, fact.TopicDNS)}, []string{"nslookup"}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := &fact.Set{Schema: fact.Schema, Readings: x.readings}
			asked := false
			for _, hit := range []*Hit{nil, {}} {
				r := Rule{ID: "a", Scope: PerBundle, Needs: x.needs, Judge: func(*Scene) *Hit { asked = true; return hit }}
				d := Diagnose(s, nil, Given{}, []Rule{r})
				var want []NotChecked
				if x.missing != nil {
					want = []NotChecked{{"a", x.missing}}
				}
				if diff := cmp.Diff(some(want), d.NotChecked); diff != "" {
					t.Errorf("not checked (-want +got):\n%s", diff)
				}
				judged := x.missing == nil
				if asked != judged || slices.Contains(d.Clear, "a") != (judged && hit == nil) || (len(d.Findings) == 1) != (judged && hit != nil) {
					t.Errorf("asked %v, clear %v, findings %v", asked, d.Clear, d.Findings)
				}
			}
		})
	}
	for _, topic := range []fact.Topic{fact.TopicLicences, fact.TopicRequests, fact.TopicFailures, fact.TopicHostRequests, fact.TopicPublishing, fact.TopicDNS, fact.TopicHostLicences,
		fact.TopicOffice, fact.TopicOS, fact.TopicCMIDs, fact.TopicScripts, fact.TopicElevation, fact.TopicNames, fact.TopicTokens,
		fact.TopicSettings, fact.TopicServices, fact.TopicNetwork, fact.TopicConnections, fact.TopicClock} {
		if supplies[topic] == "" {
			t.Errorf("no artifact supplies %s", topic)
		}
	}
}

// TestFallbackNeeds holds that a fallback whose needs are not met is unknown, not clear.
func TestFallbackNeeds(t *testing.T) {
	r := found("z", 700, func(r *Rule) { r.Fallback, r.Needs = true, [][]fact.Topic{{fact.TopicDNS}} })
	d := Diagnose(office("15/ProPlus"), nil, Given{}, []Rule{r})
	if len(d.NotChecked) != 1 || len(d.Clear) != 0 || len(d.Findings) != 0 {
		t.Errorf("not checked %v, clear %v, findings %v", d.NotChecked, d.Clear, d.Findings)
	}
}

// TestScopes holds how often a rule is asked.
func TestScopes(t *testing.T) {
	set := office("15/ProPlus", "15/VisioPro", "14/ProPlus")
	for scope, want := range map[Scope]string{PerSubject: "office14/ProPlus 14, office15/ProPlus 15, office15/VisioPro 15", PerFamily: " 14,  15", PerBundle: " 0", PerBatch: ""} {
		var got []string
		r := Rule{ID: "a", Scope: scope, Judge: func(sc *Scene) *Hit {
			id := ""
			if sc.Subject != nil {
				id = sc.Subject.ID
			}
			got = append(got, fmt.Sprintf("%s %d", id, sc.Family))
			return nil
		}}
		d := Diagnose(set, nil, Given{}, []Rule{r})
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s: asked for %q, want %q", scope, s, want)
		}
		if len(d.Clear) != min(len(want), 1) {
			t.Errorf("%s: clear %v", scope, d.Clear)
		}
	}
}

// TestPanicOfARule holds that a fault of one rule is shown as such and costs nothing else.
func TestPanicOfARule(t *testing.T) {
	bad := Rule{ID: "bad", Scope: PerBundle, Severity: Error, Rank: 1, Primary: true, Suppresses: []string{"*"}, Judge: func(*Scene) *Hit { panic("fault") }}
	d := Diagnose(office("15/ProPlus"), nil, Given{}, []Rule{bad, found("a", 100, nil)})
	if d.Primary != "a" || len(d.Findings) != 2 || !strings.Contains(d.Findings[1].Title, "bug of kmstriage") || d.Findings[1].Severity != Warning {
		t.Errorf("%s: %+v", d.Primary, d.Findings)
	}
}

func TestMatches(t *testing.T) {
	tests := []struct {
		pattern, id string
		want        bool
	}{
		{"a.b", "a.b", true},
		{"a.b", "a.bc", false},
		{"a.b", "xa.b", false},
		{"*", "a.b", true},
		{"*", "", true},
		{"a.*", "a.b", true},
		{"a.*", "a.", true},
		{"a.*", "a", false},
		{"a.*", "b.a.x", false},
		{"*.no-event", "host-unreachable.no-event", true},
		{"*.no-event", "no-event", false},
		{"*.no-event", "x.no-events", false},
		{"a*b", "ab", true},
		{"a*b", "axxb", true},
		{"a*b", "axxbx", false},
		{"ab*ba", "aba", false}, // what is matched twice is not there twice
		{"ab*ba", "abba", true},
		{"a*b*c", "axbxc", true},
		{"a*b*c", "axc", false},
		{"*x*", "axb", true},
		{"*x*", "ab", false},
		{"a*b*b", "ab", false},
		{"", "", true},
		{"", "a", false},
	}
	for _, x := range tests {
		if got := matches(x.pattern, x.id); got != x.want {
			t.Errorf("matches(%q, %q) = %v", x.pattern, x.id, got)
		}
	}
}
