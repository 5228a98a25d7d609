package nslookup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

func lines(text string) []textenc.Line {
	var out []textenc.Line
	for i, l := range strings.Split(text, "\n") {
		out = append(out, textenc.Line{N: i + 1, Text: l})
	}
	return out
}

// show writes a log as one line a query, record and address.
func show(l Log) string {
	var b strings.Builder
	for _, q := range l.Queries {
		fmt.Fprintf(&b, "%s", q.Outcome)
		for _, f := range []struct{ name, value string }{{"reason", string(q.Reason)}, {"asked", q.Asked}, {"server", q.Server}, {"ip", q.ServerIP}} {
			if f.value != "" {
				fmt.Fprintf(&b, " %s=%s", f.name, f.value)
			}
		}
		fmt.Fprintf(&b, " @%d\n", q.Line.N)
		for _, r := range q.Records {
			fmt.Fprintf(&b, " %s -> %s:%d %s/%s @%d\n", r.Owner, r.Host, r.Port, num(r.Priority), num(r.Weight), r.Line.N)
		}
		for _, a := range q.Addresses {
			fmt.Fprintf(&b, " %s = %s @%d\n", a.Host, a.IP, a.Line.N)
		}
	}
	for _, x := range l.Losses {
		fmt.Fprintf(&b, "loss @%d\n", x.Line.N)
	}
	if l.Language != "" {
		fmt.Fprintf(&b, "language %s\n", l.Language)
	}
	return b.String()
}

