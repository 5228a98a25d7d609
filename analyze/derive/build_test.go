package derive

import (
	"fmt"
	"slices"
	"sort"
	"testing"
	"time"

	"kmstriage/parse/fact"
)

// The parts of the cases of this package's tests: one Office 2013 on CL01, its listing, its log, its DNS.

const (
	proPlus   = "b322da9c-a2e2-4058-9e4e-f59a6970bd69" // Office 2013 ProPlus, KMS client
	visioPro  = "e13ac10e-75d0-4aff-a0cd-764982cf541c" // Visio 2013, KMS client
	proPlus14 = "6f327760-8c5c-417c-9b61-836a98287e0c" // Office 2010 ProPlus, KMS client
	windows7  = "ae2ee509-1b34-41c0-acb7-6d4650168915" // Windows
	officeApp = "0ff1ce15-a989-479d-af46-f275c6370663"
	client    = "5a3c1e2b-7d4f-4c18-9a60-1b2c3d4e5f60"

	ospp = "Office Software Protection Platform Service"
	spp  = "Microsoft-Windows-Security-SPP"

	log     = "CL01_evt__Application_Filter.evtx"
	listing = "CL01_Office15_Ospp-Dstatusall.txt"
)

// utc is a time of 2015 in evtx: "06-17 09:00:00".
func utc(s string) fact.Time {
	t, err := time.Parse("2006-01-02 15:04:05", "2015-"+s)
	if err != nil {
		panic(err)
	}
	return fact.Time{At: t, Quality: fact.Exact}
}

func minuteOf(t fact.Time) fact.Time {
	return fact.Time{At: t.At.Truncate(time.Minute), Quality: fact.Minute}
}

func ref[T any](v T) *T { return &v }

func licence(name, description, sku, key, status string) fact.Licence {
	l := fact.Licence{From: fact.OSPPStatusAll, Script: 15, Family: 15, Name: name, Description: description, SKU: sku, Status: status,
		HasKey: key != "", PartialKey: key, Lines: fact.Lines{}}
	for i, k := range []string{"block", "status", "graceMinutes", "pinned", "discovered", "reason"} {
		l.Lines[k] = fact.Line{Source: fact.Source{Path: listing, Line: 6 + i}, Text: k}
	}
	return l
}

// suite is the row of Office 2013 ProPlus.
func suite(status string, change ...func(*fact.Licence)) fact.Licence {
	l := licence("Office 15, OfficeProPlusVL_KMS_Client edition", "Office 15, VOLUME_KMSCLIENT channel", proPlus, "GVGXT", status)
	for _, c := range change {
		c(&l)
	}
	return l
}

func pinned(host string, port int) func(*fact.Licence) {
	return func(l *fact.Licence) { l.KMSBlock, l.Pinned = true, &fact.HostPort{Host: host, Port: port} }
}

func discovered(host string, port int) func(*fact.Licence) {
	return func(l *fact.Licence) { l.KMSBlock, l.Discovered = true, &fact.HostPort{Host: host, Port: port} }
}

func fromDNS(l *fact.Licence) { l.KMSBlock, l.DiscoveredNone = true, true }

func grace(minutes int) func(*fact.Licence) {
	return func(l *fact.Licence) { l.GraceMinutes = &minutes }
}

func event(id int, provider string, at fact.Time) fact.Event {
	return fact.Event{ID: id, Provider: provider, Computer: "CL01.contoso.com", Time: at, Format: "evtx", Source: fact.Source{Path: log}, Raw: fmt.Sprint(id)}
}

// ask is a 12288 of Office 2013 ProPlus.
func ask(at fact.Time, host string, port int, code fact.Code, change ...func(*fact.Request)) fact.Request {
	r := fact.Request{Event: event(12288, ospp, at), Code: &code, Flags: ref(fact.Code(0)), Host: host, Port: port, CMID: client,
		Written: minuteOf(at), ActivationID: proPlus, MinimumCount: 5}
	for _, c := range change {
		c(&r)
	}
	return r
}

// answer is a 12289.
func answer(at fact.Time, code fact.Code, activated bool, count int, change ...func(*fact.Response)) fact.Response {
	r := fact.Response{Event: event(12289, ospp, at), Code: code, Activated: activated, Count: &count, Written: minuteOf(at)}
	for _, c := range change {
		c(&r)
	}
	return r
}

// fault is an 8233 of Office 2013 ProPlus.
func fault(at fact.Time, code fact.Code, change ...func(*fact.Failure)) fact.Failure {
	f := fact.Failure{Event: event(8233, ospp, at), Code: &code, AppID: officeApp, SKU: proPlus}
	for _, c := range change {
		c(&f)
	}
	return f
}

func published(host string, port int) fact.SRVRecord {
	return fact.SRVRecord{Owner: "_vlmcs._tcp.contoso.com", Host: host, Port: port, Line: fact.Line{Source: fact.Source{Path: "CL01_NSLookup.log", Line: 8}, Text: host}}
}

func dnsAnswer(records ...fact.SRVRecord) fact.DNSAnswer {
	return fact.DNSAnswer{State: fact.DNSRecords, Zone: "contoso.com", Records: records}
}

func address4(host, ip string) fact.HostAddress { return fact.HostAddress{Host: host, IP: ip} }

// facts completes a set: the computer's name, the readings, and record ids by time.
func facts(s fact.Set) *fact.Set {
	s.Schema = fact.Schema
	s.Requests, s.Responses, s.Failures = slices.Clone(s.Requests), slices.Clone(s.Responses), slices.Clone(s.Failures)
	s.Names = append(s.Names, fact.Name{Name: "CL01", From: "prefix", Source: fact.Source{Path: listing}})
	s.Readings = append(s.Readings, fact.Reading{Path: listing, Kind: fact.OSPPStatusAll, State: fact.Whole, Family: 15, Yields: []fact.Topic{fact.TopicLicences}})
	var es []*fact.Event
	for i := range s.Requests {
		es = append(es, &s.Requests[i].Event)
	}
	for i := range s.Responses {
		es = append(es, &s.Responses[i].Event)
	}
	for i := range s.Failures {
		es = append(es, &s.Failures[i].Event)
	}
	sort.SliceStable(es, func(i, j int) bool { return es[i].Time.At.Before(es[j].Time.At) })
	for i, e := range es {
		if e.Source.Record == 0 && (e.Format == "evtx" || e.Format == "xml") {
			e.Source.Record = uint64(100 + i)
		}
		if e.Source.Record == 0 {
			e.Source.Line = 10 + i
		}
	}
	return &s
}

func derived(s fact.Set) *Case { return New(facts(s), nil, Given{}) }

// only is the one subject of a case.
func only(t *testing.T, c *Case) *Subject {
	t.Helper()
	if len(c.Subjects) != 1 {
		t.Fatalf("%d subjects", len(c.Subjects))
	}
	return c.Subjects[0]
}
