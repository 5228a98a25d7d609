package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRefusedMethods(t *testing.T) {
	for method, want := range map[uint16]string{
		1:  "packed with Shrink: unpack and zip again with the usual method (Deflate)",
		14: "packed with LZMA: unpack and zip again with the usual method (Deflate)",
		77: "packed with unknown method 77: unpack and zip again",
	} {
		f := file{raw: true, data: "????", FileHeader: zip.FileHeader{Name: "b.log", Method: method, CompressedSize64: 4, UncompressedSize64: 9}}
		b := open(t, save(t, "x.zip", pack(t, stored("a.log", "a"), f)), DefaultLimits())
		if got, fault := content(t, b, "b.log"); got != "" || fault != want {
			t.Errorf("%d: got %q, %s, want %s", method, got, fault, want)
		}
		if got, fault := content(t, b, "a.log"); got != "a" || fault != "" {
			t.Errorf("%d: its neighbour: %q, %s", method, got, fault)
		}
	}
}

func TestOneEncrypted(t *testing.T) {
	f := file{raw: true, data: "????????????", FileHeader: zip.FileHeader{Name: "b.log", Flags: flagEncrypted, Method: zip.Deflate, CompressedSize64: 12, UncompressedSize64: 9}}
	b := open(t, save(t, "x.zip", pack(t, stored("a.log", "a"), f)), DefaultLimits())
	if _, fault := content(t, b, "b.log"); fault != "encrypted (ZipCrypto): give a file with its password (--password-file), or ask for the archive without a password" || b.Encrypted {
		t.Errorf("%s, %v", fault, b.Encrypted)
	}
}

// TestMethods reads the methods that few packers take, from the directory and without one.
func TestMethods(t *testing.T) {
	deflate64 := unhex(t, "4b4c440500") // "a", a reference of 15 bytes, the end
	for name, c := range map[string]struct {
		method       uint16
		packed, want string
	}{
		"bzip2":     {methodBzip2, unhex(t, bzip2Hello), "hello\n"},
		"zstd":      {methodZstd, string(zstandard(t, "hello hello")), "hello hello"},
		"deflate64": {methodDeflate64, deflate64, strings.Repeat("a", 16)},
	} {
		f := file{raw: true, data: c.packed, FileHeader: zip.FileHeader{Name: "b.log", Method: c.method, CRC32: crc(c.want),
			CompressedSize64: uint64(len(c.packed)), UncompressedSize64: uint64(len(c.want))}}
		data := pack(t, f, stored("c", "c"))
		whole(t, open(t, save(t, "x.zip", data), DefaultLimits()), "b.log", c.want, "c", "c")
		half := open(t, save(t, "x.zip", data[:bytes.Index(data, []byte("PK\x01\x02"))]), DefaultLimits())
		if got, fault := content(t, half, "b.log"); got != c.want || fault != "" || !half.Salvaged {
			t.Errorf("%s: without a directory: %q, %s", name, got, fault)
		}
		torn := open(t, save(t, "x.zip", data[:30+5+len(c.packed)-2]), DefaultLimits())
		if _, fault := content(t, torn, "b.log"); !strings.Contains(fault, "ask for a new upload") {
			t.Errorf("%s: cut: %s", name, fault)
		}
	}
}

// TestPackers reads what 7z and Info-ZIP's zip write: all methods, zip64, data descriptors, names.
func TestPackers(t *testing.T) {
	entries := []string{"CL01/Ærø.log", strings.Repeat("hello\r\n", 30_000), "b.bin", noise(70_000), "empty", ""}
	dir := files(t, entries...)
	for name, args := range map[string][]string{
		"7z Deflate":            {"7z", "a", "-tzip", "-mm=Deflate", "OUT", "."},
		"7z Deflate64":          {"7z", "a", "-tzip", "-mm=Deflate64", "OUT", "."},
		"7z BZip2":              {"7z", "a", "-tzip", "-mm=BZip2", "OUT", "."},
		"7z Copy":               {"7z", "a", "-tzip", "-mm=Copy", "OUT", "."},
		"7z to a pipe":          {"7z", "a", "-tzip", "-so", "x.zip", "."},
		"zip":                   {"zip", "-r", "OUT", "."},
		"zip, zip64":            {"zip", "-fz", "-r", "OUT", "."},
		"zip to a pipe":         {"zip", "-r", "-", "."},
		"zip to a pipe, stored": {"zip", "-0", "-r", "-", "."},
		"zip to a pipe, zip64":  {"zip", "-fz", "-r", "-", "."},
	} {
		t.Run(name, func(t *testing.T) {
			p := filepath.Join(t.TempDir(), "x.zip")
			for i, a := range args {
				if a == "OUT" {
					args[i] = p
				}
			}
			out := ran(t, dir, args[0], args[1:]...)
			if strings.Contains(name, "pipe") {
				p = save(t, "x.zip", []byte(out))
			}
			b := open(t, p, DefaultLimits())
			if name == "zip to a pipe, zip64" { // its directory leads nowhere: unzip and 7z give up
				if !b.Salvaged {
					t.Error("the directory is good: no need to tell this one from others")
				}
				b.Problems = nil
			}
			whole(t, b, entries...)
			data, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			half := open(t, save(t, "x.zip", data[:bytes.LastIndex(data, []byte("PK\x01\x02"))]), DefaultLimits())
			for i := 0; i < len(entries); i += 2 {
				if got, fault := content(t, half, entries[i]); got != entries[i+1] || fault != "" {
					t.Errorf("without a directory: %s: %d bytes, %s", entries[i], len(got), fault)
				}
			}
		})
	}
}

