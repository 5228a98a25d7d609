package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// A3: obtaining the code that the article is keyed on.

var unknownCode = analyze.Rule{
	ID: "meta.unknown-code", Section: "front-get-error-code", Severity: analyze.Warning, Rank: 690, Primary: true, Scope: analyze.PerSubject,
	When:     "The newest activation error is none of the fifteen codes of the article, and no rule beyond the article knows it.",
	Title:    "{code} is not covered by KB2870357: {meaning}",
	Doc:      "The newest activation error of {product} is none of the article's fifteen codes.",
	Steps:    steps(run("client", "Show the text of the code", "cscript ospp.vbs /ddescr:{code}"), act),
	YieldsTo: []string{"ext.dns-client", "ext.clock-skew", "ext.newer-windows-old-host", "ext.mak-not-activated"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if s.Pick.Class != derive.Other || s.Activated() {
			return nil
		}
		return about(sc).because(s.Pick.Line).atMost(analyze.Medium).found()
	},
}

var noAttempt = analyze.Rule{
	ID: "meta.no-attempt", Section: "front-get-error-code", Severity: analyze.Warning, Rank: 700, Primary: true, Scope: analyze.PerSubject, Fallback: true, Silence: true,
	When:  "The KMS client licence is not LICENSED, no error code of an attempt is known, and no other rule names a cause.",
	Needs: needLicences,
	Title: "{product} is a KMS client, not activated, and no attempt with a code was found",
	Doc:   "The licence is {status}; neither the events nor a transcript hold an error of an attempt.",
	Steps: steps(act, history, say("client", "Then collect again")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.KMS() || s.Activated() || s.Pick.Class != derive.NoCode {
			return nil
		}
		d := about(sc).citeRow(s.Row, "name", "status")
		if s.Newest != nil {
			d.because(s.Newest.Line())
		}
		if d.values["status"] == "" {
			d.set("status", "of unknown status")
		}
		return d.doubtSilence(s).found()
	},
}

var undetermined = analyze.Rule{
	ID: "meta.undetermined", Section: "front-get-error-code", Severity: analyze.Warning, Rank: 710, Primary: true, Scope: analyze.PerBundle, Fallback: true,
	When:  "No rule that may name the cause was found for anything in the bundle.",
	Title: "The bundle does not allow a diagnosis",
	Doc:   "No licence state and no activation error could be read. See what is missing.",
	Steps: collectAgain,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d := about(sc)
		for _, r := range sc.Case.Set.Readings {
			if r.State == fact.Partial || r.State == fact.Failed {
				why := "read " + string(r.State)
				if len(r.Problems) > 0 {
					why = r.Problems[0].Text
				}
				d.because(fact.Line{Source: fact.Source{Path: r.Path}, Text: why})
			}
		}
		return d.found()
	},
}

var tokenOrADOnly = analyze.Rule{
	ID: "ext.token-or-ad-only", Section: "front-get-error-code", Severity: analyze.Error, Rank: 330, Primary: true, Scope: analyze.PerSubject,
	When:  "The KMS client licence is not LICENSED, and the activation type set on the client allows Active Directory or tokens only.",
	Needs: needLicences,
	Title: "The client is configured not to use KMS (activation type {type})",
	Doc:   "{product} may activate by {type} only, so no KMS host is asked. This goes beyond the article.",
	Steps: steps(
		run("client", "Allow KMS", "cscript ospp.vbs /actype:2"),
		run("client", "or every type", "cscript ospp.vbs /actype:0"), act),
	Suppresses: []string{"host-caching-off.disabled"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.KMS() || s.Licensed() || s.Row.ActivationType != "AD" && s.Row.ActivationType != "TOKEN" {
			return nil
		}
		return about(sc).set("type", s.Row.ActivationType).citeRow(s.Row, "activationType", "status").found()
	},
}
