package report

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/report/picture"
)

// htmlBundle is one bundle as the page shows it.
type htmlBundle struct {
	htmlNode
	speech
	Name, Kicker, Headline, Look, Sign string
	Unreadable                         string
	First                              *htmlFinding
	Others, Suppressed                 []*htmlFinding
	Facts                              []htmlFact
	Subjects                           []htmlSubject
	Routes                             []htmlRoute
	Timeline                           *htmlTimeline
	Clear, ClearSections               []string
	ClearCount                         string
	Blockers                           []htmlBlocker
	Chains                             []htmlChain
	Asks                               []analyze.MissingKind
	FilesRead                          string
	Files                              []htmlFile
	Problems                           []string
}

// Good and Careful are the signs that the template itself sets.
func (h *htmlBundle) Good() string    { return unicodeSymbol(good) }
func (h *htmlBundle) Careful() string { return unicodeSymbol(careful) }

type htmlFact struct {
	Name  string
	Lines []string
}

type htmlSubject struct {
	Name, Look, Sign, State, Key, Time string
	Asked                              []string
}

type htmlRoute struct {
	Caption, Note string
	SVG           template.HTML
}

type htmlTimeline struct {
	SVG  template.HTML
	Rows []htmlAttempt
	More string
}

// htmlAttempt is a row; State is that of the licence when it asked.
type htmlAttempt struct{ Time, Of, Host, Outcome, State, Source string }

type htmlBlocker struct {
	Kind  string
	Rules []string
}

type htmlChain struct {
	Name string
	Rows []htmlCandidate
}

type htmlCandidate struct {
	Place, State, Look, Why string
	Cited                   []string
}

type htmlFile struct {
	Path, Kind, Reading, Look, Encoding, Span string
	Problems                                  []string
}

// htmlBundle lays a diagnosis out. prefix begins the ids of the page's parts, level is that of the first heading.
func (s speech) htmlBundle(d *analyze.Diagnosis, prefix string, level int) *htmlBundle {
	h := &htmlBundle{htmlNode: htmlNode{prefix, level}, speech: s, Name: d.MachineName(), Unreadable: d.Unreadable, Clear: d.Clear, ClearSections: clearSections(d),
		ClearCount: s.Count(len(d.Clear), "%d rule", "%d rules"), Asks: asks(d), FilesRead: s.filesRead(d)}
	h.verdict(d)
	finding := func(f *analyze.Finding, n int) *htmlFinding {
		return s.htmlFinding(d, f, htmlNode{fmt.Sprintf("%sf%d-", prefix, n), level + 1})
	}
	for i := range d.Findings {
		if x := finding(&d.Findings[i], i); i == 0 {
			h.First = x
		} else {
			h.Others = append(h.Others, x)
		}
	}
	for i := range d.Suppressed {
		h.Suppressed = append(h.Suppressed, finding(&d.Suppressed[i], len(d.Findings)+i))
	}
	for _, b := range s.blockers(d) {
		h.Blockers = append(h.Blockers, htmlBlocker{b.kind, b.rules})
	}
	for _, x := range d.Bundle.Problems {
		h.Problems = append(h.Problems, x.Text)
	}
	h.facts(d)
	h.pictures(d)
	h.chains(d)
	h.files(d)
	return h
}

func (h *htmlBundle) verdict(d *analyze.Diagnosis) {
	kicker := h.htmlWord("no-cause")
	h.Headline, h.Look, h.Sign = h.htmlWord("no-cause"), "info", unicodeSymbol(unknown)
	switch {
	case d.Unreadable != "":
		kicker, h.Headline, h.Look, h.Sign = h.htmlWord("not-analysed"), h.htmlWord("not-analysed"), "bad", unicodeSymbol(bad)
	case len(d.Findings) > 0:
		f := &d.Findings[0]
		kicker = h.htmlWord("result")
		if f.Severity == analyze.Error || f.Severity == analyze.Warning {
			kicker = h.htmlWord("cause")
		}
		sig := symbolOf(f.Severity)
		h.Headline, h.Look, h.Sign = f.Title, lookOf(sig), unicodeSymbol(sig)
	}
	h.Kicker = kicker + between + d.MachineName()
}

// facts are what was looked at, in a few words.
func (h *htmlBundle) facts(d *analyze.Diagnosis) {
	add := func(key string, lines ...string) {
		if len(lines) > 0 && lines[0] != "" {
			h.Facts = append(h.Facts, htmlFact{h.htmlWord(key), lines})
		}
	}
	add("computer", d.MachineName())
	add("windows", h.windowsName(d.OS))
	add("office", h.officeNames(d.Subjects))
	if c := d.Bundle.CollectedAt; c != nil {
		add("collected", c.UTC().Format("2006-01-02 15:04")+" UTC"+h.doubt(d.Bundle.TimeQuality))
	}
	add("files-read", h.FilesRead)
	add("dns", h.dnsLines(d.DNS)...)
	for i := range d.Subjects {
		s := &d.Subjects[i]
		sig, words := h.state(s)
		x := htmlSubject{Name: called(s), Look: lookOf(sig), Sign: unicodeSymbol(sig), State: words}
		if s.Licence != nil {
			x.Key = s.Licence.PartialKey
		}
		if a := h.asked(s); a != "" {
			x.Asked = strings.Split(a, between)
		}
		if s.Attempt != nil && s.Attempt.Time != nil && len(x.Asked) > 0 {
			x.Time, x.Asked = x.Asked[len(x.Asked)-1], x.Asked[:len(x.Asked)-1]
		}
		if w := h.fromWhere(d, s); w != "" {
			x.Asked = append(x.Asked, w)
		}
		h.Subjects = append(h.Subjects, x)
	}
}

