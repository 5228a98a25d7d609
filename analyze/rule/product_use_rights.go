package rule

import (
	"kmstriage/analyze"
)

// Section 22: 0x4004F040.

var useRightsLicensed = analyze.Rule{
	ID: "product-use-rights-notice.licensed", Section: "product-use-rights-notice", Severity: analyze.Info, Rank: 630, Scope: analyze.PerSubject,
	When:  "0x4004F040 was reported, and the licence is LICENSED.",
	Needs: needLicences,
	Title: "0x4004F040 can be ignored: the licence is in place",
	Doc:   "The code is a notice about product use rights, for information only while the status is LICENSED.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		x := sc.Case.CodeSeen(s, useRights)
		if x == nil || !s.Licensed() {
			return nil
		}
		return about(sc).because(x.Line).citeRow(s.Row, "status").found()
	},
}

var useRightsNotLicensed = analyze.Rule{
	ID: "product-use-rights-notice.not-licensed", Section: "product-use-rights-notice", Severity: analyze.Warning, Rank: 640, Primary: true, Scope: analyze.PerSubject,
	When:     "0x4004F040 was reported, and the licence is not LICENSED or its status is unknown.",
	Title:    "0x4004F040 without a LICENSED status is not the harmless notice",
	Doc:      "The notice about product use rights may be ignored only while the licence is LICENSED; here it is {status}.",
	Steps:    steps(act, run("client", "Then list the licences", "cscript ospp.vbs /dstatus")),
	YieldsTo: []string{"@error"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		x := sc.Case.CodeSeen(s, useRights)
		if x == nil || s.Activated() {
			return nil
		}
		d := about(sc).because(x.Line).citeRow(s.Row, "status")
		if d.values["status"] == "" {
			d.set("status", "unknown").atMost(analyze.Low)
		}
		return d.found()
	},
}
