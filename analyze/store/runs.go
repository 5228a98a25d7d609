package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// ErrNoRun tells that the store holds no such run.
var ErrNoRun = errors.New("the store has no such run")

// FinishedRun is what a store tells of a run.
type FinishedRun struct {
	ID          int64
	Tool, Build string
	Outcome     []string
	Shard       string       // which share of the input it read, like 1/4; none if that was the whole
	Bundles     []KeptBundle // in order
	Unreadable  []Unreadable // in order
}

// KeptBundle says where the facts of a bundle of a run are kept. Kept is 0 where they are not.
type KeptBundle struct {
	Path       string
	Kept       int64
	Part       int
	Unreadable bool // nothing of it could be read
}

// Run looks up a run. One of 0 is the newest one, one of -1 that before it.
func (s *Store) Run(id int64) (FinishedRun, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.run(id)
	if err == nil {
		err = s.each("SELECT path, coalesce(kept, 0), coalesce(part, 0), unreadable IS NOT NULL FROM bundles WHERE run = ? ORDER BY id", r.ID, func(scan scan) error {
			var b KeptBundle
			err := scan(&b.Path, &b.Kept, &b.Part, &b.Unreadable)
			r.Bundles = append(r.Bundles, b)
			return err
		})
	}
	if err == nil {
		err = s.each("SELECT path, why, partly FROM unreadable WHERE run = ? ORDER BY rowid", r.ID, func(scan scan) error {
			var u Unreadable
			err := scan(&u.Path, &u.Why, &u.Partly)
			r.Unreadable = append(r.Unreadable, u)
			return err
		})
	}
	if errors.Is(err, ErrNoRun) {
		return r, err
	}
	if err != nil {
		return r, fmt.Errorf("read store: %w", plain(err))
	}
	return r, nil
}

// run is what its own row tells.
func (s *Store) run(id int64) (r FinishedRun, err error) {
	where, arg := "WHERE id = ?", id
	if id <= 0 {
		where, arg = "ORDER BY id DESC LIMIT 1 OFFSET ?", -id
	}
	st, err := s.statement("SELECT id, tool, build, outcome FROM runs " + where)
	if err != nil {
		return r, err
	}
	outcome := ""
	if err := st.QueryRow(arg).Scan(&r.ID, &r.Tool, &r.Build, &outcome); errors.Is(err, sql.ErrNoRows) {
		return r, ErrNoRun
	} else if err != nil {
		return r, err
	}
	r.Outcome = strings.Fields(outcome)
	var shard []byte
	if st, err = s.statement("SELECT value FROM settings WHERE name = ?"); err == nil {
		err = st.QueryRow(shardOf(r.ID)).Scan(&shard)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return r, err
	}
	r.Shard = string(shard)
	return r, nil
}

// shardOf names the setting that tells which shard a run was. It is no column of runs: with one, older programs and this one
// could not open each other's stores.
func shardOf(run int64) string { return fmt.Sprintf("shard of run %d", run) }

// scan takes the values of one row.
type scan func(to ...any) error

// each gives the rows about a run.
func (s *Store) each(query string, run int64, row func(scan) error) error {
	rows, err := s.conn.QueryContext(background, query, run)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
