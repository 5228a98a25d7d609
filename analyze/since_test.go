package analyze

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/fact"
)

// TestCompare says of each finding what became of it.
func TestCompare(t *testing.T) {
	const subject = "office16/ProPlus"
	line := []Evidence{{Source: fact.Source{Path: "nslookup.log", Line: 3}, Text: "raw"}}
	with := func(day int, findings ...string) *Diagnosis {
		d := client("CL01", 1)
		d.Bundle.CollectedAt = at(day)
		d.Artifacts = []Artifact{{Path: "a.evtx", Kind: "events-application"}, {Path: "nslookup.log", Kind: "nslookup", Reading: "whole"}}
		for _, f := range findings {
			d.Findings = append(d.Findings, Finding{Rule: f, Subject: subject, Severity: Error, Title: f, Because: line})
		}
		d.Clear = []string{"x"}
		return d
	}
	listed := func(day int) *Diagnosis {
		d := with(day)
		d.Subjects[0].Licence = &Licence{Status: "LICENSED", Source: &fact.Source{Path: "status.txt", Line: 7}}
		return d
	}
	activated := with(0)
	activated.Timeline = []Attempt{{OK: true, Application: "office", Host: "kms1", Port: 1688, Time: at(-1), Subject: subject, Source: fact.Source{Path: "a.evtx", Record: 9}}}
	blind := with(0)
	blind.Artifacts = blind.Artifacts[:1]
	unasked := with(0)
	unasked.NotChecked = []NotChecked{{Rule: "x", Missing: []string{"slmgr"}}}
	unasked.Clear = nil
	hidden := with(0, "y")
	hidden.Clear = nil
	torn := with(0)
	torn.Unreadable = "torn"
	for _, c := range []struct {
		name       string
		old, newer *Diagnosis
		want       map[string]Fate
	}{
		{"activated since", with(-5, "x"), activated, map[string]Fate{"x": Fixed}},
		{"activated before the old one already", with(0, "x"), hidden, map[string]Fate{"x": CannotTell, "y": Fresh}},
		{"still", with(-5, "x"), with(0, "x"), map[string]Fate{"x": Still}},
		{"clear, and no sign of activation", with(-5, "x"), with(0), map[string]Fate{"x": CannotTell}},
		{"licensed since", with(-5, "x"), listed(0), map[string]Fate{"x": Fixed}},
		{"licensed, but the bundles are the other way round", with(0, "x"), listed(-5), map[string]Fate{"x": CannotTell}},
		{"its file is missing", with(-5, "x"), blind, map[string]Fate{"x": CannotTell}},
		{"not asked", with(-5, "x"), unasked, map[string]Fate{"x": CannotTell}},
		{"unreadable", with(-5, "x"), torn, map[string]Fate{"x": CannotTell}},
		{"new", with(-5), with(0, "x"), map[string]Fate{"x": Fresh}},
	} {
		got := map[string]Fate{}
		for _, x := range Compare(c.old, c.newer).Changes {
			got[x.Rule] = x.Fate
			if x.Fate == CannotTell && x.Why == "" || x.Fate == Fixed && x.Why == "" {
				t.Errorf("%s: %s of %s without a reason", c.name, x.Fate, x.Rule)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

// TestCompareRuns pairs machines, whatever their bundles are called.
func TestCompareRuns(t *testing.T) {
	gone, stays, comes := client("GONE", 1), client("STAYS", 1), client("COMES", 1)
	for _, d := range []*Diagnosis{gone, stays, comes} {
		d.Findings = []Finding{{Rule: "x", Severity: Error, Title: "x"}}
	}
	renamed := *stays
	renamed.Bundle.Name = "other.zip"
	got := map[string]Fate{}
	for _, s := range CompareRuns([]*Diagnosis{gone, stays}, []*Diagnosis{comes, &renamed}) {
		got[s.Machine] = s.Changes[0].Fate
	}
	if diff := cmp.Diff(map[string]Fate{"GONE": CannotTell, "STAYS": Still, "COMES": Fresh}, got); diff != "" {
		t.Error(diff)
	}
	a, b := client("CL01", 1), client("CL01", 1)
	a.Timeline, b.Timeline = []Attempt{{CMID: "1", Application: "office"}}, []Attempt{{CMID: "2", Application: "office"}}
	if Compare(a, b).Another == "" {
		t.Error("two installations behind one name are not told apart")
	}
}
