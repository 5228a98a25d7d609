package derive

import (
	"testing"
	"time"

	"kmstriage/parse/fact"
)

// TestRows holds how several listings of the same licences become one list.
func TestRows(t *testing.T) {
	inFile := func(path string) func(*fact.Licence) {
		return func(l *fact.Licence) {
			for k, line := range l.Lines {
				line.Source.Path = path
				l.Lines[k] = line
			}
		}
	}
	at := func(n int) func(*fact.Licence) {
		return func(l *fact.Licence) {
			block := l.Lines["block"]
			block.Source.Line = n
			l.Lines["block"] = block
		}
	}
	masked := func(l *fact.Licence) { l.SKU, l.PartialKey = "", "XXXXX" }
	noSKU := func(l *fact.Licence) { l.SKU = "" }
	from := func(k fact.Kind) func(*fact.Licence) { return func(l *fact.Licence) { l.From = k } }
	key := func(k string) func(*fact.Licence) { return func(l *fact.Licence) { l.PartialKey = k } }
	visio := licence("Office 15, OfficeVisioProVL_KMS_Client edition", "Office 15, VOLUME_KMSCLIENT channel", visioPro, "VIS11", "NOTIFICATIONS")
	tests := []struct {
		name string
		rows []fact.Licence
		want []string // "stem key status rival"
	}{
		{"one", []fact.Licence{suite("LICENSED")}, []string{"ProPlus GVGXT LICENSED "}},
		{"two licences", []fact.Licence{suite("LICENSED"), visio}, []string{"ProPlus GVGXT LICENSED ", "VisioPro VIS11 NOTIFICATIONS "}},
		{"the same row in two files", []fact.Licence{suite("LICENSED"), suite("LICENSED", inFile("other.txt"))}, []string{"ProPlus GVGXT LICENSED "}},
		{"the same row twice in one file", []fact.Licence{suite("LICENSED"), suite("LICENSED")}, []string{"ProPlus GVGXT LICENSED "}},
		{"one id, two keys", []fact.Licence{suite("LICENSED"), suite("NOTIFICATIONS", key("OTHER"))}, []string{"ProPlus GVGXT LICENSED ", "ProPlus OTHER NOTIFICATIONS "}},
		{"masked twins of one file stay two", []fact.Licence{suite("LICENSED", masked), suite("NOTIFICATIONS", masked)}, []string{"ProPlus XXXXX LICENSED ", "ProPlus XXXXX NOTIFICATIONS "}},
		{"masked in two files is one", []fact.Licence{suite("LICENSED", masked), suite("LICENSED", masked, inFile("other.txt"))}, []string{"ProPlus XXXXX LICENSED "}},
		{"a masked id is found in the other file", []fact.Licence{suite("LICENSED", noSKU), suite("LICENSED", inFile("other.txt"))}, []string{"ProPlus GVGXT LICENSED "}},
		{"a transcript lists it again, licensed", []fact.Licence{suite("NOTIFICATIONS", from(fact.OSPPAct), at(3)), suite("LICENSED", from(fact.OSPPAct), at(30))}, []string{"ProPlus GVGXT LICENSED "}},
		{"again with masked ids", []fact.Licence{suite("NOTIFICATIONS", noSKU, at(3)), suite("LICENSED", noSKU, at(30))}, []string{"ProPlus GVGXT LICENSED "}},
		{"two files disagree", []fact.Licence{suite("LICENSED"), suite("NOTIFICATIONS", inFile("other.txt"))}, []string{"ProPlus GVGXT LICENSED NOTIFICATIONS"}},
		{"a transcript completes the listing", []fact.Licence{suite("", from(fact.OSPPAct), inFile("act.txt")), suite("NOTIFICATIONS")}, []string{"ProPlus GVGXT NOTIFICATIONS "}},
		{"a transcript alone", []fact.Licence{suite("", from(fact.OSPPAct))}, []string{"ProPlus GVGXT  "}},
		{"the inventory adds none to a listing", []fact.Licence{suite("LICENSED"), func() fact.Licence { l := visio; l.From = fact.ROIScanXML; return l }()}, []string{"ProPlus GVGXT LICENSED "}},
		{"the inventory contradicts a listing", []fact.Licence{suite("LICENSED"), suite("NOTIFICATIONS", from(fact.ROIScanXML), inFile("roi.xml"))}, []string{"ProPlus GVGXT LICENSED NOTIFICATIONS"}},
		{"the inventory alone", []fact.Licence{suite("NOTIFICATIONS", from(fact.ROIScanXML), inFile("roi.xml")), suite("NOTIFICATIONS", from(fact.ROIScanLog), inFile("roi.log"))}, []string{"ProPlus GVGXT NOTIFICATIONS "}},
		{"the inventory of another family", []fact.Licence{suite("LICENSED"), func() fact.Licence {
			l := licence("Office 14, OfficeProPlus-KMS_Client edition", "Office 14, VOLUME_KMSCLIENT channel", proPlus14, "KEY14", "LICENSED")
			l.From, l.Family = fact.ROIScanXML, 14
			return l
		}()}, []string{"ProPlus GVGXT LICENSED ", "ProPlus KEY14 LICENSED "}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			var got []string
			for _, r := range derived(fact.Set{Licences: x.rows}).Rows {
				s := r.Stem + " " + r.PartialKey + " " + r.Status + " "
				if r.Rival != nil {
					s += r.Rival.Status
				}
				got = append(got, s)
			}
			if len(got) != len(x.want) {
				t.Fatalf("got %q, want %q", got, x.want)
			}
			for i := range got {
				if got[i] != x.want[i] {
					t.Errorf("got %q, want %q", got, x.want)
				}
			}
		})
	}
}

