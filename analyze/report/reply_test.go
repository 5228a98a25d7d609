package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"kmstriage/analyze"
)

func reply(t *testing.T, d *analyze.Diagnosis) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteReply(&b, d, View{Width: 80, Unicode: true}, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReplyGoldens(t *testing.T) {
	golden(t, "reply.txt", reply(t, sample()))
	unsure := sample()
	unsure.Findings[0].Confidence = analyze.Low
	golden(t, "reply-request.txt", reply(t, unsure))
}

// TestReplyTellsOnlyWhatIsSure holds that a cause is named by its confidence, and else the files that are missing asked for.
func TestReplyTellsOnlyWhatIsSure(t *testing.T) {
	for _, c := range []struct {
		change func(*analyze.Diagnosis)
		told   bool
	}{
		{func(d *analyze.Diagnosis) {}, true},
		{func(d *analyze.Diagnosis) { d.Findings[0].Confidence = analyze.Medium }, true},
		{func(d *analyze.Diagnosis) { d.Findings[0].Confidence = analyze.Low }, false},
		{func(d *analyze.Diagnosis) { d.Findings[0].Rule = "meta.no-attempt" }, false},
		{func(d *analyze.Diagnosis) { d.Findings = nil }, false},
		{func(d *analyze.Diagnosis) { d.Findings, d.Missing = nil, nil }, false},
	} {
		d := sample()
		c.change(d)
		mail, note, cut := strings.Cut(reply(t, d), replyCut)
		if !cut || !strings.Contains(note, "CL01.zip") {
			t.Errorf("no note below the cut:\n%s%s", mail, note)
		}
		if !c.told && strings.Contains(mail, "A fixed host name") && !strings.Contains(note, "meta.") {
			t.Errorf("the letter tells a suspicion:\n%s", mail)
		}
		if told := strings.Contains(mail, replyFound); told != c.told {
			t.Errorf("the cause is told: %t, want %t:\n%s", told, c.told, mail)
		}
		if asked := strings.Contains(mail, replyAsk); asked == c.told {
			t.Errorf("more is asked for: %t, want %t:\n%s", asked, !c.told, mail)
		}
	}
}

func TestReplyIsInert(t *testing.T) {
	for _, x := range append(payloads, hostile...) {
		for _, r := range reply(t, poisoned(x)) {
			if r != '\n' && (unicode.IsControl(r) || steers(r) || r == unicode.ReplacementChar) {
				t.Errorf("%q: the letter holds %U", x, r)
			}
		}
		if first, _, _ := strings.Cut(reply(t, poisoned(x)), "\n"); !strings.HasPrefix(first, replySubject) {
			t.Errorf("%q: the first line is %q", x, first)
		}
	}
}
