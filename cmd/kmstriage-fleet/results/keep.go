package results

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

// Input is one content that was read, and the bundles in it.
type Input struct {
	Digest   string // SHA-256, lower-case hexadecimal
	Build    string // of the program that read it
	Location string // where it lies, for machines
	Stamp    string // as what it lies there
	Path     string // where it lies, for people
	Name     string // what it is called there
	Loose    bool   // the loose files of a computer, in a folder
	Archive  bool   // it is taken for an archive
	Besides  bool   // among loose files of a computer
	Position int    // among inputs of the same path: the computers of one folder
	Bytes    int64
	Took     time.Duration
	Bundles  []Bundle
}

// Bundle is one of an input. Packed and Peer are nil where it has no facts, and Peer where it could not be read.
type Bundle struct {
	input.Found
	Packed []byte
	Peer   *derive.Peer
	Member analyze.Member
}

// NewBundle takes out of the facts what the others ask of them, and packs them. The facts themselves are let go.
func NewBundle(f input.Found, pack func(*fact.Set) ([]byte, error)) (b Bundle, err error) {
	b.Found = f
	if f.Set == nil {
		return b, nil
	}
	p := derive.Summarise(f.Set)
	readable := f.Set.Bundle.Unreadable == ""
	b.Member = analyze.MemberOf(p, f.Recognised && readable)
	if readable {
		b.Peer = p
	}
	b.Packed, err = pack(f.Set)
	b.Set = nil
	return b, err
}

// Known reports whether this content was read by the same build.
func (d *DB) Known(ctx context.Context, digest, build string) (bool, error) {
	var n int
	err := d.QueryRowContext(ctx, d.q("SELECT count(*) FROM fleet_input WHERE digest = ? AND build = ?"), digest, build).Scan(&n)
	return n > 0, err
}

// Unchanged reports whether what lies there now was read by this build.
func (d *DB) Unchanged(ctx context.Context, location, stamp, build string) (bool, error) {
	var n int
	err := d.QueryRowContext(ctx, d.q("SELECT count(*) FROM fleet_source s JOIN fleet_input i ON i.digest = s.digest WHERE s.location = ? AND s.stamp = ? AND i.build = ?"), location, stamp, build).Scan(&n)
	return n > 0, err
}

// Seen notes where a content lies.
func (d *DB) Seen(ctx context.Context, tx *sql.Tx, location, stamp, digest string) error {
	return d.exec(ctx, tx, seenSQL, location, stamp, digest)
}

// Keep adds what an input said. What an older build said of the same content goes; what this build said of it stays, unless it
// is to be kept again.
func (d *DB) Keep(ctx context.Context, tx *sql.Tx, in *Input, again bool) error {
	if err := d.lock(ctx, tx, "input "+in.Digest); err != nil {
		return err
	}
	if err := d.Seen(ctx, tx, in.Location, in.Stamp, in.Digest); err != nil {
		return err
	}
	touched := machines{}
	var id int64
	var build string
	switch err := d.row(ctx, tx, findSQL, in.Digest).Scan(&id, &build); {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case build == in.Build && !again:
		return nil
	default:
		if err := d.drop(ctx, tx, id, touched); err != nil {
			return err
		}
	}
	err := d.row(ctx, tx, inputSQL,
		in.Digest, in.Build, in.Location, in.Path, in.Position, in.Name, flag(in.Loose), flag(in.Archive), flag(in.Besides), in.Bytes, time.Now().Unix(), in.Took.Milliseconds()).Scan(&id)
	if err != nil {
		return err
	}
	for i := range in.Bundles {
		touched.of(in, i)
	}
	if err := d.lock(ctx, tx, touched.names()...); err != nil {
		return err
	}
	for i := range in.Bundles {
		if err := d.bundle(ctx, tx, id, in, i); err != nil {
			return fmt.Errorf("keep a bundle: %w", err)
		}
	}
	return d.settle(ctx, tx, touched)
}

// lock has others wait that change the same: PostgreSQL lets transactions run side by side that do not see each other.
func (d *DB) lock(ctx context.Context, tx *sql.Tx, names ...string) error {
	if d.Kind != Postgres {
		return nil
	}
	keys := make([]int64, len(names))
	for i, n := range names {
		h := fnv.New64a()
		h.Write([]byte(n))
		keys[i] = int64(h.Sum64())
	}
	slices.Sort(keys) // in one order, or two would wait for each other
	for _, k := range slices.Compact(keys) {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", k); err != nil {
			return err
		}
	}
	return nil
}

// machines are those whose newest bundle may be another one now: the keys of analyze.Member (false) and of derive.Peer (true).
type machines map[struct {
	key  string
	peer bool
}]bool

func (m machines) add(key string, peer bool) {
	if key != "" {
		m[struct {
			key  string
			peer bool
		}{key, peer}] = true
	}
}

func (m machines) of(in *Input, i int) {
	b := &in.Bundles[i]
	m.add(b.machine(), false)
	m.add(b.peerMachine(in.Digest, i), true)
}

func (m machines) names() (out []string) {
	for k := range m {
		out = append(out, "machine "+strconv.FormatBool(k.peer)+" "+k.key)
	}
	return out
}