func TestNames(t *testing.T) {
	raw := func(name string) file {
		f := stored(name, name)
		f.NonUTF8 = true
		return f
	}
	unicode := raw("?.txt")
	extra := append([]byte{0x75, 0x70, 0, 0, 1}, binary.LittleEndian.AppendUint32(nil, crc("?.txt"))...)
	extra = append(extra, "日本.txt"...)
	extra[2] = byte(len(extra) - 4)
	unicode.Extra = extra
	b := open(t, save(t, "x.zip", pack(t,
		raw("M\x9bte.log"), raw("\xaf\xe0\xa8\xa2\xa5\xe2.log"), raw("Zürich.log"), stored("π.log", ""), unicode,
		raw(`CL01\a.log`), raw("../../etc/cron.d/x"), raw("/abs"), raw(`C:\x`), raw("a\x1b]0;b"),
		raw("__MACOSX/._a.log"), raw("Thumbs.db"), raw("desktop.ini"), raw(".DS_Store"),
	)), DefaultLimits())
	want := []string{"../../etc/cron.d/x", ".DS_Store", "/abs", "C:/x", "CL01/a.log", "Møte.log", "Thumbs.db", "Zürich.log", "__MACOSX/._a.log",
		"a\x1b]0;b", "desktop.ini", "π.log", "привет.log", "日本.txt"}
	if diff := cmp.Diff(want, paths(b)); diff != "" {
		t.Error(diff)
	}
}

