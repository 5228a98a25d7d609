package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"github.com/google/go-cmp/cmp"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/parse/artifact"
	"kmstriage/parse/fact"
)

func explained(t *testing.T, xs []report.Explanation, v report.View) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteExplanations(&b, xs, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// has reports an explanation of that kind and id.
func has(xs []report.Explanation, kind, id string) bool {
	return slices.ContainsFunc(xs, func(x report.Explanation) bool {
		return x.Kind == kind && strings.EqualFold(x.ID, id)
	})
}

// TestEverythingIsExplained holds that every id of every table is explained as what it is.
func TestEverythingIsExplained(t *testing.T) {
	k := knowledge()
	n := map[string]int{}
	want := func(kind, id string) {
		t.Helper()
		n[kind]++
		if !has(k.Explain(id), kind, id) {
			t.Errorf("%s %s is not explained", kind, id)
		}
	}
	for _, r := range rule.All {
		want("rule", r.ID)
	}
	for _, s := range append(catalogue.FrontSections(), catalogue.Sections()...) {
		want("section", s.ID)
	}
	for id := range analyze.Questions {
		want("question", id)
	}
	for _, c := range catalogue.ErrorCodes() {
		want("error code", fact.Code(c.Code).String())
	}
	for _, id := range catalogue.EventIDs() {
		want("event", fmt.Sprint(id))
	}
	for _, x := range catalogue.Terms() {
		want(string(x.Kind), x.ID)
	}
	for _, p := range catalogue.Products() {
		want("activation id", p.ActivationID)
	}
	for _, p := range catalogue.NonKMSAll() {
		want("activation id", p.ID)
	}
	for _, a := range artifact.All {
		want("artifact", string(a.Kind))
	}
	for _, c := range []derive.Result{derive.Match, derive.MatchPortUnknown, derive.MatchShort, derive.Ambiguous, derive.PortDiffers, derive.NotListed,
		derive.NoSRV, derive.DNSUnknown, derive.NoHost, derive.NoEvent} {
		want("comparison", string(c))
	}
	for _, o := range []derive.Origin{derive.FromPin, derive.FromDNS, derive.Superseded, derive.NotKnown} {
		want("origin", string(o))
	}
	for _, s := range []fact.DNSState{fact.DNSRecords, fact.DNSNone, fact.DNSNoneInferred, fact.DNSFailed, fact.DNSAbsent} {
		want("DNS state", string(s))
	}
	if n["rule"] < 121 || n["section"] != 26 || n["error code"] != 298 || n["question"] < 13 || n["activation id"] < 350 || n["event"] < 100 {
		t.Errorf("something was not counted: %v", n)
	}
}

// pasted are the beginnings of commands, which stand on one line however long they are.
var pasted = regexp.MustCompile(`^(cscript|cd /d|nslookup|powershell|reg|net|sc|wevtutil|w32tm|ipconfig|sfc|ospprearm|slmgr|ver|Resolve-DnsName|Get-Service|\S+\.(exe|vbs)|Test-NetConnection)\b`)

// TestExplanationsAreFitToRead holds of every explanation that it keeps to the width, that no placeholder is left bare,
// and that nothing stands in it but what people read.
func TestExplanationsAreFitToRead(t *testing.T) {
	k := knowledge()
	for _, id := range k.IDs() {
		xs := k.Explain(id)
		for _, width := range []int{80, 40} {
			text := explained(t, xs, report.View{Width: width, Unicode: true})
			for _, l := range strings.Split(text, "\n") {
				if displaywidth.String(l) > width && !pasted.MatchString(strings.TrimSpace(l)) {
					t.Errorf("%s: %d columns in a page of %d: %q", id, displaywidth.String(l), width, l)
				}
				if l != strings.TrimRight(l, " ") {
					t.Errorf("%s: blanks at the end of %q", id, l)
				}
			}
			if strings.ContainsAny(text, "{}") {
				t.Errorf("%s: a placeholder is left:\n%s", id, text)
			}
			if strings.Contains(text, "<>") || strings.Contains(text, "%!") || strings.Contains(text, "  .") {
				t.Errorf("%s: something is left out:\n%s", id, text)
			}
			if !strings.Contains(text, "Known from") {
				t.Errorf("%s: where the knowledge comes from is not told:\n%s", id, text)
			}
		}
		for _, x := range xs {
			if x.Title == "" || x.Basis == "" || x.Kind == "" {
				t.Errorf("%s: %+v lacks title, kind or basis", id, x)
			}
		}
	}
}

// TestReferencesLead holds that what an explanation points to is explained as well.
func TestReferencesLead(t *testing.T) {
	k := knowledge()
	n := 0
	for _, id := range k.IDs() {
		for _, x := range k.Explain(id) {
			for _, d := range x.Details {
				for _, r := range d.Refs {
					n++
					if r.Title == "" || len(k.Explain(r.ID)) == 0 {
						t.Errorf("%s points to %s (%q), which is not explained", id, r.ID, r.Title)
					}
				}
			}
		}
	}
	if n < 300 {
		t.Errorf("%d references only", n)
	}
}

func TestCodesInEverySpelling(t *testing.T) {
	k := knowledge()
	for _, c := range catalogue.ErrorCodes() {
		want := k.Explain(fact.Code(c.Code).String())
		spellings := []string{fmt.Sprintf("%08X", c.Code), fmt.Sprintf("0x%08x", c.Code)}
		if c.Code > 0xFFFF {
			spellings = append(spellings, strconv.FormatUint(uint64(c.Code), 10), strconv.Itoa(int(int32(c.Code))))
		}
		for _, s := range spellings {
			if d := cmp.Diff(shownText(t, want), shownText(t, k.Explain(s))); d != "" {
				t.Errorf("%s (-0x%08X +spelled so):\n%s", s, c.Code, d)
			}
		}
	}
}

func shownText(t *testing.T, xs []report.Explanation) string {
	return explained(t, xs, report.View{Width: 80, Unicode: true})
}

func TestMeanings(t *testing.T) {
	k := knowledge()
	for id, want := range map[string][]string{
		"0xC004F074":                             {"SL_E_VL_BINDING_SERVICE_UNAVAILABLE", "host-unreachable", "section 17", "host-unreachable.match", "KB2870357", "3221549172, -1073418124"},
		"0x800706BA":                             {"HRESULT(RPC_S_SERVER_UNAVAILABLE)", "In 12288", "port-closed.suspected", "ext.rpc-detail"},
		"1722":                                   {"0x800706BA"},
		"0x8007ABCD":                             {"not in the tables", "Win32", "43981", "net helpmsg 43981"},
		"0x80990001":                             {"not in the tables", "facility 153", "/ddescr:0x80990001"},
		"0xC004B0FF":                             {"not in the tables", "activation server"},
		"12288":                                  {"KMS client: a request", "1. result of sending", "10. clients", "0x04000000", "host and port"},
		"12290":                                  {"KMS host: a request", "9. activation id", "Key Management Service"},
		"8227":                                   {"8224 to 8228"},
		"5":                                      {"NOTIFICATIONS", "5 in events"},
		"0":                                      {"UNLICENSED", "S_OK"},
		"extended grace":                         {"EXTENDED_GRACE"},
		"{2E28138A-847F-42BC-9752-61B03FFF33CD}": {"Office KMS host 2013", "/dlv 2E28138A-847F-42BC-9752-61B03FFF33CD", "Office15"},
		"041a06cb-c5b8-4772-809f-416d03d16654":   {"F47MM-N3XJP-TQXJ9-BP99D-8K837", "98EBFE73-2084-4C97-932C-C0CD1643BEA7"},
		"0ED94AAC-2234-4309-BA29-74BDBB887083":   {"multiple activation key", "JNRGM-WHDWX-FJJG3-K47QV-DRTFM"},
		"9103f3ce-1084-447a-827e-d6097f68c895":   {"Office15", "Office16", "KMS has nothing to do with it"},
		"55c92734-d682-4d71-983e-d6ec3f16059f":   {"Windows"},
		"HOST-UNREACHABLE.win81-hotfix":          {"KB2885698", "When", "Windows is 8.1", "rank 140", "mgadiag", "Hidden by", "section 17", "What stands in <...>"},
		"meta.conflict":                          {"beyond KB2870357"},
		"kms-count-low.duplicate-cmid":           {"needs several bundles"},
		"host-correct":                           {"--answer host-correct=yes|no", "host-unreachable.match"},
		"mak":                                    {"VOLUME_MAK"},
		"pinned":                                 {"origin", "/remhst"},
		"not-listed":                             {"comparison"},
		"nslookup":                               {"<computer>_NSLookup.log", "nslookup -type=srv"},
	} {
		got := shownText(t, k.Explain(id))
		for _, w := range want {
			if !strings.Contains(strings.Join(strings.Fields(got), " "), w) {
				t.Errorf("explain %s lacks %q:\n%s", id, w, got)
			}
		}
	}
	for _, id := range []string{"", "zzz", "12287", "65535", "0xZZ", "-", "00000000-0000-0000-0000-000000000000", strings.Repeat("9", 400), "host-unreachable.", "{", "\x1b[31m"} {
		if xs := k.Explain(id); len(xs) > 0 {
			t.Errorf("explain %q: %s", id, shownText(t, xs))
		}
	}
}

func TestNearest(t *testing.T) {
	ids := knowledge().IDs()
	for word, want := range map[string]string{
		"host-unreachable.mach": "host-unreachable.match", "kms-already-licenced.ok": "kms-already-licensed.ok", "12287": "12288",
		"HOST-CORECT": "host-correct", "OOBGRACE": "OOB_GRACE", "2E28138A-847F-42BC-9752-61B03FFF33CE": "2E28138A-847F-42BC-9752-61B03FFF33CD",
	} {
		got := nearest(word, ids, 3)
		if len(got) != 3 || got[0] != want {
			t.Errorf("nearest to %s: %q, want %s first", word, got, want)
		}
	}
	if got := nearest(strings.Repeat("x", 1<<20), ids, 3); len(got) != 3 {
		t.Errorf("a long word has %d near ones", len(got))
	}
	if got := nearest("a", []string{"b", "b"}, 3); len(got) != 1 {
		t.Errorf("one word is near once, got %q", got)
	}
}

// TestExplanationsAsJSON holds that the document is one flat object an explanation, without placeholders or empty keys.
func TestExplanationsAsJSON(t *testing.T) {
	k := knowledge()
	for _, r := range rule.All {
		var b bytes.Buffer
		if err := report.WriteExplanationsJSON(&b, k.Explain(r.ID)); err != nil {
			t.Fatal(err)
		}
		var doc struct{ Explanations []map[string]any }
		if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
			t.Fatalf("%s: %v\n%s", r.ID, err, b.String())
		}
		if len(doc.Explanations) != 1 {
			t.Fatalf("%s: %d explanations", r.ID, len(doc.Explanations))
		}
		x := doc.Explanations[0]
		if x["id"] != r.ID || x["kind"] != "rule" || x["when"] != r.When || x["severity"] != string(r.Severity) || x["rank"] != float64(r.Rank) {
			t.Errorf("%s: %v", r.ID, x)
		}
		bare(t, r.ID, x)
	}
}

