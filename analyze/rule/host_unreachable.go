package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 17: 0xC004F074, no KMS host could be contacted. Order of the branches: decision-tree.md C1.

func unreachable(s *derive.Subject, rs ...derive.Result) bool {
	return s.Pick.Class == derive.Unreachable && s.Compares(rs...)
}

func compared(sc *analyze.Scene) *draft {
	s := sc.Subject
	return about(sc).cite(s).citeDNS().citePin(s).connectTest(s).doubtAttempt(s)
}

// storedSteps re-point a client that has a host stored.
var storedSteps = join(steps(remhst), pinRight, steps(act))

// repin re-points a client of which it is unknown whether DNS would lead it right.
var repin = join(steps(remhst), pinSite("Or pin the site's KMS host"), steps(act))

var unreachableSuperseded = analyze.Rule{
	ID: "host-unreachable.superseded", Section: "host-unreachable", Severity: analyze.Warning, Rank: 138, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is one of a KMS exchange (0xC004F074, 0xC004F038, 0xC004F039, 0xC004F041 or 0xC004F042), and the attempt asked another host or port than the client is set to now.",
	Needs: [][]fact.Topic{{fact.TopicRequests}, {fact.TopicLicences}},
	Title: "The failing attempt asked {hostport}; the client is now set to {pinned}",
	Doc:   "The setting changed after the attempt of {time}, so the evidence is about a host or port that is no longer used.",
	Steps: steps(act, run("client", "If it fails again, collect again with the new attempt", "cscript ospp.vbs /dhistorykms")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !sc.Case.Superseded(s) {
			return nil
		}
		d := about(sc).cite(s).citePin(s)
		return d.doubt(s.Failing.Decides.T.Quality == fact.Guess, "the time of the event is uncertain").found()
	},
}

var win81Hotfix = analyze.Rule{
	ID: "host-unreachable.win81-hotfix", Section: "host-unreachable", Severity: analyze.Error, Rank: 140, Primary: true, Scope: analyze.PerSubject,
	When:     "Windows is 8.1 or Server 2012 R2, and the first code of the newest request to a host other than this computer is 0x8007000D.",
	Needs:    [][]fact.Topic{{fact.TopicRequests}, {fact.TopicOS}},
	Title:    "KMS host {host} lacks update KB2885698 for Windows 8.1 clients",
	Doc:      "The first code of the request to {hostport} is {inner} and this computer runs Windows 8.1 or Server 2012 R2: KMS hosts on Windows Server 2008, 7, 2008 R2, 8 and 2012 do not understand such clients without the update.",
	Steps:    steps(say("host", "Install update KB2885698 on {host} and restart it"), act),
	YieldsTo: []string{"self-host-2013.contacted-self", "host-unreachable.win81-hotfix-contradicted"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if c.OS.NT != "6.3" || !oldHost(s) {
			return nil
		}
		d := about(sc).cite(s).because(c.OS.Line)
		d.doubt(s.Family == 14, "seen with Office 2013; Office 2010 is licensed by a service of its own")
		d.doubt(c.OS.Server(), "the article names Windows 8.1 only")
		d.doubt(c.OS.From == "mgadiag", "the Windows version is known from MGADiag only")
		if s.Failing.FromHistory() && c.OS.Server() {
			d.atMost(analyze.Low)
		}
		return d.found()
	},
}

// oldHost reports the code with which an old host meets a newer client.
func oldHost(s *derive.Subject) bool {
	return s.KMS() && s.Inner != nil && *s.Inner == invalidData && !s.Self && (s.Failing.Decides.Host != "" || s.Failing.Decides.HostUnknown)
}

