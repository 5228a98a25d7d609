package derive

import (
	"time"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// Sighting is one place at which an error code stands.
type Sighting struct {
	Code fact.Code
	T    fact.Time // zero: unknown
	From string    // given, transcript, event, listing, script, service
	Kind fact.Kind // of script
	Line fact.Line
	OK   bool // a transcript's "<Product activation successful>"
}

// Class is the kind of the effective code: which part of the tree it leads to.
type Class string

// The classes of the effective code.
const (
	NoCode      Class = ""
	Refusal     Class = "refusal"     // the host answered: C004F038, 039, 041, 042
	Article     Class = "article"     // another of the article's codes, seen as surface error
	DNSFault    Class = "dns"         // no host was found
	Unreachable Class = "unreachable" // the C004F074 branch
	Other       Class = "other"       // outside the article
)

// Pick is the effective code of a subject (facts.md, "Effective code").
type Pick struct {
	Code  fact.Code
	Class Class
	Line  fact.Line
	// FromSurface is set when the code is a surface error and no event proves it.
	FromSurface bool
}

// Is reports whether the effective code is one of the given.
func (p Pick) Is(codes ...fact.Code) bool {
	if p.Class == NoCode {
		return false
	}
	for _, c := range codes {
		if p.Code == c {
			return true
		}
	}
	return false
}

const (
	noHostContacted fact.Code = 0xC004F074
	invalidData     fact.Code = 0x8007000D
	accessDenied    fact.Code = 0x80070005
	useRights       fact.Code = 0x4004F040
	keyBlocked      fact.Code = 0xC004C003
	noKey           fact.Code = 0xC004F014
)

// conclude works a subject out: what succeeded, what is stale, the codes, the comparison.
func (c *Case) conclude(s *Subject) {
	c.lastOK(s)
	for _, a := range s.Attempts {
		if a.Failed && c.isStale(a.T, s) {
			a.Stale = true
			s.Stale = append(s.Stale, a)
			continue
		}
		if a.Failed {
			s.Failing = a
		}
	}
	if n := len(s.Attempts); n > 0 {
		s.Newest = s.Attempts[n-1]
	}
	if s.Failing != nil {
		s.Inner = s.Failing.Code
		s.Self = c.Machine.IsSelf(s.Failing.Decides.Host)
	}
	s.Surface = c.surface(s)
	s.Pick = c.pick(s)
	s.Compare = c.compare(s)
}

// validity is how long a KMS activation lasts: 180 days. Hosts cannot change it; clients count it down in minutes.
const validity = 259200

// lastOK is the newest success: a response, a transcript, or for a licensed licence what its remaining grace says.
func (c *Case) lastOK(s *Subject) {
	for _, a := range s.Attempts {
		if a.OK && !a.T.At.Before(s.LastOK.T) {
			s.LastOK = LastOK{T: a.T.At, By: "response", Known: true, Line: fact.Line{Source: a.Decides.Pair.Source, Text: a.Decides.Pair.Raw}}
		}
	}
	if s.Row == nil {
		return
	}
	at, _ := c.Collected()
	if g := s.Row.GraceMinutes; s.Licensed() && s.Row.Class == "kms_client" && g != nil && *g <= validity && *g > 0 && !at.IsZero() {
		if t := at.Add(-time.Duration(validity-*g) * time.Minute); t.After(s.LastOK.T) {
			s.LastOK = LastOK{T: t, By: "grace", Known: true, Line: s.Row.Lines["graceMinutes"]}
		}
	}
	if x := c.transcript(s); x != nil && x.OK {
		s.LastOK = LastOK{T: at.Add(time.Minute), By: "transcript", Known: true, Line: x.Line}
	}
}

// staleGrace is the tolerance between a failure and the success that follows it in one attempt.
const staleGrace = 2 * time.Minute

func (c *Case) isStale(t fact.Time, s *Subject) bool {
	if !s.LastOK.Known {
		return false
	}
	if s.LastOK.By == "transcript" {
		return true
	}
	if t.Quality == fact.Guess && s.LastOK.T.Sub(t.At).Abs() < 24*time.Hour {
		return false // order uncertain
	}
	return t.At.Add(staleGrace).Before(s.LastOK.T)
}

// transcript is the last outcome that an /act transcript shows for the subject; nil if none.
func (c *Case) transcript(s *Subject) *Sighting {
	var out *Sighting
	for _, a := range c.Set.Activations {
		if s.Row == nil || !activates(a, s.Row) {
			continue
		}
		x := Sighting{From: "transcript", Line: a.Line, OK: a.OK}
		if a.Code != nil {
			x.Code = *a.Code
		}
		if a.OK || a.Code != nil {
			out = &x
		}
	}
	return out
}

func activates(a fact.Activation, r *Row) bool {
	if a.SKU != "" && r.SKU != "" {
		return a.SKU == r.SKU
	}
	if a.PartialKey != "" && r.PartialKey != "" && a.PartialKey != r.PartialKey {
		return false
	}
	return stem(a.Name) == r.Stem && a.Family == r.Family
}

// surface is the newest error that the licensing service or a script reported about the subject.
func (c *Case) surface(s *Subject) *Sighting {
	if c.Given.Error != nil && *c.Given.Error != 0 {
		return &Sighting{Code: *c.Given.Error, From: "given", Line: fact.Line{Source: fact.Source{Path: "--error"}, Text: c.Given.Error.String()}}
	}
	if x := c.transcript(s); x != nil {
		if x.OK || x.Code == useRights && s.Licensed() {
			return nil
		}
		return x
	}
	if x := c.failure(s); x != nil {
		return x
	}
	if x := c.scriptCode(s.Family); x != nil {
		return x
	}
	if s.Row != nil && s.Row.Reason != nil && *s.Row.Reason == useRights && !s.Licensed() {
		return &Sighting{Code: useRights, From: "listing", Line: s.Row.Lines["reason"]}
	}
	return nil
}

// failure is the newest current failure event of the subject.
func (c *Case) failure(s *Subject) *Sighting {
	for i := len(c.Failures) - 1; i >= 0; i-- {
		f := c.Failures[i]
		if f.App != Office || f.Code == nil || *f.Code == 0 || !concerns(f, s) || c.isStale(f.T, s) {
			continue
		}
		if s.Failing != nil && f.T.Quality != fact.Guess && s.Failing.T.Quality != fact.Guess && f.T.At.Add(staleGrace).Before(s.Failing.T.At) {
			return nil // an older attempt's
		}
		if *f.Code == useRights && s.Licensed() {
			continue
		}
		return &Sighting{Code: *f.Code, T: f.T, From: "event", Line: fact.Line{Source: f.Source, Text: first(f.Raw, f.Code.String())}}
	}
	return nil
}

// concerns reports whether a failure event is the subject's: by licence, else by application. 8200 is about internet
// activation and never a KMS licence's.
func concerns(f *Failure, s *Subject) bool {
	if f.ID == 8200 && s.KMS() {
		return false
	}
	if f.SKU != "" {
		if s.Row != nil && s.Row.SKU != "" {
			return f.SKU == s.Row.SKU
		}
		return f.Family == s.Family
	}
	return f.Family == 0 || f.Family == s.Family
}

// scriptCode is a service or registry error that the scripts of a family printed instead of their answer.
func (c *Case) scriptCode(family int) *Sighting {
	for _, e := range c.Set.Scripts {
		if e.What != "code" || e.Code == nil || e.Family != 0 && e.Family != family && family != 0 {
			continue
		}
		if catalogue.IsService(uint32(*e.Code)) || e.Kind == fact.OSPPStatusAll && *e.Code != accessDenied {
			return &Sighting{Code: *e.Code, From: "script", Kind: e.Kind, Line: e.Line}
		}
	}
	return nil
}

// pick chooses the effective code: a refusal by a host that answered disproves what the surface says about the way to
// it; a sharper surface error beats the catch-all C004F074.
func (c *Case) pick(s *Subject) Pick {
	inner, asked := s.innerCode()
	sur := s.Surface
	newer := sur != nil && s.Failing != nil && sur.From == "event" && sur.T.At.After(s.Failing.T.At.Add(staleGrace))
	sharp := sur != nil && sur.Code != noHostContacted && isArticle(sur.Code) && !(sur.Code == inner && (inner == invalidData || inner == accessDenied))
	refused := catalogue.IsRefusal(uint32(inner))
	switch {
	case refused && !(newer && sharp) && !(sharp && sur.From == "given"):
		return Pick{Code: inner, Class: Refusal, Line: s.Failing.Line()}
	case sharp:
		return Pick{Code: sur.Code, Class: classOf(sur.Code), Line: sur.Line, FromSurface: true}
	case inner == invalidData:
		return Pick{Code: noHostContacted, Class: Unreachable, Line: s.Failing.Line()}
	case catalogue.IsDNS(uint32(inner)) || s.Failing != nil && !asked:
		return Pick{Code: inner, Class: DNSFault, Line: s.Failing.Line()}
	case sur != nil && sur.Code == noHostContacted:
		return Pick{Code: noHostContacted, Class: Unreachable, Line: sur.Line, FromSurface: s.Failing == nil}
	case catalogue.IsTransport(uint32(inner)):
		return Pick{Code: noHostContacted, Class: Unreachable, Line: s.Failing.Line()}
	case sur != nil:
		return Pick{Code: sur.Code, Class: Other, Line: sur.Line, FromSurface: true}
	case inner == noHostContacted:
		return Pick{Code: noHostContacted, Class: Unreachable, Line: s.Failing.Line()}
	case inner != 0:
		return Pick{Code: inner, Class: Other, Line: s.Failing.Line()}
	}
	return Pick{}
}

// innerCode is the failing attempt's code, and whether a host was asked (or cannot be told).
func (s *Subject) innerCode() (code fact.Code, asked bool) {
	if s.Failing == nil || s.Inner == nil {
		return 0, false
	}
	d := s.Failing.Decides
	return *s.Inner, d.Host != "" || d.HostUnknown
}

func classOf(code fact.Code) Class {
	switch {
	case catalogue.IsRefusal(uint32(code)):
		return Refusal
	case catalogue.IsDNS(uint32(code)):
		return DNSFault
	}
	return Article
}

func isArticle(code fact.Code) bool {
	_, ok := catalogue.ArticleSection(uint32(code))
	return ok
}

func requiredService(family int, nt string) string { return catalogue.RequiredService(family, nt) }

func productName(id string) string {
	p, ok := catalogue.ProductByID(id)
	if !ok {
		return ""
	}
	return first(p.LicenceName, p.Edition)
}

// CodeSeen finds where a code stands anywhere in the subject's current evidence: events, transcripts, listings, --error.
func (c *Case) CodeSeen(s *Subject, code fact.Code) *Sighting {
	if s.Surface != nil && s.Surface.Code == code {
		return s.Surface
	}
	if s.Inner != nil && *s.Inner == code {
		return &Sighting{Code: code, T: s.Failing.T, From: "event", Line: s.Failing.Line()}
	}
	if s.Row != nil && s.Row.Reason != nil && *s.Row.Reason == code {
		return &Sighting{Code: code, From: "listing", Line: s.Row.Lines["reason"]}
	}
	for _, a := range c.Set.Activations {
		if s.Row != nil && a.Code != nil && *a.Code == code && activates(a, s.Row) {
			return &Sighting{Code: code, From: "transcript", Line: a.Line}
		}
	}
	return nil
}

// ServiceFault is where a script of the family, the newest Office failure or, last, a look at the services tells that the
// licensing service is disabled or not running; nil if none does.
func (c *Case) ServiceFault(family int) *Sighting {
	for _, e := range c.Set.Scripts {
		if e.Family != 0 && e.Family != family {
			continue
		}
		if e.Code != nil && catalogue.IsService(uint32(*e.Code)) {
			return &Sighting{Code: *e.Code, From: "script", Kind: e.Kind, Line: e.Line}
		}
		if e.What == "service-not-running" {
			return &Sighting{Code: 0x80070426, From: "script", Kind: e.Kind, Line: e.Line}
		}
	}
	for _, a := range c.Set.Activations {
		if a.Code != nil && catalogue.IsService(uint32(*a.Code)) && (a.Family == 0 || a.Family == family) {
			return &Sighting{Code: *a.Code, From: "transcript", Line: a.Line}
		}
	}
	return c.disabledService(family)
}
