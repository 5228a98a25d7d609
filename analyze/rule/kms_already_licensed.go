package rule

import (
	"fmt"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 4: nothing to do (0x0).

var alreadyLicensedOK = analyze.Rule{
	ID: "kms-already-licensed.ok", Section: "kms-already-licensed", Severity: analyze.OK, Rank: 50, Primary: true, Scope: analyze.PerSubject, Silence: true,
	When:  "The KMS client licence is LICENSED, and not by Active Directory.",
	Needs: needLicences,
	Title: "{product} is activated by KMS",
	Doc:   "The KMS client licence is LICENSED. None of the other sections applies; older failures are history.",
	Suppresses: []string{"host-unreachable.*", "dns-srv-not-found.*", "kms-not-enabled.*", "host-not-activated.*", "host-wrong-type.*",
		"kms-count-low.count-seen", "kms-count-low.code-only", "reg-info-missing.code", "reg-access-denied.code", "reg-data-invalid.code",
		"self-host-2013.*", "self-host-2010.with-2013", "port-closed.suspected", "port-closed.listen-vs-client", "port-closed.listen-vs-dns",
		"port-closed.firewall", "ext.rpc-detail", "ext.clock-skew", "ext.dns-client", "ext.newer-windows-old-host", "ext.token-or-ad-only",
		"key-blocked-ignorable.real", "meta.no-attempt", "meta.unknown-code", "nslookup-no-srv.cause", "no-product-key.family", "svc-not-started.*"},
	Reach: analyze.SameSubject,
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.ByKMS() {
			return nil
		}
		d := about(sc).citeRow(s.Row, "status", "graceMinutes")
		if s.LastOK.By == "response" || s.LastOK.By == "transcript" {
			d.because(s.LastOK.Line)
		}
		d.doubt(s.Row.From == fact.ROIScanXML || s.Row.From == fact.ROIScanLog, "only ROIScan shows the status")
		d.doubt(s.Row.Status == "", "no licence listing, only the transcript of an activation")
		return d.found()
	},
}

var renewalFailing = analyze.Rule{
	ID: "kms-already-licensed.renewal-failing", Section: "kms-already-licensed", Severity: analyze.Warning, Rank: 60, Scope: analyze.PerSubject,
	When:  "The KMS client licence is LICENSED, and an attempt failed after the last success.",
	Needs: [][]fact.Topic{{fact.TopicLicences}, {fact.TopicRequests}},
	Title: "{product} is activated, but its renewals fail since {since}",
	Doc:   "The newest attempt failed ({inner}, {innermeaning}) after the last success. The activation lapses {lapses} unless a renewal succeeds before. Without the activation the finding would be about section {hint}.",
	Steps: steps(act, history),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.ByKMS() || s.Failing == nil {
			return nil
		}
		d := about(sc).cite(s).citeRow(s.Row, "graceMinutes").citeDNS()
		d.set("since", day(since(s)))
		d.set("lapses", first(lapse(sc.Case, s), "when its grace ends"))
		d.set("hint", hint(s))
		d.doubt(s.Failing.T.Quality == fact.Guess, "the order of failure and success is uncertain")
		d.doubt(s.LastOK.By == "grace" && s.Failing.T.Quality == fact.Guess, "the last success is computed from the remaining grace")
		return d.found()
	},
}

// since is the oldest failure that no success followed.
func since(s *derive.Subject) time.Time {
	t := s.Failing.T.At
	for i := len(s.Attempts) - 1; i >= 0 && s.Attempts[i].Failed && !s.Attempts[i].Stale; i-- {
		t = s.Attempts[i].T.At
	}
	return t
}

// lapse is the day on which the remaining grace ends, counted from the collection.
func lapse(c *derive.Case, s *derive.Subject) string {
	at, _ := c.Collected()
	if s.Row == nil || s.Row.GraceMinutes == nil || at.IsZero() {
		return ""
	}
	return "on " + day(at.Add(time.Duration(*s.Row.GraceMinutes)*time.Minute))
}

// hint names the section that the failure would belong to, with the host comparison.
func hint(s *derive.Subject) string {
	section := ""
	switch {
	case s.Pick.Is(noCountEnough):
		section = "kms-count-low"
	case s.Pick.Is(notAnswered):
		section = "kms-not-enabled"
	case s.Pick.Is(hostNotActivated):
		section = "host-not-activated"
	case s.Pick.Is(cannotServe):
		section = "host-wrong-type"
	case s.Pick.Class == derive.DNSFault:
		section = "dns-srv-not-found"
	case s.Pick.Class == derive.Unreachable:
		section = "host-unreachable"
	default:
		return "front-get-error-code"
	}
	return section + " (" + string(s.Compare.Result) + ")"
}

