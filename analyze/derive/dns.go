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
}

// stateRank orders the answers: a record proves more than a "no", a "no" more than a failure.
var stateRank = map[fact.DNSState]int{fact.DNSRecords: 0, fact.DNSNone: 1, fact.DNSNoneInferred: 2, fact.DNSFailed: 3, fact.DNSAbsent: 4}

func dns(s *fact.Set) DNS {
	d := DNS{State: fact.DNSAbsent, Addresses: map[string][]string{}, AddrLines: map[string]fact.Line{}}
	seen := map[string]bool{}
	for _, a := range s.DNS {
		if d.Server == "" {
			d.Server = first(a.ServerName, a.ServerIP)
		}
		for _, r := range a.Records {
			k := strings.ToLower(r.Owner) + "|" + hostPort(r.Host, r.Port)
			if !seen[k] {
				seen[k] = true
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
			d.State, d.Reason, d.Line = a.State, a.Reason, a.Line
			d.Zone = strings.TrimSuffix(strings.ToLower(a.Zone), ".")
		}
	}
	return d
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
