package derive

import (
	"strings"
	"time"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// Peer is what one bundle tells the others of the same run: small enough to keep for every bundle.
type Peer struct {
	Bundle    string
	SHA256    string
	Computer  string
	OS        string // "6.1"
	Collected time.Time
	Host      PeerHost
	CMIDs     []PeerCMID
	Uses      []Use
	Served    []Served

	Names    map[string]bool // normalised
	Early    []uint64        // marks of its oldest records
	Image    string          // computer of the oldest record, where it is another one
	Sent     []Logged        // as a client, the newest first
	Received []Logged        // as a KMS host, the newest first
}

// PeerHost is the bundle's machine as a KMS host.
type PeerHost struct {
	IsHost     bool // by its own word
	Licences   []PeerLicence
	Enabled    bool
	Port       int   // that it listens on; 0 unknown
	Publishing *bool // DNS publishing; nil unknown
	PortLine   fact.Line
	PubLine    fact.Line
	Failed     *fact.Line // newest 12293, where no 12294 is newer
	Line       fact.Line
}

// PeerLicence is one Office host licence of a KMS host.
type PeerLicence struct {
	Release string
	Family  int
	Status  string
	Count   *int
	Enabled bool
	Line    fact.Line
}

// PeerCMID is an Office client machine id of the bundle's machine. Rank orders what proves it: 0 the request of a
// licence, 1 ospp.vbs 16.0, 2 older scripts (which print the service's own id on Windows 8 and later).
type PeerCMID struct {
	Value string
	Rank  int
	Line  fact.Line
}

// Use is the newest outcome of the machine with one KMS host.
type Use struct {
	Host string // normalised
	OK   bool
	T    time.Time
	Line fact.Line
}

// Served is one client that a KMS host's log names with its CMID.
type Served struct {
	Client string // first label, lower case
	CMID   string
	Office bool
	Line   fact.Line
}

// Machine is equal for bundles of one machine: of one computer or, where none is known, of one content.
func (p *Peer) Machine() string {
	if p.Computer == "" && p.SHA256 != "" {
		return "sha256:" + p.SHA256
	}
	return p.Computer
}

// Summarise makes the peer of a bundle.
func Summarise(s *fact.Set) *Peer {
	c := New(s, nil, Given{})
	at, _ := c.Collected()
	p := &Peer{Bundle: s.Bundle.Name, SHA256: s.Bundle.SHA256, Computer: c.Machine.Name, OS: c.OS.NT, Collected: at, Names: c.Machine.names}
	p.Host = peerHost(c)
	p.CMIDs = peerCMIDs(c)
	p.Uses = peerUses(c)
	p.Served = served(c)
	p.Early, p.Image = early(c)
	p.Sent, p.Received = sent(c), received(c)
	return p
}

func peerHost(c *Case) PeerHost {
	h := PeerHost{IsHost: c.Host.ByOwnWord(), Enabled: c.Host.Enabled, Line: c.Host.Line}
	for _, l := range c.Host.Licences {
		x := PeerLicence{Release: l.Release, Family: l.Family, Status: l.Status, Line: l.Line}
		if l.Block != nil {
			x.Count, x.Enabled = l.Block.Count, l.Block.HostEnabled
		}
		h.Licences = append(h.Licences, x)
	}
	if b := c.Host.Block; b != nil {
		h.Port, h.Publishing = b.Port, b.DNSPublishing
		h.PortLine, h.PubLine = b.Lines["port"], b.Lines["dnsPublishing"]
	}
	var newest *fact.Publishing
	for i := range c.Set.Publishings {
		p := &c.Set.Publishings[i]
		if newest == nil || c.Clock.utc(p.Time).At.After(c.Clock.utc(newest.Time).At) {
			newest = p
		}
	}
	if newest != nil && !newest.OK {
		h.Failed = &fact.Line{Source: newest.Source, Text: newest.Raw}
	}
	return h
}

func peerCMIDs(c *Case) []PeerCMID {
	var out []PeerCMID
	seen := map[string]bool{}
	add := func(value string, rank int, l fact.Line) {
		v := strings.ToLower(value)
		if v != "" && !seen[v] {
			seen[v] = true
			out = append(out, PeerCMID{Value: v, Rank: rank, Line: l})
		}
	}
	for _, r := range c.Requests {
		if r.App == Office {
			add(r.CMID, 0, fact.Line{Source: r.Source, Text: r.Raw})
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, rank := range []int{1, 2} {
		for _, id := range c.Set.CMIDs {
			if id.From == "dcmid" && (id.Family == 16) == (rank == 1) {
				add(id.Value, rank, id.Line)
			}
		}
	}
	return out
}

// peerUses keeps the newest outcome with each host.
func peerUses(c *Case) []Use {
	at := map[string]int{}
	var out []Use
	for _, a := range c.Attempts {
		h := normal(a.Decides.Host)
		if a.App != Office || h == "" || !a.OK && !a.Failed {
			continue
		}
		u := Use{Host: h, OK: a.OK, T: a.T.At, Line: a.Line()}
		if i, ok := at[h]; !ok {
			at[h] = len(out)
			out = append(out, u)
		} else if u.T.After(out[i].T) {
			out[i] = u
		}
	}
	return out
}

func served(c *Case) []Served {
	var out []Served
	seen := map[[2]string]bool{}
	for i := range c.Set.HostRequests {
		r := &c.Set.HostRequests[i]
		k := [2]string{firstLabel(r.Client), strings.ToLower(r.CMID)}
		if r.CMID == "" || r.Client == "" || seen[k] {
			continue
		}
		seen[k] = true
		_, office := catalogue.OfficeSKU(r.ActivationID)
		out = append(out, Served{Client: k[0], CMID: k[1], Office: office, Line: fact.Line{Source: r.Source, Text: r.Raw}})
	}
	return out
}
