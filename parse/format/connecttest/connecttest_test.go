package connecttest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

const tnc = "PS C:\\> Test-NetConnection kms01.contoso.com -Port 1688\n\n\nComputerName     : kms01.contoso.com\nRemoteAddress    : 192.0.2.20\nRemotePort       : 1688\n" +
	"InterfaceAlias   : Ethernet\nSourceAddress    : 192.0.2.55\nTcpTestSucceeded : True\n\n\n"

const tncFailed = "WARNING: TCP connect to (192.0.2.20 : 1688) failed\n\nComputerName           : kms01.contoso.com\nRemoteAddress          : 192.0.2.20\nRemotePort             : 1688\n" +
	"InterfaceAlias         : Ethernet\nSourceAddress          : 192.0.2.55\nPingSucceeded          : False\nPingReplyDetails (RTT) : 0 ms\nTcpTestSucceeded       : False\n"

const portqry = "\nQuerying target system called:\n\n kms01.contoso.com\n\nAttempting to resolve name to IP address...\n\n\nName resolved to 192.0.2.20\n\nquerying...\n\nTCP port 1688 (unknown service): NOT LISTENING\n"

var samples = []struct {
	name, text string
	want       []string
}{
	{"Test-NetConnection", tnc, []string{"Test-NetConnection kms01.contoso.com 192.0.2.20 1688 reached@9"}},
	{"Test-NetConnection fails", tncFailed, []string{"Test-NetConnection kms01.contoso.com 192.0.2.20 1688 failed@10"}},
	{"Test-NetConnection twice", tncFailed + tnc, []string{"Test-NetConnection kms01.contoso.com 192.0.2.20 1688 failed@10", "Test-NetConnection kms01.contoso.com 192.0.2.20 1688 reached@19"}},
	{"Test-NetConnection of a name without address", "PS C:\\> tnc kms01.contoso.com -Port 1688\nWARNING: Name resolution of kms01.contoso.com failed\n\nComputerName   : kms01.contoso.com\nRemoteAddress  : \nInterfaceAlias : \nSourceAddress  : \nPingSucceeded  : False\n",
		[]string{"Test-NetConnection kms01.contoso.com  1688 unresolved@2"}},
	{"Test-NetConnection, quiet", "PS C:\\> Test-NetConnection -ComputerName kms01.contoso.com -Port 1688 -InformationLevel Quiet\nTrue\n", []string{"Test-NetConnection kms01.contoso.com  1688 reached@2"}},
	{"Test-NetConnection, ping only", strings.ReplaceAll(tnc, "RemotePort       : 1688\n", "")[60:], nil},
	{"Test-NetConnection, cut", tncFailed[:strings.Index(tncFailed, "TcpTest")], nil},
	{"telnet", "C:\\>telnet kms01.contoso.com 1688\nConnecting To kms01.contoso.com...Could not open connection to the host, on port 1688: Connect failed\n", []string{"telnet kms01.contoso.com  1688 failed@2"}},
	{"telnet, German", "Verbindungsaufbau zu kms01.contoso.com...Es konnte keine Verbindung mit dem Host hergestellt werden, auf Port 1688: Verbinden fehlgeschlagen\n",
		[]string{"telnet kms01.contoso.com  1688 failed@1"}},
	{"telnet, wrapped", "C:\\>telnet 192.0.2.20 1688\nVerbindungsaufbau zu 192.0.2.20...\nEs konnte keine Verbindung hergestellt werden, auf Port 1688: Verbinden fehlgeschlagen\n", []string{"telnet 192.0.2.20  1688 failed@3"}},
	{"portqry", portqry, []string{"portqry kms01.contoso.com 192.0.2.20 1688 refused@13"}},
	{"portqry filtered", strings.Replace(portqry, "NOT LISTENING", "FILTERED", 1), []string{"portqry kms01.contoso.com 192.0.2.20 1688 silent@13"}},
	{"portqry listening", strings.Replace(portqry, "NOT LISTENING", "LISTENING", 1), []string{"portqry kms01.contoso.com 192.0.2.20 1688 reached@13"}},
	{"tcping", "Probing 192.0.2.20:1688/tcp - No response - time=2013.912ms\nProbing 192.0.2.20:1688/tcp - Port is open - time=1.2ms\n", []string{"tcping 192.0.2.20  1688 reached@2"}},
	{"psping", "Connecting to 192.0.2.20:1688 (warmup): from 192.0.2.55:50432: 1.23ms\nConnecting to 192.0.2.20:1688: from 192.0.2.55:50433: 1.20ms\n", []string{"psping 192.0.2.20  1688 reached@1"}},
	{"psping fails", "Connecting to 192.0.2.20:1688 (warmup):\nThis operation returned because the timeout period expired.\n", []string{"psping 192.0.2.20  1688 failed@1"}},
	{"nc", "Connection to kms01.contoso.com (192.0.2.20) 1688 port [tcp/*] succeeded!\n", []string{"nc kms01.contoso.com 192.0.2.20 1688 reached@1"}},
	{"nc fails", "nc: connect to kms01.contoso.com (192.0.2.20) port 1688 (tcp) failed: Connection refused\n", []string{"nc kms01.contoso.com 192.0.2.20 1688 refused@1"}},
	{"prose", "We waited for kms01... and port 1688 was closed.\nTrue\n", nil},
}

func TestParse(t *testing.T) {
	for _, c := range samples {
		var got []string
		for _, x := range Parse(lines(c.text)) {
			got = append(got, fmt.Sprintf("%s %s %s %d %s@%d", x.Tool, x.Host, x.Address, x.Port, x.Outcome, x.Line.N))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

func lines(text string) []textenc.Line { return textenc.Decode([]byte(text), "").Lines }

// FuzzParse holds that every test is whole and has its line, and that nothing hangs.
func FuzzParse(f *testing.F) {
	for _, c := range samples {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := lines(text)
		for _, x := range Parse(in) {
			if x.Host == "" || x.Port < 1 || x.Port > 65535 || x.Outcome == "" || x.Line.N < 1 || x.Line.N > len(in) {
				t.Fatalf("%+v of %d lines", x, len(in))
			}
		}
	})
}
