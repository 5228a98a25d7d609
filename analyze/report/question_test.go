package report

import (
	"bytes"
	"strings"
	"testing"

	"kmstriage/analyze"
)

// TestSettledQuestion holds that an answered question shows who settled it, and its outcome only where the steps lack it.
func TestSettledQuestion(t *testing.T) {
	shown := func(change func(*analyze.Finding)) string {
		d := sample()
		change(&d.Findings[0])
		var b bytes.Buffer
		ds := []*analyze.Diagnosis{d}
		if err := textFormat.Write(&b, sampleRun(ds), These(ds...), View{Width: 120}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	settle := func(f *analyze.Finding) *analyze.QuestionAsked {
		q := &f.Questions[0]
		q.Answer, q.SettledBy, q.Reason = "no", "site.yaml:7", "kms02.contoso.com is retired\x1b[2J"
		return q
	}
	got := shown(func(f *analyze.Finding) { settle(f) })
	for _, want := range []string{"right KMS host? No, settled by site.yaml:7: kms02.contoso.com is retired.[2J\n", "no   -> Forget it", "cscript ospp.vbs /remhst"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, never := range []string{"Publish it in DNS", "--answer", "then ->", "\x1b"} {
		if strings.Contains(got, never) {
			t.Errorf("%q in\n%s", never, got)
		}
	}
	got = shown(func(f *analyze.Finding) {
		settle(f)
		f.Steps = append(f.Steps, analyze.Step{Where: "client", Text: "Forget it", Command: "cscript ospp.vbs /remhst"}, analyze.Step{Where: "client", Text: "Try again", Command: "cscript ospp.vbs /act"})
	})
	if strings.Contains(got, "-> Forget it") || strings.Count(got, "/remhst") != 1 {
		t.Errorf("the outcome stands twice:\n%s", got)
	}
	got = shown(func(f *analyze.Finding) { q := settle(f); q.SettledBy, q.Reason = "", "" })
	if !strings.Contains(got, "right KMS host? No\n") {
		t.Errorf("an answer of an older run:\n%s", got)
	}
	if got = shown(func(*analyze.Finding) {}); !strings.Contains(got, "(--answer host-correct=yes|no)") || !strings.Contains(got, "Publish it in DNS") || !strings.Contains(got, "Forget it") {
		t.Errorf("an open question shows both outcomes:\n%s", got)
	}
}
