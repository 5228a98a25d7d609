package store

import (
	"fmt"
	"strings"
	"time"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// Run is what a run says of itself.
type Run struct {
	Tool, Rules string
	Outcome     []string
	Exit        int
	Bundles     int
	Unreadable  []Unreadable
	Fleet       *analyze.Fleet
	Shard       string // which share of the input was read, like 1/4; none for the whole
}

// Unreadable is an input that could not be read.
type Unreadable struct {
	Path, Why string
	Partly    bool
}

// Bundle is what the store knows of a bundle beside its diagnosis.
type Bundle struct {
	Path    string
	Machine int // its place in Fleet.Machines; -1 if it is of none
	Leads   bool
	Kept    int64 // of Find or Keep; 0 if it was not kept
	Part    int
}

// Results writes one run. Nothing of it is to be seen before Commit.
type Results struct {
	s        *Store
	run      int64
	machines []int64
}

// Write begins the results of a run. The store takes nothing else until Commit or Cancel.
func (s *Store) Write(r Run) (*Results, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &Results{s: s}
	err := s.commit()
	if err == nil {
		err = s.begin()
	}
	if err == nil {
		err = w.head(r)
	}
	if err != nil {
		s.rollback()
		return nil, fmt.Errorf("write store: %w", plain(err))
	}
	return w, nil
}

func (w *Results) head(r Run) (err error) {
	if w.run, err = w.add("runs", map[string]any{"tool": r.Tool, "build": w.s.build, "rules": r.Rules, "outcome": strings.Join(r.Outcome, " "),
		"exit": r.Exit, "bundles": r.Bundles, "machines": len(r.Fleet.Machines)}); err != nil {
		return err
	}
	if r.Shard != "" {
		if _, err = w.s.exec("INSERT INTO settings (name, value) VALUES (?, ?)", shardOf(w.run), []byte(r.Shard)); err != nil {
			return err
		}
	}
	for _, u := range r.Unreadable {
		if _, err = w.add("unreadable", map[string]any{"run": w.run, "path": u.Path, "why": u.Why, "partly": flag(u.Partly)}); err != nil {
			return err
		}
	}
	for _, m := range r.Fleet.Machines {
		id, err := w.add("machines", map[string]any{"run": w.run, "name": m.Name, "bundles": len(m.Bundles), "rule": text(m.Primary),
			"severity": text(string(m.Severity)), "confidence": text(string(m.Confidence)), "host": text(m.Host), "port": number(m.Port)})
		if err != nil {
			return err
		}
		w.machines = append(w.machines, id)
	}
	for _, h := range r.Fleet.Hosts {
		if _, err = w.add("hosts", map[string]any{"run": w.run, "host": h.Host, "port": number(h.Port), "asked": h.Asked, "answered": h.Answered,
			"refused": h.Refused, "last_answer": text(h.LastAnswer), "count": pointed(h.Count)}); err != nil {
			return err
		}
	}
	for _, c := range r.Fleet.Clones {
		for _, m := range c.Machines {
			if _, err = w.add("clones", map[string]any{"run": w.run, "cmid": c.CMID, "machine": m}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Bundle adds a diagnosis.
func (w *Results) Bundle(b Bundle, d *analyze.Diagnosis) error {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if err := w.bundle(b, d); err != nil {
		return fmt.Errorf("write store: %w", plain(err))
	}
	return nil
}

func (w *Results) bundle(b Bundle, d *analyze.Diagnosis) error {
	row := map[string]any{"run": w.run, "leads": flag(b.Leads), "path": b.Path, "name": d.Bundle.Name, "sha256": text(d.Bundle.SHA256),
		"computer": text(d.Bundle.Computer), "collected_at": moment(d.Bundle.CollectedAt), "dns_state": text(d.DNS.State), "dns_zone": text(d.DNS.Zone),
		"dns_server": text(d.DNS.Server), "rule": text(d.Primary), "unreadable": text(d.Unreadable)}
	if d.OS != nil {
		row["os_version"], row["product_type"] = text(d.OS.Version), text(d.OS.ProductType)
	}
	if b.Machine >= 0 {
		row["machine"] = w.machines[b.Machine]
	}
	if b.Kept != 0 {
		row["kept"], row["part"] = b.Kept, b.Part
	}
	id, err := w.add("bundles", row)
	if err != nil {
		return err
	}
	if err := w.subjects(id, d); err != nil {
		return err
	}
	for _, r := range d.DNS.Records {
		if _, err := w.add("srv_records", map[string]any{"bundle": id, "host": strings.ToLower(r.Host), "port": r.Port, "priority": pointed(r.Priority), "weight": pointed(r.Weight)}); err != nil {
			return err
		}
	}
	for i := range d.Findings {
		if err := w.finding(id, i, &d.Findings[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *Results) subjects(bundle int64, d *analyze.Diagnosis) error {
	for _, x := range d.Subjects {
		row := map[string]any{"bundle": bundle, "subject": x.ID, "name": text(x.Name), "family": x.Family, "kind": x.Kind, "code": code(x.Code),
			"comparison": text(x.Comparison), "origin": text(x.Origin), "last_success": moment(x.LastSuccess), "rule": text(x.Primary)}
		if l := x.Licence; l != nil {
			row["status"], row["channel"], row["partial_key"], row["grace_minutes"] = text(l.Status), text(l.Channel), text(l.PartialKey), pointed(l.GraceMinutes)
		}
		if p := x.Pinned; p != nil {
			row["pinned_host"], row["pinned_port"] = text(p.Host), number(p.Port)
		}
		if _, err := w.add("subjects", row); err != nil {
			return err
		}
	}
	for _, a := range d.Timeline {
		if _, err := w.add("attempts", map[string]any{"bundle": bundle, "subject": text(a.Subject), "application": text(a.Application), "time": moment(a.Time),
			"host": text(a.Host), "port": number(a.Port), "code": code(a.Code), "ok": flag(a.OK), "refused": flag(a.Refused), "stale": flag(a.Stale),
			"cmid": text(a.CMID), "count": pointed(a.Count), "path": text(a.Source.Path), "record": number(int64(a.Source.Record)), "line": number(a.Source.Line)}); err != nil {
			return err
		}
	}
	return nil
}

func (w *Results) finding(bundle int64, place int, f *analyze.Finding) error {
	id, err := w.add("findings", map[string]any{"bundle": bundle, "place": place, "rule": f.Rule, "section": f.Section, "severity": string(f.Severity),
		"confidence": string(f.Confidence), "subject": text(f.Subject), "title": f.Title, "text": text(f.Text)})
	if err != nil {
		return err
	}
	for _, e := range f.Because {
		if _, err := w.add("evidence", map[string]any{"finding": id, "path": e.Source.Path, "line": number(e.Source.Line), "record": number(int64(e.Source.Record)),
			"offset": number(e.Source.Offset), "text": e.Text}); err != nil {
			return err
		}
	}
	return nil
}

// Commit makes the run one of the store, whole.
func (w *Results) Commit() error {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if err := w.s.commit(); err != nil {
		return fmt.Errorf("write store: %w", plain(err))
	}
	return nil
}

// Cancel drops the run.
func (w *Results) Cancel() {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.s.rollback()
}

// add inserts a row: the columns of the table in their order, NULL where row has none.
func (w *Results) add(table string, row map[string]any) (int64, error) {
	t := tableNamed[table]
	args := make([]any, len(t.columns))
	n := 0
	for i, c := range t.columns {
		v, ok := row[c]
		if ok {
			args[i] = v
			n++
		}
	}
	if n != len(row) {
		return 0, fmt.Errorf("table %s lacks a column of %v", table, row)
	}
	return w.s.exec(t.insert, args...)
}

// inserts is the statement that fills a table, and its columns.
type inserts struct {
	insert  string
	columns []string
}

var tableNamed = func() map[string]inserts {
	out := map[string]inserts{}
	for _, t := range Tables {
		var x inserts
		for _, c := range t.Columns {
			x.columns = append(x.columns, c.Name)
		}
		x.insert = "INSERT INTO " + t.Name + " (" + strings.Join(x.columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(x.columns)-1) + ")"
		out[t.Name] = x
	}
	return out
}()

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func number[T int | int64](n T) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}

func pointed(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func moment(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

func code(c *fact.Code) any {
	if c == nil {
		return nil
	}
	return c.String()
}
