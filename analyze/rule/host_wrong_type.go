package rule

import (
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
)

// Section 16: 0xC004F042, the contacted host cannot serve this Office.

func hostID(release string) string { return strings.ToUpper(catalogue.HostID(release)) }

var buildHost = answered("host-for-office", "yes", dlv, hostSetup, act)

// way1 and way2 are the remedies where a host is published that does not serve Office.
var way12 = join(
	answered("srv-legit", "yes", see("can-serve-office", "host", "The record may stay: next question")),
	answered("srv-legit", "no", see("host-alive", "dns", "The record must go: last question")),
	answered("can-serve-office", "yes", installPack, act),
	answered("can-serve-office", "no", join(pin("Pin the clients to a host that serves Office {release}", "", "<Office KMS host>"), steps(act))...),
	answered("host-alive", "yes", run("host", "Stop its publishing, then restart the Software Protection service", `cscript C:\Windows\System32\slmgr.vbs /cdns`), act),
	answered("host-alive", "no", say("dns", "Delete the SRV record of {host}"), act),
)

var wrongTypeInSRV = analyze.Rule{
	ID: "host-wrong-type.in-srv", Section: "host-wrong-type", Severity: analyze.Error, Rank: 155, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F042, and the host that was asked is one that DNS publishes.",
	Needs:     needCompare,
	Title:     "The published KMS host {host} cannot activate {product}",
	Doc:       "{code}: {hostport} answered the request of {time} but holds no host licence for Office {release}: it may be a Windows KMS host.",
	Questions: []string{"host-for-office", "srv-legit", "can-serve-office", "host-alive"},
	Steps: join(buildHost,
		answered("host-for-office", "no", see("srv-legit", "support", "See the next questions")), way12),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(cannotServe) || !s.Compares(derive.Match, derive.MatchPortUnknown, derive.MatchShort, derive.PortDiffers) {
			return nil
		}
		return about(sc).cite(s).citeDNS().doubtAttempt(s).found()
	},
}

// way3 are the remedies where the host is not published: it is stored on the client.
var way3 = answered("host-for-office", "no", join(steps(remhst), pinRight, steps(act))...)

var wrongTypeNotInSRV = analyze.Rule{
	ID: "host-wrong-type.not-in-srv", Section: "host-wrong-type", Severity: analyze.Error, Rank: 155, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F042, and the host that was asked is none that DNS publishes, or the names leave it open.",
	Needs:     needCompare,
	Title:     "The client is pinned to KMS host {host}, which cannot activate {product}",
	Doc:       "{code}: {hostport} answered the request of {time} but holds no host licence for Office {release}. DNS does not publish it, so the client has it stored. After /remhst every published host must be an Office host.",
	Questions: []string{"host-for-office"},
	Steps:     join(buildHost, way3),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(cannotServe) || !s.Compares(derive.NotListed, derive.NoSRV, derive.Ambiguous) {
			return nil
		}
		return about(sc).cite(s).citeDNS().citePin(s).doubtAttempt(s).doubtListing().found()
	},
}

var wrongTypeDNSUnknown = analyze.Rule{
	ID: "host-wrong-type.dns-unknown", Section: "host-wrong-type", Severity: analyze.Error, Rank: 158, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F042, the host that was asked is known, and what DNS publishes is not.",
	Needs:     needEvents,
	Title:     "KMS host {host} cannot activate {product}; whether DNS offers it is unknown",
	Doc:       "{code}: {hostport} answered the request of {time} but holds no host licence for Office {release}.",
	Questions: []string{"host-for-office", "srv-legit"},
	Steps: join(steps(lookup), buildHost,
		answered("host-for-office", "no", join(steps(see("srv-legit", "support", "Published: see the next question. Else it is stored here"), remhst), pinSite("Or pin the site's KMS host"), steps(act))...),
		answered("srv-legit", "yes", installPack, act),
		answered("srv-legit", "no", say("dns", "Delete the SRV record of {host}, or stop its publishing (slmgr.vbs /cdns)"), act)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(cannotServe) || !s.Compares(derive.DNSUnknown) {
			return nil
		}
		return about(sc).cite(s).citePin(s).atMost(analyze.Low).found()
	},
}

var wrongTypeNoEvent = analyze.Rule{
	ID: "host-wrong-type.no-event", Section: "host-wrong-type", Severity: analyze.Error, Rank: 159, Primary: true, Scope: analyze.PerSubject,
	When:  "The error is 0xC004F042, and no attempt names the host.",
	Title: "The contacted KMS host cannot activate {product}; its name is not in the bundle",
	Doc:   "{code}: a host answered but holds no host licence for this Office.",
	Steps: steps(act, history),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(cannotServe) || !s.Compares(derive.NoEvent, derive.NoHost) {
			return nil
		}
		return about(sc).because(s.Pick.Line).atMost(analyze.Low).found()
	},
}
