package rule

import (
	"fmt"
	"sort"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// A2: what was collected, and whether it can be used.

var collectAgain = []analyze.StepText{
	run("client", "List the licences", "cscript ospp.vbs /dstatusall > dstatusall.txt"),
	run("client", "List the KMS attempts", "cscript ospp.vbs /dhistorykms > dhistorykms.txt"),
	run("client", "Show the client machine id", "cscript ospp.vbs /dcmid > dcmid.txt"),
	run("client", "Ask DNS", "nslookup -type=srv _vlmcs._tcp > nslookup.log 2>&1"),
	run("client", "Export the event log", "wevtutil epl Application Application.evtx"),
}

var unreadableArchive = analyze.Rule{
	ID: "meta.unreadable-archive", Section: "front-collection", Severity: analyze.Error, Rank: 1, Primary: true, Scope: analyze.PerBundle,
	When:       "The archive cannot be opened, is encrypted, or not one entry of it can be unpacked.",
	Title:      "The archive cannot be read; nothing was diagnosed",
	Doc:        "{why}.",
	Steps:      steps(say("support", "Ask for the file again: not packed a second time, without a password")),
	Suppresses: []string{"*"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		b := sc.Case.Set.Bundle
		if b.Unreadable == "" {
			return nil
		}
		return about(sc).set("why", b.Unreadable).because(fact.Line{Source: fact.Source{Path: b.Name}, Text: b.Unreadable}).found()
	},
}

var emptyBundle = analyze.Rule{
	ID: "meta.empty-bundle", Section: "front-collection", Severity: analyze.Error, Rank: 2, Primary: true, Scope: analyze.PerBundle,
	When:       "The input can be opened, but none of the files this tool knows could be read in it.",
	Title:      "No usable file of this diagnostic is in the bundle",
	Doc:        "Found: {seen}. Expected are files like {Computer}_Office15_Ospp-Dstatusall.txt, {Computer}_NSLookup.log, {Computer}_evt_Application.evtx.",
	Steps:      collectAgain,
	Suppresses: []string{"*"},
	YieldsTo:   []string{"meta.unreadable-archive"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		if len(sc.Case.Set.Scripts) > 0 {
			return nil // no listing, but the error that a script printed in its place
		}
		var seen []string
		for _, r := range sc.Case.Set.Readings {
			if r.Kind != fact.SDPReport && (r.State == fact.Whole || r.State == fact.Partial) {
				return nil
			}
			what := first(r.Guess, string(r.State)+" "+string(r.Kind))
			seen = append(seen, fmt.Sprintf("%s (%s)", r.Path, what))
		}
		if len(seen) > maxCited {
			seen = append(seen[:maxCited], fmt.Sprintf("%d more", len(seen)-maxCited))
		}
		d := about(sc).set("seen", first(list(seen), "nothing at all"))
		return d.because(fact.Line{Source: fact.Source{Path: sc.Case.Set.Bundle.Name}, Text: d.values["seen"]}).found()
	},
}

// decisive are the kinds that carry licence state or attempts: they must not be mixed between machines.
var decisive = map[fact.Kind]bool{
	fact.OSPPStatusAll: true, fact.OSPPHistoryKMS: true, fact.ROIScanXML: true, fact.ROIScanLog: true,
	fact.EventsActivation: true, fact.EventsApplication: true,
}

var mixedMachines = analyze.Rule{
	ID: "meta.mixed-machines", Section: "front-collection", Severity: analyze.Error, Rank: 5, Primary: true, Scope: analyze.PerBundle,
	When:       "The names of the files point to different computers, and more than one of these groups holds licence states or activation events.",
	Title:      "Files of different computers are mixed in one bundle",
	Doc:        "Decisive files belong to {computers}; licence state of one and events of another cannot be combined.",
	Steps:      steps(say("support", "Split the files by computer and run again")),
	Suppresses: []string{"*"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		paths := map[string]string{}
		for _, r := range sc.Case.Set.Readings {
			if decisive[r.Kind] && r.Computer != "" && (r.State == fact.Whole || r.State == fact.Partial) {
				paths[strings.ToUpper(r.Computer)] = r.Path
			}
		}
		if len(paths) < 2 {
			return nil
		}
		names := make([]string, 0, len(paths))
		for n := range paths {
			names = append(names, n)
		}
		sort.Strings(names)
		d := about(sc).set("computers", list(names))
		for _, n := range names {
			d.because(fact.Line{Source: fact.Source{Path: paths[n]}, Text: "file of " + n})
		}
		return d.found()
	},
}

var hostOnly = analyze.Rule{
	ID: "meta.host-only-bundle", Section: "front-collection", Severity: analyze.Warning, Rank: 14, Primary: true, Scope: analyze.PerBundle,
	When:       "No Office from 2010 on is installed, and a host licence or the log of a KMS host shows that this machine is a KMS host.",
	Needs:      [][]fact.Topic{{fact.TopicHostLicences, fact.TopicHostRequests}},
	Title:      "This is a KMS host's bundle without an Office client: only host facts can be given",
	Doc:        "{facts}.",
	Steps:      steps(say("support", "Run a client's bundle together with this one")),
	Suppresses: []string{"meta.no-office", "meta.no-attempt"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		if !c.Host.ByOwnWord() || len(c.Subjects) > 0 {
			return nil
		}
		for _, o := range c.Office {
			if o.Family >= 14 {
				return nil
			}
		}
		d := about(sc).because(c.Host.Line)
		return d.set("facts", hostFacts(d, c)).found()
	},
}

// hostFacts sums the host up: licences, count, port, publishing.
func hostFacts(d *draft, c *derive.Case) string {
	var out []string
	for _, h := range c.Host.Licences {
		f := "Office " + h.Release + " host licence: " + first(h.Status, "status unknown")
		if h.Block != nil && h.Block.Count != nil {
			f += fmt.Sprintf(", count %d", *h.Block.Count)
			d.because(h.Block.Lines["count"])
		}
		out = append(out, f)
		d.because(h.Line)
	}
	if b := c.Host.Block; b != nil {
		if b.Port != 0 {
			out = append(out, fmt.Sprintf("listening on port %d", b.Port))
		}
		if b.DNSPublishing != nil {
			out = append(out, map[bool]string{true: "DNS publishing on", false: "DNS publishing off"}[*b.DNSPublishing])
		}
	}
	if len(out) == 0 {
		return "It has answered KMS requests"
	}
	return strings.Join(out, "; ")
}

var notElevated = analyze.Rule{
	ID: "meta.not-elevated", Section: "front-collection", Severity: analyze.Warning, Rank: 18, Primary: true, Scope: analyze.PerBundle,
	When:       "At least two scripts report 0x80070005 or insufficient rights, or one does and MGADiag says that the user is no administrator.",
	Needs:      [][]fact.Topic{{fact.TopicScripts, fact.TopicElevation}},
	Title:      "The collection ran without administrator rights",
	Doc:        "Access-denied codes in it are not a symptom of the machine.",
	Steps:      steps(say("client", "Run the collection again from an elevated prompt (right click, Run as administrator)")),
	Suppresses: []string{"reg-access-denied.code"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		e := sc.Case.Elevated()
		if !e.No() {
			return nil
		}
		return about(sc).because(e.Lines...).doubt(e.OneOutput(), "only one output shows it").found()
	},
}

var missingArtifact = analyze.Rule{
	ID: "meta.missing-artifact", Section: "front-collection", Severity: analyze.Info, Rank: 705, Scope: analyze.PerBundle,
	When:     "A file that the collection always makes is absent, cut off or could not be read.",
	Title:    "Missing or not wholly read: {kinds}",
	Doc:      "What these files would tell is unknown, so some rules could not run or are less sure.",
	YieldsTo: []string{"meta.empty-bundle", "meta.unreadable-archive"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		d := about(sc)
		var kinds []string
		for _, m := range c.Missing() {
			kinds = append(kinds, string(m.Kind))
		}
		if len(kinds) > 0 {
			d.because(fact.Line{Source: fact.Source{Path: c.Set.Bundle.Name}, Text: "no " + strings.Join(kinds, ", no ")})
		}
		for _, r := range c.Unread() {
			kinds = append(kinds, string(r.Kind))
			why := "read " + string(r.State)
			if len(r.Problems) > 0 {
				why = r.Problems[0].Text
			}
			d.because(fact.Line{Source: fact.Source{Path: r.Path}, Text: why})
		}
		if len(kinds) == 0 {
			return nil
		}
		return d.set("kinds", list(kinds)).found()
	},
}

var filteredOnly = analyze.Rule{
	ID: "meta.filtered-log-only", Section: "front-collection", Severity: analyze.Info, Rank: 704, Scope: analyze.PerBundle, Silence: true,
	When:   "Of the Application log only the filtered export is there, and an Office of this machine is licensed by the Office Software Protection Platform service.",
	Title:  "Only the filtered event log is there, which cannot hold this Office version's events",
	Doc:    "Office on the Office Software Protection Platform logs under a provider that the filter leaves out: no 12288 there proves nothing.",
	Steps:  steps(run("client", "Export the whole Application log", "wevtutil epl Application Application.evtx")),
	Lowers: []string{"*.no-event"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		if !c.Read(fact.EventsActivation) || c.Read(fact.EventsApplication) {
			return nil
		}
		for _, s := range c.Subjects {
			if c.ServiceOf(s.Family) == "osppsvc" {
				d := about(sc)
				for _, r := range c.Set.Readings {
					if r.Kind == fact.EventsActivation {
						d.because(fact.Line{Source: fact.Source{Path: r.Path}, Text: "holds Microsoft-Windows-Security-SPP only"})
					}
				}
				return d.found()
			}
		}
		return nil
	},
}

var leftoverFamily = analyze.Rule{
	ID: "meta.leftover-family", Section: "front-collection", Severity: analyze.Info, Rank: 659, Scope: analyze.PerBundle,
	When:  "Script output for an Office version is there, but the inventory of installed programs does not list that version and none of its licences holds a key.",
	Needs: [][]fact.Topic{{fact.TopicOffice}},
	Title: "Script output of Office {releases} comes from leftovers and was ignored",
	Doc:   "The inventory does not list that version and none of its licences holds a key.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		c := sc.Case
		d := about(sc)
		left := map[int]bool{}
		for _, r := range c.Set.Readings {
			if strings.HasPrefix(string(r.Kind), "ospp-") && r.Family != 0 && c.Inventory() && len(c.Office) > 0 && !c.Installed(r.Family) && !keyedStem(c, r.Family, "") {
				if !left[r.Family] {
					d.because(fact.Line{Source: fact.Source{Path: r.Path}, Text: "written by the script of Office " + derive.ReleaseOf(r.Family)})
				}
				left[r.Family] = true
			}
		}
		if len(left) == 0 {
			return nil
		}
		var names []string
		for _, f := range []int{14, 15, 16} {
			if left[f] {
				names = append(names, derive.ReleaseOf(f))
			}
		}
		return d.set("releases", list(names)).found()
	},
}
