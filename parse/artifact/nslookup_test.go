package artifact

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

const (
	dnsHead   = "Server:  dc01.contoso.com\r\nAddress:  192.0.2.10\r\n\r\n"
	dnsRecord = "_vlmcs._tcp.contoso.com\tSRV service location:\r\n          priority       = 0\r\n          weight         = 5\r\n" +
		"          port           = 1688\r\n          svr hostname   = kms01.contoso.com.\r\n"
)

// readScript reads one file with the two artifacts of this test's subject.
func readScript(name, text string) *fact.Set {
	return parse.Read(bundle.Memory("case", map[string][]byte{name: []byte(text)}), []parse.Artifact{nslookupLog, slmgrLog})
}

func TestReadNSLookup(t *testing.T) {
	at := func(n int, text string) fact.Line {
		return fact.Line{Source: fact.Source{Path: "CL01_NSLookup.log", Line: n}, Text: text}
	}
	zero, five := 0, 5
	records := []fact.SRVRecord{{Owner: "_vlmcs._tcp.contoso.com", Host: "kms01.contoso.com", Port: 1688, Priority: &zero, Weight: &five,
		Line: at(8, "svr hostname   = kms01.contoso.com.")}}
	for _, c := range []struct {
		name, text string
		state      fact.State
		want       []fact.DNSAnswer
	}{
		{"records", dnsHead + dnsRecord, fact.Whole, []fact.DNSAnswer{{State: fact.DNSRecords, ServerName: "dc01.contoso.com", ServerIP: "192.0.2.10",
			Records: records, Zone: "contoso.com", Line: records[0].Line}}},
		{"records, and the host's address asked apart", dnsHead + dnsRecord + "\r\n" + dnsHead + "Name:    KMS01.contoso.com\r\nAddress:  198.51.100.1\r\n", fact.Whole,
			[]fact.DNSAnswer{{State: fact.DNSRecords, ServerName: "dc01.contoso.com", ServerIP: "192.0.2.10", Records: records, Zone: "contoso.com", Line: records[0].Line,
				Addresses: []fact.HostAddress{{Host: "KMS01.contoso.com", IP: "198.51.100.1", Line: at(14, "Address:  198.51.100.1")}}}}},
		{"no name", dnsHead + "*** dc01.contoso.com can't find _vlmcs._tcp: Non-existent domain\r\n", fact.Whole,
			[]fact.DNSAnswer{{State: fact.DNSNone, ServerName: "dc01.contoso.com", ServerIP: "192.0.2.10", Asked: "_vlmcs._tcp", Reason: "non-existent-domain",
				Line: at(4, "*** dc01.contoso.com can't find _vlmcs._tcp: Non-existent domain")}}},
		{"banner", dnsHead, fact.Whole, []fact.DNSAnswer{{State: fact.DNSNoneInferred, ServerName: "dc01.contoso.com", ServerIP: "192.0.2.10", Line: at(1, "Server:  dc01.contoso.com")}}},
		{"another service", dnsHead + "*** dc01.contoso.com can't find _ldap._tcp: Server failed\r\n", fact.Whole,
			[]fact.DNSAnswer{{State: fact.DNSAbsent, ServerName: "dc01.contoso.com", ServerIP: "192.0.2.10", Line: at(4, "*** dc01.contoso.com can't find _ldap._tcp: Server failed")}}},
		{"torn", dnsHead + "_vlmcs._tcp.contoso.com\tSRV service location:\r\n    priority", fact.Partial,
			[]fact.DNSAnswer{{State: fact.DNSAbsent, ServerName: "dc01.contoso.com", ServerIP: "192.0.2.10", Line: at(4, "_vlmcs._tcp.contoso.com\tSRV service location:")}}},
		{"something else", "'nslookup' is not recognized as an internal or external command\r\n", fact.Failed, nil},
		{"blank", "\r\n\r\n", fact.Empty, nil},
	} {
		s := readScript("CL01_NSLookup.log", c.text)
		if d := cmp.Diff(c.want, s.DNS); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
		if got := s.Readings[0]; got.State != c.state || got.Kind != fact.NSLookup {
			t.Errorf("%s: %+v, want %s", c.name, got, c.state)
		}
	}
}

func TestMatchNSLookup(t *testing.T) {
	for text, want := range map[string]bool{
		dnsHead + dnsRecord: true,
		"Serveur :   dc01.contoso.com\nAddress:  192.0.2.10\n\nnslookup _vlmcs._tcp\n": true,
		"*** UnKnown can't find _vlmcs._tcp: Non-existent domain\n":                    true,
		"DNS request timed out.\n    timeout was 2 seconds.\n":                         true,
		"svr hostname = kms01.contoso.com":                                             true,
		"please publish _vlmcs._tcp in DNS\n":                                          false,
		dnsHead:                                                                        false, // any look-up
		"<html>" + dnsRecord:                                                           false,
		"---Processing---\nSKU ID: 1\n" + dnsRecord:                                    false,
		"Software licensing service version: 6.1.7601.17514\nError: product key not found.\n" + dnsRecord: false,
		"": false,
	} {
		if got := matchNslookupLog(parse.Probe{Base: "notes.txt", Text: text}); got.Content != want || got.Name {
			t.Errorf("%q: %+v, want content %v", text, got, want)
		}
	}
}
