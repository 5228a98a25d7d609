package results

import (
	"context"
	"strings"

	"kmstriage/cmd/kmstriage-fleet/source"
)

// Stale calls each with the inputs that another build has read.
func (d *DB) Stale(ctx context.Context, build string, each func(source.Object) error) error {
	last := ""
	for {
		objects, err := d.stale(ctx, build, last)
		if err != nil || len(objects) == 0 {
			return err
		}
		for _, o := range objects {
			last = o.Location
			if o.Loose { // the folder is read as a whole, each of its computers is kept for itself
				o.Location = o.Location[:strings.LastIndex(o.Location, "#")]
			}
			if err := each(o); err != nil {
				return err
			}
		}
	}
}

// stalePage is how many are read at a time: each may use the one connection of SQLite.
const stalePage = 500

func (d *DB) stale(ctx context.Context, build, after string) ([]source.Object, error) {
	rows, err := d.QueryContext(ctx, d.q(`SELECT i.location, i.path, i.name, s.stamp, i.bytes, i.loose, i.archive, i.besides FROM fleet_input i JOIN fleet_source s ON s.location = i.location
		WHERE i.build <> ? AND i.location > ? ORDER BY i.location LIMIT ?`), build, after, stalePage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []source.Object
	for rows.Next() {
		var o source.Object
		var loose, archive, besides int
		if err := rows.Scan(&o.Location, &o.Path, &o.Name, &o.Stamp, &o.Size, &loose, &archive, &besides); err != nil {
			return nil, err
		}
		o.Loose, o.Archive, o.Besides = loose == 1, archive == 1, besides == 1
		out = append(out, o)
	}
	return out, rows.Err()
}
