package bundle

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"time"

	"kmstriage/parse/format/cab"
	"kmstriage/parse/format/sevenzip"
	"kmstriage/parse/format/zipcrypt"
)

// directoryBytesPerEntry bounds what the directory may take per entry allowed (46 bytes, the name and extra fields; 120
// is usual), so that a directory of millions is refused before it fills the memory.
const directoryBytesPerEntry = 256

var (
	errNoDirectory  = errors.New("no directory")
	errDirectoryBig = errors.New("directory too large")
)

// zipArchive fills a bundle from a zip archive.
type zipArchive struct {
	source
	lim    Limits
	bundle *Bundle
	locked []*locked
}

// directory lists the entries by the archive's directory. It fails with errNoDirectory where there is none that can be
// read: the archive is cut off, or no zip archive.
func (z *zipArchive) directory() error {
	guard := &directoryGuard{ReaderAt: z.at, left: int64(z.lim.Entries)*directoryBytesPerEntry + 1<<20}
	r, err := zip.NewReader(guard, z.size)
	switch {
	case guard.full:
		return fmt.Errorf("%q lists more than the limit of %d entries: refused", z.name, z.lim.Entries)
	case errors.Is(err, zip.ErrInsecurePath):
		// Paths are labels here.
	case err != nil:
		return errNoDirectory
	}
	guard.off = true
	for _, m := range packedMethods {
		r.RegisterDecompressor(m, unpacker(m))
	}
	files := z.limited(z.files(r.File))
	if !located(files) || z.lastVolume() {
		return errNoDirectory
	}
	overlaps := overlapping(files)
	for _, f := range files {
		e := z.entry(f)
		if overlaps[f] {
			e.Refused = "shares its bytes with another entry, as in a zip bomb"
		}
	}
	if n := len(overlaps); n > 0 {
		z.bundle.problem("", "%d of %d entries share their bytes with others, as in a zip bomb: refused", n, len(files))
	}
	z.unlock()
	z.bundle.finish()
	return z.bundle.allEncrypted(z.name)
}

// maxLocated is how many entries are looked for: one that is found shows that the directory is this archive's.
const maxLocated = 10

// located reports that the directory leads to entries. That of Info-ZIP's zip, writing zip64 into a pipe, does not.
func located(files []*zip.File) bool {
	return len(files) == 0 || slices.ContainsFunc(files[:min(len(files), maxLocated)], func(f *zip.File) bool {
		_, err := f.DataOffset()
		return err == nil
	})
}

// directoryGuard fails once too much was read, until it is off.
type directoryGuard struct {
	io.ReaderAt
	left      int64
	off, full bool
}

func (g *directoryGuard) ReadAt(p []byte, off int64) (int, error) {
	if !g.off {
		if g.left -= int64(len(p)); g.left < 0 {
			g.full = true
			return 0, errDirectoryBig
		}
	}
	return g.ReaderAt.ReadAt(p, off)
}

// files drops folders and what is neither file nor folder.
func (z *zipArchive) files(all []*zip.File) []*zip.File {
	var out []*zip.File
	for _, f := range all {
		name := zipLabel(f.Name, f.Extra, f.Flags)
		mode := f.Mode()
		switch {
		case strings.HasSuffix(name, "/"):
		case mode&fs.ModeSymlink != 0:
			z.bundle.problem(name, "a symbolic link: not followed")
		case mode.IsDir():
		case !mode.IsRegular():
			z.bundle.problem(name, "neither file nor folder: not read")
		default:
			out = append(out, f)
		}
	}
	return out
}

func (z *zipArchive) limited(files []*zip.File) []*zip.File {
	if len(files) <= z.lim.Entries {
		return files
	}
	z.bundle.problem("", "%d entries: those after the first %d are not read", len(files), z.lim.Entries)
	return files[:z.lim.Entries]
}

