package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"kmstriage/analyze"
)

var csvFormat = Format{
	Name:  "csv",
	Doc:   "for spreadsheets: one row a finding",
	Write: writeCSV,
}

// csvColumns are the names of the columns. They never change their meaning; new ones come at the end.
var csvColumns = []string{"bundle", "computer", "collectedAt", "windows", "primary", "rule", "section", "severity", "confidence",
	"subject", "product", "status", "host", "port", "code", "comparison", "origin", "title", "text", "because", "steps", "questions", "unreadable"}

// writeCSV prints UTF-8 after RFC 4180, with a line of names. A bundle without any finding has one row all the same, and so
// has an input that could not be read.
func writeCSV(w io.Writer, r Run, ds Diagnoses, _ View) error {
	c := csv.NewWriter(w)
	put := func(rows ...[]string) error {
		for _, row := range rows {
			if err := c.Write(row); err != nil {
				return fmt.Errorf("write csv: %w", err)
			}
		}
		return nil
	}
	if err := put(csvColumns); err != nil {
		return err
	}
	told := map[string]bool{}
	for d, err := range ds {
		if err != nil {
			return err
		}
		if err := put(csvRows(d)...); err != nil {
			return err
		}
		told[d.Unreadable] = true
	}
	for _, u := range r.Unreadable {
		if told[u.Why] {
			continue
		}
		if err := put(csvRow(map[string]string{"bundle": u.Path, "unreadable": u.Why})); err != nil {
			return err
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

func csvRows(d *analyze.Diagnosis) [][]string {
	var rows [][]string
	for i := range d.Findings {
		cells := csvBundle(d)
		cells["primary"] = strconv.FormatBool(i == 0)
		csvFinding(cells, d, &d.Findings[i])
		rows = append(rows, csvRow(cells))
	}
	if len(rows) == 0 {
		rows = append(rows, csvRow(csvBundle(d)))
	}
	return rows
}

func csvRow(cells map[string]string) []string {
	row := make([]string, len(csvColumns))
	for i, name := range csvColumns {
		row[i] = csvCell(cells[name])
	}
	return row
}

func csvBundle(d *analyze.Diagnosis) map[string]string {
	cells := map[string]string{"bundle": d.Bundle.Name, "computer": d.Bundle.Computer, "windows": speech{}.windowsName(d.OS), "unreadable": d.Unreadable}
	if t := d.Bundle.CollectedAt; t != nil {
		cells["collectedAt"] = t.UTC().Format(time.RFC3339)
	}
	return cells
}

func csvFinding(cells map[string]string, d *analyze.Diagnosis, f *analyze.Finding) {
	cells["rule"], cells["section"] = f.Rule, f.Section
	cells["severity"], cells["confidence"] = string(f.Severity), string(f.Confidence)
	cells["subject"], cells["title"], cells["text"] = f.Subject, f.Title, f.Text
	for i := range d.Subjects {
		if d.Subjects[i].ID == f.Subject {
			csvSubject(cells, &d.Subjects[i])
		}
	}
	var because, steps, questions []string
	for _, e := range f.Because {
		because = append(because, e.Source.String()+" "+e.Text)
	}
	for _, s := range f.Steps {
		steps = append(steps, s.Line())
	}
	for i := range f.Questions {
		questions = append(questions, f.Questions[i].Text)
	}
	cells["because"], cells["steps"], cells["questions"] = strings.Join(because, between), strings.Join(steps, between), strings.Join(questions, between)
}

// between parts the entries of a list in one cell.
const between = " \u00b7 "

func csvSubject(cells map[string]string, s *analyze.Subject) {
	cells["product"], cells["comparison"], cells["origin"] = called(s), s.Comparison, s.Origin
	if s.Licence != nil {
		cells["status"] = s.Licence.Status
	}
	if s.Code != nil {
		cells["code"] = s.Code.String()
	}
	if a := s.Attempt; a != nil {
		cells["host"] = a.Host
		if a.Port != 0 {
			cells["port"] = strconv.Itoa(a.Port)
		}
	}
}

// afterSemicolon finds what begins a cell where spreadsheets part cells by semicolons, as in much of Europe.
var afterSemicolon = regexp.MustCompile("(;\\s*)([-=+@\uff0d\uff1d\uff0b\uff20])")

// csvCell makes foreign text inert: a spreadsheet takes a cell that begins with = + - @ (also in their full width) for a
// formula, and may look behind blanks. The apostrophe before it says "this is text".
func csvCell(s string) string {
	s = afterSemicolon.ReplaceAllString(Clean(s), "$1'$2")
	if t := strings.TrimLeft(s, " "); t != "" && strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", []rune(t)[0]) {
		return "'" + s
	}
	return s
}
