package store

import (
	"database/sql"
	"errors"
	"fmt"
)

// KeptBundle says where the facts of a bundle of a run are kept. Kept is 0 where they are not.
type KeptBundle struct {
	Path string
	Kept int64
	Part int
}

// Bundles lists the bundles of a run that could be read, in order. A run of 0 is the newest one, one of -1 that before it.
func (s *Store) Bundles(run int64) ([]KeptBundle, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	query, arg := "SELECT id FROM runs WHERE id = ?", run
	if run <= 0 {
		query, arg = "SELECT id FROM runs ORDER BY id DESC LIMIT 1 OFFSET ?", -run
	}
	st, err := s.statement(query)
	if err == nil {
		err = st.QueryRow(arg).Scan(&run)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errors.New("the store has no such run")
	}
	if err != nil {
		return nil, fmt.Errorf("read store: %w", plain(err))
	}
	rows, err := s.conn.QueryContext(background, "SELECT path, coalesce(kept, 0), coalesce(part, 0) FROM bundles WHERE run = ? AND unreadable IS NULL ORDER BY id", run)
	if err != nil {
		return nil, fmt.Errorf("read store: %w", plain(err))
	}
	defer rows.Close()
	var out []KeptBundle
	for rows.Next() {
		var b KeptBundle
		if err := rows.Scan(&b.Path, &b.Kept, &b.Part); err != nil {
			return nil, fmt.Errorf("read store: %w", plain(err))
		}
		out = append(out, b)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read store: %w", plain(err))
	}
	return out, nil
}
