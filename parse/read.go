package parse

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/textenc"
)

// Read is that of a Reader of the artifacts, with one worker.
func Read(b *bundle.Bundle, artifacts []Artifact) *fact.Set {
	return Reader{Artifacts: artifacts}.Read(b)
}

// Reader says how a bundle is read.
type Reader struct {
	Artifacts []Artifact
	Jobs      int // event logs of one bundle read at a time, at most; 0 is 1
	// Unfiltered has every event of an .evtx log decoded before it is chosen or dropped, with the same facts.
	Unfiltered bool
	Limits     Limits
}

// Read lifts the facts of every recognised file of the bundle. It never fails: what cannot be read is a reading with
// its reason. The order of artifacts and the number of jobs change nothing.
func (x Reader) Read(b *bundle.Bundle) *fact.Set {
	s := &fact.Set{Schema: fact.Schema, Bundle: fact.Bundle{Name: b.Name}}
	if sum, err := b.SHA256(); err == nil {
		s.Bundle.SHA256 = sum
	}
	for _, p := range b.Problems {
		s.Bundle.Problems = append(s.Bundle.Problems, fact.Problem{Text: problemText(p)})
	}
	x.Artifacts = sorted(x.Artifacts)
	s.Bundle.Incomplete = b.Incomplete
	w := walk{set: s, artifacts: x.Artifacts, unfiltered: x.Unfiltered, limits: x.Limits, stems: stems(b.Entries), apart: x.apart(b)}
	for _, e := range b.Entries {
		w.entry(e)
	}
	if w.apart.join(s) && s.EventCount() >= x.Limits.MaxRecords() {
		// How much of a log is kept now hung on what was read before it: one after the other is always the same.
		return Reader{Artifacts: x.Artifacts, Unfiltered: x.Unfiltered, Limits: x.Limits}.Read(b)
	}
	w.rest()
	if !w.opened {
		s.Bundle.Unreadable = shut(s.Readings)
	}
	if why := b.Stopped(); why != nil {
		s.Bundle.Incomplete = strings.TrimPrefix(fmt.Sprintf("%s; %v: the rest was not read", s.Bundle.Incomplete, why), "; ")
	}
	if b.Folder || b.Single {
		forgetTimes(s)
	}
	s.Missing = missing(s, x.Artifacts)
	s.Hide()
	return s
}

// forgetTimes drops the files' times where they are this machine's: they tell when somebody copied the bundle, and the
// same bundle must give the same facts everywhere.
func forgetTimes(s *fact.Set) {
	for i := range s.Readings {
		s.Readings[i].Modified = fact.Time{}
	}
}

