package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 11: 0x8007232B, 0x8007251D. The client found no SRV record and has no pinned host.

func dnsPick(s *derive.Subject) bool { return s.Pick.Is(nameError, noRecords) }

func pinned(s *derive.Subject) bool { return s.Row != nil && s.Row.Pinned != nil }

// clientDNS are the checks of the client's own resolver (the article's method 3).
var clientDNS = []analyze.StepText{
	run("client", "Note address, DNS servers and primary DNS suffix; ping the DNS servers", "ipconfig /all"),
	say("client", "The primary DNS suffix (AD domain; in a workgroup the suffix or DHCP option 15) must be the zone that holds the record; nslookup succeeding does not prove that the licensing client does"),
	lookup,
}

var publishOrPin = join(
	answered("host-should-publish", "yes",
		run("host", "On the KMS host: 1 = publishing is off, 0 or absent = on", `reg query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform" /v DisableDnsPublishing`),
		publish),
	answered("host-should-publish", "yes", record...),
	answered("host-should-publish", "no", join(byHand("Create the record by hand: "), pin("or pin the KMS host on each client", setPort, "<KMS host>"), steps(act))...),
)

func dnsHit(sc *analyze.Scene) *draft {
	return about(sc).because(sc.Subject.Pick.Line).cite(sc.Subject).citeDNS()
}

var dnsSRVAbsent = analyze.Rule{
	ID: "dns-srv-not-found.srv-absent", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 190, Primary: true, Scope: analyze.PerSubject,
	When:       "The error is 0x8007232B or 0x8007251D, nslookup found no KMS record, and no host is pinned on the client.",
	Needs:      needDNS,
	Title:      "No KMS record is in DNS and no host is set on the client",
	Doc:        "{code}: the client looked for _vlmcs._tcp and found nothing; {asker} finds nothing either. An Office KMS host must exist and be published, or be pinned.",
	Questions:  []string{"host-should-publish"},
	Steps:      publishOrPin,
	Suppresses: []string{"nslookup-no-srv.cause", "nslookup-no-srv.context"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if s := sc.Subject; !dnsPick(s) || !sc.Case.DNS.None() || pinned(s) {
			return nil
		}
		return dnsHit(sc).doubtDNS().doubtListing().found()
	},
}

var dnsSRVPresent = analyze.Rule{
	ID: "dns-srv-not-found.srv-now-present", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 190, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0x8007232B or 0x8007251D, no host is pinned on the client, and yet nslookup found a KMS record.",
	Needs: needDNS,
	Title: "{asker} finds a KMS record, but the licensing client did not",
	Doc:   "{code}: the client found no record, while {asker} now shows {published}. The client asks another DNS server or another zone, or the record is newer than the failure.",
	Steps: join(steps(act), clientDNS, pinSite("Or pin the site's KMS host"), pinPublished),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if s := sc.Subject; !dnsPick(s) || sc.Case.DNS.State != fact.DNSRecords || pinned(s) {
			return nil
		}
		return dnsHit(sc).doubtTool().found()
	},
}

var dnsSuffix = analyze.Rule{
	ID: "dns-srv-not-found.suffix-mismatch", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 189, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0x8007232B or 0x8007251D, and the KMS record that nslookup found lies in another DNS zone than this computer's domain.",
	Needs: [][]fact.Topic{{fact.TopicDNS}, {fact.TopicNames}},
	Title: "The KMS record exists in zone {zone}, but this client belongs to {domain}",
	Doc:   "{code}: the licensing client searches its own DNS domain only, where no record is.",
	Steps: join(
		steps(say("client", "Correct the primary DNS suffix or the search list, if {zone} is the client's right zone")),
		steps(say("host", `Or let the host publish to {domain} too: value DnsDomainPublishList under HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform, then restart Software Protection`)),
		pinSite("Or pin the site's KMS host"), pinPublished, steps(act)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if !dnsPick(s) || c.DNS.State != fact.DNSRecords || c.DNS.Zone == "" || c.Machine.Domain == "" || c.DNS.Zone == c.Machine.Domain {
			return nil
		}
		return dnsHit(sc).because(c.Machine.DomainLine).found()
	},
}

var dnsOverride = analyze.Rule{
	ID: "dns-srv-not-found.override-set", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 188, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0x8007232B or 0x8007251D although a KMS host is pinned on the client.",
	Needs: needLicences,
	Title: "{pinned} is pinned on the client, but a DNS name was not found",
	Doc:   "{code} with a pinned host means that the pinned name itself does not resolve, or that it was pinned after the failure.",
	Steps: join(steps(run("client", "Check that the pinned name resolves", "nslookup {pinnedhost}"), act), pin("Pin the right name", "", "<KMS host>"), steps(remhst)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !dnsPick(s) || !pinned(s) {
			return nil
		}
		return dnsHit(sc).citePin(s).atMost(analyze.Medium).found()
	},
}

var dnsUnknown = analyze.Rule{
	ID: "dns-srv-not-found.dns-unknown", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 192, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0x8007232B or 0x8007251D, no host is pinned on the client, and the bundle holds no usable answer of nslookup.",
	Title: "The client found no KMS record; the bundle holds no usable nslookup answer",
	Doc:   "{code}: no _vlmcs._tcp record was found by the licensing client. Whether one is published cannot be told.",
	Steps: join(clientDNS, steps(act)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if !dnsPick(s) || c.DNS.State != fact.DNSFailed && c.DNS.State != fact.DNSAbsent || pinned(s) {
			return nil
		}
		return dnsHit(sc).atMost(analyze.Medium).found()
	},
}

