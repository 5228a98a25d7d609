package artifact

import (
	"strconv"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/ospp"
)

// maxLicences bounds the rows of one listing: every licence of every Office makes a few hundred, and each row with a key
// is diagnosed for itself.
const maxLicences = 500

var osppDStatusAll = parse.Artifact{
	Kind:      fact.OSPPStatusAll,
	Doc:       "ospp.vbs /dstatusall: every licence of Office, its status, key and KMS settings",
	Signature: "licence blocks as ospp.vbs prints them: SKU ID, LICENSE NAME, LICENSE STATUS",
	Languages: "the script is English; error descriptions as Windows has them",
	Quirks:    []string{"consoles wrap lines at 80 columns", "most rows have no key and 0xC004F014, which is normal", "a cut listing ends without ---Exiting---"},
	Names:     []string{"{Computer}_Office15_Ospp-Dstatusall.txt"},
	Supply:    `cscript ospp.vbs /dstatusall > dstatusall.txt`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicLicences, fact.TopicScripts},
	Match:     matchOSPP(fact.OSPPStatusAll),
	Read:      readOSPPStatus,
}

// readOSPPStatus grades a listing: without any row it failed, unless the script says that no key is installed.
func readOSPPStatus(f *parse.File) error {
	o, err := liftOSPP(f)
	if err != nil {
		return err
	}
	if o.rows > 0 || o.noKeys {
		return nil
	}
	switch {
	case o.errors > 0:
		f.Damage(o.first, "no licence list: the script printed an error instead")
		f.Reading.State = fact.Failed
	case o.torn > 0: // an excerpt of an output, said to be damaged
	case o.whole:
		f.Note(o.first, "the frame holds nothing: ospp.vbs shows some errors in a window only")
		f.Empty()
	case !o.framed:
		f.Damage(0, "no licence list: not an output of ospp.vbs /dstatusall")
		f.Reading.State = fact.Failed
	}
	return nil
}

// licence lifts one row. cut is set where the listing may have ended inside the block; torn where it certainly did, so
// that the value of its last line may be half a value.
func (o *osppReader) licence(b ospp.Block, cut, torn bool) {
	l := fact.Licence{From: o.f.Kind, Script: o.f.Family, Cut: cut, Lines: fact.Lines{}}
	if torn && len(b.Fields) > 0 {
		b = osppWhole(b)
	}
	for i, f := range b.Fields {
		if i == 0 {
			l.Lines["block"] = o.line(f)
		}
		o.field(&l, f)
	}
	if l.Name == "" && l.Description == "" && l.SKU == "" {
		if len(b.Fields) > 0 {
			o.f.Damage(b.Fields[0].Line, "a licence block without a name: %q", osppShort(b.Fields[0].Text))
			o.torn++
		}
		return
	}
	l.Family = osppFamily(l.Name, l.Description)
	if !cut && l.Status == "" && o.kind == ospp.Licence {
		o.f.Damage(b.Fields[0].Line, "a licence block without a status: %q", osppShort(l.Name))
	}
	if o.rows == maxLicences {
		o.f.Damage(b.Fields[0].Line, "more than %d licences: the rest was left out", maxLicences)
	}
	if o.rows++; o.rows > maxLicences {
		return
	}
	o.f.Set.Licences = append(o.f.Set.Licences, l)
}

// osppKeyTail is how many characters of a product key the script shows.
const osppKeyTail = 5

// osppWhole leaves out a last value that the cut may have shortened into another valid one: a host, a name.
func osppWhole(b ospp.Block) ospp.Block {
	last := b.Fields[len(b.Fields)-1]
	half := false
	switch last.Key {
	case ospp.Override, ospp.DNSHost, ospp.LookupDomain:
		half = true
	case ospp.Name:
		half = !strings.HasSuffix(last.Value, " edition")
	case ospp.Description:
		half = !strings.HasSuffix(last.Value, " channel")
	case ospp.Grace:
		half = !strings.Contains(last.Value, "(")
	case ospp.ErrorCode:
		code, ok := ospp.Code(last.Value)
		half = ok && len(code) < len("0x00000000")
	case ospp.LastFive: // the key is there, only its end is not
		if len(last.Value) < osppKeyTail {
			b.Fields = append([]ospp.Field(nil), b.Fields...)
			b.Fields[len(b.Fields)-1].Value = ""
		}
	}
	if half {
		b.Fields = b.Fields[:len(b.Fields)-1]
	}
	return b
}

