package catalogue

import "testing"

func TestSections(t *testing.T) {
	if len(sections) != 22 {
		t.Fatalf("sections: got %d, want 22", len(sections))
	}
	seen := map[string]bool{}
	for i, s := range sections {
		if s.Number != i+1 || seen[s.ID] || s.Title == "" || s.About == "" {
			t.Errorf("section %d: %+v", i+1, s)
		}
		seen[s.ID] = true
	}
	for _, s := range FrontSections() {
		if s.Number != 0 || seen[s.ID] || s.Title == "" || s.About == "" {
			t.Errorf("front section %+v", s)
		}
		seen[s.ID] = true
		if got, ok := SectionByID(s.ID); !ok || got != s {
			t.Errorf("SectionByID(%q) = %+v, %v", s.ID, got, ok)
		}
	}
	if len(seen) != 26 {
		t.Errorf("the tree has 26 sections, got %d", len(seen))
	}
}

func TestArticleCodes(t *testing.T) {
	if len(articleCodes) != 15 {
		t.Errorf("article codes: got %d, want 15", len(articleCodes))
	}
	for i, a := range articleCodes {
		if i > 0 && articleCodes[i-1].Code >= a.Code {
			t.Errorf("0x%08X is out of order", a.Code)
		}
		if got, ok := ArticleSection(a.Code); !ok || got != a.Section {
			t.Errorf("ArticleSection(0x%08X) = %q, %v", a.Code, got, ok)
		}
		e, ok := Lookup(a.Code)
		if !ok || e.Section != a.Section {
			t.Errorf("0x%08X: the table of codes says section %q, the article %q", a.Code, e.Section, a.Section)
		}
	}
	n := 0
	for _, c := range codes {
		if c.Section != "" {
			n++
		}
	}
	if n != len(articleCodes)+1 {
		t.Errorf("codes with a section: got %d, want the fifteen and 0", n)
	}
	if s, ok := ArticleSection(0); ok {
		t.Errorf("ArticleSection(0) = %q", s)
	}
}

func TestSets(t *testing.T) {
	count := func(in func(uint32) bool) (n int) {
		for _, c := range codes {
			if in(c.Code) {
				n++
			}
		}
		return n
	}
	for name, c := range map[string]struct{ got, want int }{
		"refusal":   {count(IsRefusal), 4},
		"dns":       {count(IsDNS), 2},
		"transport": {count(IsTransport), 10},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d codes of the table, want %d", name, c.got, c.want)
		}
	}
	if IsTransport(CodeUnreachable) || IsRefusal(CodeUnreachable) || IsDNS(CodeUnreachable) {
		t.Error("0xC004F074 belongs to no set: it is what the client concludes")
	}
}
