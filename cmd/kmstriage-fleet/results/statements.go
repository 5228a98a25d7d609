package results

import (
	"context"
	"database/sql"
)

// What is asked for every bundle.
const (
	seenSQL   = "INSERT INTO fleet_source (location, stamp, digest) VALUES (?, ?, ?) ON CONFLICT (location) DO UPDATE SET stamp = excluded.stamp, digest = excluded.digest"
	findSQL   = "SELECT id, build FROM fleet_input WHERE digest = ?"
	inputSQL  = "INSERT INTO fleet_input (digest, build, location, path, position, name, loose, archive, besides, bytes, read_at, took) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
	bundleSQL = `INSERT INTO fleet_bundle (input, part, path, name, sha256, computer, collected, recognised, what, why, partly,
		machine, counts, leads, peer_machine, speaks, is_host, receives, facts, peer)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, ?, ?, ?) RETURNING id`
	leadsSQL = `UPDATE fleet_bundle SET leads = CASE WHEN id = (SELECT b.id FROM fleet_bundle b WHERE b.machine = ? AND b.counts = 1
			ORDER BY b.collected DESC, b.name, b.sha256, b.id LIMIT 1) THEN 1 ELSE 0 END WHERE machine = ?`
	speaksSQL = `UPDATE fleet_bundle SET speaks = CASE WHEN id = (SELECT b.id FROM fleet_bundle b WHERE b.peer_machine = ?
				ORDER BY b.collected DESC, b.name, b.sha256, b.id LIMIT 1) THEN 1 ELSE 0 END WHERE peer_machine = ?`

	keyColumns = "fleet_key (kind, key, bundle, computer, rank)"
	useColumns = "fleet_use (host, bundle, computer, ok, at)"
)

// ready prepares them once for SQLite, whose driver else reads each anew for every bundle; that of PostgreSQL remembers.
func (d *DB) ready(ctx context.Context) error {
	if d.Kind != SQLite {
		return nil
	}
	d.prepared = map[string]*sql.Stmt{}
	for _, q := range []string{seenSQL, findSQL, inputSQL, bundleSQL, leadsSQL, speaksSQL, (&rows{into: keyColumns, width: 5}).sql(1), (&rows{into: useColumns, width: 5}).sql(1)} {
		st, err := d.PrepareContext(ctx, q)
		if err != nil {
			return err
		}
		d.prepared[q] = st
	}
	return nil
}

func (d *DB) exec(ctx context.Context, tx *sql.Tx, query string, args ...any) (err error) {
	if st := d.prepared[query]; st != nil {
		_, err = tx.StmtContext(ctx, st).ExecContext(ctx, args...)
	} else {
		_, err = tx.ExecContext(ctx, d.q(query), args...)
	}
	return err
}

func (d *DB) row(ctx context.Context, tx *sql.Tx, query string, args ...any) *sql.Row {
	if st := d.prepared[query]; st != nil {
		return tx.StmtContext(ctx, st).QueryRowContext(ctx, args...)
	}
	return tx.QueryRowContext(ctx, d.q(query), args...)
}