// soon is when a lapsing activation is worth a word: 30 days in minutes.
const soon = 43200

var expiring = analyze.Rule{
	ID: "kms-already-licensed.expiring", Section: "kms-already-licensed", Severity: analyze.Warning, Rank: 61, Scope: analyze.PerSubject,
	When:  "The KMS client licence is LICENSED with less than 30 of its 180 days left.",
	Needs: needLicences,
	Title: "The activation of {product} lapses {lapses}",
	Doc:   "{grace} of 180 days are left. A client renews every seven days, so renewals have not happened for a long time.",
	Steps: steps(act, history),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.ByKMS() || s.Row.GraceMinutes == nil || *s.Row.GraceMinutes <= 0 || *s.Row.GraceMinutes >= soon {
			return nil
		}
		d := about(sc).citeRow(s.Row, "graceMinutes")
		d.set("lapses", first(lapse(sc.Case, s), "soon")).set("grace", fmt.Sprintf("%d days", *s.Row.GraceMinutes/1440))
		return d.found()
	},
}

var adbaLicensed = analyze.Rule{
	ID: "ext.adba-licensed", Section: "kms-already-licensed", Severity: analyze.OK, Rank: 52, Primary: true, Scope: analyze.PerSubject,
	When:       "The licence is LICENSED, and the listing says that the most recent activation was by Active Directory.",
	Needs:      needLicences,
	Title:      "{product} is activated through Active Directory, not KMS",
	Doc:        "The most recent activation came from an activation object in Active Directory. KMS events, DNS records and pinned hosts do not matter for it. This goes beyond the article.",
	Suppresses: []string{"kms-already-licensed.*", "nslookup-no-srv.*", "host-caching-off.*", "host-unreachable.*", "dns-srv-not-found.*"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.KMS() || !s.Licensed() || s.Row.ActivatedBy != "AD" {
			return nil
		}
		return about(sc).citeRow(s.Row, "status", "activatedBy").found()
	},
}

var successAfterStatus = analyze.Rule{
	ID: "meta.success-after-status", Section: "kms-already-licensed", Severity: analyze.Warning, Rank: 55, Primary: true, Scope: analyze.PerSubject,
	When:       "The listing says that the KMS client licence is not LICENSED, but the newest attempt of all succeeded.",
	Needs:      [][]fact.Topic{{fact.TopicLicences}},
	Title:      "{product} seems to have been activated after its licences were listed",
	Doc:        "The newest attempt succeeded and no failure is newer, but the listing says {status}: it was taken before, or is outdated.",
	Steps:      steps(run("client", "List the licences again; if LICENSED, nothing else is to be done", "cscript ospp.vbs /dstatusall")),
	Suppresses: []string{"host-unreachable.*", "dns-srv-not-found.*", "kms-count-low.*", "meta.no-attempt"},
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if !s.KMS() || s.Licensed() || s.Row.Status == "" || !succeededLast(s) {
			return nil
		}
		d := about(sc).because(s.LastOK.Line).citeRow(s.Row, "status")
		if s.LastOK.By == "response" && s.Newest != nil {
			d.because(s.Newest.Line())
			if s.Newest.FromHistory() {
				d.atMost(analyze.Low)
			}
		}
		return d.found()
	},
}

// succeededLast reports that nothing failed after the last success, and that their order is certain.
func succeededLast(s *derive.Subject) bool {
	if s.LastOK.By == "transcript" {
		return true
	}
	if s.Newest == nil || !s.Newest.OK || s.Newest.T.Quality == fact.Guess || s.Failing != nil {
		return false
	}
	return s.Surface == nil || s.Surface.From == "listing"
}

var staleFailures = analyze.Rule{
	ID: "meta.stale-failures", Section: "kms-already-licensed", Severity: analyze.Info, Rank: 650, Scope: analyze.PerSubject,
	When:  "Failed attempts are older than the last success by more than two minutes.",
	Needs: needEvents,
	Title: "{n} failed attempts before the last activation were ignored",
	Doc:   "They are older than the last success of {product} ({lastok}) and say nothing about now.",
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		s := sc.Subject
		if len(s.Stale) == 0 {
			return nil
		}
		d := about(sc).because(s.Stale[0].Line(), s.Stale[len(s.Stale)-1].Line(), s.LastOK.Line)
		d.set("n", fmt.Sprint(len(s.Stale))).set("lastok", first(map[string]string{"grace": "by its remaining grace", "transcript": "in the transcript"}[s.LastOK.By], stamp(fact.Time{At: s.LastOK.T})))
		d.doubt(s.LastOK.By == "grace", "the last success is computed from the remaining grace")
		if s.Stale[len(s.Stale)-1].T.Quality == fact.Guess {
			d.atMost(analyze.Low)
		}
		return d.found()
	},
}
