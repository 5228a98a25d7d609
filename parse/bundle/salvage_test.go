package bundle

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSalvageEveryCut cuts archives at every byte: what stands whole before the cut is read whole, and the torn entry
// gives a true beginning and an error.
func TestSalvageEveryCut(t *testing.T) {
	a, b, c := noise(300), strings.Repeat("Office 15 ", 80), noise(200)
	for name, data := range map[string][]byte{
		"sizes in headers": pack(t, packed(t, "d/a", a), packed(t, "d/b", b), packed(t, "c", c)),
		"descriptors":      pack(t, deflated("d/a", a), deflated("d/b", b), deflated("c", c)),
		"stored":           pack(t, stored("d/a", a), stored("d/b", b), stored("c", c)),
	} {
		t.Run(name, func(t *testing.T) {
			want := map[string]string{"d/a": a, "d/b": b, "c": c}
			whole := 0
			for cut := 1; cut < len(data); cut++ {
				bundle, err := FromReader("x.zip", strings.NewReader(string(data[:cut])), DefaultLimits())
				if err != nil || bundle.Single {
					if cut > 40 {
						t.Fatalf("cut at %d: %v", cut, err)
					}
					continue
				}
				n := 0
				for _, e := range bundle.Entries {
					got, fault := content(t, bundle, e.Path)
					if !strings.HasPrefix(want[e.Path], got) {
						t.Fatalf("cut at %d: %s is not a beginning", cut, e.Path)
					}
					if fault == "" && got == want[e.Path] {
						n++
					} else if fault == "" {
						t.Fatalf("cut at %d: %s lost bytes without a word", cut, e.Path)
					}
				}
				if n < whole {
					t.Fatalf("cut at %d: %d whole entries, before it %d", cut, n, whole)
				}
				whole = n
				if !bundle.Salvaged || len(bundle.Problems) == 0 {
					t.Fatalf("cut at %d: not told", cut)
				}
			}
			if whole != 3 {
				t.Errorf("%d of 3 entries whole without the last byte", whole)
			}
		})
	}
}

func TestSalvageWords(t *testing.T) {
	big := noise(3 << 20)
	for name, c := range map[string]struct {
		data []byte
		cut  int
		want string
	}{
		"known":   {pack(t, packed(t, "a", "a"), packed(t, "big", big)), 2 << 20, `"big" ends at 2.0 of 3.0 MiB: ask for a new upload`},
		"unknown": {pack(t, deflated("a", "a"), deflated("big", big)), 2 << 20, `"big" ends at 2.0 MiB, not its end: ask for a new upload`},
	} {
		b := open(t, save(t, "x.zip", c.data[:c.cut]), DefaultLimits())
		if diff := cmp.Diff([]string{`the archive ends at 2.0 MiB without its directory, an incomplete upload: ask for a new one; 2 files were found in it, the last is "big"`}, problems(b)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if _, fault := content(t, b, "big"); fault != c.want {
			t.Errorf("%s: got %s, want %s", name, fault, c.want)
		}
		if got, fault := content(t, b, "a"); got != "a" || fault != "" {
			t.Errorf("%s: %q, %s", name, got, fault)
		}
	}
}

// TestSalvageHostile holds that lying local headers neither loop nor run over the limits.
func TestSalvageHostile(t *testing.T) {
	one := pack(t, deflated("a", strings.Repeat("x", 1<<20)))
	one = one[:strings.Index(string(one), "PK\x01\x02")]
	many := strings.Repeat(string(one), 200) + strings.Repeat("PK\x03\x04", 5000)
	for want, c := range map[string]struct{ entries, total, listed int }{
		"more than 100 entries: the others are not read":                                             {100, 1 << 40, 100},
		"the limit of 20.0 MiB was reached in looking for entries: those from \"a\" on are not read": {1000, 20 << 20, 20},
	} {
		lim := DefaultLimits()
		lim.TotalBytes, lim.Entries = int64(c.total), c.entries
		b, err := FromReader("x.zip", strings.NewReader(many), lim)
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Entries) != c.listed {
			t.Errorf("%d entries, want %d", len(b.Entries), c.listed)
		}
		if diff := cmp.Diff(want, b.Problems[0].Text); diff != "" {
			t.Error(diff)
		}
		if b.Entries[0].Size != 1<<20 {
			t.Errorf("size %d", b.Entries[0].Size)
		}
	}
}

func FuzzOpen(f *testing.F) {
	whole := pack(f, packed(f, "a", noise(100)), deflated("b", strings.Repeat("b", 999)), stored("c.zip", string(pack(f, stored("d", "d")))))
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add(whole[20:])
	f.Add([]byte("PK\x05\x06"))
	f.Add([]byte("text"))
	inTar := tarred(f, "a", noise(600), "c.zip", string(whole))
	f.Add([]byte(inTar))
	f.Add(gzipped(f, inTar))
	f.Add(zstandard(f, inTar)[:300])
	f.Add(gzipped(f, "a log"))
	f.Add(cabinet(f))
	for _, locked := range []string{byZip, by7z, byAES, sevenZip, sevenZipLocked} {
		f.Add([]byte(unhex(f, locked)))
		f.Add([]byte(unhex(f, locked)[:60]))
	}
	lim := DefaultLimits()
	lim.EntryBytes, lim.TotalBytes, lim.Entries, lim.HeldBytes = 1<<20, 4<<20, 100, 8<<20
	lim.Passwords = []string{"wrong", "secret"}
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := lim
		lim.Held = NewBudget(lim.HeldBytes)
		b, err := FromReader("x", strings.NewReader(string(data)), lim)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("an error of several lines: %q", err)
			}
			return
		}
		defer b.Close()
		if len(b.Entries) > lim.Entries {
			t.Errorf("%d entries", len(b.Entries))
		}
		var total int64
		for i, e := range b.Entries {
			if r, err := e.Open(); err == nil {
				n, _ := io.Copy(io.Discard, r)
				total += n
				r.Close()
			}
			if in, err := b.Nested(e, lim); err == nil {
				in.Close()
			}
			if i > 0 && b.Entries[i-1].Path > e.Path {
				t.Error("not sorted")
			}
		}
		if total > lim.TotalBytes {
			t.Errorf("%d bytes came out", total)
		}
		if sum, err := b.SHA256(); len(sum) != 64 || err != nil {
			t.Error(fmt.Sprint(sum, err))
		}
	})
}
