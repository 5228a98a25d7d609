package rule

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// TestDefectsOfTheArticle names the thirteen defects of KB2870357 (decision-tree.md, 0.4) and holds that no step and no
// rule has inherited them.
func TestDefectsOfTheArticle(t *testing.T) {
	for _, d := range []struct {
		name string
		test func(*testing.T)
	}{
		{"01 folder (x86) is for 32-bit Office on 64-bit Windows", folderOfMAK},
		{"02 Office15 for 2013, and /inpkey: with a colon", keyOf2013},
		{"03 telnet takes host and port apart", connectSyntax},
		{"04 whoever enters a key activates with it", keysAreActivated},
		{"05 the last five characters are read on this computer", last5Here},
		{"06 no Active License line decides that a MAK is active", makByListing},
		{"07 each licensing service has its own caching switch", cachingSwitch},
		{"08 the filtered log cannot hold events of OSPP", filteredLog},
		{"09 0xC004F014 on keyless rows is no symptom", keylessRows},
		{"10 the record is _vlmcs._tcp, and nobody may write the zone", recordNotation},
		{"11 services of newer Windows, and no Office 2013 on XP", serviceTable},
		{"12 what the stored copies lost is said in our words", lostParts},
		{"13 /dhistoryacterr and event 8200 are not about KMS", notKMS},
	} {
		t.Run(d.name, d.test)
	}
}

// everyStep hands each step of each rule to a test.
func everyStep(test func(r analyze.Rule, s analyze.StepText)) {
	for _, r := range All {
		for _, s := range r.Steps {
			test(r, s)
		}
	}
}

func folderOfMAK(t *testing.T) {
	for _, tt := range []struct{ osArch, arch, want string }{
		{"x64", "x86", `cd /d "C:\Program Files (x86)\Microsoft Office\Office15"`},
		{"x86", "x86", `cd /d "C:\Program Files\Microsoft Office\Office15"`},
		{"x64", "x64", `cd /d "C:\Program Files\Microsoft Office\Office15"`},
	} {
		x := sick{release: "2013", edition: "ProPlus", nt: "6.1", osArch: tt.osArch, arch: tt.arch, mak: true}
		if got := x.steps(t, "mak-already-active.both-keys", map[string]string{"want-kms": "yes"}); got[0] != tt.want {
			t.Errorf("%s Office on %s Windows: %s", tt.arch, tt.osArch, got[0])
		}
	}
}

func keyOf2013(t *testing.T) {
	x := sick{release: "2013", edition: "ProPlus", nt: "6.1", osArch: "x64", arch: "x86", noKey: true}
	got := strings.Join(x.steps(t, "no-product-key.family", nil), "\n")
	if strings.Contains(got, "Office14") || !strings.Contains(got, `\Office15"`) || !strings.Contains(got, "/inpkey:YC7DK-") {
		t.Error(got)
	}
	argument := regexp.MustCompile(`/(inpkey|unpkey|sethst|setprt|cachst|ddescr)(.?)`)
	everyStep(func(r analyze.Rule, s analyze.StepText) {
		for _, m := range argument.FindAllStringSubmatch(s.Command, -1) {
			if m[2] != ":" {
				t.Errorf("%s: %s without colon in %q", r.ID, m[1], s.Command)
			}
		}
	})
}

func connectSyntax(t *testing.T) {
	joined := regexp.MustCompile(`(?i)(telnet|Test-NetConnection) \S*(:\d|\{hostport\})`)
	n := 0
	everyStep(func(r analyze.Rule, s analyze.StepText) {
		if strings.Contains(s.Command, "telnet") || strings.Contains(s.Command, "Test-NetConnection") {
			n++
			if joined.MatchString(s.Command) || !strings.Contains(s.Command, "{connectport}") {
				t.Errorf("%s: %q", r.ID, s.Command)
			}
		}
	})
	if n == 0 {
		t.Error("no rule tests a connection")
	}
}

func keysAreActivated(t *testing.T) {
	n := 0
	for _, r := range All {
		for i, s := range r.Steps {
			if !strings.Contains(s.Command, "/inpkey:") {
				continue
			}
			n++
			if !slices.ContainsFunc(r.Steps[i+1:], func(x analyze.StepText) bool {
				return strings.Contains(x.Command, "ospp.vbs /act") && x.Question == s.Question && x.Answer == s.Answer && (x.When == "" || x.When == s.When)
			}) {
				t.Errorf("%s: nothing activates after %q", r.ID, s.Command)
			}
		}
	}
	if n < 4 {
		t.Errorf("only %d steps enter a key", n)
	}
	x := sick{release: "2013", edition: "ProPlus", nt: "6.3", osArch: "x64", arch: "x64", code: invalidData, host: "cl01", port: 1688, name: "CL01"}
	got := x.steps(t, "self-host-2013.contacted-self", map[string]string{"other-host": "no"})
	if want := []string{"cscript ospp.vbs /unpkey:GVGXT", "cscript ospp.vbs /inpkey:<MAK>", "cscript ospp.vbs /act"}; !slices.Equal(got[len(got)-3:], want) {
		t.Errorf("to a MAK: %q", got)
	}
}

