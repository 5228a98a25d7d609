package parse

import (
	"bytes"
	"path"
	"strings"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// walk is the state while the files of one bundle are read.
type walk struct {
	set       *fact.Set
	artifacts []Artifact
	stems     map[string]int // how many files have a name, but for its ending
	hint      string         // an OEM page that a file was in: likely that of the next
	opened    bool           // at least a byte came out of a recognised file
	late      []waiting
	apart     *apart
	// unfiltered is that of the Reader.
	unfiltered bool
	limits     Limits
}

// waiting is a recognised file that is read after all others. at is the place of its reading.
type waiting struct {
	at       int
	artifact *Artifact
	file     *File
}

// Stem is a path without the ending of its name, in lower case: what the forms of one export have in common.
func Stem(p string) string { return strings.ToLower(strings.TrimSuffix(p, path.Ext(p))) }

func stems(es []*bundle.Entry) map[string]int {
	out := make(map[string]int, len(es))
	for _, e := range es {
		out[Stem(e.Path)]++
	}
	return out
}

// entry recognises one file and reads it, or puts it off.
func (w *walk) entry(e *bundle.Entry) {
	s := w.set
	s.Readings = append(s.Readings, fact.Reading{Path: e.Path, Kind: fact.Unrecognised, State: fact.NotRecognised, Size: e.Size})
	r := &s.Readings[len(s.Readings)-1]
	if at := fact.Possible(e.Modified); !at.IsZero() {
		r.Modified = fact.Time{At: at, Quality: fact.Guess, Local: !e.UTC}
	}
	head, err := readHead(e)
	p := probe(e, head)
	r.Computer = computer(e.Path)
	r.Family = family(p.Base)
	a := recognise(p, w.artifacts)
	if a == nil {
		r.Guess = guess(p)
		if err != nil {
			fail(r, err)
		}
		return
	}
	r.Kind = a.Kind
	r.Yields = a.Yields
	r.State = fact.Whole
	if err != nil && len(head) == 0 {
		fail(r, err)
		return
	}
	w.opened = true
	if len(bytes.TrimSpace(head)) == 0 && e.Size <= int64(len(head)) {
		r.State = fact.Empty
		return
	}
	f := &File{Path: e.Path, Base: p.Base, Kind: a.Kind, Family: r.Family, Computer: r.Computer, Set: s,
		Unfiltered: w.unfiltered, Limits: w.limits, entry: e, hint: w.hint}
	if f.Computer != "" {
		s.Names = append(s.Names, fact.Name{Name: f.Computer, From: "prefix", Source: fact.Source{Path: e.Path}})
	}
	x := waiting{len(s.Readings) - 1, a, f}
	if a.Late != nil && w.stems[Stem(e.Path)] > 1 && a.Late(p) {
		w.late = append(w.late, x)
		return
	}
	if w.apart.take(s, x, head) {
		return
	}
	w.read(x)
	if a.Extra || a.Mixed {
		readBesides(f, p, a, w.artifacts)
	}
}

// rest reads what was put off.
func (w *walk) rest() {
	for _, x := range w.late {
		w.read(x)
	}
}

func (w *walk) read(x waiting) {
	r := &w.set.Readings[x.at]
	x.file.Reading = r
	x.readSafely()
	if strings.HasPrefix(r.Encoding, "cp") {
		w.hint = r.Encoding
	}
}

// readSafely reads the file into its set and its reading.
func (x *waiting) readSafely() {
	if err := readSafely(x.artifact, x.file); err != nil {
		fail(x.file.Reading, err)
	}
	x.file.clip()
}

func fail(r *fact.Reading, err error) {
	r.State = fact.Failed
	r.Problems = append(r.Problems, fact.Problem{Text: err.Error()})
}
