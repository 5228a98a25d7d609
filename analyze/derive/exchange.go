package derive

import (
	"hash/fnv"
	"sort"
	"strings"
	"time"

	"kmstriage/parse/fact"
)

// What a client and the KMS host that it asked both logged: 12288 there and 12290 here carry the same client machine id and
// the same minute, which the client wrote.

const (
	// maxSent and maxReceived bound what a bundle keeps for the others: a client's newest requests, and a host's, which
	// logs those of all its clients.
	maxSent     = 8
	maxReceived = 4096
)

// logged is a request in the log of one end.
type logged struct {
	cmid    uint64 // a digest of it
	written int64  // the client's minute, Unix time
	at      int64  // of the record, Unix time in milliseconds; 0 where it is not exact
}

// Exchange is what both ends logged of a client's requests. ClockDifference is milliseconds by which the host is ahead.
type Exchange struct {
	Client, Host    string
	Requests        int
	Newest          string
	ClockDifference *int
}

func loggedOf(cmid string, written fact.Time, at fact.Time) (logged, bool) {
	if cmid == "" || written.IsZero() {
		return logged{}, false
	}
	h := fnv.New64a()
	h.Write([]byte(strings.ToLower(cmid)))
	x := logged{cmid: h.Sum64(), written: written.At.Truncate(time.Minute).Unix()}
	if at.Quality == fact.Exact && !at.Local && !at.IsZero() {
		x.at = at.At.UnixMilli()
	}
	return x, true
}

// newestOf sorts the newest first, drops copies, and cuts.
func newestOf(all []logged, most int) []logged {
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		switch {
		case a.written != b.written:
			return a.written > b.written
		case a.cmid != b.cmid:
			return a.cmid < b.cmid
		}
		return a.at > b.at
	})
	var out []logged
	for _, x := range all {
		if n := len(out); n > 0 && out[n-1].cmid == x.cmid && out[n-1].written == x.written {
			continue
		}
		if len(out) == most {
			break
		}
		out = append(out, x)
	}
	return append([]logged(nil), out...)
}

func sent(c *Case) []logged {
	var all []logged
	for _, r := range c.Requests {
		if x, ok := loggedOf(r.CMID, r.Written, r.Event.Time); ok {
			all = append(all, x)
		}
	}
	return newestOf(all, maxSent)
}

func received(c *Case) []logged {
	var all []logged
	for i := range c.Set.HostRequests {
		r := &c.Set.HostRequests[i]
		if x, ok := loggedOf(r.CMID, r.Written, r.Event.Time); ok && c.Machine.owns(r.Computer) {
			all = append(all, x)
		}
	}
	return newestOf(all, maxReceived)
}

// Exchanges lists, for every client and every host of the run, the requests that both logged, by client and host. A client
// machine id that several machines share tells of none of them.
func (b *Batch) Exchanges() []Exchange {
	type key struct {
		cmid    uint64
		written int64
	}
	clients := map[uint64]int{}
	for _, p := range b.peers {
		own := map[uint64]bool{}
		for _, x := range p.sent {
			own[x.cmid] = true
		}
		for id := range own {
			clients[id]++
		}
	}
	var out []Exchange
	for _, host := range b.peers {
		if len(host.received) == 0 {
			continue
		}
		at := map[key]logged{}
		for _, x := range host.received {
			at[key{x.cmid, x.written}] = x
		}
		for _, p := range b.peers {
			if p == host {
				continue
			}
			e := Exchange{Client: p.Computer, Host: host.Computer}
			for _, x := range p.sent {
				y, ok := at[key{x.cmid, x.written}]
				if !ok || clients[x.cmid] > 1 {
					continue
				}
				if e.Requests++; e.Requests == 1 {
					e.Newest = time.Unix(x.written, 0).UTC().Format(time.RFC3339)
				}
				if e.ClockDifference == nil && x.at != 0 && y.at != 0 {
					d := int(y.at - x.at)
					e.ClockDifference = &d
				}
			}
			if e.Requests > 0 {
				out = append(out, e)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Client != out[j].Client {
			return out[i].Client < out[j].Client
		}
		return out[i].Host < out[j].Host
	})
	return out
}
