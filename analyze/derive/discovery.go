package derive

import (
	"fmt"
	"strings"

	"kmstriage/parse/fact"
)

// The later half of the candidates: what the client keeps, and what DNS offers.

// kept looks for the host of an earlier success: the one that the service names as found, else the last one that
// answered in the log.
func (w *search) kept() Candidate {
	last := w.lastAnswer()
	switch {
	case w.ended != "":
		return w.behind(KeptHost, fact.Line{}, nil)
	case w.row.Caching != nil && !*w.row.Caching:
		return candidate(KeptHost, Excluded, "Host caching is off: DNS is asked each time.", w.line("caching"))
	case w.none:
		return candidate(KeptHost, Excluded, "The request names no host: a kept one would have been asked.", w.attempt.Line())
	case w.row.Discovered != nil:
		return w.keptByService(*w.row.Discovered)
	case last != nil:
		return w.keptByLog(last)
	case w.row.DiscoveredNone:
		return candidate(KeptHost, Excluded, "The licensing service keeps no host: it prints that no KMS name is available.", w.line("discovered"))
	}
	return candidate(KeptHost, Open, "No host that answered is known, neither from the licensing service nor from the event log.", w.line("caching"))
}

func (w *search) keptByService(d fact.HostPort) Candidate {
	name := hostPort(d.Host, d.Port)
	evidence := []fact.Line{w.line("discovered"), w.line("caching")}
	if w.asked != nil && PinAgainst(d, w.asked.Host, w.asked.Port) != PinEqual {
		return candidate(KeptHost, Excluded, fmt.Sprintf("%s is kept, but %s asked %s.", name, w.when(), w.askedName()), append(evidence, w.attempt.Line())...).at(d)
	}
	w.keptFound = true
	return candidate(KeptHost, Confirmed, name+" was found in DNS earlier and is kept: DNS is asked again only once it fails.", evidence...).at(d)
}

func (w *search) keptByLog(last *Attempt) Candidate {
	h := fact.HostPort{Host: last.Decides.Host, Port: last.Decides.Port}
	name := hostPort(h.Host, h.Port)
	if w.asked != nil && PinAgainst(h, w.asked.Host, w.asked.Port) != PinEqual {
		return candidate(KeptHost, Excluded, fmt.Sprintf("The last host that answered was %s; %s asked %s.", name, w.when(), w.askedName()), last.Line(), w.attempt.Line()).at(h)
	}
	if w.row.Caching == nil {
		return candidate(KeptHost, Open, name+" was the last host that answered; whether host caching is on is not shown.", last.Line()).at(h)
	}
	w.keptFound = true
	return candidate(KeptHost, Confirmed, name+" was the last host that answered, and host caching is on.", last.Line(), w.line("caching")).at(h)
}

// lastAnswer is the newest success before the attempt that counts, with a host; nil if the log shows none.
func (w *search) lastAnswer() *Attempt {
	var best *Attempt
	for _, a := range w.s.Attempts {
		if a == w.attempt {
			break // attempts are in order
		}
		if a.OK && a.Decides.Host != "" {
			best = a
		}
	}
	return best
}

// lookupDomain looks at the zone that is set with slmgr.vbs /skms-domain (Windows 8 and later). A set host overrides it.
func (w *search) lookupDomain() Candidate {
	d := w.row.LookupDomain
	switch {
	case w.ended != "":
		return w.behind(DNSLookupDomain, w.line("lookupDomain"), nil)
	case d == "" && w.own:
		return candidate(DNSLookupDomain, Excluded, "Office's own licensing service knows no lookup domain.", w.c.OS.Line)
	case d == "" && w.row.KMSBlock && !w.row.Cut:
		return candidate(DNSLookupDomain, Excluded, "No lookup domain is set.", w.line("caching", "discovered", "block"))
	case d == "":
		return candidate(DNSLookupDomain, Open, w.noBlock())
	case w.none:
		return candidate(DNSLookupDomain, Excluded, "The request names no host: "+d+" answered with none.", w.line("lookupDomain"), w.attempt.Line())
	case w.c.otherZone(w.s) && w.s.Compare.Result != Match:
		return candidate(DNSLookupDomain, Open, fmt.Sprintf("The client searches %s; nslookup did not ask there.", d), w.line("lookupDomain"), w.c.DNS.Line)
	}
	return w.dns(DNSLookupDomain, w.line("lookupDomain"))
}

