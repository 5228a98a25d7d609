package derive

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"kmstriage/parse/fact"
)

// Index answers what the rules of one bundle ask of all the others of a run. Whoever keeps the peers of a run, in memory or
// in a database, is one. Where nothing else is said, the answers are about the newest bundle of each machine, in the
// order of Compare.
type Index interface {
	// Machines is the number of different machines.
	Machines() int
	// Hosts are the peers that are KMS hosts by their own word.
	Hosts() []*Peer
	// Collections are all bundles of a computer, not only the newest, where there are several; else none.
	Collections(computer string) []*Peer
	// Holders are the machines with an Office client machine id, which is in lower case.
	Holders(cmid string) []Holder
	// Outcomes is how the machines fared with a host, whose name is normalised; nil where none asked it.
	Outcomes(host string) *HostOutcomes
	// Distinct is that of Batch.
	Distinct() (by int, weak bool)
	// Named are the peers of computers.
	Named(computers []string) iter.Seq[*Peer]
	// Ends are the peers that received requests of clients, each with all peers that sent one under an id that it names;
	// there may be more among these.
	Ends() iter.Seq2[*Peer, []*Peer]
}

// Holder is a machine that has a CMID, and what shows it.
type Holder struct {
	Computer string // upper case
	Bundle   string
	Rank     int // of PeerCMID, or RankServed
	Line     SourcedLine
}

// RankServed is the rank of a holder that a host's log names.
const RankServed = 3

// SourcedLine is a line of another bundle.
type SourcedLine struct {
	Bundle string
	Path   string
	Line   int
	Record uint64
	Text   string
}

// Compare orders peers by machine, and those of one machine the newest first, then by name and content, so that the order
// of the input decides nothing.
func (p *Peer) Compare(o *Peer) int {
	return cmp.Or(cmp.Compare(p.Machine(), o.Machine()), o.Collected.Compare(p.Collected), cmp.Compare(p.Bundle, o.Bundle), cmp.Compare(p.SHA256, o.SHA256))
}

// memory keeps all peers at hand. What the rules of every bundle ask of all others is worked out once: a run has ten thousand
// of each.
type memory struct {
	peers    []*Peer // the newest of each machine
	hosts    []*Peer
	of       map[string][]*Peer // by computer, where there are several
	cmid     map[string][]Holder
	outcomes map[string]*HostOutcomes // by normalised host
	distinct int
	weak     bool
}

// NewMemory is an index in memory. The order of peers changes nothing.
func NewMemory(peers []*Peer) Index {
	ps := slices.Clone(peers)
	slices.SortStableFunc(ps, (*Peer).Compare)
	m := &memory{of: map[string][]*Peer{}}
	for i, p := range ps {
		if i > 0 && p.Machine() != "" && p.Machine() == ps[i-1].Machine() {
			m.again(p)
			continue
		}
		m.peers = append(m.peers, p)
		if p.Host.IsHost {
			m.hosts = append(m.hosts, p)
		}
	}
	m.cmid = HoldersOf(m.peers)
	m.distinct, m.weak = m.countDistinct()
	m.outcomes = outcomes(m.peers)
	return m
}

// again notes an older bundle of the machine that was added last.
func (m *memory) again(p *Peer) {
	if p.Computer == "" {
		return
	}
	if len(m.of[p.Computer]) == 0 {
		m.of[p.Computer] = []*Peer{m.peers[len(m.peers)-1]}
	}
	m.of[p.Computer] = append(m.of[p.Computer], p)
}

// Clients are the Office clients that a KMS host's log names, each with its computer's name in upper case.
func (p *Peer) Clients() iter.Seq2[string, Served] {
	return func(yield func(string, Served) bool) {
		for _, s := range p.Served {
			if s.Office && !yield(strings.ToUpper(s.Client), s) {
				return
			}
		}
	}
}

func (p *Peer) sourced(l fact.Line) SourcedLine {
	return SourcedLine{p.Bundle, l.Source.Path, l.Source.Line, l.Source.Record, l.Text}
}

// HoldersOf lists the machines of each CMID, each once: those that tell it themselves, then those that a host's log names.
// Peers are in order, and all those that have to do with an id are among them, or none.
func HoldersOf(peers []*Peer) map[string][]Holder {
	out := map[string][]Holder{}
	held := map[[2]string]bool{}
	hold := func(cmid string, h Holder) {
		if k := [2]string{cmid, h.Computer}; !held[k] {
			held[k] = true
			out[cmid] = append(out[cmid], h)
		}
	}
	for _, p := range peers {
		for _, id := range p.CMIDs {
			hold(id.Value, Holder{p.Computer, p.Bundle, id.Rank, p.sourced(id.Line)})
		}
	}
	for _, p := range peers {
		for computer, s := range p.Clients() {
			hold(s.CMID, Holder{computer, p.Bundle, RankServed, p.sourced(s.Line)})
		}
	}
	return out
}

func (m *memory) countDistinct() (by int, weak bool) {
	machines := map[string]bool{}
	for _, hs := range m.cmid {
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

// outcomes adds up those of all hosts.
func outcomes(peers []*Peer) map[string]*HostOutcomes {
	by := map[string][]Fared{}
	for _, p := range peers {
		for _, u := range p.Uses {
			by[u.Host] = append(by[u.Host], Fared{p.Computer, u.OK, u.T})
		}
	}
	out := map[string]*HostOutcomes{}
	for host, all := range by {
		out[host] = NewHostOutcomes(slices.Values(all))
	}
	return out
}

func (m *memory) Machines() int                       { return len(m.peers) }
func (m *memory) Hosts() []*Peer                      { return m.hosts }
func (m *memory) Collections(computer string) []*Peer { return m.of[computer] }
func (m *memory) Holders(cmid string) []Holder        { return m.cmid[cmid] }
func (m *memory) Outcomes(host string) *HostOutcomes  { return m.outcomes[host] }
func (m *memory) Distinct() (by int, weak bool)       { return m.distinct, m.weak }

func (m *memory) Named(computers []string) iter.Seq[*Peer] {
	return func(yield func(*Peer) bool) {
		wanted := map[string]bool{}
		for _, c := range computers {
			wanted[c] = true
		}
		for _, p := range m.peers {
			if wanted[p.Computer] && !yield(p) {
				return
			}
		}
	}
}

func (m *memory) Ends() iter.Seq2[*Peer, []*Peer] {
	return func(yield func(*Peer, []*Peer) bool) {
		for _, p := range m.peers {
			if len(p.Received) > 0 && !yield(p, m.peers) {
				return
			}
		}
	}
}
