package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"kmstriage/fixtures"
	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
)

// reached says what must come of one limit.
type reached struct {
	value  string
	files  map[string]string // beside those of the demonstration, or in their place
	nested int               // archives around the files
	at     string            // the file that must be graded partial or failed, "*" any; "" where the archive as a whole is told of
	says   string
	status int
}

// limitCases has a case for each limit of limitFlags.
var limitCases = map[string]reached{
	"max-entries":      {value: "3", says: "entries: those after the first 3 are not read"},
	"max-entry":        {value: "2KiB", at: "CL01_Roiscan.log", says: `"CL01_Roiscan.log" unpacks to more than the limit of 2048 bytes an entry`},
	"max-bytes":        {value: "3000", at: "CL01_evt__Application_Filter.evtx", says: "the bundle unpacks to more than the limit of 3000 bytes"},
	"max-ratio":        {value: "20", files: map[string]string{"CL01_Slmgr.log": strings.Repeat("filler\r\n", 300_000)}, at: "CL01_Slmgr.log", says: "unpacks to more than the limit of 20 times its packed size"},
	"max-depth":        {value: "1", nested: 2, says: "is more than 1 archives deep", status: exitPartial},
	"max-held":         {value: "100KiB", nested: 1, says: "does not fit into the 102400 bytes that archives inside archives may hold in memory", status: exitPartial},
	"max-line":         {value: "40", at: "CL01_NSLookup.log", says: "longer than 40 bytes: the rest of the line was not read"},
	"max-xml-depth":    {value: "1", files: map[string]string{"CL01_ROIScan.xml": inventoryXML}, says: "nested too deep: read tag by tag"},
	"max-xml-elements": {value: "2", files: map[string]string{"CL01_ROIScan.xml": inventoryXML}, at: "CL01_ROIScan.xml", says: "more than 2 elements: the rest was not read"},
	"max-xml-bytes":    {value: "1KiB", files: map[string]string{"CL01_ROIScan.xml": inventoryXML + strings.Repeat(" ", 1024)}, says: "longer than 1 KiB: read tag by tag"},
	"max-records":      {value: "1", at: "CL01_evt__Application_Filter.evtx", says: "more licensing events than the limit of 1 a bundle leaves room for"},
	"max-time":         {value: "1ns", at: "CL01_NSLookup.log", says: "the limit of 1ns for one bundle (--max-time) is reached", status: exitPartial},
	"max-memory":       {value: "1KiB", at: "*", says: "the limit of 1KiB of memory for the run (--max-memory) is reached", status: exitPartial},
}

const inventoryXML = `<?xml version="1.0"?><OFFICEINVENTORY><SKU ProductName="Office" ProductCode="{90150000-0011-0000-0000-0000000FF1CE}"><ChildPackage ProductName="Word"/><ChildPackage ProductName="Excel"/></SKU></OFFICEINVENTORY>`

