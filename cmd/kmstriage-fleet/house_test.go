package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms is the house: which package may import which of this module, and of kmstriage.
var rooms = map[string][]string{
	"source":  {"parse/input", "parse/bundle"},
	"results": {"source", "parse/fact", "parse/input", "analyze", "analyze/derive", "analyze/pack"},
	"queue":   {"source", "results", "parse/fact", "parse/input", "parse/bundle"},
	"": {"source", "results", "queue", "parse/fact", "parse/inorder",
		"analyze", "analyze/derive", "analyze/report", "analyze/rule", "analyze/store", "analyze/text"},
}

// TestRooms holds that nothing is judged where bundles are read, and that the tool itself is not built upon.
func TestRooms(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	const own = "kmstriage/cmd/kmstriage-fleet"
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		room := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, own), "/")
		may, ok := rooms[room]
		if !ok {
			t.Errorf("%s is no room of the house", p.ImportPath)
		}
		for _, im := range p.Imports {
			to, ours := strings.CutPrefix(im, own+"/")
			if !ours {
				to, ours = strings.CutPrefix(im, "kmstriage/")
			}
			if ours && !slices.Contains(may, to) {
				t.Errorf("%s may not import %s", p.ImportPath, im)
			}
		}
	}
	if seen != len(rooms) {
		t.Errorf("%d packages, want %d", seen, len(rooms))
	}
}
