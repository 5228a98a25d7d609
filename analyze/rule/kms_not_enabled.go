package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 14: 0xC004F039, request not answered.

func hostAsked(s *derive.Subject) bool {
	return s.Failing != nil && s.Failing.Decides.Host != ""
}

var blockedSteps = join(steps(firewall), connect, steps(act))

var notAnsweredPort = analyze.Rule{
	ID: "kms-not-enabled.port-mismatch", Section: "kms-not-enabled", Severity: analyze.Error, Rank: 168, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F039, and DNS publishes the host that was asked with another port.",
	Needs:     needCompare,
	Title:     "The client asked {host} on port {port} while DNS says {dnsport}",
	Doc:       "The request was not answered ({code}). One of the two ports is wrong.",
	Questions: []string{"which-port"},
	Steps:     portSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(notAnswered) || !s.Compares(derive.PortDiffers) {
			return nil
		}
		return about(sc).cite(s).citeDNS().citePin(s).doubtAttempt(s).doubtListing().found()
	},
}

// portSteps are the two ways to mend a port mismatch.
var portSteps = join(
	answered("which-port", "yes", remhst, analyze.StepText{Where: "client", Text: "or, if the host must stay pinned, set its port", Command: "cscript ospp.vbs /setprt:{dnsport}", When: "dnsport"}, act),
	answered("which-port", "no",
		analyze.StepText{Where: "host", Text: "If the host should listen on the published port", Command: `cscript C:\Windows\System32\slmgr.vbs /sprt {dnsport}`, When: "dnsport"},
		say("dns", "Otherwise correct the port of the SRV record to {port} (restart Software Protection on a host that publishes itself)"), act),
)

var notAnsweredHost = analyze.Rule{
	ID: "kms-not-enabled.event-host", Section: "kms-not-enabled", Severity: analyze.Error, Rank: 170, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0xC004F039, the host is known from the attempt or because it is pinned, and DNS does not contradict its port.",
	Title: "KMS did not answer the request to {hostport}",
	Doc:   "{code}: the port is blocked or filtered on the way, or KMS is not enabled on {host}.",
	Steps: blockedSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(notAnswered) || s.Compares(derive.PortDiffers) || !hostAsked(s) && !pinned(s) {
			return nil
		}
		d := about(sc).because(s.Pick.Line).cite(s).citeDNS().citePin(s)
		if !hostAsked(s) {
			p := s.Row.Pinned
			d.set("host", p.Host).set("hostport", derive.HostPort(p.Host, p.Port)).set("port", number(p.Port)).set("connectport", first(number(p.Port), "1688"))
			d.doubt(true, "no event names the host: it is the pinned one")
		} else {
			d.doubt(s.Failing.Decides.Port == 0, "the port that was used is unknown")
		}
		return d.found()
	},
}

var notAnsweredSingle = analyze.Rule{
	ID: "kms-not-enabled.single-srv", Section: "kms-not-enabled", Severity: analyze.Error, Rank: 170, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0xC004F039, no attempt names the host, none is pinned, and DNS publishes exactly one.",
	Needs: needDNS,
	Title: "The only published KMS host, {hostport}, does not answer",
	Doc:   "{code}: no event names the host, but DNS publishes one only and none is pinned.",
	Steps: blockedSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if !s.Pick.Is(notAnswered) || hostAsked(s) || pinned(s) || len(c.DNS.Records) != 1 {
			return nil
		}
		r := c.DNS.Records[0]
		d := about(sc).because(s.Pick.Line).citeDNS().atMost(analyze.Medium)
		d.set("host", r.Host).set("port", number(r.Port)).set("hostport", derive.HostPort(r.Host, r.Port)).set("connectport", number(r.Port))
		return d.found()
	},
}

var notAnsweredNoDNS = analyze.Rule{
	ID: "kms-not-enabled.no-dns", Section: "kms-not-enabled", Severity: analyze.Error, Rank: 171, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0xC004F039, no attempt names the host, none is pinned, and DNS publishes none.",
	Needs: needDNS,
	Title: "No KMS host is published and none is set on the client",
	Doc:   "{code}: the request was not answered. Without a record every client must be told its host.",
	Steps: join(pin("Pin the KMS host on each client", setPort, "<KMS host>"), steps(act)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(notAnswered) || hostAsked(s) || pinned(s) || !sc.Case.DNS.None() {
			return nil
		}
		return about(sc).because(s.Pick.Line).citeDNS().atMost(analyze.Medium).found()
	},
}

var notAnsweredUnknown = analyze.Rule{
	ID: "kms-not-enabled.unknown-host", Section: "kms-not-enabled", Severity: analyze.Error, Rank: 172, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0xC004F039, no attempt names the host, none is pinned, and DNS publishes several or is unknown.",
	Title: "The request was not answered; the host used is unknown",
	Doc:   "{code}: neither an event, nor a pinned host, nor DNS tells which KMS host was asked.",
	Steps: steps(lookup, history, firewall, act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		dns := c.DNS.State == fact.DNSFailed || c.DNS.State == fact.DNSAbsent || len(c.DNS.Records) > 1
		if !s.Pick.Is(notAnswered) || hostAsked(s) || pinned(s) || !dns {
			return nil
		}
		return about(sc).because(s.Pick.Line).citeDNS().atMost(analyze.Low).found()
	},
}
