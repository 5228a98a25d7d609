package results

import (
	"context"

	"kmstriage/parse/input"
)

// Entry is a bundle of the fleet as a report needs it before its facts.
type Entry struct {
	ID    int64
	Leads bool
}

// Entries lists all bundles with facts in the order in which one run over all inputs reads them: by path, and in a path by place.
func (d *DB) Entries(ctx context.Context) ([]Entry, error) {
	rows, err := d.QueryContext(ctx, "SELECT b.id, b.leads FROM fleet_bundle b JOIN fleet_input i ON i.id = b.input WHERE b.facts IS NOT NULL ORDER BY i.path, i.position, i.id, b.part")
	if err != nil {
		return nil, d.plain(err)
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var e Entry
		var leads int
		if err := rows.Scan(&e.ID, &leads); err != nil {
			return nil, err
		}
		e.Leads = leads == 1
		out = append(out, e)
	}
	return out, rows.Err()
}

// Notes are the bundles of which a run must tell: those that could not be read, or only in part, and those in which nothing
// was recognised.
func (d *DB) Notes(ctx context.Context) ([]input.Found, error) {
	rows, err := d.QueryContext(ctx, `SELECT b.path, b.recognised, b.what, b.why, b.partly FROM fleet_bundle b JOIN fleet_input i ON i.id = b.input
		WHERE b.why <> '' OR b.recognised = 0 ORDER BY i.path, i.position, i.id, b.part`)
	if err != nil {
		return nil, d.plain(err)
	}
	defer rows.Close()
	var out []input.Found
	for rows.Next() {
		var f input.Found
		var recognised, partly int
		if err := rows.Scan(&f.Path, &recognised, &f.What, &f.Why, &partly); err != nil {
			return nil, err
		}
		f.Recognised, f.Partly = recognised == 1, partly == 1
		out = append(out, f)
	}
	return out, rows.Err()
}

// Packed are the packed facts of a bundle.
func (d *DB) Packed(ctx context.Context, id int64) (packed []byte, err error) {
	err = d.QueryRowContext(ctx, d.q("SELECT facts FROM fleet_bundle WHERE id = ?"), id).Scan(&packed)
	return packed, err
}

// Path is where a bundle lies, for people.
func (d *DB) Path(ctx context.Context, id int64) (path string, err error) {
	err = d.QueryRowContext(ctx, d.q("SELECT path FROM fleet_bundle WHERE id = ?"), id).Scan(&path)
	return path, err
}

// Counts are how many inputs and bundles are kept, and how many inputs another build read.
type Counts struct {
	Inputs, Bundles, Machines, Unreadable, Stale int
}

// Counts counts.
func (d *DB) Counts(ctx context.Context, build string) (c Counts, err error) {
	err = d.QueryRowContext(ctx, d.q(`SELECT (SELECT count(*) FROM fleet_input), (SELECT count(*) FROM fleet_bundle), (SELECT count(*) FROM fleet_bundle WHERE leads = 1),
		(SELECT count(*) FROM fleet_bundle WHERE why <> '' AND partly = 0), (SELECT count(*) FROM fleet_input WHERE build <> ?)`), build).Scan(&c.Inputs, &c.Bundles, &c.Machines, &c.Unreadable, &c.Stale)
	return c, err
}
