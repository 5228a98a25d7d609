// Package redact turns a bundle into a capsule: a copy with only what rules read, in which names, addresses, keys and ids
// are replaced, the same one always by the same; and proves that what is left means the same and names nobody.
package redact

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"

	"kmstriage/analyze"
	"kmstriage/analyze/rule"
	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// Capsule is a redacted bundle.
type Capsule struct {
	Files []File
	Left  []string // entries of the bundle that the diagnosis does not need: they are not in the capsule
	Paths map[string]string
	Whole bool // no line was blanked: with fewer the diagnosis would have been another
}

// File is one file of a capsule. Path is where it stands in the capsule, Of where it stood in the bundle.
type File struct {
	Path, Of string
	Content  []byte
	// Modified is as it was read of the bundle's entry: when a bundle was collected may be known by that alone. Files of a
	// folder have none, since there it tells when they were copied.
	Modified fact.Time
}

// Options say how a bundle is redacted.
type Options struct {
	// Map gives the replacements and learns those that are new.
	Map *Map
	// Public reports an activation or application id, in lower case and without braces, or the last five characters of a
	// key, that is known to everybody.
	Public func(id string) bool
}

// ErrNothing is returned for a bundle without any file of a kind that rules read.
var ErrNothing = errors.New("no file of the diagnostic in it")

// Refusal says why there is no capsule: it would not mean the same, or would name what it must not.
type Refusal struct{ Why []string }

// Error tells the first reason, and how many there are.
func (r Refusal) Error() string {
	if len(r.Why) == 1 {
		return r.Why[0]
	}
	return fmt.Sprintf("%s (and %d more)", r.Why[0], len(r.Why)-1)
}

// Bundle makes the capsule of a bundle and the facts that were read of it. The error is ErrNothing, a Refusal, or what
// kept a file from being written.
func Bundle(b *bundle.Bundle, set *fact.Set, o Options) (*Capsule, error) {
	var why []string
	for _, whole := range []bool{false, true} { // all lines, if fewer are not enough after all
		x := &work{bundle: b, set: set, text: newReplacer(o), capsule: &Capsule{Paths: map[string]string{}, Whole: whole}}
		if err := x.read(); err != nil {
			return nil, err
		}
		x.paths()
		if err := x.write(); err != nil {
			return nil, err
		}
		if why = x.prove(); len(why) == 0 {
			return x.capsule, nil
		}
	}
	return nil, Refusal{why}
}

// work is one bundle while its capsule is made.
type work struct {
	bundle  *bundle.Bundle
	set     *fact.Set
	text    *replacer
	inputs  []input
	capsule *Capsule
}

// input is a file of the bundle that goes into the capsule.
type input struct {
	reading *fact.Reading
	content content
}

// read opens every file that rules read, and learns what must be replaced before anything is: what only the last file tells
// to be a name stands in the first too.
func (x *work) read() error {
	x.text.learnFacts(x.set)
	copies := x.needless()
	for i, e := range x.bundle.Entries {
		r := &x.set.Readings[i]
		if r.Kind == fact.Unrecognised || r.Kind == fact.SDPReport || copies && r.CopyOf != "" {
			x.capsule.Left = append(x.capsule.Left, e.Path)
			continue
		}
		c, err := open(e, *r)
		if err != nil {
			x.capsule.Left = append(x.capsule.Left, e.Path)
			continue
		}
		x.text.learnPath(e.Path)
		x.inputs = append(x.inputs, input{r, x.reduced(c, e.Path)})
	}
	switch {
	case len(x.inputs) == 0:
		return ErrNothing
	case len(x.text.labels) > maxNames:
		return Refusal{[]string{fmt.Sprintf("it holds more than %d names, addresses and ids", maxNames)}}
	}
	x.text.settle()
	return nil
}

