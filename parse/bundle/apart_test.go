package bundle

import "testing"

func TestApart(t *testing.T) {
	data := pack(t, packed(t, "a.evtx", noise(3000)), packed(t, "b.evtx", noise(2000)))
	for _, c := range []struct {
		limit int64
		want  bool
	}{{1 << 20, true}, {10_000, true}, {9_999, false}} {
		lim := DefaultLimits()
		lim.TotalBytes = c.limit
		b, err := Open(save(t, "CASE.zip", data), lim)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if got := b.Apart(); got != c.want {
			t.Errorf("5,000 bytes, limit %d: %v", c.limit, got)
		}
		b.Entries[0].Size = -1
		if b.Apart() {
			t.Error("an entry of unknown size is taken")
		}
	}
	if !Memory("m", map[string][]byte{"a": nil}).Apart() {
		t.Error("memory has no limit")
	}
}

// TestApartHeld holds that files are read one after the other where that takes memory which several share.
func TestApartHeld(t *testing.T) {
	for name, data := range map[string]string{"cab": string(cabinet(t)), "7z": unhex(t, sevenZip)} {
		b := open(t, save(t, "x", []byte(data)), DefaultLimits())
		if b.Apart() || b.Part("p", "", b.Entries).Apart() {
			t.Errorf("%s is read apart", name)
		}
	}
	b := open(t, save(t, "x.tgz", gzipped(t, tarred(t, "a", "a"))), DefaultLimits())
	if !b.Apart() {
		t.Error("a tar.gz, which is held from the beginning, is not")
	}
}