func last5Here(t *testing.T) {
	x := sick{release: "2013", edition: "ProPlus", nt: "6.1", osArch: "x64", arch: "x86", mak: true}
	if got := x.steps(t, "mak-already-active.both-keys", map[string]string{"want-kms": "no"}); !slices.Contains(got, "cscript ospp.vbs /unpkey:GVGXT") {
		t.Errorf("the KMS key: %q", got)
	}
	if got := x.steps(t, "mak-already-active.both-keys", map[string]string{"want-kms": "yes"}); !slices.Contains(got, "cscript ospp.vbs /unpkey:ABCDE") {
		t.Errorf("the MAK: %q", got)
	}
	x = sick{release: "2013", edition: "ProPlus", nt: "6.3", osArch: "x64", arch: "x64", code: invalidData, host: "cl01", port: 1688, name: "CL01", masked: true}
	if got := x.steps(t, "self-host-2013.contacted-self", map[string]string{"other-host": "no"}); !slices.Contains(got, "cscript ospp.vbs /dstatus") || strings.Contains(strings.Join(got, " "), "XXXXX") {
		t.Errorf("a masked key: %q", got)
	}
	everyStep(func(r analyze.Rule, s analyze.StepText) {
		if strings.Contains(s.Command, "/unpkey:") && s.Where != "client" {
			t.Errorf("%s removes a key on the %s", r.ID, s.Where)
		}
	})
}

func makByListing(t *testing.T) {
	confidence := func(change func(*fact.Licence)) analyze.Confidence {
		x := sick{release: "2013", edition: "ProPlus", nt: "6.1", osArch: "x64", arch: "x86", mak: true}
		s := x.facts(t)
		s.Licences = s.Licences[1:]
		change(&s.Licences[0])
		for _, f := range analyze.Diagnose(s, nil, analyze.Given{}, All).Findings {
			if f.Rule == "mak-already-active.active" {
				return f.Confidence
			}
		}
		return ""
	}
	if got := confidence(func(*fact.Licence) {}); got != analyze.High {
		t.Errorf("by the listing alone: %q", got)
	}
	if got := confidence(func(l *fact.Licence) { l.From = fact.ROIScanXML }); got != analyze.Medium {
		t.Errorf("by ROIScan's word alone: %q", got)
	}
	if got := confidence(func(l *fact.Licence) { l.Status = "NOTIFICATIONS" }); got != "" {
		t.Errorf("a MAK that is not LICENSED: %q", got)
	}
}

func cachingSwitch(t *testing.T) {
	const spp, ospp = `cscript C:\Windows\System32\slmgr.vbs /skhc`, "cscript ospp.vbs /cachst:TRUE"
	for _, tt := range []struct{ release, nt, want, never string }{
		{"2010", "6.1", ospp, spp}, {"2010", "10.0", ospp, spp}, {"2013", "6.1", ospp, spp}, {"2013", "6.2", spp, ospp}, {"2024", "10.0", spp, ospp}, {"2013", "", ospp, spp},
	} {
		x := sick{release: tt.release, edition: "ProPlus", nt: tt.nt, osArch: "x64", arch: "x64", cachingOff: true}
		if got := x.steps(t, "host-caching-off.disabled", nil); !slices.Contains(got, tt.want) || slices.Contains(got, tt.never) {
			t.Errorf("Office %s on %q: %q", tt.release, tt.nt, got)
		}
	}
}

func filteredLog(t *testing.T) {
	for nt, want := range map[string]bool{"6.1": true, "6.2": false} {
		x := sick{release: "2013", edition: "ProPlus", nt: nt, osArch: "x64", arch: "x64"}
		s := x.facts(t)
		s.Readings = append(s.Readings, fact.Reading{Path: "CL01_evt_Activation_Application_Filter.evtx", Kind: fact.EventsActivation, Format: "evtx", State: fact.Whole, Yields: []fact.Topic{fact.TopicRequests}})
		found := slices.ContainsFunc(analyze.Diagnose(s, nil, analyze.Given{}, All).Findings, func(f analyze.Finding) bool { return f.Rule == "meta.filtered-log-only" })
		if found != want {
			t.Errorf("Windows %s: the filtered log alone is told: %v", nt, found)
		}
	}
}

