package store

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

func openedFor(t *testing.T, path, build string) *Store {
	t.Helper()
	s, err := Open(path, build)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestKeep holds what is found again: the same path, content and build, after the store was closed.
func TestKeep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.sqlite")
	s := openedFor(t, path, "one")
	parts := []Part{{About: []byte(`{"a":1}`), Facts: []byte{0, 1, 2}}, {About: []byte(`{}`)}}
	id, err := s.Keep(Input{Path: "in/CL01.zip", SHA256: "aa", Parts: parts})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Keep(Input{Path: "in/CL01.zip", SHA256: "aa", Parts: parts}); err != nil || again != id {
		t.Errorf("kept twice: id %d, %v; want %d", again, err, id)
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		build, path, sum string
		want             bool
	}{{"one", "in/CL01.zip", "aa", true}, {"one", "in/CL01.zip", "ab", false}, {"one", "in/CL02.zip", "aa", false}, {"two", "in/CL01.zip", "aa", false}} {
		s := openedFor(t, path, c.build)
		got, back, ok, err := s.Find(c.path, c.sum)
		if err != nil || ok != c.want {
			t.Errorf("%+v: found %t, %v", c, ok, err)
		}
		if ok {
			if got != id {
				t.Errorf("id %d, want %d", got, id)
			}
			if diff := cmp.Diff(parts, back); diff != "" {
				t.Error(diff)
			}
			if b, err := s.Facts(id, 0); err != nil || string(b) != "\x00\x01\x02" {
				t.Errorf("facts %v, %v", b, err)
			}
		}
		s.Close()
	}
}