var newerWindows = analyze.Rule{
	ID: "ext.newer-windows-old-host", Section: "host-unreachable", Severity: analyze.Error, Rank: 145, Primary: true, Scope: analyze.PerSubject,
	When:  "Windows is 10 or newer, and the first code of the newest request to a host other than this computer is 0x8007000D.",
	Needs: [][]fact.Topic{{fact.TopicRequests}, {fact.TopicOS}},
	Title: "KMS host {host} is too old for this Windows release",
	Doc:   "The first code of the request to {hostport} is {inner} and this computer runs Windows 10 or newer: the host needs its own update (not KB2885698) or a newer Windows. This goes beyond the article.",
	Steps: steps(say("host", "Bring {host} up to date (KB3058168 or KB3079821 and later rollups), or move KMS to a newer Windows Server"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if c.OS.NT != "10.0" || !oldHost(s) {
			return nil
		}
		return about(sc).cite(s).because(c.OS.Line).atMost(analyze.Medium).found()
	},
}

var clockSkewRule = analyze.Rule{
	ID: "ext.clock-skew", Section: "host-unreachable", Severity: analyze.Error, Rank: 175, Primary: true, Scope: analyze.PerSubject,
	When:  "The code of the newest request is 0xC004F06C.",
	Needs: needEvents,
	Title: "The clocks of this client and of {host} differ by more than four hours",
	Doc:   "{inner}: the host answered, but refused the time inside the request ({written}). This goes beyond the article.",
	Steps: steps(run("client", "Check time, date and time zone", "w32tm /query /status"), run("host", "The same on the KMS host", "w32tm /query /status"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if s.Inner == nil || *s.Inner != clockSkew {
			return nil
		}
		d := about(sc).cite(s)
		for i, o := range sc.Case.Set.TimeOffsets {
			if i < maxCited {
				d.because(o.Line)
			}
		}
		d.set("written", first(stamp(s.Failing.Decides.Written), "time unknown")).set("host", first(d.values["host"], "the KMS host"))
		return d.found()
	},
}

var unreachablePort = analyze.Rule{
	ID: "host-unreachable.port-differs", Section: "host-unreachable", Severity: analyze.Error, Rank: 198, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F074 or a transport error, and DNS publishes the host that was asked with another port only.",
	Needs:     needCompare,
	Title:     "The client asked {host} on port {port}, but DNS publishes port {dnsport}",
	Doc:       "No KMS answered at {hostport} ({inner}, {innermeaning}). Either the port stored on the client is stale, or the record in DNS is wrong.",
	Questions: []string{"which-port"},
	Steps:     portSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !unreachable(sc.Subject, derive.PortDiffers) {
			return nil
		}
		return compared(sc).doubtTool().doubtListing().found()
	},
}

var unreachableNoSRV = analyze.Rule{
	ID: "host-unreachable.no-srv", Section: "host-unreachable", Severity: analyze.Error, Rank: 200, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F074 or a transport error, a host was asked, and DNS publishes none.",
	Needs:     needCompare,
	Title:     "The client asked {hostport} although DNS publishes no KMS host",
	Doc:       "No KMS answered there ({inner}, {innermeaning}). With nothing in DNS the host must be stored on the client{pinword}.",
	Questions: []string{"host-should-publish"},
	Steps: join(connect, answered("host-should-publish", "yes", join(steps(publish), record, steps(remhst, act))...),
		answered("host-should-publish", "no", join(pin("Pin the right KMS host", setPort, "<KMS host>"), steps(act))...)),
	Suppresses: []string{"nslookup-no-srv.cause", "nslookup-no-srv.context"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !unreachable(sc.Subject, derive.NoSRV) {
			return nil
		}
		d := compared(sc).doubtDNS().doubtListing()
		return d.pinWord().found()
	},
}

// pinWord says what the listing shows about the stored host.
func (d *draft) pinWord() *draft {
	s := d.scene.Subject
	d.values["pinword"] = ""
	switch {
	case s.Compare.Origin == derive.FromPin:
		d.values["pinword"] = ": " + d.values["pinned"] + " is pinned"
	case s.Row != nil && s.Row.KMSBlock && s.Row.Pinned == nil:
		d.values["pinword"] = " or was: none is pinned now, so a cached answer or a change in DNS explains it"
	}
	return d
}

var unreachableNotListed = analyze.Rule{
	ID: "host-unreachable.not-listed", Section: "host-unreachable", Severity: analyze.Error, Rank: 200, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0xC004F074 or a transport error, and the host that was asked is none that DNS publishes.",
	Needs: needCompare,
	Title: "The client asked {hostport}, which DNS does not publish",
	Doc:   "No KMS answered there ({inner}, {innermeaning}). DNS publishes {published}. The host is stored on the client{pinword}.",
	Steps: join(
		when("isdns", say("client", "{host} came from DNS earlier and is kept: a new attempt asks DNS again"), act),
		when("!isdns", storedSteps...),
	),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !unreachable(s, derive.NotListed) {
			return nil
		}
		d := compared(sc).doubtListing().pinWord()
		return d.doubt(s.Compare.Origin != derive.FromPin && !derive.IsAddress(s.Failing.Decides.Host), "{host} could be an alias of a published host").found()
	},
}

