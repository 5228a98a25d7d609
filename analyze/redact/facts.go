package redact

import (
	"strings"

	"kmstriage/parse/fact"
)

// learnFacts notes what the facts know to be names, and which ids they know to be of products.
func (r *replacer) learnFacts(s *fact.Set) {
	for _, n := range s.Names {
		r.host(n.Name)
	}
	for _, x := range s.Readings {
		r.host(x.Computer)
	}
	r.learnEvents(s)
	r.learnLicences(s)
	for _, d := range s.DNS {
		r.host(d.ServerName)
		r.host(zoneOf(d.Asked))
		r.host(zoneOf(d.Zone))
		for _, x := range d.Records {
			r.host(zoneOf(x.Owner))
			r.host(x.Host)
		}
		for _, x := range d.Addresses {
			r.host(x.Host)
		}
	}
	for _, n := range s.Networks {
		for _, h := range append(append([]string{n.Host, n.Suffix, n.Domain}, n.Search...), n.Connections...) {
			r.host(h)
		}
	}
	for _, c := range s.Connections {
		r.host(c.Host)
	}
	for _, x := range s.TimeOffsets {
		h, _, _ := strings.Cut(x.Source, ",")
		r.host(h)
	}
	for _, x := range s.Settings {
		r.product(x.AppID, x.SKU)
		if n := strings.ToLower(x.Name); strings.Contains(n, "keymanagementservicename") || strings.Contains(n, "domain") {
			r.host(x.Value)
		}
	}
	for _, o := range s.Office {
		r.product(o.ProductCode)
	}
}

func (r *replacer) learnEvents(s *fact.Set) {
	for _, q := range s.Requests {
		r.host(q.Computer)
		r.host(q.Host)
		r.product(q.ActivationID)
	}
	for _, q := range s.Responses {
		r.host(q.Computer)
	}
	for _, q := range s.HostRequests {
		r.host(q.Computer)
		r.host(q.Client)
		r.product(q.ActivationID)
	}
	for _, q := range s.Publishings {
		r.host(q.Computer)
		r.host(q.Domain)
	}
	for _, q := range s.Failures {
		r.host(q.Computer)
		r.product(q.AppID, q.SKU)
	}
	for _, q := range s.Events {
		r.host(q.Computer)
		r.product(q.AppID, q.SKU)
	}
	for _, c := range s.CMIDs {
		r.host(c.Client)
	}
}

func (r *replacer) learnLicences(s *fact.Set) {
	pair := func(p *fact.HostPort) {
		if p != nil {
			r.host(p.Host)
		}
	}
	for _, l := range s.Licences {
		pair(l.Pinned)
		pair(l.Discovered)
		r.host(l.LookupDomain)
		r.product(l.SKU, l.ApplicationID)
		r.partialKey(l.PartialKey)
	}
	for _, a := range s.Activations {
		r.product(a.SKU)
		r.partialKey(a.PartialKey)
	}
	for _, b := range s.HostLicences {
		pair(b.Registered)
		pair(b.Discovered)
		r.host(b.LookupDomain)
		r.product(b.Requested, b.ActivationID, b.ApplicationID)
		r.partialKey(b.PartialKey)
	}
}

// zoneOf takes the labels off a name that every client asks for.
func zoneOf(name string) string {
	labels := strings.Split(strings.ToLower(name), ".")
	for len(labels) > 0 && strings.HasPrefix(labels[0], "_") {
		labels = labels[1:]
	}
	return strings.Join(labels, ".")
}

// product keeps ids of products. A CMID is no product's, wherever it stands.
func (r *replacer) product(ids ...string) {
	for _, id := range ids {
		if id = strings.Trim(strings.ToLower(id), "{} "); id != "" {
			r.keep[id] = true
		}
	}
}

const partialKeyLength = 5

func (r *replacer) partialKey(k string) {
	k = strings.ToLower(strings.TrimSpace(k))
	if len(k) == partialKeyLength && strings.Trim(k, "x*") != "" && !r.public(k) && !everyday(k) {
		r.learn(classKey, k)
	}
}
