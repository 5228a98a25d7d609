package rule

import (
	"fmt"
	"strings"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// A1 and section 2: what the diagnostic covers.

var osUnsupported = analyze.Rule{
	ID: "front-scope.os-unsupported", Section: "front-scope", Severity: analyze.Warning, Rank: 20, Scope: analyze.PerBundle,
	When:   "Windows is version 5.x, which is Windows XP or Server 2003.",
	Needs:  [][]fact.Topic{{fact.TopicOS}},
	Title:  "Windows XP and Server 2003 are not covered by this diagnostic",
	Doc:    "The findings below are indicative only.",
	Lowers: []string{"*"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		o := sc.Case.OS
		if !strings.HasPrefix(o.NT, "5.") {
			return nil
		}
		return about(sc).because(o.Line).doubt(o.From == "mgadiag", "known from MGADiag only").found()
	},
}

var office16Plus = analyze.Rule{
	ID: "ext.office16-plus", Section: "front-scope", Severity: analyze.Info, Rank: 30, Scope: analyze.PerFamily,
	When:  "Office is 2016 or newer, or Windows is 10, 11 or Server 2016 and newer.",
	Needs: needOffice,
	Title: "Newer than the article: {what}",
	Doc:   "KB2870357 ends with Office 2013 and Windows 8.1. The same tree is applied, with folder {folder}.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		var what []string
		if sc.Family >= 16 {
			what = append(what, "Office 2016 or later")
		}
		if c.OS.NT == "10.0" {
			what = append(what, "Windows 10 or later")
		}
		if len(what) == 0 {
			return nil
		}
		d := about(sc).set("what", strings.Join(what, " on ")).set("folder", fmt.Sprintf("Office%d", sc.Family))
		for _, r := range c.Rows {
			if r.Family == sc.Family && r.Keyed() && len(d.hit.Because) == 0 {
				d.citeRow(r, "name")
			}
		}
		if c.OS.NT == "10.0" {
			d.because(c.OS.Line)
		}
		return d.atMost(analyze.Medium).found()
	},
}

var onlyOld = analyze.Rule{
	ID: "office-too-old.only-old", Section: "office-too-old", Severity: analyze.Error, Rank: 25, Primary: true, Scope: analyze.PerBundle,
	When:       "The inventory lists Office, and the newest is Office 2007 or older.",
	Needs:      [][]fact.Topic{{fact.TopicOffice}},
	Title:      "Only Office versions older than 2010 are installed: KMS activation does not exist for them",
	Doc:        "Installed: {products}. KMS exists from Office 2010 on.",
	Steps:      steps(say("client", "Use the volume licence key of that version (KB828378 tells how to obtain it), or upgrade")),
	Suppresses: []string{"meta.no-office"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d := about(sc)
		var names []string
		for _, o := range sc.Case.Office {
			if o.Family > 12 {
				return nil
			}
			names = append(names, o.Product)
			d.because(o.Line)
		}
		if len(names) == 0 {
			return nil
		}
		return d.set("products", list(names)).found()
	},
}

var sideBySide = analyze.Rule{
	ID: "office-too-old.side-by-side", Section: "office-too-old", Severity: analyze.Info, Rank: 620, Scope: analyze.PerBundle,
	When:  "The inventory lists an Office 2007 or older beside an Office 2010 or newer.",
	Needs: [][]fact.Topic{{fact.TopicOffice}},
	Title: "An older Office is installed too; KMS does not concern it",
	Doc:   "Installed beside: {products}.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d := about(sc)
		var old []string
		newer := false
		for _, o := range sc.Case.Office {
			if o.Family > 0 && o.Family <= 12 {
				old = append(old, o.Product)
				d.because(o.Line)
			}
			newer = newer || o.Family >= 14
		}
		if len(old) == 0 || !newer {
			return nil
		}
		return d.set("products", list(old)).found()
	},
}

var noOffice = analyze.Rule{
	ID: "meta.no-office", Section: "office-too-old", Severity: analyze.Error, Rank: 15, Primary: true, Scope: analyze.PerBundle,
	When:     "The inventory lists no Office, no licence of Office is listed, and no output of OSPP.VBS is in the bundle.",
	Needs:    needOffice,
	Title:    "No Office installation was found on this machine",
	Doc:      "The inventory lists no Office and no licence of Office was found.",
	Steps:    steps(say("support", "If the machine is a KMS host, keep this as the host's bundle and collect on a client too")),
	YieldsTo: []string{"meta.empty-bundle", "meta.host-only-bundle", "office-too-old.only-old"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		if len(c.Office) > 0 || len(c.Rows) > 0 || osppFile(c.Set.Readings) {
			return nil
		}
		d := about(sc)
		for _, r := range c.Set.Readings {
			if r.Kind == fact.ROIScanXML || r.Kind == fact.ROIScanLog {
				d.because(fact.Line{Source: fact.Source{Path: r.Path}, Text: "no Office product listed"})
			}
		}
		return d.doubt(!c.Inventory(), "ROIScan is missing").found()
	},
}

// osppFile reports an output of an OSPP.VBS of 2010 or later.
func osppFile(rs []fact.Reading) bool {
	for _, r := range rs {
		if strings.HasPrefix(string(r.Kind), "ospp-") {
			return true
		}
	}
	return false
}
