package rule

import (
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 15: 0xC004F041, host not activated.

var hostActivation = steps(dlv, ato, hostSetup)

// rightHost are the remedies where the host asked is (yes) or is not (no) the one meant.
var rightHost = join(
	answered("host-correct", "yes", join(hostActivation, steps(act))...),
	answered("host-correct", "no", join(steps(remhst), pinRight, hostActivation, steps(act))...),
)

var hostNotActivatedMatch = analyze.Rule{
	ID: "host-not-activated.match", Section: "host-not-activated", Severity: analyze.Error, Rank: 165, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F041, and the host that was asked is one that DNS publishes.",
	Needs:     needCompare,
	Title:     "The published KMS host {host} is not activated for Office",
	Doc:       "{code}: {hostport} answered the request of {time} and said that its own Office host licence is not activated. DNS publishes it, so the client follows discovery.",
	Questions: []string{"host-correct"},
	Steps:     rightHost,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(hostNotActivated) || !s.Compares(derive.Match, derive.MatchPortUnknown, derive.MatchShort) {
			return nil
		}
		d := about(sc).cite(s).citeDNS().doubtAttempt(s)
		return d.doubt(s.Compares(derive.MatchPortUnknown) && !s.Compare.Attempt.FromHistory(), "the port that was used is unknown").found()
	},
}

// branches name the sub-branches of a mismatch.
var branches = map[derive.Result]string{
	derive.NoSRV:       "DNS publishes no KMS host",
	derive.NotListed:   "DNS publishes other hosts ({published})",
	derive.PortDiffers: "DNS publishes it with port {dnsport}",
	derive.Ambiguous:   "whether DNS means this host cannot be told from the names",
}

var hostNotActivatedMismatch = analyze.Rule{
	ID: "host-not-activated.mismatch", Section: "host-not-activated", Severity: analyze.Error, Rank: 165, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F041, and DNS publishes nothing, not this host, or this host with another port, or the names leave it open.",
	Needs:     needCompare,
	Title:     "KMS host {host} is not activated for Office, and DNS does not offer it this way",
	Doc:       "{code}: {hostport} answered the request of {time} and said that its own Office host licence is not activated. {branch}.",
	Questions: []string{"host-correct"},
	Steps:     rightHost,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(hostNotActivated) || !s.Compares(derive.NoSRV, derive.NotListed, derive.PortDiffers, derive.Ambiguous) {
			return nil
		}
		d := about(sc).cite(s).citeDNS().citePin(s).doubtAttempt(s).doubtListing()
		return d.set("branch", branch(d, s)).found()
	},
}

func branch(d *draft, s *derive.Subject) string {
	b := branches[s.Compare.Result]
	for _, k := range []string{"published", "dnsport"} {
		b = strings.ReplaceAll(b, "{"+k+"}", d.values[k])
	}
	return strings.ToUpper(b[:1]) + b[1:]
}

var hostNotActivatedWeak = analyze.Rule{
	ID: "host-not-activated.weak", Section: "host-not-activated", Severity: analyze.Error, Rank: 168, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F041, and the host that was asked or what DNS publishes is unknown.",
	Title:     "The KMS host in use{named} is not activated for Office",
	Doc:       "{code}: a host answered and said that its own Office host licence is not activated. Its relation to DNS is unknown.",
	Questions: []string{"host-correct"},
	Steps: join(
		[]analyze.StepText{{Where: "client", Text: "Find the host that was asked", Command: "cscript ospp.vbs /dhistorykms", When: "!host"}},
		steps(lookup), rightHost),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(hostNotActivated) || !s.Compares(derive.DNSUnknown, derive.NoEvent, derive.NoHost) {
			return nil
		}
		d := about(sc).because(s.Pick.Line).cite(s).citePin(s).atMost(analyze.Low)
		d.values["named"] = ""
		if h := d.values["hostport"]; h != "" {
			d.values["named"] = ", " + h + ","
		} else {
			d.set("hostport", "the host in use")
		}
		return d.found()
	},
}

var hostNotActivatedView = analyze.Rule{
	ID: "host-not-activated.host-view", Section: "host-not-activated", Severity: analyze.Warning, Rank: 616, Scope: analyze.PerBundle,
	When:  "This computer has an Office KMS host licence, and that is not LICENSED.",
	Needs: [][]fact.Topic{{fact.TopicHostLicences}},
	Title: "The Office {release} host licence on this KMS host is not activated ({status})",
	Doc:   "Clients that ask it get 0xC004F041 until it is Licensed.",
	Steps: steps(ato, hostSetup),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		for _, h := range sc.Case.Host.Licences {
			if h.Status == "" || h.Status == "LICENSED" {
				continue
			}
			d := about(sc).set("release", h.Release).set("status", h.Status).because(h.Line)
			return d.set("hostid", hostID(h.Release)).found()
		}
		return nil
	},
}
