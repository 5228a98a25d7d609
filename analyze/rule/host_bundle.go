package rule

import (
	"fmt"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// What the KMS host's own bundle, read in the same run, proves about a client.

// hostBundle is the bundle of the host that the subject asked, or has pinned where no attempt names one; short is set
// when only the first label agrees.
func hostBundle(sc *analyze.Scene) (p *derive.Peer, short bool) {
	s := sc.Subject
	if sc.Case.Batch == nil || s == nil {
		return nil, false
	}
	if hostAsked(s) {
		return sc.Case.Batch.HostBundle(sc.Case, s.Failing.Decides.Host)
	}
	if pinned(s) {
		return sc.Case.Batch.HostBundle(sc.Case, s.Row.Pinned.Host)
	}
	return nil, false
}

// of makes a line of another bundle one of the run.
func of(p *derive.Peer, l fact.Line) fact.Line {
	if l.Source.Path != "" {
		l.Source.Path = p.Bundle + "!/" + l.Source.Path
	}
	return l
}

// withHost starts a finding that the host's bundle proves.
func withHost(sc *analyze.Scene, p *derive.Peer, short bool) *draft {
	d := about(sc).cite(sc.Subject)
	d.set("host", first(d.values["host"], p.Computer)).set("hostbundle", p.Bundle)
	return d.doubt(short, "the host's bundle is found by the first label of its name only")
}

// licenceOf is the host's licence for the subject's Office, by release, else by family.
func licenceOf(p *derive.Peer, s *derive.Subject, release string) *derive.PeerLicence {
	if l := p.HostLicence(release); l != nil {
		return l
	}
	if s.Family < 16 {
		for i := range p.Host.Licences {
			if p.Host.Licences[i].Family == s.Family {
				return &p.Host.Licences[i]
			}
		}
	}
	return nil
}

// hostWord starts a finding about a refusal that the host's own bundle speaks to: its draft, the bundle, and the host
// licence for this Office (nil if it shows none). The draft is nil where the code is another or no such bundle is there.
func hostWord(sc *analyze.Scene, refusal fact.Code) (*draft, *derive.Peer, *derive.PeerLicence) {
	p, short := hostBundle(sc)
	if p == nil || !sc.Subject.Pick.Is(refusal) {
		return nil, nil, nil
	}
	d := withHost(sc, p, short)
	return d, p, licenceOf(p, sc.Subject, d.values["release"])
}

// installOn are the steps that make the host one for this Office.
var installOn = steps(
	say("host", "Install the Office {release} Volume License Pack on {host} and enter the Office KMS host key"),
	analyze.StepText{Where: "host", Text: "Activate the host licence", Command: `cscript C:\Windows\System32\slmgr.vbs /ato {hostid}`, When: "hostid"},
)

var wrongTypeProven = analyze.Rule{
	ID: "host-wrong-type.host-proven", Section: "host-wrong-type", Severity: analyze.Error, Rank: 150, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:       "The error is 0xC004F042, and the host's own bundle, read in the same run, shows no LICENSED host licence for this Office.",
	Title:      "Host {host} has no activated host licence for Office {release}",
	Doc:        "{code}: the host's own bundle ({hostbundle}) proves it: {have}.",
	Steps:      join(installOn, pin("Or pin a proper Office host", "", "<Office KMS host>"), steps(act)),
	Suppresses: []string{"host-wrong-type.in-srv", "host-wrong-type.not-in-srv", "host-wrong-type.dns-unknown"},
	Reach:      analyze.SameSubject,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d, p, l := hostWord(sc, cannotServe)
		if d == nil || l != nil && l.Status == "LICENSED" {
			return nil
		}
		return d.set("have", hostHas(d, p)).found()
	},
}

// hostHas tells which Office host licences the host shows.
func hostHas(d *draft, p *derive.Peer) string {
	if len(p.Host.Licences) == 0 {
		d.because(of(p, p.Host.Line))
		return "it shows no Office host licence at all"
	}
	var out []string
	for _, l := range p.Host.Licences {
		out = append(out, fmt.Sprintf("Office %s is %s", l.Release, first(l.Status, "of unknown status")))
		d.because(of(p, l.Line))
	}
	return "of Office host licences it shows " + list(out)
}

var notActivatedProven = analyze.Rule{
	ID: "host-not-activated.host-proven-unlicensed", Section: "host-not-activated", Severity: analyze.Error, Rank: 160, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:       "The error is 0xC004F041, and the host's own bundle, read in the same run, shows no LICENSED host licence for this Office.",
	Title:      "KMS host {host} is not activated for Office {release}",
	Doc:        "{code}: the host's own bundle ({hostbundle}) proves it: {have}.",
	Steps:      join(steps(ato), installOn, steps(act)),
	Suppresses: []string{"host-not-activated.match", "host-not-activated.mismatch"},
	Reach:      analyze.SameSubject,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d, p, l := hostWord(sc, hostNotActivated)
		if d == nil || l != nil && (l.Status == "LICENSED" || l.Status == "") {
			return nil
		}
		return d.set("have", hostHas(d, p)).found()
	},
}

