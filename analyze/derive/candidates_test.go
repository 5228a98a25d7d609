package derive_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

const (
	proPlus   = "b322da9c-a2e2-4058-9e4e-f59a6970bd69"
	statusLog = "CL01_Office15_Ospp-Dstatusall.txt"
)

func listed(n int, text string) fact.Line {
	return fact.Line{Source: fact.Source{Path: statusLog, Line: n}, Text: text}
}

// client is an unlicensed KMS client of Office 2013 on Windows 8.1 whose listing shows no set host.
func client() *fact.Set {
	on := true
	return &fact.Set{
		Names: []fact.Name{{Name: "CL01", From: "prefix", Source: fact.Source{Path: statusLog}}},
		OS:    []fact.OS{{NT: "6.3", From: "roiscan", Line: fact.Line{Source: fact.Source{Path: "CL01_ROIScan.log", Line: 9}, Text: "Version: 6.3.9600"}}},
		Licences: []fact.Licence{{From: fact.OSPPStatusAll, Script: 15, Family: 15, SKU: proPlus, Name: "Office 15, OfficeProPlusVL_KMS_Client edition",
			Description: "Office 15, VOLUME_KMSCLIENT channel", Status: "NOTIFICATIONS", HasKey: true, PartialKey: "GVGXT", KMSBlock: true, DiscoveredNone: true,
			Caching: &on, ActivationType: "ALL", IntervalMinutes: 120, RenewalMinutes: 10080,
			Lines: fact.Lines{"block": listed(5, "SKU ID: "+proPlus), "status": listed(8, "LICENSE STATUS:  ---NOTIFICATIONS---"),
				"discovered": listed(12, "DNS auto-discovery: KMS name not available"), "caching": listed(15, "KMS host caching: Enabled"),
				"pinned": listed(13, "KMS machine registry override defined: ..."), "lookupDomain": listed(16, "KMS Lookup Domain: ..."),
				"activatedBy": listed(10, "Most recent successful activation client information: AD"), "activationType": listed(9, "Activation Type Configuration: ALL")}}},
		Readings: []fact.Reading{{Path: statusLog, Kind: fact.OSPPStatusAll, State: fact.Whole, Family: 15, Yields: []fact.Topic{fact.TopicLicences}}},
	}
}

func asks(host string, minute int, record uint64, c fact.Code) fact.Request {
	e := ev(12288, minute, record)
	e.Raw = host
	r := fact.Request{Event: e, Code: &c, ActivationID: proPlus, MinimumCount: 5, CMID: "6f1d", Written: fact.Time{At: e.Time.At, Quality: fact.Minute}}
	if host != "" {
		r.Host, r.Port = host, 1688
	}
	return r
}

func answers(minute int, record uint64) fact.Response {
	e := ev(12289, minute, record)
	return fact.Response{Event: e, Activated: true, Count: count(10), Written: fact.Time{At: e.Time.At, Quality: fact.Minute}}
}

func publishes(hosts ...string) fact.DNSAnswer {
	a := fact.DNSAnswer{State: fact.DNSRecords, Zone: "contoso.com", Line: fact.Line{Source: fact.Source{Path: "CL01_NSLookup.log", Line: 4}, Text: "_vlmcs._tcp.contoso.com"}}
	for i, h := range hosts {
		a.Records = append(a.Records, fact.SRVRecord{Owner: "_vlmcs._tcp.contoso.com", Host: h, Port: 1688,
			Line: fact.Line{Source: fact.Source{Path: "CL01_NSLookup.log", Line: 8 + 5*i}, Text: "svr hostname = " + h}})
	}
	return a
}

var nothingPublished = fact.DNSAnswer{State: fact.DNSNone, Line: fact.Line{Source: fact.Source{Path: "CL01_NSLookup.log", Line: 3}, Text: "Non-existent domain"}}

