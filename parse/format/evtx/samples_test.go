package evtx

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/winevent"

	"kmstriage/fixtures/reference"
)

func samples(t testing.TB) string { return reference.Samples(t) }

func absent(t testing.TB, why string) {
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func sampleFiles(t testing.TB) map[string][]byte {
	paths, err := filepath.Glob(filepath.Join(samples(t), "evtx", "*.evtx"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples found: %v", err)
	}
	out := map[string][]byte{}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(p)] = b
	}
	return out
}

func licensing() *Want { return &Want{Providers: winevent.Providers} }

// TestSamples compares with what evtxexport reads in the real logs, as expected.tsv keeps it.
func TestSamples(t *testing.T) {
	table, err := os.ReadFile(filepath.Join(samples(t), "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
		f := strings.SplitN(line, "\t", 4)
		if name := filepath.Base(f[0]); f[1] != "sha256" {
			want[name] = append(want[name], strings.Join(f[1:], "\t"))
		}
	}
	for name, file := range sampleFiles(t) {
		got, l := readAll(file, Options{Want: licensing()})
		if d := cmp.Diff(want[name], expectation(got, l.Total)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if len(l.Losses) > 0 || l.Err != nil || l.byUs > 0 {
			t.Errorf("%s: losses %v, err %v, %d not by the library", name, l.Losses, l.Err, l.byUs)
		}
	}
}

// expectation writes records in the form of expected.tsv.
func expectation(list []winevent.Record, total int) []string {
	counts := map[string]int{}
	var keys, whole []string
	for _, r := range list {
		key := fmt.Sprintf("%s:%d", r.Provider, r.EventID)
		if counts[key]++; counts[key] == 1 {
			keys = append(keys, key)
		}
		if r.EventID >= 12288 && r.EventID <= 12290 {
			whole = append(whole, fmt.Sprintf("record\t%d\t%s %s %d %s", r.RecordID, r.At.Format("2006-01-02T15:04:05.000000000Z"),
				r.Computer, r.EventID, strings.Join(r.Data, " ")))
		}
	}
	slices.Sort(keys)
	out := []string{"records\t\t" + strconv.Itoa(total)}
	for _, k := range keys {
		out = append(out, fmt.Sprintf("count\t%s\t%d", k, counts[k]))
	}
	return append(out, whole...)
}

// TestLibraryAgrees reads the System values of every sample record twice, by the library and without it.
func TestLibraryAgrees(t *testing.T) {
	for name, file := range sampleFiles(t) {
		n := eachRecord(file, func(c *chunk, s span) {
			outer, err := c.outer(s)
			if err != nil {
				t.Fatalf("%s, record %d: %v", name, s.id, err)
			}
			r := reading{chunk: c}
			ours, err := r.record(&outer)
			if err != nil {
				t.Fatalf("%s, record %d: %v", name, s.id, err)
			}
			before := bytes.Clone(c.data)
			m, err := c.decode(s, &outer)
			if err != nil {
				t.Fatalf("%s, record %d: %v", name, s.id, err)
			}
			if !bytes.Equal(before, c.data) {
				t.Fatalf("%s, record %d: the chunk was changed", name, s.id)
			}
			y, ok := systemOf(m)
			if !ok {
				t.Fatalf("%s, record %d: no System", name, s.id)
			}
			theirs := ours
			y.provider, y.source = ours.Provider, ours.SourceName
			y.into(&theirs)
			if d := cmp.Diff(ours, theirs); d != "" {
				t.Errorf("%s, record %d: -ours +library %s", name, s.id, d)
			}
		})
		if n == 0 {
			t.Errorf("%s: no records", name)
		}
	}
}

// eachRecord walks a log without decoding.
func eachRecord(file []byte, visit func(*chunk, span)) (n int) {
	l := Read(bytes.NewReader(file), Options{})
	s := newStream(l)
	if s.open() {
		for s.next() {
			w := walker{log: l, chunk: &s.chunk}
			w.walk(func(x span) bool {
				n++
				visit(&s.chunk, x)
				return true
			})
			s.advance()
		}
	}
	return n
}