// dnsLines are the KMS hosts published, or why there are none.
func (s speech) dnsLines(d analyze.DNS) []string {
	var out []string
	for _, r := range d.Records {
		out = append(out, hostPort(r.Host, r.Port))
	}
	if len(out) == 0 {
		out = append(out, picture.DNSWords(d.State, s.Language))
	}
	if d.Zone != "" {
		out = append(out, "_vlmcs._tcp."+d.Zone)
	}
	return out
}

// mostRoutes and mostRows keep the page of an odd bundle small: a machine has one Office, or two.
const (
	mostRoutes = 4
	mostRows   = 300
)

func (h *htmlBundle) pictures(d *analyze.Diagnosis) {
	for i := range d.Subjects {
		s := &d.Subjects[i]
		svg := picture.Route(d, s, fmt.Sprintf("%sroute%d", h.prefix, i), h.Language)
		if svg == "" || len(h.Routes) == mostRoutes {
			continue
		}
		h.Routes = append(h.Routes, htmlRoute{Caption: picture.RouteTitle(s, h.Language), Note: picture.Comparison(s.Comparison, h.Language), SVG: template.HTML(svg)})
	}
	svg := picture.Timeline(d, h.prefix+"timeline-p", h.Language)
	if svg == "" {
		return
	}
	h.Timeline = &htmlTimeline{SVG: template.HTML(svg)}
	for i := len(d.Timeline) - 1; i >= 0; i-- { // the newest first
		if len(h.Timeline.Rows) == mostRows {
			h.Timeline.More = h.Count(i+1, "%d earlier attempt", "%d earlier attempts")
			break
		}
		h.Timeline.Rows = append(h.Timeline.Rows, h.htmlAttempt(d, &d.Timeline[i]))
	}
}

func (s speech) htmlAttempt(d *analyze.Diagnosis, a *analyze.Attempt) htmlAttempt {
	x := htmlAttempt{Of: s.word(a.Application), Host: hostPort(a.Host, a.Port), Source: a.Source.String(),
		State: a.Status}
	if g := s.grace(a.GraceMinutes); g != "" {
		x.State += ", " + g
	}
	if a.Subject != "" {
		x.Of = s.nameOf(d, a.Subject)
	}
	if a.Time != nil {
		x.Time = a.Time.UTC().Format("2006-01-02 15:04:05") + s.doubt(a.TimeQuality)
	}
	switch {
	case a.OK:
		x.Outcome = s.htmlWord("activated")
	case a.Refused:
		x.Outcome = s.htmlWord("refused-one")
	case a.Stale:
		x.Outcome = s.htmlWord("stale")
	default:
		x.Outcome = s.htmlWord("no-answer")
	}
	if a.Code != nil && *a.Code != 0 {
		x.Outcome += ", " + a.Code.String()
	}
	if a.Count != nil {
		x.Outcome += ", " + s.Say("count %d", *a.Count)
	}
	return x
}

func (h *htmlBundle) chains(d *analyze.Diagnosis) {
	for _, c := range d.Candidates {
		x := htmlChain{Name: h.nameOf(d, c.Subject)}
		for _, k := range c.Chain {
			look := map[string]string{"confirmed": "good", "excluded": "none"}[k.State]
			if look == "" {
				look = "info"
			}
			row := htmlCandidate{Place: h.placeName(k.Candidate), State: h.word(k.State), Look: look, Why: k.Why}
			for _, e := range k.Because {
				row.Cited = append(row.Cited, e.Source.String())
			}
			x.Rows = append(x.Rows, row)
		}
		h.Chains = append(h.Chains, x)
	}
}

func (h *htmlBundle) files(d *analyze.Diagnosis) {
	for _, a := range d.Artifacts {
		x := htmlFile{Path: a.Path, Kind: a.Kind, Reading: h.word(a.Reading), Encoding: strings.TrimSpace(a.Encoding + " " + a.Language)}
		switch a.Reading {
		case "partial":
			x.Look = "warn"
		case "failed":
			x.Look = "bad"
		case "whole", "empty":
			x.Look = "good"
		default:
			x.Look, x.Kind = "none", h.Prose(a.Guess)
		}
		x.Span = h.fileSpan(a)
		for _, p := range a.Problems {
			x.Problems = append(x.Problems, p.Text)
		}
		h.Files = append(h.Files, x)
	}
}

func (s speech) fileSpan(a analyze.Artifact) string {
	var parts []string
	if a.From != nil && a.To != nil {
		parts = append(parts, s.Say("%s to %s", dayOf(a.From), dayOf(a.To)))
	}
	if a.Records > 0 {
		parts = append(parts, s.Count(a.Records, "%d record", "%d records"))
	}
	if a.Lost > 0 {
		parts = append(parts, s.Say("%d lost", a.Lost))
	}
	return strings.Join(parts, ", ")
}

func dayOf(t *time.Time) string { return t.UTC().Format("2006-01-02") }
