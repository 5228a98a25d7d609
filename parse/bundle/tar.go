package bundle

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"strings"
)

const tarBlock = 512

// tarArchive fills a bundle from a tar archive: one that lies open, or what was unpacked of a packed one.
type tarArchive struct {
	source
	lim    Limits
	bundle *Bundle
	next   int64 // where the next header should be, at the least
}

// list walks the headers from the start: a tar has no directory. What stands whole before a fault is listed.
func (t *tarArchive) list() error {
	in := io.NewSectionReader(t.at, 0, t.size)
	r := tar.NewReader(in)
	for n := 0; ; n++ {
		h, err := r.Next()
		if errors.Is(err, tar.ErrInsecurePath) { // paths are labels here
			err = nil
		}
		if err != nil {
			return t.end(in, err)
		}
		if n == t.lim.Entries {
			t.bundle.problem("", "more than %d entries: those from %q on are not read", n, h.Name)
			if held, ok := t.at.(*held); ok {
				held.trim(t.next)
			}
			t.bundle.finish()
			return nil
		}
		body, err := in.Seek(0, io.SeekCurrent)
		if err != nil {
			return cannotRead(t.path, err)
		}
		t.entry(h, body)
	}
}

// entry takes one file of the archive, whose bytes begin at body.
func (t *tarArchive) entry(h *tar.Header, body int64) {
	t.next = body
	if !sparse(h) {
		t.next += (h.Size + tarBlock - 1) / tarBlock * tarBlock
	}
	name := tarLabel(h.Name)
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeGNUSparse:
	case tar.TypeDir, tar.TypeXGlobalHeader:
		return
	case tar.TypeSymlink, tar.TypeLink:
		t.bundle.problem(name, "a link: not followed")
		return
	default:
		t.bundle.problem(name, "neither file nor folder: not read")
		return
	}
	e := &Entry{Path: name, Size: h.Size}
	if h.ModTime.Unix() > 0 {
		e.Modified, e.UTC = h.ModTime.UTC(), true
	}
	if sparse(h) {
		e.Refused = "stored with holes (sparse): unpack the archive with tar and give the folder"
	}
	left := max(min(h.Size, t.size-body), 0)
	t.bundle.add(e, t.lim, 0, func() (io.ReadCloser, error) {
		r := io.NewSectionReader(t.at, body, left)
		if left == h.Size {
			return io.NopCloser(r), nil
		}
		return io.NopCloser(io.MultiReader(r, failing{t.torn(e, left)})), nil
	})
}

// sparse reports a file of which the holes are left out, in any of the forms of GNU tar. Its bytes do not follow each
// other, and the size in its header is not that of its bytes.
func sparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for k := range h.PAXRecords {
		if strings.HasPrefix(k, "GNU.sparse.") {
			return true
		}
	}
	return false
}

func (t *tarArchive) torn(e *Entry, left int64) error {
	next := "ask for a new upload"
	if t.cut != nil {
		next = "the archive could not be read further"
	}
	return fmt.Errorf("%q ends at %s: %s", e.Path, sizeOf(left, e.Size), next)
}

// end says how the walk ended, by the error of the header that could not be read.
func (t *tarArchive) end(in io.Seeker, err error) error {
	lost := ""
	at, _ := in.Seek(0, io.SeekCurrent)
	marked := err == io.EOF && at > t.next // two blocks of zeros end a tar
	switch {
	case marked && t.cut != nil:
		t.bundle.problem("", "%s", t.cut)
	case marked:
	case t.cut != nil:
		lost = t.cut.Error()
	case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
		lost = fmt.Sprintf("the archive ends at %s without its end mark, an incomplete upload: ask for a new one", size(t.size))
	default:
		lost = fmt.Sprintf("the archive is damaged at byte %d, and what stands behind that is not read: ask for a new upload", t.next)
	}
	es := t.bundle.Entries
	if lost == "" {
		t.bundle.finish()
		return nil
	}
	if len(es) == 0 {
		if t.cut != nil {
			return t.cut
		}
		return fail(ErrTruncated, "%q ends at %s, before any file in it could be read: ask for a new upload", t.name, size(t.size))
	}
	t.bundle.Salvaged = true
	t.bundle.Incomplete = fmt.Sprintf("%s; %d files were found in it, the last is %q", lost, len(es), es[len(es)-1].Path)
	t.bundle.problem("", "%s", t.bundle.Incomplete)
	t.bundle.finish()
	return nil
}

// tarLabel drops the "./" that begins every name where a folder was packed from inside.
func tarLabel(raw string) string {
	name := label(raw)
	for strings.HasPrefix(name, "./") {
		name = name[2:]
	}
	return name
}
