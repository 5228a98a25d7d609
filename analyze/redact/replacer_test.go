package redact

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"kmstriage/parse/format/textenc"
)

func seeded() *Map { return MapOf([]byte("a secret of the tests")) }

// learned is a replacer that knows hosts and the names that the texts themselves tell.
func learned(hosts []string, texts ...string) *replacer {
	r := newReplacer(Options{Map: seeded(), Public: func(id string) bool { return id == "gvgxt" }})
	for _, h := range hosts {
		r.host(h)
	}
	for _, s := range texts {
		r.learnText(s)
	}
	r.settle()
	return r
}

// TestShapes holds what stays of a text: its words, and the shape of what is replaced.
func TestShapes(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"KMS machine name from DNS: kms01.contoso.com:1688", `^KMS machine name from DNS: [a-z]{3}\d\d\.[a-z]{7}\.alt:1688$`},
		{"\tKMS01.CONTOSO.COM", `^\t[A-Z]{3}\d\d\.[A-Z]{7}\.ALT$`},
		{"kms01.contoso.local", `^[a-z]{3}\d\d\.[a-z]{7}\.local$`},
		{"Address:  10.0.0.10", `^Address:  198\.18\.\d+\.\d+$`},
		{"Address:192.0.2.1#53", `^Address:198\.19\.\d+\.\d+#53$`},
		{"Windows OS version: 6.1.7601.2.00010300.1.0.004", `^Windows OS version: 6.1.7601.2.00010300.1.0.004$`},
		{"service version: 10.0.14.5", `^service version: 10.0.14.5$`},
		{"::1 127.0.0.1 0.0.0.0 255.255.255.0", `^::1 127.0.0.1 0.0.0.0 255.255.255.0$`},
		{"Address:fd00::a1:1688 fe80::1c2d%12", `^Address:2001:db8::[0-9a-f]{2}:1688 fe80::[0-9a-f]{4}%12$`},
		{"10.1.2.3.in-addr.arpa 3.2.1.10", `^\d+\.\d+\.19\.198\.in-addr\.arpa \d+\.\d+\.\d+\.\d+$`},
		{"cmid 5A3C1E2B-7D4F-4C18-9A60-1B2C3D4E5F60,", `^cmid [0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-9[0-9A-F]{3}-[0-9A-F]{12},$`},
		{"SID: S-1-5-21-1234567890-2345678901-345678901-1104 S-1-5-18", `^SID: S-1-5-21-[1-3]\d{9}-[1-3]\d{9}-\d{9}-\d{4} S-1-5-18$`},
		{"S-1-5-21-1234567890-2345678901-345678901-500", `^S-1-5-21-\d{10}-\d{10}-\d{9}-500$`},
		{"Product Key: ABCDE-FGHJK-LMNPQ-RSTUV-WXY23", `^Product Key: XXXXX-XXXXX-XXXXX-XXXXX-[A-Z]{3}\d\d$`},
		{"Key: YC7DK-G2NP3-2QQC3-J6H88-GVGXT", `^Key: XXXXX-XXXXX-XXXXX-XXXXX-GVGXT$`},
		{"Installation ID: 012345678901234567890123456789012345678901234567890123456789012", `^Installation ID: X{63}$`},
		{"012345-012345-012345-012345-012345-012345-012345-012345", `^X{6}(-X{6}){7}$`},
		{"Windows Product ID: 00426-OEM-8992662-00006", `^Windows Product ID: 00426-OEM-\d{7}-\d{5}$`},
		{"ID: 00346-80000-00010-AA884SKU ID: 5a3c1e2b-7d4f-4c18-9a60-1b2c3d4e5f60LICENSE", `^ID: 00346-80000-\d{5}-AA\d{3}SKU ID: [0-9a-f-]{36}LICENSE$`},
		{"Physical Address: 00-15-5D-01-02-03", `^Physical Address: 02(-[0-9A-F]{2}){5}$`},
		{`Path=C:\Users\jsmith\Desktop`, `^Path=C:\\Users\\[a-z]{6}\\Desktop$`},
		{`Username: FABRIKAM\john.smith, IsAdmin: True`, `^Username: [A-Z]{8}\\[a-z]{4}\.[a-z]{5}, IsAdmin: True$`},
		{`mail jane.roe@fabrikam.com now`, `^mail [a-z]{4}\.[a-z]{3}@[a-z]{8}\.alt now$`},
		{"svckms01x and contoso", `^svckms01x and [a-z]{7}$`}, // a short name is not looked for in a word
		{"adcontoso1", `^ad[a-z]{7}1$`},
		{"time.windows.com kms.core.windows.net schemas.microsoft.com", `^time.windows.com kms.core.windows.net schemas.microsoft.com$`},
		{"contoso.onmicrosoft.com", `^[a-z]{7}\.onmicrosoft\.com$`},
		{`C:\Program Files (x86)\Microsoft Office\Office15\OSPP.VBS`, `^C:\\Program Files \(x86\)\\Microsoft Office\\Office15\\OSPP.VBS$`},
		{"System.Net.WebException: ASP.NET at ospp.vbs", `^System.Net.WebException: ASP.NET at ospp.vbs$`},
		{"2016/06/21 16:01, 0x800706BA, 09:04:00.123", `^2016/06/21 16:01, 0x800706BA, 09:04:00.123$`},
		{"m\u00fcnchen.de xn--mnchen-3ya.de", `^[a-z]{7}\.zz [a-z]{7}\.zz$`},
	} {
		r := learned([]string{"kms01.contoso.com"}, x.text)
		got := r.text(x.text)
		if !regexp.MustCompile(x.want).MatchString(got) {
			t.Errorf("%q: %q, want %s", x.text, got, x.want)
		}
	}
}

