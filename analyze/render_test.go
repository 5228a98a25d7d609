package analyze

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/fact"
)

func TestFill(t *testing.T) {
	values := map[string]string{"host": "kms01", "empty": "", "loop": "{host}"}
	for in, want := range map[string]string{
		"plain":             "plain",
		"{host} and {host}": "kms01 and kms01",
		"[{empty}]":         "[]",
		"{missing} {host}":  "{missing} kms01",
		"{loop}":            "{host}", // a value is no text
		"{Computer} {}":     "{Computer} {}",
		"{ho st} {host":     "{ho st} {host",
		"<host> {host}.":    "<host> kms01.",
	} {
		if got := fill(in, values); got != want {
			t.Errorf("fill(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestCommandTakesNoForeignText holds that a value which a shell could see as more than a name never stands in a command.
func TestCommandTakesNoForeignText(t *testing.T) {
	const text = "cscript ospp.vbs /sethst:{host}"
	for _, v := range []string{"kms01.contoso.com", "KMS-01", "kms_01", "192.0.2.10", "[2001:db8::10]", "2001:db8::10", "k\u00f8ms.contoso.com", "1688", "GVGXT"} {
		if got := command(text, map[string]string{"host": v}); got != "cscript ospp.vbs /sethst:"+v {
			t.Errorf("%q gives %q", v, got)
		}
	}
	for _, v := range []string{"", " ", "a b", "a&calc", "a&&del *", "a|b", "a>b", "a<b", "a;b", "a^b", "%PATH%", "a\"b", "a'b", "a`b", "$(calc)", "a\nb", "a\rb", "a\tb", "a\x00b", "a/b", `a\b`, "a,b", "a=b",
		"a@b", "!a", "a*b", "a?b", "a(b)", "{host}", "a\u2028b", "a\u202eb", "a\u00a0b", "a\u200bb", "\ufeffa", "\x1b[2J", "\xff"} {
		if got := command(text, map[string]string{"host": v}); got != "cscript ospp.vbs /sethst:<host>" {
			t.Errorf("%q gives %q", v, got)
		}
	}
	if got := command(text, nil); got != text {
		t.Errorf("a missing value gives %q: a test could not find it", got)
	}
}

func TestApplies(t *testing.T) {
	values := map[string]string{"port": "1688", "empty": ""}
	for when, want := range map[string]bool{"": true, "port": true, "host": false, "!port": false, "!host": true, "port,!host": true, "port,host": false, " port , !host ": true, "!port,!host": false, "empty": true} {
		if got := applies(when, values); got != want {
			t.Errorf("applies(%q) = %v", when, got)
		}
	}
}

// TestRender holds how a finding's texts, steps and questions come out of its rule and values.
func TestRender(t *testing.T) {
	step := func(text, cmd, when, question, answer string) StepText {
		return StepText{Where: "client", Text: text, Command: cmd, When: when, Question: question, Answer: answer}
	}
	r := Rule{ID: "a", Scope: PerBundle, Title: "asked {host}", Doc: "at {time}.", Questions: []string{"host-alive"}, Steps: []StepText{
		step("always {host}", "", "", "", ""), step("with port", "x {port}", "port", "", ""), step("without port", "", "!port", "", ""),
		step("alive", "slmgr {host}", "", "host-alive", "yes"), step("dead", "", "", "host-alive", "no"), step("activate", "cscript ospp.vbs /act", "", "host-alive", "no"),
	}}
	hit := func(values map[string]string) func(*Scene) *Hit {
		return func(*Scene) *Hit { return &Hit{Values: values, Lowered: []string{"{host} could be an alias"}} }
	}
	diagnosed := func(values, answers map[string]string) Finding {
		r.Judge = hit(values)
		return Diagnose(&fact.Set{Schema: fact.Schema}, nil, Given{Answers: answers}, []Rule{r}).Findings[0]
	}
	values := map[string]string{"host": "kms01", "time": "noon", "osppdir": `C:\Program Files\Microsoft Office\Office15`, "osppdir2": `C:\Other`}
	steps := func(f Finding) []string {
		var out []string
		for _, s := range f.Steps {
			out = append(out, s.Text+"|"+s.Command)
		}
		return out
	}

	f := diagnosed(values, nil)
	if f.Title != "asked kms01" || f.Text != "at noon." || f.Lowered[0] != "kms01 could be an alias" {
		t.Errorf("%q %q %q", f.Title, f.Text, f.Lowered)
	}
	enter := `In an elevated command prompt, go to the folder of OSPP.VBS (or, if it is not there: C:\Other)|cd /d "C:\Program Files\Microsoft Office\Office15"`
	if d := cmp.Diff([]string{enter, "always kms01|", "without port|"}, steps(f)); d != "" {
		t.Errorf("open question (-want +got):\n%s", d)
	}
	want := []QuestionAsked{{ID: "host-alive", Text: "Is kms01 still running as a KMS host?", Yes: []string{"alive: slmgr kms01"}, No: []string{"dead", "activate: cscript ospp.vbs /act"}}}
	if d := cmp.Diff(want, f.Questions); d != "" {
		t.Errorf("questions (-want +got):\n%s", d)
	}

	f = diagnosed(values, map[string]string{"host-alive": "no"})
	if d := cmp.Diff([]string{"always kms01|", "without port|", "dead|", enter, "activate|cscript ospp.vbs /act"}, steps(f)); d != "" {
		t.Errorf("answered no (-want +got):\n%s", d)
	}

	f = diagnosed(map[string]string{"host": "kms01 & calc", "port": "1688"}, map[string]string{"host-alive": "yes"})
	if d := cmp.Diff([]string{"always kms01 & calc|", "with port|x 1688", "alive|slmgr <host>"}, steps(f)); d != "" {
		t.Errorf("hostile host (-want +got):\n%s", d)
	}
	if strings.Contains(f.Questions[0].Yes[0], "calc") {
		t.Errorf("the outcome carries it: %q", f.Questions[0].Yes)
	}
}

// TestHitDefaults holds what a rule need not say.
func TestHitDefaults(t *testing.T) {
	src := fact.Source{Path: "a.txt", Line: 3}
	r := Rule{ID: "a", Section: "s", Scope: PerBundle, Severity: Warning, Judge: func(*Scene) *Hit {
		return &Hit{Because: []Evidence{{src, "x"}, {src, "x"}, {}, {src, "y"}, {fact.Source{}, "given"}}}
	}}
	f := Diagnose(&fact.Set{Schema: fact.Schema}, nil, Given{}, []Rule{r}).Findings[0]
	if f.Confidence != High || f.Severity != Warning || f.Section != "s" || f.Subject != "" {
		t.Errorf("%+v", f)
	}
	if d := cmp.Diff([]Evidence{{src, "x"}, {src, "y"}, {fact.Source{}, "given"}}, f.Because); d != "" {
		t.Errorf("evidence (-want +got):\n%s", d)
	}
	r.Judge = func(*Scene) *Hit { return &Hit{Confidence: Low, Severity: Info} }
	if f := Diagnose(&fact.Set{Schema: fact.Schema}, nil, Given{}, []Rule{r}).Findings[0]; f.Confidence != Low || f.Severity != Info {
		t.Errorf("%+v", f)
	}
}
