// Package store keeps the results of runs in one SQLite file that people can query, and what every bundle said, so that a
// later run need not read it again.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite", in Go alone
)

// applicationID marks our files in the header of SQLite ("KMST"); version is that of the tables and views.
const (
	applicationID = 0x4b4d5354
	version       = 1
)

var (
	// ErrForeign tells that the file is something else than a store.
	ErrForeign = errors.New("it is no store of kmstriage: name another file")
	// ErrVersion tells that another version of the program made the store.
	ErrVersion = errors.New("another version of kmstriage made it: name another file")
)

// background is the context of statements: none takes long, and a run that is interrupted ends between them.
var background = context.Background()

// Store is an open file. Its methods may be called from several goroutines.
type Store struct {
	mu    sync.Mutex
	db    *sql.DB
	conn  *sql.Conn
	build string
	open  bool // a transaction is open
	since int  // inputs kept in it
	stmts map[string]*sql.Stmt
}

// Open opens or makes the store. build names the program that reads the bundles: what another one kept does not count.
func Open(path, build string) (*Store, error) { return opened(&Store{build: build}, path, "rwc") }

// Look opens a store that is read and not changed, but for what a killed run left to be undone.
func Look(path string) (*Store, error) {
	mode := "ro"
	if _, err := os.Stat(path + "-journal"); err == nil {
		mode = "rw"
	}
	return opened(&Store{}, path, mode)
}

func opened(s *Store, path, mode string) (*Store, error) {
	s.stmts = map[string]*sql.Stmt{}
	if err := s.connect(path, mode); err != nil {
		s.Close()
		return nil, fmt.Errorf("open store %s: %w", path, plain(err))
	}
	return s, nil
}

// connect opens one connection: the file has one writer, and transactions are ours.
func (s *Store) connect(path, mode string) error {
	if info, err := os.Stat(filepath.Dir(path)); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is no folder", filepath.Dir(path))
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: "mode=" + mode + "&_pragma=busy_timeout(5000)&_pragma=synchronous(FULL)&_pragma=cache_size(-2000)&_pragma=temp_store(MEMORY)"}
	if s.db, err = sql.Open("sqlite", u.String()); err != nil {
		return err
	}
	s.db.SetMaxOpenConns(1)
	if s.conn, err = s.db.Conn(background); err != nil {
		return err
	}
	return s.prepare(mode == "rwc")
}

// prepare refuses what is no store. An empty file becomes one if it may.
func (s *Store) prepare(make bool) error {
	var app, ver, tables int
	for _, q := range []struct {
		sql string
		to  *int
	}{{"PRAGMA application_id", &app}, {"PRAGMA user_version", &ver}, {"SELECT count(*) FROM sqlite_master", &tables}} {
		if err := s.conn.QueryRowContext(background, q.sql).Scan(q.to); err != nil {
			return err
		}
	}
	switch {
	case app == applicationID && ver == version:
		return nil
	case app == applicationID:
		return ErrVersion
	case app != 0 || ver != 0 || tables > 0 || !make:
		return ErrForeign
	}
	return s.inTransaction(func() error {
		for _, st := range append(statements(), fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", version)) {
			if _, err := s.conn.ExecContext(background, st); err != nil {
				return fmt.Errorf("%s: %w", st, err)
			}
		}
		return nil
	})
}

func (s *Store) inTransaction(do func() error) error {
	if err := s.begin(); err != nil {
		return err
	}
	if err := do(); err != nil {
		s.rollback()
		return err
	}
	return s.commit()
}

func (s *Store) begin() error {
	if s.open {
		return nil
	}
	_, err := s.conn.ExecContext(background, "BEGIN IMMEDIATE")
	s.open = err == nil
	return err
}

func (s *Store) commit() error {
	if !s.open {
		return nil
	}
	_, err := s.conn.ExecContext(background, "COMMIT")
	s.open, s.since = err != nil, 0
	return err
}

func (s *Store) rollback() {
	if s.open {
		s.conn.ExecContext(background, "ROLLBACK")
		s.open, s.since = false, 0
	}
}

// Close ends the store. What was not committed is lost.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	if s.conn != nil {
		s.rollback()
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}

// exec runs a statement, prepared once.
func (s *Store) exec(query string, args ...any) (int64, error) {
	st, err := s.statement(query)
	if err != nil {
		return 0, err
	}
	r, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func (s *Store) statement(query string) (*sql.Stmt, error) {
	if st := s.stmts[query]; st != nil {
		return st, nil
	}
	st, err := s.conn.PrepareContext(background, query)
	if err == nil {
		s.stmts[query] = st
	}
	return st, err
}

// plain gives the errors of the driver words that say what next.
func plain(err error) error {
	switch text := err.Error(); {
	case strings.Contains(text, "file is not a database"), strings.Contains(text, "NOTADB"):
		return ErrForeign
	case strings.Contains(text, "database is locked"), strings.Contains(text, "SQLITE_BUSY"):
		return errors.New("another program writes it: wait until it has ended")
	case strings.Contains(text, "unable to open database file"):
		return errors.New("it cannot be opened: check its folder and who may write there")
	}
	return err
}
