package cab

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const maxFiles = 1000

// byHand is a cabinet of two folders, MSZIP and stored, that cabextract, 7z and gcab read as TestByHand does.
const byHand = "4d534346 00000000 9f000000 00000000 34000000 00000000 0301 0200 0300 0000 39300000" +
	"79000000 0100 0100  92000000 0100 0000" + // folders
	"12000000 00000000 0000 6246 c149 0000 612e74787400" +
	"05000000 00000000 0100 6246 c149 0000 645c622e74787400" +
	"00000000 05000000 0100 6246 c149 8000 c3a62e74787400" +
	"21a0a8e0 1100 1200 434bca48cdc9c9574022b900010000ffff" + // blocks
	"01626664 0500 0500 6162636465"

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t testing.TB, data []byte) *Cabinet {
	t.Helper()
	c, err := Open(bytes.NewReader(data), int64(len(data)), maxFiles)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// contents unpacks every folder, through errors, and gives each file what came out of it.
func contents(t testing.TB, c *Cabinet) (map[string]string, []string) {
	t.Helper()
	var faults []string
	out := map[string]string{}
	unpacked := make([]string, len(c.Folders))
	for i := range c.Folders {
		r, err := c.Folders[i].Open()
		if err != nil {
			faults = append(faults, err.Error())
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			faults = append(faults, err.Error())
		}
		unpacked[i] = string(b)
	}
	for _, f := range c.Files {
		s := unpacked[f.Folder]
		out[f.Name] = s[min(f.Offset, int64(len(s))):min(f.Offset+f.Size, int64(len(s)))]
	}
	return out, faults
}

func TestByHand(t *testing.T) {
	data := unhex(t, byHand)
	c := read(t, data)
	want := []File{
		{Name: "a.txt", Size: 18, Date: 0x4662, Time: 0x49c1},
		{Name: `d\b.txt`, Size: 5, Folder: 1, Date: 0x4662, Time: 0x49c1},
		{Name: "æ.txt", UTF8: true, Offset: 5, Folder: 1, Date: 0x4662, Time: 0x49c1},
	}
	if diff := cmp.Diff(want, c.Files); diff != "" {
		t.Error(diff)
	}
	got, faults := contents(t, c)
	if diff := cmp.Diff(map[string]string{"a.txt": "hello hello hello\n", `d\b.txt`: "abcde", "æ.txt": ""}, got); diff != "" || faults != nil {
		t.Error(diff, faults)
	}
	same := pack(t, made{folders: []madeFolder{{MSZIP, []madeFile{{name: "a.txt", data: "hello hello hello\n"}}},
		{Stored, []madeFile{{name: `d\b.txt`, data: "abcde"}, {name: "æ.txt", attributes: attributeUTF}}}}})
	if diff := cmp.Diff(data[:len(data)-30], same[:len(data)-30]); diff != "" { // how Go deflates may change
		t.Error(diff)
	}
}

// TestBlocks holds that files over several blocks come out whole, with and without areas for other programs.
func TestBlocks(t *testing.T) {
	text := strings.Repeat("a line of a log that is long enough to be found again\r\n", 3000)
	for _, reserve := range [][3]byte{{}, {200, 7, 3}} {
		for _, method := range []Method{Stored, MSZIP} {
			for _, n := range []int{0, 1, 2, 3, maxOut - 1, maxOut, maxOut + 1, 3*maxOut + 5} {
				c := read(t, pack(t, made{reserve: reserve, folders: []madeFolder{{method, []madeFile{
					{name: "text", data: text}, {name: "noise", data: noise(n)}, {name: "again", data: text[:n]}}}}}))
				got, faults := contents(t, c)
				if got["text"] != text || got["noise"] != noise(n) || got["again"] != text[:n] || faults != nil {
					t.Errorf("%v, %d bytes, %v: differs; %v", method, n, reserve, faults)
				}
			}
		}
	}
}

func TestRefused(t *testing.T) {
	for method, want := range map[Method]string{LZX: "method not supported: LZX", Quantum: "method not supported: Quantum", 9: "method not supported: unknown method 9"} {
		c := read(t, pack(t, made{folders: []madeFolder{{method, []madeFile{{name: "a", data: "abc"}}}, {Stored, []madeFile{{name: "b", data: "b"}}}}}))
		got, faults := contents(t, c)
		if diff := cmp.Diff([]string{want}, faults); diff != "" || got["b"] != "b" || c.Folders[0].Method != method {
			t.Error(diff, got)
		}
	}
	c := read(t, pack(t, made{next: "second.cab", folders: []madeFolder{
		{Stored, []madeFile{{name: "a", data: "abc", folder: folderFromPrevious}, {name: "b", data: "b"}}},
		{Stored, []madeFile{{name: "c", data: "c"}, {name: "d", data: "d", folder: folderToNext}}}}}))
	var how []string
	for _, f := range c.Files {
		how = append(how, fmt.Sprint(f.Name, " ", f.Folder, f.Continued))
	}
	if diff := cmp.Diff([]string{"a 0 1", "b 0 0", "c 1 0", "d 1 2"}, how); diff != "" || c.Next != "second.cab" {
		t.Error(diff, c.Next)
	}
	if _, err := c.Folders[0].Open(); !errors.Is(err, ErrContinued) {
		t.Error(err)
	}
}

func TestFormat(t *testing.T) {
	good := unhex(t, byHand)
	tables := 0x79
	for n := range good {
		c, err := Open(bytes.NewReader(good[:n]), int64(n), maxFiles)
		if (err == nil) != (n >= tables) || err == nil && !c.Truncated {
			t.Errorf("cut at %d: %v", n, err)
		}
		if err != nil && !errors.Is(err, ErrFormat) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	if _, err := Open(bytes.NewReader(good), int64(len(good)), 2); !errors.Is(err, ErrLimit) {
		t.Error(err)
	}
	long := pack(t, made{folders: []madeFolder{{Stored, []madeFile{{name: strings.Repeat("n", maxName+1), data: "a"}}}}})
	if _, err := Open(bytes.NewReader(long), int64(len(long)), maxFiles); !errors.Is(err, ErrFormat) {
		t.Errorf("a name too long: %v", err)
	}
	// A file of a folder that is not there, and two folders on the same bytes.
	odd := bytes.Clone(good)
	odd[0x34+8] = 7
	copy(odd[0x2c:], odd[0x24:0x2c])
	c := read(t, odd)
	if c.Files[0].Folder != -1 {
		t.Errorf("%+v", c.Files[0])
	}
	whole := 0
	for i := range c.Folders {
		r, _ := c.Folders[i].Open()
		if b, _ := io.ReadAll(r); len(b) > 0 {
			whole++
		}
	}
	if whole != 1 {
		t.Errorf("the same bytes are unpacked %d times", whole)
	}
}

// TestDamage holds that what stands before a damaged block comes out, and that the fault is told.
func TestDamage(t *testing.T) {
	text := strings.Repeat("0123456789abcdef", 8192)
	good := pack(t, made{folders: []madeFolder{{MSZIP, []madeFile{{name: "a", data: text}}}}})
	blocks := bytes.Split(good, []byte(mszipMagic))
	second := len(blocks[0]) + len(blocks[1]) + 2
	change := func(at int, to ...byte) []byte {
		return append(append(bytes.Clone(good[:at]), to...), good[at+len(to):]...)
	}
	for want, data := range map[string][]byte{
		"block 2 of 4: its checksum is wrong":                change(second+5, 1, 2),
		"block 2 of 4: its length is impossible":             change(second-2, 1, 0x80),
		"block 2 of 4: it continues in the next cabinet":     change(second-2, 0, 0),
		"block 2 of 4: more comes out of it than it says":    change(second-8, 0, 0, 0, 0, good[second-4], good[second-3], 9, 0),
		"block 2 of 4: it is not MSZIP":                      change(second-8, 0, 0, 0, 0, good[second-4], good[second-3], 0, 0x80, 'C', 'X'),
		"block 2 of 4: flate: corrupt input before offset 1": change(second-8, 0, 0, 0, 0, good[second-4], good[second-3], 0, 0x80, 'C', 'K', 7),
		"block 4 of 4: the cabinet ends early":               good[:len(good)-1],
	} {
		got, faults := contents(t, read(t, data))
		if diff := cmp.Diff([]string{want}, faults); diff != "" {
			t.Error(diff)
		}
		if len(got["a"]) < maxOut || !strings.HasPrefix(text, got["a"]) {
			t.Errorf("%s: %d bytes", want, len(got["a"]))
		}
	}
	lengths := bytes.Clone(unhex(t, byHand))
	copy(lengths[len(lengths)-13:], []byte{0, 0, 0, 0, 5, 0, 4, 0})
	if _, faults := contents(t, read(t, lengths)); len(faults) != 1 || faults[0] != "block 1 of 1: its two lengths differ" {
		t.Error(faults)
	}
}

// log is text that packs as logs do; of mere repetition, and of noise, Go makes codes of one distance, which libmspack
// refuses and 7z takes.
func log(lines int) string {
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "2015-03-02 %02d:%02d:%02d event %d: 0x%08X\r\n", i/3600%24, i/60%60, i%60, i*7919%10007, i*2654435761)
	}
	return b.String()
}