var notActivatedSince = analyze.Rule{
	ID: "host-not-activated.host-now-licensed", Section: "host-not-activated", Severity: analyze.Warning, Rank: 161, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0xC004F041, and the host's own bundle, read in the same run, shows its licence for this Office LICENSED.",
	Title: "KMS host {host} is activated by now",
	Doc:   "The client's error ({time}) predates that, or came from another host: the host's own bundle ({hostbundle}, {hosttime}) shows its Office {release} licence LICENSED.",
	Steps: steps(act, run("client", "If it repeats, compare the host names", "cscript ospp.vbs /dhistorykms")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		d, p, l := hostWord(sc, hostNotActivated)
		if d == nil || l == nil || l.Status != "LICENSED" {
			return nil
		}
		d.set("hosttime", first(stamp(fact.Time{At: p.Collected}), "time unknown")).set("time", first(d.values["time"], "time unknown"))
		d.because(of(p, l.Line))
		return d.doubt(p.Collected.IsZero() || s.Failing == nil, "the two times cannot be ordered").found()
	},
}

// ports are the port that the host listens on, the client used, and DNS publishes; 0 is unknown.
func ports(sc *analyze.Scene, p *derive.Peer) (listens, client, dns int) {
	s := sc.Subject
	listens = p.Host.Port
	if a := s.Compare.Attempt; a != nil {
		client = a.Decides.Port
	}
	if r := s.Compare.Record; r != nil {
		dns = r.Port
	}
	return listens, client, dns
}

func connectionPick(s *derive.Subject) bool {
	return s.Pick.Class == derive.Unreachable || s.Pick.Is(notAnswered)
}

func portHit(sc *analyze.Scene, holds func(listens, client, dns int) bool) *draft {
	p, short := hostBundle(sc)
	if !connectionPick(sc.Subject) || p == nil || p.Host.Port == 0 {
		return nil
	}
	l, c, d := ports(sc, p)
	if !holds(l, c, d) {
		return nil
	}
	return withHost(sc, p, short).citeDNS().because(of(p, p.Host.PortLine)).set("listens", number(l)).set("dnsport", number(d))
}

