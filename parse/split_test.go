package parse_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
)

const (
	srv   = "Server:  dc1.contoso.com\nAddress:  192.0.2.1\n\n_vlmcs._tcp.contoso.com\tSRV service location:\n\tport = 1688\n\tsvr hostname = kms01.contoso.com\n"
	dcmid = "---Processing--------------------------\n---------------------------------------\nClient machine ID: 6f1d0000-0000-4000-8000-000000009c02\n---------------------------------------\n---Exiting-----------------------------\n"
)

// tree makes a bundle of paths; what stands in a file follows from its name.
func tree(paths ...string) *bundle.Bundle {
	files := map[string][]byte{}
	for _, p := range paths {
		switch {
		case strings.Contains(p, "/._"):
			files[p] = []byte("\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")
		case strings.HasSuffix(p, ".log"):
			files[p] = []byte(srv)
		case strings.Contains(p, "dcmid"):
			files[p] = []byte(dcmid)
		case strings.HasSuffix(p, ".zip"), strings.HasSuffix(p, ".docx"):
			files[p] = []byte("PK\x03\x04")
		default:
			files[p] = []byte("nothing of ours")
		}
	}
	return bundle.Memory("in", files)
}

// shape is "name: path, path" of each part.
func shape(parts []*bundle.Bundle) []string {
	var out []string
	for _, p := range parts {
		var es []string
		for _, e := range p.Entries {
			es = append(es, e.Path)
		}
		out = append(out, p.Name+": "+strings.Join(es, ", "))
	}
	return out
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name     string
		paths    []string
		parts    []string
		archives int
	}{
		{"nothing", []string{"readme.txt"}, nil, 0},
		{"one machine", []string{"CL01_NSLookup.log", "notes.txt", "sub/x.txt"}, []string{"in: CL01_NSLookup.log, notes.txt, sub/x.txt"}, 0},
		{"one machine in sub-folders", []string{"dns/CL01_NSLookup.log", "ospp/CL01_Office15_Ospp-dcmid.txt"}, []string{"in: dns/CL01_NSLookup.log, ospp/CL01_Office15_Ospp-dcmid.txt"}, 0},
		{"by the prefix", []string{"a/CL01_NSLookup.log", "b/CL02_NSLookup.log"}, []string{"in/a: a/CL01_NSLookup.log", "in/b: b/CL02_NSLookup.log"}, 0},
		{"a machine below another", []string{"CL01_NSLookup.log", "host/KMS01_NSLookup.log", "more/x.txt"}, []string{"in: CL01_NSLookup.log, more/x.txt", "in/host: host/KMS01_NSLookup.log"}, 0},
		{"unknown below a machine", []string{"CL01_NSLookup.log", "old/NSLookup.log"}, []string{"in: CL01_NSLookup.log, old/NSLookup.log"}, 0},
		{"side by side in one folder", []string{"CL01_NSLookup.log", "CL02_NSLookup.log"}, []string{"in: CL01_NSLookup.log, CL02_NSLookup.log"}, 0},
		{"no names, the same kinds", []string{"pc1/NSLookup.log", "pc2/NSLookup.log"}, []string{"in/pc1: pc1/NSLookup.log", "in/pc2: pc2/NSLookup.log"}, 0},
		{"no names, other kinds", []string{"dns/NSLookup.log", "office/Office15_Ospp-dcmid.txt"}, []string{"in: dns/NSLookup.log, office/Office15_Ospp-dcmid.txt"}, 0},
		{"two collections of one machine", []string{"1/CL01_NSLookup.log", "1/CL01_Office15_Ospp-dcmid.txt", "2/CL01_NSLookup.log", "2/CL01_Office15_Ospp-dcmid.txt"},
			[]string{"in/1: 1/CL01_NSLookup.log, 1/CL01_Office15_Ospp-dcmid.txt", "in/2: 2/CL01_NSLookup.log, 2/CL01_Office15_Ospp-dcmid.txt"}, 0},
		{"deep", []string{"x/y/CL01/CL01_NSLookup.log", "x/y/CL02/CL02_NSLookup.log"}, []string{"in/x/y/CL01: x/y/CL01/CL01_NSLookup.log", "in/x/y/CL02: x/y/CL02/CL02_NSLookup.log"}, 0},
		{"packed by macOS", []string{"CL01_NSLookup.log", "__MACOSX/._CL01_NSLookup.log"}, []string{"in: CL01_NSLookup.log, __MACOSX/._CL01_NSLookup.log"}, 0},
		{"archives", []string{"CL01.zip", "CL02.zip", "letter.docx"}, nil, 2},
		{"an archive beside files", []string{"CL01_NSLookup.log", "more.zip"}, []string{"in: CL01_NSLookup.log, more.zip"}, 1},
	} {
		parts, archives := parse.Split(tree(c.paths...), artifact.All)
		if d := cmp.Diff(c.parts, shape(parts)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
		if len(archives) != c.archives {
			t.Errorf("%s: %d archives, want %d", c.name, len(archives), c.archives)
		}
	}
}

// TestSplitKeepsEveryArtifact holds that no recognised file gets lost between the parts, or into two of them.
func TestSplitKeepsEveryArtifact(t *testing.T) {
	paths := []string{"CL01_NSLookup.log", "a/CL02_NSLookup.log", "a/b/CL03_NSLookup.log", "a/b/NSLookup.log", "a/c/d/CL01_NSLookup.log", "e/NSLookup.log", "f/NSLookup.log"}
	parts, _ := parse.Split(tree(paths...), artifact.All)
	var got []string
	for _, p := range parts {
		for _, e := range p.Entries {
			got = append(got, e.Path)
		}
	}
	sort.Strings(got)
	if d := cmp.Diff(paths, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestSplitManyFolders holds that one computer's files come together across thousands of folders.
func TestSplitManyFolders(t *testing.T) {
	var paths []string
	for i := range 3000 {
		paths = append(paths, fmt.Sprintf("d%05d/CL%05d_NSLookup.log", i, i%500))
	}
	parts, _ := parse.Split(tree(paths...), artifact.All)
	if len(parts) != 500 {
		t.Fatalf("%d parts, want 500", len(parts))
	}
	for _, p := range parts {
		if len(p.Entries) != 6 {
			t.Errorf("%s has %d files, want 6", p.Name, len(p.Entries))
		}
	}
}
