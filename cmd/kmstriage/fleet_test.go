package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze"
	"kmstriage/analyze/report"
	"kmstriage/fixtures/fleet"
)

// makeFleet makes a small fleet and returns its folder.
func makeFleet(t *testing.T, o fleet.Options) (string, fleet.Truth) {
	t.Helper()
	dir := t.TempDir()
	o.Cases = filepath.Join("..", "..", "fixtures", "cases")
	truth, err := fleet.Make(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

// fleetRun is what -f json prints of a fleet.
type fleetRun struct {
	Run     report.Run
	Bundles []analyze.Diagnosis
	Fleet   analyze.Fleet
}

// differs compares what a run found with the truth.
func (r fleetRun) differs(truth fleet.Truth) string {
	causes, families := map[string]int{}, map[string][]string{}
	for _, c := range r.Fleet.Causes {
		causes[c.Rule] = c.Machines
	}
	for _, c := range r.Fleet.Clones {
		families[c.CMID] = c.Machines
	}
	var machines, unread []string
	for _, m := range r.Fleet.Machines {
		machines = append(machines, m.Name)
	}
	for _, u := range r.Run.Unreadable {
		unread = append(unread, filepath.Base(u.Path))
	}
	slices.Sort(machines)
	type found struct {
		Machines   []string
		Causes     map[string]int
		Families   map[string][]string
		Unreadable []string
	}
	return cmp.Diff(found{slices.Sorted(maps.Keys(truth.Machines)), truth.Causes, truth.Families, truth.Unreadable}, found{machines, causes, families, unread})
}

// TestFleet holds a run over many bundles to the truth about them, and its bytes to be the same however many workers there
// are and in whatever order the bundles are named.
func TestFleet(t *testing.T) {
	t.Parallel()
	dir, truth := makeFleet(t, fleet.Options{Bundles: 2 * len(fleet.Cases), Broken: 4})
	var first, told bytes.Buffer
	if status := runArgs([]string{dir, "-f", "json", "-q", "-j", "1"}, &first, &told); status != exitPartial {
		t.Fatalf("exit status %d, want %d: some bundles cannot be read; %s", status, exitPartial, told.String())
	}
	var r fleetRun
	if err := json.Unmarshal(first.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if diff := r.differs(truth); diff != "" {
		t.Errorf("(-truth +found)\n%s", diff)
	}
	if len(truth.Families) == 0 || len(truth.Unreadable) == 0 {
		t.Error("no family or no broken bundle: the fleet shows too little")
	}
	with := r.shares()
	for id, names := range truth.Families {
		for _, n := range names {
			if !with[n] {
				t.Errorf("the bundle of %s, which shares %s, does not say so", n, id)
			}
		}
	}
	names := archives(t, dir)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte(strings.Join(names, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	var second bytes.Buffer
	runArgs([]string{"--files-from", list, "-f", "json", "-q", "-j", "5"}, &second, &told)
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("five workers and another order give other bytes:\n%s", cmp.Diff(first.String(), second.String()))
	}
}

// shares notes the bundles that say of themselves that they share a client machine id.
func (r fleetRun) shares() map[string]bool {
	out := map[string]bool{}
	for _, d := range r.Bundles {
		for _, f := range d.Findings {
			if f.Rule == "kms-count-low.duplicate-cmid" {
				out[d.Bundle.Computer] = true
			}
		}
	}
	return out
}

func archives(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, p)
		}
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("no archive in %s: %v", dir, err)
	}
	return out
}