// dnsClient reports a code that means that DNS on the client cannot be used at all.
func dnsClient(s *derive.Subject) bool {
	return s.Pick.Is(noDNSServer, serverFailure, queryRefused, invalidName) || s.Pick.Is(timeout) && s.Compares(derive.NoHost)
}

var dnsClientRule = analyze.Rule{
	ID: "ext.dns-client", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 193, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0x8007267C, 0x8007232A, 0x8007232D or 0x8007007B, or 0x800705B4 in a request without a host.",
	Title: "DNS on the client cannot be used at all ({meaning})",
	Doc:   "{code} comes from the resolver of the client: it has no DNS server, got no usable answer, or has no domain to search. This goes beyond the article.",
	Steps: join(clientDNS, steps(run("client", "Until DNS works: pin the KMS host by its address", "cscript ospp.vbs /sethst:<address of the KMS host>"), act)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !dnsClient(sc.Subject) {
			return nil
		}
		return dnsHit(sc).atMost(analyze.Medium).found()
	},
}

var dnsNoHost = analyze.Rule{
	ID: "dns-srv-not-found.no-host-in-event", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 194, Primary: true, Scope: analyze.PerSubject,
	When:  "The newest attempt that counts names no host, and its code is none that other DNS rules know.",
	Needs: needEvents,
	Title: "The attempt ended before any KMS host was chosen",
	Doc:   "The newest request ({time}, {inner}) names no host: discovery failed. {dnssays}",
	Steps: join(clientDNS, pinRight, steps(act)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if !s.KMS() || s.Failing == nil || !s.Compares(derive.NoHost) || dnsClient(s) || *s.Inner == nameError || *s.Inner == noRecords {
			return nil
		}
		d := dnsHit(sc).atMost(analyze.Medium)
		d.set("dnssays", map[fact.DNSState]string{fact.DNSRecords: asker(c) + " shows " + list(published(c)) + ", so the client's own resolver differs from it.",
			fact.DNSNone: asker(c) + " finds no record either.", fact.DNSNoneInferred: "nslookup shows no record either."}[c.DNS.State])
		return d.set("dnssays", first(d.values["dnssays"], "No usable nslookup answer is in the bundle.")).found()
	},
}

var dnsLookupDomain = analyze.Rule{
	ID: "dns-srv-not-found.lookup-domain", Section: "dns-srv-not-found", Severity: analyze.Info, Rank: 613, Scope: analyze.PerSubject,
	When:  "A lookup domain is set on the client, so that it searches another zone for KMS hosts than nslookup asked.",
	Needs: needLicences,
	Title: "The client searches zone {lookupdomain}; the bundle's nslookup asked another",
	Doc:   "A KMS lookup domain is set on the client, so what nslookup finds in the default zone says little.",
	Steps: steps(run("client", "Ask that zone", "nslookup -type=srv _vlmcs._tcp.{lookupdomain}")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if s.Row == nil || s.Row.LookupDomain == "" || !sc.Case.OtherZone(s) {
			return nil
		}
		return about(sc).citeRow(s.Row, "lookupDomain").citeDNS().found()
	},
}

var dnsHostView = analyze.Rule{
	ID: "dns-srv-not-found.host-view", Section: "dns-srv-not-found", Severity: analyze.Info, Rank: 617, Scope: analyze.PerBundle,
	When:  "This computer is a KMS host, and its DNS publishing is off or its newest publishing event is a failure (12293).",
	Needs: [][]fact.Topic{{fact.TopicHostLicences, fact.TopicPublishing}},
	Title: "This KMS host does not publish itself in DNS",
	Doc:   "{why}. Clients find it only if the SRV record is made by hand or the host is pinned on each client.",
	Steps: join(steps(publish), record),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		if !c.Host.ByOwnWord() {
			return nil
		}
		d := about(sc)
		if b := c.Host.Block; b != nil && b.DNSPublishing != nil && !*b.DNSPublishing {
			return d.set("why", "slmgr says that DNS publishing is disabled").because(b.Lines["dnsPublishing"]).found()
		}
		if p := newestPublishing(c); p != nil && !p.OK {
			d.set("why", "Its newest attempt to publish failed"+codeOf(p))
			return d.because(fact.Line{Source: p.Source, Text: p.Raw}).found()
		}
		return nil
	},
}

// asker is what was asked about the published hosts.
func asker(c *derive.Case) string {
	if c.DNS.From != "" {
		return "a DNS query"
	}
	return "nslookup"
}

func codeOf(p *fact.Publishing) string {
	if p.Code == nil {
		return ""
	}
	return " with " + p.Code.String()
}

func newestPublishing(c *derive.Case) *fact.Publishing {
	var out *fact.Publishing
	for i := range c.Set.Publishings {
		p := &c.Set.Publishings[i]
		if out == nil || c.Clock.UTC(p.Time).At.After(c.Clock.UTC(out.Time).At) {
			out = p
		}
	}
	return out
}
