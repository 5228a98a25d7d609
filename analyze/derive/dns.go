package derive

import (
	"strings"

	"kmstriage/parse/fact"
)

// DNS is what the bundle's SRV queries say together.
type DNS struct {
	State     fact.DNSState
	Zone      string // lower case
	Server    string
	Reason    string
	Records   []fact.SRVRecord
	Addresses map[string][]string // normalised host to canonical addresses
	Line      fact.Line
	AddrLines map[string]fact.Line
	From      fact.Kind // dns-answer where nslookup did not decide; else ""

	seen map[string]bool
}

// stateRank orders the answers: a record proves more than a "no", a "no" more than a failure.
var stateRank = map[fact.DNSState]int{fact.DNSRecords: 0, fact.DNSNone: 1, fact.DNSNoneInferred: 2, fact.DNSFailed: 3, fact.DNSAbsent: 4}

// dns joins the answers of nslookup. Where they leave open what is published, what another tool was told counts: it may
// have asked elsewhere, so that it never overrules nslookup.
func (c *Case) dns() DNS {
	d := DNS{State: fact.DNSAbsent, Addresses: map[string][]string{}, AddrLines: map[string]fact.Line{}}
	var others []fact.DNSAnswer
	for _, a := range c.Set.DNS {
		if a.From == "" {
			d.take(a)
			continue
		}
		if a.State == fact.DNSNone && !c.searches(a.Zone) {
			a.State = fact.DNSAbsent // that another zone holds no record means nothing
		}
		others = append(others, a)
	}
	settled := d.State == fact.DNSRecords || d.State == fact.DNSNone
	for _, a := range others {
		if settled {
			a = fact.DNSAnswer{State: fact.DNSAbsent, Addresses: a.Addresses}
		}
		d.take(a)
	}
	return d
}

// searches reports whether the client may look for hosts in the zone: its own, the one that is set for it, or any while
// its own is not known.
func (c *Case) searches(zone string) bool {
	zone = normal(zone)
	if zone == "" || c.Machine.Domain == "" || zone == c.Machine.Domain {
		return true
	}
	for _, r := range c.Rows {
		if r.LookupDomain != "" && normal(r.LookupDomain) == zone {
			return true
		}
	}
	return false
}

func (d *DNS) take(a fact.DNSAnswer) {
	if d.Server == "" {
		d.Server = first(a.ServerName, a.ServerIP)
	}
	for _, r := range a.Records {
		if k := strings.ToLower(r.Owner) + "|" + hostPort(r.Host, r.Port); !d.seen[k] {
			if d.seen == nil {
				d.seen = map[string]bool{}
			}
			d.seen[k] = true
			d.Records = append(d.Records, r)
		}
	}
	for _, x := range a.Addresses {
		if ip, ok := address(x.IP); ok {
			h := normal(x.Host)
			d.Addresses[h] = append(d.Addresses[h], ip.String())
			d.AddrLines[h] = x.Line
		}
	}
	if stateRank[a.State] < stateRank[d.State] {
		d.State, d.Reason, d.Line, d.From = a.State, a.Reason, a.Line, a.From
		d.Zone = strings.TrimSuffix(strings.ToLower(a.Zone), ".")
	}
}

// None reports that the query found nothing published, proven or inferred.
func (d DNS) None() bool { return d.State == fact.DNSNone || d.State == fact.DNSNoneInferred }

// Hosts are the distinct published hosts, normalised, in order of the answer.
func (d DNS) Hosts() []string {
	var out []string
	seen := map[string]bool{}
	for _, r := range d.Records {
		if h := normal(r.Host); !seen[h] {
			seen[h] = true
			out = append(out, h)
		}
	}
	return out
}

// AddressesOf lists the addresses that the answer tells of a host, canonical.
func (d DNS) AddressesOf(host string) []string { return d.Addresses[normal(host)] }
