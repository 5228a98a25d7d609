package redact

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// differences says how the diagnosis of a capsule is another than that of its bundle: rules, subjects, confidence, and what
// each rests on. placed and place give the names by which the files of the two are compared.
func differences(was, is *analyze.Diagnosis, placed, place func(string) string) []string {
	a, b := outline(was, placed), outline(is, place)
	var out []string
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			out = append(out, "the diagnosis of the capsule would have more: "+b[i])
		case i >= len(b):
			out = append(out, "the diagnosis of the capsule would lack: "+a[i])
		case a[i] != b[i]:
			out = append(out, fmt.Sprintf("the diagnosis would change: from %s to %s", a[i], b[i]))
		}
	}
	return out
}

// outline is what must be the same, a line each.
func outline(d *analyze.Diagnosis, place func(string) string) []string {
	out := []string{"primary " + d.Primary, "DNS " + d.DNS.State}
	if d.OS != nil {
		out = append(out, fmt.Sprintf("Windows %s %s %s", d.OS.Version, d.OS.Arch, d.OS.ProductType))
	}
	out = append(out, "collected "+at(d.Bundle.CollectedAt)+" "+d.Bundle.TimeQuality)
	for _, s := range d.Subjects {
		if a := s.Attempt; a != nil {
			out = append(out, fmt.Sprintf("attempt %s %s %s %d %v %v", s.ID, at(a.Time), a.TimeQuality, a.Port, a.OK, a.Stale))
		}
		code, status := "", ""
		if s.Code != nil {
			code = s.Code.String()
		}
		if s.Licence != nil {
			status = s.Licence.Status + " " + s.Licence.Channel
		}
		out = append(out, fmt.Sprintf("subject %s %s %s %s %s %s %s", s.ID, s.Kind, status, s.Comparison, s.Origin, code, s.Primary))
	}
	for _, f := range d.Findings {
		out = append(out, finding("finding", f, place))
	}
	for _, f := range d.Suppressed {
		out = append(out, finding("suppressed", f, place))
	}
	out = append(out, "clear "+strings.Join(d.Clear, " "))
	for _, n := range d.NotChecked {
		out = append(out, fmt.Sprintf("not checked %s %s", n.Rule, strings.Join(n.Missing, " ")))
	}
	return out
}

func at(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.Format(time.RFC3339)
}

func finding(what string, f analyze.Finding, place func(string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s %s", what, f.Rule, f.Severity, f.Confidence, f.Subject)
	var because []string
	for _, e := range f.Because {
		s := e.Source
		if s.Record != 0 || s.Line != 0 {
			s.Offset = 0 // a log is written anew, and lines are blanked
		}
		because = append(because, fact.Source{Path: place(s.Path), Line: s.Line, Record: s.Record, Offset: s.Offset}.String())
	}
	sort.Strings(because) // some are told by the order of names
	b.WriteString(" " + strings.Join(because, " "))
	for _, q := range f.Questions {
		fmt.Fprintf(&b, " %s=%s", q.ID, q.Answer)
	}
	return b.String()
}