// TestRelations holds what stays true between two texts that were redacted.
func TestRelations(t *testing.T) {
	const long = "verylongcomputername01"
	r := learned([]string{"kms01.contoso.com", "dc01.emea.contoso.com", "kms01.contoso.net", long})
	for _, s := range []string{"KMS01", "kms01", "Kms01"} {
		if got, want := strings.ToLower(r.text(s)), strings.Split(r.text("kms01.contoso.com"), ".")[0]; got != want {
			t.Errorf("%s: the short name %q is not the first label of the long one, %q", s, got, want)
		}
	}
	if domain := r.text("contoso.com"); !strings.HasSuffix(r.text("dc01.emea.contoso.com"), "."+domain) {
		t.Errorf("%q is not below %q", r.text("dc01.emea.contoso.com"), domain)
	}
	if a, b := r.text("kms01.contoso.com"), r.text("kms01.contoso.net"); a == b {
		t.Errorf("two domains became one: %q", a)
	}
	if a, b := r.text(long), r.text(long[:netbiosLength]); !strings.HasPrefix(a, b) || len(b) != netbiosLength {
		t.Errorf("a name that Windows cut, %q, is not the beginning of %q", b, a)
	}
	if a, b := r.text("10.1.2.3"), r.text("10.1.2.77"); a[:strings.LastIndexByte(a, '.')] != b[:strings.LastIndexByte(b, '.')] || a == b {
		t.Errorf("neighbours became %s and %s", a, b)
	}
	if a, b := r.text("fd00::1:2"), r.text("FD00:0:0:0:0:0:1:2"); netip.MustParseAddr(a) != netip.MustParseAddr(b) {
		t.Errorf("two spellings of one address became %s and %s", a, b)
	}
}

// TestTorn holds that a name which a window's edge has torn is replaced, and torn at the same place.
func TestTorn(t *testing.T) {
	line := "KMS machine name from DNS: " + strings.Repeat("-", 80-27-9) + " kms01.co"
	s := line + "\r\nntoso.com:1688\r\nkms01.contoso.com\r\n"
	r := learned([]string{"kms01.contoso.com"})
	got := r.text(s)
	lines := strings.Split(got, "\r\n")
	if len(lines) != 4 || len(lines[0]) != 80 || lines[0][72:]+lines[1] != lines[2]+":1688" || strings.Contains(got, "kms01") {
		t.Errorf("%q", got)
	}
}