var listenVsClient = analyze.Rule{
	ID: "port-closed.listen-vs-client", Section: "port-closed", Severity: analyze.Error, Rank: 166, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0xC004F074, a transport error or 0xC004F039, and the host's own bundle shows another listening port than the client asked, with which DNS does not disagree.",
	Title: "The client asks {host} on port {port}, but the host listens on {listens}",
	Doc:   "The host's own bundle ({hostbundle}) shows the port. The value stored on the client is wrong.",
	Steps: steps(remhst, run("client", "or set the right port", "cscript ospp.vbs /setprt:{listens}"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if d := portHit(sc, func(l, c, dns int) bool { return c != 0 && l != c && (dns == 0 || dns == l) }); d != nil {
			return d.found()
		}
		return nil
	},
}

var listenVsDNS = analyze.Rule{
	ID: "port-closed.listen-vs-dns", Section: "port-closed", Severity: analyze.Error, Rank: 166, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0xC004F074, a transport error or 0xC004F039, and the host's own bundle shows another listening port than DNS publishes.",
	Needs: needDNS,
	Title: "DNS publishes port {dnsport} for {host}, but the host listens on {listens}",
	Doc:   "The host's own bundle ({hostbundle}) shows the port. The record, or the listening port, is wrong.",
	Steps: steps(
		run("host", "If the host should listen on the published port (then restart Software Protection)", `cscript C:\Windows\System32\slmgr.vbs /sprt {dnsport}`),
		say("host", "If it publishes itself, restarting the Software Protection service writes the record again"),
		say("dns", "A record made by hand: correct its port to {listens}"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if d := portHit(sc, func(l, c, dns int) bool { return dns != 0 && dns != l }); d != nil {
			return d.found()
		}
		return nil
	},
}

var portFirewall = analyze.Rule{
	ID: "port-closed.firewall", Section: "port-closed", Severity: analyze.Error, Rank: 167, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0xC004F074 or 0xC004F039, the request failed with a transport error, the host's own bundle shows KMS enabled, and the listening, the asked and the published port are the same.",
	Title: "Names and ports agree with what {host} says of itself: the connection is blocked",
	Doc:   "The host's own bundle ({hostbundle}) shows KMS enabled and listening on port {listens}, which client and DNS use. What is left is a firewall or the network.",
	Steps: join(steps(firewall), connect, steps(act)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		p, _ := hostBundle(sc)
		if p == nil || s.Inner == nil || !catalogue.IsTransport(uint32(*s.Inner)) {
			return nil
		}
		l := licenceOf(p, s, about(sc).values["release"])
		if l == nil || !l.Enabled {
			return nil
		}
		if d := portHit(sc, func(listens, c, dns int) bool { return listens == c && (dns == 0 || dns == listens) }); d != nil {
			return d.atMost(analyze.Medium).found()
		}
		return nil
	},
}

var hotfixContradicted = analyze.Rule{
	ID: "host-unreachable.win81-hotfix-contradicted", Section: "host-unreachable", Severity: analyze.Warning, Rank: 614, Scope: analyze.PerSubject, Several: true,
	When:       "Everything speaks for the missing update KB2885698, but the host's own bundle shows a Windows that needs none.",
	Title:      "{host} already runs a Windows that needs no KB2885698",
	Doc:        "The host's own bundle ({hostbundle}) shows version {hostos}. Look elsewhere: self-activation, something between, a corrupted reply.",
	Suppresses: []string{"host-unreachable.win81-hotfix"},
	Reach:      analyze.SameSubject,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		p, short := hostBundle(sc)
		if sc.Case.OS.NT != "6.3" || !oldHost(sc.Subject) || p == nil || !knowsNewer(p.OS) {
			return nil
		}
		return withHost(sc, p, short).set("hostos", p.OS).because(of(p, p.Host.Line)).found()
	},
}

// knowsNewer reports a Windows that speaks to 8.1 clients without the update.
func knowsNewer(nt string) bool { return nt == "6.3" || nt == "10.0" }

var hostNowEnough = analyze.Rule{
	ID: "kms-count-low.host-now-enough", Section: "kms-count-low", Severity: analyze.Warning, Rank: 177, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0xC004F038, and the host's own bundle is newer than the attempt and shows a count of five or more.",
	Title: "The KMS host has enough clients by now",
	Doc:   "The host's own bundle ({hostbundle}, {hosttime}) is newer than the failure and shows a count of {hostcount}.",
	Steps: steps(act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		d, p, l := hostWord(sc, noCountEnough)
		if d == nil || l == nil || l.Count == nil || *l.Count < 5 || s.Failing != nil && !p.Collected.IsZero() && p.Collected.Before(s.Failing.T.At) {
			return nil
		}
		d.set("hostcount", fmt.Sprint(*l.Count)).set("hosttime", first(stamp(fact.Time{At: p.Collected}), "time unknown")).because(of(p, l.Line))
		return d.doubt(s.Failing == nil || p.Collected.IsZero() || s.Failing.T.Quality == fact.Guess, "the two times cannot be ordered").found()
	},
}

// publishingHost is the KMS host whose word about publishing counts for a client that asked none: the pinned or asked
// one, else the only one of the run; own is the client's machine itself.
func publishingHost(sc *analyze.Scene) (p *derive.Peer, presumed bool) {
	if p, _ := hostBundle(sc); p != nil {
		return p, false
	}
	hosts := sc.Case.Batch.Hosts(sc.Case)
	if len(hosts) == 1 {
		return hosts[0], true
	}
	return nil, false
}

var publishingDisabled = analyze.Rule{
	ID: "dns-srv-not-found.publishing-disabled", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 184, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0x8007232B or 0x8007251D, nslookup found no KMS record, no host is pinned, and the bundle of the run's KMS host says that its DNS publishing is off.",
	Needs: needDNS,
	Title: "KMS host {host} does not publish itself in DNS",
	Doc:   "{code}: the client found no record, and the host's own bundle ({hostbundle}) says that DNS publishing is disabled.",
	Steps: join(steps(publish), record, steps(run("client", "Or pin the host on the clients", "cscript ospp.vbs /sethst:{host}"), act)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !dnsPick(s) || !sc.Case.DNS.None() || pinned(s) {
			return nil
		}
		p, presumed := publishingHost(sc)
		if p == nil || p.Host.Publishing == nil || *p.Host.Publishing {
			return nil
		}
		d := withHost(sc, p, false).set("host", p.Computer).citeDNS().because(of(p, p.Host.PubLine))
		return d.doubt(presumed, "that this host serves the client is presumed: it is the only one of the run").found()
	},
}

var publishingNoRecord = analyze.Rule{
	ID: "dns-srv-not-found.publishing-enabled-no-record", Section: "dns-srv-not-found", Severity: analyze.Error, Rank: 185, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0x8007232B or 0x8007251D, nslookup found no KMS record, no host is pinned, and the bundle of the run's KMS host says that its DNS publishing is on.",
	Needs: needDNS,
	Title: "Host {host} publishes, but the record does not exist: DNS refuses the update",
	Doc:   "{code}: the client found no record although the host's own bundle ({hostbundle}) says that DNS publishing is enabled.",
	Steps: steps(
		say("dns", "Create the SRV record by hand: _vlmcs._tcp, port 1688, target = the full name of {host}"),
		say("dns", "or allow dynamic updates of the zone from {host}"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !dnsPick(s) || !sc.Case.DNS.None() || pinned(s) {
			return nil
		}
		p, _ := publishingHost(sc)
		if p == nil || p.Host.Publishing == nil || !*p.Host.Publishing {
			return nil
		}
		d := withHost(sc, p, false).set("host", p.Computer).citeDNS().because(of(p, p.Host.PubLine))
		if p.Host.Failed != nil {
			return d.because(of(p, *p.Host.Failed)).found()
		}
		return d.doubt(true, "no failed update (12293) is in the host's log").found()
	},
}
