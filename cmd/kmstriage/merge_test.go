package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze/store"
	"kmstriage/fixtures"
	"kmstriage/fixtures/fleet"
	"kmstriage/fixtures/probe"
)

// makeMixed makes a fleet with what a plain one lacks: computers in sub-folders, archives in an archive, the bundle of one computer
// twice, archives that are cut, something else than a bundle, and damaged facts.
func makeMixed(t *testing.T) string {
	t.Helper()
	dir, _ := makeFleet(t, fleet.Options{Bundles: len(fleet.Cases), Broken: 15})
	demo, err := fixtures.Demo()
	if err != nil {
		t.Fatal(err)
	}
	names := archives(t, dir)
	inside := fixtures.Input{Files: map[string][]byte{"damaged.json": []byte(`{"schema":"kmstriage-facts/1",`)}}
	for _, n := range names[:4] {
		data, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		inside.Files["inner "+filepath.Base(n)] = data
	}
	files := map[string][]byte{
		"several.zip": inside.Zip(), "several 2.zip": inside.Zip(), // the blank sorts before the names inside the first
		"cut.zip": demo.Zip()[:len(demo.Zip())*2/3], "damaged.json": []byte(`{"schema":"kmstriage-facts/1","bundle":{"na`),
		"photos.zip": fixtures.Input{Files: map[string][]byte{"photo.txt": []byte("The sea")}}.Zip(),
	}
	for _, name := range []string{"CL70", "CL71", "CL72", "CL73"} {
		for path, data := range demo.Files {
			files["folders/"+name+"/"+strings.ReplaceAll(path, "CL01", name)] = bytes.ReplaceAll(data, []byte("CL01"), []byte(name))
		}
	}
	for path, data := range files {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// ran is what a run gives in all forms.
type ran struct {
	exit                   int
	json, text, csv, store string
}

// allOf runs a command in several formats, keeping a store.
func allOf(t *testing.T, file string, args ...string) ran {
	t.Helper()
	var r ran
	at := func(name string) string { return filepath.Join(filepath.Dir(file), name) }
	var out, said bytes.Buffer
	r.exit = runArgs(append(args, "-f", "json", "-q", "-o", "text="+at("text"), "-o", "csv="+at("csv"), "-o", "sqlite="+file), &out, &said)
	if r.exit != exitOK && r.exit != exitPartial && r.exit != exitFindings {
		t.Fatalf("%v: exit status %d: %s", args, r.exit, said.String())
	}
	r.json = out.String()
	for name, to := range map[string]*string{"text": &r.text, "csv": &r.csv} {
		b, err := os.ReadFile(at(name))
		if err != nil {
			t.Fatal(err)
		}
		*to = string(b)
	}
	r.store = results(t, file) + rows(t, file)
	return r
}

// rows prints all tables of results, in the order in which they were written, without what only numbers or names the program's runs.
func rows(t *testing.T, file string) string {
	t.Helper()
	db := storeOf(t, file)
	var b strings.Builder
	for _, x := range store.Tables {
		if strings.HasPrefix(x.Name, "kept") || x.Name == "settings" {
			continue
		}
		var columns []string
		for _, c := range x.Columns {
			if c.Name != "kept" { // inputs are kept in the order in which workers are done with them
				columns = append(columns, c.Name)
			}
		}
		fmt.Fprintf(&b, "== %s\n%s", x.Name, probe.Rows(t, db, "SELECT "+strings.ReplaceAll(strings.Join(columns, ", "), "offset", `"offset"`)+" FROM "+x.Name+" ORDER BY rowid"))
	}
	fmt.Fprintf(&b, "== facts\n%s", probe.Rows(t, db, "SELECT bundles.path, kept.path, kept.sha256, about FROM bundles JOIN kept ON kept.id = bundles.kept JOIN kept_parts ON kept_parts.kept = kept.id AND kept_parts.part = bundles.part ORDER BY bundles.id"))
	return b.String()
}

// shards runs every shard of an input and returns their stores.
func shards(t *testing.T, n int, args ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var files []string
	for i := range n {
		files = append(files, filepath.Join(dir, fmt.Sprintf("%d.sqlite", i)))
		var out, said bytes.Buffer
		if st := runArgs(append(args, "-q", "--shard", fmt.Sprintf("%d/%d", i, n), "-o", "sqlite="+files[i]), &out, &said); st != exitOK && st != exitPartial {
			t.Fatalf("shard %d of %d: exit status %d: %s", i, n, st, said.String())
		}
	}
	return files
}

// TestMerge holds that the stores of shards, joined, tell what one run over everything tells, to the byte; that the new store
// keeps all that such a run keeps; and that the order of stores, and a store that is named twice, change nothing.
func TestMerge(t *testing.T) {
	slowUnderRace(t)
	t.Parallel()
	dir := makeMixed(t)
	inputs := []string{dir, filepath.Join(dir, "nowhere.zip"), filepath.Join(dir, "nowhere.zip")}
	one := filepath.Join(t.TempDir(), "one.sqlite")
	want := allOf(t, one, inputs...)
	if want.exit != exitPartial || !strings.Contains(want.store, "several 2.zip!/inner") || !strings.Contains(want.store, "nowhere.zip") {
		t.Fatalf("exit status %d: the fleet shows too little", want.exit)
	}
	for _, n := range []int{1, 3, 7} {
		stores := shards(t, n, inputs...)
		slices.Reverse(stores)
		file := filepath.Join(t.TempDir(), "all.sqlite")
		got := allOf(t, file, append([]string{"merge", stores[0]}, stores...)...)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(ran{})); diff != "" {
			t.Fatalf("%d shards, joined, tell otherwise (-one run +joined)\n%s", n, diff)
		}
		if got := string(output(t, "merge", file, "-f", "json", "-q")); got != want.json {
			t.Errorf("%d shards, joined twice: %s", n, cmp.Diff(want.json, got))
		}
		// An archive without a bundle, beside a computer's files, is no input of a run and stays behind.
		const kept = "SELECT count(*) FROM kept WHERE build NOT LIKE 'once:%' AND id IN (SELECT kept FROM kept_parts)"
		before := probe.Rows(t, storeOf(t, file), kept)
		if got := string(output(t, append(inputs, "-f", "json", "-q", "-o", "sqlite="+file)...)); got != want.json {
			t.Errorf("%d shards, joined, and a run over everything with that store: %s", n, cmp.Diff(want.json, got))
		}
		if after := probe.Rows(t, storeOf(t, file), kept); after != before {
			t.Errorf("%d shards, joined: %s inputs are kept, %s after a run over everything: it read again what the store keeps", n, before, after)
		}
		if got := string(output(t, "diff", one+"#1", file, "-f", "json")); !strings.Contains(got, `"fate": "still-there"`) || strings.Contains(got, `"fate": "fixed"`) || strings.Contains(got, `"fate": "new"`) {
			t.Errorf("%d shards, joined, differ from one run: %s", n, got)
		}
	}
}

// TestMergeRedacted holds that the stores of shards, joined, hide the names that one run over everything hides.
func TestMergeRedacted(t *testing.T) {
	slowUnderRace(t)
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: 12, Broken: 30})
	inputs := []string{dir, filepath.Join(dir, "nowhere-WS99999.zip")}
	file := filepath.Join(t.TempDir(), "map")
	redacted := func(args ...string) string {
		cmd := program(t, append(args, "-f", "json", "-q", "--redact", "--map", file)...)
		cmd.Env = append(os.Environ(), "KMSTRIAGE_PASSPHRASE=correct horse")
		var out bytes.Buffer
		cmd.Stdout = &out
		if st := exitOf(t, cmd.Run()); st != exitPartial {
			t.Fatalf("%v: exit status %d", args, st)
		}
		return out.String()
	}
	want := redacted(inputs...)
	if strings.Contains(want, "WS00001") || !strings.Contains(want, "-WS99999.zip") {
		t.Fatalf("the run over everything hides nothing, or shows too little:\n%s", want)
	}
	if got := redacted(append([]string{"merge"}, shards(t, 3, inputs...)...)...); got != want {
		t.Errorf("joined, it reads otherwise (-one run +joined)\n%s", cmp.Diff(want, got))
	}
}

