package ipconfig

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

const english = `
Windows IP Configuration

   Host Name . . . . . . . . . . . . : CL01
   Primary Dns Suffix  . . . . . . . : contoso.com
   Node Type . . . . . . . . . . . . : Hybrid
   IP Routing Enabled. . . . . . . . : No
   WINS Proxy Enabled. . . . . . . . : No
   DNS Suffix Search List. . . . . . : contoso.com
                                       emea.contoso.com

Ethernet adapter Ethernet:

   Connection-specific DNS Suffix  . : lan.contoso.com
   Description . . . . . . . . . . . : Intel(R) Ethernet Connection
   Physical Address. . . . . . . . . : 00-00-5E-00-53-01
   DHCP Enabled. . . . . . . . . . . : Yes
   IPv4 Address. . . . . . . . . . . : 192.0.2.55(Preferred) 
   Subnet Mask . . . . . . . . . . . : 255.255.255.0
   Default Gateway . . . . . . . . . : 192.0.2.1
   DNS Servers . . . . . . . . . . . : 192.0.2.10
                                       192.0.2.11
   NetBIOS over Tcpip. . . . . . . . : Enabled

Tunnel adapter isatap:

   Media State . . . . . . . . . . . : Media disconnected
   Connection-specific DNS Suffix  . : 
`

const german = `
Windows-IP-Konfiguration

   Hostname  . . . . . . . . . . . . : CL01
   Primäres DNS-Suffix . . . . . . . : 
   Knotentyp . . . . . . . . . . . . : Hybrid
   IP-Routing aktiviert  . . . . . . : Nein
   WINS-Proxy aktiviert  . . . . . . : Nein

Ethernet-Adapter Ethernet:

   Verbindungsspezifisches DNS-Suffix: fritz.box
   DNS-Server  . . . . . . . . . . . : fe80::1%12
                                       192.0.2.1
`

const japanese = `
Windows IP 構成

   ホスト名. . . . . . . . . . . . . . .: CL01
   プライマリ DNS サフィックス . . . . .: contoso.com
   ノード タイプ . . . . . . . . . . . .: ハイブリッド
   IP ルーティング有効 . . . . . . . . .: いいえ
   WINS プロキシ有効 . . . . . . . . . .: いいえ
   DNS サフィックス検索一覧. . . . . . .: contoso.com

イーサネット アダプター イーサネット:

   接続固有の DNS サフィックス . . . . .: contoso.com
   DNS サーバー. . . . . . . . . . . . .: 192.0.2.10
`

func TestParse(t *testing.T) {
	at := func(n int, text string) textenc.Line { return textenc.Line{N: n, Text: text} }
	for _, c := range []struct {
		name, text string
		want       Config
	}{
		{"English", english, Config{Host: "CL01", Suffix: "contoso.com", Search: []string{"contoso.com", "emea.contoso.com"}, Connections: []string{"lan.contoso.com"},
			Servers: []string{"192.0.2.10", "192.0.2.11"}, Rows: 17, HostLine: at(4, "Host Name . . . . . . . . . . . . : CL01"), SuffixLine: at(5, "Primary Dns Suffix  . . . . . . . : contoso.com"),
			SearchLine: at(9, "DNS Suffix Search List. . . . . . : contoso.com"), ConnectionLine: at(14, "Connection-specific DNS Suffix  . : lan.contoso.com"), ServerLine: at(21, "DNS Servers . . . . . . . . . . . : 192.0.2.10")}},
		{"German, in a workgroup", german, Config{Host: "CL01", Connections: []string{"fritz.box"}, Servers: []string{"fe80::1", "192.0.2.1"}, Rows: 7,
			ConnectionLine: at(12, "Verbindungsspezifisches DNS-Suffix: fritz.box"), HostLine: at(4, "Hostname  . . . . . . . . . . . . : CL01"),
			ServerLine: at(13, "DNS-Server  . . . . . . . . . . . : fe80::1%12")}},
		{"Japanese", japanese, Config{Host: "CL01", Suffix: "contoso.com", Search: []string{"contoso.com"}, Connections: []string{"contoso.com"}, Servers: []string{"192.0.2.10"}, Rows: 8,
			HostLine: at(4, "ホスト名. . . . . . . . . . . . . . .: CL01"), SuffixLine: at(5, "プライマリ DNS サフィックス . . . . .: contoso.com"), SearchLine: at(9, "DNS サフィックス検索一覧. . . . . . .: contoso.com"),
			ConnectionLine: at(13, "接続固有の DNS サフィックス . . . . .: contoso.com"), ServerLine: at(14, "DNS サーバー. . . . . . . . . . . . .: 192.0.2.10")}},
		{"something else", "Name: x\nTable of contents ....... : 3\n", Config{}},
	} {
		if d := cmp.Diff(c.want, Parse(lines(c.text))); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

func lines(text string) []textenc.Line { return textenc.Decode([]byte(text), "").Lines }

// FuzzParse holds that what is told has its line, and that nothing hangs.
func FuzzParse(f *testing.F) {
	f.Add(english)
	f.Add(german)
	f.Add(japanese)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := lines(text)
		c := Parse(in)
		for _, x := range []struct {
			told bool
			line textenc.Line
		}{{c.Suffix != "", c.SuffixLine}, {len(c.Search) > 0, c.SearchLine}, {len(c.Connections) > 0, c.ConnectionLine}, {len(c.Servers) > 0, c.ServerLine}} {
			if x.told != (x.line.N > 0) || x.line.N > len(in) {
				t.Fatalf("%+v", c)
			}
		}
		if len(c.Search) > maxList || len(c.Servers) > maxList || len(c.Connections) > maxList {
			t.Fatalf("%d %d %d", len(c.Search), len(c.Servers), len(c.Connections))
		}
	})
}
