package derive

import (
	"maps"
	"strings"
	"time"

	"kmstriage/parse/fact"
)

// rows merges the listings: ospp.vbs /dstatus(all) wins over transcripts, those over ROIScan. ROIScan makes rows only
// for families of which no listing could be read: a cut listing still is the listing.
func rows(s *fact.Set) []*Row {
	var out []*Row
	m := merger{written: written(s)}
	for _, from := range []fact.Kind{fact.OSPPStatusAll, fact.OSPPAct} {
		for i := range s.Licences {
			if s.Licences[i].From == from {
				out = m.merge(out, s.Licences[i])
			}
		}
	}
	listed := map[int]bool{}
	for _, r := range out {
		listed[r.Family] = true
	}
	for _, from := range []fact.Kind{fact.ROIScanXML, fact.ROIScanLog} {
		for i := range s.Licences {
			l := s.Licences[i]
			if l.From != from {
				continue
			}
			if listed[licenceFamily(l)] {
				supplement(out, l)
			} else {
				out = m.merge(out, l)
			}
		}
	}
	return vnext(out, s)
}

// vnext adds the licences that ospp.vbs does not know to families of which no licence holds a key: where one does, a
// subscription is a leftover or another user's, and the key is what is asked about.
func vnext(out []*Row, s *fact.Set) []*Row {
	keyed := map[int]bool{}
	for _, r := range out {
		keyed[r.Family] = keyed[r.Family] || r.Keyed()
	}
	for _, l := range s.Licences {
		if l.From == fact.VNextDiag && !keyed[l.Family] {
			out = append(out, newRow(l))
		}
	}
	return out
}

func newRow(l fact.Licence) *Row {
	l.Lines = maps.Clone(l.Lines) // completed below; the facts stay as they were read
	r := &Row{Licence: l, Class: classify(l), Stem: stem(l.Name), Ignorable: ignorable.MatchString(l.Name)}
	r.Family = licenceFamily(l)
	return r
}

// merger knows which of two listings is the later one.
type merger struct {
	written map[string]time.Time // when each file was, as its archive says; local times of one archive can be compared
}

func written(s *fact.Set) map[string]time.Time {
	out := map[string]time.Time{}
	for _, r := range s.Readings {
		if !r.Modified.IsZero() {
			out[r.Path] = r.Modified.At
		}
	}
	return out
}

// merge adds a licence, or completes the row that is the same licence. Of two listings of one kind the later one tells how
// things are.
func (m merger) merge(out []*Row, l fact.Licence) []*Row {
	for _, r := range out {
		if !same(r, l) {
			continue
		}
		if m.later(l, r.Licence) {
			renew(r, l)
		} else {
			complete(r, l)
		}
		return out
	}
	return append(out, newRow(l))
}

// archiveSecond is how exactly a zip archive knows times.
const archiveSecond = 2 * time.Second

// later reports that l is a newer listing of the licence than r: further down in a transcript, or with another status in a
// file that was written later.
func (m merger) later(l, r fact.Licence) bool {
	if l.From != r.From || l.Status == "" || r.Status == "" {
		return false
	}
	a, b := l.Lines["block"].Source, r.Lines["block"].Source
	if a.Path == b.Path {
		return a.Line > b.Line
	}
	t, u := m.written[a.Path], m.written[b.Path]
	return l.Status != r.Status && !t.IsZero() && !u.IsZero() && t.Sub(u) > archiveSecond
}

// renew puts a later listing in the place of a row. What an earlier command of the same transcript showed is history, and no
// contradiction.
func renew(r *Row, l fact.Licence) {
	old := *r
	*r = *newRow(l)
	r.Rival = old.Rival
	if r.SKU == "" {
		r.SKU = old.SKU
	}
	if old.Status != l.Status && old.Lines["block"].Source.Path != l.Lines["block"].Source.Path {
		r.Rival = &old.Licence
	}
}

// same tells whether a listing's row is a licence that is already there. Two rows of one listing are two licences
// unless their ids are equal: masked transcripts blank every id alike.
func same(r *Row, l fact.Licence) bool {
	if r.SKU != "" && l.SKU != "" {
		return r.SKU == l.SKU && (r.PartialKey == l.PartialKey || r.PartialKey == "" || l.PartialKey == "")
	}
	if !strings.EqualFold(strings.TrimSpace(r.Name), strings.TrimSpace(l.Name)) || r.Name == "" {
		return false
	}
	if r.PartialKey != "" && l.PartialKey != "" && r.PartialKey != l.PartialKey {
		return false
	}
	sameFile := r.Lines["block"].Source.Path == l.Lines["block"].Source.Path
	return !sameFile || (r.Status == "") != (l.Status == "") || r.PartialKey == l.PartialKey && telling(r.PartialKey)
}

// telling reports an end of a key that is not masked.
func telling(key string) bool { return key != "" && strings.Trim(key, "Xx*#?") != "" }

// complete fills what the better listing left open.
func complete(r *Row, l fact.Licence) {
	if r.Status != "" && l.Status != "" && r.Status != l.Status && r.Rival == nil {
		x := l
		r.Rival = &x
	}
	if r.Status == "" && l.Status != "" {
		old := r.Licence
		keep := *r
		*r = *newRow(l)
		r.Rival = keep.Rival
		l = old
	}
	if r.SKU == "" {
		r.SKU = l.SKU
	}
	if !r.HasKey && l.HasKey {
		r.HasKey, r.PartialKey = true, l.PartialKey
		r.line("partialKey", l)
	}
	if r.GraceMinutes == nil && r.Status == l.Status && l.From != fact.ROIScanXML && l.From != fact.ROIScanLog {
		r.GraceMinutes = l.GraceMinutes
	}
	if !r.KMSBlock && l.KMSBlock {
		r.KMSBlock, r.Pinned, r.Discovered, r.Caching, r.LookupDomain = true, l.Pinned, l.Discovered, l.Caching, l.LookupDomain
		for _, k := range []string{"pinned", "discovered", "caching", "lookupDomain"} {
			r.line(k, l)
		}
	}
}

func (r *Row) line(key string, l fact.Licence) {
	if x, ok := l.Lines[key]; ok {
		if r.Lines == nil {
			r.Lines = fact.Lines{}
		}
		r.Lines[key] = x
	}
}

// supplement lets ROIScan contradict a listed licence, without adding one.
func supplement(out []*Row, l fact.Licence) {
	for _, r := range out {
		if same(r, l) && r.Status != "" && l.Status != "" && r.Status != l.Status && r.Rival == nil {
			x := l
			r.Rival = &x
		}
	}
}
