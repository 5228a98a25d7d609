package analyze

import (
	"sort"
	"strings"
)

// ZoneView is what one DNS server answered about KMS hosts in one zone, and to how many machines. Split tells that another
// server, or this one at another time, published other hosts in the zone. Retired are hosts of the answer that were asked and
// answered nobody since. WrongZone counts the machines whose KMS host is published in another zone than they asked.
type ZoneView struct {
	Zone      string   `json:"zone,omitempty"`
	Server    string   `json:"server,omitempty"`
	State     string   `json:"state"`
	Hosts     []string `json:"hosts,omitempty"` // host:port, sorted
	Machines  int      `json:"machines"`
	Split     bool     `json:"split,omitempty"`
	Retired   []string `json:"retired,omitempty"`
	WrongZone int      `json:"wrongZone,omitempty"`
}

// wrongZone is the rule that finds a record in another zone than that of the client.
const wrongZone = "dns-srv-not-found.suffix-mismatch"

func (g *Gathering) addZone(d *Diagnosis) {
	if d.DNS.State == "" || d.DNS.State == "absent" {
		return
	}
	var hosts []string
	for _, r := range d.DNS.Records {
		hosts = append(hosts, hostKey(strings.TrimSuffix(r.Host, "."), r.Port))
	}
	sort.Strings(hosts)
	zone, server := strings.ToLower(d.DNS.Zone), strings.ToLower(d.DNS.Server)
	k := strings.Join([]string{zone, server, d.DNS.State, strings.Join(hosts, " ")}, "\x00")
	z := g.zones[k]
	if z == nil {
		z = &ZoneView{Zone: zone, Server: server, State: d.DNS.State, Hosts: hosts}
		g.zones[k] = z
	}
	z.Machines++
	for _, f := range d.Findings {
		if f.Rule == wrongZone {
			z.WrongZone++
			break
		}
	}
}

// allZones are sorted by zone, then by machines.
func (g *Gathering) allZones() []ZoneView {
	answers := map[string]map[string]bool{} // of each zone
	for _, z := range g.zones {
		if z.Zone == "" || z.State == "failed" {
			continue
		}
		if answers[z.Zone] == nil {
			answers[z.Zone] = map[string]bool{}
		}
		answers[z.Zone][strings.Join(z.Hosts, " ")] = true
	}
	out := []ZoneView{}
	for _, z := range g.zones {
		x := *z
		x.Split = len(answers[z.Zone]) > 1 && z.State != "failed"
		for _, h := range z.Hosts {
			if seen := g.hosts[h]; seen != nil && seen.dead() {
				x.Retired = append(x.Retired, h)
			}
		}
		out = append(out, x)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Zone != b.Zone:
			return a.Zone < b.Zone
		case a.Machines != b.Machines:
			return a.Machines > b.Machines
		case a.Server != b.Server:
			return a.Server < b.Server
		case a.State != b.State:
			return a.State < b.State
		}
		return strings.Join(a.Hosts, " ") < strings.Join(b.Hosts, " ")
	})
	return out
}
