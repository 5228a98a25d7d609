package rule

import (
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 3: licence is retail or subscription.

func (d *draft) citeKeyed(rows []*derive.Row) *draft {
	for i, r := range rows {
		if i == maxCited {
			break
		}
		d.citeRow(r, "description", "status")
	}
	return d
}

var nonVolumeUnlicensed = analyze.Rule{
	ID: "non-volume-license.unlicensed", Section: "non-volume-license", Severity: analyze.Error, Rank: 45, Primary: true, Scope: analyze.PerFamily,
	When:  "Licences of this Office hold a key, none of them is a volume licence, and none is LICENSED.",
	Needs: needLicences,
	Title: "The installed {product} is a retail or subscription edition: KMS can never activate it",
	Doc:   "None of the licences that hold a key is a volume licence, and none is LICENSED. A KMS host serves volume editions only.",
	Steps: steps(
		say("client", "Uninstall this edition (Programs and Features), unless its own licence is to be activated"),
		say("client", "Install the volume licence edition from your organisation's source"),
		say("support", "Questions of entitlement: the volume licensing pages of the Microsoft 365 admin center"),
	),
	Suppresses: []string{"no-product-key.family", "no-product-key.product", "nslookup-no-srv.cause", "meta.no-attempt"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := familySubject(sc, "nonvolume")
		if s == nil || anyStatus(s.Keyed, "LICENSED") || !someStatus(s.Keyed) {
			return nil
		}
		h := about(sc).citeKeyed(s.Keyed).doubtRows(s.Keyed).found()
		if graceOnly(s.Keyed) && otherVolume(sc) {
			h.Severity = analyze.Info
		}
		return h
	},
}

// graceOnly reports keys that setup brings along for the first days: beside a volume licence they are leftovers of a
// trial, not the Office that is to be activated.
func graceOnly(rows []*derive.Row) bool {
	for _, r := range rows {
		if r.Class != "grace" {
			return false
		}
	}
	return true
}

// otherVolume reports a keyed volume licence of another family.
func otherVolume(sc *analyze.Scene) bool {
	for _, r := range sc.Case.Rows {
		if r.Family != sc.Family && r.Keyed() && (r.Class == "kms_client" || r.Class == "mak") {
			return true
		}
	}
	return false
}

var nonVolumeLicensed = analyze.Rule{
	ID: "non-volume-license.licensed", Section: "non-volume-license", Severity: analyze.Info, Rank: 46, Primary: true, Scope: analyze.PerFamily,
	When:      "Licences of this Office hold a key, none of them is a volume licence, and one is LICENSED.",
	Needs:     needLicences,
	Title:     "{product} is activated through its retail or subscription licence; KMS does not apply",
	Doc:       "The licence that holds the key is not a volume licence and works through its own channel.",
	Questions: []string{"want-kms"},
	Steps: join(
		answered("want-kms", "yes", say("client", "Uninstall this edition and install the volume licence edition; a paid subscription need not be given up for it")),
		answered("want-kms", "no", say("client", "Nothing: Office is activated")),
	),
	Suppresses: []string{"no-product-key.family", "no-product-key.product", "nslookup-no-srv.cause"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := familySubject(sc, "nonvolume")
		if s == nil || !anyStatus(s.Keyed, "LICENSED") {
			return nil
		}
		return about(sc).citeKeyed(s.Keyed).doubtRows(s.Keyed).found()
	},
}

func anyStatus(rows []*derive.Row, status string) bool {
	for _, r := range rows {
		if r.Status == status {
			return true
		}
	}
	return false
}

// someStatus reports that the status of any row is known: a transcript's block without status proves nothing.
func someStatus(rows []*derive.Row) bool {
	for _, r := range rows {
		if r.Status != "" {
			return true
		}
	}
	return false
}

// doubtRows takes a step where the listing is cut, or where only the inventory shows the rows.
func (d *draft) doubtRows(rows []*derive.Row) *draft {
	cut, inventory := false, len(rows) > 0
	for _, r := range rows {
		inventory = inventory && fromInventory(r)
		for _, x := range d.scene.Case.Set.Readings {
			cut = cut || x.Path == r.Lines["block"].Source.Path && x.State == fact.Partial
		}
	}
	d.doubt(cut, "the licence listing is cut")
	return d.doubt(inventory, "only ROIScan shows the licences")
}

var noVolumeRows = analyze.Rule{
	ID: "non-volume-license.no-volume-rows", Section: "non-volume-license", Severity: analyze.Error, Rank: 118, Primary: true, Scope: analyze.PerFamily, WholeFamily: true,
	When:       "The licence listing is complete, holds no key, and not one row in it is of a volume channel.",
	Needs:      needLicences,
	Title:      "No volume licence of {product} is there at all: the media is not a volume edition",
	Doc:        "The complete list holds neither a key nor any licence file of the volume channel, so no key can be entered for KMS.",
	Steps:      steps(say("client", "Install the volume licence edition")),
	Suppresses: []string{"no-product-key.family"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if familySubject(sc, "nokey") == nil || volumeRow(sc) != nil {
			return nil
		}
		d := about(sc)
		for _, r := range sc.Case.Rows {
			if r.Family == sc.Family && len(d.hit.Because) < maxCited {
				d.citeRow(r, "description")
			}
		}
		return d.atMost(analyze.Medium).found()
	},
}

// volumeRow is a row of the family, keyed or not, of a channel that a volume edition brings.
func volumeRow(sc *analyze.Scene) *derive.Row {
	for _, r := range sc.Case.Rows {
		if r.Family == sc.Family && (r.Class == "kms_client" || r.Class == "mak" || r.Class == "other_volume") {
			return r
		}
	}
	return nil
}

var nonVolumeMixed = analyze.Rule{
	ID: "non-volume-license.mixed", Section: "non-volume-license", Severity: analyze.Warning, Rank: 610, Scope: analyze.PerFamily,
	When:  "A KMS client licence holds a key, and a retail, subscription, grace or trial licence of the same product or of the suite around it holds one too.",
	Needs: needLicences,
	Title: "A retail or subscription licence is installed beside the KMS client licence",
	Doc:   "{other} holds a key of its own ({otherstatus}). The activation notices it shows are not KMS problems.",
	Steps: steps(say("client", "Remove the edition or key that is not needed")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		kms := familySubject(sc, "kms")
		if kms == nil {
			return nil
		}
		for _, r := range kms.Keyed {
			if !retailLike(r.Class) || !covers(sc, r) {
				continue
			}
			d := about(sc).citeRow(r, "name", "description", "status").citeRow(kms.Row, "name")
			d.set("other", r.Name).set("otherstatus", first(r.Status, "status unknown"))
			return d.atMost(analyze.Medium).found()
		}
		return nil
	},
}

func retailLike(class string) bool {
	switch class {
	case "retail", "subscription", "grace", "trial":
		return true
	}
	return false
}

// covers reports a row of the same product as a KMS subject, or a suite that brings it.
func covers(sc *analyze.Scene, r *derive.Row) bool {
	for _, s := range sc.Case.Subjects {
		if s.Family != sc.Family || !s.KMS() {
			continue
		}
		a, b := bare(r.Stem), bare(s.Row.Stem)
		if strings.EqualFold(a, b) || suite(a) && suite(b) {
			return true
		}
	}
	return false
}

// bare is a stem without its release: ProPlus2019 and ProPlus are the same suite.
func bare(stem string) string { return strings.TrimRight(stem, "0123456789") }

func suite(stem string) bool {
	for _, p := range []string{"ProPlus", "O365", "Standard", "HomeBusiness", "HomeStudent", "Professional", "Mondo"} {
		if strings.HasPrefix(stem, p) {
			return true
		}
	}
	return false
}
