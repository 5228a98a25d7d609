package dnsanswer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

const (
	digFound = `; <<>> DiG 9.18.24 <<>> _vlmcs._tcp.contoso.com SRV
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 40322
;; flags: qr aa rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 2

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 4000
;; QUESTION SECTION:
;_vlmcs._tcp.contoso.com.	IN	SRV

;; ANSWER SECTION:
_vlmcs._tcp.contoso.com. 600	IN	SRV	0 5 1688 kms01.contoso.com.
_vlmcs._tcp.contoso.com. 600	IN	SRV	0 5 1689 kms02.contoso.com.

;; ADDITIONAL SECTION:
kms01.contoso.com.	3600	IN	A	192.0.2.20

;; Query time: 1 msec
;; SERVER: 192.0.2.10#53(dc01.contoso.com) (UDP)
;; WHEN: Wed Jun 17 09:15:00 CEST 2015
;; MSG SIZE  rcvd: 140
`
	digNone = `; <<>> DiG 9.18.24 <<>> @192.0.2.10 _vlmcs._tcp.contoso.com SRV
; (1 server found)
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 2
;; flags: qr aa rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1

;; QUESTION SECTION:
;_vlmcs._tcp.contoso.com.	IN	SRV

;; AUTHORITY SECTION:
contoso.com.		3600	IN	SOA	dc01.contoso.com. hostmaster.contoso.com. 51 900 600 86400 3600

;; SERVER: 192.0.2.10#53(192.0.2.10)
`
	psTable = `PS C:\> Resolve-DnsName -Type SRV _vlmcs._tcp.contoso.com

Name                                     Type   TTL   Section    NameTarget                     Priority Weight Port
----                                     ----   ---   -------    ----------                     -------- ------ ----
_vlmcs._tcp.contoso.com                  SRV    600   Answer     kms01.contoso.com              0        5      1688

Name       : kms01.contoso.com
QueryType  : A
TTL        : 600
Section    : Additional
IP4Address : 192.0.2.20


PS C:\>
`
	psList = `Name                     : _vlmcs._tcp.contoso.com
Type                     : SRV
TTL                      : 600
NameTarget               : kms01.contoso.com
Priority                 : 0
Weight                   : 5
Port                     : 1688
Section                  : Answer

`
	psListAll = `QueryType     : SRV
Target        : kms01.contoso.com
NameTarget    : kms01.contoso.com
Priority      : 0
Weight        : 5
Port          : 1688
Name          : _vlmcs._tcp.contoso.com
Type          : SRV
CharacterSet  : Unicode
Section       : Answer
DataLength    : 40
TTL           : 600
`
	psFault5 = `Resolve-DnsName : _vlmcs._tcp.contoso.com : Der DNS-Name ist nicht vorhanden
In Zeile:1 Zeichen:1
+ Resolve-DnsName -Type SRV _vlmcs._tcp.contoso.com
+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : ResourceUnavailable: (_vlmcs._tcp.contoso.com:String) [Resolve-DnsName], Win32Exception
    + FullyQualifiedErrorId : DNS_ERROR_RCODE_NAME_ERROR,Microsoft.DnsClient.Commands.ResolveDnsName
`
	psSOA = `PS C:\> Resolve-DnsName _vlmcs._tcp.contoso.com -Type SRV

Name                        Type TTL   Section    PrimaryServer               NameAdministrator           SerialNumber
----                        ---- ---   -------    -------------               -----------------           ------------
contoso.com                 SOA  3600  Authority  dc01.contoso.com            hostmaster.contoso.com      51
`
)