func (b *Bundle) machine() string {
	if !b.Member.Counts {
		return ""
	}
	return b.Member.Key()
}

// peerMachine is that of the peer; one that nothing tells is a machine of its own.
func (b *Bundle) peerMachine(digest string, part int) string {
	switch {
	case b.Peer == nil:
		return ""
	case b.Peer.Machine() == "":
		return fmt.Sprintf("part:%s/%d", digest, part)
	}
	return b.Peer.Machine()
}

// drop takes out an input, and notes whose it was.
func (d *DB) drop(ctx context.Context, tx *sql.Tx, id int64, touched machines) error {
	rows, err := tx.QueryContext(ctx, d.q("SELECT machine, peer_machine FROM fleet_bundle WHERE input = ?"), id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var m, p string
		if err := rows.Scan(&m, &p); err != nil {
			return err
		}
		touched.add(m, false)
		touched.add(p, true)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, d.q("DELETE FROM fleet_input WHERE id = ?"), id)
	return err
}

// never is the time of what has none: before all others, as the zero time is.
const never = math.MinInt64

func moment(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixNano()
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bundle adds one bundle and what it is found by.
func (d *DB) bundle(ctx context.Context, tx *sql.Tx, in int64, of *Input, part int) error {
	b := &of.Bundles[part]
	var peer []byte
	p := b.Peer
	if p != nil {
		j, err := json.Marshal(p)
		if err != nil {
			return err
		}
		peer = packPeer(j)
	}
	var id int64
	err := d.row(ctx, tx, bundleSQL,
		in, part, fact.Hidden(b.Path), b.Member.Bundle, b.Member.SHA256, b.Member.Computer, moment(b.Member.Collected), flag(b.Recognised), b.What, fact.Hidden(b.Why), flag(b.Partly),
		b.machine(), flag(b.Member.Counts), b.peerMachine(of.Digest, part), flag(p != nil && p.Host.IsHost), flag(p != nil && len(p.Received) > 0), b.Packed, peer).Scan(&id)
	if err != nil || p == nil {
		return err
	}
	return d.keys(ctx, tx, id, p)
}

// keys adds what a peer is found by.
func (d *DB) keys(ctx context.Context, tx *sql.Tx, id int64, p *derive.Peer) error {
	keys := rows{into: keyColumns, width: 5}
	for _, c := range p.CMIDs {
		keys.add(ownCMID, c.Value, id, p.Computer, c.Rank)
	}
	for computer, s := range p.Clients() {
		keys.add(servedCMID, s.CMID, id, computer, derive.RankServed)
	}
	for _, x := range p.Sent {
		keys.add(sentCMID, strconv.FormatUint(x.CMID, 16), id, p.Computer, 0)
	}
	uses := rows{into: useColumns, width: 5}
	for _, u := range p.Uses {
		uses.add(u.Host, id, p.Computer, flag(u.OK), moment(u.T))
	}
	return errors.Join(keys.insert(ctx, d, tx), uses.insert(ctx, d, tx))
}

// rows are inserted together: each statement is a way to the server and back.
type rows struct {
	into   string
	width  int
	values []any
}

// mostRows bounds those of one statement: SQLite takes 32,766 values, and a KMS host's log names thousands of clients.
const mostRows = 500

func (r *rows) add(values ...any) { r.values = append(r.values, values...) }

func (r *rows) insert(ctx context.Context, d *DB, tx *sql.Tx) error {
	if d.Kind == SQLite { // which is no way away
		for at := range slices.Chunk(r.values, r.width) {
			if err := d.exec(ctx, tx, r.sql(1), at...); err != nil {
				return err
			}
		}
		return nil
	}
	for at := range slices.Chunk(r.values, mostRows*r.width) {
		if err := d.exec(ctx, tx, r.sql(len(at)/r.width), at...); err != nil {
			return err
		}
	}
	return nil
}

// sql is the statement for n of them.
func (r *rows) sql(n int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", r.width), ", ") + "), "
	return "INSERT INTO " + r.into + " VALUES " + strings.TrimSuffix(strings.Repeat(one, n), ", ") + " ON CONFLICT DO NOTHING"
}

// settle finds the newest bundle of each machine that was touched; see analyze.Leaders and derive.Compare.
func (d *DB) settle(ctx context.Context, tx *sql.Tx, touched machines) error {
	for k := range touched {
		s := leadsSQL
		if k.peer {
			s = speaksSQL
		}
		if err := d.exec(ctx, tx, s, k.key, k.key); err != nil {
			return err
		}
	}
	return nil
}

// Setting is a value that the database keeps; nil if there is none.
func (d *DB) Setting(ctx context.Context, name string) ([]byte, error) {
	var v []byte
	err := d.QueryRowContext(ctx, d.q("SELECT value FROM fleet_setting WHERE name = ?"), name).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return v, err
}

// First keeps a value unless there is one, and returns what is kept.
func (d *DB) First(ctx context.Context, name string, value []byte) ([]byte, error) {
	if _, err := d.ExecContext(ctx, d.q("INSERT INTO fleet_setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"), name, value); err != nil {
		return nil, err
	}
	return d.Setting(ctx, name)
}
