package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// rooms is the house: which package may import which of ours. A pattern ends with /* for the packages below a folder;
// the first that matches counts. Packages that no pattern names may not be.
var rooms = []struct {
	room string
	may  []string
}{
	{"parse/fact", nil},
	{"parse/bundle", []string{"parse/format/cab", "parse/format/deflate64", "parse/format/sevenzip", "parse/format/zipcrypt"}}, // an archive is a form of bytes too
	{"parse/format/evtxwrite", nil},
	{"parse/format/*", []string{"parse/format/*"}},
	{"parse", []string{"parse/fact", "parse/bundle", "parse/format/textenc"}}, // textenc: recognition looks at decoded text
	{"parse/artifact", []string{"parse", "parse/fact", "parse/format/*"}},
	{"parse/inorder", nil},
	{"parse/input", []string{"parse", "parse/artifact", "parse/bundle", "parse/fact"}},
	{"analyze/catalogue", nil},
	{"analyze/derive", []string{"parse/fact", "analyze/catalogue"}},
	{"analyze", []string{"parse/fact", "analyze/derive"}},
	{"analyze/rule", []string{"analyze", "analyze/derive", "analyze/catalogue", "parse/fact"}},
	{"analyze/text", nil},
	{"analyze/site", []string{"parse/fact"}},
	{"analyze/report", []string{"analyze", "analyze/derive", "analyze/catalogue", "analyze/text", "analyze/report/picture", "parse/fact"}},
	{"analyze/report/picture", []string{"analyze", "analyze/text", "parse/fact"}},
	{"analyze/pack", []string{"analyze/derive", "parse/fact"}},
	{"analyze/store", []string{"analyze", "parse/fact"}},
	{"analyze/redact", []string{"parse", "parse/*", "analyze", "analyze/rule"}},
	{"cmd/kmstriage", []string{"parse", "parse/fact", "parse/bundle", "parse/artifact", "parse/input", "parse/inorder", "analyze", "analyze/*", "cmd/kmstriage/*"}},
	{"cmd/kmstriage/boundary", nil},
	{"cmd/kmstriage/manual", nil},
	{"fixtures", []string{"parse/format/evtxwrite", "fixtures/*"}},
	{"fixtures/*", []string{"parse/format/evtxwrite", "fixtures", "fixtures/*"}},
}

// offline are the packages that ours never import themselves: nothing is contacted, nothing executed.
var offline = []string{"net", "net/http", "os/exec"}

const module = "kmstriage"

func TestRooms(t *testing.T) {
	for _, p := range packages(t) {
		own := strings.TrimPrefix(p.ImportPath, module+"/")
		i := slices.IndexFunc(rooms, func(r struct {
			room string
			may  []string
		}) bool {
			return within(own, r.room)
		})
		if i < 0 {
			t.Errorf("%s is no room of the house", own)
			continue
		}
		for _, im := range p.Imports {
			if slices.Contains(offline, im) {
				t.Errorf("%s imports %s: the program is offline and starts nothing", own, im)
			}
			to, ours := strings.CutPrefix(im, module+"/")
			if ours && !slices.ContainsFunc(rooms[i].may, func(m string) bool { return within(to, m) }) {
				t.Errorf("%s may not import %s", own, to)
			}
		}
	}
}

// TestFixturesStayInTests holds that the program does not carry the sick machines of its tests.
func TestFixturesStayInTests(t *testing.T) {
	for _, p := range packages(t) {
		if strings.HasPrefix(p.ImportPath, module+"/fixtures") {
			continue
		}
		for _, im := range p.Imports {
			if strings.HasPrefix(im, module+"/fixtures") {
				t.Errorf("%s imports %s outside its tests", p.ImportPath, im)
			}
		}
	}
}

func within(pkg, pattern string) bool {
	if dir, ok := strings.CutSuffix(pattern, "/*"); ok {
		return strings.HasPrefix(pkg, dir+"/")
	}
	return pkg == pattern
}

// listed is what go list tells of a package; Imports are those of its non-test files.
type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = path.Join("..", "..")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var ps []listed
	for d := json.NewDecoder(out); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("go list: %v", err)
	}
	if len(ps) < 5 {
		t.Fatalf("go list gives %d packages: the test looks at nothing", len(ps))
	}
	return ps
}
