package rule

import "kmstriage/analyze"

// Section 20: KMS host caching disabled.

var cachingSteps = []analyze.StepText{
	{Where: "client", Text: "Turn host caching on", Command: "cscript ospp.vbs /cachst:TRUE", When: "ospp"},
	{Where: "client", Text: "Turn host caching on", Command: `cscript C:\Windows\System32\slmgr.vbs /skhc`, When: "spp"},
	{Where: "client", Text: "Turn host caching on (OSPP.VBS turns to the service that licenses Office)", Command: "cscript ospp.vbs /cachst:TRUE", When: "!ospp,!spp"},
}

func cachingOff(sc *analyze.Scene, licensed bool) *analyze.Hit {
	s := sc.Subject
	if s.Row == nil || s.Row.Caching == nil || *s.Row.Caching || s.Row.ActivatedBy == "AD" || s.Licensed() != licensed {
		return nil
	}
	return about(sc).citeRow(s.Row, "caching").found()
}

var cachingDisabled = analyze.Rule{
	ID: "host-caching-off.disabled", Section: "host-caching-off", Severity: analyze.Warning, Rank: 600, Scope: analyze.PerSubject,
	When:  "KMS host caching is off, and the licence is not LICENSED.",
	Needs: needLicences,
	Title: "KMS host caching is disabled; on is recommended",
	Doc:   "With caching on, the client reuses the last good host and asks DNS again only when that host stops answering. It need not be the cause.",
	Steps: cachingSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit { return cachingOff(sc, false) },
}

var cachingLicensed = analyze.Rule{
	ID: "host-caching-off.licensed", Section: "host-caching-off", Severity: analyze.Info, Rank: 601, Scope: analyze.PerSubject,
	When:  "KMS host caching is off, and the licence is LICENSED.",
	Needs: needLicences,
	Title: "KMS host caching is disabled (harmless while activated)",
	Doc:   "With caching on, the client reuses the last good host.",
	Steps: cachingSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit { return cachingOff(sc, true) },
}
