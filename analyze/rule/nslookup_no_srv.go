package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 19: nslookup returns no SRV record.

var noSRVCause = analyze.Rule{
	ID: "nslookup-no-srv.cause", Section: "nslookup-no-srv", Severity: analyze.Warning, Rank: 400, Primary: true, Scope: analyze.PerSubject, Silence: true,
	When:      "The KMS client licence is not LICENSED, no error code is known, nslookup found no KMS record, no host is pinned, and this computer is no KMS host.",
	Needs:     [][]fact.Topic{{fact.TopicDNS}, {fact.TopicLicences}},
	Title:     "No KMS record is in DNS and no host is set: activation cannot work as things stand",
	Doc:       "No attempt with an error code was found, but a client without record and without a pinned host has nobody to ask.",
	Questions: []string{"host-should-publish"},
	Steps:     publishOrPin,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if !s.KMS() || s.Activated() || s.Pick.Class != derive.NoCode || !c.DNS.None() || pinned(s) || c.Host.IsKMSHost() {
			return nil
		}
		d := about(sc).citeDNS().citeRow(s.Row, "status", "discovered")
		d.doubt(!c.Knows(fact.TopicRequests), "no event log was read")
		if c.DNS.State == fact.DNSNoneInferred {
			d.atMost(analyze.Low)
		}
		return d.found()
	},
}

var noSRVContext = analyze.Rule{
	ID: "nslookup-no-srv.context", Section: "nslookup-no-srv", Severity: analyze.Info, Rank: 615, Scope: analyze.PerBundle,
	When:     "nslookup found no KMS record, and no other finding is built on that.",
	Needs:    needDNS,
	Title:    "No KMS host is published in DNS",
	Doc:      "This matters little here: the client is pinned or activated, or another cause was found.",
	YieldsTo: []string{"nslookup-no-srv.cause", "dns-srv-not-found.srv-absent", "dns-srv-not-found.publishing-*", "host-unreachable.no-srv"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !sc.Case.DNS.None() {
			return nil
		}
		return about(sc).citeDNS().found()
	},
}

var noSRVFailed = analyze.Rule{
	ID: "nslookup-no-srv.query-failed", Section: "nslookup-no-srv", Severity: analyze.Warning, Rank: 612, Scope: analyze.PerBundle,
	When:  "nslookup timed out, was refused, or found no DNS server.",
	Needs: needDNS,
	Title: "The DNS query itself failed: that no record exists is not proven",
	Doc:   "{asker} got no usable answer{reason}, so it says nothing about published KMS hosts.",
	Steps: steps(run("client", "Check DNS servers and reachability, then ask again", "ipconfig /all"), lookup),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		if c.DNS.State != fact.DNSFailed {
			return nil
		}
		d := about(sc).because(c.DNS.Line).set("asker", asker(c))
		d.values["reason"] = ""
		if c.DNS.Reason != "" {
			d.values["reason"] = " (" + c.DNS.Reason + ")"
		}
		return d.found()
	},
}