var samples = []struct {
	name, text string
	want       []string
}{
	{"dig", digFound, []string{"answered _vlmcs._tcp.contoso.com srv @dc01.contoso.com/192.0.2.10 line 13: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5; _vlmcs._tcp.contoso.com>kms02.contoso.com:1689 0 5; kms01.contoso.com=192.0.2.20"}},
	{"dig finds no name", digNone, []string{"none non-existent-domain _vlmcs._tcp.contoso.com srv @/192.0.2.10 line 5:"}},
	{"dig finds no record", strings.Replace(digNone, "NXDOMAIN", "NOERROR", 1), []string{"none no-records _vlmcs._tcp.contoso.com srv @/192.0.2.10 line 12:"}},
	{"dig is refused", strings.Replace(digNone, "NXDOMAIN", "REFUSED", 1), []string{"failed refused _vlmcs._tcp.contoso.com srv @/192.0.2.10 line 5:"}},
	{"dig gets no answer", "; <<>> DiG 9.18.24 <<>> @192.0.2.10 _vlmcs._tcp.contoso.com SRV\n;; communications error to 192.0.2.10#53: timed out\n;; no servers could be reached\n",
		[]string{"failed timed-out _vlmcs._tcp.contoso.com srv @/192.0.2.10 line 2:"}},
	{"dig +short, typed", "admin@mac:~$ dig +short SRV _vlmcs._tcp.contoso.com\n0 5 1688 kms01.contoso.com.\n", []string{"answered _vlmcs._tcp.contoso.com srv @/ line 2: >kms01.contoso.com:1688 0 5"}},
	{"dig +short", "0 5 1688 kms01.contoso.com.\n0 5 1688 kms02.contoso.com.\n", []string{"answered @/ line 1: >kms01.contoso.com:1688 0 5; >kms02.contoso.com:1688 0 5"}},
	{"dig +noall +answer", "_vlmcs._tcp.contoso.com. 600 IN SRV 0 5 1688 kms01.contoso.com.\n", []string{"answered @/ line 1: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5"}},
	{"dig, cut in the name", "_vlmcs._tcp.contoso.com. 600 IN SRV 0 5 1688 kms01.cont", []string{"undecided @/ line 1:"}},
	{"dig, cut before the answer", digFound[:strings.Index(digFound, ";; ANSWER")], []string{"undecided _vlmcs._tcp.contoso.com srv @/ line 4:"}},
	{"two of dig", digNone + "\n" + digFound, []string{"none non-existent-domain _vlmcs._tcp.contoso.com srv @/192.0.2.10 line 5:",
		"answered _vlmcs._tcp.contoso.com srv @dc01.contoso.com/192.0.2.10 line 28: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5; _vlmcs._tcp.contoso.com>kms02.contoso.com:1689 0 5; kms01.contoso.com=192.0.2.20"}},
	{"drill", ";; ->>HEADER<<- opcode: QUERY, rcode: NOERROR, id: 1\n;; flags: qr rd ra ; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0\n;; QUESTION SECTION:\n;; _vlmcs._tcp.contoso.com.\tIN\tSRV\n\n;; ANSWER SECTION:\n_vlmcs._tcp.contoso.com.\t600\tIN\tSRV\t0 5 1688 kms01.contoso.com.\n",
		[]string{"answered _vlmcs._tcp.contoso.com srv @/ line 7: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5"}},
	{"host", "_vlmcs._tcp.contoso.com has SRV record 0 5 1688 kms01.contoso.com.\nkms01.contoso.com has address 192.0.2.20\n",
		[]string{"answered searched @/ line 1: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5; kms01.contoso.com=192.0.2.20"}},
	{"host asks a server", "Using domain server:\nName: dc01.contoso.com\nAddress: 192.0.2.10#53\nAliases: \n\n_vlmcs._tcp.contoso.com has SRV record 0 5 1688 kms01.contoso.com.\n",
		[]string{"answered searched @dc01.contoso.com/192.0.2.10 line 6: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5"}},
	{"host finds no name", "Host _vlmcs._tcp.contoso.com not found: 3(NXDOMAIN)\n", []string{"none non-existent-domain searched _vlmcs._tcp.contoso.com @/ line 1:"}},
	{"host finds no record", "_vlmcs._tcp.contoso.com has no SRV record\n", []string{"none no-records searched _vlmcs._tcp.contoso.com @/ line 1:"}},
	{"resolvectl", "_vlmcs._tcp.contoso.com IN SRV 0 5 1688 kms01.contoso.com -- link: eth0\n", []string{"answered @/ line 1: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5"}},
	{"PowerShell table", psTable, []string{"answered searched _vlmcs._tcp.contoso.com srv @/ line 5: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5; kms01.contoso.com=192.0.2.20"}},
	{"PowerShell table, cut to the window", strings.Replace(psTable, "kms01.contoso.com              0        5      1688", "kms01.conto... 0        5      1688", 1),
		[]string{"undecided searched _vlmcs._tcp.contoso.com srv @/ line 5: kms01.contoso.com=192.0.2.20"}},
	{"PowerShell list", psList, []string{"answered searched @/ line 4: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5"}},
	{"PowerShell list of everything", psListAll, []string{"answered searched @/ line 3: _vlmcs._tcp.contoso.com>kms01.contoso.com:1688 0 5"}},
	{"PowerShell list, cut", psList[:strings.Index(psList, "Port")], []string{"undecided searched @/ line 4:"}},
	{"PowerShell error, localised", psFault5, []string{"none non-existent-domain searched _vlmcs._tcp.contoso.com @/ line 1:"}},
	{"PowerShell 7 error", "Resolve-DnsName: _vlmcs._tcp.contoso.com : DNS name does not exist.\n", []string{"none non-existent-domain searched _vlmcs._tcp.contoso.com @/ line 1:"}},
	{"PowerShell 7 error in unknown words", "Resolve-DnsName: _vlmcs._tcp.contoso.com : Der DNS-Name ist nicht vorhanden.\n", []string{"failed unknown searched _vlmcs._tcp.contoso.com @/ line 1:"}},
	{"PowerShell time-out", strings.Replace(psFault5, "DNS_ERROR_RCODE_NAME_ERROR", "ERROR_TIMEOUT", 1), []string{"failed timed-out searched _vlmcs._tcp.contoso.com @/ line 1:"}},
	{"PowerShell finds no record", psSOA, []string{"none no-records searched _vlmcs._tcp.contoso.com srv @/ line 5:"}},
	{"Get-DnsServerResourceRecord", "_vlmcs._tcp               SRV        33         0                    01:00:00        [0][5][1688][kms01.contoso.com.]\n",
		[]string{"answered @/ line 1: _vlmcs._tcp>kms01.contoso.com:1688 0 5"}},
	{"an address", strings.NewReplacer("ANSWER: 2", "ANSWER: 1", ";_vlmcs._tcp.contoso.com.\tIN\tSRV", ";kms01.contoso.com.\tIN\tA",
		"_vlmcs._tcp.contoso.com. 600	IN	SRV	0 5 1688 kms01.contoso.com.\n", "", "_vlmcs._tcp.contoso.com. 600	IN	SRV	0 5 1689 kms02.contoso.com.\n", "").Replace(digFound),
		[]string{"other kms01.contoso.com a @dc01.contoso.com/192.0.2.10 line 15: kms01.contoso.com=192.0.2.20"}},
	{"nothing of the kind", "Please publish _vlmcs._tcp in DNS.\nName : value\n\nPort : 1688\n", nil},
}

