package evtx

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

var (
	exportedID   = regexp.MustCompile(`<EventRecordID>(\d+)</EventRecordID>`)
	exportedCode = regexp.MustCompile(`<EventID[^>]*>(\d+)</EventID>`)
	exportedData = regexp.MustCompile(`(?s)<Data(?: Name="[^"]*")?(?:/>|>(.*?)</Data>)`)
)

// TestEvtxexport compares every record of the samples with libyal's evtxexport: ids and, where the payload is a plain
// list of Data, the strings.
func TestEvtxexport(t *testing.T) {
	tool, err := exec.LookPath("evtxexport")
	if err != nil {
		absent(t, "evtxexport is not installed")
	}
	paths, _ := filepath.Glob(filepath.Join(samples(t), "evtx", "*.evtx"))
	for _, path := range paths {
		out, err := exec.Command(tool, "-f", "xml", path).Output()
		if err != nil {
			t.Fatalf("evtxexport %s: %v", path, err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, x := range strings.Split(string(out), "</Event>") {
			if id := exportedID.FindStringSubmatch(x); id != nil {
				want = append(want, id[1]+" "+exportedCode.FindStringSubmatch(x)[1]+" "+strings.Join(exportedStrings(x), "|"))
			}
		}
		list, _ := readAll(file, Options{})
		for _, r := range list {
			data := r.Data
			if r.Names != nil {
				data = nil
			}
			got = append(got, strings.TrimRight(fmt.Sprintf("%d %d %s", r.RecordID, r.EventID, strings.Join(data, "|")), "|"))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %.3000s", filepath.Base(path), d)
		}
	}
}

// exportedStrings are the unnamed Data of an exported event. Trailing empty ones are left out: evtxexport shows one for
// an event without strings.
func exportedStrings(x string) (out []string) {
	if strings.Contains(x, "<Data Name=") || strings.Contains(x, "<UserData>") {
		return nil
	}
	for _, m := range exportedData.FindAllStringSubmatch(x, -1) {
		out = append(out, unescape.Replace(m[1]))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")
