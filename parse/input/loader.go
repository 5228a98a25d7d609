// Package input turns the paths that a run is given into bundles: archives, folders, single files, facts that were saved,
// standard input. It is where the limits of one bundle (time) and of a run (memory) are kept.
package input

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// Found is one bundle of the input: its facts, or why there are none. They are nil where there is no bundle at all (a
// path that does not exist, damaged facts).
type Found struct {
	Path       string // for people
	Set        *fact.Set
	Recognised bool   // a file of the bundle is of a kind that tells something
	What       string // what is there instead, where none is
	Why        string // not empty: it could not be read
	Partly     bool   // what Why tells of is only a part
}

// recognised reports whether any file of the bundle is of a kind that tells something.
func recognised(s *fact.Set) bool {
	for _, r := range s.Readings {
		if r.Kind != fact.Unrecognised && r.Kind != fact.SDPReport {
			return true
		}
	}
	return false
}

// Unit is a part of the input that one worker reads. It may turn out to hold several bundles.
type Unit struct {
	Path string
	// Place is where it lies in the folder that was named, with slashes; of one computer's files, where the first of them lies. Of
	// what was named itself it is the name. It is the same wherever that folder is.
	Place  string
	Load   func() []Found
	Digest func() (string, error) // SHA-256 of the content, lower-case hexadecimal; nil where it can be read only once
	Size   int64                  // bytes as they lie there, 0 unknown
}

// sizes adds up the files of a bundle.
func sizes(b *bundle.Bundle) (n int64) {
	for _, e := range b.Entries {
		n += max(e.Size, 0)
	}
	return n
}

// Loader turns paths into bundles.
type Loader struct {
	Limits bundle.Limits
	Reader parse.Reader
	Stdin  io.Reader
	// Seen is called for every bundle while it can still be read; nil is not called.
	Seen   func(*bundle.Bundle, Found)
	Time   time.Duration // for one bundle
	Memory *Gauge
	// Ended is asked now and then for a reason to read no further; nil is not asked.
	Ended func() error

	open  []*bundle.Bundle // folders, until Close
	turns turns
}

// New makes a Loader with the limits that hold where nobody sets others; "-" is read from stdin.
func New(stdin io.Reader) *Loader {
	return &Loader{Limits: bundle.DefaultLimits(), Reader: parse.Reader{Artifacts: artifact.All}, Stdin: stdin, Time: MaxTime, Memory: NewGauge(MaxMemory)}
}

// Another is a loader with the same limits, in the same run: of folders that are closed before it ends.
func (l *Loader) Another() *Loader {
	return &Loader{Limits: l.Limits, Reader: l.Reader, Stdin: l.Stdin, Seen: l.Seen, Time: l.Time, Memory: l.Memory, Ended: l.Ended}
}

// Share gives each bundle as many of the jobs as there are for it, where they are fewer than the jobs.
func (l *Loader) Share(jobs, bundles int) { l.Reader.Jobs = jobs / max(bundles, 1) }

// Close lets go of the folders.
func (l *Loader) Close() {
	for _, b := range l.open {
		b.Close()
	}
}