func num(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

const (
	head   = "Server:  dc01.contoso.com\nAddress:  192.0.2.10\n\n"
	record = "_vlmcs._tcp.contoso.com\tSRV service location:\n          priority       = 0\n          weight         = 100\n" +
		"          port           = 1689\n          svr hostname   = kms01.contoso.com\n"
)

// layouts are the ways in which the same answers were seen to stand in files.
var layouts = []struct{ name, text, want string }{
	{"plain", head + record, "answered server=dc01.contoso.com ip=192.0.2.10 @8\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @8\n"},
	{"without a header", record, "answered @5\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @5\n"},
	{"without owner and header", "priority = 1\nweight = 2\nport = 1688\nsvr hostname = kms01.contoso.com.\n",
		"answered @4\n  -> kms01.contoso.com:1688 1/2 @4\n"},
	{"several records with addresses", head + record + strings.ReplaceAll(strings.ReplaceAll(record, "kms01", "KMS02"), "1689", "1688") +
		"kms01.contoso.com\tinternet address = 198.51.100.1\nKMS02.contoso.com\tAAAA IPv6 address = 2001:db8::2\n",
		"answered server=dc01.contoso.com ip=192.0.2.10 @8\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @8\n" +
			" _vlmcs._tcp.contoso.com -> KMS02.contoso.com:1688 0/100 @13\n kms01.contoso.com = 198.51.100.1 @14\n KMS02.contoso.com = 2001:db8::2 @15\n"},
	{"type all", head + record + "contoso.com\tnameserver = dc01.contoso.com\ndc01.contoso.com\tinternet address = 192.0.2.10\n",
		"answered server=dc01.contoso.com ip=192.0.2.10 @8\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @8\n dc01.contoso.com = 192.0.2.10 @10\n"},
	{"SOA alone", head + "contoso.com\n\tprimary name server = dc01.contoso.com\n\tresponsible mail addr = hostmaster.contoso.com\n\tserial  = 1042\n" +
		"\trefresh = 900 (15 mins)\n\tretry   = 600 (10 mins)\n\texpire  = 86400 (1 day)\n\tdefault TTL = 3600 (1 hour)\n",
		"none reason=no-records server=dc01.contoso.com ip=192.0.2.10 @5\n"},
	{"fields on one line", "_vlmcs._tcp.contoso.com SRV service location:\n priority = 0 weight = 0\n port = 1688   svr hostname = kms01.contoso.com\n",
		"answered @3\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1688 0/0 @3\n"},
	{"glued", "Server: dc01.contoso.comAddress: 192.0.2.10Non-authoritative answer:_vlmcs._tcp.contoso.com SRV service location:priority = 0weight = 0port = 1688svr hostname = kms01.contoso.com_vlmcs._tcp.contoso.com SRV service location:priority = 0weight = 0port = 1689svr hostname = kms02.contoso.comkms02.contoso.com internet address = 198.51.100.2",
		"answered server=dc01.contoso.com ip=192.0.2.10 @1\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1688 0/0 @1\n _vlmcs._tcp.contoso.com -> kms02.contoso.com:1689 0/0 @1\n kms02.contoso.com = 198.51.100.2 @1\n"},
	{"wrapped at 80 columns", head + "_vlmcs._tcp.sales.emea.contoso.com SRV service location: priority = 0 weight = 0 \nport = 1688 svr hostname = key-management-service-host-number-one.sales.emea.con\ntoso.com\n",
		"answered server=dc01.contoso.com ip=192.0.2.10 @5\n _vlmcs._tcp.sales.emea.contoso.com -> key-management-service-host-number-one.sales.emea.contoso.com:1688 0/0 @5\n"},
	{"translated labels", head + "_vlmcs._tcp.contoso.com  SRV-Dienstidentifizierung:\n   Priorität = 0\n   Gewichtung = 5\n   Anschluss = 1688\n   Hostname = kms01.contoso.com\n",
		"answered server=dc01.contoso.com ip=192.0.2.10 @8\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1688 0/5 @8\n"},
	{"of Unix", "Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\n_vlmcs._tcp.contoso.com\tservice = 0 0 1688 kms01.contoso.com.\n",
		"answered ip=192.0.2.53 @4\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1688 0/0 @4\n"},
	{"of Unix, none", "Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\n** server can't find _vlmcs._tcp.contoso.com: NXDOMAIN\n",
		"none reason=non-existent-domain asked=_vlmcs._tcp.contoso.com ip=192.0.2.53 @4\n"},
	{"quoted in a mail", "> " + strings.ReplaceAll(strings.TrimSpace(head+record), "\n", "\n> "),
		"answered server=dc01.contoso.com ip=192.0.2.10 @8\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @8\n"},
	{"error line in PowerShell", head + "nslookup : *** dc01.contoso.com can't find _vlmcs._tcp: Non-existent domain\nAt line:1 char:1\n+ nslookup -type=srv _vlmcs._tcp *> a.log\n+ ~~~~~~~~\n" +
		"    + CategoryInfo          : NotSpecified: (*** dc01.contos...existent domain:String) [], RemoteException\n    + FullyQualifiedErrorId : NativeCommandError\n \n",
		"none reason=non-existent-domain asked=_vlmcs._tcp server=dc01.contoso.com ip=192.0.2.10 @4\n"},
	{"remark of the error stream in PowerShell", "nslookup : Non-authoritative answer:\n+ nslookup -type=srv _vlmcs._tcp\n\n" + head + record,
		"answered server=dc01.contoso.com ip=192.0.2.10 @11\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @11\n"},
	{"another service in the same answer", head + strings.ReplaceAll(record, "_vlmcs._tcp", "_sip._tls") + record,
		"answered server=dc01.contoso.com ip=192.0.2.10 @8\n _sip._tls.contoso.com -> kms01.contoso.com:1689 0/100 @8\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @13\n"},
	{"no information", head + "*** dc01.contoso.com can't find _vlmcs._tcp: No information\n",
		"failed reason=unknown asked=_vlmcs._tcp server=dc01.contoso.com ip=192.0.2.10 @4\n"},
	{"addresses of the server", "Server:  dc01.contoso.com\nAddresses:  2001:db8::10\n\t  192.0.2.10\n\n" + record,
		"answered server=dc01.contoso.com ip=2001:db8::10 @9\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @9\n"},
}

// sessions hold several queries, prompts, and errors in other places.
var sessions = []struct{ name, text, want string }{
	{"errors before the header", "Non-authoritative answer:\n*** Can't find server name for address 192.0.2.53: Non-existent domain\nServer:  UnKnown\nAddress:  192.0.2.53\n\n" + record,
		"answered ip=192.0.2.53 @10\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @10\n"},
	{"verdicts before their headers, twice", "*** dc01.contoso.com can't find _vlmcs._tcp: Non-existent domain\n" + head + "*** dc01.contoso.com can't find _ldap._tcp: Server failed\n" + head,
		"none reason=non-existent-domain asked=_vlmcs._tcp server=dc01.contoso.com ip=192.0.2.10 @1\nfailed reason=server-failed asked=_ldap._tcp server=dc01.contoso.com ip=192.0.2.10 @5\n"},
	{"failure, then the answer", head + "*** dc01.contoso.com can't find _vlmcs._tcp: Server failed\n" + head + record,
		"answered server=dc01.contoso.com ip=192.0.2.10 @12\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @12\n"},
	{"time-out, then the answer", head + "DNS request timed out.\n    timeout was 2 seconds.\n" + record,
		"answered server=dc01.contoso.com ip=192.0.2.10 @10\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @10\n"},
	{"two zones asked by name", "C:\\>nslookup -type=srv _vlmcs._tcp.fabrikam.com\n" + head + "*** dc01.contoso.com can't find _vlmcs._tcp.fabrikam.com: Non-existent domain\n\nC:\\>nslookup -q=SRV _vlmcs._tcp.contoso.com\n" + head + record,
		"none reason=non-existent-domain asked=_vlmcs._tcp.fabrikam.com server=dc01.contoso.com ip=192.0.2.10 @5\nanswered asked=_vlmcs._tcp.contoso.com server=dc01.contoso.com ip=192.0.2.10 @15\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @15\n"},
	{"interactive", "DNS request timed out.\n    timeout was 2 seconds.\nDefault Server:  UnKnown\nAddress:  192.0.2.53\n\n> set type=srv\n> _vlmcs._tcp.contoso.com\nServer:  UnKnown\nAddress:  192.0.2.53\n\n" + record + "> exit\n",
		"answered asked=_vlmcs._tcp.contoso.com ip=192.0.2.53 @15\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @15\n"},
	{"interactive, prompts without echo", "Default Server:  dc01.contoso.com\nAddress:  192.0.2.10\n\n> > Server:  dc01.contoso.com\nAddress:  192.0.2.10\n\n" + record + "> ",
		"answered server=dc01.contoso.com ip=192.0.2.10 @11\n _vlmcs._tcp.contoso.com -> kms01.contoso.com:1689 0/100 @11\n"},
	{"interactive, address of a name without SRV", "C:\\>nslookup\nDefault Server:  dc01.contoso.com\nAddress:  192.0.2.10\n\n> _vlmcs._tcp\nServer:  dc01.contoso.com\nAddress:  192.0.2.10\n\n*** No internal type for both IPv4 and IPv6 Addresses (A+AAAA) records available for _vlmcs._tcp\n",
		"undecided asked=_vlmcs._tcp server=dc01.contoso.com ip=192.0.2.10 @9\n"},
	{"other command between", "PS C:\\> nslookup -type=all _vlmcs._tcp\n" + head + "*** dc01.contoso.com can't find _vlmcs._tcp: Query refused\nPS C:\\> ipconfig /all\n   Host Name : CL01\n   IPv4 Address : 198.51.100.7\n",
		"failed reason=refused asked=_vlmcs._tcp server=dc01.contoso.com ip=192.0.2.10 @5\n"},
	{"plain look-up only", head + "Name:    kms01.contoso.com\nAddresses:  2001:db8::1\n          198.51.100.1\n",
		"other server=dc01.contoso.com ip=192.0.2.10 @1\n kms01.contoso.com = 2001:db8::1 @5\n kms01.contoso.com = 198.51.100.1 @6\n"},
	{"plain look-up in a language of no table", "Palvelin:  dc01.contoso.com\nOsoite:  192.0.2.10\n\nNimi:  kms01.contoso.com\nOsoite:  198.51.100.1\n",
		"other server=dc01.contoso.com ip=192.0.2.10 @1\n kms01.contoso.com = 198.51.100.1 @5\n"},
	{"no server", "*** Default servers are not available\nServer:  UnKnown\nAddress:  127.0.0.1\n\n*** UnKnown can't find _vlmcs._tcp: No response from server\n",
		"failed reason=no-server asked=_vlmcs._tcp ip=127.0.0.1 @5\n"},
	{"banner only", head, "silent server=dc01.contoso.com ip=192.0.2.10 @1\n"},
	{"banner behind a time-out of its own", "DNS request timed out.\n    timeout was 2 seconds.\nServer:  UnKnown\nAddress:  192.0.2.10\n\n", "silent ip=192.0.2.10 @3\n"},
	{"time-outs only", "DNS request timed out.\n    timeout was 2 seconds.\nServer:  UnKnown\nAddress:  192.0.2.10\n\nDNS request timed out.\n    timeout was 2 seconds.\n",
		"failed reason=timed-out ip=192.0.2.10 @6\n"},
	{"wrapped verdict", head + "*** dc01.contoso.com can't find _vlmcs._tcp.contoso.com: Non-exis\ntent domain\n",
		"none reason=non-existent-domain asked=_vlmcs._tcp.contoso.com server=dc01.contoso.com ip=192.0.2.10 @4\n"},
	{"cut in a record", head + "_vlmcs._tcp.contoso.com\tSRV service location:\n   priority = 0\n   weight = 0\n", "undecided server=dc01.contoso.com ip=192.0.2.10 @4\nloss @4\n"},
	{"cut in the owner", head + "_vlmcs._tcp.con", "undecided server=dc01.contoso.com ip=192.0.2.10 @4\nloss @4\n"},
	{"cut in the header", "Server:  dc01.contoso.com", "undecided server=dc01.contoso.com @1\nloss @1\n"},
	{"not nslookup", "hello\nworld = 5\nkey: value\n", ""},
	{"empty", "", ""},
}

func TestParse(t *testing.T) {
	for _, table := range [][]struct{ name, text, want string }{layouts, sessions} {
		for _, c := range table {
			t.Run(c.name, func(t *testing.T) {
				if d := cmp.Diff(c.want, show(Parse(lines(c.text)))); d != "" {
					t.Errorf("%s\n-want +got\n%s", c.text, d)
				}
			})
		}
	}
}

func TestAbout(t *testing.T) {
	for text, want := range map[string]bool{
		head + record: true, head: true,
		head + "*** dc01.contoso.com can't find _vlmcs._tcp: Server failed\n":                  true,
		head + "*** dc01.contoso.com can't find kms01.contoso.com: Server failed\n":            false,
		head + "*** dc01.contoso.com can't find _vlmcs._tcpx: Server failed\n":                 false,
		head + strings.ReplaceAll(record, "_vlmcs", "_ldap"):                                   false,
		head + "Name:    kms01.contoso.com\nAddress:  198.51.100.1\n":                          false,
		"C:\\>nslookup kms01.contoso.com\n" + head:                                             false,
		"C:\\>nslookup -type=srv _VLMCS._TCP 2>&1\n" + head:                                    true,
		"C:\\>Nslookup -type = srv-_vlmcs._tcp\n" + head:                                       true,
		"C:\\>nslookup -type=srv _kerberos._tcp\n" + head + strings.Repeat(record, 1):          true,
		head + strings.ReplaceAll(record, "_vlmcs", "_ldap") + record:                          true,
		"DNS request timed out.\n    timeout was 2 seconds.\n*** Request to UnKnown timed-out": true,
	} {
		l := Parse(lines(text))
		if len(l.Queries) != 1 || l.Queries[0].About("_vlmcs._tcp") != want {
			t.Errorf("%s\nwant %v, got %+v", text, want, l.Queries)
		}
	}
}
