package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// sick is a client whose findings the tests below ask for their steps.
type sick struct {
	release, edition string // 2013, ProPlus
	nt, osArch, arch string // of Windows, and of Office
	noKey            bool
	masked           bool      // the listing hides the key
	mak              bool      // an active MAK beside it
	cachingOff       bool      //
	code             fact.Code // of the newest request
	host             string    // that it asked
	port             int
	dns              []fact.SRVRecord
	reported         fact.Code // --error
	name             string    // of the computer
	hostLicence      string    // activation id of a host licence on the same computer
}

// product is the entry of the catalogue.
func (x sick) product(t *testing.T) catalogue.Product {
	t.Helper()
	for _, p := range catalogue.Products() {
		if p.Kind == catalogue.Client && p.Release == x.release && p.Edition == x.edition {
			return p
		}
	}
	t.Fatalf("no Office %s %s in the catalogue", x.release, x.edition)
	return catalogue.Product{}
}

var everyTopic = []fact.Topic{fact.TopicLicences, fact.TopicRequests, fact.TopicFailures, fact.TopicHostRequests, fact.TopicPublishing, fact.TopicDNS, fact.TopicHostLicences,
	fact.TopicOffice, fact.TopicOS, fact.TopicCMIDs, fact.TopicScripts, fact.TopicElevation, fact.TopicNames, fact.TopicTokens, fact.TopicServices}

func (x sick) facts(t *testing.T) *fact.Set {
	p := x.product(t)
	at := func(n int, text string) fact.Line {
		return fact.Line{Source: fact.Source{Path: "list.txt", Line: n}, Text: text}
	}
	row := fact.Licence{From: fact.OSPPStatusAll, Family: p.Major, SKU: p.ActivationID, Name: p.LicenceName, Description: fmt.Sprintf("Office %d, VOLUME_KMSCLIENT channel", p.Major),
		Status: "NOTIFICATIONS", HasKey: !x.noKey, KMSBlock: true, Lines: fact.Lines{"block": at(1, "SKU ID"), "name": at(2, p.LicenceName), "caching": at(3, "KMS host caching")}}
	switch {
	case x.noKey:
		row.Status, row.Reason = "UNLICENSED", ptr(noProductKey)
	case x.masked:
		row.PartialKey = "XXXXX"
	default:
		row.PartialKey = p.GVLK[len(p.GVLK)-5:]
	}
	row.Caching = ptr(!x.cachingOff)
	s := &fact.Set{Schema: fact.Schema, Licences: []fact.Licence{row},
		Office:    []fact.Office{{Family: p.Major, Product: p.Product, Arch: x.arch, From: "roiscan-xml"}},
		Readings:  []fact.Reading{{Path: "list.txt", Kind: fact.OSPPStatusAll, State: fact.Whole, Family: p.Major, Yields: everyTopic}, {Path: "roi.xml", Kind: fact.ROIScanXML, State: fact.Whole}},
		Elevation: []fact.Elevation{{Elevated: true, From: fact.ROIScanLog}}, Names: []fact.Name{{Name: first(x.name, "CL01"), From: "roiscan"}}}
	if x.nt != "" {
		s.OS = []fact.OS{{NT: x.nt, Arch: x.osArch, From: "roiscan", Line: at(9, "Version: "+x.nt)}}
	}
	if x.mak {
		s.Licences = append(s.Licences, fact.Licence{From: fact.OSPPStatusAll, Family: p.Major, Name: strings.ReplaceAll(p.LicenceName, "KMS_Client", "MAK"),
			Description: fmt.Sprintf("Office %d, RETAIL(MAK) channel", p.Major), Status: "LICENSED", HasKey: true, PartialKey: "ABCDE", Lines: fact.Lines{"block": at(20, "SKU ID")}})
	}
	if x.code != 0 {
		provider := "Microsoft-Windows-Security-SPP"
		if catalogue.RequiredService(p.Major, x.nt) == catalogue.OSPPService {
			provider = "Office Software Protection Platform Service"
		}
		s.Requests = []fact.Request{{Event: fact.Event{ID: 12288, Provider: provider, Computer: first(x.name, "CL01"), Format: "evtx", Raw: "12288", Source: fact.Source{Path: "app.evtx", Record: 7},
			Time: fact.Time{At: time.Date(2015, 6, 17, 9, 0, 0, 0, time.UTC), Quality: fact.Exact}}, Code: &x.code, Flags: ptr(fact.Code(0)), Host: x.host, Port: x.port, ActivationID: p.ActivationID, MinimumCount: 5}}
	}
	if x.hostLicence != "" {
		s.HostLicences = []fact.ServiceBlock{{Found: ptr(true), ActivationID: x.hostLicence, Name: "Office 14, OfficeKMSHost-KMS_Host edition", Status: "LICENSED", HasKey: true, HostEnabled: true, Port: 1688,
			Lines: fact.Lines{"block": at(30, "Name")}}}
	}
	s.DNS = []fact.DNSAnswer{{State: fact.DNSNone, Line: at(40, "Non-existent domain")}}
	if len(x.dns) > 0 {
		s.DNS = []fact.DNSAnswer{{State: fact.DNSRecords, Zone: "contoso.com", Records: x.dns}}
	}
	return s
}

