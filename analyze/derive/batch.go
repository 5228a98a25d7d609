package derive

import (
	"sort"
	"strings"
)

// Batch is what the bundles of one run tell together: an index over their peers.
type Batch struct {
	peers []*Peer // the newest of each machine, in order of computer
	cmid  map[string][]Holder

	// What the rules of every bundle ask of all others is worked out once: a run has ten thousand of each.
	hosts    []*Peer                  // KMS hosts by their own word
	of       map[string][]*Peer       // by computer: all its collections, where there are several
	outcomes map[string]*HostOutcomes // by normalised host
	distinct int                      // see Distinct
	weak     bool
}

// Holder is a machine that has a CMID, and what shows it.
type Holder struct {
	Computer string // upper case
	Bundle   string
	Rank     int // of PeerCMID; 3 from a host's log
	Line     SourcedLine
}

// SourcedLine is a line of another bundle.
type SourcedLine struct {
	Bundle string
	Path   string
	Line   int
	Record uint64
	Text   string
}

// NewBatch indexes the peers; nil for fewer than two. The order of peers changes nothing.
func NewBatch(peers []*Peer) *Batch {
	if len(peers) < 2 {
		return nil
	}
	ps := append([]*Peer(nil), peers...)
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := ps[i], ps[j]
		switch {
		case a.machine() != b.machine():
			return a.machine() < b.machine()
		case !a.Collected.Equal(b.Collected):
			return a.Collected.After(b.Collected)
		case a.Bundle != b.Bundle:
			return a.Bundle < b.Bundle
		}
		return a.SHA256 < b.SHA256
	})
	b := &Batch{cmid: map[string][]Holder{}, of: map[string][]*Peer{}}
	for i, p := range ps {
		if i > 0 && p.machine() != "" && p.machine() == ps[i-1].machine() {
			if p.Computer != "" {
				if len(b.of[p.Computer]) == 0 {
					b.of[p.Computer] = []*Peer{b.peers[len(b.peers)-1]}
				}
				b.of[p.Computer] = append(b.of[p.Computer], p)
			}
			continue
		}
		b.peers = append(b.peers, p)
		if p.Host.IsHost {
			b.hosts = append(b.hosts, p)
		}
	}
	for _, p := range b.peers {
		for _, id := range p.CMIDs {
			b.hold(id.Value, Holder{Computer: p.Computer, Bundle: p.Bundle, Rank: id.Rank, Line: SourcedLine{Bundle: p.Bundle, Path: id.Line.Source.Path, Line: id.Line.Source.Line, Record: id.Line.Source.Record, Text: id.Line.Text}})
		}
	}
	for _, p := range b.peers {
		for _, s := range p.Served {
			if s.Office {
				b.hold(s.CMID, Holder{Computer: strings.ToUpper(s.Client), Bundle: p.Bundle, Rank: 3, Line: SourcedLine{Bundle: p.Bundle, Path: s.Line.Source.Path, Line: s.Line.Source.Line, Record: s.Line.Source.Record, Text: s.Line.Text}})
			}
		}
	}
	b.distinct, b.weak = b.countDistinct()
	b.outcomes = outcomes(b.peers)
	return b
}

// hold notes a machine once for each CMID, by its best proof.
func (b *Batch) hold(cmid string, h Holder) {
	for _, x := range b.cmid[cmid] {
		if x.Computer == h.Computer {
			return
		}
	}
	b.cmid[cmid] = append(b.cmid[cmid], h)
}

// Machines is the number of different machines.
func (b *Batch) Machines() int { return len(b.peers) }

// HostBundle is the bundle of a KMS host that a client names, and whether only its first label agrees; nil if it is not
// among the inputs.
func (b *Batch) HostBundle(c *Case, host string) (p *Peer, short bool) {
	if b == nil || host == "" || c.Machine.IsSelf(host) {
		return nil, false
	}
	n := normal(host)
	for _, p := range b.hosts {
		if p.Computer != c.Machine.Name && (p.names[n] || IsAddress(n) && p.hasAddress(c, n)) {
			return p, false
		}
	}
	for _, p := range b.hosts {
		if p.Computer != c.Machine.Name && !IsAddress(n) && firstLabel(n) == normal(p.Computer) && (len(p.names) == 1 || !strings.Contains(n, ".")) {
			return p, true
		}
	}
	return nil, false
}

// hasAddress reports that the client's DNS answer gives the literal as an address of the peer.
func (p *Peer) hasAddress(c *Case, literal string) bool {
	for name, ips := range c.DNS.Addresses {
		for _, ip := range ips {
			if ip == literal && p.names[name] {
				return true
			}
		}
	}
	return false
}

// Hosts are the KMS hosts among the inputs other than the case's own machine.
func (b *Batch) Hosts(c *Case) []*Peer {
	if b == nil {
		return nil
	}
	var out []*Peer
	for _, p := range b.hosts {
		if p.Computer != c.Machine.Name {
			out = append(out, p)
		}
	}
	return out
}

// Sharing lists the machines other than the case's own that hold one of its Office CMIDs, with the shared id.
func (b *Batch) Sharing(c *Case) (cmid string, mine Holder, others []Holder) {
	if b == nil {
		return "", Holder{}, nil
	}
	for _, id := range peerCMIDs(c) {
		var rest []Holder
		for _, h := range b.cmid[id.Value] {
			if h.Computer == c.Machine.Name {
				mine = h
			} else if h.Rank < 3 {
				rest = append(rest, h)
			}
		}
		if len(rest) > 0 {
			mine.Rank = id.Rank
			return id.Value, mine, rest
		}
	}
	return "", Holder{}, nil
}

// Distinct reports that at least two machines tell an Office CMID and no two share one; by is how many.
func (b *Batch) Distinct() (by int, weak bool) { return b.distinct, b.weak }

func (b *Batch) countDistinct() (by int, weak bool) {
	machines := map[string]bool{}
	for _, hs := range b.cmid {
		if len(hs) > 1 {
			return 0, false
		}
		for _, h := range hs {
			machines[h.Computer] = true
			weak = weak || h.Rank == 2
		}
	}
	return len(machines), weak
}

// HostDuplicates lists the clients that a host's own log names for one CMID, where there are several.
func (p *Peer) HostDuplicates() (cmid string, by []Served) {
	m := map[string][]Served{}
	for _, s := range p.Served {
		if s.Office {
			m[s.CMID] = append(m[s.CMID], s)
		}
	}
	for id, ss := range m {
		if len(ss) > len(by) || len(ss) == len(by) && len(ss) > 1 && id < cmid {
			cmid, by = id, ss
		}
	}
	if len(by) < 2 {
		return "", nil
	}
	return cmid, by
}

// Twice lists the other collections of the case's machine in this run.
func (b *Batch) Twice(c *Case) []*Peer {
	if b == nil || c.Machine.Name == "" {
		return nil
	}
	var out []*Peer
	for _, p := range b.of[c.Machine.Name] {
		if !(p.Bundle == c.Set.Bundle.Name && p.SHA256 == c.Set.Bundle.SHA256) {
			out = append(out, p)
		}
	}
	return out
}

// HostLicence is the peer's Office host licence of a release; nil if it has none.
func (p *Peer) HostLicence(release string) *PeerLicence {
	for i := range p.Host.Licences {
		if p.Host.Licences[i].Release == release {
			return &p.Host.Licences[i]
		}
	}
	return nil
}
