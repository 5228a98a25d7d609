package derive

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// Subject is one Office licence under diagnosis, or a family of which no KMS client licence holds a key.
type Subject struct {
	ID      string // office15/ProPlus; office15 at family level
	Family  int
	Kind    string // kms, mak, nonvolume, nokey, unknown
	Row     *Row   // nil unless exactly one keyed row gives it
	Keyed   []*Row // the family's keyed rows
	Release string // 2010, 2013, 2016, ...; "" unknown

	Attempts []*Attempt // oldest first
	Failing  *Attempt   // A(s): the newest failing attempt that is not stale
	Newest   *Attempt   // the newest of all
	Stale    []*Attempt
	LastOK   LastOK
	// FamilyLevel is set when no request carries the licence's own id.
	FamilyLevel bool

	Surface *Sighting
	Inner   *fact.Code
	Pick    Pick
	Compare Comparison
	Self    bool // the failing attempt asked this machine
}

// LastOK is the newest moment at which the licence was known to be activated.
type LastOK struct {
	T     time.Time
	By    string // response, grace, transcript; "" none
	Line  fact.Line
	Known bool
}

// ReleaseOf names the Office of a family where no licence tells it more exactly: 16 is 2016, though later ones share it.
func ReleaseOf(family int) string {
	_, release := catalogue.Release(family, "")
	return release
}

// Name is what people call the licence: "Office 2013 ProPlus".
func (s *Subject) Name() string {
	rel := first(s.Release, ReleaseOf(s.Family))
	if s.Row == nil {
		return "Office " + rel
	}
	return strings.TrimSpace("Office " + rel + " " + strings.TrimSuffix(s.Row.Stem, rel))
}

// Licensed reports the status LICENSED.
func (s *Subject) Licensed() bool { return s.Row != nil && s.Row.Status == "LICENSED" }

// KMS reports a keyed KMS client licence.
func (s *Subject) KMS() bool { return s.Kind == "kms" }

// subjects finds what is under diagnosis in each family with evidence.
func subjects(c *Case) []*Subject {
	var out []*Subject
	for _, f := range families(c) {
		ss := familySubjects(c, f)
		if len(ss) > 0 {
			c.Families = append(c.Families, f)
		}
		out = append(out, ss...)
	}
	number(out)
	return out
}

// families lists the families of rows, installations and script outputs, ascending.
func families(c *Case) []int {
	set := map[int]bool{}
	for _, r := range c.Rows {
		set[r.Family] = true
	}
	for _, o := range c.Office {
		set[o.Family] = true
	}
	for _, r := range c.Set.Readings {
		if strings.HasPrefix(string(r.Kind), "ospp-") {
			set[r.Family] = true
		}
	}
	var out []int
	for f := range set {
		if f >= 14 {
			out = append(out, f)
		}
	}
	sort.Ints(out)
	return out
}

func familySubjects(c *Case, f int) []*Subject {
	var keyed, kms, mak []*Row
	listed := 0
	for _, r := range c.Rows {
		if r.Family != f {
			continue
		}
		if r.Class != "kms_host" {
			listed++
		}
		if !r.Keyed() {
			continue
		}
		keyed = append(keyed, r)
		switch r.Class {
		case "kms_client":
			kms = append(kms, r)
		case "mak":
			mak = append(mak, r)
		}
	}
	if len(kms) > 0 {
		var out []*Subject
		for _, r := range kms {
			out = append(out, &Subject{ID: fmt.Sprintf("office%d/%s", f, first(r.Stem, "unknown")), Family: f, Kind: "kms", Row: r, Keyed: keyed, Release: release(r.SKU, r.Name)})
		}
		return out
	}
	s := &Subject{ID: fmt.Sprintf("office%d", f), Family: f, Keyed: keyed}
	switch {
	case len(mak) > 0:
		s.Kind = "mak"
	case len(keyed) > 0:
		s.Kind = "nonvolume"
	case c.Inventory() && !c.Installed(f):
		return nil // leftovers of an uninstalled version, or the other version's script
	case listed > 0 && c.listComplete(f):
		s.Kind = "nokey"
	case c.onlyByFileName(f):
		return nil
	default:
		s.Kind = "unknown"
	}
	if len(keyed) == 1 {
		s.Row = keyed[0]
		s.Release = release(s.Row.SKU, s.Row.Name)
	}
	return []*Subject{s}
}

// listComplete reports whether a whole listing holds rows of the family.
func (c *Case) listComplete(f int) bool {
	for _, r := range c.Rows {
		if r.Family != f || r.From != fact.OSPPStatusAll && r.From != fact.OSPPAct {
			continue
		}
		for _, x := range c.Set.Readings {
			if x.Path == r.Lines["block"].Source.Path && x.State == fact.Whole {
				return true
			}
		}
	}
	return false
}

// onlyByFileName reports a family that nothing but names of script outputs shows, while another family has rows: the
// scripts of 2013 and later list every newer Office, so their own version need not be there.
func (c *Case) onlyByFileName(f int) bool {
	if c.Installed(f) {
		return false
	}
	others := false
	for _, r := range c.Rows {
		if r.Family == f {
			return false
		}
		others = true
	}
	return others
}

// number appends "#2" to the second subject of one name.
func number(ss []*Subject) {
	seen := map[string]int{}
	for _, s := range ss {
		seen[s.ID]++
		if n := seen[s.ID]; n > 1 {
			s.ID = fmt.Sprintf("%s#%d", s.ID, n)
		}
	}
}

// ServiceOf is the licensing service of the subject's family on this Windows; "" unknown.
func (c *Case) ServiceOf(family int) string {
	return requiredService(family, c.OS.NT)
}

// ByKMS reports a KMS client licence that is activated through KMS: LICENSED and not by Active Directory, or, where no
// listing gives a status, activated in a transcript.
func (s *Subject) ByKMS() bool {
	if !s.KMS() {
		return false
	}
	if s.Row.Status == "" {
		return s.LastOK.By == "transcript"
	}
	return s.Licensed() && s.Row.ActivatedBy != "AD"
}

// Activated reports a licence that works, whatever the way.
func (s *Subject) Activated() bool { return s.Licensed() || s.ByKMS() }