// oracle finds a program to compare with. Without it the test is skipped, but not in the continuous integration.
func oracle(t *testing.T, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%s is not installed", name)
	}
	return p
}

// TestCabextract compares with libmspack's reader, on our own cabinets and on those of gcab.
func TestCabextract(t *testing.T) {
	cabextract, gcab := oracle(t, "cabextract"), oracle(t, "gcab")
	dir := t.TempDir()
	want := map[string]string{"a.log": strings.Repeat("hello cabinet\r\n", 9000), "b.bin": noise(100_000), "empty": "", "æ.txt": "nordic"}
	args := []string{"-c", "", "x"}
	for name, data := range want {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	for _, how := range []string{"-z", ""} {
		p := filepath.Join(t.TempDir(), "x.cab")
		flags := append([]string{}, args...)
		flags[2] = p
		if flags[1] = how; how == "" {
			flags = append(flags[:1], flags[2:]...)
		}
		cmd := exec.Command(gcab, flags...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("gcab %q: %v: %s", flags, err, out)
		}
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		c := read(t, data)
		got, faults := contents(t, c)
		if diff := cmp.Diff(want, got); diff != "" || faults != nil {
			t.Errorf("gcab %s: %s %v", how, diff, faults)
		}
		if m := c.Folders[0].Method; (m == MSZIP) != (how == "-z") {
			t.Errorf("gcab %s: %v", how, m)
		}
	}
	for name, m := range map[string]made{
		"plain":    {folders: []madeFolder{{MSZIP, []madeFile{{name: "a", data: log(9000)}, {name: "b", data: log(3001)}}}, {Stored, []madeFile{{name: "c", data: noise(70_001)}}}}},
		"reserved": {reserve: [3]byte{9, 3, 2}, folders: []madeFolder{{MSZIP, []madeFile{{name: "a", data: log(9000)}}}}},
	} {
		data := pack(t, m)
		p := filepath.Join(t.TempDir(), "x.cab")
		if err := os.WriteFile(p, data, 0o600); err != nil {
			t.Fatal(err)
		}
		got, faults := contents(t, read(t, data))
		for file, text := range got {
			out, err := exec.Command(cabextract, "-q", "-p", "-F", file, p).Output()
			if err != nil || string(out) != text || faults != nil {
				t.Errorf("%s: %s: %d bytes, cabextract has %d; %v %v", name, file, len(text), len(out), faults, err)
			}
		}
	}
}

func FuzzCabinet(f *testing.F) {
	f.Add(unhex(f, byHand))
	f.Add(unhex(f, byHand)[:0x90])
	f.Add(pack(f, made{reserve: [3]byte{1, 2, 3}, next: "n", folders: []madeFolder{{MSZIP, []madeFile{{name: "a", data: strings.Repeat("x", 40_000)}}}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Open(bytes.NewReader(data), int64(len(data)), maxFiles)
		if err != nil {
			return
		}
		var out int64
		for i := range c.Folders {
			r, err := c.Folders[i].Open()
			if err != nil {
				continue
			}
			n, _ := io.Copy(io.Discard, r)
			out += n
		}
		if out > int64(len(data))*1100+maxOut {
			t.Errorf("%d bytes come out of %d", out, len(data))
		}
		for _, f := range c.Files {
			if f.Folder >= len(c.Folders) || f.Folder < -1 || len(f.Name) > maxName {
				t.Errorf("%+v", f)
			}
		}
	})
}