// short writes a chain as one word a candidate: + confirmed, - excluded, ? unknown, with the host.
func short(cs []derive.Candidate) string {
	var out []string
	for _, c := range cs {
		s := map[derive.Standing]string{derive.Confirmed: "+", derive.Excluded: "-", derive.Open: "?"}[c.Standing] + string(c.Place)
		if c.Host != "" {
			s += fmt.Sprintf("=%s:%d", c.Host, c.Port)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestCandidates(t *testing.T) {
	kms1, kms2 := "kms01.contoso.com", "kms02.contoso.com"
	const unreached fact.Code = 0x800706BA
	for _, x := range []struct {
		name string
		set  func(s *fact.Set, l *fact.Licence)
		want string
	}{
		{"asked what DNS publishes", func(s *fact.Set, l *fact.Licence) {
			s.Requests = []fact.Request{asks(kms1, 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1, kms2)}
		}, "-ad-object -pinned-product ?pinned-machine -kept-host -dns-lookup-domain +dns-suffix=kms01.contoso.com:1688"},
		{"asked what nothing explains", func(s *fact.Set, l *fact.Licence) {
			s.Requests = []fact.Request{asks("kms09.contoso.com", 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product ?pinned-machine -kept-host -dns-lookup-domain -dns-suffix=kms01.contoso.com:1688"},
		{"pinned", func(s *fact.Set, l *fact.Licence) {
			l.Pinned = &fact.HostPort{Host: kms2, Port: 1688}
			s.Requests = []fact.Request{asks(kms2, 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object +pinned-product=kms02.contoso.com:1688 -pinned-machine -kept-host -dns-lookup-domain -dns-suffix=kms01.contoso.com:1688"},
		{"pinned with Office's own service", func(s *fact.Set, l *fact.Licence) {
			s.OS[0].NT = "6.1"
			l.ActivationType = ""
			l.Pinned = &fact.HostPort{Host: kms2, Port: 1688}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product +pinned-machine=kms02.contoso.com:1688 -kept-host -dns-lookup-domain -dns-suffix=kms01.contoso.com:1688"},
		{"set for Windows and asked", func(s *fact.Set, l *fact.Licence) {
			s.HostLicences = []fact.ServiceBlock{{Registered: &fact.HostPort{Host: kms2, Port: 1688},
				Lines: fact.Lines{"registered": {Source: fact.Source{Path: "CL01_KMS_Client_slmgr.log", Line: 20}, Text: "Registered KMS machine name: kms02.contoso.com:1688"}}}}
			s.Requests = []fact.Request{asks(kms2, 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product +pinned-machine=kms02.contoso.com:1688 -kept-host -dns-lookup-domain -dns-suffix=kms01.contoso.com:1688"},
		{"set for Windows, another asked", func(s *fact.Set, l *fact.Licence) {
			s.HostLicences = []fact.ServiceBlock{{Registered: &fact.HostPort{Host: kms2, Port: 1688}}}
			s.Requests = []fact.Request{asks(kms1, 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product ?pinned-machine=kms02.contoso.com:1688 -kept-host -dns-lookup-domain +dns-suffix=kms01.contoso.com:1688"},
		{"kept by the service", func(s *fact.Set, l *fact.Licence) {
			l.DiscoveredNone, l.Discovered = false, &fact.HostPort{Host: kms1, Port: 1688}
			s.Requests = []fact.Request{asks(kms1, 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product ?pinned-machine +kept-host=kms01.contoso.com:1688 -dns-lookup-domain +dns-suffix=kms01.contoso.com:1688"},
		{"kept from the last success of the log", func(s *fact.Set, l *fact.Licence) {
			s.Requests = []fact.Request{asks(kms2, 1, 7, 0), asks(kms2, 9, 10, unreached)}
			s.Responses = []fact.Response{answers(1, 8)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product ?pinned-machine +kept-host=kms02.contoso.com:1688 -dns-lookup-domain -dns-suffix=kms01.contoso.com:1688"},
		{"another answered last", func(s *fact.Set, l *fact.Licence) {
			s.Requests = []fact.Request{asks(kms2, 1, 7, 0), asks(kms1, 9, 10, unreached)}
			s.Responses = []fact.Response{answers(1, 8)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product ?pinned-machine -kept-host=kms02.contoso.com:1688 -dns-lookup-domain +dns-suffix=kms01.contoso.com:1688"},
		{"caching off", func(s *fact.Set, l *fact.Licence) {
			*l.Caching = false
			l.DiscoveredNone, l.Discovered = false, &fact.HostPort{Host: kms1, Port: 1688}
			s.Requests = []fact.Request{asks(kms1, 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product ?pinned-machine -kept-host -dns-lookup-domain +dns-suffix=kms01.contoso.com:1688"},
		{"lookup domain that nslookup did not ask", func(s *fact.Set, l *fact.Licence) {
			l.LookupDomain = "fabrikam.com"
			s.Requests = []fact.Request{asks("kms.fabrikam.com", 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product ?pinned-machine -kept-host ?dns-lookup-domain -dns-suffix"},
		{"lookup domain of the answer", func(s *fact.Set, l *fact.Licence) {
			l.LookupDomain = "contoso.com"
			s.Requests = []fact.Request{asks(kms1, 4, 10, unreached)}
			s.DNS = []fact.DNSAnswer{publishes(kms1)}
		}, "-ad-object -pinned-product ?pinned-machine -kept-host +dns-lookup-domain=kms01.contoso.com:1688 -dns-suffix"},
		{"no host in the request", func(s *fact.Set, l *fact.Licence) {
			l.KMSBlock, l.DiscoveredNone = false, false
			s.Requests = []fact.Request{asks("", 4, 10, 0x8007232B)}
			s.DNS = []fact.DNSAnswer{nothingPublished}
		}, "-ad-object -pinned-product -pinned-machine -kept-host ?dns-lookup-domain -dns-suffix"},
		{"never tried", func(s *fact.Set, l *fact.Licence) { s.DNS = []fact.DNSAnswer{publishes(kms1)} },
			"?ad-object -pinned-product ?pinned-machine -kept-host -dns-lookup-domain +dns-suffix=kms01.contoso.com:1688"},
		{"nothing known", func(s *fact.Set, l *fact.Licence) {
			l.KMSBlock, l.DiscoveredNone, l.ActivationType, l.Caching = false, false, "", nil
			s.OS = nil
		}, "?ad-object ?pinned-product ?pinned-machine ?kept-host ?dns-lookup-domain ?dns-suffix"},
		{"activated by Active Directory", func(s *fact.Set, l *fact.Licence) {
			l.Status, l.ActivatedBy = "LICENSED", "AD"
			l.Pinned = &fact.HostPort{Host: kms2, Port: 1688}
		}, "+ad-object -pinned-product=kms02.contoso.com:1688 -pinned-machine -kept-host -dns-lookup-domain -dns-suffix"},
		{"KMS only", func(s *fact.Set, l *fact.Licence) { l.ActivationType = "KMS" },
			"-ad-object -pinned-product ?pinned-machine -kept-host -dns-lookup-domain ?dns-suffix"},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := client()
			x.set(s, &s.Licences[0])
			c := derive.New(s, nil, derive.Given{})
			got := c.Candidates(c.Subjects[0])
			if d := cmp.Diff(x.want, short(got)); d != "" {
				t.Error(d)
			}
			for _, g := range got {
				if g.Why == "" || g.Standing != derive.Open && len(g.Evidence) == 0 {
					t.Errorf("%s is %s without a reason or evidence: %+v", g.Place, g.Standing, g)
				}
			}
		})
	}
}

func TestCandidatesOfOthers(t *testing.T) {
	s := client()
	s.Licences[0].Description, s.Licences[0].Name = "Office 15, VOLUME_MAK channel", "Office 15, OfficeProPlusVL_MAK edition"
	c := derive.New(s, nil, derive.Given{})
	if got := c.Candidates(c.Subjects[0]); got != nil {
		t.Errorf("a MAK has candidates: %+v", got)
	}
}

func TestSupersededPinSaysSo(t *testing.T) {
	s := client()
	s.Licences[0].Pinned = &fact.HostPort{Host: "kms02.contoso.com", Port: 1688}
	s.Requests = []fact.Request{asks("kms01.contoso.com", 4, 10, 0x800706BA)}
	c := derive.New(s, nil, derive.Given{})
	want := "kms02.contoso.com:1688 is set for this product now; the attempt of " + time.Date(2015, 3, 2, 9, 4, 0, 0, time.UTC).Format("2006-01-02 15:04") +
		" UTC asked kms01.contoso.com:1688, so it was set since."
	if d := cmp.Diff(want, c.Candidates(c.Subjects[0])[1].Why); d != "" {
		t.Error(d)
	}
}
