package bundle

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// cabinet is one of two folders: a.txt in MSZIP; d\b.txt and æ.txt (empty) stored. gcab, cabextract and 7z read it so.
func cabinet(t testing.TB) []byte {
	t.Helper()
	b, err := hex.DecodeString("4d534346000000009f000000000000003400000000000000030102000300000039300000" + "7900000001000100" + "9200000001000000" +
		"120000000000000000006246c1490000612e74787400" + "050000000000000001006246c1490000645c622e74787400" + "000000000500000001006246c1498000c3a62e74787400" +
		"21a0a8e011001200434bca48cdc9c9574022b900010000ffff" + "01626664050005006162636465")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const cabFolder0, cabFolder1, cabFile0, cabFile1 = 0x24, 0x2c, 0x34, 0x4a

func TestCab(t *testing.T) {
	data := cabinet(t)
	entries := []string{"a.txt", "hello hello hello\n", "d/b.txt", "abcde", "æ.txt", ""}
	b := open(t, save(t, "no-ending", data), DefaultLimits())
	whole(t, b, entries...)
	if e := b.Entries[0]; !e.Modified.Equal(day) || e.UTC || e.Size != 18 {
		t.Errorf("%+v", e)
	}
	outer := open(t, save(t, "x.zip", pack(t, deflated("x", string(data)))), DefaultLimits())
	whole(t, inside(t, outer, 0), "x!/a.txt", entries[1], "x!/d/b.txt", entries[3], "x!/æ.txt", "")
	again := open(t, save(t, "y.cab.gz", gzipped(t, string(data))), DefaultLimits())
	whole(t, again, entries...)
}

// TestCabShared holds that files of one folder are unpacked once and the memory is given back.
func TestCabShared(t *testing.T) {
	lim := DefaultLimits()
	lim.HeldBytes, lim.Held = heldChunk, NewBudget(heldChunk)
	b := open(t, save(t, "x", cabinet(t)), lim)
	for range 3 {
		whole(t, b, "a.txt", "hello hello hello\n", "d/b.txt", "abcde", "æ.txt", "")
	}
	if lim.Held.take(heldChunk) {
		t.Error("the shared folder is not held")
	}
	b.Close()
	b.Close()
	if !lim.Held.take(heldChunk) {
		t.Error("memory is not given back")
	}
	if _, fault := content(t, b, "d/b.txt"); fault == "" {
		t.Error("reads after Close")
	}
	lim.Held = NewBudget(0)
	b = open(t, save(t, "x", cabinet(t)), lim)
	if got, fault := content(t, b, "d/b.txt"); got != "" || !strings.Contains(fault, `"x" unpacks to more than the 262144 bytes that may be held in memory: unpack it and give the folder`) {
		t.Errorf("%q, %s", got, fault)
	}
	if got, fault := content(t, b, "a.txt"); got != "hello hello hello\n" || fault != "" {
		t.Errorf("%q, %s", got, fault)
	}
	behind := cabinet(t)
	behind[cabFile0], behind[cabFile0+4] = 7, 6 // the only file of a folder, and not at its beginning
	whole(t, open(t, save(t, "x", behind), DefaultLimits()), "a.txt", "hello h", "d/b.txt", "abcde", "æ.txt", "")
	fresh := open(t, save(t, "x", cabinet(t)), DefaultLimits())
	fresh.Close() // before anything was read
	if _, fault := content(t, fresh, "d/b.txt"); fault == "" {
		t.Error("reads after Close")
	}
}

// TestCabRefused holds that what is not read costs itself only and says which command unpacks it.
func TestCabRefused(t *testing.T) {
	change := func(at int, to ...byte) []byte {
		d := cabinet(t)
		copy(d[at:], to)
		return d
	}
	const unpack = "unpack it with expand -F:* on Windows or cabextract and give the folder"
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"LZX":      {change(cabFolder0+6, 3, 21), "packed with LZX, which cannot be read: " + unpack},
		"Quantum":  {change(cabFolder0+6, 2), "packed with Quantum, which cannot be read: " + unpack},
		"next":     {change(cabFile0+8, 0xfe, 0xff), `continues in another cabinet, "": put all parts into one folder, ` + unpack},
		"previous": {change(cabFile0+8, 0xfd, 0xff), `begins in another cabinet, "": put all parts into one folder, ` + unpack},
		"nowhere":  {change(cabFile0+8, 9), "the cabinet is damaged: the file is listed without its bytes; ask for a new upload"},
	} {
		b := open(t, save(t, "x.cab", c.data), DefaultLimits())
		if _, fault := content(t, b, "a.txt"); fault != c.want {
			t.Errorf("%s: got %s, want %s", name, fault, c.want)
		}
		if got, fault := content(t, b, "d/b.txt"); got != "abcde" || fault != "" {
			t.Errorf("%s: its neighbour: %q, %s", name, got, fault)
		}
	}
	all := change(cabFolder0+6, 3)
	copy(all[cabFolder1+6:], []byte{3})
	b, err := Open(save(t, "x.cab", all), DefaultLimits())
	if want := `"x.cab" holds no file that can be read: packed with LZX, which cannot be read: ` + unpack; !errors.Is(err, ErrMethod) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if diff := cmp.Diff([]string{"a.txt", "d/b.txt", "æ.txt"}, paths(b)); diff != "" {
		t.Error(diff)
	}
}

