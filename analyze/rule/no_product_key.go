package rule

import (
	"fmt"
	"slices"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 12: 0xC004F014.

var noKeyFamily = analyze.Rule{
	ID: "no-product-key.family", Section: "no-product-key", Severity: analyze.Error, Rank: 110, Primary: true, Scope: analyze.PerFamily, WholeFamily: true,
	When:  "Volume licences of this Office are there but none holds a key, or 0xC004F014 is reported and no key is known.",
	Needs: [][]fact.Topic{{fact.TopicLicences}},
	Title: "No product key is installed for {product}",
	Doc:   "Volume licences are there, but none of them holds a key, so there is nothing to activate.",
	Steps: steps(inputKey, findGVLK, act),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := familySubject(sc, "nokey", "unknown")
		if s == nil {
			return nil
		}
		given := s.Surface != nil && s.Surface.Code == noProductKey
		v := installedRow(sc)
		if !(s.Kind == "nokey" && v != nil) && !given {
			return nil
		}
		d := about(sc)
		if v != nil {
			d.row(v)
			d.hit.Stem = ""
			d.citeRow(v, "name", "reason")
		}
		d.because(scriptLines(sc.Case, sc.Family, "no-keys")...)
		if given {
			d.because(s.Surface.Line)
		}
		return d.doubt(s.Kind != "nokey", "the licence listing is cut or missing").
			doubt(userLicenceUnseen(sc), "Office 2016 and later may hold a licence of its user, which ospp.vbs does not list").found()
	},
}

// userLicenceUnseen reports that a subscription of the user may be there unseen: only vnextdiag.ps1 lists it, and only an
// inventory shows that another edition is installed.
func userLicenceUnseen(sc *analyze.Scene) bool {
	c := sc.Case
	if sc.Family < 16 {
		return false
	}
	return !slices.ContainsFunc(c.Office, func(o fact.Office) bool { return o.Family == sc.Family }) &&
		!slices.ContainsFunc(c.Set.Licences, func(l fact.Licence) bool { return l.From == fact.VNextDiag })
}

// installedRow is the volume row whose key is wanted: one of an installed product before one that is merely listed.
func installedRow(sc *analyze.Scene) *derive.Row {
	for _, r := range sc.Case.Rows {
		if r.Family != sc.Family || r.Class != "kms_client" && r.Class != "mak" {
			continue
		}
		for _, o := range sc.Case.Office {
			if o.Family == sc.Family && strings.EqualFold(derive.ProductStem(o), r.Stem) {
				return r
			}
		}
	}
	return volumeRow(sc)
}

func scriptLines(c *derive.Case, family int, what string) []fact.Line {
	var out []fact.Line
	for _, e := range c.Set.Scripts {
		if e.What == what && (e.Family == 0 || e.Family == family || family == 0) {
			out = append(out, e.Line)
		}
	}
	return out
}

var noKeyProduct = analyze.Rule{
	ID: "no-product-key.product", Section: "no-product-key", Severity: analyze.Error, Rank: 115, Primary: true, Scope: analyze.PerFamily,
	When:     "The inventory lists a volume product of this Office without a key of its own, while another product of the same version has one.",
	Needs:    [][]fact.Topic{{fact.TopicLicences}, {fact.TopicOffice}},
	Title:    "{installed} has no product key although another Office product has one",
	Doc:      "The inventory lists {installed} as a volume edition; no licence of it holds a key.",
	Steps:    steps(inputKey, findGVLK, act),
	YieldsTo: []string{"non-volume-license.*"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		for _, o := range c.Office {
			stem := derive.ProductStem(o)
			if o.Family != sc.Family || stem == "" || !volumeProduct(o) || keyedStem(c, sc.Family, stem) || !keyedStem(c, sc.Family, "") {
				continue
			}
			d := about(sc).because(o.Line)
			d.set("installed", o.Product).set("product", o.Product)
			d.hit.Stem = stem
			delete(d.values, "gvlk")
			k, _ := catalogue.GVLK(o.Family, stem)
			d.set("gvlk", k)
			for _, r := range c.Rows {
				if r.Family == sc.Family && r.Keyed() {
					d.citeRow(r, "name", "partialKey")
				}
			}
			return d.atMost(analyze.Medium).found()
		}
		return nil
	},
}

// keyedStem reports a keyed row of the stem, of any where it is empty.
func keyedStem(c *derive.Case, family int, stem string) bool {
	for _, r := range c.Rows {
		if r.Family == family && r.Keyed() && (stem == "" || strings.EqualFold(r.Stem, stem)) {
			return true
		}
	}
	return false
}

// volumeProduct reports a product whose possible licences are those of a volume edition.
func volumeProduct(o fact.Office) bool {
	for _, ch := range o.Channels {
		u := strings.ToUpper(ch)
		if strings.HasPrefix(u, "KMS_CLIENT") || strings.HasPrefix(u, "MAK") {
			return true
		}
	}
	return false
}

var noKeyNoise = analyze.Rule{
	ID: "no-product-key.noise", Section: "no-product-key", Severity: analyze.Info, Rank: 660, Scope: analyze.PerFamily,
	When:  "0xC004F014 stands only beside licences without a key, and another licence holds one.",
	Needs: needLicences,
	Title: "{n} licences without a key show 0xC004F014, which is normal",
	Doc:   "/dstatusall lists every licence file; those without a key always show this code.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		n := 0
		var line fact.Line
		for _, r := range sc.Case.Rows {
			if r.Family != sc.Family || r.Reason == nil || *r.Reason != noProductKey {
				continue
			}
			if r.HasKey {
				return nil
			}
			if n == 0 {
				line = r.Lines["reason"]
			}
			n++
		}
		if n == 0 || !keyedStem(sc.Case, sc.Family, "") {
			return nil
		}
		return about(sc).set("n", fmt.Sprint(n)).because(line).found()
	},
}
