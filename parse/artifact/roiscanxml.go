package artifact

import (
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/roiscan"
)

// readROIScanXML lifts installed products and keyed licences out of the XML. Licences without a key are one row for
// every possible edition and say nothing; only their channel words are kept, with the product.
func readROIScanXML(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	lines := roiscanLines(text)
	inv, err := roiscan.ParseXML(strings.Join(lines, "\n"), roiscan.XMLLimits{Tree: f.Limits.XMLBytes, Depth: f.Limits.XMLDepth, Elements: f.Limits.XMLElements})
	if err != nil {
		return err
	}
	for _, t := range inv.Repairs {
		f.Note(t.Line, "%s", t.Text)
	}
	for _, t := range inv.Losses {
		f.Damage(t.Line, "%s", t.Text)
	}
	for _, s := range inv.SKUs {
		roiscanSKU(f, inv, s)
	}
	if len(inv.SKUs)+len(inv.Shared) == 0 {
		f.Empty()
	}
	return nil
}

func roiscanSKU(f *parse.File, inv roiscan.Inventory, s roiscan.SKU) {
	o := fact.Office{
		Family:  roiscanSKUFamily(s),
		Product: s.Get("ProductName"),
		Config:  s.Get("ConfigName"),
		Version: s.Get("ProductVersion", "ProductBuild", "BuildNumber"),
		Tech:    roiscanTech(s),
		From:    string(fact.ROIScanXML),
		Line:    f.Line(s.Line, roiscanSnippet(s.Element, "ProductName")),
	}
	code := roiscanSKUCode(s)
	o.ProductCode = roiscan.GUID(code)
	o.Arch = roiscanSKUArch(inv, s, o.Tech, o.Family, code)
	for _, a := range s.Applications {
		if o.Path = roiscan.Folder(a.Get("Path")); o.Path != "" {
			break
		}
	}
	f.Reading.Records++
	for _, l := range s.Licenses {
		o.Channels = roiscanChannels(o.Channels, l.Get("Channel"))
		if strings.EqualFold(l.Get("IsActive"), "TRUE") {
			f.Set.Licences = append(f.Set.Licences, roiscanXMLLicence(f, o.Family, l))
			f.Reading.Records++
		}
	}
	// The packages of a suite are listed too where the script ran with details: they are parts, not products.
	if strings.EqualFold(s.Get("IsChainedChild"), "TRUE") {
		return
	}
	if o.Family == 0 {
		if !s.Cut && len(s.Licenses) > 0 {
			f.Note(s.Line, "no version of Office in product %q", o.Product)
		}
		return
	}
	f.Set.Office = append(f.Set.Office, o)
}

// roiscanSKUCode is the product code: of a suite it stands with its packages only, best with the one of its own name.
func roiscanSKUCode(s roiscan.SKU) string {
	if c := s.Get("ProductCode"); c != "" {
		return c
	}
	first := ""
	for _, p := range s.Packages {
		c := p.Get("ProductCode")
		if c != "" && p.Get("ProductName") == s.Get("ProductName") {
			return c
		}
		if first == "" {
			first = c
		}
	}
	return first
}

// roiscanSKUFamily takes the major version from the best word on it: the product codes, the programs, the version, the
// licences, the name.
func roiscanSKUFamily(s roiscan.SKU) int {
	if n := roiscan.CodeFamily(s.Get("ProductCode")); n != 0 {
		return n
	}
	for _, p := range s.Packages {
		if n := roiscan.CodeFamily(p.Get("ProductCode")); n != 0 {
			return n
		}
	}
	// An MSI product whose code is none of Office is none of Office, whatever its version.
	if roiscan.GUID(roiscanSKUCode(s)) != "" || roiscanOther(s.Get("ProductName")) {
		return 0
	}
	for _, a := range s.Applications {
		if n := roiscan.VersionFamily(a.Get("VersionMajor", "Version")); n != 0 {
			return n
		}
	}
	if n := roiscan.VersionFamily(s.Get("ProductVersion", "ProductBuild", "BuildNumber")); n != 0 {
		return n
	}
	for _, l := range s.Licenses {
		if n := roiscan.LicenseFamily(l.Get("Name")); n != 0 {
			return n
		}
	}
	return roiscan.NameFamily(s.Get("ProductName"))
}

