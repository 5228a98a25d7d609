package artifact

import (
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/roiscan"
)

// readROIScanLog lifts Windows' version, the computer's name, elevation, installed products and keyed licences out of
// the log. The user's name and SID, which stand beside IsAdmin, are not kept.
func readROIScanLog(f *parse.File) error {
	text, err := f.Listing()
	if err != nil {
		return err
	}
	lines := roiscanLines(text)
	log, err := roiscan.ParseLog(lines)
	if err != nil {
		return err
	}
	roiscanCollected(f, log)
	roiscanComputer(f, log)
	products, shared := log.Products()
	for _, p := range products {
		roiscanProduct(f, shared, p)
	}
	if at := roiscanCutAt(log); at != "" {
		f.Damage(len(lines), "the log ends %s: the rest is lost", at)
	}
	return nil
}

// roiscanCutAt says where a log without its last line of asterisks ends, "" where it is whole. Behind the products only
// raw data follow, which no fact is read from.
func roiscanCutAt(log roiscan.Log) string {
	if len(log.Sections) == 0 {
		return "behind its header"
	}
	h := log.Sections[len(log.Sections)-1].Heading
	if log.Fenced || roiscan.Key(h) == "rawdata" {
		return ""
	}
	return "in section " + h
}

// roiscanCollected notes when the inventory was taken, the only time that the log tells.
func roiscanCollected(f *parse.File, log roiscan.Log) {
	at, swapped, ok := roiscan.HeaderTime(log.Header)
	if !ok {
		return
	}
	t := fact.Time{At: fact.Possible(at), Quality: fact.Guess, Local: true, Swapped: fact.Possible(swapped)}
	f.Reading.First, f.Reading.Last = t, t
}

func roiscanComputer(f *parse.File, log roiscan.Log) {
	s, ok := log.Section("Computer")
	if !ok {
		return
	}
	for _, b := range s.Blocks {
		for _, r := range b.Rows {
			roiscanComputerRow(f, r)
		}
	}
}

func roiscanComputerRow(f *parse.File, r roiscan.Row) {
	switch roiscan.Key(r.Label) {
	case "computername", "fqdn", "dnsname":
		if r.Value != "" {
			f.Set.Names = append(f.Set.Names, fact.Name{Name: r.Value, From: "roiscan", Source: f.At(r.Line)})
		}
	case "osdetails":
		sys := roiscan.ParseSystem(r.Value)
		o := fact.OS{NT: sys.NT, Build: sys.Build, Caption: sys.Caption, Arch: sys.Arch, From: "roiscan", Line: f.Line(r.Line, r.Text)}
		switch {
		case sys.Server:
			o.ProductType = "server"
		case strings.Contains(sys.Caption, "Windows"):
			o.ProductType = "client"
		}
		if o.NT != "" || o.Caption != "" || o.Arch != "" {
			f.Set.OS = append(f.Set.OS, o)
		}
	case "currentuser":
		if admin, snippet, ok := roiscan.IsAdmin(r.Value); ok {
			f.Set.Elevation = append(f.Set.Elevation, fact.Elevation{Elevated: admin, From: fact.ROIScanLog, Line: f.Line(r.Line, snippet)})
		}
	}
}

func roiscanProduct(f *parse.File, shared []roiscan.Row, p roiscan.LogProduct) {
	o := fact.Office{
		Family:  roiscanLogFamily(p),
		Product: p.Name,
		Config:  roiscanFirst(p, "Configuration ProductName", "ConfigName", "Config Name", "Configuration"),
		Version: roiscanFirst(p, "ProductVersion", "BuildNumber", "ProductBuild"),
		Arch:    roiscan.Arch(p.Get("Architecture")),
		Tech:    p.Tech,
		From:    string(fact.ROIScanLog),
		Line:    f.Line(p.Line, p.Text),
	}
	code := roiscanLogCode(p)
	o.ProductCode = roiscan.GUID(code)
	if o.Tech == "" && roiscan.CodeClickToRun(code) {
		o.Tech = "C2R"
	}
	if o.Arch == "" && o.Tech == "C2R" {
		o.Arch = roiscanSharedArch(shared)
	}
	if o.Arch == "" {
		o.Arch = roiscan.CodeArch(code)
	}
	if len(p.Paths) > 0 {
		o.Path = roiscan.Folder(p.Paths[0])
	}
	f.Reading.Records++
	for _, l := range p.Licenses {
		if l.Cut && len(l.Fields) == 0 {
			f.Damage(l.Head.Line, "the text ends in the name of a licence: %q", l.Name)
			continue
		}
		if l.Cut {
			roiscanWhole(l)
		}
		o.Channels = roiscanChannels(o.Channels, l.Get("Channel"))
		f.Set.Licences = append(f.Set.Licences, roiscanLogLicence(f, o.Family, l))
		f.Reading.Records++
	}
	for _, token := range p.Possible {
		o.Channels = roiscanChannels(o.Channels, roiscan.Channel(token))
	}
	if o.Family != 0 {
		f.Set.Office = append(f.Set.Office, o)
	}
}

func roiscanFirst(p roiscan.LogProduct, labels ...string) string {
	for _, l := range labels {
		if v := p.Get(l); v != "" {
			return v
		}
	}
	return ""
}