// bare looks for placeholders in the values of a document, and for what is absent but written.
func bare(t *testing.T, at string, v any) {
	t.Helper()
	switch v := v.(type) {
	case string:
		if strings.ContainsAny(v, "{}") {
			t.Errorf("%s: %q", at, v)
		}
	case map[string]any:
		for key, x := range v {
			if x == nil || x == "" {
				t.Errorf("%s: %s is empty", at, key)
			}
			bare(t, at+"."+key, x)
		}
	case []any:
		for _, x := range v {
			bare(t, at, x)
		}
	}
}

// TestCatalogues holds that the lists have every member in every format, and keep their width.
func TestCatalogues(t *testing.T) {
	k := knowledge()
	var kinds, rules []string
	for _, a := range artifact.All {
		kinds = append(kinds, string(a.Kind))
	}
	for _, r := range rule.All {
		rules = append(rules, r.ID)
	}
	for _, c := range []struct {
		name  string
		ids   []string
		write func(b *bytes.Buffer) error
		width int
	}{
		{"rules", rules, func(b *bytes.Buffer) error { return k.WriteRules(b, report.View{Width: 80, Unicode: true}) }, 80},
		{"rules, narrow", rules, func(b *bytes.Buffer) error { return k.WriteRules(b, report.View{Width: 60}) }, 60},
		{"rules json", rules, func(b *bytes.Buffer) error { return k.WriteRulesJSON(b) }, 0},
		{"rules md", rules, func(b *bytes.Buffer) error { return k.WriteRulesMarkdown(b) }, 0},
		{"artifacts", kinds, func(b *bytes.Buffer) error { return k.WriteArtifacts(b, report.View{Width: 80, Unicode: true}) }, 80},
		{"artifacts json", kinds, func(b *bytes.Buffer) error { return k.WriteArtifactsJSON(b) }, 0},
		{"artifacts md", kinds, func(b *bytes.Buffer) error { return k.WriteArtifactsMarkdown(b) }, 0},
	} {
		var b bytes.Buffer
		if err := c.write(&b); err != nil {
			t.Fatal(err)
		}
		for _, id := range c.ids {
			if !strings.Contains(b.String(), id) {
				t.Errorf("%s: %s is not in it", c.name, id)
			}
		}
		for _, l := range strings.Split(b.String(), "\n") {
			if c.width > 0 && displaywidth.String(l) > c.width {
				t.Errorf("%s: wider than %d: %q", c.name, c.width, l)
			}
		}
	}
}

