package rule

import (
	"fmt"
	"strings"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// What the evidence itself is worth: other machines' events, contradictions, clocks, languages.

var windowsIgnored = analyze.Rule{
	ID: "meta.windows-events-ignored", Section: "front-collection", Severity: analyze.Info, Rank: 651, Scope: analyze.PerBundle,
	When:  "The event log holds KMS requests (event 12288) that belong to Windows itself.",
	Needs: needEvents,
	Title: "{n} KMS requests of Windows itself were left out",
	Doc:   "They are about the activation of Windows, not of Office. If Windows fails too, diagnose it separately.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d := about(sc)
		n, sure := 0, false
		for _, r := range sc.Case.Requests {
			if r.App != derive.Windows {
				continue
			}
			n++
			sure = sure || r.Sure
			if n <= 2 {
				d.because(fact.Line{Source: r.Source, Text: r.Raw})
			}
		}
		if n == 0 {
			return nil
		}
		d.set("n", fmt.Sprint(n))
		if !sure && sc.Case.OS.Server() {
			d.atMost(analyze.Low)
		}
		return d.found()
	},
}

var foreignEvents = analyze.Rule{
	ID: "meta.foreign-events", Section: "front-collection", Severity: analyze.Warning, Rank: 652, Scope: analyze.PerBundle,
	When:      "Licensing events carry a computer name that is not one of this machine.",
	Needs:     [][]fact.Topic{{fact.TopicRequests}, {fact.TopicNames}},
	Title:     "Events of another computer name are present and were left out: {others}",
	Doc:       "{n} licensing events carry another name than {computer}.",
	Questions: []string{"same-machine"},
	Steps: join(
		answered("same-machine", "yes", say("support", "Keep them as history, and suspect a cloned image: compare the CMIDs of other clients")),
		answered("same-machine", "no", say("support", "They belong to another machine: ask for this machine's own log"))),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		if len(c.Foreign) == 0 {
			return nil
		}
		d := about(sc).set("n", fmt.Sprint(len(c.Foreign)))
		seen := map[string]bool{}
		var names []string
		for _, e := range c.Foreign {
			n := strings.ToUpper(e.Computer)
			if !seen[n] {
				seen[n] = true
				names = append(names, e.Computer)
				if len(d.hit.Because) < maxCited {
					d.because(e.Line)
				}
			}
		}
		return d.set("others", list(names)).doubt(!c.Machine.Proven || len(c.Machine.Prefixes) == 0, "the computer's own name is inferred").found()
	},
}

var conflict = analyze.Rule{
	ID: "meta.conflict", Section: "front-collection", Severity: analyze.Warning, Rank: 653, Scope: analyze.PerBundle,
	When:  "Two sources give different values for the same thing: licence status, Windows version, client machine id (CMID), or the reported error against the events.",
	Title: "Artifacts disagree: {about}",
	Doc:   "{won}.",
	Steps: steps(say("client", "Collect both in one run if it matters")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		d := about(sc)
		var what, won []string
		note := func(about, winner string, lines ...fact.Line) {
			what, won = append(what, about), append(won, winner)
			d.because(lines...)
		}
		conflictStatus(sc.Case, note)
		conflictOS(sc.Case, note)
		conflictCode(sc.Case, note)
		conflictCMID(sc.Case, note)
		if len(what) == 0 {
			return nil
		}
		return d.set("about", list(what)).set("won", strings.Join(won, "; ")).found()
	},
}

type noter func(about, winner string, lines ...fact.Line)

func conflictStatus(c *derive.Case, note noter) {
	for _, r := range c.Rows {
		if r.Keyed() && r.Rival != nil {
			note("licence status", fmt.Sprintf("the licence listing wins (%s) over %s (%s)", r.Status, r.Rival.From, r.Rival.Status), r.Lines["status"], r.Rival.Lines["status"])
			return
		}
	}
}

func conflictOS(c *derive.Case, note noter) {
	if l := c.OS.Loser; l != nil {
		note("Windows version", fmt.Sprintf("%s wins (%s) over %s (%s)", c.OS.From, c.OS.NT, l.From, l.NT), c.OS.Line, l.Line)
	}
}

// conflictCode compares a reported code with what the bundle shows.
func conflictCode(c *derive.Case, note noter) {
	g := c.Given.Error
	if g == nil || *g == 0 {
		return
	}
	given := fact.Line{Source: fact.Source{Path: "--error"}, Text: g.String()}
	for _, s := range c.Subjects {
		switch {
		case s.ByKMS() && s.Failing == nil:
			note("reported code and licence status", "the licence is activated; the reported code is shown only", given, s.Row.Lines["status"])
			return
		case s.Inner != nil && *s.Inner != *g && !surfaceOf(*g, *s.Inner):
			note("reported code and events", "the reported code is used", given, s.Failing.Line())
			return
		}
	}
}

// surfaceOf reports a reported code that goes with the first code of an event: C004F074 is what any failed exchange
// looks like from outside.
func surfaceOf(given, inner fact.Code) bool {
	return given == noHostContacted || catalogue.IsDNS(uint32(given)) && catalogue.IsDNS(uint32(inner))
}

