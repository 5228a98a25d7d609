package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// loaded is one bundle of the input: its facts, or why there are none. set is nil where there is no bundle at all (a
// path that does not exist, damaged facts).
type loaded struct {
	path string // for people
	set  *fact.Set
	why  string // not empty: it could not be read
}

// recognised reports whether any file of the bundle is of a kind that tells something.
func (l loaded) recognised() bool {
	if l.set == nil {
		return false
	}
	for _, r := range l.set.Readings {
		if r.Kind != fact.Unrecognised && r.Kind != fact.SDPReport {
			return true
		}
	}
	return false
}

// unit is a part of the input that one worker reads. It may turn out to hold several bundles.
type unit struct {
	path string
	load func() []loaded
}

// loader turns paths into bundles.
type loader struct {
	limits bundle.Limits
	stdin  io.Reader
	open   []*bundle.Bundle // folders, until close
}

func newLoader(s streams) *loader { return &loader{limits: bundle.DefaultLimits(), stdin: s.in} }

func (l *loader) close() {
	for _, b := range l.open {
		b.Close()
	}
}

// plan lists the units of all paths, in order. Folders are looked into, archives are not yet opened.
func (l *loader) plan(paths []string) []unit {
	var out []unit
	for _, p := range paths {
		out = append(out, l.planPath(p)...)
	}
	return out
}

func (l *loader) planPath(p string) []unit {
	one := func(load func() []loaded) []unit { return []unit{{p, load}} }
	if p == "-" {
		return one(func() []loaded {
			return l.archive(p, "-", func() (*bundle.Bundle, error) { return bundle.FromReader("-", l.stdin, l.limits) })
		})
	}
	info, err := os.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return one(func() []loaded { return []loaded{{path: p, why: "no such file or folder"}} })
	case err == nil && info.IsDir():
		return l.planFolder(p)
	}
	return one(func() []loaded {
		return l.archive(p, filepath.Base(p), func() (*bundle.Bundle, error) { return bundle.Open(p, l.limits) })
	})
}

// planFolder makes a unit of each computer's files and of each archive in a folder, sorted by their place in it.
func (l *loader) planFolder(p string) []unit {
	b, err := bundle.Open(p, l.limits)
	if err != nil {
		return []unit{{p, func() []loaded { return unreadable(p, filepath.Base(p), nil, err) }}}
	}
	l.open = append(l.open, b)
	parts, archives := parse.Split(b, artifact.All)
	type placed struct {
		at string
		unit
	}
	var us []placed
	for _, x := range parts {
		us = append(us, placed{first(x), unit{p, func() []loaded { return []loaded{l.read(p, x)} }}})
	}
	for _, e := range archives {
		at := path.Join(filepath.ToSlash(p), e.Path)
		us = append(us, placed{e.Path, unit{at, func() []loaded { return l.inFolder(b, e, at, len(parts) > 0) }}})
	}
	for _, e := range b.Entries {
		if len(parts) > 0 || !strings.HasSuffix(strings.ToLower(e.Path), ".json") {
			continue
		}
		at := path.Join(filepath.ToSlash(p), e.Path)
		if claimsFacts(e) {
			us = append(us, placed{e.Path, unit{at, func() []loaded { return []loaded{loadFacts(at, e)} }}})
		}
	}
	if len(us) == 0 {
		return []unit{{p, func() []loaded { return []loaded{l.read(p, b)} }}}
	}
	sort.SliceStable(us, func(i, j int) bool { return us[i].at < us[j].at })
	out := make([]unit, len(us))
	for i, u := range us {
		out[i] = u.unit
	}
	return out
}

func first(b *bundle.Bundle) string {
	if len(b.Entries) == 0 {
		return ""
	}
	return b.Entries[0].Path
}

// inFolder reads an archive of a folder as if its own path had been given. Where the folder holds files of a computer
// itself, an archive without any artifact is just one of its files.
func (l *loader) inFolder(b *bundle.Bundle, e *bundle.Entry, at string, besides bool) []loaded {
	out := l.archive(at, path.Base(e.Path), func() (*bundle.Bundle, error) {
		n, err := b.Nested(e, l.limits)
		if n != nil {
			n.Name = e.Path // tells archives of one name in several folders apart
			relabel(n, e.Path+"!/")
		}
		return n, err
	})
	if besides && len(out) == 1 && out[0].why == "" && !out[0].recognised() {
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
func (l *loader) archive(at, name string, open func() (*bundle.Bundle, error)) []loaded {
	b, err := open()
	if err != nil {
		return unreadable(at, name, b, err)
	}
	defer b.Close()
	return l.bundle(at, b)
}

// bundle reads an open bundle with everything in it.
func (l *loader) bundle(at string, b *bundle.Bundle) []loaded {
	if b.Single {
		if len(b.Entries) == 1 && claimsFacts(b.Entries[0]) {
			return []loaded{loadFacts(at, b.Entries[0])}
		}
		return []loaded{l.read(at, b)}
	}
	parts, archives := parse.Split(b, artifact.All)
	if len(archives) == 0 && len(parts) < 2 {
		return []loaded{l.read(at, b)}
	}
	type placed struct {
		at string
		loaded
	}
	var found []placed
	for _, x := range parts {
		found = append(found, placed{first(x), l.read(at, x)})
	}
	for _, e := range archives {
		in := at + "!/" + e.Path
		n, err := b.Nested(e, l.limits)
		if err != nil {
			for _, x := range unreadable(in, path.Base(e.Path), n, err) {
				found = append(found, placed{e.Path, x})
			}
			continue
		}
		for _, x := range l.bundle(in, n) {
			if x.why != "" || x.recognised() || len(parts) == 0 {
				found = append(found, placed{e.Path, x})
			}
		}
		n.Close()
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].at < found[j].at })
	var out []loaded
	for _, f := range found {
		out = append(out, f.loaded)
	}
	return out
}

func (l *loader) read(at string, b *bundle.Bundle) loaded {
	return loaded{path: at, set: parse.Read(b, artifact.All)}
}

// unreadable is an input that exists and cannot be opened. b may hold the names of its entries.
func unreadable(at, name string, b *bundle.Bundle, err error) []loaded {
	set := &fact.Set{Schema: fact.Schema, Bundle: fact.Bundle{Name: name}}
	if b != nil {
		set = parse.Read(b, artifact.All)
		b.Close()
	}
	set.Bundle.Unreadable = err.Error()
	return []loaded{{path: at, set: set, why: err.Error()}}
}

// claimsFacts reports whether a file says that it is JSON: no artifact begins with a brace.
func claimsFacts(e *bundle.Entry) bool {
	r, err := e.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(r, head)
	h := bytes.TrimLeft(bytes.TrimPrefix(head[:n], []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(h, []byte("{")) && !bytes.HasPrefix(h, []byte(`{\rtf`))
}

func loadFacts(at string, e *bundle.Entry) loaded {
	r, err := e.Open()
	if err != nil {
		return loaded{path: at, why: err.Error()}
	}
	defer r.Close()
	set, err := fact.Load(r)
	if err != nil {
		return loaded{path: at, why: fmt.Sprintf("%v: want a file written by kmstriage facts", err)}
	}
	return loaded{path: at, set: set}
}
