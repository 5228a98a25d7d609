package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// gap separates columns; narrowest is the least that a column is squeezed to before the rows are stacked instead.
const (
	gap       = 2
	narrowest = 8
)

// table adds rows under a head. Cells are made inert and wrapped here: the library's own wrapping loses text. Where the
// columns cannot be squeezed into the page, every row becomes a block of "HEAD  cell" lines.
func (p *page) table(head []string, rows [][]string) error { return p.wholeTable(head, rows, 0) }

// wholeTable is a table whose first columns are never broken: ids, which people copy.
func (p *page) wholeTable(head []string, rows [][]string, whole int) error {
	cells := make([][]string, len(rows))
	widths := make([]int, len(head))
	least := make([]int, len(head))
	for i, h := range head {
		widths[i] = displaywidth.String(h)
		least[i] = max(widths[i], narrowest)
	}
	for i, r := range rows {
		cells[i] = make([]string, len(head))
		for j := range head {
			cells[i][j] = p.shown(r[j])
			widths[j] = max(widths[j], displaywidth.String(cells[i][j]))
		}
	}
	copy(least, widths[:whole])
	if !squeeze(widths, least, p.width) {
		p.stacked(head, cells)
		return nil
	}
	for _, r := range cells {
		for j := range r {
			r[j] = strings.Join(wrap(r[j], widths[j]), "\n")
		}
	}
	return p.render(head, cells)
}

// squeeze takes columns from the widest until all fit, none below its least, or reports that they cannot.
func squeeze(widths, least []int, room int) bool {
	total := gap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for total > room {
		widest := -1
		for i, w := range widths {
			if w > least[i] && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
		total--
	}
	return true
}

func (p *page) stacked(head []string, rows [][]string) {
	wide := 0
	for _, h := range head {
		wide = max(wide, displaywidth.String(h))
	}
	for _, r := range rows {
		p.blank()
		for j, h := range head {
			if r[j] != "" {
				p.hang(0, pad(h, wide+gap), plain, r[j], 0)
			}
		}
	}
}

func (p *page) render(head []string, rows [][]string) error {
	var b bytes.Buffer
	padding := tw.CellPadding{Global: tw.Padding{Left: tw.Empty, Right: strings.Repeat(" ", gap), Overwrite: true}}
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{Global: tw.AlignLeft},
		Padding:    padding,
	}
	t := tablewriter.NewTable(&b,
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell, Behavior: tw.Behavior{TrimSpace: tw.Off}}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		})),
		tablewriter.WithEastAsian(tw.Off), // else it follows the locale, and bytes with it
	)
	t.Header(head)
	if err := t.Bulk(rows); err != nil {
		return fmt.Errorf("lay out table: %w", err)
	}
	if err := t.Render(); err != nil {
		return fmt.Errorf("lay out table: %w", err)
	}
	for _, l := range strings.Split(strings.TrimRight(b.String(), "\n"), "\n") {
		p.lines = append(p.lines, strings.TrimRight(l, " "))
	}
	return nil
}
