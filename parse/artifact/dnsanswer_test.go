package artifact

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// extra reads one file with every artifact, so that those of the collection come first.
func extra(name, text string) *fact.Set {
	return parse.Read(bundle.Memory("case", map[string][]byte{name: []byte(text)}), All)
}

const digNone = "; <<>> DiG 9.18.24 <<>> NAME SRV\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 2\n;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1\n\n" +
	";; QUESTION SECTION:\n;NAME.\tIN\tSRV\n\n;; SERVER: 192.0.2.10#53(192.0.2.10)\n"

func TestReadDNSAnswer(t *testing.T) {
	header := fact.Line{Source: fact.Source{Path: "srv.txt", Line: 2}, Text: ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 2"}
	one, five := 1, 5
	host := fact.Line{Source: fact.Source{Path: "srv.txt", Line: 1}, Text: "_vlmcs._tcp.contoso.com has SRV record 1 5 1688 kms01.contoso.com."}
	for _, c := range []struct {
		name, text string
		state      fact.State
		want       []fact.DNSAnswer
	}{
		{"no name in a zone", strings.ReplaceAll(digNone, "NAME", "_vlmcs._tcp.contoso.com"), fact.Whole, []fact.DNSAnswer{{From: fact.AnswerOfDNS, State: fact.DNSNone, ServerIP: "192.0.2.10",
			Asked: "_vlmcs._tcp.contoso.com", Zone: "contoso.com", Reason: "non-existent-domain", Line: header}}},
		{"no name, without a zone", strings.ReplaceAll(digNone, "NAME", "_vlmcs._tcp"), fact.Whole, []fact.DNSAnswer{{From: fact.AnswerOfDNS, State: fact.DNSAbsent, ServerIP: "192.0.2.10",
			Asked: "_vlmcs._tcp", Line: header}}},
		{"another service", strings.ReplaceAll(digNone, "NAME", "_ldap._tcp.contoso.com"), fact.Whole, []fact.DNSAnswer{{From: fact.AnswerOfDNS, State: fact.DNSAbsent, ServerIP: "192.0.2.10", Line: header}}},
		{"a record", host.Text + "\n", fact.Whole, []fact.DNSAnswer{{From: fact.AnswerOfDNS, State: fact.DNSRecords, Zone: "contoso.com", Line: host,
			Records: []fact.SRVRecord{{Owner: "_vlmcs._tcp.contoso.com", Host: "kms01.contoso.com", Port: 1688, Priority: &one, Weight: &five, Line: host}}}}},
		{"cut", host.Text[:len(host.Text)-6] + "\n", fact.Partial, []fact.DNSAnswer{{From: fact.AnswerOfDNS, State: fact.DNSAbsent,
			Line: fact.Line{Source: host.Source, Text: host.Text[:len(host.Text)-6]}}}},
	} {
		s := extra("srv.txt", c.text)
		if d := cmp.Diff(c.want, s.DNS); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
		if got := s.Readings[0]; got.State != c.state || got.Kind != fact.AnswerOfDNS {
			t.Errorf("%s: %+v, want %s", c.name, got, c.state)
		}
	}
}

// TestDNSAnswerNamedNSLookup holds that the answer of another tool under nslookup's name takes its place.
func TestDNSAnswerNamedNSLookup(t *testing.T) {
	s := extra("CL01_NSLookup.log", "_vlmcs._tcp.contoso.com. 600 IN SRV 0 5 1688 kms01.contoso.com.\n")
	if r := s.Readings[0]; r.Kind != fact.NSLookup || r.State != fact.Whole {
		t.Errorf("%+v", r)
	}
	if len(s.DNS) != 1 || s.DNS[0].From != fact.AnswerOfDNS || len(s.DNS[0].Records) != 1 || s.DNS[0].Records[0].Host != "kms01.contoso.com" {
		t.Errorf("%+v", s.DNS)
	}
}

// TestMatchDNSAnswer holds what is recognised, and that nslookup's own output stays nslookup's.
func TestMatchDNSAnswer(t *testing.T) {
	for text, want := range map[string]fact.Kind{
		digNone: fact.AnswerOfDNS,
		"_vlmcs._tcp.contoso.com. 600 IN SRV 0 5 1688 kms01.contoso.com.\n": fact.AnswerOfDNS,
		"0 5 1688 kms01.contoso.com.\n":                                     fact.AnswerOfDNS,
		"0 5 5060 sip.contoso.com.\n":                                       fact.Unrecognised,
		"Host _vlmcs._tcp.contoso.com not found: 3(NXDOMAIN)\n":             fact.AnswerOfDNS,
		"Name       : _vlmcs._tcp.contoso.com\nType       : SRV\nNameTarget : kms01.contoso.com\nPriority   : 0\nWeight     : 5\nPort       : 1688\n\nSection    : Additional\nIP4Address : 192.0.2.20\n": fact.AnswerOfDNS,
		"Using domain server:\nName: dc01\nAddress: 192.0.2.10#53\n\n_vlmcs._tcp.contoso.com has SRV record 0 5 1688 kms01.contoso.com.\n":                                                                fact.AnswerOfDNS,
		dnsHead + dnsRecord: fact.NSLookup,
		digNone + dnsHead + "*** dc01 can't find _vlmcs._tcp: Non-existent domain\n" + dnsRecord: fact.NSLookup,
		"please publish _vlmcs._tcp in DNS\n":                                                    fact.Unrecognised,
		"<html>" + digNone:                                                                       fact.Unrecognised,
	} {
		if got := extra("notes.txt", text).Readings[0]; got.Kind != want {
			t.Errorf("%q: %s, want %s", text, got.Kind, want)
		}
	}
}