// TestLimits reaches every limit that there is a flag for.
func TestLimits(t *testing.T) {
	k, err := newParser(streams{}, newSettings(os.Getenv), func(int) {}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var flags []string
	for _, f := range find(k.Model, "diagnose").Flags {
		if f.Group != nil && f.Group.Key == "limits" {
			flags = append(flags, f.Name)
		}
	}
	slices.Sort(flags)
	if want := slices.Sorted(maps.Keys(limitCases)); !slices.Equal(flags, want) {
		t.Fatalf("limits %v, cases for %v", flags, want)
	}
	for flag, c := range limitCases {
		t.Run(flag, func(t *testing.T) { c.try(t, flag) })
	}
}

func (c reached) try(t *testing.T, flag string) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	path := filepath.Join(t.TempDir(), "CL01.zip")
	if err := os.WriteFile(path, c.archive(t), 0o600); err != nil {
		t.Fatal(err)
	}
	without, _ := c.run(t, path)
	if strings.Contains(without, c.says) {
		t.Fatalf("the limit is reached without the flag: %s", without)
	}
	out, status := c.run(t, path, "--"+flag+"="+c.value)
	if status != c.status {
		t.Errorf("status %d, want %d", status, c.status)
	}
	var r struct {
		Run struct {
			Unreadable []struct{ Path, Why string }
		}
		Bundles []struct {
			Bundle    struct{ Name string }
			Artifacts []struct {
				Path, Reading string
				Problems      []struct{ Text string }
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	said := strings.ReplaceAll(out, `\"`, `"`)
	if !strings.Contains(said, c.says) {
		t.Errorf("nothing says %q:\n%s", c.says, said)
	}
	if c.at == "" {
		return
	}
	for _, a := range r.Bundles[0].Artifacts {
		if (a.Path == c.at || c.at == "*") && (a.Reading == "partial" || a.Reading == "failed") && strings.Contains(fmt.Sprint(a.Problems), c.says) {
			return
		}
	}
	t.Errorf("%s is not graded by it: %+v", c.at, r.Bundles[0].Artifacts)
}

func (c reached) run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out, told bytes.Buffer
	status := runArgs(append(args, "-f", "json"), &out, &told)
	return out.String(), status
}

// archive packs the case.
func (c reached) archive(t *testing.T) []byte {
	t.Helper()
	demo, err := fixtures.Demo()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	maps.Copy(files, demo.Files)
	for name, text := range c.files {
		files[name] = []byte(text)
	}
	var entries []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		entries = append(entries, name, string(files[name]))
	}
	data := zipOf(t, zip.Deflate, entries...)
	for range c.nested {
		data = zipOf(t, zip.Deflate, "inner.zip", data)
	}
	return []byte(data)
}

// find is a command of the model.
func find(app *kong.Application, name string) *kong.Node {
	for _, n := range app.Leaves(true) {
		if n.Path() == name {
			return n
		}
	}
	return nil
}

// TestStoppedBundle holds that what was read before a guard said no is kept, and that the rest is told of.
func TestStoppedBundle(t *testing.T) {
	demo, err := fixtures.Demo()
	if err != nil {
		t.Fatal(err)
	}
	whole := parse.Read(bundle.Memory("CL01.zip", demo.Files), artifact.All)
	kept := -1
	for most := range 200 {
		asked := 0
		lim := bundle.DefaultLimits()
		lim.Guard = bundle.NewGuard(func() error {
			if asked++; asked > most {
				return errors.New("enough")
			}
			return nil
		})
		b, err := bundle.FromReader("CL01.zip", bytes.NewReader(demo.Zip()), lim)
		if err != nil {
			t.Fatal(err)
		}
		s := parse.Read(b, artifact.All)
		b.Close()
		n := 0
		for i, r := range s.Readings {
			if r.State == whole.Readings[i].State && r.Records == whole.Readings[i].Records {
				n++
			}
		}
		if n < kept {
			t.Fatalf("%d reads: %d files kept, with one less %d", most, n, kept)
		}
		kept = n
		if done := asked <= most; done != (s.Bundle.Incomplete == "") || done && n != len(whole.Readings) {
			t.Fatalf("%d reads: %d of %d files, incomplete: %q", most, n, len(whole.Readings), s.Bundle.Incomplete)
		}
		if asked <= most {
			return
		}
		if !strings.Contains(s.Bundle.Incomplete, "enough: the rest was not read") {
			t.Fatalf("incomplete: %q", s.Bundle.Incomplete)
		}
	}
	t.Error("the bundle takes more than 200 reads: the test ends nowhere")
}

func TestLimitValues(t *testing.T) {
	for _, args := range [][]string{
		{"--max-entries=0"}, {"--max-entry=-1"}, {"--max-entry=12parsecs"}, {"--max-entry=8EiB"}, {"--max-depth=-2"}, {"--max-time=0s"}, {"--max-time=soon"},
		{"--max-xml-depth=10001"}, {"--max-line=2GiB"}, {"--max-memory=0"},
	} {
		var out, told bytes.Buffer
		if status := runArgs(append(args, "."), &out, &told); status != exitUsage || out.Len() > 0 || !strings.Contains(told.String(), strings.SplitN(args[0], "=", 2)[0]) {
			t.Errorf("%v: status %d, %s", args, status, told.String())
		}
	}
	for text, want := range map[string]byteSize{"64MiB": 64 << 20, "4096": 4096, "1.5GB": 1_500_000_000, "2 k": 2000, "1GiB": 1 << 30} {
		var b byteSize
		if err := b.UnmarshalText([]byte(text)); err != nil || b != want {
			t.Errorf("%s: %d, %v", text, b, err)
		}
	}
}
