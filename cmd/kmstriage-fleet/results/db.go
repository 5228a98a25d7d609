// Package results keeps what the bundles of a fleet said, in SQLite or PostgreSQL, keyed by the content of each input, and
// answers from there what the rules of one bundle ask of all others: a million bundles need not be in memory.
package results

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite", in Go alone
)

// Kind is the database system.
type Kind string

// The systems that are known.
const (
	SQLite   Kind = "sqlite"
	Postgres Kind = "postgres"
)

// DB is an open database. Its methods may be called from several goroutines and, of PostgreSQL, several machines; SQLite is
// for the processes of one machine, on a file system of its own.
type DB struct {
	*sql.DB
	Kind Kind

	prepared map[string]*sql.Stmt // by their texts
}

// Open opens the database: postgres://... or the path of a file, which is made where it does not exist. Nothing is made in
// it; see Prepare.
func Open(name string) (*DB, error) {
	if strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://") {
		db, err := sql.Open("pgx", name)
		if err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
		return &DB{DB: db, Kind: Postgres}, nil
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	// Immediate: a transaction that reads first and writes later could not be carried on once another process has written.
	// NORMAL: with a write-ahead log nothing is torn by a crash, and what a loss of power takes back, it takes back of queue
	// and results alike.
	q := "_txlock=immediate&_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(ON)&_pragma=cache_size(-8000)&_pragma=temp_store(FILE)"
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: q}).String())
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", name, err)
	}
	db.SetMaxOpenConns(1) // the queue's library asks for it: else its own goroutines meet locks of each other
	return &DB{DB: db, Kind: SQLite}, nil
}

// q puts a statement, written with ? for values, into the words of the database.
func (d *DB) q(s string) string {
	if d.Kind == SQLite {
		return s
	}
	var b strings.Builder
	n := 0
	for _, r := range s {
		if r != '?' {
			b.WriteRune(r)
			continue
		}
		n++
		fmt.Fprintf(&b, "$%d", n)
	}
	return b.String()
}

// version is that of the tables.
const version = 1

// Prepare makes the tables where there are none.
func (d *DB) Prepare(ctx context.Context) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return d.plain(err)
	}
	defer tx.Rollback()
	if d.Kind == Postgres { // two programs that start at once would both make them
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(74651)"); err != nil {
			return d.plain(err)
		}
	}
	for _, s := range d.statements() {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("prepare the database: %w", d.plain(err))
		}
	}
	if _, err := tx.ExecContext(ctx, d.q("INSERT INTO fleet_setting (name, value) VALUES ('version', ?) ON CONFLICT (name) DO NOTHING"), []byte(fmt.Sprint(version))); err != nil {
		return d.plain(err)
	}
	var v []byte
	if err := tx.QueryRowContext(ctx, "SELECT value FROM fleet_setting WHERE name = 'version'").Scan(&v); err != nil {
		return d.plain(err)
	}
	if string(v) != fmt.Sprint(version) {
		return fmt.Errorf("the database has tables of version %s, this program of version %d: use the program that made them, or another database", v, version)
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return d.ready(ctx)
}

// plain gives the commonest errors of the drivers words that say what next.
func (d *DB) plain(err error) error {
	switch text := err.Error(); {
	case strings.Contains(text, "file is not a database"):
		return fmt.Errorf("it is no database of kmstriage-fleet: name another file (%w)", err)
	case strings.Contains(text, "unable to open database file"):
		return fmt.Errorf("the database file cannot be opened: check its folder and who may write there (%w)", err)
	case strings.Contains(text, "connection refused"), strings.Contains(text, "no such host"):
		return fmt.Errorf("the database does not answer: check its address and whether it runs (%w)", err)
	}
	return err
}
