package rule

import (
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 7: activated by MAK, so KMS fails.

// keyedMAKs lists the keyed MAK rows of a family by status.
func keyedMAKs(c *derive.Case, family int, licensed bool) []*derive.Row {
	var out []*derive.Row
	for _, r := range c.Rows {
		if r.Family == family && r.Keyed() && r.Class == "mak" && r.Status != "" && (r.Status == "LICENSED") == licensed {
			out = append(out, r)
		}
	}
	return out
}

func keyedOf(c *derive.Case, family int, class, stem string) *derive.Row {
	for _, r := range c.Rows {
		if r.Family == family && r.Keyed() && r.Class == class && strings.EqualFold(r.Stem, stem) {
			return r
		}
	}
	return nil
}

func fromInventory(r *derive.Row) bool {
	return r.From == fact.ROIScanXML || r.From == fact.ROIScanLog
}

var makBothKeys = analyze.Rule{
	ID: "mak-already-active.both-keys", Section: "mak-already-active", Severity: analyze.Warning, Rank: 64, Primary: true, Scope: analyze.PerSubject,
	When:      "A MAK licence is LICENSED, and a KMS client licence of the same product holds a key without being LICENSED.",
	Needs:     needLicences,
	Title:     "An active MAK is the reason that KMS activation of {product} does not take effect",
	Doc:       "The same product holds a MAK that is LICENSED and a KMS client key that is {status}. Office works by the MAK.",
	Questions: []string{"want-kms"},
	Steps: join(
		answered("want-kms", "yes", analyze.StepText{Where: "client", Text: "Remove the MAK", Command: "cscript ospp.vbs /unpkey:{maklast5}", When: "maklast5"},
			analyze.StepText{Where: "client", Text: "Show the last five characters of the MAK, then remove it with /unpkey:", Command: "cscript ospp.vbs /dstatus", When: "!maklast5"}, inputKey, findGVLK, act),
		answered("want-kms", "no", analyze.StepText{Where: "client", Text: "Remove the KMS client key", Command: "cscript ospp.vbs /unpkey:{last5}", When: "last5"}, say("client", "Nothing else: Office is activated")),
	),
	Suppresses: []string{"meta.no-attempt"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.KMS() || s.Licensed() {
			return nil
		}
		for _, m := range keyedMAKs(sc.Case, s.Family, true) {
			if !strings.EqualFold(m.Stem, s.Row.Stem) && m.Stem != "" && s.Row.Stem != "" {
				continue
			}
			d := about(sc).citeRow(m, "name", "status", "partialKey").citeRow(s.Row, "name", "status")
			d.set("maklast5", key5(m.PartialKey))
			d.doubt(m.Stem == "" || s.Row.Stem == "", "the products cannot be compared by name")
			return d.found()
		}
		return nil
	},
}

var makActive = analyze.Rule{
	ID: "mak-already-active.active", Section: "mak-already-active", Severity: analyze.Info, Rank: 65, Primary: true, Scope: analyze.PerFamily,
	When:      "A MAK licence is LICENSED, and no KMS client licence of the same product holds a key.",
	Needs:     needLicences,
	Title:     "{product} is activated by MAK",
	Doc:       "A multiple activation key is installed and LICENSED. KMS activation is not needed, and would fail while only the MAK is there.",
	Questions: []string{"want-kms"},
	Steps: join(
		answered("want-kms", "yes", inputKey, findGVLK, act),
		answered("want-kms", "no", say("client", "Nothing: Office is activated")),
	),
	Suppresses: []string{"no-product-key.*", "nslookup-no-srv.cause", "meta.no-attempt", "host-unreachable.*", "dns-srv-not-found.*"},
	Reach:      analyze.SameStem,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		for _, m := range keyedMAKs(sc.Case, sc.Family, true) {
			if keyedOf(sc.Case, sc.Family, "kms_client", m.Stem) != nil {
				continue
			}
			d := about(sc).citeRow(m, "name", "description", "status", "partialKey")
			d.row(m)
			d.doubt(fromInventory(m), "only ROIScan shows the licence")
			return d.found()
		}
		return nil
	},
}

// row gives a family finding the values of the licence it is about.
func (d *draft) row(r *derive.Row) {
	d.hit.Stem = r.Stem
	rel := first(releaseOf(r), d.values["release"])
	d.set("release", rel).set("licence", r.Name).set("status", r.Status).set("last5", key5(r.PartialKey)).set("gvlk", gvlk(r))
	d.set("product", strings.TrimSpace("Office "+rel+" "+strings.TrimSuffix(r.Stem, rel)))
}

func releaseOf(r *derive.Row) string {
	if p, ok := catalogue.ProductByID(r.SKU); ok {
		return p.Release
	}
	for prefix, rel := range map[string]string{"Office 14": "2010", "Office 15": "2013", "Office 16": "2016", "Office 19": "2019", "Office 21": "2021", "Office 24": "2024"} {
		if strings.HasPrefix(r.Name, prefix) {
			return rel
		}
	}
	return ""
}

var makNotActivated = analyze.Rule{
	ID: "ext.mak-not-activated", Section: "mak-already-active", Severity: analyze.Error, Rank: 320, Primary: true, Scope: analyze.PerFamily,
	When:   "A MAK licence holds a key but is not LICENSED.",
	Needs:  needLicences,
	Better: []fact.Topic{fact.TopicFailures},
	Title:  "A MAK is installed for {product} but not activated",
	Doc:    "MAK activation goes over the internet or by telephone to Microsoft, not to a KMS host: DNS records and KMS hosts do not matter. This goes beyond the article.",
	Steps: steps(
		analyze.StepText{Where: "client", Text: "The last internet activation failed with {maknewest} ({makmeaning})", When: "maknewest"},
		run("client", "Activate online", "cscript ospp.vbs /act"),
		run("client", "or show the installation id for telephone activation", "cscript ospp.vbs /dinstid"),
		analyze.StepText{Where: "client", Text: "Or switch to KMS with the generic key, if the site has an Office KMS host", Command: "cscript ospp.vbs /inpkey:{gvlk}", When: "gvlk"},
		analyze.StepText{Where: "client", Text: "and activate with it", Command: "cscript ospp.vbs /act", When: "gvlk"},
	),
	Suppresses: []string{"meta.no-attempt", "nslookup-no-srv.cause"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if familySubject(sc, "mak") == nil {
			return nil
		}
		rows := keyedMAKs(sc.Case, sc.Family, false)
		if len(rows) == 0 {
			return nil
		}
		d := about(sc).citeRow(rows[0], "name", "status", "partialKey")
		d.row(rows[0])
		f := internetFailure(sc.Case)
		if f != nil {
			d.because(fact.Line{Source: f.Source, Text: f.Raw})
			d.set("maknewest", f.Code.String()).set("makmeaning", catalogue.Describe(uint32(*f.Code)))
		}
		d.doubt(f == nil && !sc.Case.Knows(fact.TopicFailures), "no event of the internet activation was read")
		return d.found()
	},
}

// internetFailure is the newest 8200 with a code.
func internetFailure(c *derive.Case) *derive.Failure {
	for i := len(c.Failures) - 1; i >= 0; i-- {
		if f := c.Failures[i]; f.ID == 8200 && f.Code != nil && f.App != derive.Windows {
			return f
		}
	}
	return nil
}

// familySubject is the family-level subject of one of the kinds; nil if the family has another.
func familySubject(sc *analyze.Scene, kinds ...string) *derive.Subject {
	for _, s := range sc.Case.Subjects {
		for _, k := range kinds {
			if s.Family == sc.Family && s.Kind == k {
				return s
			}
		}
	}
	return nil
}
