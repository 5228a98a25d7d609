package bundle

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

// bzip2 of "hello\n".
const bzip2Hello = "425a6839314159265359c1c080e2000001410000100244a00030cd00c34629971772453850 90c1c080e2"

func unhex(t testing.TB, s string) string {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestStream holds that a packed file is read as what is in it: alone, in a folder and in an archive.
func TestStream(t *testing.T) {
	text := strings.Repeat("hello\n", 20_000)
	skippable := "\x50\x2a\x4d\x18\x04\x00\x00\x00abcd" + string(zstandard(t, text))
	for name, c := range map[string]struct{ packed, want string }{
		"gzip":      {string(gzipped(t, text)), text},
		"members":   {string(gzipped(t, text)) + string(gzipped(t, "more")), text + "more"},
		"zstd":      {string(zstandard(t, text)), text},
		"skippable": {skippable, text},
		"bzip2":     {unhex(t, bzip2Hello), "hello\n"},
		"nothing":   {string(gzipped(t, "")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			alone := open(t, save(t, "CL01_a.log.GZ", []byte(c.packed)), DefaultLimits())
			if !alone.Single || alone.Name != "CL01_a.log.GZ" {
				t.Errorf("%+v", alone)
			}
			whole(t, alone, "CL01_a.log", c.want)
			whole(t, open(t, files(t, "d/a.log", c.packed, "b", "b"), DefaultLimits()), "b", "b", "d/a.log", c.want)
			whole(t, open(t, save(t, "x.zip", pack(t, stored("a", c.packed), stored("b", "b"))), DefaultLimits()), "a", c.want, "b", "b")
			whole(t, open(t, save(t, "x.tar", []byte(tarred(t, "a", c.packed))), DefaultLimits()), "a", c.want)
			twice := open(t, save(t, "x", gzipped(t, c.packed)), DefaultLimits())
			whole(t, twice, "x", c.want)
		})
	}
}

// TestStreamOfArchive holds that archives of any form may be packed once more, within bounds.
func TestStreamOfArchive(t *testing.T) {
	data := pack(t, deflated("a.log", "hello"))
	whole(t, open(t, save(t, "x.zip.gz", gzipped(t, string(data))), DefaultLimits()), "a.log", "hello")
	outer := open(t, save(t, "y.zip", pack(t, stored("x.zip.gz", string(gzipped(t, string(data)))))), DefaultLimits())
	whole(t, inside(t, outer, 0), "x.zip.gz!/a.log", "hello")
	for range 5 {
		data = gzipped(t, string(data))
	}
	_, err := Open(save(t, "deep", data), DefaultLimits())
	if want := `"deep" is packed more than 3 times: unpack it and give its path`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestStreamFaults(t *testing.T) {
	text := noise(3 << 20)
	packed := gzipped(t, text)
	wrong := bytes.Clone(packed)
	wrong[len(wrong)-8]++
	var wide bytes.Buffer
	w, err := zstd.NewWriter(&wide, zstd.WithWindowSize(zstdWindow*2))
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte(text))
	w.Flush()
	w.Write([]byte(text))
	w.Close()
	for name, c := range map[string]struct {
		packed []byte
		want   string
		whole  bool
	}{
		"cut":      {packed[:2<<20], `"x.gz" is damaged: it ends early; ask for a new upload`, false},
		"zstd cut": {zstandard(t, text)[:2<<20], `"x.gz" is damaged: it ends early; ask for a new upload`, false},
		"checksum": {wrong, `"x.gz" is damaged: its checksum is wrong; ask for a new upload`, true},
		"behind":   {append(bytes.Clone(packed), "something of another kind"...), `"x.gz" is damaged: what stands behind its first part is not packed`, true},
	} {
		b := open(t, save(t, "x.gz", c.packed), DefaultLimits())
		got, fault := content(t, b, "x")
		if fault != c.want || !strings.HasPrefix(text, got) || c.whole && got != text || len(got) < 1<<20 {
			t.Errorf("%s: %d bytes, %s", name, len(got), fault)
		}
		inZip := open(t, save(t, "y.zip", pack(t, stored("x.gz", string(c.packed)))), DefaultLimits())
		if again, fault := content(t, inZip, "x.gz"); fault != c.want || again != got {
			t.Errorf("%s: in a zip: %d bytes, %s", name, len(again), fault)
		}
	}
	_, err = Open(save(t, "x.zst", wide.Bytes()), DefaultLimits())
	if want := `"x.zst" asks for more than 64.0 MiB of memory: unpack it with zstd -d --long=31 and give the folder`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	// The archive around it is cut, not the file itself: its own words come out.
	half := pack(t, sized(t, "x.gz", string(packed)))[:2<<20]
	if _, fault := content(t, open(t, save(t, "y.zip", half), DefaultLimits()), "x.gz"); fault != `"x.gz" ends at 2.0 of 3.0 MiB: ask for a new upload` {
		t.Error(fault)
	}
	for name, head := range map[string]string{"gzip": "\x1f\x8b\x08", "zstd": "\x28\xb5\x2f\xfd", "bzip2": "BZh91AY&SY"} {
		_, err := Open(save(t, "x.log", []byte(head)), DefaultLimits())
		if want := `"x.log" is damaged: it ends early; ask for a new upload`; err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// sized is a stored entry with its sizes in the local header.
func sized(t testing.TB, name, data string) file {
	f := stored(name, data)
	f.raw, f.CRC32 = true, crc(data)
	f.CompressedSize64, f.UncompressedSize64 = uint64(len(data)), uint64(len(data))
	return f
}

func TestStreamLimits(t *testing.T) {
	zeros := strings.Repeat("\x00", 8<<20)
	lim := DefaultLimits()
	b := open(t, save(t, "x.gz", gzipped(t, zeros)), lim)
	if got, fault := content(t, b, "x"); fault != `"x" unpacks to more than the limit of 1000 times its packed size` || len(got) > 8<<20 {
		t.Errorf("%d bytes, %s", len(got), fault)
	}
	lim.EntryBytes, lim.Ratio = 1<<20, 1<<40
	want := `"x.gz" unpacks to more than the limit of 1.0 MiB an entry`
	b = open(t, save(t, "y.zip", pack(t, stored("x.gz", string(gzipped(t, zeros))))), lim)
	got, fault := content(t, b, "x.gz")
	if diff := cmp.Diff(want, fault); diff != "" || len(got) != 1<<20 {
		t.Errorf("%d bytes: %s", len(got), diff)
	}
	lim = DefaultLimits()
	lim.TotalBytes = 2 << 20
	b = open(t, save(t, "y.zip", pack(t, stored("x.gz", string(gzipped(t, zeros))))), lim)
	if got, fault := content(t, b, "x.gz"); !strings.Contains(fault, "the limit of 2.0 MiB") || len(got) > 2<<20 {
		t.Errorf("%d bytes: %s", len(got), fault)
	}
}
