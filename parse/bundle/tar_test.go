package bundle

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// forms of one tar, by name.
func tarForms(t testing.TB, data string) map[string][]byte {
	return map[string][]byte{"tar": []byte(data), "tar.gz": gzipped(t, data), "tar.zst": zstandard(t, data)}
}

func TestTar(t *testing.T) {
	entries := []string{"CL01/a.log", "hello", "CL01/b.bin", noise(70_000), "empty", ""}
	data := tarred(t, entries...)
	for name, packed := range tarForms(t, data) {
		t.Run(name, func(t *testing.T) {
			whole(t, open(t, save(t, "no-ending", packed), DefaultLimits()), entries...)
			in, err := FromReader("-", bytes.NewReader(packed), DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			whole(t, in, entries...)
			outer := open(t, save(t, "x.zip", pack(t, deflated("d/x.dat", string(packed)))), DefaultLimits())
			n := inside(t, outer, 0)
			whole(t, n, "d/x.dat!/CL01/a.log", "hello", "d/x.dat!/CL01/b.bin", noise(70_000), "d/x.dat!/empty", "")
			again := open(t, save(t, "y.tgz", gzipped(t, tarred(t, "x", string(packed)))), DefaultLimits())
			whole(t, inside(t, again, 0), "x!/CL01/a.log", "hello", "x!/CL01/b.bin", noise(70_000), "x!/empty", "")
			folder := open(t, files(t, "x", string(packed)), DefaultLimits())
			whole(t, inside(t, folder, 0), "x!/CL01/a.log", "hello", "x!/CL01/b.bin", noise(70_000), "x!/empty", "")
		})
	}
}

func TestTarEntries(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []tar.Header{
		{Typeflag: tar.TypeDir, Name: "./"},
		{Typeflag: tar.TypeDir, Name: "./d/"},
		{Typeflag: tar.TypeReg, Name: "./d/a.txt", ModTime: day.In(time.FixedZone("", 3600))},
		{Typeflag: tar.TypeReg, Name: "./d/a.txt"},
		{Typeflag: tar.TypeReg, Name: "../../etc/cron.d/x", ModTime: time.Unix(0, 0)},
		{Typeflag: tar.TypeReg, Name: "/abs"},
		{Typeflag: tar.TypeReg, Name: "π" + strings.Repeat("/long", 60)},
		{Typeflag: tar.TypeSymlink, Name: "link", Linkname: "/etc/passwd"},
		{Typeflag: tar.TypeLink, Name: "hard", Linkname: "d/a.txt"},
		{Typeflag: tar.TypeFifo, Name: "pipe"},
		{Typeflag: tar.TypeChar, Name: "device"},
	} {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	in := open(t, save(t, "x.tar", b.Bytes()), DefaultLimits())
	if diff := cmp.Diff([]string{"../../etc/cron.d/x", "/abs", "d/a.txt", "d/a.txt", "π" + strings.Repeat("/long", 60)}, paths(in)); diff != "" {
		t.Error(diff)
	}
	want := []string{"link: a link: not followed", "hard: a link: not followed", "pipe: neither file nor folder: not read",
		"device: neither file nor folder: not read", "d/a.txt: the archive holds 2 files of this name: all are read"}
	if diff := cmp.Diff(want, problems(in)); diff != "" {
		t.Error(diff)
	}
	if e := in.Entries[2]; !e.UTC || !e.Modified.Equal(day) {
		t.Errorf("%+v", e)
	}
	if e := in.Entries[0]; e.UTC || !e.Modified.IsZero() {
		t.Errorf("%+v", e)
	}
}

// TestTarEveryCut cuts archives at every byte: what stands whole before the cut is read, a torn file gives a true
// beginning and an error, and the loss is told.
func TestTarEveryCut(t *testing.T) {
	want := map[string]string{"d/a": noise(700), "d/b": strings.Repeat("Office 15 ", 80), "c": noise(200)}
	data := tarred(t, "d/a", want["d/a"], "d/b", want["d/b"], "c", want["c"])
	for name, packed := range tarForms(t, data) {
		end := len(packed) // behind it only the checksum, or the second block of zeros, is missing
		if name == "tar" {
			end -= tarBlock
		}
		for cut := 1; cut < end; cut++ {
			in, err := FromReader("x.tar", bytes.NewReader(packed[:cut]), DefaultLimits())
			if err != nil {
				if in != nil || strings.Count(err.Error(), `"`) != 2 {
					t.Fatalf("%s: cut at %d: %v", name, cut, err)
				}
				continue
			}
			for _, e := range in.Entries {
				got, fault := content(t, in, e.Path)
				if !in.Single && (!strings.HasPrefix(want[e.Path], got) || fault == "" && got != want[e.Path]) {
					t.Fatalf("%s: cut at %d: %s: %d bytes, %s", name, cut, e.Path, len(got), fault)
				}
				if in.Single && len(got) >= tarBlock {
					t.Fatalf("%s: cut at %d: a single file of %d bytes", name, cut, len(got))
				}
			}
			if !in.Single && len(in.Problems) == 0 {
				t.Fatalf("%s: cut at %d: not told", name, cut)
			}
			in.Close()
		}
	}
}

func TestTarCutWords(t *testing.T) {
	big := noise(3 << 20)
	data := tarred(t, "a", "a", "big", big, "z", "z")
	damaged := []byte(data)
	copy(damaged[len(damaged)-4*tarBlock+148:], "777777")
	packed := gzipped(t, data)
	wrong := bytes.Clone(packed)
	wrong[len(wrong)-8]++
	lim := DefaultLimits()
	for name, c := range map[string]struct {
		data []byte
		held int64
		want string
		file string // fault of big
	}{
		"cut": {[]byte(data[:2<<20]), 16 << 20, `the archive ends at 2.0 MiB without its end mark, an incomplete upload: ask for a new one; 2 files were found in it, the last is "big"`,
			`"big" ends at 2.0 of 3.0 MiB: ask for a new upload`},
		"cut behind a file": {[]byte(data[:len(data)-4*tarBlock]), 16 << 20, `the archive ends at 3.0 MiB without its end mark, an incomplete upload: ask for a new one; 2 files were found in it, the last is "big"`, ""},
		"damaged":           {damaged, 16 << 20, `the archive is damaged at byte 3147264, and what stands behind that is not read: ask for a new upload; 2 files were found in it, the last is "big"`, ""},
		"packed":            {packed[:2<<20], 16 << 20, `"x" is damaged: it ends early; ask for a new upload; 2 files were found in it, the last is "big"`, `"big" ends at 2.0 of 3.0 MiB: the archive could not be read further`},
		"checksum":          {wrong, 16 << 20, `"x" is damaged: its checksum is wrong; ask for a new upload`, ""},
		"memory":            {packed, 2 << 20, `"x" unpacks to more than the 2.0 MiB that may be held in memory: unpack it and give the folder; 2 files were found in it, the last is "big"`, `"big" ends at 2.0 of 3.0 MiB: the archive could not be read further`},
	} {
		t.Run(name, func(t *testing.T) {
			lim.HeldBytes, lim.Held = c.held, NewBudget(c.held)
			in := open(t, save(t, "x", c.data), lim)
			if diff := cmp.Diff([]string{c.want}, problems(in)); diff != "" {
				t.Error(diff)
			}
			if (in.Incomplete == "") != (name == "checksum") {
				t.Errorf("incomplete: %q", in.Incomplete)
			}
			if _, fault := content(t, in, "big"); fault != c.file {
				t.Errorf("got %s, want %s", fault, c.file)
			}
			in.Close()
			if !lim.Held.take(c.held) {
				t.Error("memory is not given back")
			}
		})
	}
}

func TestTarLimits(t *testing.T) {
	data := tarred(t, "a", noise(1000), "b", noise(1000), "c", "c")
	lim := DefaultLimits()
	lim.Entries, lim.EntryBytes = 2, 10_000
	in := open(t, save(t, "x.tar", []byte(data)), lim)
	if diff := cmp.Diff([]string{"a", "b"}, paths(in)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`more than 2 entries: those from "c" on are not read`}, problems(in)); diff != "" {
		t.Error(diff)
	}
	lim = DefaultLimits()
	lim.Entries = 2
	in = open(t, save(t, "x.tgz", gzipped(t, tarred(t, "a", noise(1000), "b", noise(1000), "c", noise(3*heldChunk)))), lim)
	if got, fault := content(t, in, "b"); got != noise(1000) || fault != "" {
		t.Errorf("%d bytes, %s", len(got), fault)
	}
	if !lim.Held.take(lim.HeldBytes - heldChunk) {
		t.Error("what is not read is held")
	}
	lim.Held.give(lim.HeldBytes - heldChunk)
	in.Close()
	if !lim.Held.take(lim.HeldBytes) {
		t.Error("memory is not given back")
	}
	zeros := tarred(t, "zeros", strings.Repeat("\x00", 8<<20), "z", "z")
	for name, packed := range map[string][]byte{"gz": gzipped(t, zeros), "zst": zstandard(t, zeros)} {
		in := open(t, save(t, "x", packed), DefaultLimits())
		if !strings.HasPrefix(in.Incomplete, `"x" unpacks to more than the limit of 1000 times its packed size`) {
			t.Errorf("%s: %s", name, in.Incomplete)
		}
	}
	lim = DefaultLimits()
	lim.TotalBytes = 1 << 20
	in = open(t, save(t, "x", gzipped(t, tarred(t, "a", noise(900_000), "b", noise(900_000)))), lim)
	if !strings.Contains(in.Incomplete, "the bundle unpacks to more than the limit of 1.0 MiB") {
		t.Errorf("total: %s", in.Incomplete)
	}
}

// TestGNUTar reads what GNU tar writes in each of its formats.
func TestGNUTar(t *testing.T) {
	long := strings.Repeat("a long name ", 15) + ".txt"
	for _, format := range []string{"v7", "oldgnu", "gnu", "ustar", "posix"} {
		entries := []string{"CL01/a.log", "hello", "CL01/Ærø.txt", noise(9000), "empty", ""}
		if format != "v7" && format != "ustar" {
			entries = append(entries, long, "long")
		}
		dir := files(t, entries...)
		p := filepath.Join(t.TempDir(), "x")
		ran(t, dir, "tar", "--sort=name", "--format="+format, "-cf", p, "-C", dir, ".")
		in := open(t, p, DefaultLimits())
		want := map[string]string{}
		for i := 0; i < len(entries); i += 2 {
			want[entries[i]] = entries[i+1]
		}
		got := map[string]string{}
		for _, e := range in.Entries {
			data, fault := content(t, in, e.Path)
			got[e.Path] = data
			if fault != "" || int64(len(data)) != e.Size {
				t.Errorf("%s: %s: %s", format, e.Path, fault)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || len(in.Problems) > 0 {
			t.Errorf("%s: %s %v", format, diff, problems(in))
		}
	}
	for _, format := range []string{"oldgnu", "posix"} {
		dir := files(t, "a.txt", "a", "z.txt", "z")
		if err := os.Truncate(filepath.Join(dir, "a.txt"), 1<<20); err != nil {
			t.Fatal(err)
		}
		p := filepath.Join(t.TempDir(), "x")
		ran(t, dir, "tar", "--sort=name", "-S", "--format="+format, "-cf", p, "a.txt", "z.txt")
		in := open(t, p, DefaultLimits())
		if _, fault := content(t, in, "a.txt"); !strings.Contains(fault, "stored with holes (sparse)") || len(in.Problems) > 0 {
			t.Errorf("%s: %s %v", format, fault, problems(in))
		}
		if got, fault := content(t, in, "z.txt"); got != "z" || fault != "" {
			t.Errorf("%s: %q %s", format, got, fault)
		}
	}
}

// TestTarTools reads what tar makes with the packers' own programs.
func TestTarTools(t *testing.T) {
	dir := files(t, "a.log", strings.Repeat("hello\n", 40_000), "b.bin", noise(300_000))
	for _, packer := range []string{"gzip", "bzip2", "zstd", "pzstd"} {
		tool(t, packer)
		p := filepath.Join(t.TempDir(), "x")
		ran(t, dir, "tar", "-I", packer, "-cf", p, "a.log", "b.bin")
		in := open(t, p, DefaultLimits())
		if len(in.Entries) != 2 {
			t.Fatalf("%s: %v", packer, paths(in))
		}
		whole(t, in, "a.log", strings.Repeat("hello\n", 40_000), "b.bin", noise(300_000))
	}
}
