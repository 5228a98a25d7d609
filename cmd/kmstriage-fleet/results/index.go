package results

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"sync"
	"time"

	"kmstriage/analyze/derive"
)

// Index answers from the database what the rules of one bundle ask of all others. What many ask, it keeps: the KMS hosts, how
// machines fared with a host, the machines of an id that several have. It is safe for concurrent use; the first error ends all
// answers, see Err.
type Index struct {
	db  *DB
	ctx context.Context

	mu       sync.Mutex
	err      error
	machines int
	hosts    []*derive.Peer
	outcomes map[string]*derive.HostOutcomes
	shared   map[string][]derive.Holder
	distinct int
	weak     bool
}

// Index looks at what there is now. Later changes may be seen or not: a report is made when the queue rests, or is one of
// what was finished at about its time.
func (d *DB) Index(ctx context.Context) (*Index, error) {
	x := &Index{db: d, ctx: ctx, outcomes: map[string]*derive.HostOutcomes{}, shared: map[string][]derive.Holder{}}
	x.count("SELECT count(*) FROM fleet_bundle WHERE speaks = 1", &x.machines)
	x.hosts = slices.Collect(x.peers("b.is_host = 1 AND b.speaks = 1"))
	x.countDistinct()
	return x, x.err
}

// Err is the first error that an answer met.
func (x *Index) Err() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.err
}

// fail notes an error; it is called with the lock, or before there is anybody else.
func (x *Index) fail(err error) {
	if x.err == nil && err != nil {
		x.err = fmt.Errorf("ask the database about the other bundles: %w", err)
	}
}

func (x *Index) count(query string, to *int, args ...any) {
	x.fail(x.db.QueryRowContext(x.ctx, x.db.q(query), args...).Scan(to))
}

// countDistinct is derive.Index.Distinct: no two machines may share an id.
func (x *Index) countDistinct() {
	const held = "FROM fleet_key k JOIN fleet_bundle b ON b.id = k.bundle WHERE b.speaks = 1 AND k.kind IN ('" + ownCMID + "', '" + servedCMID + "')"
	var shared int
	x.count("SELECT count(*) FROM (SELECT 1 "+held+" GROUP BY k.key HAVING count(DISTINCT k.computer) > 1 LIMIT 1) AS shared", &shared)
	if shared > 0 {
		return
	}
	x.count("SELECT count(DISTINCT k.computer) "+held, &x.distinct)
	// Of one machine and id the best proof counts: its own word before a host's.
	var weak int
	x.count("SELECT count(*) FROM (SELECT 1 "+held+" AND k.rank = 2 LIMIT 1) AS weak", &weak)
	x.weak = weak > 0
}

