package store

import (
	"cmp"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Input is what one input of a run said.
type Input struct {
	Path   string
	SHA256 string // of its content; none where that is not known
	Build  string // of the program that read it, or Once
	Parts  []Part
}

// Part is one bundle of a kept input. About is the caller's own note of it; Facts are packed, nil where it has none.
type Part struct {
	About []byte
	Facts []byte
}

// Once stands in place of a build for an input that holds for its own run alone, since the next one may read more of it, or
// cannot read it again. It differs where the parts do: each of two runs keeps its own.
func Once(parts []Part) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %d\n%s%s", len(p.About), len(p.Facts), p.About, p.Facts)
	}
	return fmt.Sprintf("%s%x", once, h.Sum(nil))
}

const once = "once:"

// Once reports whether the input holds for its own run alone.
func (in Input) Once() bool { return strings.HasPrefix(in.Build, once) }

// batch is how many inputs are kept in one transaction: so many are read again after a run was killed.
const batch = 16

// Find looks for an input that this build has read: the same path with the same content.
func (s *Store) Find(path, sha256 string) (id int64, parts []Part, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, err = s.id(path, sha256, s.build); errors.Is(err, sql.ErrNoRows) {
		return 0, nil, false, nil
	} else if err != nil {
		return 0, nil, false, fmt.Errorf("look into store: %w", plain(err))
	}
	parts, err = s.parts(id)
	return id, parts, err == nil, err
}

func (s *Store) id(path, sha256, build string) (id int64, err error) {
	st, err := s.statement("SELECT id FROM kept WHERE path = ? AND sha256 = ? AND build = ?")
	if err == nil {
		err = st.QueryRow(path, sha256, build).Scan(&id)
	}
	return id, err
}

func (s *Store) parts(id int64) ([]Part, error) {
	st, err := s.statement("SELECT about, facts FROM kept_parts WHERE kept = ? ORDER BY part")
	if err != nil {
		return nil, fmt.Errorf("look into store: %w", plain(err))
	}
	rows, err := st.Query(id)
	if err != nil {
		return nil, fmt.Errorf("look into store: %w", plain(err))
	}
	defer rows.Close()
	var parts []Part
	for rows.Next() {
		var p Part
		if err := rows.Scan(&p.About, &p.Facts); err != nil {
			return nil, fmt.Errorf("look into store: %w", plain(err))
		}
		parts = append(parts, p)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look into store: %w", plain(err))
	}
	return parts, nil
}

// Kept is an input that Find or Keep knows by this number, whichever program read it.
func (s *Store) Kept(id int64) (in Input, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.statement("SELECT path, sha256, build FROM kept WHERE id = ?")
	if err == nil {
		err = st.QueryRow(id).Scan(&in.Path, &in.SHA256, &in.Build)
	}
	if err != nil {
		return in, fmt.Errorf("look into store: %w", plain(err))
	}
	in.Parts, err = s.parts(id)
	return in, err
}

// Keep adds what an input said, unless it is kept already. One without a build was read by this one.
func (s *Store) Keep(in Input) (id int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fail := func(err error) (int64, error) { return 0, fmt.Errorf("write store: %w", plain(err)) }
	in.Build = cmp.Or(in.Build, s.build)
	if id, err = s.id(in.Path, in.SHA256, in.Build); err == nil { // one input given twice
		return id, nil
	} else if !errors.Is(err, sql.ErrNoRows) {
		return fail(err)
	}
	if err := s.begin(); err != nil {
		return fail(err)
	}
	if id, err = s.exec("INSERT INTO kept (path, sha256, build) VALUES (?, ?, ?)", in.Path, in.SHA256, in.Build); err != nil {
		return fail(err)
	}
	for i, p := range in.Parts {
		if _, err := s.exec("INSERT INTO kept_parts (kept, part, about, facts) VALUES (?, ?, ?, ?)", id, i, p.About, p.Facts); err != nil {
			return fail(err)
		}
	}
	if s.since++; s.since < batch {
		return id, nil
	}
	if err := s.commit(); err != nil {
		return fail(err)
	}
	return id, nil
}

// Commit makes what was kept last.
func (s *Store) Commit() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.commit(); err != nil {
		return fmt.Errorf("write store: %w", plain(err))
	}
	return nil
}

// Facts are the packed facts of a part.
func (s *Store) Facts(id int64, part int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.statement("SELECT facts FROM kept_parts WHERE kept = ? AND part = ?")
	if err != nil {
		return nil, fmt.Errorf("read store: %w", plain(err))
	}
	var b []byte
	if err := st.QueryRow(id, part).Scan(&b); err != nil {
		return nil, fmt.Errorf("read store: %w", plain(err))
	}
	return b, nil
}

// Setting is a value that the store keeps for its user; nil if there is none.
func (s *Store) Setting(name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b []byte
	st, err := s.statement("SELECT value FROM settings WHERE name = ?")
	if err == nil {
		err = st.QueryRow(name).Scan(&b)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read store: %w", plain(err))
	}
	return b, nil
}

// Set keeps a value, at once.
func (s *Store) Set(name string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.begin(); err != nil {
		return fmt.Errorf("write store: %w", plain(err))
	}
	if _, err := s.exec("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, value); err != nil {
		return fmt.Errorf("write store: %w", plain(err))
	}
	if err := s.commit(); err != nil {
		return fmt.Errorf("write store: %w", plain(err))
	}
	return nil
}