// TestOnce holds that an input which holds for its own run alone is found by its number only, and that each run keeps its own.
func TestOnce(t *testing.T) {
	s := openedFor(t, filepath.Join(t.TempDir(), "s.sqlite"), "one")
	torn := []Part{{About: []byte("torn"), Facts: []byte("f")}}
	less := []Part{{About: []byte("tor"), Facts: []byte("nf")}}
	ids := map[int64]bool{}
	for _, parts := range [][]Part{torn, less, torn} {
		in := Input{Path: "a", SHA256: "aa", Build: Once(parts), Parts: parts}
		id, err := s.Keep(in)
		if err != nil {
			t.Fatal(err)
		}
		ids[id] = true
		got, err := s.Kept(id)
		if diff := cmp.Diff(in, got); diff != "" || err != nil || !got.Once() {
			t.Errorf("once is %t, %v, (-kept +got)\n%s", got.Once(), err, diff)
		}
	}
	if len(ids) != 2 {
		t.Errorf("two inputs are kept as %d", len(ids))
	}
	if _, _, ok, err := s.Find("a", "aa"); ok || err != nil {
		t.Errorf("found %t, %v", ok, err)
	}
	id, err := s.Keep(Input{Path: "b", SHA256: "bb"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Kept(id); err != nil || got.Build != "one" || got.Once() {
		t.Errorf("read by this build: %+v, %v", got, err)
	}
}

// TestLook holds that a store that is only read stays as it is, that a file that is none does, and that what a killed run left is
// undone.
func TestLook(t *testing.T) {
	dir := t.TempDir()
	path, empty := filepath.Join(dir, "s.sqlite"), filepath.Join(dir, "empty")
	s := openedFor(t, path, "one")
	id, err := s.Keep(Input{Path: "a", SHA256: "aa"})
	if err := errors.Join(err, s.Close(), os.WriteFile(empty, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	look, err := Look(path)
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	if _, err := look.Kept(id); err == nil {
		t.Error("what was not committed is there")
	}
	if err := look.Set("x", nil); err == nil {
		t.Error("it was written")
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("it was changed")
	}
	if _, err := Look(empty); !errors.Is(err, ErrForeign) {
		t.Errorf("an empty file: %v, want %v", err, ErrForeign)
	}
	if _, err := Look(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a file that is not there: no error")
	}
	if data, err := os.ReadFile(empty); err != nil || len(data) > 0 {
		t.Errorf("an empty file became %d bytes, %v", len(data), err)
	}
}

// TestUncommitted holds that nothing is to be seen of what was not committed.
func TestUncommitted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.sqlite")
	s := openedFor(t, path, "one")
	if _, err := s.Keep(Input{Path: "a", SHA256: "aa"}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, _, ok, err := openedFor(t, path, "one").Find("a", "aa"); ok || err != nil {
		t.Errorf("found %t, %v: it was never committed", ok, err)
	}
}

// TestForeign refuses files that are no store, and leaves them as they are.
func TestForeign(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("a file of a person's own\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "other")
	db, err := sql.Open("sqlite", other)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE mine (x)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for _, p := range []string{text, other} {
		before, _ := os.ReadFile(p)
		if _, err := Open(p, "one"); !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v, want %v", p, err, ErrForeign)
		}
		if after, _ := os.ReadFile(p); string(after) != string(before) {
			t.Errorf("%s was changed", p)
		}
	}
	later := filepath.Join(dir, "later")
	s := openedFor(t, later, "one")
	if _, err := s.exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := Open(later, "one"); !errors.Is(err, ErrVersion) {
		t.Errorf("a later version: %v, want %v", err, ErrVersion)
	}
	if _, err := Open(filepath.Join(dir, "nowhere", "s"), "one"); err == nil {
		t.Error("a folder that does not exist: no error")
	}
}

func ptr[T any](v T) *T { return &v }

// sample is a run of two computers that share a client machine id; the second one's bundle is there twice.
func sample(t *testing.T, s *Store) {
	t.Helper()
	at := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	refused := fact.Code(0xC004F038)
	unreached := fact.Code(0x800706BA)
	d := func(name, computer string) *analyze.Diagnosis {
		return &analyze.Diagnosis{Bundle: analyze.BundleID{Name: name, SHA256: name, Computer: computer, CollectedAt: &at},
			Artifacts: []analyze.Artifact{{Path: "a.evtx", Kind: "events-application"}}, OS: &analyze.OS{Version: "10.0", ProductType: "client"},
			DNS: analyze.DNS{State: "records", Zone: "contoso.com", Server: "dc1", Records: []analyze.SRVRecord{{Host: "KMS-old.contoso.com", Port: 1688, Priority: ptr(0)}}},
			Subjects: []analyze.Subject{{ID: "office16/ProPlus", Family: 16, Kind: "kms", Primary: "kms-count-low.duplicate-cmid", Code: &refused,
				Licence: &analyze.Licence{Status: "OOB_GRACE", GraceMinutes: ptr(2 * 24 * 60)}}},
			Timeline: []analyze.Attempt{
				{Host: "KMS-old.contoso.com", Port: 1688, Application: "office", Code: &unreached, Time: &at, CMID: "cm"},
				{Host: "kms1.contoso.com", Port: 1688, Application: "office", Code: &refused, Refused: true, Time: &at, CMID: "cm", Count: ptr(3)}},
			Primary: "kms-count-low.duplicate-cmid",
			Findings: []analyze.Finding{{Rule: "kms-count-low.duplicate-cmid", Section: "kms-count-low", Severity: analyze.Error, Confidence: analyze.High,
				Title: "one image", Because: []analyze.Evidence{{Source: fact.Source{Path: "a.evtx", Record: 7}, Text: "raw"}}}}}
	}
	ds := []*analyze.Diagnosis{d("a.zip", "CL01"), d("b.zip", "CL02"), d("b-old.zip", "CL02")}
	ds[2].Bundle.CollectedAt = ptr(at.Add(-24 * time.Hour))
	w, err := s.Write(Run{Tool: "kmstriage test", Rules: "r", Outcome: []string{"partial"}, Exit: 3, Bundles: 3, Fleet: analyze.NewFleet(ds),
		Unreadable: []Unreadable{{Path: "c.zip", Why: "torn"}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range ds {
		if err := w.Bundle(Bundle{Path: "in/" + d.Bundle.Name, Machine: min(i, 1), Leads: i < 2}, d); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}

// TestRun holds what a store tells of its runs.
func TestRun(t *testing.T) {
	s := openedFor(t, filepath.Join(t.TempDir(), "s.sqlite"), "one")
	if _, err := s.Run(0); !errors.Is(err, ErrNoRun) {
		t.Errorf("no run: %v, want %v", err, ErrNoRun)
	}
	sample(t, s)
	d := &analyze.Diagnosis{Bundle: analyze.BundleID{Name: "torn.zip"}, Unreadable: "torn"}
	w, err := s.Write(Run{Tool: "kmstriage test", Outcome: []string{"interrupted", "partial"}, Fleet: analyze.NewFleet(nil), Shard: "1/4"})
	if err == nil {
		err = w.Bundle(Bundle{Path: "in/torn.zip", Machine: -1, Kept: 7, Part: 2}, d)
	}
	if err == nil {
		err = w.Commit()
	}
	if err != nil {
		t.Fatal(err)
	}
	first := FinishedRun{ID: 1, Tool: "kmstriage test", Build: "one", Outcome: []string{"partial"},
		Bundles: []KeptBundle{{Path: "in/a.zip"}, {Path: "in/b.zip"}, {Path: "in/b-old.zip"}}, Unreadable: []Unreadable{{Path: "c.zip", Why: "torn"}}}
	second := FinishedRun{ID: 2, Tool: "kmstriage test", Build: "one", Outcome: []string{"interrupted", "partial"}, Shard: "1/4",
		Bundles: []KeptBundle{{Path: "in/torn.zip", Kept: 7, Part: 2, Unreadable: true}}}
	for id, want := range map[int64]FinishedRun{1: first, -1: first, 2: second, 0: second} {
		got, err := s.Run(id)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("run %d: %v, (-want +got)\n%s", id, err, diff)
		}
	}
	if _, err := s.Run(3); !errors.Is(err, ErrNoRun) {
		t.Errorf("run 3: %v, want %v", err, ErrNoRun)
	}
}

// answers are what the views say of the sample.
var answers = map[string]string{
	"causes":         "kms-count-low.duplicate-cmid|2|CL01\n",
	"machine_causes": "CL01|kms-count-low.duplicate-cmid|error|high|one image|in/a.zip\nCL02|kms-count-low.duplicate-cmid|error|high|one image|in/b.zip\n",
	"host_health":    "kms-old.contoso.com|1688|2|0|0||\nkms1.contoso.com|1688|2|0|2|2026-03-12T08:00:00Z|3\n",
	"host_refusals":  "kms-old.contoso.com|1688|0x800706BA|2|2|2026-03-12T08:00:00Z\nkms1.contoso.com|1688|0xC004F038|2|2|2026-03-12T08:00:00Z\n",
	"clone_families": "cm|2|CL01, CL02\n",
	"dns_answers":    "contoso.com|dc1|records|kms-old.contoso.com|1688|2\n",
	"dead_records":   "kms-old.contoso.com|1688|2|2\n",
	"expiry":         "CL01|office16/ProPlus|OOB_GRACE|2026-03-14|0xC004F038\nCL02|office16/ProPlus|OOB_GRACE|2026-03-14|0xC004F038\n",
	"proof": "CL01|kms-count-low.duplicate-cmid||a.evtx|7||raw\nCL02|kms-count-low.duplicate-cmid||a.evtx|7||raw\n" +
		"CL02|kms-count-low.duplicate-cmid||a.evtx|7||raw\n",
	"not_analysed": "c.zip|torn|0\n",
}

// TestShell has the sqlite3 shell, which shares no line with the driver, open the store and answer every question.
func TestShell(t *testing.T) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no sqlite3 shell")
		}
		t.Skip("no sqlite3 shell")
	}
	path := filepath.Join(t.TempDir(), "s.sqlite")
	s := openedFor(t, path, "one")
	sample(t, s)
	sample(t, s) // the views are about the newest run alone
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ask := func(query string) string {
		out, err := exec.Command(shell, "-batch", path, query).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", query, err, out)
		}
		return string(out)
	}
	if got := ask("PRAGMA integrity_check"); got != "ok\n" {
		t.Errorf("integrity: %s", got)
	}
	if got := ask("SELECT count(*) FROM runs"); got != "2\n" {
		t.Errorf("%s runs, want 2", got)
	}
	for _, v := range Views {
		if diff := cmp.Diff(answers[v.Name], ask("SELECT * FROM "+v.Name)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", v.Name, diff)
		}
	}
}

// TestCancel holds that a run that was not committed leaves nothing.
func TestCancel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.sqlite")
	s := openedFor(t, path, "one")
	w, err := s.Write(Run{Tool: "kmstriage test", Fleet: &analyze.Fleet{Machines: []analyze.Machine{{Name: "CL01"}}}})
	if err != nil {
		t.Fatal(err)
	}
	w.Cancel()
	for _, table := range []string{"runs", "machines"} {
		var n int
		st, err := s.statement("SELECT count(*) FROM " + table)
		if err == nil {
			err = st.QueryRow().Scan(&n)
		}
		if err != nil || n != 0 {
			t.Errorf("%s: %d rows, %v", table, n, err)
		}
	}
}
