package analyze

import (
	"sort"
	"strings"
	"time"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// assemble writes the diagnosis out of the case and the verdicts.
func assemble(c *derive.Case, v *verdicts) *Diagnosis {
	d := &Diagnosis{Type: "bundle", Schema: BundleSchema, Bundle: bundleID(c), OS: osOf(c), Artifacts: artifacts(c), Missing: missing(c),
		DNS: dnsOf(c), Clear: v.clear, NotChecked: v.notChecked, Coverage: coverage(c), Unreadable: c.Set.Bundle.Unreadable}
	for _, s := range c.Subjects {
		d.Subjects = append(d.Subjects, subject(s, v.subjects[s]))
	}
	for _, r := range c.Rows {
		if r.HasKey {
			d.Licences = append(d.Licences, *licence(r))
		}
	}
	d.Timeline = timeline(c)
	d.Candidates = chains(c)
	d.Silence = silences(c, v.found)
	if v.primary != nil {
		d.Primary = v.primary.Rule
	}
	d.Findings = values(v.found)
	d.Suppressed = values(v.suppressed)
	d.Artifacts, d.Missing, d.Subjects = some(d.Artifacts), some(d.Missing), some(d.Subjects)
	d.Findings, d.Clear, d.NotChecked = some(d.Findings), some(d.Clear), some(d.NotChecked)
	sort.Slice(d.NotChecked, func(i, j int) bool { return d.NotChecked[i].Rule < d.NotChecked[j].Rule })
	return d
}

// some makes an empty list of a missing one: readers of JSON expect a list.
func some[T any](xs []T) []T {
	if xs == nil {
		return []T{}
	}
	return xs
}

func values(fs []*Finding) []Finding {
	var out []Finding
	for _, f := range fs {
		out = append(out, *f)
	}
	return out
}

func bundleID(c *derive.Case) BundleID {
	b := BundleID{Name: c.Set.Bundle.Name, SHA256: c.Set.Bundle.SHA256, Computer: c.Machine.Name, Problems: problems(c.Set.Bundle.Problems)}
	if t, q := c.Collected(); !t.IsZero() {
		b.CollectedAt, b.TimeQuality = instant(fact.Time{At: t, Quality: q})
	}
	return b
}

// instant is a time as JSON shows it: absent if unknown, with its quality unless exact.
func instant(t fact.Time) (*time.Time, string) {
	if t.IsZero() {
		return nil, ""
	}
	u := t.At.UTC()
	if t.Quality == fact.Exact {
		return &u, ""
	}
	return &u, string(t.Quality)
}

func problems(ps []fact.Problem) []Problem {
	var out []Problem
	for _, p := range ps {
		out = append(out, Problem{Line: p.Line, Record: p.Record, Offset: p.Offset, Text: p.Text})
	}
	return out
}

func osOf(c *derive.Case) *OS {
	o := c.OS
	if o.NT == "" && o.Arch == "" && o.ProductType == "" {
		return nil
	}
	return &OS{Version: o.NT, Build: o.Build, Caption: o.Caption, Arch: o.Arch, ProductType: o.ProductType}
}

func artifacts(c *derive.Case) []Artifact {
	var out []Artifact
	for _, r := range c.Set.Readings {
		a := Artifact{Path: r.Path, Kind: string(r.Kind), Format: r.Format, Reading: string(r.State), Encoding: r.Encoding,
			Language: r.Language, Size: max(r.Size, 0), Records: r.Records, Lost: r.Lost, Guess: r.Guess, CopyOf: r.CopyOf, Problems: problems(r.Problems)}
		for _, k := range r.Also {
			a.Also = append(a.Also, string(k))
		}
		if r.Format != "" {
			a.From, a.TimeQuality = instant(c.Clock.UTC(r.First))
			a.To, _ = instant(c.Clock.UTC(r.Last))
		}
		out = append(out, a)
	}
	return out
}

func missing(c *derive.Case) []MissingKind {
	var out []MissingKind
	for _, m := range c.Missing() {
		out = append(out, MissingKind{Kind: string(m.Kind), Supply: m.Supply})
	}
	return out
}

func dnsOf(c *derive.Case) DNS {
	d := DNS{State: string(c.DNS.State), Zone: c.DNS.Zone, Server: c.DNS.Server, Reason: c.DNS.Reason}
	if !c.DNS.Line.Source.IsZero() {
		s := c.DNS.Line.Source
		d.Source = &s
	}
	for _, r := range c.DNS.Records {
		d.Records = append(d.Records, SRVRecord{Host: r.Host, Port: r.Port, Priority: r.Priority, Weight: r.Weight,
			Addresses: c.DNS.AddressesOf(r.Host), Source: r.Line.Source})
	}
	return d
}

func subject(s *derive.Subject, primary *Finding) Subject {
	x := Subject{ID: s.ID, Name: s.Name(), Family: s.Family, Kind: s.Kind, Comparison: string(s.Compare.Result), Origin: string(s.Compare.Origin)}
	if s.Row != nil {
		x.Licence = licence(s.Row)
		x.Pinned, x.Discovered = s.Row.Pinned, s.Row.Discovered
	}
	if a := s.Compare.Attempt; a != nil {
		t := attempt(a)
		x.Attempt = &t
	}
	if s.LastOK.Known && !s.LastOK.T.IsZero() {
		t := s.LastOK.T.UTC()
		x.LastSuccess = &t
	}
	if s.Pick.Class != derive.NoCode && s.Pick.Code != 0 {
		code := s.Pick.Code
		x.Code = &code
	}
	if primary != nil {
		x.Primary, x.Severity = primary.Rule, primary.Severity
	}
	return x
}

func licence(r *derive.Row) *Licence {
	l := &Licence{Name: r.Name, Description: r.Description, Status: r.Status, Channel: r.Class, PartialKey: r.PartialKey, GraceMinutes: r.GraceMinutes, SKU: r.SKU}
	if s := r.Lines["block"].Source; !s.IsZero() {
		l.Source = &s
	}
	return l
}

func attempt(a *derive.Attempt) Attempt {
	q := a.Decides
	x := Attempt{Host: strings.TrimSuffix(q.Host, "."), Port: q.Port, Code: a.Code, OK: a.OK, Stale: a.Stale, Refused: a.Refused(), Application: string(a.App),
		CMID: q.CMID, Count: a.Count, Hosts: a.Hosts(), Source: q.Source}
	if x.Code == nil {
		x.Code = q.Code
	}
	if a.Subject != nil {
		x.Subject = a.Subject.ID
	}
	x.Time, x.TimeQuality = instant(q.T)
	x.standing(q)
	return x
}

func timeline(c *derive.Case) []Attempt {
	as := append([]*derive.Attempt(nil), c.Attempts...)
	sort.SliceStable(as, func(i, j int) bool { return as[i].T.At.Before(as[j].T.At) })
	var out []Attempt
	for _, a := range as {
		out = append(out, attempt(a))
	}
	return out
}

func coverage(c *derive.Case) []Coverage {
	var out []Coverage
	for _, r := range c.Set.Readings {
		if r.Format == "" {
			continue
		}
		x := Coverage{Path: r.Path, Records: r.Records, Lost: r.Lost}
		x.From, x.TimeQuality = instant(c.Clock.UTC(r.First))
		x.To, _ = instant(c.Clock.UTC(r.Last))
		out = append(out, x)
	}
	return out
}
