package rule

import (
	"fmt"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 13: 0xC004F038, fewer than five Office clients.

var countSteps = join(
	steps(run("host", "Watch Current count under \"Key Management Service is enabled on this machine\"", `cscript C:\Windows\System32\slmgr.vbs /dlv {hostid}`)),
	answered("count-rises", "yes", say("support", "Wait for, or activate, more clients: the count must reach 5 distinct Office clients within 30 days"), act),
	answered("count-rises", "no",
		run("client", "Compare the CMID of two clients: equal ones mean a cloned image", "cscript ospp.vbs /dcmid"),
		say("client", "On every clone and on the master image rearm Office (ospprearm.exe), then activate")),
)

var countSeen = analyze.Rule{
	ID: "kms-count-low.count-seen", Section: "kms-count-low", Severity: analyze.Error, Rank: 180, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F038, and the host's answer (event 12289) tells how many clients it has counted.",
	Needs:     needEvents,
	Title:     "The KMS host has counted only {count} of the 5 Office clients it needs",
	Doc:       "{host} answered, but activates Office only from five distinct clients within 30 days on. The request of this client was counted.",
	Questions: []string{"count-rises"},
	Steps:     countSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		n := counted(s)
		if !s.Pick.Is(noCountEnough) || n == nil {
			return nil
		}
		d := about(sc).cite(s).set("count", fmt.Sprint(*n))
		return d.set("host", first(d.values["host"], "The KMS host")).found()
	},
}

// counted is the count that the host reported in the failing attempt; nil if no response tells.
func counted(s *derive.Subject) *int {
	if s.Failing == nil || s.Inner == nil || *s.Inner != noCountEnough {
		return nil
	}
	return s.Failing.Count
}

var countCodeOnly = analyze.Rule{
	ID: "kms-count-low.code-only", Section: "kms-count-low", Severity: analyze.Error, Rank: 181, Primary: true, Scope: analyze.PerSubject,
	When:      "The error is 0xC004F038, and how many clients the host counted is not known.",
	Title:     "The KMS host has fewer than 5 Office clients",
	Doc:       "{code}: the host answered that its count is too low. The bundle does not show the number.",
	Questions: []string{"count-rises"},
	Steps:     countSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.Pick.Is(noCountEnough) || counted(s) != nil {
			return nil
		}
		return about(sc).because(s.Pick.Line).doubt(s.Pick.FromSurface, "the code is known as a surface error only").found()
	},
}

var countHostView = analyze.Rule{
	ID: "kms-count-low.host-view", Section: "kms-count-low", Severity: analyze.Info, Rank: 618, Scope: analyze.PerBundle,
	When:  "This computer is an Office KMS host and its current count is below five.",
	Needs: [][]fact.Topic{{fact.TopicHostLicences}},
	Title: "This KMS host has counted {count} Office {release} clients; it needs 5",
	Doc:   "Below five distinct clients within 30 days no Office client is activated.",
	Steps: steps(say("support", "Activate more clients; if the number does not rise with them, look for duplicate CMIDs in the 12290 events")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		for _, h := range sc.Case.Host.Licences {
			if h.Block != nil && h.Block.Count != nil && *h.Block.Count < 5 {
				d := about(sc).set("count", fmt.Sprint(*h.Block.Count)).set("release", h.Release)
				return d.because(h.Block.Lines["count"]).found()
			}
		}
		return nil
	},
}
