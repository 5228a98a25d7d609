package derive

import (
	"testing"
	"time"

	"kmstriage/parse/fact"
)

// TestPick is facts.md, "Effective code": the seven steps, and what position and application do to a code.
func TestPick(t *testing.T) {
	const host = "kms01.contoso.com"
	nine := utc("06-17 09:00:00")
	asked := func(code fact.Code) []fact.Request { return []fact.Request{ask(nine, host, 1688, code)} }
	noHost := func(code fact.Code) []fact.Request { return []fact.Request{ask(nine, "", 0, code)} }
	failed := func(code fact.Code, change ...func(*fact.Failure)) []fact.Failure {
		return []fact.Failure{fault(utc("06-17 09:00:21"), code, change...)}
	}
	of := func(sku, app string) func(*fact.Failure) {
		return func(f *fact.Failure) { f.SKU, f.AppID = sku, app }
	}
	tests := []struct {
		name     string
		status   string // of the licence; NOTIFICATIONS where empty
		requests []fact.Request
		answers  []fact.Response
		failures []fact.Failure
		scripts  []fact.ScriptError
		given    fact.Code
		code     fact.Code
		class    Class
	}{
		// 1: the host answered
		{name: "1 refused, the surface says unreachable", requests: asked(0xC004F042), failures: failed(0xC004F074), code: 0xC004F042, class: Refusal},
		{name: "1 not answered", requests: asked(0xC004F039), code: 0xC004F039, class: Refusal},
		{name: "1 host not activated", requests: asked(0xC004F041), failures: failed(0xC004F074), code: 0xC004F041, class: Refusal},
		{name: "1 count by code", requests: asked(0xC004F038), code: 0xC004F038, class: Refusal},
		{name: "1 refusal in the response", requests: asked(0), answers: []fact.Response{answer(nine, 0xC004F042, false, 50)}, failures: failed(0xC004F074), code: 0xC004F042, class: Refusal},
		{name: "1 count below the need", requests: asked(0), answers: []fact.Response{answer(nine, 0, false, 3)}, failures: failed(0xC004F074), code: 0xC004F038, class: Refusal},
		{name: "1 count by the flag", requests: asked(0), answers: []fact.Response{answer(nine, 0, false, 10, func(r *fact.Response) { r.Flags = 0x04000008 })}, failures: failed(0xC004F074), code: 0xC004F038, class: Refusal},
		{name: "1 enough and not activated is no refusal", requests: asked(0), answers: []fact.Response{answer(nine, 0, false, 5)}, failures: failed(0xC004F074), code: 0xC004F074, class: Unreachable},
		// 2: a sharper surface
		{name: "2 no key", requests: asked(unreachable), failures: failed(0xC004F014), code: 0xC004F014, class: Article},
		{name: "2 DNS code of the surface", requests: asked(unreachable), failures: failed(0x8007232B), code: 0x8007232B, class: DNSFault},
		{name: "2 refusal as surface", failures: failed(0xC004F042), code: 0xC004F042, class: Refusal},
		{name: "2 service by a script", scripts: []fact.ScriptError{{Kind: fact.OSPPHistoryKMS, Family: 15, What: "code", Code: ref(fact.Code(0x80070422))}}, code: 0x80070422, class: Article},
		{name: "2 a newer surface than the refusal", requests: asked(0xC004F042), failures: []fact.Failure{fault(utc("06-17 10:00:00"), 0x80070422)}, code: 0x80070422, class: Article},
		// 3: 0x8007000D inside
		{name: "3 invalid data inside", requests: asked(0x8007000D), code: 0xC004F074, class: Unreachable},
		{name: "3 invalid data inside and outside", requests: asked(0x8007000D), failures: failed(0x8007000D), code: 0xC004F074, class: Unreachable},
		// 4: no host found
		{name: "4 name error inside", requests: noHost(0x8007232B), failures: failed(0xC004F074), code: 0x8007232B, class: DNSFault},
		{name: "4 no records inside", requests: noHost(0x8007251D), code: 0x8007251D, class: DNSFault},
		{name: "4 no host, any code", requests: noHost(0x8007007B), failures: failed(0xC004F074), code: 0x8007007B, class: DNSFault},
		// 5: nothing answered
		{name: "5 surface", failures: failed(0xC004F074), code: 0xC004F074, class: Unreachable},
		{name: "5 RPC inside", requests: asked(unreachable), code: 0xC004F074, class: Unreachable},
		{name: "5 RPC busy inside", requests: asked(0x800706BB), failures: failed(0xC004F074), code: 0xC004F074, class: Unreachable},
		{name: "5 target does not resolve", requests: asked(0x80072AF9), code: 0xC004F074, class: Unreachable},
		{name: "5 timeout", requests: asked(0x8007274C), code: 0xC004F074, class: Unreachable},
		{name: "5 unreachable inside", requests: asked(0xC004F074), code: 0xC004F074, class: Unreachable},
		// 6 and 7
		{name: "6 unknown surface", failures: failed(0xC004F069), code: 0xC004F069, class: Other},
		{name: "6 unknown inside", requests: asked(0xC004F06C), code: 0xC004F06C, class: Other},
		{name: "6 a transport code inside beats an unknown surface", requests: asked(unreachable), failures: failed(0xC004F069), code: 0xC004F074, class: Unreachable},
		{name: "7 nothing", class: NoCode},
		{name: "7 a request without an error", requests: asked(0), class: NoCode},
		// position
		{name: "access denied inside is the host's", requests: asked(0x80070005), code: 0xC004F074, class: Unreachable},
		{name: "access denied inside and outside is the host's", requests: asked(0x80070005), failures: failed(0x80070005), code: 0xC004F074, class: Unreachable},
		{name: "access denied outside is the machine's", failures: failed(0x80070005), code: 0x80070005, class: Article},
		{name: "invalid data outside is the machine's", requests: asked(unreachable), failures: failed(0x8007000D), code: 0x8007000D, class: Article},
		// whose code it is
		{name: "use rights of a licensed one", status: "LICENSED", failures: failed(0x4004F040), class: NoCode},
		{name: "use rights of another", failures: failed(0x4004F040), code: 0x4004F040, class: Article},
		{name: "internet activation is no KMS matter", failures: failed(0xC004C003, func(f *fact.Failure) { f.ID, f.SKU = 8200, "" }), class: NoCode},
		{name: "Windows' failure", failures: failed(0xC004F074, of(windows7, "55c92734-d682-4d71-983e-d6ec3f16059f"), func(f *fact.Failure) { f.Provider = spp }), class: NoCode},
		{name: "another licence's failure", failures: failed(0xC004F014, of(visioPro, officeApp)), class: NoCode},
		{name: "another family's failure", failures: failed(0xC004F014, of(proPlus14, "59a52881-a989-479d-af46-f275c6370663")), class: NoCode},
		{name: "a failure of Office 2010 without a licence", failures: failed(0xC004F014, of("", "59a52881-a989-479d-af46-f275c6370663")), class: NoCode},
		{name: "a failure of Office without a licence", failures: failed(0xC004F014, of("", officeApp)), code: 0xC004F014, class: Article},
		{name: "another Windows licence's request", requests: []fact.Request{ask(nine, host, 1688, unreachable, func(r *fact.Request) { r.Provider, r.ActivationID, r.MinimumCount = spp, windows7, 25 })}, class: NoCode},
		// given
		{name: "a given code beats the refusal", requests: asked(0xC004F042), given: 0xC004F038, code: 0xC004F038, class: Refusal},
		{name: "a given catch-all does not", requests: asked(0xC004F042), given: 0xC004F074, code: 0xC004F042, class: Refusal},
		{name: "a given code beats the log", requests: asked(unreachable), failures: failed(0xC004F014), given: 0x80070422, code: 0x80070422, class: Article},
		{name: "a given code alone", given: 0x8007232B, code: 0x8007232B, class: DNSFault},
		{name: "a given success is none", requests: asked(unreachable), given: 0, code: 0xC004F074, class: Unreachable},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			status := x.status
			if status == "" {
				status = "NOTIFICATIONS"
			}
			g := Given{}
			if x.given != 0 {
				g.Error = &x.given
			}
			s := only(t, New(facts(fact.Set{Licences: []fact.Licence{suite(status)}, Requests: x.requests, Responses: x.answers, Failures: x.failures, Scripts: x.scripts}), nil, g))
			if s.Pick.Code != x.code || s.Pick.Class != x.class {
				t.Errorf("got %s %q, want %s %q", s.Pick.Code, s.Pick.Class, x.code, x.class)
			}
			if (s.Pick.Class == NoCode) != s.Pick.Line.Source.IsZero() && len(x.scripts) == 0 {
				t.Errorf("line %+v of %s", s.Pick.Line, s.Pick.Code)
			}
		})
	}
}

