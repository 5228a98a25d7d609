package rule

import (
	"fmt"
	"sort"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 13 across bundles: one client machine id on several machines.

var rearm = steps(
	run("client", "On every clone, and on the master image before it is captured, rearm Office (2010: ospprearm.exe lies in %CommonProgramFiles%\\Microsoft Shared\\OfficeSoftwareProtectionPlatform)", "ospprearm.exe"),
	act,
)

// holders names the machines and cites what shows their id.
func (d *draft) holders(cmid string, hs []derive.Holder) *draft {
	var names []string
	for i, h := range hs {
		names = append(names, h.Computer)
		if i < maxCited {
			d.because(fact.Line{Source: fact.Source{Path: h.Line.Bundle + "!/" + h.Line.Path, Line: h.Line.Line, Record: h.Line.Record}, Text: h.Line.Text})
		}
	}
	sort.Strings(names)
	return d.set("cmid", cmid).set("machines", computers(names))
}

// weakCMID takes the confidence of ids that only an old script printed: on Windows 8 and later it shows Windows' own.
func weakCMID(d *draft, c *derive.Case, hs ...derive.Holder) *draft {
	for _, h := range hs {
		if h.Rank == 2 && c.OS.NT != "6.1" && c.OS.NT != "6.0" {
			return d.atMost(analyze.Low)
		}
	}
	return d
}

var duplicateCMID = analyze.Rule{
	ID: "kms-count-low.duplicate-cmid", Section: "kms-count-low", Severity: analyze.Error, Rank: 178, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0xC004F038, and another computer's bundle in the same run shows the same client machine id (CMID).",
	Title: "{machines} share one CMID with this client: a cloned image",
	Doc:   "The host counts client machine ids, so machines with the same id ({cmid}) count once and the count does not grow.",
	Steps: rearm,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		if !sc.Subject.Pick.Is(noCountEnough) {
			return nil
		}
		cmid, mine, others := c.Batch.Sharing(c)
		if len(others) == 0 {
			return nil
		}
		return weakCMID(about(sc).cite(sc.Subject).holders(cmid, others), c, append(others, mine)...).found()
	},
}

var hostLogDuplicates = analyze.Rule{
	ID: "kms-count-low.host-log-duplicates", Section: "kms-count-low", Severity: analyze.Error, Rank: 178, Primary: true, Scope: analyze.PerSubject, Several: true,
	When:  "The error is 0xC004F038, and the requests in the host's own log show one client machine id (CMID) under two or more client names.",
	Title: "The host's log shows one CMID for {n} clients: a cloned image",
	Doc:   "{hostbundle} names {machines} with the same client machine id ({cmid}), so they count once and the count does not grow.",
	Steps: rearm,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if !sc.Subject.Pick.Is(noCountEnough) {
			return nil
		}
		p, short := hostBundle(sc)
		if p == nil {
			return nil
		}
		cmid, by := p.HostDuplicates()
		if len(by) == 0 {
			return nil
		}
		d := withHost(sc, p, short).set("cmid", cmid).set("n", fmt.Sprint(len(by)))
		var names []string
		for i, s := range by {
			names = append(names, strings.ToUpper(s.Client))
			if i < maxCited {
				d.because(of(p, s.Line))
			}
		}
		return d.set("machines", computers(names)).found()
	},
}

var distinctCMIDs = analyze.Rule{
	ID: "kms-count-low.distinct-cmids", Section: "kms-count-low", Severity: analyze.Info, Rank: 625, Scope: analyze.PerBatch, Several: true,
	When:  "A client fails with 0xC004F038, and the client machine ids (CMIDs) of all computers of the run are different.",
	Title: "The {n} machines compared have distinct CMIDs: not a cloning problem among them",
	Doc:   "The count is low because too few clients have asked the host.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		n, weak := c.Batch.Distinct()
		if n < 2 || !anyPick(c, noCountEnough) {
			return nil
		}
		d := about(sc).set("n", fmt.Sprint(n)).because(ownCMID(c))
		if weak {
			d.atMost(analyze.Low)
		}
		return d.found()
	},
}

func anyPick(c *derive.Case, code fact.Code) bool {
	for _, s := range c.Subjects {
		if s.Pick.Is(code) {
			return true
		}
	}
	return false
}

func ownCMID(c *derive.Case) fact.Line {
	for _, r := range c.Requests {
		if r.CMID != "" && r.App == derive.Office {
			return fact.Line{Source: r.Source, Text: r.Raw}
		}
	}
	for _, id := range c.Set.CMIDs {
		return id.Line
	}
	return fact.Line{}
}

var cmidSharedEarly = analyze.Rule{
	ID: "kms-count-low.cmid-shared-early", Section: "kms-count-low", Severity: analyze.Warning, Rank: 626, Scope: analyze.PerBatch, Several: true,
	When:  "Two computers of the run have the same client machine id (CMID), and none of them fails with 0xC004F038 yet.",
	Title: "{machines} share one CMID with this machine; it will hold the KMS count back",
	Doc:   "A cloned image ({cmid}). Nobody fails by it yet.",
	Steps: rearm,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		cmid, mine, others := c.Batch.Sharing(c)
		if len(others) == 0 || anyPick(c, noCountEnough) {
			return nil
		}
		return weakCMID(about(sc).because(ownCMID(c)).holders(cmid, others), c, append(others, mine)...).found()
	},
}