// field reads one labelled line into the row.
func (o *osppReader) field(l *fact.Licence, f ospp.Field) {
	cite := func(name string) { l.Lines[name] = o.line(f) }
	switch f.Key {
	case ospp.SKU:
		if l.SKU = ospp.GUID(f.Value); l.SKU != "" {
			cite("sku")
		}
	case ospp.Name:
		l.Name = ospp.Title(f.Value)
		cite("name")
	case ospp.Description:
		l.Description = ospp.Title(f.Value)
		cite("description")
	case ospp.Status:
		l.Status = ospp.LicenceStatus(f.Value)
		cite("status")
	case ospp.ErrorCode:
		if o.kind == ospp.Activation {
			return
		}
		if l.Reason = osppCode(f.Value); l.Reason != nil {
			l.ReasonInfoOnly = ospp.InfoOnly(f.Value)
			cite("reason")
		}
	case ospp.Grace:
		if n, ok := ospp.GraceMinutes(f.Value); ok {
			l.GraceMinutes = &n
			cite("graceMinutes")
		}
	case ospp.LastFive:
		// A value that was cut or struck out is a key all the same.
		l.PartialKey, l.HasKey = ospp.KeyTail(f.Value), true
		cite("partialKey")
	default:
		o.kmsField(l, f, cite)
	}
}

// kmsField reads the lines that only KMS clients with a key have.
func (o *osppReader) kmsField(l *fact.Licence, f ospp.Field, cite func(string)) {
	switch f.Key {
	case ospp.ActivationType:
		switch t := strings.ToUpper(f.Value); t {
		case "ALL", "AD", "KMS", "TOKEN":
			l.ActivationType = t
			cite("activationType")
		}
		return
	case ospp.ActivatedBy:
		if strings.EqualFold(f.Value, "AD") { // the script prints the line for nothing else
			l.ActivatedBy = "AD"
			cite("activatedBy")
		}
		return
	case ospp.DNSNone:
		l.DiscoveredNone = true
		cite("discovered")
	case ospp.DNSHost:
		if l.Discovered = osppHostPort(f.Value); l.Discovered == nil {
			l.DiscoveredNone = true
		}
		cite("discovered")
	case ospp.Override:
		if l.Pinned = osppHostPort(f.Value); l.Pinned != nil {
			cite("pinned")
		}
	case ospp.Interval:
		l.IntervalMinutes = ospp.IntervalMinutes(f.Value)
	case ospp.Renewal:
		l.RenewalMinutes = ospp.IntervalMinutes(f.Value)
	case ospp.Caching:
		if on := strings.EqualFold(f.Value, "Enabled"); on || strings.EqualFold(f.Value, "Disabled") {
			l.Caching = &on
			cite("caching")
		}
	case ospp.LookupDomain:
		l.LookupDomain = ospp.Mend(f.Value)
		cite("lookupDomain")
	default:
		return
	}
	l.KMSBlock = true
}

// osppHostPort is nil for a value that names no host ("KMS name not available").
func osppHostPort(v string) *fact.HostPort {
	if strings.Contains(strings.ToLower(v), "not available") {
		return nil
	}
	host, port := ospp.HostPort(v)
	if host == "" {
		return nil
	}
	return &fact.HostPort{Host: host, Port: port}
}

func osppCode(v string) *fact.Code {
	s, ok := ospp.Code(v)
	if !ok {
		return nil
	}
	c, err := fact.ParseCode(s)
	if err != nil {
		return nil
	}
	return &c
}

// osppFamily reads "Office NN," of the name or the description: 19, 21 and 24 are of family 16.
func osppFamily(texts ...string) int {
	for _, s := range texts {
		rest, ok := strings.CutPrefix(s, "Office ")
		if !ok {
			continue
		}
		num, _, _ := strings.Cut(rest, ",")
		switch n, err := strconv.Atoi(num); {
		case err != nil:
		case n == 14 || n == 15:
			return n
		case n >= 16 && n < 100:
			return 16
		}
	}
	return 0
}

// osppShort keeps what a problem quotes readable.
func osppShort(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}
