package artifact

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kmstriage/parse"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"

	"kmstriage/fixtures/reference"
)

func osppSamples(t *testing.T) string { return reference.Path(t, "bundles/quirks") }

var osppWhere = regexp.MustCompile(`^(artifacts|subjects)\[(.*)\]\.([a-zA-Z.]+)$`)

// TestOSPPQuirks compares what is read with the expectations that concern reading: kinds, readings, and the scalars of
// the licence with the key that the expectation names.
func TestOSPPQuirks(t *testing.T) {
	dir := osppSamples(t)
	table, err := os.ReadFile(filepath.Join(dir, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string]*fact.Set{}
	checked := 0
	for _, row := range strings.Split(string(table), "\n") {
		c := strings.Split(row, "\t")
		if len(c) < 5 || !strings.Contains(row, "ospp") && !strings.Contains(row, "Ospp") {
			continue
		}
		m := osppWhere.FindStringSubmatch(c[2])
		if m == nil {
			continue
		}
		s := sets[c[0]]
		if s == nil {
			s = osppReadZip(t, filepath.Join(dir, c[0]))
			sets[c[0]] = s
		}
		got := osppValues(s, m[1], m[2], m[3])
		if got == nil {
			continue
		}
		checked++
		if !osppHolds(c[3], c[4], got) {
			t.Errorf("%s: %s %s %s: got %q", c[0], c[2], c[3], c[4], got)
		}
	}
	if checked < 60 {
		t.Errorf("only %d expectations were checked", checked)
	}
}

// osppValues gives what the facts hold for an expectation; nil if facts do not hold such a thing.
func osppValues(s *fact.Set, what, which, path string) []string {
	out := []string{}
	if what == "artifacts" {
		for _, r := range s.Readings {
			if r.Path == which {
				v, ok := map[string]string{"kind": string(r.Kind), "reading": string(r.State), "encoding": r.Encoding}[path]
				if !ok {
					return nil
				}
				out = append(out, v)
			}
		}
		return out
	}
	if path == "code" {
		for _, a := range s.Activations {
			if a.PartialKey == which && a.Code != nil {
				out = append(out, a.Code.String())
			}
		}
		return out
	}
	for _, l := range s.Licences {
		if which != "*" && l.PartialKey != which {
			continue
		}
		switch path {
		case "family":
			out = append(out, fmt.Sprint(l.Family))
		case "licence.status":
			out = append(out, l.Status)
		case "licence.graceMinutes":
			if l.GraceMinutes != nil {
				out = append(out, fmt.Sprint(*l.GraceMinutes))
			}
		case "pinned":
			if l.Pinned != nil {
				out = append(out, fmt.Sprintf("%s:%d", l.Pinned.Host, l.Pinned.Port))
			}
		default:
			return nil
		}
	}
	return out
}

func osppHolds(op, want string, got []string) bool {
	in := false
	for _, g := range got {
		for _, w := range strings.Split(want, "|") {
			in = in || g == w
		}
	}
	switch op {
	case "=":
		return in
	case "!=":
		return !in
	case "absent":
		return len(got) == 0
	}
	return false
}

func osppReadZip(t *testing.T, path string) *fact.Set {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(f.Name)] = b
	}
	return parse.Read(bundle.Memory(filepath.Base(path), files), All)
}