// reduced gives what goes into the capsule of a file, and learns from it. Of a short text what does not go in is learned from
// too: a name may stand there with its domain, and alone in what does.
func (x *work) reduced(c content, path string) content {
	if x.capsule.Whole {
		c.learn(x.text)
		return c
	}
	p := c.pare(path)
	if c.long() {
		p.learn(x.text)
	} else {
		c.learn(x.text)
	}
	return p
}

// maxNames bounds what is replaced in one bundle: the log of the busiest KMS host holds some ten thousand clients.
const maxNames = 100_000

// needless reports that the diagnosis is the same without the exports whose log was read whole.
func (x *work) needless() bool {
	var rest []*bundle.Entry
	for i, e := range x.bundle.Entries {
		if x.set.Readings[i].CopyOf == "" {
			rest = append(rest, e)
		}
	}
	if len(rest) == len(x.bundle.Entries) {
		return false
	}
	set := parse.Read(x.bundle.Part(x.bundle.Name, "", rest), artifact.All)
	same := func(p string) string { return p }
	return len(differences(verdict(x.set), verdict(set), same, same)) == 0
}

func (x *work) write() error {
	x.capsule.Files = nil
	for _, in := range x.inputs {
		b, err := in.content.write(x.text.text)
		if err != nil {
			return fmt.Errorf("redact %q: %w", in.reading.Path, err)
		}
		x.capsule.Files = append(x.capsule.Files, File{Path: x.capsule.Paths[in.reading.Path], Of: in.reading.Path, Content: b,
			Modified: in.reading.Modified})
	}
	return nil
}

// prove reads the capsule as anybody will and holds it against the bundle.
func (x *work) prove() []string {
	z, err := x.capsule.Zip()
	if err != nil {
		return []string{err.Error()}
	}
	b, err := bundle.FromReader(capsuleName, bytes.NewReader(z), bundle.DefaultLimits())
	if err != nil {
		return []string{err.Error()}
	}
	defer b.Close()
	set := parse.Read(b, artifact.All)
	why := differences(verdict(x.set), verdict(set), x.evidencePath, x.capsulePath)
	return append(why, x.capsule.Leaks(x.text.m)...)
}

// capsuleName stands for the name of the bundle, which may be a ticket's.
const capsuleName = "capsule.zip"

// evidencePath is where a file of the bundle stands in the capsule. A single file has the name of its bundle.
func (x *work) evidencePath(p string) string {
	q, ok := x.capsule.Paths[p]
	switch {
	case p == x.set.Bundle.Name:
		return capsuleName
	case ok:
		return q
	}
	return p
}

// capsulePath is the same of a file of the capsule.
func (x *work) capsulePath(p string) string {
	if x.bundle.Single && p == x.capsule.Paths[x.set.Bundle.Name] {
		return capsuleName
	}
	return p
}

func verdict(s *fact.Set) *analyze.Diagnosis {
	return analyze.Diagnose(s, nil, analyze.Given{}, rule.All)
}

// Zip packs the capsule.
func (c *Capsule) Zip() ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range c.Files {
		h := &zip.FileHeader{Name: f.Path, Method: zip.Deflate}
		f.stamp(h)
		e, err := w.CreateHeader(h)
		if err != nil {
			return nil, fmt.Errorf("pack %q: %w", f.Path, err)
		}
		if _, err := e.Write(f.Content); err != nil {
			return nil, fmt.Errorf("pack %q: %w", f.Path, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack the capsule: %w", err)
	}
	return b.Bytes(), nil
}

// stamp gives an entry its time: as a moment where it is one, else as the digits of a clock without a zone.
func (f File) stamp(h *zip.FileHeader) {
	t := f.Modified.At
	switch {
	case t.IsZero():
	case !f.Modified.Local:
		h.Modified = t
	default:
		//lint:ignore SA1019 Modified would write the digits as a moment too
		h.ModifiedDate = uint16(t.Day() + int(t.Month())<<5 + (t.Year()-1980)<<9)
		//lint:ignore SA1019 as above
		h.ModifiedTime = uint16(t.Second()/2 + t.Minute()<<5 + t.Hour()<<11)
	}
}