func TestParse(t *testing.T) {
	for _, c := range samples {
		var got []string
		for _, a := range Parse(lines(c.text)).Answers {
			got = append(got, show(a))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

func show(a Answer) string {
	w := []string{string(a.Outcome)}
	if a.Reason != "" {
		w = append(w, string(a.Reason))
	}
	if a.Searched {
		w = append(w, "searched")
	}
	for _, s := range []string{a.Asked, a.Type} {
		if s != "" {
			w = append(w, s)
		}
	}
	w = append(w, fmt.Sprintf("@%s/%s line %d:", a.Server, a.ServerIP, a.Line.N))
	var data []string
	for _, r := range a.Records {
		data = append(data, fmt.Sprintf("%s>%s:%d %d %d", r.Owner, r.Host, r.Port, *r.Priority, *r.Weight))
	}
	for _, h := range a.Addresses {
		data = append(data, h.Host+"="+h.IP)
	}
	return strings.TrimSpace(strings.Join(w, " ") + " " + strings.Join(data, "; "))
}

func lines(text string) []textenc.Line {
	return textenc.Decode([]byte(text), "").Lines
}

// TestCut holds that no cut makes an absence or another host out of an answer. A name that is cut behind one of its dots
// looks whole; PowerShell and resolvectl end names with nothing, and print more behind them.
func TestCut(t *testing.T) {
	for _, c := range samples {
		hosts := map[string]bool{"": true}
		for _, a := range Parse(lines(c.text)).Answers {
			for _, r := range a.Records {
				hosts[r.Host] = true
			}
		}
		found := len(hosts) > 1
		for i := range c.text {
			if strings.HasSuffix(c.text[:i], ".") {
				continue
			}
			for _, a := range Parse(lines(c.text[:i])).Answers {
				if found && a.Outcome == "none" && !strings.Contains(c.name, "two") {
					t.Errorf("%s, cut at %d: %s", c.name, i, show(a))
				}
				for _, r := range a.Records {
					if !hosts[r.Host] && !strings.HasPrefix(c.name, "PowerShell") && !strings.HasPrefix(c.name, "resolvectl") {
						t.Errorf("%s, cut at %d: host %q", c.name, i, r.Host)
					}
				}
			}
		}
	}
}

// FuzzParse holds that every line that is cited exists, that values are in range, and that nothing hangs.
func FuzzParse(f *testing.F) {
	for _, c := range samples {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := lines(text)
		log := Parse(in)
		if len(log.Answers) > maxAnswers {
			t.Fatalf("%d answers", len(log.Answers))
		}
		for _, a := range log.Answers {
			if a.Line.N < 1 || a.Line.N > len(in) {
				t.Fatalf("line %d of %d: %s", a.Line.N, len(in), show(a))
			}
			if (a.Outcome == "answered") != (len(a.Records) > 0) || (a.Outcome == "none" || a.Outcome == "failed") != (a.Reason != "") {
				t.Fatalf("%s", show(a))
			}
			for _, r := range a.Records {
				if r.Host == "" || r.Port < 0 || r.Port > 65535 || r.Line.N < 1 || r.Line.N > len(in) {
					t.Fatalf("%+v", r)
				}
			}
		}
	})
}