var unreachableMatch = analyze.Rule{
	ID: "host-unreachable.match", Section: "host-unreachable", Severity: analyze.Error, Rank: 201, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F074 or a transport error, and host and port are what DNS publishes.",
	Needs:     needCompare,
	Title:     "The client followed DNS to {hostport}, but no KMS answered there",
	Doc:       "Host and port are what DNS publishes, and the request of {time} failed ({inner}, {innermeaning}). The host is down, does not run KMS, lacks an update, or cannot be reached on that port.",
	Questions: []string{"host-correct"},
	Steps: join(connect,
		answered("host-correct", "yes", run("host", "Does KMS run there, on which port, and does it publish?", `cscript C:\Windows\System32\slmgr.vbs /dlv {hostid}`), firewall, act),
		answered("host-correct", "no", join(steps(say("dns", "Correct the SRV record: by hand if it was made by hand, else on the host that publishes it (slmgr.vbs /sprt, /sdns, /cdns)")),
			pinSite("Until then pin the site's KMS host"), steps(act))...)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !unreachable(sc.Subject, derive.Match, derive.MatchShort) {
			return nil
		}
		return compared(sc).found()
	},
}

var unreachablePortUnknown = analyze.Rule{
	ID: "host-unreachable.port-unknown", Section: "host-unreachable", Severity: analyze.Error, Rank: 205, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F074 or a transport error, the host is one that DNS publishes, and the port that was asked is not known.",
	Needs:     needCompare,
	Title:     "The client asked the published host {host}; the port used is not in the evidence",
	Doc:       "DNS publishes {published}. An event log (evtx) shows the port that was asked.",
	Questions: []string{"host-correct"},
	Steps: join(connect, steps(run("client", "Export the event log, which holds the port", "wevtutil epl Application Application.evtx")),
		answered("host-correct", "yes", dlv, firewall, act),
		answered("host-correct", "no", repin...)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !unreachable(sc.Subject, derive.MatchPortUnknown) {
			return nil
		}
		return compared(sc).atMost(analyze.Low).found()
	},
}

var unreachableAmbiguous = analyze.Rule{
	ID: "host-unreachable.ambiguous-name", Section: "host-unreachable", Severity: analyze.Error, Rank: 206, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F074 or a transport error, and the names do not settle whether the host that was asked is a published one.",
	Needs:     needCompare,
	Title:     "Whether {host} is one of the published KMS hosts cannot be told from the names",
	Doc:       "The request of {time} went to {hostport} and failed ({inner}, {innermeaning}). DNS publishes {published}.",
	Questions: []string{"same-host"},
	Steps: join(connect,
		answered("same-host", "yes", say("dns", "DNS is being followed: verify record and host"), dlv, firewall, act),
		answered("same-host", "no", storedSteps...)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !unreachable(sc.Subject, derive.Ambiguous) {
			return nil
		}
		return compared(sc).atMost(analyze.Low).found()
	},
}

var unreachableDNSUnknown = analyze.Rule{
	ID: "host-unreachable.dns-unknown", Section: "host-unreachable", Severity: analyze.Error, Rank: 208, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F074 or a transport error, a host was asked, and the bundle holds no usable answer of nslookup.",
	Needs:     needEvents,
	Title:     "KMS host {hostport} could not be reached; what DNS publishes is unknown",
	Doc:       "The request of {time} failed ({inner}, {innermeaning}).",
	Questions: []string{"host-correct"},
	Steps: join(steps(lookup), connect,
		answered("host-correct", "yes", dlv, firewall, act),
		answered("host-correct", "no", repin...)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !unreachable(sc.Subject, derive.DNSUnknown) {
			return nil
		}
		return compared(sc).atMost(analyze.Low).found()
	},
}

var unreachableNoEvent = analyze.Rule{
	ID: "host-unreachable.no-event", Section: "host-unreachable", Severity: analyze.Error, Rank: 210, Primary: true, Scope: analyze.PerSubject, Silence: true,
	When:  "The error is 0xC004F074 or a transport error, and no attempt shows which host was asked.",
	Title: "No KMS host could be contacted; the bundle does not show which one was asked",
	Doc:   "{code} is known, but no request of this client that names a host.",
	Steps: steps(act, history, lookup),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !unreachable(s, derive.NoEvent) {
			return nil
		}
		return about(sc).because(s.Pick.Line).citeDNS().citePin(s).atMost(analyze.Low).found()
	},
}

var severalSRV = analyze.Rule{
	ID: "host-unreachable.several-srv", Section: "host-unreachable", Severity: analyze.Info, Rank: 607, Scope: analyze.PerSubject,
	When:  "An attempt with a host failed, and DNS publishes more than one KMS host.",
	Needs: needCompare,
	Title: "Several KMS hosts are published; the client picks one at random",
	Doc:   "Published: {published}. Touched by the failing attempt: {asked}.",
	Steps: steps(say("host", "Check each host that was touched")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if len(c.DNS.Records) < 2 || s.Failing == nil || len(s.Failing.Hosts()) == 0 {
			return nil
		}
		return about(sc).citeDNS().because(s.Failing.Line()).found()
	},
}