// TestRowsComplete holds what a second file fills in, and that the first file's facts stay as they were.
func TestRowsComplete(t *testing.T) {
	second := suite("LICENSED", pinned("kms01.contoso.com", 1688), grace(1000), func(l *fact.Licence) {
		l.Lines["pinned"] = fact.Line{Source: fact.Source{Path: "other.txt", Line: 9}, Text: "pinned there"}
		l.Lines["block"] = fact.Line{Source: fact.Source{Path: "other.txt", Line: 1}, Text: "block there"}
	})
	first := suite("LICENSED", func(l *fact.Licence) { l.SKU = ""; delete(l.Lines, "pinned") })
	set := facts(fact.Set{Licences: []fact.Licence{first, second}})
	c := New(set, nil, Given{})
	r := c.Rows[0]
	if len(c.Rows) != 1 || r.SKU != proPlus || r.Pinned == nil || !r.KMSBlock || r.GraceMinutes == nil || *r.GraceMinutes != 1000 {
		t.Errorf("row %+v", r)
	}
	if r.Lines["pinned"].Text != "pinned there" || r.Lines["block"].Source.Path != listing {
		t.Errorf("lines %+v", r.Lines)
	}
	if _, changed := set.Licences[0].Lines["pinned"]; changed || set.Licences[0].SKU != "" {
		t.Errorf("the facts were changed: %+v", set.Licences[0])
	}
}

// TestLaterListing holds that of two files the one that was written later tells how things are, and that nothing of the
// earlier one's state is mixed in.
func TestLaterListing(t *testing.T) {
	in := func(path string, l fact.Licence, grace int) fact.Licence {
		for k, line := range l.Lines {
			line.Source.Path = path
			l.Lines[k] = line
		}
		if grace > 0 {
			l.GraceMinutes = &grace
		}
		return l
	}
	read := func(path string, at time.Time) fact.Reading {
		return fact.Reading{Path: path, Kind: fact.OSPPStatusAll, State: fact.Whole, Modified: fact.Time{At: at, Quality: fact.Guess, Local: true}}
	}
	morning := time.Date(2015, 6, 17, 8, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		first, second time.Time
		want          string
	}{
		{morning, morning.Add(time.Hour), "LICENSED"},
		{morning.Add(time.Hour), morning, "NOTIFICATIONS"},
		{morning, morning.Add(time.Second), "NOTIFICATIONS"},
		{time.Time{}, morning, "NOTIFICATIONS"},
	} {
		s := &fact.Set{Licences: []fact.Licence{in("a.txt", suite("NOTIFICATIONS"), 0), in("b.txt", suite("LICENSED"), 250000)},
			Readings: []fact.Reading{read("a.txt", x.first), read("b.txt", x.second)}}
		got := rows(s)
		if len(got) != 1 || got[0].Status != x.want || got[0].Rival == nil || (got[0].GraceMinutes != nil) != (x.want == "LICENSED") {
			t.Errorf("%v, %v: %+v", x.first, x.second, got[0])
		}
	}
}
