package bundle

import (
	"errors"
	"fmt"
	"io"

	"kmstriage/parse/format/cab"
)

// cabArchive fills a bundle from a cabinet.
type cabArchive struct {
	source
	lim    Limits
	bundle *Bundle
}

// list takes the files from the directory, which stands in front.
func (a *cabArchive) list() error {
	c, err := cab.Open(a.at, a.size, a.lim.Entries)
	switch {
	case errors.Is(err, cab.ErrFormat):
		return fail(ErrTruncated, "%q ends at %s or is damaged, before its list of files is whole: ask for a new upload", a.name, size(a.size))
	case errors.Is(err, cab.ErrLimit):
		return fmt.Errorf("%q lists more than the limit of %d entries: refused", a.name, a.lim.Entries)
	case err != nil:
		return cannotRead(a.path, err)
	}
	shared := a.folders(c)
	for _, f := range c.Files {
		a.entry(c, f, shared)
	}
	if c.Truncated {
		a.bundle.Incomplete = fmt.Sprintf("the cabinet ends at %s and should be longer, an incomplete upload: ask for a new one; %d files are listed in it", size(a.size), len(c.Files))
		a.bundle.problem("", "%s", a.bundle.Incomplete)
	}
	a.bundle.finish()
	return a.bundle.allRefused(a.name)
}

// folders holds those that do not belong to one file from their first byte on.
func (a *cabArchive) folders(c *cab.Cabinet) []*solid {
	files, behind := make([]int, len(c.Folders)), make([]bool, len(c.Folders))
	for _, f := range c.Files {
		if f.Folder >= 0 {
			files[f.Folder]++
			behind[f.Folder] = behind[f.Folder] || f.Offset > 0
		}
	}
	out := make([]*solid, len(c.Folders))
	for i, n := range files {
		if n > 1 || behind[i] {
			out[i] = a.bundle.solid(a.name, a.lim, c.Folders[i].Packed(), func() (io.ReadCloser, error) { return a.unpack(&c.Folders[i], a.name) })
		}
	}
	return out
}

func (a *cabArchive) unpack(f *cab.Folder, name string) (io.ReadCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, damaged(name, err)
	}
	return &worded{ReadCloser: io.NopCloser(r), path: name}, nil
}

func (a *cabArchive) entry(c *cab.Cabinet, f cab.File, shared []*solid) {
	e := &Entry{Path: label(f.Name), Size: f.Size, Modified: dosTime(f.Date, f.Time), Refused: cabRefusal(c, f)}
	if e.Refused != "" {
		a.bundle.add(e, a.lim, 0, nil)
		return
	}
	if s := shared[f.Folder]; s != nil {
		a.bundle.add(e, a.lim, 0, func() (io.ReadCloser, error) { return s.file(e, f.Offset, f.Size) })
		return
	}
	a.bundle.add(e, a.lim, c.Folders[f.Folder].Packed(), func() (io.ReadCloser, error) {
		r, err := a.unpack(&c.Folders[f.Folder], e.Path)
		if err != nil {
			return nil, err
		}
		return exactly(e, r), nil
	})
}

// cabRefusal says why a file of a cabinet cannot be read, "" if it can.
func cabRefusal(c *cab.Cabinet, f cab.File) string {
	const unpack = "unpack it with expand -F:* on Windows or cabextract and give the folder"
	if f.Folder < 0 {
		return "the cabinet is damaged: the file is listed without its bytes; ask for a new upload"
	}
	switch f.Continued {
	case cab.FromPrevious, cab.PreviousAndNext:
		return fmt.Sprintf("begins in another cabinet, %q: put all parts into one folder, %s", label(c.Previous), unpack)
	case cab.ToNext:
		return fmt.Sprintf("continues in another cabinet, %q: put all parts into one folder, %s", label(c.Next), unpack)
	}
	switch _, err := c.Folders[f.Folder].Open(); {
	case errors.Is(err, cab.ErrContinued):
		return fmt.Sprintf("packed together with a file of another cabinet, %q: put all parts into one folder, %s", label(c.Previous), unpack)
	case errors.Is(err, cab.ErrMethod):
		return fmt.Sprintf("packed with %s, which cannot be read: %s", c.Folders[f.Folder].Method, unpack)
	}
	return ""
}