func (x sick) diagnose(t *testing.T, answers map[string]string) *analyze.Diagnosis {
	t.Helper()
	g := derive.Given{Answers: answers}
	if x.reported != 0 {
		g.Error = &x.reported
	}
	return analyze.Diagnose(x.facts(t), nil, g, All)
}

// steps are the commands (or the words of steps without one) of a rule that must be found.
func (x sick) steps(t *testing.T, rule string, answers map[string]string) []string {
	t.Helper()
	d := x.diagnose(t, answers)
	var found []string
	for _, f := range d.Findings {
		found = append(found, f.Rule)
		if f.Rule != rule {
			continue
		}
		var out []string
		for _, s := range f.Steps {
			out = append(out, first(s.Command, s.Text))
		}
		return out
	}
	t.Fatalf("%+v: no %s among %v", x, rule, found)
	return nil
}

func ptr[T any](v T) *T { return &v }

var kms01 = []fact.SRVRecord{{Host: "kms01.contoso.com", Port: 1688, Line: fact.Line{Source: fact.Source{Path: "ns.log", Line: 8}, Text: "svr hostname = kms01.contoso.com"}}}

// refused is a client of a published host that is not activated: its steps enter the folder, look at the host licence
// and try again.
func refused(release, nt, osArch, arch string) sick {
	return sick{release: release, edition: "ProPlus", nt: nt, osArch: osArch, arch: arch, code: hostNotActivated, host: "kms01.contoso.com", port: 1688, dns: kms01}
}