// shut says why nothing can be read, where not one of the recognised files could be opened: all are encrypted, packed
// with a method that is not known here, damaged or not allowed. It is "" where there is none.
func shut(rs []fact.Reading) string {
	n, why := 0, ""
	for _, r := range rs {
		if r.Kind == fact.Unrecognised || r.Kind == fact.SDPReport {
			continue
		}
		if n++; n == 1 {
			why = fmt.Sprintf("%q: %s", r.Path, r.Problems[0].Text)
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return "the only file of the diagnostic cannot be opened, " + why
	}
	return fmt.Sprintf("none of the %d files of the diagnostic can be opened; the first, %s", n, why)
}

func problemText(p bundle.Problem) string {
	if p.Path == "" {
		return p.Text
	}
	return fmt.Sprintf("%q: %s", p.Path, p.Text)
}

func sorted(as []Artifact) []Artifact {
	as = append([]Artifact(nil), as...)
	sort.SliceStable(as, func(i, j int) bool { return as[i].Kind < as[j].Kind })
	return as
}

// readBesides lets every other kind that is sent besides read a transcript of several commands for its part. The file's
// reading stays that of its own kind: what it can tell grows, and how well it was read does not change.
func readBesides(f *File, p Probe, own *Artifact, artifacts []Artifact) {
	if f.Reading.State == fact.Failed {
		return
	}
	for i := range artifacts {
		a := &artifacts[i]
		if !a.Extra || a.Kind == own.Kind || !a.Match(p).Content {
			continue
		}
		r := fact.Reading{State: fact.Whole}
		part := &File{Path: f.Path, Base: f.Base, Kind: a.Kind, Family: f.Family, Computer: f.Computer, Set: f.Set, Reading: &r, Limits: f.Limits, entry: f.entry, hint: f.hint}
		if err := readSafely(a, part); err != nil {
			continue
		}
		part.clip()
		for _, x := range r.Problems {
			if x.Bug {
				f.Lose(x)
			}
		}
		if r.Records == 0 {
			continue
		}
		f.Reading.Also = append(f.Reading.Also, a.Kind)
		f.Reading.Yields = union(f.Reading.Yields, a.Yields)
	}
}

func union(a, b []fact.Topic) []fact.Topic {
	out := slices.Clone(a)
	for _, t := range b {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// readSafely is one of the two doors at which a panic is recovered: it becomes a fault of ours, shown as such.
func readSafely(a *Artifact, f *File) (err error) {
	defer func() {
		if v := recover(); v != nil {
			f.Lose(fact.Problem{Text: fmt.Sprintf("a bug of kmstriage in reading %s: %v (please report it)", a.Kind, v), Bug: true})
			if len(f.Reading.Problems) > 0 && debugPanics {
				f.Note(0, "%s", debug.Stack())
			}
		}
	}()
	return a.Read(f)
}

// debugPanics adds the stack to the problem; for work on the program itself.
const debugPanics = false

func readHead(e *bundle.Entry) ([]byte, error) {
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	// Archives of a hundred thousand small files are seen: the declared size, which may lie, only spares memory.
	size := int64(HeadBytes)
	if e.Size >= 0 && e.Size < size {
		size = e.Size + 1
	}
	head := make([]byte, size)
	n, err := io.ReadFull(r, head)
	if err == nil && n < HeadBytes {
		head = append(make([]byte, 0, HeadBytes), head...)[:HeadBytes]
		var more int
		more, err = io.ReadFull(r, head[n:])
		n += more
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head[:n], err
}

func probe(e *bundle.Entry, head []byte) Probe {
	p := Probe{Path: e.Path, Base: base(e.Path), Size: e.Size, Head: head, known: map[string]any{}}
	if !binary(head) {
		var b strings.Builder
		for _, l := range textenc.Lines(whole(head)) {
			b.WriteString(l.Text)
			b.WriteByte('\n')
		}
		p.Text = b.String()
	}
	return p
}

// whole cuts a head at a character's border, so that a cut does not make UTF-8 look like a code page.
func whole(head []byte) []byte {
	if len(head) < HeadBytes {
		return head
	}
	for i := 1; i <= utf8.UTFMax && i < len(head); i++ {
		if c := head[len(head)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(head[len(head)-i:]) {
				return head[:len(head)-i]
			}
			break
		}
	}
	return head
}

// logMagic starts an event log of Windows Vista and later.
const logMagic = "ElfFile\x00"

// magics are the first bytes of files that are never text, beside archives.
var magics = []string{logMagic, "\x89PNG", "\xff\xd8\xff", "GIF8", "%PDF", "\xd0\xcf\x11\xe0", "MZ", "BM"}

func binary(head []byte) bool {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m)) {
			return true
		}
	}
	return bundle.Archive(head) != ""
}

// recognise chooses the artifact whose claim ranks best. Of several equal claims the first by kind is taken; a test holds
// that there are none.
func recognise(p Probe, artifacts []Artifact) *Artifact {
	if ours(p) || companion(p) {
		return nil
	}
	best, rank := foremost(p, artifacts, false)
	if rank >= contentRank {
		return best // what is sent besides yields, and need not be asked: most files of most bundles end here
	}
	if besides, n := foremost(p, artifacts, true); n > rank {
		return besides
	}
	return best
}

// foremost is the best claim among the kinds of the collection, or among those that are sent besides.
func foremost(p Probe, artifacts []Artifact, extra bool) (best *Artifact, rank int) {
	for i := range artifacts {
		if artifacts[i].Extra != extra {
			continue
		}
		if n := artifacts[i].Rank(artifacts[i].Match(p)); n > rank {
			best, rank = &artifacts[i], n
		}
		if rank == mostRank {
			break
		}
	}
	return best, rank
}

// ours reports what this program wrote, facts and reports as JSON. They repeat events and licences, and are no second
// witness for them where they lie beside the files.
func ours(p Probe) bool {
	head := p.Text[:min(len(p.Text), 256)]
	return strings.Contains(head, `"kmstriage-facts/`) || strings.Contains(head, `"kmstriage/`)
}

// companion reports what macOS packs beside each file: its attributes, under the same name behind "._".
func companion(p Probe) bool {
	return strings.HasPrefix(path.Base(p.Path), "._") && bytes.HasPrefix(p.Head, []byte("\x00\x05\x16\x07"))
}

// guess says what an unrecognised file seems to be.
func guess(p Probe) string {
	h := string(p.Head)
	switch {
	case len(p.Head) == 0:
		return "empty file"
	case ours(p):
		return "kmstriage report"
	case companion(p):
		return "file attributes of macOS"
	case strings.HasPrefix(h, "\x89PNG"), strings.HasPrefix(h, "\xff\xd8\xff"), strings.HasPrefix(h, "GIF8"), strings.HasPrefix(h, "BM"):
		return "picture"
	case strings.HasPrefix(h, "%PDF"):
		return "PDF document"
	case bundle.Archive(p.Head) != "":
		return guessArchive(p)
	case strings.HasPrefix(h, "MZ"):
		return "Windows program"
	case strings.HasPrefix(h, "\xd0\xcf\x11\xe0"):
		return "OLE document"
	case p.Text != "" && strings.Contains(strings.ToLower(p.Text[:min(len(p.Text), 1024)]), "<html"):
		return "HTML page"
	case strings.HasPrefix(p.Text, "Windows Registry Editor Version") || strings.HasPrefix(p.Text, "REGEDIT4"):
		return "registry export"
	case legible(p.Text):
		return "text"
	}
	return "binary file"
}

func guessArchive(p Probe) string {
	switch form := bundle.Archive(p.Head); form {
	case "cab":
		return "cabinet archive"
	case "zip":
		if ext := path.Ext(p.Base); ext == ".docx" || ext == ".xlsx" || ext == ".pptx" {
			return "Office document"
		}
		return "zip archive"
	default:
		return form + " archive"
	}
}

// legible reports what a person could read: few control characters.
func legible(text string) bool {
	odd, n := 0, 0
	for _, r := range text {
		n++
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) {
			odd++
		}
	}
	return n > 0 && odd*20 < n
}

// missing lists the expected kinds of which no file is there.
func missing(s *fact.Set, artifacts []Artifact) []fact.Missing {
	have := map[fact.Kind]bool{}
	for _, r := range s.Readings {
		have[r.Kind] = true
	}
	var out []fact.Missing
	for _, a := range artifacts {
		if a.Expected && !have[a.Kind] {
			out = append(out, fact.Missing{Kind: a.Kind, Supply: a.Supply, Yields: a.Yields})
		}
	}
	return out
}
