package site

import (
	"strings"
	"testing"

	"kmstriage/parse/fact"
)

// known is a site with each thing that an answer depends on; line 1 is "hosts:".
const known = `hosts:
- name: kms01.contoso.com
  serves: [windows, office 2013]
  aliases: [kms.contoso.com, 192.0.2.10]
- name: kms02.contoso.com
  port: 1699
  serves: [office 2016, office 2013]
- name: win.contoso.com
  serves: [windows]
- name: dead.contoso.com
  serves: [office 2013]
  alive: no
- name: twin.a.example
  serves: [office 2010]
- name: twin.b.example
  serves: [office 2010]
retired:
- old.contoso.com
zones: [contoso.com]
publish: no
mak: yes
`

func read(t *testing.T, text string) *Site {
	t.Helper()
	s, wrong := Read("site.yaml", strings.NewReader(text))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return s
}

func TestAnswer(t *testing.T) {
	s := read(t, known)
	asked := func(question, host string, port int, release string) Asked {
		return Asked{Question: question, Host: host, Port: port, Release: release}
	}
	port := func(host string, port, dns int) Asked {
		return Asked{Question: "which-port", Host: host, Port: port, DNSPort: dns}
	}
	same := func(host string, published ...string) Asked {
		return Asked{Question: "same-host", Host: host, Published: published}
	}
	tests := []struct {
		asked Asked
		want  string // "yes", "no" and the source, or "" for open
	}{
		{asked("host-correct", "kms01.contoso.com", 1688, "2013"), "yes site.yaml:3"},
		{asked("host-correct", "KMS01.contoso.com.", 0, "2013"), "yes site.yaml:3"},
		{asked("host-correct", "kms.contoso.com", 1688, "2013"), "yes site.yaml:3"},
		{asked("host-correct", "192.0.2.10", 1688, "2013"), "yes site.yaml:3"},
		{asked("host-correct", "kms01", 1688, "2013"), "yes site.yaml:3"},
		{asked("host-correct", "kms02.contoso.com", 1699, "2013"), "yes site.yaml:7"},
		{asked("host-correct", "kms02.contoso.com", 1688, "2013"), "no site.yaml:6"},
		{asked("host-correct", "kms01.contoso.com", 1699, "2013"), "no site.yaml:2"},
		{asked("host-correct", "kms01.contoso.com", 1688, "2016"), "no site.yaml:3"},
		{asked("host-correct", "win.contoso.com", 1688, ""), "no site.yaml:9"},
		{asked("host-correct", "kms01.contoso.com", 1688, ""), ""},
		{asked("host-correct", "dead.contoso.com", 1688, "2013"), "no site.yaml:12"},
		{asked("host-correct", "old.contoso.com", 1688, "2013"), "no site.yaml:18"},
		{asked("host-correct", "stray.contoso.com", 1688, "2013"), "no site.yaml:1"},
		{asked("host-correct", "kms01.fabrikam.com", 1688, "2013"), "no site.yaml:1"},
		{asked("host-correct", "192.0.2.99", 1688, "2013"), ""},
		{asked("host-correct", "twin", 1688, "2010"), ""},
		{asked("host-correct", "", 1688, "2013"), ""},
		{asked("host-correct", "the KMS host", 0, "2013"), ""},

		{asked("host-for-office", "kms01.contoso.com", 0, "2013"), "yes site.yaml:3"},
		{asked("host-for-office", "win.contoso.com", 0, "2013"), "no site.yaml:9"},
		{asked("host-for-office", "old.contoso.com", 0, "2013"), "no site.yaml:18"},
		{asked("host-for-office", "stray.contoso.com", 0, "2013"), "no site.yaml:1"},
		{asked("can-serve-office", "kms02.contoso.com", 0, "2016"), "yes site.yaml:7"},
		{asked("can-serve-office", "win.contoso.com", 0, "2016"), "no site.yaml:9"},
		{asked("can-serve-office", "stray.contoso.com", 0, "2016"), ""},
		{asked("srv-legit", "win.contoso.com", 0, "2013"), "yes site.yaml:8"},
		{asked("srv-legit", "old.contoso.com", 0, "2013"), "no site.yaml:18"},
		{asked("srv-legit", "dead.contoso.com", 0, "2013"), ""},
		{asked("srv-legit", "stray.contoso.com", 0, "2013"), ""},
		{asked("host-alive", "win.contoso.com", 0, "2013"), "yes site.yaml:8"},
		{asked("host-alive", "dead.contoso.com", 0, "2013"), "no site.yaml:12"},
		{asked("host-alive", "old.contoso.com", 0, "2013"), "no site.yaml:18"},
		{asked("host-alive", "stray.contoso.com", 0, "2013"), ""},

		{port("kms02.contoso.com", 1688, 1699), "yes site.yaml:6"},
		{port("kms02.contoso.com", 1699, 1688), "no site.yaml:6"},
		{port("kms02.contoso.com", 1688, 1690), ""},
		{port("kms01.contoso.com", 1699, 1688), "yes site.yaml:2"},
		{port("stray.contoso.com", 1688, 1699), ""},
		{port("old.contoso.com", 1688, 1699), ""},

		{Asked{Question: "other-host", Host: "kms01.contoso.com", Release: "2013"}, "yes site.yaml:7"},
		{Asked{Question: "other-host", Host: "kms02.contoso.com", Release: "2016"}, "no site.yaml:1"},
		{Asked{Question: "other-host", Computer: "KMS02", Domain: "contoso.com", Release: "2016"}, "no site.yaml:1"},
		{Asked{Question: "other-host", Computer: "KMS02", Release: "2016"}, "no site.yaml:1"},
		{Asked{Question: "other-host", Computer: "KMS02", Domain: "fabrikam.com", Release: "2016"}, "yes site.yaml:7"},
		{Asked{Question: "other-host", Host: "stray", Release: "2024"}, "no site.yaml:1"},
		{Asked{Question: "other-host", Host: "stray"}, ""},

		{same("192.0.2.10", "kms02.contoso.com", "kms01.contoso.com"), "yes site.yaml:4"},
		{same("192.0.2.10", "kms02.contoso.com"), "no site.yaml:2"},
		{same("192.0.2.10", "kms02.contoso.com", "stray.contoso.com"), ""},
		{same("192.0.2.99", "kms01.contoso.com"), ""},
		{same("192.0.2.10"), ""},

		{Asked{Question: "host-should-publish"}, "no site.yaml:20"},
		{Asked{Question: "want-kms", Section: "mak-already-active"}, "no site.yaml:21"},
		{Asked{Question: "want-kms", Section: "non-volume-license"}, ""},
		{Asked{Question: "count-rises", Host: "kms01.contoso.com"}, ""},
		{Asked{Question: "connects", Host: "kms01.contoso.com", Port: 1688}, ""},
		{Asked{Question: "same-machine"}, ""},
	}
	for _, tt := range tests {
		if tt.want != spoken(s.Answer(tt.asked)) {
			t.Errorf("%+v: got %q, want %q", tt.asked, spoken(s.Answer(tt.asked)), tt.want)
		}
	}
}

