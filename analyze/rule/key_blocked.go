package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 21: 0xC004C003.

var blockedIgnore = analyze.Rule{
	ID: "key-blocked-ignorable.ignore", Section: "key-blocked-ignorable", Severity: analyze.Info, Rank: 631, Scope: analyze.PerBundle,
	When:  "0xC004C003 belongs to a licence whose name contains ByPass or SubPrepid.",
	Title: "0xC004C003 for {licence} can be ignored",
	Doc:   "It is a free or prepaid component that needs no activation.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d := about(sc)
		for _, a := range sc.Case.Set.Activations {
			if a.Code != nil && *a.Code == keyBlocked && derive.Ignorable(a.Name) {
				d.set("licence", a.Name).because(a.Line)
			}
		}
		for _, r := range sc.Case.Rows {
			if r.Ignorable && r.Reason != nil && *r.Reason == keyBlocked {
				d.set("licence", r.Name).because(r.Lines["reason"])
			}
		}
		for _, f := range sc.Case.Failures {
			if f.Code == nil || *f.Code != keyBlocked || f.SKU == "" {
				continue
			}
			if n, ok := catalogue.NonKMSByID(f.SKU); ok && derive.Ignorable(n.Token) {
				d.set("licence", n.Token).because(fact.Line{Source: f.Source, Text: f.Raw})
			}
		}
		if d.values["licence"] == "" {
			return nil
		}
		return d.found()
	},
}

var blockedReal = analyze.Rule{
	ID: "key-blocked-ignorable.real", Section: "key-blocked-ignorable", Severity: analyze.Error, Rank: 300, Primary: true, Scope: analyze.PerSubject,
	When:  "0xC004C003 belongs to a licence that does need activation.",
	Title: "The product key of {product} is blocked",
	Doc:   "0xC004C003 belongs to {licence}, which is no free component: the activation server refuses this key. This goes beyond the article.",
	Steps: steps(
		analyze.StepText{Where: "client", Text: "Remove the blocked key", Command: "cscript ospp.vbs /unpkey:{last5}", When: "last5"},
		analyze.StepText{Where: "client", Text: "For KMS install the generic key", Command: "cscript ospp.vbs /inpkey:{gvlk}", When: "gvlk"},
		say("client", "For a MAK install a valid key from your organisation"), act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if s.Row == nil || s.Row.Ignorable {
			return nil
		}
		if x := sc.Case.CodeSeen(s, keyBlocked); x != nil && x.From != "given" {
			return about(sc).because(x.Line).citeRow(s.Row, "name", "status").found()
		}
		return nil
	},
}

var blockedUnattributed = analyze.Rule{
	ID: "key-blocked-ignorable.unattributed", Section: "key-blocked-ignorable", Severity: analyze.Info, Rank: 632, Scope: analyze.PerBundle,
	When:  "0xC004C003 was reported, and nothing says for which licence.",
	Title: "0xC004C003 was seen, but not for which licence",
	Doc:   "It is harmless if it belongs to a ByPass or SubPrepid component.",
	Steps: steps(run("client", "Show which licence prints it", "cscript ospp.vbs /act")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d := about(sc)
		for _, f := range sc.Case.Failures {
			if f.Code != nil && *f.Code == keyBlocked && f.SKU == "" && f.App != derive.Windows && len(d.hit.Because) < maxCited {
				d.because(fact.Line{Source: f.Source, Text: f.Raw})
			}
		}
		if g := sc.Case.Given.Error; g != nil && *g == keyBlocked {
			d.because(fact.Line{Source: fact.Source{Path: "--error"}, Text: g.String()})
		}
		if len(d.hit.Because) == 0 {
			return nil
		}
		return d.atMost(analyze.Low).found()
	},
}