// conflictCMID compares /dcmid with the CMID of the subject's own requests.
func conflictCMID(c *derive.Case, note noter) {
	for _, s := range c.Subjects {
		a := s.Newest
		if a == nil || a.Decides.CMID == "" || s.FamilyLevel {
			continue
		}
		for _, id := range c.Set.CMIDs {
			if id.From == "dcmid" && (id.Family == 0 || id.Family == s.Family) && !strings.EqualFold(id.Value, a.Decides.CMID) {
				note("client machine id", "the id inside the event wins over /dcmid", a.Line(), id.Line)
				return
			}
		}
	}
}

var ambiguousApp = analyze.Rule{
	ID: "meta.ambiguous-app-events", Section: "front-collection", Severity: analyze.Warning, Rank: 655, Scope: analyze.PerBundle,
	When:   "A request asks for five clients on a Windows Server and its activation id is in no licence listing, or the attempts of a server are known from /dhistorykms only.",
	Needs:  [][]fact.Topic{{fact.TopicRequests}},
	Title:  "Some KMS events may belong to Windows Server, not Office",
	Doc:    "Windows Server needs five clients too, so requests without a known licence id cannot be told apart.",
	Steps:  steps(run("client", "Export the event log, which holds the licence ids", "wevtutil epl Application Application.evtx")),
	Lowers: []string{"host-unreachable.*", "host-not-activated.*", "host-wrong-type.*", "kms-not-enabled.*"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		d := about(sc)
		for _, r := range c.Requests {
			if r.App == derive.Unknown && len(d.hit.Because) < maxCited {
				d.because(fact.Line{Source: r.Source, Text: r.Raw})
			}
		}
		for _, s := range c.Subjects {
			if c.OS.Server() && s.Newest != nil && s.Newest.FromHistory() && len(d.hit.Because) < maxCited {
				d.because(s.Newest.Line())
			}
		}
		if len(d.hit.Because) == 0 {
			return nil
		}
		return d.atMost(analyze.Low).found()
	},
}

var clockOffset = analyze.Rule{
	ID: "meta.clock-offset", Section: "front-collection", Severity: analyze.Info, Rank: 656, Scope: analyze.PerBundle,
	When:  "The text exports of the event log are not in UTC, or their distance from UTC changes within the log.",
	Needs: needEvents,
	Title: "Text exports are in local time ({offsets} from UTC); they were converted",
	Doc:   "The offset was measured by events whose text holds their UTC minute.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		k := sc.Case.Clock
		if len(k.Offsets) == 0 || len(k.Offsets) == 1 && k.Offsets[0] == 0 {
			return nil
		}
		var os []string
		for _, o := range k.Offsets {
			os = append(os, offset(o))
		}
		return about(sc).set("offsets", list(os)).because(k.Proof[0], k.Proof[1]).found()
	},
}

// offset prints an offset from UTC: "+02:00".
func offset(d time.Duration) string {
	sign := "+"
	if d < 0 {
		sign, d = "-", -d
	}
	return fmt.Sprintf("%s%02d:%02d", sign, int(d.Hours()), int(d.Minutes())%60)
}

var dateOrder = analyze.Rule{
	ID: "meta.date-order-ambiguous", Section: "front-collection", Severity: analyze.Info, Rank: 657, Scope: analyze.PerBundle,
	When:   "It cannot be settled whether the day or the month comes first in a text file, or /dhistorykms and the event log disagree by such an exchange.",
	Needs:  needEvents,
	Title:  "Dates in {file} are ambiguous: day and month could be exchanged",
	Doc:    "{how}.",
	Steps:  steps(run("client", "Export the event log, whose times are certain", "wevtutil epl Application Application.evtx")),
	Lowers: []string{"meta.stale-failures"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		q, swapped := sc.Case.UnsureDate()
		if q == nil {
			return nil
		}
		d := about(sc).set("file", q.Source.Path).because(fact.Line{Source: q.Source, Text: q.Raw})
		how := "Month first was assumed; the order of events is taken from other sources where there are any"
		if swapped {
			how = "/dhistorykms printed the date with day and month exchanged; the event log's time is used"
		}
		return d.set("how", how).atMost(analyze.Low).found()
	},
}

var localized = analyze.Rule{
	ID: "meta.localized-unparsed", Section: "front-collection", Severity: analyze.Info, Rank: 658, Scope: analyze.PerBundle,
	When:  "A file has content, but its labels are in a language that is not known and values could not be told by their form either.",
	Title: "{file} is in a language whose labels are not understood",
	Doc:   "{unknown} stay unknown.",
	Steps: steps(say("client", "Send evtx or xml exports, or run the command in an English console")),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		for _, b := range c.Set.HostLicences {
			if b.Found != nil && *b.Found && b.Status == "" && !b.Cut {
				l := firstOf(b.Lines, "block", "activationID")
				return about(sc).set("file", l.Source.Path).set("unknown", "Licence status").because(l).found()
			}
		}
		for _, a := range c.Set.DNS {
			if a.State == fact.DNSFailed && a.Reason == "unknown" {
				return about(sc).set("file", a.Line.Source.Path).set("unknown", "The reasons of the DNS failure").because(a.Line).found()
			}
		}
		return nil
	},
}

func firstOf(ls fact.Lines, keys ...string) fact.Line {
	for _, k := range keys {
		if l, ok := ls[k]; ok {
			return l
		}
	}
	return fact.Line{}
}
