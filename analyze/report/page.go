package report

import (
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// colour is one of the eight base colours, foreground only, readable on light and dark.
type colour string

const (
	plain  colour = ""
	red    colour = "31"
	green  colour = "32"
	yellow colour = "33"
	cyan   colour = "36"
)

// defaultWidth is the report's width where none is given.
const defaultWidth = 80

// minWidth is the least that is laid out; narrower terminals wrap by themselves.
const minWidth = 20

// page collects the lines of a text report. Everything that goes through it is made inert.
type page struct {
	speech
	view  View
	width int
	tight bool // see bundle
	lines []string
}

func newPage(v View) *page {
	w := v.Width
	if w <= 0 {
		w = defaultWidth
	}
	return &page{speech: speech{v.Lang}, view: v, width: max(w, minWidth)}
}

// writeTo writes the lines and forgets them.
func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, strings.Join(p.lines, "\n")+"\n")
	p.lines = nil
	return err
}

// maxShown bounds one text on the screen, in bytes: the longest explanation has a thousand; a name of a damaged or
// hostile file can have millions. JSON has it whole.
const maxShown = 4 << 10

// shown makes a text fit for the terminal.
func (p *page) shown(s string) string {
	if len(s) > maxShown {
		s = strings.ToValidUTF8(s[:maxShown], "") + "\u2026"
	}
	s = Clean(s)
	if !p.view.Unicode {
		s = ascii(s)
	}
	return s
}

func (p *page) paint(c colour, s string) string {
	if c == plain || !p.view.Colour || s == "" {
		return s
	}
	return "\x1b[" + string(c) + "m" + s + "\x1b[0m"
}

// blank adds one empty line, unless there is one.
func (p *page) blank() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// para adds a paragraph, indented and wrapped.
func (p *page) para(indent int, c colour, s string) { p.hang(indent, "", c, s, 0) }

// hang adds a label and a text whose further lines stand under its first. Of a text of more than most lines the rest is
// replaced by an ellipsis; most 0 is unlimited.
func (p *page) hang(indent int, label string, c colour, s string, most int) {
	label = p.shown(label)
	lead := displaywidth.String(label)
	room := p.width - indent - lead
	if room < 12 && lead > 0 { // too narrow for two columns: they stack
		for _, l := range wrap(label, p.width-indent) {
			p.raw(indent, c, l)
		}
		indent, label, lead = indent+2, "", 0
		room = p.width - indent
	}
	lines := wrap(p.shown(s), room)
	if most > 0 && len(lines) > most {
		rest := p.shown("\u2026")
		lines = lines[:most]
		head, _ := split(lines[most-1], room-1)
		lines[most-1] = head + rest
	}
	for i, l := range lines {
		if i == 0 {
			p.lines = append(p.lines, strings.TrimRight(strings.Repeat(" ", indent)+p.paint(c, label)+p.paintText(label, c, l), " "))
			continue
		}
		p.raw(indent+lead, paintOf(label, c), l)
	}
}

// paintOf colours the text only where there is no label to colour.
func paintOf(label string, c colour) colour {
	if label != "" {
		return plain
	}
	return c
}

func (p *page) paintText(label string, c colour, s string) string {
	return p.paint(paintOf(label, c), s)
}

func (p *page) raw(indent int, c colour, s string) {
	p.lines = append(p.lines, strings.Repeat(" ", indent)+p.paint(c, s))
}

// command adds a line to be pasted: never wrapped.
func (p *page) command(indent int, s string) {
	p.lines = append(p.lines, strings.Repeat(" ", indent)+p.paint(cyan, p.shown(s)))
}

// twoEnds adds a line with one text at each end, or two lines where both do not fit.
func (p *page) twoEnds(left string, c colour, right string) {
	l, r := p.shown(left), p.shown(right)
	gap := p.width - displaywidth.String(l) - displaywidth.String(r)
	if gap < 2 || r == "" {
		p.para(0, c, left)
		if r != "" {
			p.para(0, plain, right)
		}
		return
	}
	p.lines = append(p.lines, p.paint(c, l)+strings.Repeat(" ", gap)+r)
}
