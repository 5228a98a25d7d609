// Package bundle turns an archive or a folder into one read-only, size-limited tree. Nothing is unpacked to disk and no
// path of the input ever becomes a path of this machine: entry names are labels.
package bundle

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

// Limits bound what one input may cost. Sizes that a file declares are never believed: the bounds count the bytes that
// really come out.
type Limits struct {
	Entries    int   // entries in one archive or folder
	EntryBytes int64 // unpacked bytes of one entry
	TotalBytes int64 // unpacked bytes of all entries of a bundle, over all its readers
	Ratio      int64 // unpacked to packed bytes of one entry, counted from 1 MiB on
	Depth      int   // archives inside archives
	HeldBytes  int64 // bytes held in memory for standard input and nested archives, in the whole run
	// Held is the run's shared account of HeldBytes; copies of one Limits share it. Where it is nil, each archive held
	// has an account of its own.
	Held *Budget
	// Guard ends the reading where it takes too long or too much; nil never does.
	Guard *Guard
	// Passwords are tried in order on what is encrypted. They stand here because they go the same way as the limits: into
	// every archive in an archive.
	Passwords []string
}

// ErrNotExist, ErrNotArchive, ErrEncrypted, ErrMethod, ErrTruncated and ErrEmpty let a caller choose its words; the wrapped message says what, where and
// what next.
var (
	ErrNotExist   = errors.New("no such file or folder")
	ErrNotArchive = errors.New("not an archive")
	ErrEncrypted  = errors.New("encrypted")
	ErrMethod     = errors.New("packed with a method that is not read")
	ErrTruncated  = errors.New("truncated")
	ErrEmpty      = errors.New("empty")
)

// Problem is a refused or damaged part of the container. Path is empty for the container itself.
type Problem struct {
	Path string
	Text string
}

// Bundle is one opened input. Entries are sorted by path.
type Bundle struct {
	Name     string // base name of the path given
	Path     string // as given
	Entries  []*Entry
	Problems []Problem
	// Encrypted and Salvaged tell of the archive as a whole: every recognisable entry is encrypted; the directory was
	// lost and the entries were found by walking the local headers.
	Encrypted bool
	Salvaged  bool
	// Incomplete says what is lost of an archive that was salvaged, and what to do; it is one of Problems too.
	Incomplete string
	// Single is true where the input was one file that is no archive; it is the only entry.
	Single bool
	// Folder is true where the entries are files of this machine: their times tell when they were copied here.
	Folder bool

	holdsLater bool // memory for held archives is taken when entries are read

	sum   func() (string, error)
	close func() error
	guard *Guard
	depth int    // archives around this one
	spent *meter // unpacked bytes, shared with the archives around
}

// SHA256 reads the whole input once, at the first call, which must be before Close for anything but a file. It is the lower-case hexadecimal digest of the archive's bytes, or, for a folder, of the sorted list of its
// entries' names and digests.
func (b *Bundle) SHA256() (string, error) {
	if b.sum == nil {
		return "", nil
	}
	return b.sum()
}

// Summed tells the digest of the input's bytes, where it is known, so that they need not be read for it.
func (b *Bundle) Summed(sha256 string) {
	b.sum = func() (string, error) { return sha256, nil }
}

// add appends an entry whose bytes come from open. packed is how many they are in the archive, 0 where nothing is packed.
func (b *Bundle) add(e *Entry, lim Limits, packed int64, open func() (io.ReadCloser, error)) {
	e.open = transparent(e, lim, b.spent, limit(e, lim, b.spent, packed, open))
	b.Entries = append(b.Entries, e)
}

func (b *Bundle) problem(path, format string, args ...any) {
	b.Problems = append(b.Problems, Problem{Path: path, Text: fmt.Sprintf(format, args...)})
}

// finish sorts the entries of an archive and tells of names that occur twice.
func (b *Bundle) finish() {
	es := b.Entries
	sort.SliceStable(es, func(i, j int) bool { return es[i].Path < es[j].Path })
	for i := 0; i < len(es); {
		n := 1
		for i+n < len(es) && es[i+n].Path == es[i].Path {
			n++
		}
		if n > 1 {
			b.problem(es[i].Path, "the archive holds %d files of this name: all are read", n)
		}
		i += n
	}
}

// allEncrypted is the error of an archive of which nothing can be read for want of a password. Empty files are never
// encrypted and prove nothing.
func (b *Bundle) allEncrypted(name string) error {
	how := ""
	for _, e := range b.Entries {
		if e.Size == 0 && e.Refused == "" {
			continue
		}
		if !strings.HasPrefix(e.Refused, "encrypted") {
			return nil
		}
		how = e.Refused
	}
	if how == "" {
		return nil
	}
	b.Encrypted = true
	return fail(ErrEncrypted, "%q is %s", name, how)
}

// allRefused is the error of an archive of which nothing can be read: what its first file says. Empty files prove nothing.
func (b *Bundle) allRefused(name string) error {
	why := ""
	for _, e := range b.Entries {
		switch {
		case e.Size == 0:
		case e.Refused == "":
			return nil
		case why == "":
			why = e.Refused
		}
	}
	if why == "" {
		return nil
	}
	return fail(ErrMethod, "%q holds no file that can be read: %s", name, why)
}

// alsoClose adds to what Close releases.
func (b *Bundle) alsoClose(f func() error) {
	before := b.close
	b.close = sync.OnceValue(func() error { return errors.Join(f(), before()) })
}

// Close releases the input.
func (b *Bundle) Close() error {
	if b.close == nil {
		return nil
	}
	return b.close()
}

// Entry is one file of the tree.
type Entry struct {
	Path     string    // forward slashes, cleaned of nothing: a label only; nested archives joined by "!/"
	Size     int64     // as declared; -1 unknown
	Modified time.Time // digits of the entry's own clock, no zone (UTC location); zero unknown
	UTC      bool      // Modified is true UTC (folder, or a zip entry with an extended timestamp)
	Refused  string    // why the entry cannot be opened at all (encrypted, method, limit); empty if it can

	guard *Guard
	open  func() (io.ReadCloser, error)
	file  func() (*os.File, error) // set where the entry is a file of a folder: a nested archive need not be held
}

// Open starts reading the entry; a file that is one packed stream (gzip, zstd, bzip2) comes out unpacked. The reader fails with an error that names the limit once one is reached.
func (e *Entry) Open() (io.ReadCloser, error) {
	if e.Refused != "" {
		return nil, errors.New(e.Refused)
	}
	return e.open()
}

// Memory makes a bundle of files held in memory: for tests, single files and generated cases.
func Memory(name string, files map[string][]byte) *Bundle { return memory(name, files) }
