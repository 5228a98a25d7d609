package eventexport

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func event(id int, provider, data string) string {
	return fmt.Sprintf("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='%s' Guid='{E23B33B0-C8C9-472C-A5F9-F2BDFEA0F156}' EventSourceName='x'/>"+
		"<EventID Qualifiers='16384'>%d</EventID><Version>0</Version><Level>4</Level><TimeCreated SystemTime='2026-03-02T09:04:12.123456700Z'/><EventRecordID>4711</EventRecordID>"+
		"<Channel>Application</Channel><Computer>CL01.contoso.com</Computer><Security/></System><EventData>%s</EventData></Event>\r\n", provider, id, data)
}

func TestXML(t *testing.T) {
	good := event(12289, spp, "<Data>"+answer+"</Data>")
	last := want{id: 12289, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 09:04:12Z", text: answer}
	tests := []struct {
		name, in    string
		first       string // text of the first record, "" where only the last is expected
		total, lost int
	}{
		{"root", "<root>\r\n" + event(12288, spp, "<Data>"+tuple+"</Data>") + good + "</root>", tuple, 2, 0},
		{"no root", event(12288, spp, "<Data>"+tuple+"</Data>") + good, tuple, 2, 0},
		{"one line with a declaration", `<?xml version="1.0" encoding="utf-16"?><Events>` + strings.ReplaceAll(event(12288, spp, "<Data>"+tuple+"</Data>")+good, "\r\n", "") + "</Events>", tuple, 2, 0},
		{"other provider", event(12288, "VSS", "<Data>x</Data>") + good, "", 2, 0},
		{"bare signs", event(900, spp, "<Data>A & B <asked> < 5 &unknown; \x01</Data>") + good, "A & B <asked> < 5 &unknown;", 2, 0},
		{"tag that never closes", event(900, spp, "<Data>x<b>y</Data>") + good, "x<b>y", 2, 0},
		{"no end", strings.TrimSuffix(event(900, spp, "<Data>x</Data>"), "</Event>\r\n") + good, "", 1, 1},
		{"no beginning", event(900, spp, "<Data>x</Data>")[40:] + good, "", 1, 1},
		{"no id", strings.Replace(event(900, spp, ""), "900", "", 1) + good, "", 2, 1},
		{"broken inside", strings.Replace(event(900, spp, "<Data>x</Data>"), "<Security/>", "<Security <", 1) + good, "", 2, 1},
		{"too deep", event(900, spp, "<Data/>"+strings.Repeat("<Data><Binary>", maxDepth)) + good, "", 2, 1},
		{"string array", event(900, spp, "<Data>&lt;string&gt;one&lt;/string&gt;\n&lt;string&gt;two&lt;/string&gt;</Data>") + good, "one|two", 2, 0},
		{"string elements", event(900, spp, "<Data><string>one</string>\n<string>two</string></Data>") + good, "one|two", 2, 0},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			l, recs := read(t, c.in)
			if l.Form != XML || l.Total != c.total || l.Lost != c.lost {
				t.Errorf("form %q, total %d, lost %d: %v", l.Form, l.Total, l.Lost, l.Losses)
			}
			n := 1
			if c.first != "" {
				n = 2
			}
			if len(recs) != n {
				t.Fatalf("%d records, want %d: %+v", len(recs), n, recs)
			}
			if got := strings.Join(recs[0].Data, "|"); n == 2 && !strings.Contains(got, c.first) {
				t.Errorf("first record has %q, want %q", got, c.first)
			}
			recs[n-1].Line = 0
			check(t, recs[n-1:], []want{last})
		})
	}
}

func TestXMLRecord(t *testing.T) {
	in := "<root>\r\n" + event(8233, spp, "<Data>0xC004F074</Data><Data></Data><Data Name='third'>c</Data>")
	_, recs := read(t, in)
	if len(recs) != 1 {
		t.Fatalf("%d records", len(recs))
	}
	r := recs[0]
	if r.Qualifiers != 16384 || r.Level != 4 || r.RecordID != 4711 || r.Channel != "Application" || r.SourceName != "x" || r.Offset != 8 || r.Line != 2 || r.Local || r.At.Nanosecond() != 123456700 {
		t.Errorf("record = %+v", r)
	}
	if d := cmp.Diff([]string{"0xC004F074", "", "c"}, r.Data); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"", "", "third"}, r.Names); d != "" {
		t.Error(d)
	}
}

func TestRenderedXML(t *testing.T) {
	rendered := strings.Replace(event(900, spp, ""), "</Event>", "<RenderingInfo Culture='nb-NO'><Message>Tjenesten & mer</Message><Level>Informasjon</Level></RenderingInfo></Event>", 1)
	l, recs := read(t, rendered)
	if len(recs) != 1 || recs[0].Message != "Tjenesten & mer" || recs[0].Level != 4 || l.Culture != "nb-NO" {
		t.Errorf("%+v, culture %q", recs, l.Culture)
	}
}

// TestXMLOverReads holds that events larger than one read are whole, and that a giant costs itself only.
func TestXMLOverReads(t *testing.T) {
	big := event(900, spp, "<Data>"+strings.Repeat("x", 3*readAhead)+"</Data>")
	giant := event(901, spp, "<Data>"+strings.Repeat("y", 2*maxEvent)+"</Data>")
	l, recs := read(t, "<root>"+big+giant+event(902, spp, "<Data>z</Data>"))
	if len(recs) != 2 || recs[0].EventID != 900 || recs[1].EventID != 902 || len(recs[0].Data[0]) != 3*readAhead || l.Lost != 1 {
		t.Errorf("%d records, lost %d %v", len(recs), l.Lost, l.Losses)
	}
}