// suffix looks at the zone that nslookup asks by default.
func (w *search) suffix() Candidate {
	switch {
	case w.ended != "":
		x := w.behind(DNSSuffix, w.record().Line, nil)
		if r := w.record(); r.Host != "" {
			x = x.at(fact.HostPort{Host: r.Host, Port: r.Port})
		}
		return x
	case w.row.LookupDomain != "":
		return candidate(DNSSuffix, Excluded, "Not looked at: the client searches "+w.row.LookupDomain+" only.", w.line("lookupDomain"))
	case w.none:
		why := "The request names no host: DNS answered with none at the time."
		if len(w.c.DNS.Records) > 0 {
			why = "The request names no host: DNS answered with none at the time. Published now: " + w.published() + "."
		}
		return candidate(DNSSuffix, Excluded, why, w.attempt.Line(), w.record().Line)
	}
	return w.dns(DNSSuffix, fact.Line{})
}

// record is the record of the host that was asked, else the only one; empty if there are several or none.
func (w *search) record() fact.SRVRecord {
	if r := w.s.Compare.Record; r != nil {
		return *r
	}
	if len(w.c.DNS.Records) == 1 {
		return w.c.DNS.Records[0]
	}
	return fact.SRVRecord{}
}

// mostNamed bounds how many published hosts one sentence names.
const mostNamed = 4

func (w *search) published() string {
	var out []string
	for i, r := range w.c.DNS.Records {
		if i == mostNamed {
			out = append(out, fmt.Sprintf("%d more", len(w.c.DNS.Records)-i))
			break
		}
		out = append(out, hostPort(r.Host, r.Port))
	}
	return strings.Join(out, ", ")
}

// dns holds what is published against the host that was asked; where nobody was asked, against what stands before it.
func (w *search) dns(p Place, set fact.Line) Candidate {
	c := w.c
	switch {
	case c.DNS.State == fact.DNSNoneInferred:
		return candidate(p, Excluded, "No record is published, as inferred from an nslookup without error output.", set, c.DNS.Line)
	case c.DNS.None():
		return candidate(p, Excluded, "No record is published.", set, c.DNS.Line)
	case c.DNS.State != fact.DNSRecords:
		return candidate(p, Open, "What DNS publishes is not known.", set, c.DNS.Line)
	}
	r := w.record()
	evidence := []fact.Line{set, r.Line}
	if r.Host == "" {
		evidence = append(evidence, c.DNS.Records[0].Line)
	}
	st, why := w.offers()
	if w.attempt != nil {
		evidence = append(evidence, w.attempt.Line())
	}
	return candidate(p, st, why, evidence...).at(fact.HostPort{Host: r.Host, Port: r.Port})
}

func (w *search) offers() (Standing, string) {
	if w.asked == nil {
		if w.unset && !w.keptFound {
			return Confirmed, "Published, and nothing known of the client sets another: " + w.published() + " would be asked."
		}
		return Open, "Published: " + w.published() + ". No attempt shows whether the client asks there."
	}
	switch w.s.Compare.Result {
	case Match, MatchShort:
		if w.keptFound {
			return Confirmed, w.askedName() + " is published: the kept host came from here."
		}
		return Confirmed, w.askedName() + " was asked and is published."
	case MatchPortUnknown:
		return Confirmed, w.askedName() + " was asked and is published; the port that was asked is not known."
	case PortDiffers:
		return Open, fmt.Sprintf("The host is published with another port than was asked (%s).", w.askedName())
	case NotListed:
		return Excluded, fmt.Sprintf("%s was asked and is not published; published is %s.", w.askedName(), w.published())
	}
	return Open, fmt.Sprintf("Whether %s is one of the published hosts (%s) cannot be told.", w.askedName(), w.published())
}

func trimDot(h string) string { return strings.TrimSuffix(strings.TrimSpace(h), ".") }