func TestCabDamage(t *testing.T) {
	data := cabinet(t)
	for n := 40; n < len(data); n++ {
		b, err := FromReader("x.cab", bytes.NewReader(data[:n]), DefaultLimits())
		if n < 0x79 {
			if !errors.Is(err, ErrTruncated) || !strings.HasSuffix(err.Error(), "before its list of files is whole: ask for a new upload") {
				t.Errorf("cut at %d: %v", n, err)
			}
			continue
		}
		if err != nil || !strings.HasSuffix(b.Incomplete, "an incomplete upload: ask for a new one; 3 files are listed in it") {
			t.Fatalf("cut at %d: %v, %+v", n, err, b)
		}
		if got, fault := content(t, b, "a.txt"); (got == "hello hello hello\n") != (n >= 0x92) || (fault == "") != (n >= 0x92) {
			t.Errorf("cut at %d: %q, %s", n, got, fault)
		}
	}
	data[len(data)-1]++
	b := open(t, save(t, "x.cab", data), DefaultLimits())
	if got, fault := content(t, b, "d/b.txt"); got != "" || fault != `"d/b.txt" ends at 0 of 5 bytes: "x.cab" is damaged: block 1 of 1: its checksum is wrong; ask for a new upload` {
		t.Errorf("%q, %s", got, fault)
	}
	data[0x8c]++
	b = open(t, save(t, "x.cab", data), DefaultLimits())
	if got, fault := content(t, b, "a.txt"); got != "" || fault != `"a.txt" is damaged: block 1 of 1: its checksum is wrong; ask for a new upload` {
		t.Errorf("%q, %s", got, fault)
	}
	longer := cabinet(t)
	binary.LittleEndian.PutUint32(longer[cabFile1:], 7)
	if got, fault := content(t, open(t, save(t, "x.cab", longer), DefaultLimits()), "d/b.txt"); got != "abcde" || !strings.HasPrefix(fault, `"d/b.txt" ends at 5 of 7 bytes: "x.cab" is damaged: less is packed`) {
		t.Errorf("%q, %s", got, fault)
	}
	lim := DefaultLimits()
	lim.Entries = 2
	if _, err := Open(save(t, "x.cab", cabinet(t)), lim); err == nil || err.Error() != `"x.cab" lists more than the limit of 2 entries: refused` {
		t.Error(err)
	}
}

// TestGcab reads what gcab makes, against what was put in.
func TestGcab(t *testing.T) {
	entries := []string{"Application.evtx", noise(90_000), "CL01_NSLookup.log", strings.Repeat("hello\r\n", 40_000), "æøå.txt", "nordic"}
	dir := files(t, entries...)
	for _, flags := range [][]string{{"-c", "-z"}, {"-c"}} {
		p := filepath.Join(t.TempDir(), "x")
		ran(t, dir, "gcab", append(flags, p, "Application.evtx", "CL01_NSLookup.log", "æøå.txt")...)
		whole(t, open(t, p, DefaultLimits()), entries...)
	}
}