// TestTranscript holds that each block of an /act transcript feeds its own licence only, and beats the log.
func TestTranscript(t *testing.T) {
	act := func(sku string, code fact.Code) fact.Activation {
		a := fact.Activation{Family: 15, SKU: sku, OK: code == 0, Line: fact.Line{Source: fact.Source{Path: "act.txt", Line: 4}, Text: "act"}}
		if code != 0 {
			a.Code = &code
		}
		return a
	}
	visio := licence("Office 15, OfficeVisioProVL_KMS_Client edition", "Office 15, VOLUME_KMSCLIENT channel", visioPro, "RM3B9", "NOTIFICATIONS")
	log := []fact.Request{ask(utc("06-17 09:00:00"), "kms01.contoso.com", 1688, unreachable)}
	c := derived(fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS"), visio}, Requests: log, Activations: []fact.Activation{act(visioPro, 0xC004F014), act(proPlus, 0xC004F041)}})
	if len(c.Subjects) != 2 || c.Subjects[0].Pick.Code != 0xC004F041 || c.Subjects[1].Pick.Code != 0xC004F014 {
		t.Errorf("codes %v", []Pick{c.Subjects[0].Pick, c.Subjects[1].Pick})
	}
	c = derived(fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS"), visio}, Requests: log, Activations: []fact.Activation{act(proPlus, 0)}})
	s := c.Subjects[0]
	if s.LastOK.By != "transcript" || s.Failing != nil || len(s.Stale) != 1 || s.Pick.Class != NoCode {
		t.Errorf("after success: %+v, failing %v, %d stale, %+v", s.LastOK, s.Failing, len(s.Stale), s.Pick)
	}
	if c.Subjects[1].LastOK.Known {
		t.Error("the other licence counts as activated")
	}
	c = derived(fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS")}, Activations: []fact.Activation{act(proPlus, 0), act(proPlus, 0xC004F074)}})
	if s := only(t, c); s.Pick.Code != 0xC004F074 || s.LastOK.Known {
		t.Errorf("the last outcome counts: %+v %+v", s.Pick, s.LastOK)
	}
}

// TestStaleness is facts.md, "Attempts, staleness, order": a failure before the last success says nothing, with two
// minutes of tolerance, and not where the order is uncertain.
func TestStaleness(t *testing.T) {
	const host = "kms01.contoso.com"
	ok := utc("06-17 09:10:00")
	success := []fact.Response{answer(ok, 0, true, 10)}
	at := func(s string, change ...func(*fact.Request)) []fact.Request {
		return []fact.Request{ask(utc(s), host, 1688, unreachable, change...), ask(ok, host, 1688, 0)}
	}
	guess := func(r *fact.Request) {
		r.Format, r.Source, r.Time.Quality = "txt", fact.Source{Path: "x.txt"}, fact.Guess
	}
	other := func(r *fact.Request) { r.Format, r.Source = "xml", fact.Source{Path: "CL01_evt.xml"} }
	tests := []struct {
		name     string
		requests []fact.Request
		answers  []fact.Response
		stale    bool
	}{
		{"long before", at("06-16 09:00:00"), success, true},
		{"two minutes and a second before", at("06-17 09:07:59"), success, true},
		{"two minutes before, of another form, so of no cluster", at("06-17 09:08:00", other), success, false},
		{"three minutes before, of another form", at("06-17 09:07:00", other), success, true},
		{"after", at("06-17 10:00:00"), success, false},
		{"no success", at("06-16 09:00:00"), nil, false},
		{"success that did not activate", at("06-16 09:00:00"), []fact.Response{answer(ok, 0, false, 10)}, false},
		{"order uncertain within a day", at("06-16 10:00:00", guess), success, false},
		{"order certain beyond a day", at("06-16 09:00:00", guess), success, true},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := only(t, derived(fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS")}, Requests: x.requests, Responses: x.answers}))
			if stale := len(s.Stale) > 0; stale != x.stale || (s.Failing == nil) != x.stale {
				t.Errorf("stale %v, failing %v; want %v", stale, s.Failing, x.stale)
			}
			if (x.answers != nil && x.answers[0].Activated) != s.LastOK.Known {
				t.Errorf("last success %+v", s.LastOK)
			}
		})
	}
}

// TestLastOKByGrace holds the arithmetic of the remaining grace: an activation lasts 259200 minutes.
func TestLastOKByGrace(t *testing.T) {
	collected := utc("06-17 09:00:00")
	known := func(days time.Duration) time.Time { return collected.At.Add(-days * 24 * time.Hour) }
	tests := []struct {
		name string
		row  fact.Licence
		want time.Time // zero: unknown
	}{
		{"whole grace", suite("LICENSED", grace(259200)), known(0)},
		{"a day less", suite("LICENSED", grace(259200-1440)), known(1)},
		{"half", suite("LICENSED", grace(129600)), known(90)},
		{"longer than any", suite("LICENSED", grace(259201)), time.Time{}},
		{"none left", suite("LICENSED", grace(0)), time.Time{}},
		{"not told", suite("LICENSED"), time.Time{}},
		{"not licensed", suite("OOB_GRACE", grace(20000)), time.Time{}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			set := fact.Set{Licences: []fact.Licence{x.row}, Readings: []fact.Reading{{Path: log, Kind: fact.EventsApplication, State: fact.Whole, Format: "evtx", Last: collected}}}
			s := only(t, derived(set))
			if !s.LastOK.T.Equal(x.want) || s.LastOK.Known == x.want.IsZero() {
				t.Errorf("%+v, want %s", s.LastOK, x.want)
			}
		})
	}
	// The newer of an event and the grace counts.
	set := fact.Set{Licences: []fact.Licence{suite("LICENSED", grace(259200-1440))}, Readings: []fact.Reading{{Path: log, Kind: fact.EventsApplication, State: fact.Whole, Format: "evtx", Last: collected}}}
	set.Requests = []fact.Request{ask(utc("06-17 08:00:00"), "kms01.contoso.com", 1688, 0)}
	set.Responses = []fact.Response{answer(utc("06-17 08:00:01"), 0, true, 10)}
	if s := only(t, derived(set)); s.LastOK.By != "response" || !s.LastOK.T.Equal(utc("06-17 08:00:00").At) {
		t.Errorf("%+v", s.LastOK)
	}
	mak := licence("Office 15, OfficeProPlusVL_MAK edition", "Office 15, VOLUME_MAK channel", "", "GVGXT", "LICENSED")
	mak.GraceMinutes = ref(100000)
	if s := only(t, derived(fact.Set{Licences: []fact.Licence{mak}, Readings: set.Readings})); s.LastOK.Known {
		t.Errorf("a MAK has no 180 days: %+v", s.LastOK)
	}
}

// TestSuperseded holds that a setting which changed after the attempt counts only where the host mattered.
func TestSuperseded(t *testing.T) {
	for _, x := range []struct {
		name string
		code fact.Code
		row  fact.Licence
		want bool
	}{
		{"another host is pinned now", unreachable, suite("NOTIFICATIONS", pinned("kms02.contoso.com", 1688)), true},
		{"a refusal by the former host", 0xC004F042, suite("NOTIFICATIONS", pinned("kms02.contoso.com", 1688)), true},
		{"the same", unreachable, suite("NOTIFICATIONS", pinned("kms01.contoso.com", 1688)), false},
		{"nothing pinned", unreachable, suite("NOTIFICATIONS", fromDNS), false},
		{"cannot be compared", unreachable, suite("NOTIFICATIONS", pinned("192.0.2.10", 1688)), false},
		{"a clock problem", 0xC004F06C, suite("NOTIFICATIONS", pinned("kms02.contoso.com", 1688)), false},
	} {
		c := derived(fact.Set{Licences: []fact.Licence{x.row}, Requests: []fact.Request{ask(utc("06-17 09:00:00"), "kms01.contoso.com", 1688, x.code)}})
		if got := c.Superseded(only(t, c)); got != x.want {
			t.Errorf("%s: %v", x.name, got)
		}
	}
}
