package bundle

import (
	"archive/zip"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"

	"kmstriage/parse/format/sevenzip"
)

const unpack7z = "unpack it with 7-Zip (7z x) and give the folder"

// maxProofFolders is how many folders are unpacked in part to prove a password, the smallest first: one may be damaged.
const maxProofFolders = 3

// sevenZipArchive fills a bundle from a 7z archive.
type sevenZipArchive struct {
	source
	lim      Limits
	bundle   *Bundle
	archive  *sevenzip.Archive
	password string
	proven   bool // password is the one
}

// list takes the files from the directory, which stands at the end.
func (a *sevenZipArchive) list() error {
	c, err := sevenzip.Open(a.at, a.size, a.lim.Entries, a.lim.Passwords)
	if err != nil {
		return a.fault(err)
	}
	a.archive = c
	a.bundle.holdsLater = true
	a.prove()
	shared := a.folders()
	for _, f := range c.Files {
		switch {
		case f.Dir:
		case f.Special:
			a.bundle.problem(label(f.Name), "a link: not followed")
		default:
			a.entry(f, shared)
		}
	}
	a.bundle.finish()
	if err := a.bundle.allEncrypted(a.name); err != nil {
		return err
	}
	return a.bundle.allRefused(a.name)
}

// fault says why an archive cannot be opened.
func (a *sevenZipArchive) fault(err error) error {
	var method *sevenzip.MethodError
	switch {
	case errors.Is(err, sevenzip.ErrTruncated) && namedVolume(a.name):
		return fail(ErrTruncated, "%q is one part of an archive: "+unpackParts, a.name)
	case errors.Is(err, sevenzip.ErrTruncated):
		return fail(ErrTruncated, "%q ends at %s, before its list of files, which stands at the end: ask for a new upload", a.name, size(a.size))
	case errors.Is(err, sevenzip.ErrFormat):
		return fmt.Errorf("%q is damaged: its list of files cannot be read; ask for a new upload", a.name)
	case errors.Is(err, sevenzip.ErrLimit):
		return fmt.Errorf("%q lists more than the limit of %d entries: refused", a.name, a.lim.Entries)
	case errors.Is(err, sevenzip.ErrPassword):
		a.bundle.Encrypted = true
		return fail(ErrEncrypted, "%q is encrypted (AES-256, names too)%s", a.name, a.lim.passwordWords())
	case errors.As(err, &method):
		return fail(ErrMethod, "%q is packed with %s, which cannot be read: "+unpack7z, a.name, method.What)
	}
	return cannotRead(a.path, err)
}

// prove finds the password of what is encrypted: the first with which a file comes out with the right checksum.
func (a *sevenZipArchive) prove() {
	var small []sevenzip.File // the first file of each encrypted folder
	seen := map[int]bool{}
	for _, f := range a.archive.Files {
		if f.Folder >= 0 && !seen[f.Folder] && f.Offset == 0 && f.Summed && f.Size > 0 && a.archive.Folders[f.Folder].Encrypted {
			seen[f.Folder] = true
			small = append(small, f)
		}
	}
	slices.SortStableFunc(small, func(x, y sevenzip.File) int { return int(min(max(x.Size-y.Size, -1), 1)) })
	for _, f := range small[:min(len(small), maxProofFolders)] {
		for _, p := range a.lim.Passwords {
			if a.fits(f, p) {
				a.password, a.proven = p, true
				return
			}
		}
	}
}

// fits reports that a file comes out with a password.
func (a *sevenZipArchive) fits(f sevenzip.File, password string) bool {
	r, err := a.unpack(f.Folder, password, f.Name)
	if err != nil {
		return false
	}
	defer r.Close()
	h := crc32.NewIEEE()
	n, err := io.Copy(h, io.LimitReader(r, min(f.Size, maxProof)))
	return err == nil && n == f.Size && h.Sum32() == f.CRC
}

// unpack starts a folder; its errors name what is read. The memory that it takes counts like what is held.
func (a *sevenZipArchive) unpack(folder int, password, name string) (io.ReadCloser, error) {
	f := &a.archive.Folders[folder]
	budget, memory := a.lim.held(), f.Memory()
	if !budget.take(memory) {
		return nil, fmt.Errorf("%q takes %s of memory to unpack, more than is left of %s: "+unpack7z, name, size(memory), size(a.lim.HeldBytes))
	}
	r, err := f.Open(password)
	if err != nil {
		budget.give(memory)
		return nil, damaged(name, err)
	}
	return &worded{ReadCloser: &releasing{Reader: r, release: func() { budget.give(memory) }}, path: name}, nil
}

// releasing gives something back once, when it is closed.
type releasing struct {
	io.Reader
	release func()
}

func (r *releasing) Close() error {
	if r.release != nil {
		r.release()
		r.release = nil
	}
	return nil
}

// folders holds those that more than one file is in.
func (a *sevenZipArchive) folders() []*solid {
	files := make([]int, len(a.archive.Folders))
	for _, f := range a.archive.Files {
		if f.Folder >= 0 {
			files[f.Folder]++
		}
	}
	out := make([]*solid, len(files))
	for i, n := range files {
		if n > 1 {
			out[i] = a.bundle.solid(a.name, a.lim, a.archive.Folders[i].Packed, func() (io.ReadCloser, error) { return a.unpack(i, a.password, a.name) })
		}
	}
	return out
}

func (a *sevenZipArchive) entry(f sevenzip.File, shared []*solid) {
	e := &Entry{Path: label(f.Name), Size: f.Size, Modified: f.Modified, UTC: !f.Modified.IsZero()}
	if f.Folder < 0 {
		a.bundle.add(e, a.lim, 0, func() (io.ReadCloser, error) { return io.NopCloser(failing{io.EOF}), nil })
		return
	}
	e.Refused = a.refusal(f.Folder)
	packed := int64(0)
	if shared[f.Folder] == nil {
		packed = a.archive.Folders[f.Folder].Packed
	}
	a.bundle.add(e, a.lim, packed, func() (io.ReadCloser, error) {
		r, err := a.open(e, f, shared[f.Folder])
		if err != nil || !f.Summed {
			return r, err
		}
		return &summed{ReadCloser: r, e: e, want: f.CRC, crc: crc32.NewIEEE()}, nil
	})
}

func (a *sevenZipArchive) open(e *Entry, f sevenzip.File, shared *solid) (io.ReadCloser, error) {
	if shared != nil {
		return shared.file(e, f.Offset, f.Size)
	}
	r, err := a.unpack(f.Folder, a.password, e.Path)
	if err != nil {
		return nil, err
	}
	return exactly(e, r), nil
}

// refusal says why the files of a folder cannot be read, "" if they can.
func (a *sevenZipArchive) refusal(folder int) string {
	f := &a.archive.Folders[folder]
	var method *sevenzip.MethodError
	switch err := f.Check(); {
	case errors.As(err, &method):
		return fmt.Sprintf("packed with %s, which cannot be read: %s", method.What, unpack7z)
	case err != nil:
		return fmt.Sprintf("the archive is damaged: %v; ask for a new upload", err)
	case f.Encrypted && !a.proven:
		return "encrypted (AES-256)" + a.lim.passwordWords()
	}
	return ""
}

// summed compares the checksum of a file at its end.
type summed struct {
	io.ReadCloser
	e    *Entry
	want uint32
	crc  hash.Hash32
}

func (s *summed) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.crc.Write(p[:n])
	if err == io.EOF && s.crc.Sum32() != s.want {
		err = damaged(s.e.Path, zip.ErrChecksum)
	}
	return n, err
}
