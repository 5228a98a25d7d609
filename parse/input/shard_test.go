package input

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParseShard holds what is a shard and what the others are told.
func TestParseShard(t *testing.T) {
	for _, c := range []struct {
		index, count string
		want         Shard
		wrong        string // part of the message; none where it is a shard
	}{
		{"0", "1", Shard{0, 1}, ""},
		{"3", "4", Shard{3, 4}, ""},
		{"4", "4", Shard{}, `"4" is no shard of 4: want a number from 0 to 3`},
		{"-1", "4", Shard{}, `"-1" is no shard of 4`},
		{"+1", "4", Shard{}, `"+1" is no shard of 4`},
		{"", "4", Shard{}, `"" is no shard of 4`},
		{"0", "0", Shard{}, `"0" is no number of shards`},
		{"0", "-4", Shard{}, `"-4" is no number of shards`},
		{"0", "4/4", Shard{}, `"4/4" is no number of shards`},
		{"0", "99999999999", Shard{}, "is no number of shards"},
	} {
		got, err := ParseShard(c.index, c.count)
		if got != c.want || (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s/%s: got %v, %v; want %v, %q", c.index, c.count, got, err, c.want, c.wrong)
		}
	}
}

// placesOf are the places of the units of each shard, in their order.
func placesOf(l *Loader, n int, paths ...string) [][]string {
	out := make([][]string, n)
	for i := range n {
		for _, u := range (Shard{i, n}).Of(l.Plan(paths)) {
			out[i] = append(out[i], u.Place)
		}
	}
	return out
}

// lay makes a folder of a folder of computers, of archives, and of archives in a folder.
func lay(t *testing.T, dir string) {
	t.Helper()
	for i := range 24 {
		name := fmt.Sprintf("CL%02d", i)
		for path, text := range map[string]string{
			filepath.Join(dir, name, name+"_NSLookup.log"): lookup,
			filepath.Join(dir, "zips", name+".tgz"):        tarGzipOf(t, 16),
			filepath.Join(dir, "p"+name+".tgz"):            tarGzipOf(t, 16),
		} {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestShards holds that each unit is in one shard, the same wherever the folder lies and in whatever order paths are named,
// and that the shards are of a size.
func TestShards(t *testing.T) {
	here, there := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "some", "where", "b")
	lay(t, here)
	lay(t, there)
	l := New(strings.NewReader(""))
	defer l.Close()
	for _, n := range []int{1, 2, 3, 7} {
		first := placesOf(l, n, here)
		if diff := cmp.Diff(first, placesOf(l, n, there)); diff != "" {
			t.Errorf("%d shards: another folder parts otherwise:\n%s", n, diff)
		}
		var all []string
		for i, places := range first {
			all = append(all, places...)
			if len(places) < 72/n/2 {
				t.Errorf("%d shards: %d of 72 are in shard %d", n, len(places), i)
			}
			if mates := own(places); n > 1 && (mates == 0 || mates == 24) {
				t.Errorf("%d shards: %d of 24 folders are in shard %d", n, mates, i)
			}
		}
		slices.Sort(all)
		if len(all) != 72 || len(slices.Compact(all)) != 72 {
			t.Errorf("%d shards hold %d units, want each of 72 once", n, len(all))
		}
		named := []string{filepath.Join(here, "pCL00.tgz"), filepath.Join(here, "pCL01.tgz"), filepath.Join(here, "nowhere")}
		other := []string{filepath.Join(there, "nowhere"), filepath.Join(there, "pCL01.tgz"), filepath.Join(there, "pCL00.tgz")}
		got, want := placesOf(l, n, other...), placesOf(l, n, named...)
		for i := range got {
			slices.Sort(got[i])
			slices.Sort(want[i])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d shards: files named themselves, in another order, part otherwise:\n%s", n, diff)
		}
	}
}

// own counts the folders of one computer.
func own(places []string) (n int) {
	for _, p := range places {
		if strings.HasPrefix(p, "CL") {
			n++
		}
	}
	return n
}

// TestShardOfStandardInput holds that it is in the first one, whatever else there is.
func TestShardOfStandardInput(t *testing.T) {
	l := New(strings.NewReader(""))
	defer l.Close()
	for n := range 6 {
		for i, places := range placesOf(l, n+1, "-") {
			if (len(places) == 1) != (i == 0) {
				t.Errorf("shard %d/%d: %q", i, n+1, places)
			}
		}
	}
}

// TestShardOfOtherNormalForm holds that a name is the same in both normal forms of Unicode.
func TestShardOfOtherNormalForm(t *testing.T) {
	for i := range 100 {
		s := Shard{i, 100}
		if s.holds(Unit{Place: "Caf\u00e9.zip"}) != s.holds(Unit{Place: "Cafe\u0301.zip"}) {
			t.Errorf("shard %v holds one form only", s)
		}
	}
}
