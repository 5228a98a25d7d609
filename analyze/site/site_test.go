package site

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// example is the file that docs/site.md shows.
func example(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "site.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(b), "```yaml\n")
	text, _, end := strings.Cut(rest, "```")
	if !ok || !end {
		t.Fatal("docs/site.md shows no example")
	}
	return text
}

func TestDocumentedExample(t *testing.T) {
	got, wrong := Read("site.yaml", strings.NewReader(example(t)))
	if len(wrong) > 0 {
		t.Fatalf("mistakes in the documented example: %v", wrong)
	}
	want := &Site{
		Name: "site.yaml", HostsLine: 2,
		Hosts: []Host{
			{Name: "kms01.contoso.com", Port: 1688, Serves: []string{"windows", "office 2010", "office 2013"}, Aliases: []string{"kms.contoso.com", "192.0.2.10"},
				Line: 3, PortLine: 4, ServesLine: 5, AliasLine: 6, AliveLine: 3},
			{Name: "kms02.contoso.com", Port: 1699, Serves: []string{"office 2016", "office 2019", "office 2021", "office 2024"}, Line: 7, PortLine: 8, ServesLine: 9, AliasLine: 7, AliveLine: 7},
			{Name: "kms03.contoso.com", Port: 1688, Serves: []string{"windows"}, Dead: true, Line: 10, PortLine: 10, ServesLine: 11, AliasLine: 10, AliveLine: 12},
		},
		Retired: []Retired{{"kms-old.contoso.com", 14}},
		Zones:   []Zone{{"contoso.com", 15}, {"corp.contoso.com", 15}},
		Publish: &Choice{true, 16}, MAK: &Choice{false, 17},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestDocumentedKeys holds that docs/site.md explains every key and product, and no other.
func TestDocumentedKeys(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "site.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"hosts", "retired", "zones", "publish", "mak", "name", "serves", "port", "aliases", "alive"} {
		if !strings.Contains(string(b), "\n| `"+k+"` |") {
			t.Errorf("docs/site.md does not explain %s", k)
		}
	}
	for _, p := range Products() {
		if !strings.Contains(string(b), "`"+p+"`") {
			t.Errorf("docs/site.md does not name %s", p)
		}
	}
}

func TestMistakes(t *testing.T) {
	const host = "hosts:\n- name: a.contoso.com\n  serves: [windows]\n"
	tests := []struct {
		name, file string
		want       []string
	}{
		{"empty", "", []string{`nothing is in the file at line 1: want at least "hosts:"`}},
		{"comment only", "# nothing\n", []string{`nothing is in the file at line 1: want at least "hosts:"`}},
		{"a list", "- a\n", []string{"the file is a list at line 1: want keys: hosts, mak, publish, retired, zones"}},
		{"no yaml", "hosts: [a\nmak: yes\n", []string{"not YAML"}},
		{"tab", "hosts:\n\t- name: a\n", []string{"not YAML: found character that cannot start any token at line 2"}},
		{"control character", "mak: \x01\n", []string{"not YAML: control characters are not allowed"}},
		{"two documents", "mak: yes\n---\nmak: no\n", []string{"a second document at line 2: a site is one document: take the --- out"}},
		{"unknown key", "mak: yes\n\n\nhost: []\n", []string{`unknown key "host" at line 4: did you mean "hosts"?`}},
		{"unknown key, none near", "kms-servers: []\n", []string{`unknown key "kms-servers" at line 1: want one of hosts, mak, publish, retired, zones`}},
		{"unknown key of a host", host + "  prot: 1\n", []string{`unknown key "prot" at line 4: did you mean "port"?`}},
		{"swapped letters", "hsots: []\n", []string{`unknown key "hsots" at line 1: did you mean "hosts"?`}},
		{"key twice", "mak: yes\nmak: no\n", []string{`key "mak" a second time at line 2: it stands at line 1 already`}},
		{"merge", "x: &a {mak: yes}\n<<: *a\n", []string{`unknown key "x" at line 1: want one of hosts, mak, publish, retired, zones`, `unknown key "<<" at line 2: want one of hosts, mak, publish, retired, zones`}},
		{"reference", "publish: &p yes\nmak: *p\n", []string{"mak is a reference (*p) at line 2: want yes or no"}},
		{"key that is no word", "? [a]\n: b\n", []string{"a key that is a list at line 1: want one of hosts, mak, publish, retired, zones"}},
		{"wrong kinds", "hosts: kms01\nretired: 5\nzones: {a: b}\npublish: maybe\nmak:\n", []string{
			`hosts is "kms01" at line 1: want a list of hosts, each with name and serves`, "retired is the number 5 at line 2: want a list of host names",
			"zones is a mapping at line 3: want a list of DNS zones", `publish is "maybe" at line 4: want yes or no`, "mak is empty at line 5: want yes or no"}},
		{"empty list", "retired: []\n", []string{"retired is an empty list at line 1: want a list of host names, or leave the key out"}},
		{"host is a word", "hosts: [kms01]\n", []string{`a host is "kms01" at line 1: want keys: alias`}},
		{"host without all", "hosts:\n- port: 1688\n", []string{"a host without name at line 2: want name: and its full name", "a host without serves at line 2: want serves: and a list out of windows, office 2010"}},
		{"name is a number", "hosts:\n- name: 17\n  serves: [windows]\n", []string{"name is the number 17 at line 2: want a name"}},
		{"name with port", "hosts:\n- name: a.contoso.com:1688\n  serves: [windows]\n", []string{`name "a.contoso.com:1688" holds a port at line 2: write a.contoso.com, and the port as port: 1688 beside name`}},
		{"name is no name", "hosts:\n- name: a & calc\n  serves: [windows]\n- name: -a\n  serves: [windows]\n- name: a..b\n  serves: [windows]\n", []string{
			`name "a & calc" is neither a host name nor an address at line 2: want a name like kms01.contoso.com`,
			`name "-a" is neither a host name nor an address at line 4: want a name like kms01.contoso.com`,
			`name "a..b" is neither a host name nor an address at line 6: want a name like kms01.contoso.com`}},
		{"bad ports", "hosts:\n- {name: a, serves: [windows], port: 0}\n- {name: b, serves: [windows], port: 65536}\n- {name: c, serves: [windows], port: \"1688\"}\n- {name: d, serves: [windows], port: 1688.5}\n- {name: e, serves: [windows], port: [1]}\n", []string{
			"port is the number 0 at line 2: want a number from 1 to 65535, without quotes", "port is the number 65536 at line 3: want a number from 1 to 65535, without quotes",
			`port is "1688" at line 4: want a number from 1 to 65535, without quotes`, "port is the number 1688.5 at line 5: want a number from 1 to 65535, without quotes",
			"port is a list at line 6: want a number from 1 to 65535, without quotes"}},
		{"products", "hosts:\n- name: a\n  serves: [window, office 2012, 2013, Office 2013, ~, [x]]\n", []string{
			`unknown product "window" at line 3: did you mean "windows"?`, `unknown product "office 2012" at line 3: did you mean "office 2010"?`,
			`product "office 2013" a second time at line 3: once is enough`, "a product that is empty at line 3: want one of windows, office 2010", "a product that is a list at line 3: want one of windows"}},
		{"duplicate host", host + "- name: A.contoso.com.\n  serves: [windows]\n", []string{`"A.contoso.com." a second time at line 4: it stands at line 2 already`}},
		{"alias of another", host + "- name: b.contoso.com\n  serves: [windows]\n  aliases: [a.contoso.com]\n", []string{`"a.contoso.com" a second time at line 6: it stands at line 2 already`}},
		{"one address, two spellings", host + "  aliases: [\"2001:db8::1\", \"2001:0db8:0::1\"]\n", []string{`"2001:0db8:0::1" a second time at line 4: it stands at line 4 already`}},
		{"live and retired", host + "retired: [a.contoso.com]\n", []string{`"a.contoso.com" is listed as live and as retired at line 4: see line 2, and take one of the two out`}},
		{"retired first", "retired: [a.contoso.com]\n" + host, []string{`"a.contoso.com" is listed as live and as retired at line 3: see line 1, and take one of the two out`}},
		{"retired twice", "retired: [a, a]\n", []string{`"a" a second time at line 1: it stands at line 1 already`}},
		{"zones", "zones: [contoso.com, CONTOSO.COM., 192.0.2.1, \"a b\"]\n", []string{`zone "CONTOSO.COM." a second time at line 1: it stands at line 1 already`,
			`zone "192.0.2.1" is no DNS zone at line 1: want a name like contoso.com`, `zone "a b" is no DNS zone at line 1: want a name like contoso.com`}},
		{"by line, not by kind", "hosts:\n- serves: [x]\nmak: 5\n", []string{`unknown product "x" at line 2`, "a host without name at line 2", "mak is the number 5 at line 3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, got := Read("site.yaml", strings.NewReader(tt.file))
			if s != nil {
				t.Error("a site came of it")
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got %d mistakes, want %d:\n%v", len(got), len(tt.want), got)
			}
			for i, m := range got {
				if !strings.HasPrefix(m.String(), tt.want[i]) {
					t.Errorf("got  %s\nwant %s", m, tt.want[i])
				}
			}
		})
	}
}

func TestTooLong(t *testing.T) {
	if s, wrong := Read("x", strings.NewReader("mak: yes\n"+strings.Repeat("#\n", maxBytes/2))); s != nil || len(wrong) != 1 || wrong[0].Hint != "this is no site file" {
		t.Errorf("%v %v", s, wrong)
	}
}

// TestSpellings holds what people write in place of the documented form.
func TestSpellings(t *testing.T) {
	s, wrong := Read("x", strings.NewReader("\ufeffpublish: True\r\nmak: OFF\r\nhosts:\r\n- {name: KMS_01, serves: [WINDOWS, 2013, office2016, Office-2019]}\r\nzones: [_vlmcs._tcp.Contoso.com.]\r\n"))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if !s.Publish.Yes || s.MAK.Yes || s.Zones[0].Name != "contoso.com" {
		t.Errorf("%+v %+v %+v", s.Publish, s.MAK, s.Zones)
	}
	if d := cmp.Diff([]string{"windows", "office 2013", "office 2016", "office 2019"}, s.Hosts[0].Serves); d != "" {
		t.Error(d)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("hosts:\n- name: a\n  serves: [windows]\n  aliases: [b]\n  port: 1\n  alive: no\nretired: [c]\nzones: [d]\npublish: yes\nmak: no\n")
	f.Add("a: &a [*a]\n")
	f.Add("- ? {a: b}\n  : !!binary x\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, wrong := Read("x", strings.NewReader(text))
		if (s == nil) != (len(wrong) > 0) {
			t.Fatalf("site %v with mistakes %v", s, wrong)
		}
		if s == nil {
			return
		}
		for _, h := range s.Hosts {
			if !isName(h.Name) || h.Port < 1 || h.Port > 65535 || len(h.Serves) == 0 || h.Line == 0 {
				t.Fatalf("%+v", h)
			}
		}
	})
}