// TestMarkdownTables holds that every row has as many cells as the head: a bar in a text is escaped.
func TestMarkdownTables(t *testing.T) {
	k := knowledge()
	bar := regexp.MustCompile(`(?:^|[^\\])\|`)
	for name, write := range map[string]func(*bytes.Buffer) error{
		"rules":     func(b *bytes.Buffer) error { return k.WriteRulesMarkdown(b) },
		"artifacts": func(b *bytes.Buffer) error { return k.WriteArtifactsMarkdown(b) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(b.String()), "\n")
		want := len(bar.FindAllString(lines[0], -1))
		for _, l := range lines {
			if got := len(bar.FindAllString(l, -1)); got != want {
				t.Errorf("%s: %d bars, want %d: %s", name, got, want, l)
			}
		}
	}
}

func TestUnsigned(t *testing.T) {
	for _, c := range []struct{ in, want []string }{
		{[]string{"explain", "-1073418124"}, []string{"explain", "0xC004F074"}},
		{[]string{"explain", "-f", "json", "-1073418124"}, []string{"explain", "-f", "json", "0xC004F074"}},
		{[]string{"explain", "-9999999999"}, []string{"explain", "-9999999999"}},
		{[]string{"ls", "-1073418124"}, []string{"ls", "-1073418124"}},
		{nil, nil},
	} {
		if d := cmp.Diff(c.want, unsigned(c.in)); d != "" {
			t.Errorf("unsigned(%q) (-want +got):\n%s", c.in, d)
		}
	}
}
