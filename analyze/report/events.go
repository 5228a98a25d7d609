package report

import (
	"fmt"
	"io"
	"strings"

	"kmstriage/analyze/derive"
)

// WriteEventsJSON prints {"events": [...]}, oldest first.
func WriteEventsJSON(w io.Writer, es []derive.TimelineEvent) error {
	return encode(w, struct {
		Events []derive.TimelineEvent `json:"events"`
	}{list(es)}, " ")
}

// WriteEvents shows the activation timeline: as a strip over time, then as a table, newest last. A response stands in a row of its own and names the row of
// its request. CMID and flags are shown with -v.
func WriteEvents(w io.Writer, es []derive.TimelineEvent, v View) error {
	p := newPage(v)
	if len(es) == 0 {
		p.para(0, plain, p.Say("No licensing event was read. kmstriage ls shows which logs the bundle holds."))
	} else {
		files := letters{}
		rows := make([][]string, len(es))
		for i := range es {
			rows[i] = p.eventRow(i, &es[i], v.Verbose, &files)
		}
		p.strip(es)
		if err := p.table(p.columns("NO", "TIME (UTC)", "EVENT", "OF", "DETAILS", "SOURCE"), rows); err != nil {
			return err
		}
		p.blank()
		for i, f := range files.paths {
			p.hang(0, letter(i)+"  ", plain, f, 0)
		}
	}
	if err := p.writeTo(w); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	return nil
}

// letters name the files of a table, in order of appearance: a path in every row would leave no room for the rest.
type letters struct{ paths []string }

func (l *letters) of(path string) string {
	for i, p := range l.paths {
		if p == path {
			return letter(i)
		}
	}
	l.paths = append(l.paths, path)
	return letter(len(l.paths) - 1)
}

// letter is A to Z, then AA and so on.
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letter(i/26-1) + letter(i%26)
}

func (s speech) eventRow(i int, e *derive.TimelineEvent, verbose bool, files *letters) []string {
	at := "?"
	if e.Time != nil {
		at = e.Time.UTC().Format("2006-01-02 15:04:05") + s.doubt(e.TimeQuality)
	}
	path := e.Source.Path
	if e.Bundle != "" {
		path = e.Bundle + " " + path
	}
	src := e.Source
	src.Path = files.of(path)
	return []string{fmt.Sprint(i + 1), at, fmt.Sprintf("%d %s", e.ID, s.word(e.What)), s.word(e.Application), s.eventDetails(e, verbose), src.String()}
}

func (s speech) eventDetails(e *derive.TimelineEvent, verbose bool) string {
	var parts []string
	add := func(part string) { parts = append(parts, part) }
	if e.Host != "" {
		add(hostPort(e.Host, e.Port))
	} else if e.What == "request" {
		add(s.Say("no host"))
	}
	if e.Code != nil {
		add(e.Code.String())
	}
	if e.Activated != nil {
		if *e.Activated {
			add(s.Say("activated"))
		} else {
			add(s.Say("not activated"))
		}
	}
	if e.Count != nil {
		add(s.Say("count %d", *e.Count))
	}
	if e.Required > 0 {
		add(s.Say("needs %d", e.Required))
	}
	if e.Client != "" {
		add(s.Say("client %s", e.Client))
	}
	if e.Flags != nil && verbose {
		add(s.Say("flags %s", e.Flags))
	}
	if e.CMID != "" && verbose {
		add("CMID " + e.CMID)
	}
	if e.PairedWith != nil {
		add(s.Say("pair of %d (%s)", *e.PairedWith+1, s.word(string(e.Pairing))))
	}
	if e.Computer != "" {
		add(s.Say("on %s", e.Computer))
	}
	return strings.Join(parts, between)
}