func roiscanTech(s roiscan.SKU) string {
	switch t := strings.ToUpper(s.Get("InstallType")); t {
	case "MSI", "C2R":
		return t
	}
	if roiscan.CodeClickToRun(s.Get("ProductCode")) {
		return "C2R"
	}
	return ""
}

// roiscanSKUArch reads the bitness; Click-to-Run products share one, which stands in the common properties of their
// generation.
func roiscanSKUArch(inv roiscan.Inventory, s roiscan.SKU, tech string, family int, code string) string {
	if a := roiscan.Arch(s.Get("Architecture")); a != "" {
		return a
	}
	if tech == "C2R" {
		for _, e := range inv.Shared {
			a := roiscan.Arch(e.Get("Architecture", "Platform"))
			v := roiscan.VersionFamily(e.Get("ProductVersion", "ProductBuild", "BuildNumber", "VersionToReport"))
			if a != "" && (v == family || len(inv.Shared) == 1) {
				return a
			}
		}
	}
	return roiscan.CodeArch(code)
}

// roiscanSnippet is an attribute as it stands in the file, or the tag's name: a whole tag holds a thousand characters
// and ids that nobody needs.
func roiscanSnippet(e roiscan.Element, name string) string {
	if a, ok := e.Attr(name); ok {
		return a.Raw
	}
	return "<" + e.Name
}

func roiscanXMLLicence(f *parse.File, family int, e roiscan.Element) fact.Licence {
	l := fact.Licence{
		From:           fact.ROIScanXML,
		Family:         roiscan.LicenseFamily(e.Get("Name")),
		SKU:            roiscan.GUID(e.Get("SkuID")),
		Name:           e.Get("Name"),
		Description:    e.Get("Description"),
		Channel:        e.Get("Channel"),
		Status:         roiscan.StatusToken(e.Get("Status"), e.Get("StatusString")),
		Reason:         roiscanCode(e.Get("StatusCode")),
		GraceMinutes:   roiscanGrace(e.Get("RemainingGracePeriod")),
		HasKey:         true,
		PartialKey:     e.Get("PartialProductkey"),
		Cut:            e.Cut,
		ActivationType: roiscan.ActivationType(e.Get("ActivationType")),
		Pinned:         roiscanHost(e.Get("KmsServerOverride"), e.Get("KmsPortOverride")),
		Discovered:     roiscanHost(e.Get("KmsServer"), e.Get("KmsPort")),
		LookupDomain:   e.Get("KeyManagementServiceLookupDomain"),
		ApplicationID:  roiscan.GUID(e.Get("ApplicationID")),
		Lines:          fact.Lines{"block": f.Line(e.Line, roiscanSnippet(e, "Name"))},
	}
	if l.Family == 0 {
		l.Family = family
	}
	if e.Get("ActivationObjectName", "ActivationObjectDN") != "" {
		l.ActivatedBy = "AD"
	}
	l.KMSBlock = l.Pinned != nil || l.Discovered != nil
	l.IntervalMinutes, _ = roiscan.Minutes(e.Get("ActivationInterval"))
	l.RenewalMinutes, _ = roiscan.Minutes(e.Get("RenewalInterval"))
	for _, c := range roiscanXMLLines {
		if a, ok := e.Attr(c.attr); ok && strings.TrimSpace(a.Value) != "" {
			l.Lines[c.field] = f.Line(e.Line, a.Raw)
		}
	}
	return l
}

// roiscanXMLLines says which attribute is the evidence for which field.
var roiscanXMLLines = [...]struct{ field, attr string }{
	{"name", "Name"}, {"description", "Description"}, {"channel", "Channel"}, {"sku", "SkuID"}, {"status", "StatusString"},
	{"reason", "StatusCode"}, {"graceMinutes", "RemainingGracePeriod"}, {"partialKey", "PartialProductkey"},
	{"activationType", "ActivationType"}, {"activatedBy", "ActivationObjectName"}, {"pinned", "KmsServerOverride"},
	{"discovered", "KmsServer"}, {"intervalMinutes", "ActivationInterval"}, {"renewalMinutes", "RenewalInterval"},
	{"lookupDomain", "KeyManagementServiceLookupDomain"}, {"applicationID", "ApplicationID"},
}
