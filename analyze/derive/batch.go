package derive

import "strings"

// Batch is what the bundles of one run tell together. A nil one is that of a bundle alone.
type Batch struct{ all Index }

// NewBatch has the peers of a run in memory; nil for fewer than two. The order of peers changes nothing.
func NewBatch(peers []*Peer) *Batch {
	if len(peers) < 2 {
		return nil
	}
	return BatchOf(NewMemory(peers))
}

// BatchOf is a batch of peers that are kept elsewhere.
func BatchOf(ix Index) *Batch { return &Batch{ix} }

// Machines is the number of different machines.
func (b *Batch) Machines() int { return b.all.Machines() }

// HostBundle is the bundle of a KMS host that a client names, and whether only its first label agrees; nil if it is not
// among the inputs.
func (b *Batch) HostBundle(c *Case, host string) (p *Peer, short bool) {
	if b == nil || host == "" || c.Machine.IsSelf(host) {
		return nil, false
	}
	n := normal(host)
	for _, p := range b.all.Hosts() {
		if p.Computer != c.Machine.Name && (p.Names[n] || IsAddress(n) && p.hasAddress(c, n)) {
			return p, false
		}
	}
	for _, p := range b.all.Hosts() {
		if p.Computer != c.Machine.Name && !IsAddress(n) && firstLabel(n) == normal(p.Computer) && (len(p.Names) == 1 || !strings.Contains(n, ".")) {
			return p, true
		}
	}
	return nil, false
}

// hasAddress reports that the client's DNS answer gives the literal as an address of the peer.
func (p *Peer) hasAddress(c *Case, literal string) bool {
	for name, ips := range c.DNS.Addresses {
		for _, ip := range ips {
			if ip == literal && p.Names[name] {
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
	for _, p := range b.all.Hosts() {
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
		for _, h := range b.all.Holders(id.Value) {
			if h.Computer == c.Machine.Name {
				mine = h
			} else if h.Rank < RankServed {
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

// Distinct reports that at least two machines tell an Office CMID and no two share one; by is how many, and weak that
// some tell it by the older scripts alone.
func (b *Batch) Distinct() (by int, weak bool) { return b.all.Distinct() }

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
	for _, p := range b.all.Collections(c.Machine.Name) {
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