// Plan lists the units of all paths, sorted by path: in which order they are named shall change no byte of a report.
// Folders are looked into, archives are not yet opened.
func (l *Loader) Plan(paths []string) []Unit {
	var out []Unit
	for _, p := range paths {
		out = append(out, l.planPath(p)...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	for i, u := range out {
		if len(out) > 1 { // else nothing is beside it
			out[i].Load = l.turns.again(l.refusals, u.Load)
		}
		if u.Path == "-" {
			out[i].Load = l.afterFirstByte(l.turns.alone(u.Load))
		}
	}
	return out
}

// afterFirstByte waits for standard input to begin before its turn, which is alone: a terminal or a pipe that gives
// nothing shall not keep the others waiting.
func (l *Loader) afterFirstByte(load func() []Found) func() []Found {
	return func() []Found {
		in := bufio.NewReader(l.Stdin)
		_, _ = in.Peek(1) // what failed here fails again when it is read
		l.Stdin = in
		return load()
	}
}

func (l *Loader) planPath(p string) []Unit {
	one := func(load func() []Found) []Unit { return []Unit{{Path: p, Place: filepath.Base(p), Load: load}} }
	if p == "-" {
		return one(func() []Found {
			return l.archive(p, "-", func(lim bundle.Limits) (*bundle.Bundle, error) { return bundle.FromReader("-", l.Stdin, lim) })
		})
	}
	info, err := os.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return one(func() []Found { return []Found{{Path: p, Why: "no such file or folder"}} })
	case err == nil && info.IsDir():
		return l.planFolder(p)
	}
	us := one(func() []Found {
		return l.archive(p, filepath.Base(p), func(lim bundle.Limits) (*bundle.Bundle, error) { return bundle.Open(p, lim) })
	})
	if err == nil && info.Mode().IsRegular() {
		us[0].Size = info.Size()
		us[0].Digest = func() (string, error) { return Digest(func() (io.ReadCloser, error) { return os.Open(p) }) }
	}
	return us
}

// Digest is the SHA-256 of what a reader gives.
func Digest(open func() (io.ReadCloser, error)) (string, error) {
	r, err := open()
	if err != nil {
		return "", fmt.Errorf("read for its digest: %w", err)
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", fmt.Errorf("read for its digest: %w", err)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

// planFolder makes a unit of each computer's files, of each archive and of each facts file in a folder, sorted by their
// place in it.
func (l *Loader) planFolder(p string) []Unit {
	b, err := bundle.Open(p, l.Limits)
	if err != nil {
		return []Unit{{Path: p, Place: filepath.Base(p), Load: func() []Found { return l.unreadable(p, filepath.Base(p), nil, err) }}}
	}
	l.open = append(l.open, b)
	parts, archives := parse.Split(b, artifact.All)
	var us []Unit
	for _, x := range parts {
		us = append(us, Unit{p, first(x), func() []Found { return []Found{l.part(p, x)} }, x.SHA256, sizes(x)})
	}
	for _, e := range archives {
		at := path.Join(filepath.ToSlash(p), e.Path)
		us = append(us, Unit{at, e.Path, func() []Found { return l.inFolder(b, e, at, len(parts) > 0) }, func() (string, error) { return Digest(e.Open) }, max(e.Size, 0)})
	}
	for _, e := range b.Entries {
		if len(parts) > 0 || slices.Contains(archives, e) {
			continue
		}
		at := path.Join(filepath.ToSlash(p), e.Path)
		switch {
		case strings.EqualFold(path.Ext(e.Path), ".json") && holdsFacts(e):
			us = append(us, Unit{at, e.Path, func() []Found { return []Found{l.facts(at, e)} }, func() (string, error) { return Digest(e.Open) }, max(e.Size, 0)})
		case bundle.NamedArchive(e.Path): // and none, or one that cannot be read: Nested says so
			us = append(us, Unit{at, e.Path, func() []Found { return l.inFolder(b, e, at, false) }, func() (string, error) { return Digest(e.Open) }, max(e.Size, 0)})
		}
	}
	if len(us) == 0 {
		return []Unit{{p, first(b), func() []Found { return []Found{l.part(p, b)} }, b.SHA256, sizes(b)}}
	}
	sort.SliceStable(us, func(i, j int) bool { return us[i].Place < us[j].Place })
	return us
}

func first(b *bundle.Bundle) string {
	if len(b.Entries) == 0 {
		return ""
	}
	return b.Entries[0].Path
}

// inFolder reads an archive of a folder as if its own path had been given. Where the folder holds files of a computer
// itself, an archive without any artifact is just one of its files.
func (l *Loader) inFolder(b *bundle.Bundle, e *bundle.Entry, at string, besides bool) []Found {
	out := l.archive(at, path.Base(e.Path), func(lim bundle.Limits) (*bundle.Bundle, error) {
		n, err := b.Nested(e, lim)
		if n != nil {
			n.Name = e.Path // tells archives of one name in several folders apart
			relabel(n, e.Path+"!/")
		}
		return n, err
	})
	if besides && len(out) == 1 && out[0].Why == "" && !out[0].Recognised {
		return nil
	}
	return out
}

// relabel takes the archive's own path from its entries.
func relabel(b *bundle.Bundle, prefix string) {
	for _, e := range b.Entries {
		e.Path = strings.TrimPrefix(e.Path, prefix)
	}
	for i := range b.Problems {
		b.Problems[i].Path = strings.TrimPrefix(b.Problems[i].Path, prefix)
	}
}

// archive opens and reads one archive or single file.
func (l *Loader) archive(at, name string, open func(bundle.Limits) (*bundle.Bundle, error)) []Found {
	lim := l.bounded()
	b, err := open(lim)
	if err != nil {
		return l.unreadable(at, name, b, err)
	}
	defer b.Close()
	return l.bundle(at, b, lim)
}

// MaxInside bounds the bundles and archives in one archive: nested ones can be a million in a few kilobytes. An
// incident's archive holds some dozens; folders are not bounded.
const MaxInside = 1000

// inside walks one archive with everything in it.
type inside struct {
	*Loader
	lim  bundle.Limits
	top  string // path of the archive
	left int    // of MaxInside
	full bool
}

func (l *Loader) bundle(at string, b *bundle.Bundle, lim bundle.Limits) []Found {
	in := &inside{Loader: l, lim: lim, top: at, left: MaxInside}
	out := in.bundle(at, b)
	if in.full {
		out = append(out, Found{Path: at, Partly: true,
			Why: fmt.Sprintf("it holds more than %d bundles and archives: the others are not read; unpack it and give the folder", MaxInside)})
	}
	return out
}

func (in *inside) room() bool {
	in.full = in.full || in.left == 0
	in.left--
	return !in.full
}

// bundle reads an open bundle and those inside it.
func (in *inside) bundle(at string, b *bundle.Bundle) []Found {
	if b.Single {
		if len(b.Entries) == 1 && claimsFacts(b.Entries[0]) {
			return []Found{in.facts(at, b.Entries[0])}
		}
		return []Found{in.read(at, b)}
	}
	parts, archives := parse.Split(b, artifact.All)
	if len(archives) == 0 && len(parts) < 2 {
		return []Found{in.read(at, b)}
	}
	type placed struct {
		at string
		Found
	}
	var found []placed
	for _, x := range parts {
		if !in.room() {
			break
		}
		found = append(found, placed{first(x), in.read(at, x)})
	}
	for _, e := range archives {
		if !in.room() {
			break
		}
		for _, x := range in.nested(b, e) {
			if x.Why != "" || x.Recognised || len(parts) == 0 {
				found = append(found, placed{e.Path, x})
			}
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].at < found[j].at })
	var out []Found
	for _, f := range found {
		out = append(out, f.Found)
	}
	return out
}

// nested reads an archive in an archive. The paths of entries begin at the outermost one.
func (in *inside) nested(b *bundle.Bundle, e *bundle.Entry) []Found {
	at := in.top + "!/" + e.Path
	n, err := b.Nested(e, in.lim)
	if err != nil {
		return in.unreadable(at, path.Base(e.Path), n, err)
	}
	defer n.Close()
	return in.bundle(at, n)
}

// part reads the files of one computer in a folder.
func (l *Loader) part(at string, b *bundle.Bundle) Found {
	b.Guarded(l.guard())
	return l.read(at, b)
}

func (l *Loader) read(at string, b *bundle.Bundle) Found {
	out := l.settle(at, l.Reader.Read(b))
	if l.Seen != nil {
		l.Seen(b, out)
	}
	return out
}

// settle notes what a run must say of the facts.
func (l *Loader) settle(at string, set *fact.Set) Found {
	out := Found{Path: at, Set: set, Recognised: recognised(set), Why: set.Bundle.Unreadable}
	if out.Why == "" {
		out.Why, out.Partly = set.Bundle.Incomplete, true
	}
	if !out.Recognised {
		out.What = contents(set.Readings)
	}
	return out
}

// unreadable is an input that exists and cannot be opened. b may hold the names of its entries.
func (l *Loader) unreadable(at, name string, b *bundle.Bundle, err error) []Found {
	set := &fact.Set{Schema: fact.Schema, Bundle: fact.Bundle{Name: name}}
	if b != nil {
		set = l.Reader.Read(b)
		b.Close()
	}
	set.Bundle.Unreadable = err.Error()
	set.Hide() // the name of the archive stands in both
	return []Found{l.settle(at, set)}
}

// claimsFacts reports whether a file says that it is JSON: no artifact begins with a brace.
func claimsFacts(e *bundle.Entry) bool {
	h := jsonHead(e)
	return bytes.HasPrefix(h, []byte("{")) && !bytes.HasPrefix(h, []byte(`{\rtf`))
}

// holdsFacts reports a file that kmstriage facts wrote: in a folder there can be any other JSON.
func holdsFacts(e *bundle.Entry) bool {
	return bytes.Contains(jsonHead(e), []byte(`"kmstriage-facts/`))
}

func jsonHead(e *bundle.Entry) []byte {
	r, err := e.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(fact.Unmarked(r), head)
	return bytes.TrimLeft(head[:n], " \t\r\n")
}

func (l *Loader) facts(at string, e *bundle.Entry) Found {
	r, err := e.Open()
	if err != nil {
		return Found{Path: at, Why: err.Error()}
	}
	defer r.Close()
	set, err := fact.Load(r)
	if err != nil {
		return Found{Path: at, Why: fmt.Sprintf("%v: want a file written by kmstriage facts", err)}
	}
	return l.settle(at, set)
}

// contents says what an input without a recognised file holds: "2 pictures, 1 Office document".
func contents(rs []fact.Reading) string {
	count := map[string]int{}
	for _, r := range rs {
		g := r.Guess
		if g == "" {
			g = "file"
		}
		count[g]++
	}
	var out []string
	for _, g := range slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	}) {
		plural := ""
		if count[g] > 1 {
			plural = "s"
		}
		out = append(out, fmt.Sprintf("%d %s%s", count[g], g, plural))
	}
	switch {
	case len(out) == 0:
		return "it is empty"
	case len(rs) == 1 && bundle.NamedArchive(rs[0].Path) && rs[0].Guess != "zip archive":
		return fmt.Sprintf("it is not an archive (%s)", rs[0].Guess)
	}
	return "it holds " + strings.Join(out, ", ") + ", nothing of the support diagnostic"
}