// TestManyNetworks holds that no two addresses become one, however many there are.
func TestManyNetworks(t *testing.T) {
	m := seeded()
	seen := map[string]string{}
	for a := range 600 {
		s := fmt.Sprintf("10.%d.%d.%d", a/256, a%256, a%250+1)
		got := m.become(classAddress, s)
		if got == "" || seen[got] != "" {
			t.Fatalf("%s became %s, as did %q", s, got, seen[got])
		}
		seen[got] = s
	}
}

// TestSameSecretSameToken holds that a word becomes the same whatever else there is, and another with another secret.
func TestSameSecretSameToken(t *testing.T) {
	a, b := seeded(), seeded()
	for i := range 100 {
		b.label(fmt.Sprintf("other%03d", i))
	}
	if x, y := a.label("contoso"), b.label("contoso"); x != y {
		t.Errorf("%q and %q", x, y)
	}
	if x, y := a.label("contoso"), NewMap().label("contoso"); x == y {
		t.Errorf("two secrets gave the same, %q", x)
	}
}

// TestCodings holds that names in other codings are found, replaced and searched for.
func TestCodings(t *testing.T) {
	list := func(s string) string {
		var out []string
		for _, b := range widened(s) {
			out = append(out, fmt.Sprintf("%02x", b))
		}
		return strings.Join(out[:20], ",") + ",\\\r\n  " + strings.Join(out[20:], ",")
	}
	script := base64.StdEncoding.EncodeToString(widened("nslookup kms01.contoso.com"))
	plain := base64.StdEncoding.EncodeToString([]byte("nslookup kms01.contoso.com"))
	for _, s := range []string{
		`"DnsDomainPublishList"=hex(7):` + list("contoso.com\x00emea.contoso.com\x00\x00"),
		"powershell -enc " + script,
		"powershell " + plain,
		`{"host": "m\u00fcnchen"}`, "<a>m&#252;nchen m&#xfc;nchen</a> m%c3%bcnchen",
	} {
		r := learned([]string{"m\u00fcnchen.de"}, s)
		got := r.text(s)
		if got == s {
			t.Errorf("%q stays", s)
		}
		c := Capsule{Files: []File{{Path: "a", Content: []byte(s)}}}
		if len(c.Leaks(r.m)) == 0 {
			t.Errorf("%q is not found to tell a name", s)
		}
		c.Files[0].Content = []byte(got)
		if found := c.Leaks(r.m); len(found) > 0 {
			t.Errorf("%q: %v", got, found)
		}
		if strings.Contains(s, "hex(7)") {
			if was, is := decodedHex(s[strings.Index(s, ":"):]), decodedHex(got[strings.Index(got, ":"):]); len(was) != len(is) || !strings.HasSuffix(got, "00") || strings.Count(got, "\\\r\n") != 1 {
				t.Errorf("%q", got)
			}
		}
	}
	stays := `"Path"=hex(2):43,00,3a,00,5c,00,57,00,69,00,6e,00,64,00 OfficeSoftwareProtectionPlatform`
	if got := learned(nil, stays).text(stays); got != stays {
		t.Errorf("%q", got)
	}
}

// FuzzText holds that whatever a text is, no name that was learned is left in it, and with the map it becomes what it was.
func FuzzText(f *testing.F) {
	for _, s := range []string{"kms01.contoso.com:1688 10.0.0.10 fe80::1", "C:\\Users\\jsmith>", "KMS01\r\n", "S-1-5-21-1-2-3-1104", "\u0130stanbul.contoso.com"} {
		f.Add(s, "kms01.contoso.com")
	}
	f.Fuzz(func(t *testing.T, s, host string) {
		if !utf8.ValidString(s) || !utf8.ValidString(host) {
			return
		}
		r := learned([]string{host}, s)
		got := r.text(s)
		c := Capsule{Files: []File{{Path: "a", Content: textenc.Form{Encoding: "utf-8"}.Encode(got)}}}
		if found := c.Leaks(r.m); len(found) > 0 {
			t.Errorf("%q became %q: %v", s, got, found)
		}
		r.m.Restorer().Text(got)
	})
}
