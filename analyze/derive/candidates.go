package derive

import (
	"fmt"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// Place is one of the places in which a KMS client looks for a host.
type Place string

// The places, in the order in which the client looks (formats/matrix.md section 4).
const (
	ADObject        Place = "ad-object"         // an activation object in Active Directory: no KMS host is asked then
	PinnedProduct   Place = "pinned-product"    // a host set for this product alone
	PinnedMachine   Place = "pinned-machine"    // a host set for every product: registry root, slmgr /skms, policy
	KeptHost        Place = "kept-host"         // the host of the last success, kept by host caching
	DNSLookupDomain Place = "dns-lookup-domain" // SRV records of the lookup domain that is set on the client
	DNSSuffix       Place = "dns-suffix"        // SRV records of the computer's own DNS suffix
)

// Standing says what the bundle proves of a candidate.
type Standing string

// The standings of a candidate.
const (
	Confirmed Standing = "confirmed" // the host comes from here; where nobody was asked yet: would come from here
	Excluded  Standing = "excluded"  // it does not, or the client never gets this far
	Open      Standing = "unknown"   // the bundle does not tell
)

// Candidate is one place, what stands there, and whether the client has its host from it. Host is "" where the place
// names none or several; Port 0 is unknown. Why is one sentence; Evidence its raw lines, empty where nothing shows it.
type Candidate struct {
	Place    Place
	Standing Standing
	Host     string
	Port     int
	Why      string
	Evidence []fact.Line
}

// Candidates answers "why this host?" for a KMS client: every place in the order in which the client looks, each
// confirmed, excluded or unknown by the settings as they stand now and by the attempt that counts. Several may be
// confirmed: a kept host was found in DNS once. It is nil for a subject that is no KMS client.
func (c *Case) Candidates(s *Subject) []Candidate {
	if !s.KMS() {
		return nil
	}
	w := &search{c: c, s: s, row: s.Row, attempt: s.Compare.Attempt, own: c.ServiceOf(s.Family) == catalogue.OSPPService}
	if w.attempt != nil && s.Compare.Result != NoEvent && s.Compare.Result != NoHost {
		w.asked = w.attempt.Decides
	}
	w.none = s.Compare.Result == NoHost
	return []Candidate{w.directory(), w.pinnedProduct(), w.pinnedMachine(), w.kept(), w.lookupDomain(), w.suffix()}
}

// search walks the places of one subject; each step may end it for those behind.
type search struct {
	c       *Case
	s       *Subject
	row     *Row
	attempt *Attempt // that counts; nil if there is none
	asked   *Request // of it, where it names a host
	none    bool     // the attempt names no host: nothing was found anywhere
	own     bool     // licensed by Office's own service, which keeps one setting for all its products

	ended     string      // why places behind are not looked at; "" they are
	endedBy   []fact.Line // its evidence
	keptFound bool
	unset     bool // that no host is set for the product is proven
}

func candidate(p Place, st Standing, why string, evidence ...fact.Line) Candidate {
	x := Candidate{Place: p, Standing: st, Why: why}
	for _, l := range evidence {
		if l.Text != "" || !l.Source.IsZero() {
			x.Evidence = append(x.Evidence, l)
		}
	}
	return x
}

func (x Candidate) at(h fact.HostPort) Candidate {
	x.Host, x.Port = trimDot(h.Host), h.Port
	return x
}

func (w *search) line(keys ...string) fact.Line { return firstLine(w.row.Lines, keys...) }

func (w *search) when() string {
	if w.attempt == nil || w.attempt.T.IsZero() {
		return "the attempt"
	}
	return "the attempt of " + w.attempt.T.At.UTC().Format("2006-01-02 15:04") + " UTC"
}

func (w *search) askedName() string { return hostPort(w.asked.Host, w.asked.Port) }

// directory looks for an activation object. A request to a KMS host goes out only where no object served.
func (w *search) directory() Candidate {
	r := w.row
	before, known := beforeDirectory(w.c.OS.NT)
	switch {
	case r.ActivatedBy == "AD":
		w.ended, w.endedBy = "the activation came from Active Directory, so no KMS host is asked", []fact.Line{w.line("activatedBy")}
		return candidate(ADObject, Confirmed, "The most recent activation came from an object in Active Directory.", w.line("activatedBy"))
	case r.ActivationType == "KMS" || r.ActivationType == "TOKEN":
		return candidate(ADObject, Excluded, "The activation type is set to "+r.ActivationType+", so Active Directory is not asked.", w.line("activationType"))
	case w.s.Family == 14:
		return candidate(ADObject, Excluded, "Office 2010 cannot be activated by Active Directory.", w.line("name", "block"))
	case known && before:
		return candidate(ADObject, Excluded, "Windows before 8 and Server 2012 cannot be activated by Active Directory.", w.c.OS.Line)
	case w.attempt != nil:
		return candidate(ADObject, Excluded, "A KMS request was made, which happens only where no object in Active Directory served.", w.attempt.Line())
	}
	return candidate(ADObject, Open, "Nothing in the bundle tells whether Active Directory holds an activation object.")
}

func beforeDirectory(nt string) (before, known bool) {
	switch catalogue.RequiredService(15, nt) {
	case catalogue.OSPPService:
		return true, true
	case "":
		return false, false
	}
	return false, true
}

// pinnedProduct looks at the override of the licence listing. Office's own service stores one for all its products.
func (w *search) pinnedProduct() Candidate {
	p := w.row.Pinned
	w.unset = p == nil && (w.row.KMSBlock && !w.row.Cut || w.none)
	switch {
	case w.own:
		return candidate(PinnedProduct, Excluded, "Office's own licensing service keeps one setting for all its products, none for a single one.", w.c.OS.Line)
	case p != nil && w.ended != "":
		return candidate(PinnedProduct, Excluded, "A host is set, but "+w.ended+".", append([]fact.Line{w.line("pinned")}, w.endedBy...)...).at(*p)
	case p != nil:
		return w.pinned(PinnedProduct, "this product")
	case w.unset:
		return w.notPinned(PinnedProduct)
	}
	return candidate(PinnedProduct, Open, w.noBlock())
}

// pinned is the override in force: it ends the search.
func (w *search) pinned(place Place, what string) Candidate {
	p := *w.row.Pinned
	name := hostPort(p.Host, p.Port)
	why := fmt.Sprintf("%s is set for %s; a set host is the only one that is asked.", name, what)
	evidence := []fact.Line{w.line("pinned")}
	if w.asked != nil {
		switch PinAgainst(p, w.asked.Host, w.asked.Port) {
		case PinDiffers:
			why = fmt.Sprintf("%s is set for %s now; %s asked %s, so it was set since.", name, what, w.when(), w.askedName())
		case PinIncomparable:
			why = fmt.Sprintf("%s is set for %s; whether it is the %s that was asked cannot be told from an address and a name.", name, what, w.askedName())
		}
		evidence = append(evidence, w.attempt.Line())
	}
	if w.none {
		why = fmt.Sprintf("%s is set for %s now; %s names no host, so it was set since.", name, what, w.when())
		evidence = append(evidence, w.attempt.Line())
	}
	w.ended, w.endedBy = "a set host ends the search", []fact.Line{w.line("pinned")}
	return candidate(place, Confirmed, why, evidence...).at(p)
}

func (w *search) notPinned(place Place) Candidate {
	if w.row.KMSBlock && !w.row.Cut {
		return candidate(place, Excluded, "The licence listing prints the KMS settings, and no set host among them.", w.line("discovered", "caching", "block"))
	}
	return w.notAsked(place)
}

func (w *search) notAsked(place Place) Candidate {
	return candidate(place, Excluded, "The request names no host: a set one would have been asked.", w.attempt.Line())
}

// noBlock says why the listing does not tell.
func (w *search) noBlock() string {
	switch {
	case w.row.Cut:
		return "The licence listing is cut inside this licence."
	case w.row.From == fact.OSPPStatusAll && w.c.afterDirectory(w.row):
		return "The script leaves out the KMS settings of every licence behind one that Active Directory activated."
	}
	return "The licence listing holds no KMS settings of this licence."
}

// afterDirectory reports a listing whose script stopped to print KMS settings (formats/ospp.md: the flag is never
// reset).
func (c *Case) afterDirectory(r *Row) bool {
	for _, x := range c.Rows {
		if x.ActivatedBy == "AD" && x.Lines["block"].Source.Path == r.Lines["block"].Source.Path {
			return true
		}
	}
	return false
}

// pinnedMachine looks at what is set for every product.
func (w *search) pinnedMachine() Candidate {
	block, set := w.registered()
	var found fact.Line
	if set {
		found = block.Lines["registered"]
	}
	switch {
	case w.own && w.ended == "" && w.row.Pinned != nil:
		return w.pinned(PinnedMachine, "all products of Office's own licensing service")
	case w.ended != "":
		return w.behind(PinnedMachine, found, block)
	case w.own && w.unset:
		return w.notPinned(PinnedMachine)
	case w.none:
		return w.notAsked(PinnedMachine)
	case w.own:
		return candidate(PinnedMachine, Open, w.noBlock())
	case !set:
		return candidate(PinnedMachine, Open, "Nothing in the bundle shows the registry root, a policy or what slmgr.vbs /skms set.")
	}
	h := *block.Registered
	if w.asked == nil || !w.unset || PinAgainst(h, w.asked.Host, w.asked.Port) != PinEqual {
		return candidate(PinnedMachine, Open, hostPort(h.Host, h.Port)+" is set for Windows; whether it holds for Office too is not shown.", found).at(h)
	}
	w.ended, w.endedBy = "a set host ends the search", []fact.Line{found}
	return candidate(PinnedMachine, Confirmed, "Windows is set to the host that was asked, and the product has no setting of its own.", found, w.attempt.Line()).at(h)
}

// registered is the KMS client block of slmgr.vbs with a set host, or what the registry says: the settings of Windows'
// service.
func (w *search) registered() (*fact.ServiceBlock, bool) {
	if w.own {
		return nil, false
	}
	for i := range w.c.Set.HostLicences {
		if b := &w.c.Set.HostLicences[i]; b.Registered != nil {
			return b, true
		}
	}
	if h, at, ok := w.c.Registered(); ok {
		return &fact.ServiceBlock{Registered: &h, Lines: fact.Lines{"registered": at}}, true
	}
	return nil, false
}

// behind is a place that the client does not reach.
func (w *search) behind(p Place, own fact.Line, block *fact.ServiceBlock) Candidate {
	x := candidate(p, Excluded, "Not looked at: "+w.ended+".", append([]fact.Line{own}, w.endedBy...)...)
	if block != nil {
		x = x.at(*block.Registered)
	}
	return x
}