func keylessRows(t *testing.T) {
	x := refused("2013", "6.1", "x64", "x86")
	s := x.facts(t)
	s.Licences = append(s.Licences, fact.Licence{From: fact.OSPPStatusAll, Family: 15, Name: "Office 15, OfficeVisioProVL_KMS_Client edition", Description: "Office 15, VOLUME_KMSCLIENT channel",
		Status: "UNLICENSED", Reason: ptr(noProductKey), Lines: fact.Lines{"block": {Source: fact.Source{Path: "list.txt", Line: 50}, Text: "SKU ID"}}})
	d := analyze.Diagnose(s, nil, analyze.Given{}, All)
	if d.Primary != "host-not-activated.match" {
		t.Errorf("primary %s", d.Primary)
	}
	for _, f := range d.Findings {
		if f.Section == "no-product-key" && f.Severity != analyze.Info {
			t.Errorf("%s is %s", f.Rule, f.Severity)
		}
	}
}

func recordNotation(t *testing.T) {
	record := regexp.MustCompile(`(?i)\S*vlmcs\S*[ .]*_?tcp`)
	n := 0
	texts := func(id string, all ...string) {
		for _, x := range all {
			for _, m := range record.FindAllString(x, -1) {
				n++
				if m != "_vlmcs._tcp" {
					t.Errorf("%s writes the record as %q", id, m)
				}
			}
			if strings.Contains(x, "allow-update") || regexp.MustCompile(`\{\s*any\s*;?\s*\}`).MatchString(x) {
				t.Errorf("%s lets anyone write the zone: %q", id, x)
			}
		}
	}
	for _, r := range All {
		texts(r.ID, r.Title, r.Doc)
	}
	everyStep(func(r analyze.Rule, s analyze.StepText) { texts(r.ID, s.Text, s.Command) })
	if n == 0 {
		t.Error("no rule names the record")
	}
}

func serviceTable(t *testing.T) {
	everyStep(func(r analyze.Rule, s analyze.StepText) {
		if strings.Contains(s.Text+s.Command, "XP") && strings.Contains(s.Text, "2013") {
			t.Errorf("%s: %q", r.ID, s.Text)
		}
	})
	for _, nt := range []string{"6.2", "6.3", "10.0"} {
		if catalogue.RequiredService(14, nt) != catalogue.OSPPService || catalogue.RequiredService(15, nt) != catalogue.SPPService || catalogue.RequiredService(16, nt) != catalogue.SPPService {
			t.Errorf("services on Windows %s", nt)
		}
	}
	x := sick{release: "2013", edition: "ProPlus", nt: "5.1", osArch: "x86", arch: "x86"}
	if !slices.ContainsFunc(x.diagnose(t, nil).Findings, func(f analyze.Finding) bool { return f.Rule == "front-scope.os-unsupported" }) {
		t.Error("Windows XP passes as supported")
	}
}

func lostParts(t *testing.T) {
	least := map[string]int{"self-host-2013.contacted-self": 4, "reg-info-missing.code": 3, "reg-access-denied.code": 3, "reg-data-invalid.code": 3, "kms-count-low.duplicate-cmid": 2}
	for _, r := range All {
		if n, ok := least[r.ID]; ok && len(r.Steps) < n {
			t.Errorf("%s has %d steps, want %d at least", r.ID, len(r.Steps), n)
		}
		delete(least, r.ID)
		for _, s := range r.Steps {
			if regexp.MustCompile(`(?i)fix ?it|see the (article|blog|figure)|linked|KB2870357`).MatchString(s.Text) {
				t.Errorf("%s sends the reader to what is gone: %q", r.ID, s.Text)
			}
		}
	}
	if len(least) > 0 {
		t.Errorf("no such rules: %v", least)
	}
	for _, s := range catalogue.Sections() {
		if s.Title == "" || !slices.ContainsFunc(All, func(r analyze.Rule) bool { return r.Section == s.ID }) {
			t.Errorf("section %s has no title or no rule", s.ID)
		}
	}
}

func notKMS(t *testing.T) {
	everyStep(func(r analyze.Rule, s analyze.StepText) {
		if strings.Contains(strings.ToLower(s.Command), "/dhistoryacterr") {
			t.Errorf("%s: %q", r.ID, s.Command)
		}
	})
	// The same code counts in an 8198, which is about any activation of Office.
	for id, want := range map[int]bool{8198: true, 8200: false} {
		x := sick{release: "2013", edition: "ProPlus", nt: "6.2", osArch: "x64", arch: "x64"}
		s := x.facts(t)
		s.Failures = []fact.Failure{{Event: fact.Event{ID: id, Provider: "Microsoft-Windows-Security-SPP", Computer: "CL01", Format: "evtx", Source: fact.Source{Path: "app.evtx", Record: 3},
			Time: fact.Time{At: time.Date(2015, 6, 17, 9, 0, 0, 0, time.UTC), Quality: fact.Exact}}, Code: ptr(nameError), AppID: catalogue.OfficeApp, SKU: x.product(t).ActivationID}}
		if d := analyze.Diagnose(s, nil, analyze.Given{}, All); strings.HasPrefix(d.Primary, "dns-srv-not-found") != want {
			t.Errorf("event %d gives the primary %s", id, d.Primary)
		}
	}
}