// TestMergeEmptyShard holds that a shard without an input changes nothing, and what is told where all are such.
func TestMergeEmptyShard(t *testing.T) {
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: 2})
	want := allOf(t, filepath.Join(t.TempDir(), "one.sqlite"), dir)
	stores := shards(t, 5, dir)
	got := allOf(t, filepath.Join(t.TempDir(), "all.sqlite"), append([]string{"merge"}, stores...)...)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(ran{})); diff != "" {
		t.Fatalf("joined, it reads otherwise (-one run +joined)\n%s", diff)
	}
	var empty []string
	for _, s := range stores {
		db := storeOf(t, s)
		if probe.Rows(t, db, "SELECT count(*) FROM bundles") == "0\n" {
			empty = append(empty, s)
		}
	}
	if len(empty) < 3 {
		t.Fatalf("%d of 5 shards are empty", len(empty))
	}
	st, said := merged(t, empty...)
	if st != exitNothing || !strings.Contains(said, "no bundle in the stores: their runs had nothing to read") || strings.Contains(said, "no path was given") {
		t.Errorf("only empty shards: exit status %d: %s", st, said)
	}
}

func storeOf(t *testing.T, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// merged joins stores and returns the exit status and what was said.
func merged(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out, said bytes.Buffer
	st := runArgs(append([]string{"merge", "-f", "json"}, args...), &out, &said)
	return st, said.String()
}

// TestMergeTells holds what is said of runs that one must know of before the report is believed.
func TestMergeTells(t *testing.T) {
	slowUnderRace(t)
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: 6})
	for _, c := range []struct {
		name, change string // in SQL, of the first of three stores; "" leaves it out
		exit         int
		loud, quiet  string // what is said, without and with -q
	}{
		{"as it is", "SELECT 1", exitOK, "", ""},
		{"interrupted", "UPDATE runs SET outcome = 'interrupted partial'", exitPartial, "0.sqlite: its run was interrupted: what it had not read is missing here", "its run was interrupted"},
		{"terminated", "UPDATE runs SET outcome = 'terminated'", exitPartial, "its run was interrupted", "its run was interrupted"},
		{"an older run was", "INSERT INTO runs SELECT 2, tool, build, rules, outcome, exit, 0, 0 FROM runs; UPDATE runs SET outcome = 'interrupted' WHERE id = 1", exitOK, "", ""},
		{"another build", "UPDATE runs SET build = 'other', tool = 'kmstriage 0.0.9'; UPDATE kept SET build = 'other'", exitOK, "0.sqlite: another build made it (kmstriage 0.0.9): what it read is taken as it is", ""},
		{"no run", "DELETE FROM runs", exitPartial, "cannot read %s: no run of it has ended: run it to its end", "no run of it has ended"},
		{"no dictionary", "DELETE FROM settings WHERE name = 'dictionary'", exitPartial, "their dictionary is missing", "their dictionary is missing"},
		{"torn facts", "UPDATE kept_parts SET facts = x'00'", exitPartial, "cannot read %s: unpack facts: ", "unpack facts"},
		{"torn notes", "UPDATE kept_parts SET about = '{'", exitPartial, "cannot read %s: read store: ", "read store"},
		{"a later version", "PRAGMA user_version = 99", exitPartial, "cannot read %s: another version of kmstriage made it", "another version"},
		{"left out", "", exitOK, "no store is named of shard 0/3: what it reads is missing here", "no store is named of shard 0/3"},
		{"of a whole input", "DELETE FROM settings WHERE name LIKE 'shard%'", exitOK, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			stores := shards(t, 3, dir)
			if c.change == "" {
				stores = stores[1:]
			} else if _, err := storeOf(t, stores[0]).Exec(c.change); err != nil {
				t.Fatal(err)
			}
			for want, args := range map[string][]string{strings.ReplaceAll(c.loud, "%s", stores[0]): stores, c.quiet: append([]string{"-q"}, stores...)} {
				st, said := merged(t, args...)
				if st != c.exit || !strings.Contains(said, want) || want == "" && said != "" {
					t.Errorf("%q: exit status %d, want %d; said %q, want %q", args[0], st, c.exit, said, want)
				}
			}
		})
	}
}

