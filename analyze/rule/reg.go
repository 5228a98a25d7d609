package rule

import (
	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// Sections 8, 9 and 10: the registry of the licensing service. The codes count only as surface errors: the same
// numbers as first code of a 12288 are about the host.

var regMissingRule = analyze.Rule{
	ID: "reg-info-missing.code", Section: "reg-info-missing", Severity: analyze.Error, Rank: 130, Primary: true, Scope: analyze.PerSubject,
	When:  "The error that the licensing service reports to the user is 0x80070001.",
	Title: "Licensing information is missing from the Windows registry",
	Doc:   "{code} comes from the licensing service itself, before any KMS host is asked.",
	Steps: steps(say("client", "Back up the registry"), say("client", "Repair Office (Programs and Features, Change, Repair), which writes the licensing data again; restart Windows"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if s := sc.Subject; s.Surface != nil && s.Surface.Code == regMissing {
			return about(sc).set("code", regMissing.String()).because(s.Surface.Line).found()
		}
		return nil
	},
}

var regDeniedRule = analyze.Rule{
	ID: "reg-access-denied.code", Section: "reg-access-denied", Severity: analyze.Error, Rank: 131, Primary: true, Scope: analyze.PerSubject,
	When:  "The error that the licensing service reports to the user is 0x80070005, the collection ran as administrator, and no request to a KMS host carries that code.",
	Title: "Permissions on the licensing keys of the registry are wrong",
	Doc:   "{code} comes from the licensing service itself while the collection ran as administrator, so the service account may not read its own keys or store.",
	Steps: steps(say("client", "Compare the permissions of the licensing registry keys and of the licensing store with a healthy machine: NETWORK SERVICE needs full control"), say("client", "Restore them as they are there"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		e := sc.Case.Elevated()
		if s.Surface == nil || s.Surface.Code != accessDenied || s.Surface.From == "script" || e.No() || s.Inner != nil && *s.Inner == accessDenied {
			return nil
		}
		d := about(sc).set("code", accessDenied.String()).because(s.Surface.Line)
		return d.doubt(!e.Yes(), "whether the collection ran as administrator is unknown").found()
	},
}

var regInvalidRule = analyze.Rule{
	ID: "reg-data-invalid.code", Section: "reg-data-invalid", Severity: analyze.Error, Rank: 135, Primary: true, Scope: analyze.PerSubject,
	When:  "The error that the licensing service reports to the user is 0x8007000D, and no current request to a KMS host carries that code.",
	Title: "The licensing service found invalid data: registry permissions, or another fault of Windows",
	Doc:   "{code} comes from the licensing service itself and no current request to a KMS host carries it.",
	Steps: steps(say("client", "Compare the permissions of the licensing registry keys with a healthy machine and restore them"), run("client", "Check the system files", "sfc /scannow"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if s.Surface == nil || s.Surface.Code != invalidData || s.Inner != nil && *s.Inner == invalidData {
			return nil
		}
		d := about(sc).set("code", invalidData.String()).because(s.Surface.Line)
		return d.doubt(!sc.Case.Knows(fact.TopicRequests), "no event log was read: it could be the Windows 8.1 case").found()
	},
}