// peers yields those of a condition in the order of derive.Compare.
func (x *Index) peers(where string, args ...any) iter.Seq[*derive.Peer] {
	return func(yield func(*derive.Peer) bool) {
		rows, err := x.db.QueryContext(x.ctx, x.db.q("SELECT b.peer FROM fleet_bundle b WHERE "+where+" AND b.peer IS NOT NULL ORDER BY b.peer_machine, b.collected DESC, b.name, b.sha256, b.id"), args...)
		if err != nil {
			x.fail(err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			p, err := scanPeer(rows)
			if err != nil {
				x.fail(err)
				return
			}
			if !yield(p) {
				return
			}
		}
		x.fail(rows.Err())
	}
}

func scanPeer(rows *sql.Rows) (*derive.Peer, error) {
	var b []byte
	if err := rows.Scan(&b); err != nil {
		return nil, err
	}
	j, err := unpackPeer(b)
	if err != nil {
		return nil, err
	}
	p := &derive.Peer{}
	return p, json.Unmarshal(j, p)
}

// Machines implements derive.Index.
func (x *Index) Machines() int { return x.machines }

// Hosts implements derive.Index.
func (x *Index) Hosts() []*derive.Peer { return x.hosts }

// Distinct implements derive.Index.
func (x *Index) Distinct() (by int, weak bool) { return x.distinct, x.weak }

// Collections implements derive.Index.
func (x *Index) Collections(computer string) []*derive.Peer {
	x.mu.Lock()
	defer x.mu.Unlock()
	ps := slices.Collect(x.peers("b.peer_machine = ?", computer))
	if len(ps) < 2 {
		return nil
	}
	return ps
}

// Holders implements derive.Index.
func (x *Index) Holders(cmid string) []derive.Holder {
	x.mu.Lock()
	defer x.mu.Unlock()
	if hs, ok := x.shared[cmid]; ok {
		return hs
	}
	ps := slices.Collect(x.peers("b.speaks = 1 AND b.id IN (SELECT k.bundle FROM fleet_key k WHERE k.key = ? AND k.kind IN ('"+ownCMID+"', '"+servedCMID+"'))", cmid))
	hs := derive.HoldersOf(ps)[cmid]
	if len(hs) > 1 { // of the others every machine asks once, for its own
		x.shared[cmid] = hs
	}
	return hs
}

// Outcomes implements derive.Index.
func (x *Index) Outcomes(host string) *derive.HostOutcomes {
	x.mu.Lock()
	defer x.mu.Unlock()
	if o, ok := x.outcomes[host]; ok {
		return o
	}
	o := derive.NewHostOutcomes(x.fared(host))
	if o.Clients == 0 {
		o = nil
	}
	x.outcomes[host] = o
	return o
}

func (x *Index) fared(host string) iter.Seq[derive.Fared] {
	return func(yield func(derive.Fared) bool) {
		rows, err := x.db.QueryContext(x.ctx, x.db.q("SELECT u.computer, u.ok, u.at FROM fleet_use u JOIN fleet_bundle b ON b.id = u.bundle WHERE u.host = ? AND b.speaks = 1 ORDER BY b.peer_machine"), host)
		if err != nil {
			x.fail(err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var f derive.Fared
			var ok int
			var at int64
			if err := rows.Scan(&f.Computer, &ok, &at); err != nil {
				x.fail(err)
				return
			}
			if f.OK = ok == 1; at != never {
				f.T = time.Unix(0, at).UTC()
			}
			if !yield(f) {
				return
			}
		}
		x.fail(rows.Err())
	}
}

// Named implements derive.Index.
func (x *Index) Named(computers []string) iter.Seq[*derive.Peer] {
	return func(yield func(*derive.Peer) bool) {
		x.mu.Lock()
		defer x.mu.Unlock()
		for _, c := range computers {
			for p := range x.peers("b.peer_machine = ? AND b.speaks = 1", c) {
				if p.Computer == c && !yield(p) {
					return
				}
			}
		}
	}
}

// Ends implements derive.Index: each KMS host with those that sent a request under an id that it names.
func (x *Index) Ends() iter.Seq2[*derive.Peer, []*derive.Peer] {
	return func(yield func(*derive.Peer, []*derive.Peer) bool) {
		x.mu.Lock()
		defer x.mu.Unlock()
		for _, host := range slices.Collect(x.peers("b.receives = 1 AND b.speaks = 1")) {
			if !yield(host, x.senders(host)) {
				return
			}
		}
	}
}

// senders are the machines that sent a request under an id that the host names.
func (x *Index) senders(host *derive.Peer) []*derive.Peer {
	ids := map[uint64]bool{}
	for _, r := range host.Received {
		ids[r.CMID] = true
	}
	found := map[string]*derive.Peer{}
	for id := range ids {
		for p := range x.peers("b.speaks = 1 AND b.id IN (SELECT k.bundle FROM fleet_key k WHERE k.kind = '"+sentCMID+"' AND k.key = ?)", strconv.FormatUint(id, 16)) {
			found[p.Machine()+"\x00"+p.Bundle+"\x00"+p.SHA256] = p
		}
	}
	out := make([]*derive.Peer, 0, len(found))
	for _, p := range found {
		out = append(out, p)
	}
	slices.SortFunc(out, (*derive.Peer).Compare)
	return out
}
