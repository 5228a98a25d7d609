package derive

import (
	"hash/fnv"
	"sort"
	"strings"
	"time"

	"kmstriage/parse/fact"
)

// What a client and the KMS host that it asked both Logged: 12288 there and 12290 here carry the same client machine id and
// the same minute, which the client wrote.

const (
	// maxSent and maxReceived bound what a bundle keeps for the others: a client's newest requests, and a host's, which
	// logs those of all its clients.
	maxSent     = 8
	maxReceived = 4096
)

// Logged is a request in the log of one end.
type Logged struct {
	CMID    uint64 // a digest of the client machine id
	Written int64  // the client's minute, Unix time in seconds
	At      int64  // of the record, Unix time in milliseconds; 0 where it is not exact
}

// Exchange is what both ends logged of a client's requests. ClockDifference is milliseconds by which the host is ahead.
type Exchange struct {
	Client, Host    string
	Requests        int
	Newest          string
	ClockDifference *int
}

func loggedOf(cmid string, written fact.Time, at fact.Time) (Logged, bool) {
	if cmid == "" || written.IsZero() {
		return Logged{}, false
	}
	h := fnv.New64a()
	h.Write([]byte(strings.ToLower(cmid)))
	x := Logged{CMID: h.Sum64(), Written: written.At.Truncate(time.Minute).Unix()}
	if at.Quality == fact.Exact && !at.Local && !at.IsZero() {
		x.At = at.At.UnixMilli()
	}
	return x, true
}

// newestOf sorts the newest first, drops copies, and cuts.
func newestOf(all []Logged, most int) []Logged {
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		switch {
		case a.Written != b.Written:
			return a.Written > b.Written
		case a.CMID != b.CMID:
			return a.CMID < b.CMID
		}
		return a.At > b.At
	})
	var out []Logged
	for _, x := range all {
		if n := len(out); n > 0 && out[n-1].CMID == x.CMID && out[n-1].Written == x.Written {
			continue
		}
		if len(out) == most {
			break
		}
		out = append(out, x)
	}
	return append([]Logged(nil), out...)
}

func sent(c *Case) []Logged {
	var all []Logged
	for _, r := range c.Requests {
		if x, ok := loggedOf(r.CMID, r.Written, r.Event.Time); ok {
			all = append(all, x)
		}
	}
	return newestOf(all, maxSent)
}

func received(c *Case) []Logged {
	var all []Logged
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
	var out []Exchange
	for host, clients := range b.all.Ends() {
		out = append(out, exchanges(host, clients)...)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Client != out[j].Client {
			return out[i].Client < out[j].Client
		}
		return out[i].Host < out[j].Host
	})
	return out
}

// exchanges are those of one host with peers, which may be of others' clients too.
func exchanges(host *Peer, peers []*Peer) (out []Exchange) {
	type key struct {
		cmid    uint64
		written int64
	}
	at := map[key]Logged{}
	shared := map[uint64]int{} // clients of an id that the host names
	for _, x := range host.Received {
		at[key{x.CMID, x.Written}] = x
		shared[x.CMID] = 0
	}
	for _, p := range peers {
		own := map[uint64]bool{}
		for _, x := range p.Sent {
			if _, named := shared[x.CMID]; named && !own[x.CMID] {
				own[x.CMID] = true
				shared[x.CMID]++
			}
		}
	}
	for _, p := range peers {
		if p == host || p.Machine() == host.Machine() {
			continue
		}
		e := Exchange{Client: p.Computer, Host: host.Computer}
		for _, x := range p.Sent {
			y, ok := at[key{x.CMID, x.Written}]
			if !ok || shared[x.CMID] > 1 {
				continue
			}
			if e.Requests++; e.Requests == 1 {
				e.Newest = time.Unix(x.Written, 0).UTC().Format(time.RFC3339)
			}
			if e.ClockDifference == nil && x.At != 0 && y.At != 0 {
				d := int(y.At - x.At)
				e.ClockDifference = &d
			}
		}
		if e.Requests > 0 {
			out = append(out, e)
		}
	}
	return out
}
