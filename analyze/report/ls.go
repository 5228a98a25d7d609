package report

import (
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/clipperhouse/displaywidth"

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
		p.listing(l, len(ls) > 1)
	}
	if err := p.writeTo(w); err != nil {
		return fmt.Errorf("write listing: %w", err)
	}
	return nil
}

func (p *page) listing(l Listing, named bool) {
	if named {
		p.para(0, plain, l.Bundle.Name)
	}
	for _, x := range l.Bundle.Problems {
		p.hang(0, p.symbol(bad)+" ", yellow, p.Prose(x.Text), 0)
	}
	if len(l.Artifacts) == 0 {
		p.para(0, plain, p.Say("The bundle holds no file."))
	} else {
		p.files(l.Artifacts)
	}
	if len(l.Missing) == 0 {
		return
	}
	p.blank()
	p.para(0, plain, p.Say("Missing, and what supplies it"))
	for _, m := range l.Missing {
		p.para(2, plain, m.Kind)
		if m.Supply != "" {
			p.commands(6, m.Supply)
		}
	}
}

// files lays the files out, each with what is to be said of it below: only names are broken where the page is narrow. What
// the columns have in common, the folder and computer that all names begin with, is said once.
func (p *page) files(as []analyze.Artifact) {
	common := commonStart(as)
	if common != "" {
		p.para(0, plain, p.Say("All names begin with %s", common))
		p.blank()
	}
	rows := [][]string{p.columns("FILE", "KIND", "ENCODING", "READING", "USED BY")}
	for _, a := range as {
		rows = append(rows, []string{strings.TrimPrefix(a.Path, common), p.kind(a), encoding(a), p.reading(a), p.users(a)})
	}
	widths := make([]int, len(rows[0]))
	for i, r := range rows {
		for j := range r {
			rows[i][j] = p.shown(r[j])
			widths[j] = max(widths[j], displaywidth.String(rows[i][j]))
		}
	}
	room := p.width
	for _, w := range widths[1:] {
		room -= w + gap
	}
	if room < narrowest {
		p.stackedFiles(rows, as)
		return
	}
	widths[0] = min(widths[0], room)
	for i, r := range rows {
		name := wrap(r[0], widths[0])
		line := pad(name[0], widths[0])
		for j := 1; j < len(r); j++ {
			line += strings.Repeat(" ", gap) + pad(r[j], widths[j])
		}
		p.raw(0, plain, strings.TrimRight(line, " "))
		for _, n := range name[1:] {
			p.raw(0, plain, n)
		}
		if i > 0 && p.fileNote(as[i-1]) != "" {
			p.para(noteIndent, plain, p.fileNote(as[i-1]))
		}
	}
}

// noteIndent sets what is said of a file off from the names.
const noteIndent = 4

// stackedFiles is for pages too narrow for columns.
func (p *page) stackedFiles(rows [][]string, as []analyze.Artifact) {
	for i, a := range as {
		p.stacked(append(rows[0], p.Say("NOTE")), [][]string{append(rows[i+1], p.shown(p.fileNote(a)))})
	}
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

// kind is what a file is, or seems to be.
func (s speech) kind(a analyze.Artifact) string {
	if a.Guess != "" {
		return s.Prose(a.Guess)
	}
	return a.Kind
}

// encoding is the form of a log, and the encoding and language of a text.
func encoding(a analyze.Artifact) string {
	return strings.Join(strings.Fields(a.Format+" "+a.Encoding+" "+a.Language), " ")
}

// reading is how well a file was read; nothing was of what was not recognised.
func (s speech) reading(a analyze.Artifact) string {
	if a.Guess != "" {
		return "-"
	}
	return s.word(a.Reading)
}

func (s speech) users(a analyze.Artifact) string {
	if a.UsedBy == 0 {
		return s.Say("unused")
	}
	return s.Count(a.UsedBy, "%d rule", "%d rules")
}

// fileNote is the span of a log, its records, and the first damage.
func (sp speech) fileNote(a analyze.Artifact) string {
	var parts []string
	if len(a.Also) > 0 {
		parts = append(parts, sp.Say("also %s", strings.Join(a.Also, ", ")))
	}
	if s := sp.span(a.From, a.To, a.TimeQuality); s != "" {
		parts = append(parts, s)
	}
	if a.Records > 0 && a.Format != "" {
		parts = append(parts, sp.Count(a.Records, "%d record", "%d records"))
	}
	if a.CopyOf != "" {
		parts = append(parts, sp.Say("the same events as %s, read there", path.Base(a.CopyOf)))
	}
	if a.Lost > 0 {
		parts = append(parts, sp.Say("%d lost", a.Lost))
	}
	for i, x := range a.Problems {
		if i == 2 {
			parts = append(parts, sp.Count(len(a.Problems)-2, "%d more problem", "%d more problems"))
			break
		}
		parts = append(parts, sp.place(x)+sp.Prose(x.Text))
	}
	return strings.Join(parts, ", ")
}

func (s speech) place(x analyze.Problem) string {
	switch {
	case x.Record != 0:
		return s.Say("record %d", x.Record) + ": "
	case x.Line != 0:
		return s.Say("line %d", x.Line) + ": "
	case x.Offset != 0:
		return s.Say("byte %d", x.Offset) + ": "
	}
	return ""
}

func (s speech) span(from, to *time.Time, quality string) string {
	if from == nil || to == nil {
		return ""
	}
	const day = "2006-01-02"
	return s.Say("%s to %s", from.UTC().Format(day), to.UTC().Format(day)) + s.doubt(quality)
}
