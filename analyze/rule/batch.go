package rule

import (
	"fmt"
	"sort"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// What several bundles of one run tell together.

var sameTwice = analyze.Rule{
	ID: "batch.same-machine-twice", Section: "front-collection", Severity: analyze.Info, Rank: 670, Scope: analyze.PerBatch, Several: true,
	When:  "Two bundles of the run carry the same computer name, and their client machine ids or event records do not contradict.",
	Title: "{computer} was collected more than once: {bundles}",
	Doc:   "The newest collection leads; the others are not counted as other machines.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		others := c.Batch.Twice(c)
		if len(others) == 0 {
			return nil
		}
		d := about(sc)
		var names []string
		proven := false
		for _, p := range others {
			names = append(names, p.Bundle)
			d.because(fact.Line{Source: fact.Source{Path: p.Bundle}, Text: "collected " + first(stamp(fact.Time{At: p.Collected}), "at an unknown time")})
			proven = proven || sharesCMID(c, p)
		}
		sort.Strings(names)
		return d.set("bundles", computers(names)).doubt(!proven, "no client machine id confirms it").found()
	},
}

func sharesCMID(c *derive.Case, p *derive.Peer) bool {
	for _, id := range p.CMIDs {
		for _, r := range c.Requests {
			if r.CMID == id.Value {
				return true
			}
		}
		for _, x := range c.Set.CMIDs {
			if x.Value == id.Value {
				return true
			}
		}
	}
	return false
}

var hostBundleFound = analyze.Rule{
	ID: "batch.host-bundle-found", Section: "front-collection", Severity: analyze.Info, Rank: 671, Scope: analyze.PerSubject, Several: true,
	When:  "A bundle of the run is of the KMS host that this client asked.",
	Title: "The bundle of KMS host {host} is among the inputs and was used",
	Doc:   "{hostbundle} is the host's own.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !hostAsked(sc.Subject) || sc.Subject.Activated() {
			return nil
		}
		p, short := hostBundle(sc)
		if p == nil {
			return nil
		}
		d := about(sc).set("hostbundle", p.Bundle).because(sc.Subject.Failing.Line(), of(p, p.Host.Line))
		return d.doubt(short, "found by the first label of its name only").found()
	},
}

// maxNamed bounds the computers that a finding names: each of thousands of bundles would name thousands.
const maxNamed = 20

// computers lists names, cut to what a person reads.
func computers(names []string) string {
	if n := len(names) - maxNamed; n > 0 {
		return list(names[:maxNamed]) + fmt.Sprintf(" and %d more", n)
	}
	return list(names)
}

// few is the number of bundles from which the outcomes of several clients with one host mean anything.
const few = 3

// outcomes counts the clients that fail against a host and those that were served after the subject's failure.
func outcomes(sc *analyze.Scene) (failing []string, servedSince []string, clients int) {
	s, c := sc.Subject, sc.Case
	if !hostAsked(s) || s.Activated() || c.Batch.Machines() < few {
		return nil, nil, 0
	}
	o := c.Batch.Outcomes(s.Failing.Decides.Host)
	return o.Failing, o.ServedAfter(s.Failing.T.At), o.Clients
}

var commonHost = analyze.Rule{
	ID: "batch.common-host", Section: "host-unreachable", Severity: analyze.Warning, Rank: 672, Scope: analyze.PerSubject, Several: true,
	When:  "In a run of three or more machines at least two fail against the same host, and none was served by it since.",
	Title: "{n} clients fail against {host}: look at the host, not at the clients",
	Doc:   "{machines} fail against it, and no client of this run was served since.",
	Steps: steps(dlv, firewall),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		failing, since, clients := outcomes(sc)
		if len(failing) < 2 || len(since) > 0 || sc.Case.Batch.Outcomes(sc.Subject.Failing.Decides.Host).ServedLater {
			return nil
		}
		d := about(sc).because(sc.Subject.Failing.Line()).set("n", fmt.Sprint(len(failing))).set("machines", computers(failing))
		if clients < few {
			d.atMost(analyze.Low)
		}
		return d.found()
	},
}

var oneClientOnly = analyze.Rule{
	ID: "batch.one-client-only", Section: "host-unreachable", Severity: analyze.Info, Rank: 673, Scope: analyze.PerSubject, Several: true,
	When:  "In a run of three or more machines exactly one fails against a host that served others after that.",
	Title: "{host} works for others: look at this client",
	Doc:   "Of this run only this machine fails against it; {machines} were served after its failure.",
	Steps: steps(say("client", "Check what differs here: pinned host and port, firewall, clock")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		failing, since, clients := outcomes(sc)
		if len(failing) != 1 || len(since) == 0 {
			return nil
		}
		d := about(sc).because(sc.Subject.Failing.Line()).set("machines", computers(since))
		if clients < few {
			d.atMost(analyze.Low)
		}
		return d.found()
	},
}
