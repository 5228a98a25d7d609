package artifact

import (
	"archive/zip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kmstriage/parse"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"

	"kmstriage/fixtures/reference"
)

func eventBundles(t *testing.T) string { return reference.Path(t, "bundles") }

// eventsUnzipped reads the event logs of a bundle.
func eventsUnzipped(t *testing.T, path string) *fact.Set {
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	all := &fact.Set{}
	for _, e := range z.File {
		if !strings.Contains(strings.ToLower(e.Name), "evt_") {
			continue
		}
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		s := parse.Read(bundle.Memory(filepath.Base(path), map[string][]byte{e.Name: b}), All)
		all.Requests, all.Responses = append(all.Requests, s.Requests...), append(all.Responses, s.Responses...)
		all.Readings = append(all.Readings, s.Readings...)
	}
	return all
}

func eventRows(t *testing.T, path string) (rows []map[string]string) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	all, err := r.ReadAll()
	if err != nil || len(all) < 2 {
		t.Fatalf("%s: %d rows, %v", path, len(all), err)
	}
	for _, cells := range all[1:] {
		m := map[string]string{}
		for i, c := range cells {
			m[all[0][i]] = c
		}
		rows = append(rows, m)
	}
	return rows
}

// TestEventsOfLocales holds the newest request of every translated bundle against what its maker says, and every form
// of the same log against the others.
func TestEventsOfLocales(t *testing.T) {
	dir := eventBundles(t)
	for _, sub := range []string{"locales", "cases"} {
		for _, row := range eventRows(t, filepath.Join(dir, sub, "expected.tsv")) {
			input, _, _ := strings.Cut(row["inputs"], " ")
			path := filepath.Join(dir, sub, input)
			if !strings.HasSuffix(path, ".zip") || row["host"] == "" {
				continue
			}
			t.Run(row["id"], func(t *testing.T) {
				if _, err := os.Stat(path); err != nil {
					t.Fatal(err)
				}
				s := eventsUnzipped(t, path)
				var newest *fact.Request
				byFormat := map[string]string{}
				for i := range s.Requests {
					q := &s.Requests[i]
					byFormat[q.Source.Path] += q.Raw + "\n"
					if q.MinimumCount == 5 && (newest == nil || q.Written.At.After(newest.Written.At)) {
						newest = q
					}
				}
				if newest == nil {
					t.Fatal("no request")
				}
				if !strings.EqualFold(newest.Host, row["host"]) || strconv.Itoa(newest.Port) != row["port"] || !strings.Contains(row["code"], newest.Code.String()) && row["code"] != "" {
					t.Errorf("newest request %s:%d %v, want %s:%s %s", newest.Host, newest.Port, newest.Code, row["host"], row["port"], row["code"])
				}
				sameEvents(t, byFormat)
				for _, r := range s.Readings {
					if r.State != fact.Whole && r.State != fact.Empty {
						t.Errorf("%s: %s %v", r.Path, r.State, r.Problems)
					}
				}
			})
		}
	}
}

// sameEvents compares the requests of files that differ in their ending only.
func sameEvents(t *testing.T, byPath map[string]string) {
	first := map[string]string{}
	for path, raw := range byPath {
		stem := strings.TrimSuffix(path, filepath.Ext(path))
		if other, ok := first[stem]; ok && byPath[other] != raw && reversedLines(byPath[other]) != raw {
			t.Errorf("%s and %s hold different requests", path, other)
		}
		first[stem] = path
	}
}

func reversedLines(s string) string {
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	out := ""
	for _, l := range lines {
		out = l + "\n" + out
	}
	return out
}

// TestEventsOfQuirks holds the kind, form and number of events of single logs shaped like captures.
func TestEventsOfQuirks(t *testing.T) {
	dir := filepath.Join(eventBundles(t), "quirks")
	sets := map[string]*fact.Set{}
	checked := 0
	for _, row := range eventRows(t, filepath.Join(dir, "expected.tsv")) {
		if row["kind"] != "events" {
			continue
		}
		s := sets[row["file"]]
		if s == nil {
			s = eventsUnzipped(t, filepath.Join(dir, row["file"]))
			sets[row["file"]] = s
		}
		got, ok := eventFact(s, row["where"])
		if !ok {
			continue
		}
		checked++
		fits := false
		for _, w := range strings.Split(row["value"], "|") {
			fits = fits || got == w || row["op"] == "has" && strings.Contains(got, w)
		}
		if !fits {
			t.Errorf("%s: %s is %q, want %s %q", row["file"], row["where"], got, row["op"], row["value"])
		}
	}
	if checked < 10 {
		t.Errorf("only %d expectations were checked", checked)
	}
}

// eventFact looks up what an expectation of the events is about.
func eventFact(s *fact.Set, where string) (string, bool) {
	switch where {
	case "events.12288":
		return strconv.Itoa(len(s.Requests)), true
	case "events.12289":
		return strconv.Itoa(len(s.Responses)), true
	case "events.request":
		var b strings.Builder
		for _, q := range s.Requests {
			b.WriteString(q.Host + ":" + strconv.Itoa(q.Port) + " " + q.Code.String() + "\n")
		}
		return b.String(), true
	}
	path, ok := strings.CutPrefix(where, "artifacts[")
	path, key, ok2 := strings.Cut(path, "].")
	for _, r := range s.Readings {
		if !ok || !ok2 || r.Path != path {
			continue
		}
		switch key {
		case "kind":
			return string(r.Kind), true
		case "format":
			return r.Format, true
		}
	}
	return "", false
}
