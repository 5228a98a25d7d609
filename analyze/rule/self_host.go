package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Sections 5 and 6: the client is its own KMS host.

// otherHostSteps are the two ways out: another Office KMS host, or a MAK.
var otherHostSteps = join(
	answered("other-host", "yes", join(
		steps(run("host", "On that host: the Office {release} host licence must be Licensed", `cscript C:\Windows\System32\slmgr.vbs /dlv {hostid}`)),
		pin("Pin it by its full name", setPort, "<the other KMS host>"), steps(act))...),
	answered("other-host", "no", join(toMAK, steps(enterMAK, act))...),
)

var selfSuppresses = []string{"host-unreachable.*", "reg-data-invalid.*", "port-closed.suspected", "ext.rpc-detail", "host-wrong-type.*"}

var selfContacted = analyze.Rule{
	ID: "self-host-2013.contacted-self", Section: "self-host-2013", Severity: analyze.Error, Rank: 120, Primary: true, Scope: analyze.PerSubject,
	When:       "Office 2013 or newer is not LICENSED, and the newest attempt that counts asked this very computer as KMS host.",
	Needs:      [][]fact.Topic{{fact.TopicRequests}, {fact.TopicNames}},
	Better:     []fact.Topic{fact.TopicHostLicences},
	Title:      "{product} cannot be activated by the KMS host on the same computer",
	Doc:        "The newest attempt asked {hostport}, which is this computer itself. Office 2013 and later refuse that by design: it needs another Office KMS host, or a MAK.",
	Questions:  []string{"other-host"},
	Steps:      otherHostSteps,
	Suppresses: selfSuppresses,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.KMS() || s.Family < 15 || s.Activated() || !s.Self || sc.Case.Superseded(s) {
			return nil
		}
		d := about(sc).cite(s).because(sc.Case.Host.Line)
		d.doubt(!sc.Case.Host.IsKMSHost(), "that this computer is a KMS host is not proven")
		return d.doubtAttempt(s).found()
	},
}

var selfProbable = analyze.Rule{
	ID: "self-host-2013.probable", Section: "self-host-2013", Severity: analyze.Error, Rank: 125, Primary: true, Scope: analyze.PerSubject,
	When:      "This computer is a KMS host, Office 2013 or newer is not LICENSED, no attempt names a host, none is pinned, and DNS offers only this computer or is unknown.",
	Needs:     [][]fact.Topic{{fact.TopicHostLicences, fact.TopicHostRequests, fact.TopicDNS}},
	Title:     "{product} probably asks the KMS host on this same computer, which it may not",
	Doc:       "This computer is a KMS host, no attempt names another host, none is pinned, and DNS offers no other. Office 2013 and later refuse their own host by design.",
	Questions: []string{"other-host"},
	Steps:     join(steps(act, history), otherHostSteps),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		if !s.KMS() || s.Family < 15 || s.Activated() || !c.Host.IsKMSHost() || anyHostAsked(s) || s.Row.Pinned != nil || !onlySelfPublished(c) {
			return nil
		}
		d := about(sc).because(c.Host.Line).citeDNS().citeRow(s.Row, "status").atMost(analyze.Medium)
		return d.doubt(!c.Host.ByOwnWord(), "only DNS says that this computer is a KMS host").found()
	},
}

func anyHostAsked(s *derive.Subject) bool {
	for _, a := range s.Attempts {
		if len(a.Hosts()) > 0 {
			return true
		}
	}
	return false
}

func onlySelfPublished(c *derive.Case) bool {
	for _, r := range c.DNS.Records {
		if !c.Machine.IsSelf(r.Host) {
			return false
		}
	}
	return true
}

var selfOtherContacted = analyze.Rule{
	ID: "self-host-2013.other-host-contacted", Section: "self-host-2013", Severity: analyze.Info, Rank: 605, Scope: analyze.PerSubject,
	When:  "This computer is a KMS host, but the failing attempt asked another one.",
	Needs: [][]fact.Topic{{fact.TopicRequests}, {fact.TopicHostLicences, fact.TopicHostRequests}},
	Title: "This computer is a KMS host, but the failing attempt went to {host}",
	Doc:   "It is not a case of self-activation; the finding about {host} stands.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.KMS() || !sc.Case.Host.IsKMSHost() || s.Failing == nil || s.Failing.Decides.Host == "" || s.Self {
			return nil
		}
		return about(sc).because(sc.Case.Host.Line, s.Failing.Line()).found()
	},
}

var selfWith2013 = analyze.Rule{
	ID: "self-host-2010.with-2013", Section: "self-host-2010", Severity: analyze.Error, Rank: 121, Primary: true, Scope: analyze.PerSubject,
	When:       "This computer is an Office 2010 KMS host, has Office 2010 and 2013 installed, Office 2010 is not LICENSED, and it asked no other host.",
	Needs:      [][]fact.Topic{{fact.TopicHostLicences}, {fact.TopicOffice}},
	Title:      "Office 2010 cannot use the KMS host on its own computer once Office 2013 is installed",
	Doc:        "This computer is an Office 2010 KMS host and holds Office 2010 and Office 2013. Office 2010 needs another KMS host then, or a MAK.",
	Questions:  []string{"other-host"},
	Steps:      otherHostSteps,
	Suppresses: []string{"host-unreachable.*", "port-closed.suspected", "ext.rpc-detail"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		h := c.Host.Office("2010")
		if !s.KMS() || s.Family != 14 || s.Activated() || h == nil || !has2013(c) || !(s.Self || s.Failing == nil || s.Failing.Decides.Host == "") {
			return nil
		}
		d := about(sc).cite(s).because(h.Line)
		for _, o := range c.Office {
			if o.Family == 14 || o.Family == 15 {
				d.because(o.Line)
			}
		}
		return d.doubt(!c.Installed(15), "Office 2013 is known from file names only").found()
	},
}

func has2013(c *derive.Case) bool {
	if c.Inventory() {
		return c.Installed(15)
	}
	for _, r := range c.Set.Readings {
		if r.Family == 15 {
			return true
		}
	}
	return false
}

var selfAlone = analyze.Rule{
	ID: "self-host-2010.alone", Section: "self-host-2010", Severity: analyze.Info, Rank: 606, Scope: analyze.PerSubject,
	When:  "This computer is an Office 2010 KMS host with Office 2010 and without Office 2013.",
	Needs: [][]fact.Topic{{fact.TopicHostLicences}},
	Title: "Office 2010 may activate against the KMS host on its own computer",
	Doc:   "This works while Office 2013 is not installed, but is discouraged and blocked in later versions.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		h := c.Host.Office("2010")
		if s.Family != 14 || !s.KMS() || h == nil || has2013(c) {
			return nil
		}
		d := about(sc).because(h.Line)
		if !c.Inventory() {
			d.atMost(analyze.Low)
		}
		return d.found()
	},
}