// TestMergeOnce holds that an input of two stores counts once, as the run that read more of it tells of it, and that another content
// at the same path is another input.
func TestMergeOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	demo, err := fixtures.Demo()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(at(name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("CL01.zip", demo.Zip())
	output(t, at("CL01.zip"), "-q", "--max-entries", "3", "-o", "sqlite="+at("a.sqlite"))
	// A limit is no reason to read an input again; it stands here for a password that was not given.
	if _, err := storeOf(t, at("a.sqlite")).Exec("UPDATE kept SET build = 'once:1'"); err != nil {
		t.Fatal(err)
	}
	whole := string(output(t, at("CL01.zip"), "-f", "json", "-q", "-o", "sqlite="+at("b.sqlite")))
	less := string(output(t, "merge", at("a.sqlite"), "-f", "json", "-q"))
	if less == whole {
		t.Fatal("the limit leaves nothing out: the test shows nothing")
	}
	output(t, at("CL01.zip"), "-q", "-o", "sqlite="+at("c.sqlite"))
	for _, names := range [][]string{{"b", "c"}, {"a", "b"}, {"b", "a", "c"}} {
		args := []string{"merge", "-f", "json", "-q"}
		for _, n := range names {
			args = append(args, at(n+".sqlite"))
		}
		if got := string(output(t, args...)); got != whole {
			t.Errorf("%v: %s", names, cmp.Diff(whole, got))
		}
	}
	write("CL01.zip", fixtures.Input{Files: map[string][]byte{"CL01_NSLookup.log": []byte("Server:  dc1.contoso.com\r\nAddress:  192.0.2.1\r\n\r\n")}}.Zip())
	output(t, at("CL01.zip"), "-q", "-o", "sqlite="+at("d.sqlite"))
	if got := string(output(t, "merge", at("b.sqlite"), at("d.sqlite"), "-f", "json", "-q")); !strings.Contains(got, `"bundles": 2`) {
		t.Errorf("another content at the same path: %s", got)
	}
}
