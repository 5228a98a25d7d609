package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 18: connect test to the host fails. Live by nature: offline only the codes of the transport point here.

func transport(s *derive.Subject) bool {
	return s.KMS() && s.Inner != nil && catalogue.IsTransport(uint32(*s.Inner))
}

var portSuspected = analyze.Rule{
	ID: "port-closed.suspected", Section: "port-closed", Severity: analyze.Warning, Rank: 609, Scope: analyze.PerSubject,
	When:      "The code of the newest request is a transport error (like 0x800706BA), and the host's own bundle is not among the inputs.",
	Needs:     needEvents,
	Title:     "The connection to {hostport} failed at transport level",
	Doc:       "{inner} ({innermeaning}) means that the request did not reach a KMS. {porttest}",
	Questions: []string{"connects"},
	Steps: join(connect,
		answered("connects", "yes", say("host", "The network is fine: look at the host's licence, its updates and its clock")),
		answered("connects", "no", say("host", "Which port does the host listen on? See \"Listening on Port\" of slmgr.vbs /dlv"), lookup, firewall)),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !transport(s) || !hostAsked(s) {
			return nil
		}
		if p, _ := hostBundle(sc); p != nil {
			return nil // the host's own bundle settles it
		}
		return about(sc).because(s.Failing.Line()).connectTest(s).found()
	},
}

// connectTest cites the connect test to the host that was asked, where somebody made one, and says what it shows.
func (d *draft) connectTest(s *derive.Subject) *draft {
	d.set("porttest", "Whether the port is open cannot be proven offline.")
	a := s.Compare.Attempt
	if a == nil {
		return d
	}
	x, ok := d.scene.Case.Connection(a.Decides.Host, a.Decides.Port)
	if !ok {
		return d
	}
	d.set("porttest", "A connect test ("+x.Tool+") did not reach the port either.")
	switch x.Outcome {
	case fact.Reached:
		d.set("porttest", "A connect test ("+x.Tool+") reached the port when it was made.")
	case fact.Refused:
		d.set("porttest", "A connect test ("+x.Tool+") was refused: the host is there, but nothing listens on the port.")
	case fact.Unresolved:
		d.set("porttest", "A connect test ("+x.Tool+") found no address of the host.")
	}
	return d.because(x.Line)
}

var portNonstandard = analyze.Rule{
	ID: "port-closed.nonstandard", Section: "port-closed", Severity: analyze.Info, Rank: 611, Scope: analyze.PerSubject,
	When:  "A request, a DNS record, the pinned setting or the host's listening port says another port than 1688.",
	Needs: [][]fact.Topic{{fact.TopicRequests, fact.TopicDNS, fact.TopicHostLicences, fact.TopicLicences}},
	Title: "A KMS port other than 1688 is in use: {ports}",
	Doc:   "Firewall rules on the way must allow this port.",
	Steps: steps(say("network", "Check that firewall rules use the port")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s, c := sc.Subject, sc.Case
		d := about(sc)
		seen := map[int]bool{}
		var ports []string
		note := func(port int, l fact.Line) {
			if port == 0 || port == defaultPort {
				return
			}
			if !seen[port] {
				seen[port] = true
				ports = append(ports, number(port))
			}
			d.because(l)
		}
		if a := s.Compare.Attempt; a != nil {
			note(a.Decides.Port, a.Line())
		}
		for _, r := range c.DNS.Records {
			note(r.Port, r.Line)
		}
		if pinned(s) {
			note(s.Row.Pinned.Port, s.Row.Lines["pinned"])
		}
		if b := c.Host.Block; b != nil {
			note(b.Port, b.Lines["port"])
		}
		if p, _ := hostBundle(sc); p != nil {
			note(p.Host.Port, of(p, p.Host.PortLine))
		}
		if len(ports) == 0 {
			return nil
		}
		return d.set("ports", list(ports)).found()
	},
}

var rpcDetail = analyze.Rule{
	ID: "ext.rpc-detail", Section: "port-closed", Severity: analyze.Info, Rank: 608, Scope: analyze.PerSubject,
	When:  "The code of the newest request is a transport error: 0x800706BA, 0x800706BB, 0x800706BE, 0x800706BF, 0x800706D9, 0x80070721, 0x80072AF9, 0x8007274C, 0x8007274D, or 0x80070005 in that place.",
	Needs: needEvents,
	Title: "{inner}: {innermeaning}",
	Doc:   "{advice} This goes beyond the article.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !transport(s) {
			return nil
		}
		d := about(sc).because(s.Failing.Line())
		return d.set("advice", first(rpcAdvice[*s.Inner], "The exchange with the host failed below KMS.")).found()
	},
}

// rpcAdvice says what each transport code points to.
var rpcAdvice = map[fact.Code]string{
	0x800706BA: "No RPC server was reached: the host is off, its name leads elsewhere, nothing listens on the port, or a firewall drops it.",
	0x800706BB: "The host answered that it is too busy.",
	0x800706BE: "The call was cut while it ran: the host or something between closed the connection.",
	0x800706BF: "The call failed and was not run: something between may have closed the connection.",
	0x800706D9: "The host was reached, but KMS is not registered there: its service does not run as a KMS host, or the port belongs to another program.",
	0x80070721: "A security package refused the call.",
	0x80072AF9: "The name of the KMS host does not resolve: its A or AAAA record is missing.",
	0x8007274C: "The connection timed out: the host is off, or a firewall drops the packets.",
	0x8007274D: "The connection was refused: the host is there, but nothing listens on the port.",
	0x80070005: "The host refused the call (access denied there, not on this client).",
}
