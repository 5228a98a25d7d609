package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"kmstriage/analyze"
)

// Listing is what `kmstriage ls` shows of one bundle.
type Listing struct {
	Bundle    analyze.BundleID      `json:"bundle"`
	Artifacts []analyze.Artifact    `json:"artifacts"`
	Missing   []analyze.MissingKind `json:"missing"`
}

// WriteListingsJSON prints {"bundles": [{"bundle", "artifacts", "missing"}, ...]}, with one bundle too.
func WriteListingsJSON(w io.Writer, ls []Listing) error {
	out := make([]Listing, len(ls))
	for i, l := range ls {
		l.Artifacts, l.Missing = list(l.Artifacts), list(l.Missing)
		out[i] = l
	}
	return encode(w, struct {
		Bundles []Listing `json:"bundles"`
	}{out}, " ")
}

// WriteListings shows every file, what it is and how well it was read, and what is missing with the command that would
// supply it.
func WriteListings(w io.Writer, ls []Listing, v View) error {
	p := newPage(v)
	for _, l := range ls {
		p.blank()
		if err := p.listing(l, len(ls) > 1); err != nil {
			return err
		}
	}
	if err := p.writeTo(w); err != nil {
		return fmt.Errorf("write listing: %w", err)
	}
	return nil
}

func (p *page) listing(l Listing, named bool) error {
	if named {
		p.para(0, plain, l.Bundle.Name)
	}
	for _, x := range l.Bundle.Problems {
		p.hang(0, p.symbol(bad)+" ", yellow, x.Text, 0)
	}
	if len(l.Artifacts) == 0 {
		p.para(0, plain, "The bundle holds no file.")
	} else {
		rows := make([][]string, len(l.Artifacts))
		common := commonStart(l.Artifacts)
		if common != "" {
			p.para(0, plain, "All names begin with "+common)
			p.blank()
		}
		for i, a := range l.Artifacts {
			rows[i] = []string{strings.TrimPrefix(a.Path, common), kind(a), strings.TrimSpace(a.Encoding + " " + a.Language), a.Reading, note(a)}
		}
		if err := p.table([]string{"FILE", "KIND", "ENCODING", "READING", "SPAN / NOTE"}, rows); err != nil {
			return err
		}
	}
	if len(l.Missing) == 0 {
		return nil
	}
	p.blank()
	p.para(0, plain, "Missing, and what supplies it")
	for _, m := range l.Missing {
		p.para(2, plain, m.Kind)
		if m.Supply != "" {
			p.commands(6, m.Supply)
		}
	}
	return nil
}

// commonStart is the folder and computer name that all paths begin with: said once, it leaves room for the rest.
func commonStart(as []analyze.Artifact) string {
	if len(as) < 2 {
		return ""
	}
	c := as[0].Path
	for _, a := range as[1:] {
		for !strings.HasPrefix(a.Path, c) {
			c = c[:len(c)-1]
		}
	}
	return c[:strings.LastIndexAny(c, "_/")+1]
}

func kind(a analyze.Artifact) string {
	if a.Format != "" {
		return a.Kind + " (" + a.Format + ")"
	}
	return a.Kind
}

// note is the span of a log, its records, and the first damage.
func note(a analyze.Artifact) string {
	var parts []string
	if a.Guess != "" {
		parts = append(parts, a.Guess)
	}
	if len(a.Also) > 0 {
		parts = append(parts, "also "+strings.Join(a.Also, ", "))
	}
	if s := span(a.From, a.To, a.TimeQuality); s != "" {
		parts = append(parts, s)
	}
	if a.Records > 0 && a.Format != "" {
		parts = append(parts, plural(a.Records, "record"))
	}
	if a.Lost > 0 {
		parts = append(parts, fmt.Sprintf("%d lost", a.Lost))
	}
	for i, x := range a.Problems {
		if i == 2 {
			parts = append(parts, fmt.Sprintf("%d more problems", len(a.Problems)-2))
			break
		}
		parts = append(parts, place(x)+x.Text)
	}
	return strings.Join(parts, ", ")
}

func place(x analyze.Problem) string {
	switch {
	case x.Record != 0:
		return fmt.Sprintf("record %d: ", x.Record)
	case x.Line != 0:
		return fmt.Sprintf("line %d: ", x.Line)
	case x.Offset != 0:
		return fmt.Sprintf("byte %d: ", x.Offset)
	}
	return ""
}

func span(from, to *time.Time, quality string) string {
	if from == nil || to == nil {
		return ""
	}
	const day = "2006-01-02"
	return from.UTC().Format(day) + " to " + to.UTC().Format(day) + doubt(quality)
}