// TestAnswerOfLittle holds that a site that says little settles little.
func TestAnswerOfLittle(t *testing.T) {
	s := read(t, "retired: [old.contoso.com]\n")
	for _, q := range []string{"host-correct", "host-for-office", "srv-legit", "can-serve-office", "host-alive", "host-should-publish", "which-port", "other-host", "want-kms", "same-host"} {
		a := Asked{Question: q, Section: "mak-already-active", Host: "kms01.contoso.com", Port: 1688, DNSPort: 1699, Release: "2013", Published: []string{"kms02.contoso.com"}}
		if got := spoken(s.Answer(a)); got != "" {
			t.Errorf("%s: %s", q, got)
		}
	}
	s = read(t, "publish: yes\nmak: no\n")
	if got := spoken(s.Answer(Asked{Question: "host-should-publish"})); got != "yes site.yaml:1" {
		t.Error(got)
	}
	if got := spoken(s.Answer(Asked{Question: "want-kms", Section: "mak-already-active"})); got != "yes site.yaml:2" {
		t.Error(got)
	}
	if _, ok := s.KMSHost(Asked{Release: "2013"}); ok {
		t.Error("a host out of nothing")
	}
}

func TestKMSHost(t *testing.T) {
	s := read(t, known)
	tests := []struct {
		name  string
		asked Asked
		want  string
		port  int
		zone  string
	}{
		{"none asked", Asked{Release: "2013"}, "kms01.contoso.com", 1688, "contoso.com"},
		{"another than the one that failed", Asked{Release: "2013", Host: "kms01.contoso.com", Port: 1688}, "kms02.contoso.com", 1699, "contoso.com"},
		{"the same on its right port", Asked{Release: "2013", Host: "kms01.contoso.com", Port: 1699}, "kms01.contoso.com", 1688, "contoso.com"},
		{"the only one", Asked{Release: "2016", Host: "kms02.contoso.com", Port: 1699}, "kms02.contoso.com", 1699, "contoso.com"},
		{"the only one proved not to serve", Asked{Release: "2016", Host: "kms02.contoso.com", Port: 1699, Section: "host-wrong-type"}, "", 0, ""},
		{"not the client itself", Asked{Release: "2013", Computer: "kms01", Domain: "contoso.com"}, "kms02.contoso.com", 1699, "contoso.com"},
		{"in another zone", Asked{Release: "2010"}, "twin.a.example", 1688, "contoso.com"},
		{"nobody serves it", Asked{Release: "2024"}, "", 0, ""},
		{"release unknown", Asked{}, "", 0, ""},
	}
	for _, tt := range tests {
		h, ok := s.KMSHost(tt.asked)
		if ok != (tt.want != "") || h.Host != tt.want || h.Port != tt.port || h.Zone != tt.zone {
			t.Errorf("%s: %+v", tt.name, h)
		}
	}
	s = read(t, "hosts: [{name: a.corp.contoso.com, serves: [2013]}]\nzones: [contoso.com, corp.contoso.com, eu.contoso.com]\n")
	for domain, want := range map[string]string{"EU.contoso.com": "eu.contoso.com", "": "corp.contoso.com", "fabrikam.com": "corp.contoso.com"} {
		if h, _ := s.KMSHost(Asked{Release: "2013", Domain: domain}); h.Zone != want {
			t.Errorf("client of %q: zone %q, want %q", domain, h.Zone, want)
		}
	}
}

// spoken is an answer in short: "yes site.yaml:3", "" where there is none.
func spoken(yes bool, why fact.Line, ok bool) string {
	switch {
	case !ok:
		return ""
	case yes:
		return "yes " + why.Source.String()
	}
	return "no " + why.Source.String()
}
