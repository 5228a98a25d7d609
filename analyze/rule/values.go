package rule

import (
	"fmt"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// defaultPort is the port of the KMS protocol.
const defaultPort = 1688

func (d *draft) machine() {
	d.set("computer", d.scene.Case.Machine.Name)
	d.set("domain", d.scene.Case.Machine.Domain)
	d.set("os", d.scene.Case.OS.NT)
	switch d.scene.Case.OS.NT {
	case "6.0", "6.1", "6.2":
		d.set("telnet", "yes") // no Test-NetConnection before Windows 8.1
	}
}

func (d *draft) family(f int) {
	c := d.scene.Case
	release := derive.ReleaseOf(f)
	d.set("release", release)
	d.set("product", "Office "+release)
	dirs := catalogue.OSPPDir(f, c.OS.Arch, c.OfficeArch(f))
	if p := programFolder(c, f); p != "" {
		dirs = []string{p}
	}
	if len(dirs) > 0 {
		d.set("osppdir", dirs[0])
	}
	if len(dirs) > 1 {
		d.set("osppdir2", dirs[1])
	}
	switch c.ServiceOf(f) {
	case "osppsvc":
		d.set("service", "Office Software Protection Platform").set("ospp", "yes")
	case "sppsvc":
		d.set("service", "Software Protection").set("spp", "yes")
	default:
		d.set("service", "Software Protection or Office Software Protection Platform")
	}
	d.set("hostid", strings.ToUpper(catalogue.HostID(release)))
}

// programFolder is the folder of OSPP.VBS by the programs' path as ROIScan saw it; "" where that is no plain path of a
// drive: what stands in a command is pasted by people.
func programFolder(c *derive.Case, f int) string {
	for _, o := range c.Office {
		if o.Family == f && o.Path != "" {
			if p := catalogue.OSPPDirOf(f, o.Path); p != "" && drivePath(p) {
				return p
			}
		}
	}
	return ""
}

func drivePath(p string) bool {
	return len(p) > 2 && p[1] == ':' && p[2] == '\\' && !strings.ContainsAny(p, "\"%&|<>^\r\n\t")
}

func (d *draft) subject(s *derive.Subject) {
	if s.Release != "" {
		d.set("release", s.Release)
		d.set("hostid", strings.ToUpper(catalogue.HostID(s.Release)))
	}
	d.set("product", s.Name())
	if s.Row != nil {
		d.set("licence", s.Row.Name).set("status", s.Row.Status).set("last5", key5(s.Row.PartialKey))
		d.set("gvlk", gvlk(s.Row))
		if p := s.Row.Pinned; p != nil {
			d.set("pinned", derive.HostPort(p.Host, p.Port)).set("pinnedhost", p.Host).set("pinnedport", number(p.Port))
		}
		if s.Row.LookupDomain != "" {
			d.set("lookupdomain", s.Row.LookupDomain)
		}
	}
	d.attempt(s)
	d.dns(s)
	if s.Pick.Class != derive.NoCode && s.Pick.Code != 0 {
		d.set("code", s.Pick.Code.String()).set("meaning", catalogue.Describe(uint32(s.Pick.Code)))
	}
}

func (d *draft) attempt(s *derive.Subject) {
	a := s.Compare.Attempt
	if a == nil {
		return
	}
	q := a.Decides
	d.hit.Newest = q.T.At
	d.set("time", first(stamp(q.T), "unknown time"))
	if q.Host != "" {
		d.set("host", strings.TrimSuffix(q.Host, ".")).set("port", number(q.Port)).set("hostport", derive.HostPort(q.Host, q.Port))
		if q.Port != 0 && q.Port != defaultPort {
			d.set("customport", number(q.Port))
		}
		d.set("connectport", first(number(q.Port), number(defaultPort)))
	}
	switch {
	case a.Code != nil:
		d.set("inner", a.Code.String()).set("innermeaning", catalogue.Describe(uint32(*a.Code)))
	case q.Code != nil: // 12288 with 0 only means that the request was sent
		d.set("inner", q.Code.String()).set("innermeaning", "the request itself shows no error")
	default:
		d.set("inner", "no code").set("innermeaning", "the evidence holds none")
	}
	if a.Count != nil {
		d.set("count", fmt.Sprint(*a.Count))
	}
	d.set("asked", list(a.Hosts()))
}

func (d *draft) dns(s *derive.Subject) {
	c := d.scene.Case
	d.set("asker", asker(c))
	d.set("published", list(published(c))).set("zone", c.DNS.Zone)
	if r := s.Compare.Record; r != nil {
		d.set("dnsport", number(r.Port)).set("recordhost", r.Host)
	}
	if r := offered(s, c.DNS); r != nil {
		d.set("dnshost", r.Host)
		if r.Port != defaultPort {
			d.set("dnscustomport", number(r.Port))
		}
	}
	switch s.Compare.Origin {
	case derive.FromPin:
		d.set("ispinned", "yes")
	case derive.FromDNS:
		d.set("isdns", "yes")
	}
	if s.Row != nil && s.Row.KMSBlock && s.Row.Pinned == nil {
		d.set("notpinned", "yes")
	}
}

// offered is the published record to pin where the host that was asked is wrong: not that same one.
func offered(s *derive.Subject, dns derive.DNS) *fact.SRVRecord {
	followed := s.Compares(derive.Match, derive.MatchShort, derive.MatchPortUnknown) && s.Compare.Record != nil
	for i := range dns.Records {
		if r := &dns.Records[i]; !followed || !strings.EqualFold(r.Host, s.Compare.Record.Host) {
			return r
		}
	}
	return nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// key5 keeps a partial key that can be typed; masked ones cannot.
func key5(k string) string {
	if len(k) != 5 || strings.EqualFold(k, "XXXXX") || strings.Contains(k, "*") {
		return ""
	}
	return k
}

// gvlk is the generic volume key that Microsoft publishes for the row's product.
func gvlk(r *derive.Row) string {
	if p, ok := catalogue.ProductByID(r.SKU); ok && p.GVLK != "" {
		return p.GVLK
	}
	k, _ := catalogue.GVLK(r.Family, r.Stem)
	return k
}

// cite is the evidence most findings about a failed attempt show: the request, the published records, the pin.
func (d *draft) cite(s *derive.Subject) *draft {
	if a := s.Compare.Attempt; a != nil {
		d.because(a.Line())
		if p := a.Decides.Pair; p != nil {
			d.because(fact.Line{Source: p.Source, Text: p.Raw})
		}
	}
	if s.Pick.FromSurface || s.Surface != nil && s.Surface.From != "listing" {
		d.because(surfaceLine(s))
	}
	return d
}

func surfaceLine(s *derive.Subject) fact.Line {
	if s.Surface == nil {
		return fact.Line{}
	}
	return s.Surface.Line
}

func (d *draft) citeDNS() *draft {
	c := d.scene.Case
	if len(c.DNS.Records) > 0 {
		return d.because(recordLines(c)...)
	}
	return d.because(c.DNS.Line)
}

func (d *draft) citePin(s *derive.Subject) *draft {
	if s.Row == nil {
		return d
	}
	if s.Row.Pinned != nil {
		return d.because(s.Row.Lines["pinned"])
	}
	return d.because(s.Row.Lines["discovered"])
}

func (d *draft) citeRow(r *derive.Row, keys ...string) *draft {
	if r == nil {
		return d
	}
	for _, k := range keys {
		d.because(r.Lines[k])
	}
	return d
}

// doubtAttempt takes what the form of the evidence costs.
func (d *draft) doubtAttempt(s *derive.Subject) *draft {
	a := s.Compare.Attempt
	if a == nil {
		return d
	}
	d.doubt(a.FromHistory(), "the attempt is known from /dhistorykms only, which has no port and no licence id")
	d.doubt(!a.FromHistory() && a.Decides.T.Quality == fact.Guess, "the time of the event is uncertain")
	d.doubt(s.Compare.Short, "the names agree by their first label only")
	return d
}

func (d *draft) doubtDNS() *draft {
	return d.doubt(d.scene.Case.DNS.State == fact.DNSNoneInferred, "nslookup's error output was not captured: that nothing is published is inferred").doubtTool()
}

// doubtTool takes the answer of another tool than nslookup for what it is: it may have been asked on another computer, or
// of another server.
func (d *draft) doubtTool() *draft {
	return d.doubt(d.scene.Case.DNS.From != "", "what DNS publishes is known from another tool than nslookup, which may have asked elsewhere")
}

func (d *draft) doubtListing() *draft {
	return d.doubt(!d.scene.Case.Read(fact.OSPPStatusAll, fact.OSPPAct), "no licence listing shows whether a host is pinned")
}

// doubtSilence takes what the absence of attempts is not worth.
func (d *draft) doubtSilence(s *derive.Subject) *draft {
	x, _ := d.scene.Case.Silence(s)
	d.doubt(x.Worth == derive.Weak || x.Worth == derive.Worthless, x.Why)
	if x.Worth == derive.Worthless {
		d.atMost(analyze.Low)
	}
	return d
}