func TestFolders(t *testing.T) {
	const x64, x86 = `C:\Program Files\Microsoft Office\`, `C:\Program Files (x86)\Microsoft Office\`
	for _, tt := range []struct{ release, osArch, arch, want string }{
		{"2010", "x86", "x86", x64 + "Office14"}, {"2010", "x64", "x64", x64 + "Office14"}, {"2010", "x64", "x86", x86 + "Office14"},
		{"2013", "x86", "x86", x64 + "Office15"}, {"2013", "x64", "x64", x64 + "Office15"}, {"2013", "x64", "x86", x86 + "Office15"},
		{"2016", "x64", "x86", x86 + "Office16"}, {"2019", "x64", "x64", x64 + "Office16"}, {"2021", "x64", "x86", x86 + "Office16"}, {"2024", "x64", "x64", x64 + "Office16"},
		{"2013", "x64", "", x86 + "Office15"},
	} {
		d := refused(tt.release, "6.1", tt.osArch, tt.arch).diagnose(t, map[string]string{"host-correct": "yes"})
		var cds []analyze.Step
		for _, s := range d.Findings[0].Steps {
			if strings.HasPrefix(s.Command, "cd ") {
				cds = append(cds, s)
			}
		}
		if len(cds) != 1 || cds[0].Command != `cd /d "`+tt.want+`"` {
			t.Errorf("Office %s %s on %s: %v", tt.release, tt.arch, tt.osArch, cds)
		}
		if both := strings.Contains(cds[0].Text, x64+"Office"); both != (tt.arch == "") {
			t.Errorf("Office %s %q on %s: %s", tt.release, tt.arch, tt.osArch, cds[0].Text)
		}
	}
}

func TestHostActivationIDs(t *testing.T) {
	for release, id := range map[string]string{
		"2010": "BFE7A195-4F8F-4F0B-A622-CF13C7D16864",
		"2013": "2E28138A-847F-42BC-9752-61B03FFF33CD",
		"2016": "98EBFE73-2084-4C97-932C-C0CD1643BEA7",
		"2019": "70512334-47B4-44DB-A233-BE5EA33B914C",
		"2021": "47F3B983-7C53-4D45-ABC6-BCD91E2DD90A",
		"2024": "F3D89BBF-C0EC-47CE-A8FA-E5A5F97E447F",
	} {
		got := refused(release, "10.0", "x64", "x64").steps(t, "host-not-activated.match", map[string]string{"host-correct": "yes"})
		for _, want := range []string{`cscript C:\Windows\System32\slmgr.vbs /dlv ` + id, `cscript C:\Windows\System32\slmgr.vbs /ato ` + id} {
			if !slices.Contains(got, want) {
				t.Errorf("Office %s: no %s in %q", release, want, got)
			}
		}
	}
}

func TestServices(t *testing.T) {
	for _, tt := range []struct{ release, nt, rule, want string }{
		{"2010", "6.0", "svc-not-started.ospp", "cscript ospp.vbs /osppsvcauto"}, {"2010", "6.1", "svc-not-started.ospp", "cscript ospp.vbs /osppsvcauto"},
		{"2010", "6.2", "svc-not-started.ospp", "cscript ospp.vbs /osppsvcauto"}, {"2010", "10.0", "svc-not-started.ospp", "cscript ospp.vbs /osppsvcauto"},
		{"2013", "6.1", "svc-not-started.ospp", "cscript ospp.vbs /osppsvcauto"}, {"2013", "6.2", "svc-not-started.spp", "net start sppsvc"},
		{"2013", "6.3", "svc-not-started.spp", "net start sppsvc"}, {"2016", "6.1", "svc-not-started.ospp", "cscript ospp.vbs /osppsvcauto"},
		{"2016", "10.0", "svc-not-started.spp", "net start sppsvc"}, {"2024", "10.0", "svc-not-started.spp", "net start sppsvc"},
	} {
		x := sick{release: tt.release, edition: "ProPlus", nt: tt.nt, osArch: "x64", arch: "x64", reported: serviceStopped}
		got := x.steps(t, tt.rule, nil)
		if !slices.Contains(got, tt.want) {
			t.Errorf("Office %s on %s: no %s in %q", tt.release, tt.nt, tt.want, got)
		}
		other := map[string]string{"svc-not-started.ospp": "sppsvc /v", "svc-not-started.spp": "osppsvc"}[tt.rule]
		if strings.Contains(strings.Join(got, "\n"), other) {
			t.Errorf("Office %s on %s: the other service's steps in %q", tt.release, tt.nt, got)
		}
	}
}

// TestGenericKeys compares with the keys as Microsoft publishes them, written out.
func TestGenericKeys(t *testing.T) {
	for _, tt := range []struct{ release, edition, key string }{
		{"2010", "ProPlus", "VYBBJ-TRJPB-QFQRF-QFT4D-H3GVB"}, {"2010", "Standard", "V7QKV-4XVVR-XYV4D-F7DFM-8R6BM"}, {"2010", "VisioStd", "767HD-QGMWX-8QTDB-9G3R2-KHFGJ"},
		{"2013", "ProPlus", "YC7DK-G2NP3-2QQC3-J6H88-GVGXT"}, {"2013", "Standard", "KBKQT-2NMXY-JJWGP-M62JB-92CD4"}, {"2013", "ProjectStd", "6NTH3-CW976-3G3Y2-JK3TX-8QHTT"},
		{"2016", "ProPlus", "XQNVK-8JYDB-WJ9W3-YJ8YR-WFG99"}, {"2016", "VisioPro", "PD3PC-RHNGV-FXJ29-8JK7D-RJRJK"},
		{"2019", "ProPlus", "NMMKJ-6RK4F-KMJVX-8D9MJ-6MWKP"}, {"2019", "Standard", "6NWWJ-YQWMR-QKGCB-6TMB3-9D9HK"},
		{"2021", "ProPlus", "FXYTK-NJJ8C-GB6DW-3DYQT-6F7TH"}, {"2021", "Standard", "KDX7X-BNVR8-TXXGX-4Q7Y8-78VT3"},
		{"2024", "ProPlus", "XJ2XN-FW8RK-P4HMP-DKDBV-GCVGB"},
	} {
		x := sick{release: tt.release, edition: tt.edition, nt: "10.0", osArch: "x64", arch: "x64", noKey: true}
		got := x.steps(t, "no-product-key.family", nil)
		want := []string{got[0], "cscript ospp.vbs /inpkey:" + tt.key, "cscript ospp.vbs /act"}
		if !strings.HasPrefix(got[0], "cd /d ") || !slices.Equal(got, want) {
			t.Errorf("Office %s %s: got %q, want %q", tt.release, tt.edition, got, want)
		}
	}
}

func TestConnectTest(t *testing.T) {
	for nt, want := range map[string]string{
		"6.0": "telnet kms01.contoso.com 1699", "6.1": "telnet kms01.contoso.com 1699", "6.2": "telnet kms01.contoso.com 1699",
		"6.3": "powershell Test-NetConnection kms01.contoso.com -Port 1699", "10.0": "powershell Test-NetConnection kms01.contoso.com -Port 1699", "": "powershell Test-NetConnection kms01.contoso.com -Port 1699",
	} {
		x := sick{release: "2013", edition: "ProPlus", nt: nt, osArch: "x64", arch: "x86", code: 0x800706BA, reported: noHostContacted, host: "kms01.contoso.com", port: 1699,
			dns: []fact.SRVRecord{{Host: "kms01.contoso.com", Port: 1699}}}
		if got := x.steps(t, "host-unreachable.match", nil); !slices.Contains(got, want) {
			t.Errorf("Windows %q: no %s in %q", nt, want, got)
		}
	}
}

// TestPublishedHostThatIsWrong holds that a host which is not the right one is not offered to be pinned.
func TestPublishedHostThatIsWrong(t *testing.T) {
	x := refused("2013", "6.1", "x64", "x86")
	got := x.steps(t, "host-not-activated.match", map[string]string{"host-correct": "no"})
	if slices.Contains(got, "cscript ospp.vbs /sethst:kms01.contoso.com") || !slices.Contains(got, "cscript ospp.vbs /sethst:<KMS host>") {
		t.Errorf("one published: %q", got)
	}
	x.dns = append(slices.Clone(kms01), fact.SRVRecord{Host: "kms02.contoso.com", Port: 1699})
	got = x.steps(t, "host-not-activated.match", map[string]string{"host-correct": "no"})
	if !slices.Contains(got, "cscript ospp.vbs /sethst:kms02.contoso.com") || !slices.Contains(got, "cscript ospp.vbs /setprt:1699") {
		t.Errorf("two published: %q", got)
	}
}
