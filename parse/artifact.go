// Package parse turns a bundle into facts: it walks the tree, lets every artifact say whether a file is of its kind,
// has the file read, and grades the reading.
package parse

import (
	"kmstriage/parse/fact"
)

// Artifact is one kind of file: how it is recognised and how facts are lifted out of it. It is a member of
// artifact.All.
type Artifact struct {
	Kind fact.Kind
	Doc  string // one sentence: what it is and what produces it
	// Signature says what in the content tells the kind, Languages in which languages it is read and by what, and Quirks what
	// sound files of the kind have that a reader would take for damage or for evidence. For people.
	Signature, Languages string
	Quirks               []string
	// Names are the file names of the collection, for people ("{Computer}_NSLookup.log").
	Names []string
	// Supply is the command that would produce the artifact where it is missing.
	Supply string
	// Expected marks the kinds that the SDP always collects: their absence is reported.
	Expected bool
	// Extra marks what people send besides the collection. It is known by its content alone, and yields to every kind of
	// the collection that claims the content too.
	Extra bool
	// Mixed marks a kind of the collection in which people paste the output of other commands too: what is sent besides is
	// read in it as well. Every Extra is mixed.
	Mixed  bool
	Yields []fact.Topic
	// Match says how the file answers to this kind. It must not keep p.
	Match func(p Probe) Claim
	// Late says of a file of this kind that it is better read after the others of its name: one of them may hold the same.
	// It may be nil, which is never.
	Late func(p Probe) bool
	// Read lifts facts out of the file into f.Set and damage into f. An error means that nothing could be read.
	Read func(f *File) error
}

// Claim is how sure an artifact is that a file is its own. Content beats name; both beat either.
type Claim struct {
	Name    bool // the file's name says so
	Content bool // what stands in the file says so
}

// Ranks of claims.
const (
	contentRank = 4 // what stands in a file says that it is of a kind of the collection
	mostRank    = 5 // and so does its name
)

// Rank orders the claims of several artifacts on one file, the highest wins: content before name, and the kinds of the
// collection before what is sent besides. 0 is no claim.
func (a *Artifact) Rank(c Claim) int {
	n := 0
	if c.Content {
		n = 2
		if !a.Extra {
			n = contentRank
		}
	}
	if c.Name && !a.Extra {
		n++
	}
	return n
}

// Probe is what recognition may look at.
type Probe struct {
	Path string // in the bundle
	// Base is the last element of Path in lower case, blanks removed and runs of "_" made one:
	// "CL01_ Office15 _Ospp-Dstatusall.txt" gives "cl01_office15_ospp-dstatusall.txt".
	Base string
	Size int64
	Head []byte // the first HeadBytes bytes
	// Text is Head decoded, with "\n" line ends; empty for binary files.
	Text string

	known map[string]any
}

// Ask answers a question about a file that several artifacts ask, once a file. The key names the question.
func Ask[T any](p Probe, key string, answer func(Probe) T) T {
	if v, ok := p.known[key].(T); ok {
		return v
	}
	v := answer(p)
	if p.known != nil {
		p.known[key] = v
	}
	return v
}

// HeadBytes is how much of a file recognition sees: enough for several script-host banners, pasted prompts and the
// first licence blocks.
const HeadBytes = 64 << 10