func (z *zipArchive) entry(f *zip.File) *Entry {
	e := &Entry{Path: zipLabel(f.Name, f.Extra, f.Flags), Size: declared(f.UncompressedSize64)}
	e.Modified, e.UTC = modified(f)
	if l, err := asLocal(f); err != nil && l.encrypted() {
		e.Refused = damaged(e.Path, err).Error()
	} else if l.encrypted() {
		z.addLocked(e, l)
		return e
	} else {
		e.Refused = refusal(f.Method)
	}
	packed := min(declared(f.CompressedSize64), z.size)
	z.bundle.add(e, z.lim, packed, func() (io.ReadCloser, error) {
		r, err := f.Open()
		if err != nil {
			return nil, damaged(e.Path, err)
		}
		return &worded{ReadCloser: r, path: e.Path}, nil
	})
	return e
}

// asLocal is what the directory tells of an entry in the form of a local header. The error says that there is no entry
// where the directory says; flags and method are given all the same.
func asLocal(f *zip.File) (localEntry, error) {
	l := localEntry{method: f.Method, flags: f.Flags, date: f.ModifiedDate, time: f.ModifiedTime, extra: f.Extra, crc: f.CRC32,
		size: declared(f.UncompressedSize64), checked: true}
	if !l.encrypted() {
		return l, nil
	}
	body, err := f.DataOffset()
	l.body, l.end = body, body+declared(f.CompressedSize64)
	if err == nil && l.end < l.body {
		err = zip.ErrFormat
	}
	return l, err
}

// declared is a size of the directory, -1 where it is nonsense.
func declared(n uint64) int64 {
	if n > 1<<62 {
		return -1
	}
	return int64(n)
}

// modified gives true UTC where the entry carries an extended timestamp, else the digits of the packing machine's
// clock. archive/zip says which by a location other than UTC (its source, readDirectoryHeader).
func modified(f *zip.File) (time.Time, bool) {
	if f.Modified.Location() != time.UTC {
		return f.Modified.UTC(), true
	}
	if f.ModifiedDate == 0 {
		if f.Modified.Year() >= 1980 { // an extended timestamp alone
			return f.Modified, true
		}
		return time.Time{}, false
	}
	return dosTime(f.ModifiedDate, f.ModifiedTime), false
}

// dosTime reads the two words of MS-DOS; zero for 1 January 1980 at midnight, which packers write for "unknown".
func dosTime(d, t uint16) time.Time {
	year, month, day := 1980+int(d>>9), time.Month(d>>5&15), int(d&31)
	hour, minute, second := int(t>>11), int(t>>5&63), int(t&31)*2
	at := time.Date(year, month, day, hour, minute, second, 0, time.UTC)
	if d == 1<<5|1 && t == 0 || month < 1 || month > 12 || day == 0 {
		return time.Time{}
	}
	return at
}

// overlapping finds the entries whose packed bytes begin inside those of another. No packer writes such an archive.
func overlapping(files []*zip.File) map[*zip.File]bool {
	type span struct {
		f          *zip.File
		start, end int64
	}
	var spans []span
	for _, f := range files {
		if f.CompressedSize64 == 0 {
			continue
		}
		start, err := f.DataOffset()
		if n := declared(f.CompressedSize64); err == nil && n > 0 && n < 1<<61 {
			spans = append(spans, span{f, start, start + n})
		}
	}
	sort.SliceStable(spans, func(i, j int) bool { return spans[i].start < spans[j].start })
	out := map[*zip.File]bool{}
	var end int64
	for _, s := range spans {
		if s.start < end {
			out[s.f] = true
		}
		end = max(end, s.end)
	}
	return out
}

// worded puts the errors of archive/zip into words.
type worded struct {
	io.ReadCloser
	path string
}

func (w *worded) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = damaged(w.path, err)
	}
	return n, err
}

func damaged(path string, err error) error {
	var block *cab.Damage
	var packed *sevenzip.DamageError
	switch {
	case errors.As(err, &block), errors.As(err, &packed):
		return fmt.Errorf("%q is damaged: %w; ask for a new upload", path, err)
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, zipcrypt.ErrAuthentication):
		return fmt.Errorf("%q is damaged: its checksum is wrong; ask for a new upload", path)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%q is damaged: it ends early; ask for a new upload", path)
	case errors.Is(err, zip.ErrFormat):
		return fmt.Errorf("%q is damaged: directory and entry differ; ask for a new upload", path)
	}
	return fmt.Errorf("%q is damaged: %w", path, err)
}