func TestModified(t *testing.T) {
	dos := stored("dos", "")
	dos.ModifiedDate, dos.ModifiedTime = uint16(day.Year()-1980)<<9|3<<5|2, 9<<11|14<<5|1
	epoch := stored("epoch", "")
	epoch.ModifiedDate = 1<<5 | 1
	extended := stored("extended", "")
	extended.Modified = time.Date(2015, 3, 2, 10, 14, 2, 0, time.FixedZone("", 3600))
	b := open(t, save(t, "x.zip", pack(t, dos, epoch, extended, stored("none", ""))), DefaultLimits())
	type when struct {
		At  time.Time
		UTC bool
	}
	got := map[string]when{}
	for _, e := range b.Entries {
		got[e.Path] = when{e.Modified, e.UTC}
	}
	want := map[string]when{"dos": {day, false}, "epoch": {}, "extended": {day, true}, "none": {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLinksAndDuplicates(t *testing.T) {
	link := stored("link", "a.txt")
	link.SetMode(os.ModeSymlink | 0o777)
	pipe := stored("pipe", "")
	pipe.SetMode(os.ModeNamedPipe | 0o600)
	b := open(t, save(t, "x.zip", pack(t, stored("d/", ""), stored("d/a.txt", "1"), link, pipe, stored(`d\a.txt`, "2"))), DefaultLimits())
	if diff := cmp.Diff([]string{"d/a.txt", "d/a.txt"}, paths(b)); diff != "" {
		t.Error(diff)
	}
	want := []string{"link: a symbolic link: not followed", "pipe: neither file nor folder: not read", "d/a.txt: the archive holds 2 files of this name: all are read"}
	if diff := cmp.Diff(want, problems(b)); diff != "" {
		t.Error(diff)
	}
}

func TestLimits(t *testing.T) {
	zeros := strings.Repeat("\x00", 3<<20)
	half := strings.Repeat("0123456789abcdef", 1<<12)
	data := pack(t, deflated("a", half), deflated("b", half), deflated("zeros", zeros))
	for name, c := range map[string]struct {
		change func(*Limits)
		want   map[string]string
	}{
		"none": {func(*Limits) {}, map[string]string{"zeros": `"zeros" unpacks to more than the limit of 1000 times its packed size`}},
		"entry": {func(l *Limits) { l.EntryBytes, l.Ratio = 1000, 5000 }, map[string]string{
			"a": `"a" unpacks to more than the limit of 1000 bytes an entry`, "b": `"b" unpacks to more than the limit of 1000 bytes an entry`,
			"zeros": `"zeros" unpacks to more than the limit of 1000 bytes an entry`}},
		"total": {func(l *Limits) { l.TotalBytes, l.Ratio = 100_000, 5000 }, map[string]string{
			"b": `"b": the bundle unpacks to more than the limit of 100000 bytes`, "zeros": `"zeros": the bundle unpacks to more than the limit of 100000 bytes`}},
		"generous": {func(l *Limits) { l.Ratio = 5000 }, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			lim := DefaultLimits()
			c.change(&lim)
			b := open(t, save(t, "x.zip", data), lim)
			got := map[string]string{}
			for _, e := range b.Entries {
				for range 2 { // a second reading of the same bytes costs nothing
					out, fault := content(t, b, e.Path)
					if fault != "" {
						got[e.Path] = fault
					} else if out != half && out != zeros {
						t.Errorf("%s: wrong content", e.Path)
					}
					if int64(len(out)) > min(lim.EntryBytes, lim.TotalBytes) {
						t.Errorf("%s: %d bytes came out", e.Path, len(out))
					}
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEntryLimit(t *testing.T) {
	var files []file
	for _, n := range strings.Split("abcdefghij", "") {
		files = append(files, stored(n, n))
	}
	lim := DefaultLimits()
	lim.Entries = 4
	b := open(t, save(t, "x.zip", pack(t, files...)), lim)
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, paths(b)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"10 entries: those after the first 4 are not read"}, problems(b)); diff != "" {
		t.Error(diff)
	}
	for range 15 { // 10,000 entries of 66 bytes each in the directory, where 4 are allowed
		files = append(files, files...)
		if len(files) > 30_000 {
			break
		}
	}
	_, err := Open(save(t, "x.zip", pack(t, files...)), lim)
	if want := `"x.zip" lists more than the limit of 4 entries: refused`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestOverlap builds a bomb as described for zbsm: a second directory record that points at the first entry's body.
func TestOverlap(t *testing.T) {
	data := pack(t, packed(t, "a", noise(500)), packed(t, "b", noise(600)))
	at := bytes.Index(data, []byte("PK\x01\x02"))
	at += bytes.Index(data[at+4:], []byte("PK\x01\x02")) + 4
	binary.LittleEndian.PutUint32(data[at+42:], 0) // offset of b's local header
	b := open(t, save(t, "x.zip", data), DefaultLimits())
	if diff := cmp.Diff([]string{"1 of 2 entries share their bytes with others, as in a zip bomb: refused"}, problems(b)); diff != "" {
		t.Error(diff)
	}
	if _, fault := content(t, b, "b"); fault != "shares its bytes with another entry, as in a zip bomb" {
		t.Errorf("b: %s", fault)
	}
	if got, fault := content(t, b, "a"); got != noise(500) || fault != "" {
		t.Errorf("a: %d bytes, %s", len(got), fault)
	}
}

func TestLies(t *testing.T) {
	good := packed(t, "a", noise(500))
	for name, c := range map[string]struct {
		change func(*file)
		want   string
	}{
		"checksum":  {func(f *file) { f.CRC32++ }, `"a" is damaged: its checksum is wrong; ask for a new upload`},
		"too large": {func(f *file) { f.UncompressedSize64 = 1 << 40 }, `"a" is damaged: it ends early; ask for a new upload`},
		"too small": {func(f *file) { f.UncompressedSize64 = 10 }, `"a" is damaged: directory and entry differ; ask for a new upload`},
	} {
		f := good
		c.change(&f)
		b := open(t, save(t, "x.zip", pack(t, f)), DefaultLimits())
		if _, fault := content(t, b, "a"); fault != c.want {
			t.Errorf("%s: got %s, want %s", name, fault, c.want)
		}
	}
}

// TestUnzip compares with Info-ZIP's reader.
func TestUnzip(t *testing.T) {
	unzip, err := exec.LookPath("unzip")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("unzip is not installed")
	}
	p := save(t, "x.zip", pack(t, deflated("CL01/a.txt", strings.Repeat("text ", 9999)), stored("b.bin", noise(70000)), packed(t, "c", noise(9)), deflated("empty", "")))
	b := open(t, p, DefaultLimits())
	list, err := exec.Command(unzip, "-Z1", p).Output()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Fields(string(list)), paths(b)); diff != "" {
		t.Error(diff)
	}
	for _, e := range b.Entries {
		want, err := exec.Command(unzip, "-p", p, e.Path).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, fault := content(t, b, e.Path); got != string(want) || fault != "" || e.Size != int64(len(want)) {
			t.Errorf("%s: %d bytes, want %d; %s", e.Path, len(got), len(want), fault)
		}
	}
}