// roiscanLogCode is the product's own code, or that of its first package; a package row is "{code} - version - name".
func roiscanLogCode(p roiscan.LogProduct) string {
	if c := p.Get("ProductCode"); c != "" {
		return c
	}
	first := ""
	for _, r := range p.Packages {
		code, rest, _ := strings.Cut(r.Value, " - ")
		_, name, _ := strings.Cut(rest, " - ")
		if name == p.Name {
			return code
		}
		if first == "" {
			first = code
		}
	}
	return first
}

func roiscanLogFamily(p roiscan.LogProduct) int {
	if n := roiscan.CodeFamily(p.Get("ProductCode")); n != 0 {
		return n
	}
	for _, r := range p.Packages {
		code, _, _ := strings.Cut(r.Value, " - ")
		if n := roiscan.CodeFamily(code); n != 0 {
			return n
		}
	}
	if roiscan.GUID(roiscanLogCode(p)) != "" || roiscanOther(p.Name) {
		return 0
	}
	if n := roiscan.VersionFamily(roiscanFirst(p, "ProductVersion", "BuildNumber", "ProductBuild")); n != 0 {
		return n
	}
	for _, l := range p.Licenses {
		if n := roiscan.LicenseFamily(l.Name); n != 0 {
			return n
		}
	}
	return roiscan.NameFamily(p.Name)
}

func roiscanSharedArch(shared []roiscan.Row) string {
	for _, r := range shared {
		switch roiscan.Key(r.Label) {
		case "architecture", "platform", "bitness":
			if a := roiscan.Arch(r.Value); a != "" {
				return a
			}
		}
	}
	return ""
}

func roiscanLogLicence(f *parse.File, family int, g roiscan.LogLicense) fact.Licence {
	number, words, _ := strings.Cut(g.Get("License Status"), " - ")
	code, _, _ := strings.Cut(g.Get("Licensestate MoreInfo"), " - ")
	l := fact.Licence{
		From:           fact.ROIScanLog,
		Family:         roiscan.LicenseFamily(g.Name),
		SKU:            roiscan.GUID(g.Get("SKU ID / Acid")),
		Name:           g.Name,
		Description:    g.Get("Description"),
		Channel:        g.Get("Channel"),
		Status:         roiscan.StatusToken(number, words),
		Reason:         roiscanCode(code),
		GraceMinutes:   roiscanGrace(g.Get("Remaining Grace Period")),
		HasKey:         true, // the log lists a group for a licence with a key only
		PartialKey:     g.Get("Partial ProductKey"),
		Cut:            g.Cut,
		ActivationType: roiscan.ActivationType(g.Get("VL ActivationType")),
		Pinned:         roiscanHost(g.Get("KMS Host Override"), g.Get("KMS Port Override")),
		Discovered:     roiscanHost(g.Get("KMS Host Discovered"), g.Get("KMS Port Discovered")),
		LookupDomain:   g.Get("KMS LookupDomain"),
		ApplicationID:  roiscan.GUID(g.Get("ApplicationID")),
		Lines:          fact.Lines{"block": f.Line(g.Head.Line, g.Head.Text)},
	}
	if l.Family == 0 {
		l.Family = family
	}
	if g.Get("ADActivationObjectName")+g.Get("ADActivationObjectDN") != "" {
		l.ActivatedBy = "AD"
	}
	l.KMSBlock = l.Pinned != nil || l.Discovered != nil
	l.IntervalMinutes, _ = roiscan.Minutes(g.Get("VL ActivationInterval"))
	l.RenewalMinutes, _ = roiscan.Minutes(g.Get("VL RenewalInterval"))
	for _, c := range roiscanLogLines {
		if r, ok := g.Fields[roiscan.Key(c.label)]; ok && g.Get(c.label) != "" {
			l.Lines[c.field] = f.Line(r.Line, r.Text)
		}
	}
	return l
}

// roiscanWhole takes out the last row of a group in which the text ended, where its value may be half of one and still
// looks like another.
func roiscanWhole(g roiscan.LogLicense) {
	last := ""
	for key, r := range g.Fields {
		if last == "" || r.Line > g.Fields[last].Line {
			last = key
		}
	}
	if last == "" {
		return
	}
	_, v, _ := g.Fields[last].Sub()
	half := false
	switch last {
	case roiscan.Key("Description"):
		half = !strings.HasSuffix(v, " channel")
	case roiscan.Key("Partial ProductKey"):
		half = len(v) < osppKeyTail
	case roiscan.Key("KMS Host Override"), roiscan.Key("KMS Port Override"), roiscan.Key("KMS Host Discovered"), roiscan.Key("KMS Port Discovered"), roiscan.Key("KMS LookupDomain"):
		half = true
	}
	if half {
		delete(g.Fields, last)
	}
}

// roiscanLogLines says which row is the evidence for which field.
var roiscanLogLines = [...]struct{ field, label string }{
	{"description", "Description"}, {"channel", "Channel"}, {"sku", "SKU ID / Acid"}, {"status", "License Status"},
	{"reason", "Licensestate MoreInfo"}, {"graceMinutes", "Remaining Grace Period"}, {"partialKey", "Partial ProductKey"},
	{"activationType", "VL ActivationType"}, {"activatedBy", "ADActivationObjectName"}, {"pinned", "KMS Host Override"},
	{"discovered", "KMS Host Discovered"}, {"intervalMinutes", "VL ActivationInterval"},
	{"renewalMinutes", "VL RenewalInterval"}, {"lookupDomain", "KMS LookupDomain"}, {"applicationID", "ApplicationID"},
}
