package analyze

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"kmstriage/parse/fact"
)

// office makes facts with one KMS client licence a name: "15/ProPlus".
func office(subjects ...string) *fact.Set {
	s := &fact.Set{Schema: fact.Schema, Bundle: fact.Bundle{Name: "CL01.zip"}}
	s.Readings = []fact.Reading{{Path: "list.txt", Kind: fact.OSPPStatusAll, State: fact.Whole, Family: 15, Yields: []fact.Topic{fact.TopicLicences}}}
	for i, n := range subjects {
		family, stem, _ := strings.Cut(n, "/")
		var f int
		fmt.Sscan(family, &f)
		s.Readings = append(s.Readings, fact.Reading{Path: n, Kind: fact.OSPPStatusAll, State: fact.Whole, Family: f})
		s.Licences = append(s.Licences, fact.Licence{From: fact.OSPPStatusAll, Family: f, Name: fmt.Sprintf("Office %d, Office%sVL_KMS_Client edition", f, stem),
			Description: fmt.Sprintf("Office %d, VOLUME_KMSCLIENT channel", f), SKU: fmt.Sprintf("11111111-2222-4333-8444-5555555555%02d", i), Status: "NOTIFICATIONS",
			HasKey: true, PartialKey: fmt.Sprintf("KEY%02d", i), Lines: fact.Lines{"block": {Source: fact.Source{Path: "list.txt", Line: 10 * (i + 1)}, Text: n}}})
	}
	return s
}

// found makes a rule that is found wherever it is asked, or for the named subjects only.
func found(id string, rank int, change func(*Rule), subjects ...string) Rule {
	r := Rule{ID: id, Section: "s", Severity: Error, Rank: rank, Primary: true, Scope: PerSubject, Title: id, Doc: id}
	if change != nil {
		change(&r)
	}
	r.Judge = func(sc *Scene) *Hit {
		if len(subjects) == 0 {
			return &Hit{}
		}
		for _, s := range subjects {
			if sc.Subject != nil && sc.Subject.ID == s || sc.Subject == nil && fmt.Sprintf("office%d", sc.Family) == s {
				return &Hit{}
			}
		}
		return nil
	}
	return r
}

func bundleScope(r *Rule) { r.Scope = PerBundle }
func familyScope(r *Rule) { r.Scope = PerFamily }
func secondary(r *Rule)   { r.Primary = false }
func severe(s Severity) func(*Rule) {
	return func(r *Rule) { r.Severity = s }
}
func suppresses(ids ...string) func(*Rule) { return func(r *Rule) { r.Suppresses = ids } }
func yields(ids ...string) func(*Rule)     { return func(r *Rule) { r.YieldsTo = ids } }
func lowers(ids ...string) func(*Rule)     { return func(r *Rule) { r.Lowers = ids } }
func reach(x Reach) func(*Rule)            { return func(r *Rule) { r.Reach = x } }
func all(cs ...func(*Rule)) func(*Rule) {
	return func(r *Rule) {
		for _, c := range cs {
			c(r)
		}
	}
}

// outcome is a diagnosis in a line: primary, findings, suppressed.
func outcome(d *Diagnosis) string {
	list := func(fs []Finding) string {
		var out []string
		for _, f := range fs {
			s := f.Rule
			if f.Subject != "" {
				s += "@" + strings.TrimPrefix(f.Subject, "office")
			}
			if f.Confidence != High {
				s += "/" + string(f.Confidence)
			}
			out = append(out, s)
		}
		return strings.Join(out, " ")
	}
	return fmt.Sprintf("%s | %s | %s", d.Primary, list(d.Findings), list(d.Suppressed))
}

// TestFold is facts.md, "Choosing one primary diagnosis": rank, suppression, reach, gate, fallback and ties.
func TestFold(t *testing.T) {
	one, two := office("15/ProPlus"), office("15/ProPlus", "15/VisioPro")
	families := office("15/ProPlus", "14/ProPlus")
	tests := []struct {
		name  string
		set   *fact.Set
		rules []Rule
		want  string
	}{
		{"the lower rank is primary", one, []Rule{found("b", 200, nil), found("a", 100, nil)}, "a | a@15/ProPlus b@15/ProPlus | "},
		{"what may not be primary is not", one, []Rule{found("a", 100, secondary), found("b", 200, nil)}, "b | b@15/ProPlus a@15/ProPlus | "},
		{"findings by severity, then rank", one, []Rule{found("p", 50, nil), found("i", 60, severe(Info)), found("w", 70, severe(Warning)), found("e", 80, nil)},
			"p | p@15/ProPlus e@15/ProPlus w@15/ProPlus i@15/ProPlus | "},
		{"nothing found", one, []Rule{found("a", 100, nil, "office99")}, " |  | "},

		{"suppressed is dropped", one, []Rule{found("a", 100, suppresses("b")), found("b", 200, nil)}, "a | a@15/ProPlus | b@15/ProPlus"},
		{"the suppressed suppresses nothing", one, []Rule{found("a", 100, suppresses("b")), found("b", 200, suppresses("c")), found("c", 300, nil)}, "a | a@15/ProPlus c@15/ProPlus | b@15/ProPlus"},
		{"a later rank suppresses an earlier that did not act on it", one, []Rule{found("a", 100, nil), found("b", 200, suppresses("a"))}, "b | b@15/ProPlus | a@15/ProPlus"},
		{"the earlier rank suppresses first", one, []Rule{found("a", 100, suppresses("b")), found("b", 200, suppresses("a"))}, "a | a@15/ProPlus | b@15/ProPlus"},
		{"the star is never itself", one, []Rule{found("a", 10, all(suppresses("*"), bundleScope)), found("b", 200, nil)}, "a | a | b@15/ProPlus"},
		{"the star spares the same rule of others", two, []Rule{found("a", 10, suppresses("*"))}, "a | a@15/ProPlus a@15/VisioPro | "},
		{"a rule does not suppress itself elsewhere", office("15/ProPlus", "15/ProPlus"), []Rule{found("a", 10, all(suppresses("*"), reach(SameStem)))}, "a | a@15/ProPlus a@15/ProPlus#2 | "},
		{"patterns", one, []Rule{found("a", 100, suppresses("dns.*")), found("dns.x", 200, nil), found("ext.dns.x", 300, nil)}, "a | a@15/ProPlus ext.dns.x@15/ProPlus | dns.x@15/ProPlus"},
		{"yields to", one, []Rule{found("a", 100, yields("b")), found("b", 200, nil)}, "b | b@15/ProPlus | a@15/ProPlus"},
		{"yields to any error", one, []Rule{found("a", 100, all(yields("@error"), severe(Warning))), found("b", 200, nil)}, "b | b@15/ProPlus | a@15/ProPlus"},
		{"a warning is no error", one, []Rule{found("a", 100, yields("@error")), found("b", 200, severe(Warning))}, "a | a@15/ProPlus b@15/ProPlus | "},
		{"an error that may not be primary is none to yield to", one, []Rule{found("a", 100, yields("@error")), found("b", 200, secondary)}, "a | a@15/ProPlus b@15/ProPlus | "},
		{"yields to an error of the same subject only", two, []Rule{found("a", 100, all(yields("@error"), severe(Warning)), "office15/ProPlus"), found("b", 200, nil, "office15/VisioPro")},
			"b | b@15/VisioPro a@15/ProPlus | "},

		{"a subject's rule acts on its own subject", two, []Rule{found("a", 100, suppresses("b"), "office15/ProPlus"), found("b", 200, nil)}, "a | a@15/ProPlus b@15/VisioPro | b@15/ProPlus"},
		{"a bundle's rule acts everywhere", two, []Rule{found("a", 100, all(suppresses("b"), bundleScope)), found("b", 200, nil)}, "a | a | b@15/ProPlus b@15/VisioPro"},
		{"a subject's rule acts on the bundle's findings", two, []Rule{found("a", 100, suppresses("b"), "office15/ProPlus"), found("b", 200, bundleScope)}, "a | a@15/ProPlus | b"},
		{"limited to the subject, not where several share them", two, []Rule{found("a", 100, all(suppresses("b"), reach(SameSubject)), "office15/ProPlus"), found("b", 200, bundleScope)}, "a | a@15/ProPlus b | "},
		{"limited to the subject, where it is the only one", one, []Rule{found("a", 100, all(suppresses("b"), reach(SameSubject))), found("b", 200, bundleScope)}, "a | a@15/ProPlus | b"},
		{"a family's rule acts on its family", families, []Rule{found("a", 100, all(suppresses("b"), familyScope), "office14"), found("b", 200, nil)}, "a | a@14 b@15/ProPlus | b@14/ProPlus"},
		{"limited to the stem", two, []Rule{found("a", 100, all(suppresses("b"), reach(SameStem)), "office15/VisioPro"), found("b", 200, nil)}, "a | a@15/VisioPro b@15/ProPlus | b@15/VisioPro"},
		{"another family's same stem is another", families, []Rule{found("a", 100, all(suppresses("b"), reach(SameStem)), "office14/ProPlus"), found("b", 200, nil)}, "a | a@14/ProPlus b@15/ProPlus | b@14/ProPlus"},

		{"lowers takes a step", one, []Rule{found("a", 300, lowers("b")), found("b", 200, nil)}, "b | b@15/ProPlus/medium a@15/ProPlus | "},
		{"two lower to low", one, []Rule{found("a", 300, lowers("b")), found("c", 400, lowers("*")), found("b", 200, nil)}, "b | b@15/ProPlus/low a@15/ProPlus/medium c@15/ProPlus | "},
		{"lowers acts on its own subject", two, []Rule{found("a", 300, lowers("b"), "office15/ProPlus"), found("b", 200, nil)}, "b | b@15/ProPlus/medium b@15/VisioPro a@15/ProPlus | "},

		{"an error below the gate ends the search", one, []Rule{found("g", 19, all(bundleScope)), found("a", 5, severe(Warning))}, "g | g a@15/ProPlus | "},
		{"a warning below the gate does not", one, []Rule{found("g", 19, all(bundleScope, severe(Warning))), found("a", 100, nil)}, "a | a@15/ProPlus g | "},
		{"at the gate's rank it is a rule like others", one, []Rule{found("g", 20, bundleScope), found("a", 100, nil)}, "a | a@15/ProPlus g | "},

		{"the worst of the subjects' primaries", two, []Rule{found("ok", 50, severe(OK), "office15/ProPlus"), found("e", 200, nil, "office15/VisioPro")}, "e | e@15/VisioPro ok@15/ProPlus | "},
		{"ok beats info", two, []Rule{found("i", 50, severe(Info), "office15/ProPlus"), found("ok", 200, severe(OK), "office15/VisioPro")}, "ok | ok@15/VisioPro i@15/ProPlus | "},
		{"a subject's primary is its lowest rank, be it an ok", one, []Rule{found("ok", 50, severe(OK)), found("e", 200, nil)}, "ok | ok@15/ProPlus e@15/ProPlus | "},
		{"the lower rank of two subjects", two, []Rule{found("b", 200, nil, "office15/ProPlus"), found("a", 100, nil, "office15/VisioPro")}, "a | a@15/VisioPro b@15/ProPlus | "},
		{"a tie: the newest family", families, []Rule{found("a", 100, nil)}, "a | a@15/ProPlus a@14/ProPlus | "},
		{"a tie: the suite before Visio", office("15/VisioPro", "15/Word"), []Rule{found("a", 100, nil)}, "a | a@15/Word a@15/VisioPro | "},
		{"a tie: the suite before Project", office("15/ProjectPro", "15/Standard"), []Rule{found("a", 100, nil)}, "a | a@15/Standard a@15/ProjectPro | "},
		{"a family's finding competes for its subjects", one, []Rule{found("f", 90, all(familyScope, func(r *Rule) { r.WholeFamily = true })), found("a", 100, nil)}, "f | f@15 a@15/ProPlus | "},
		{"a bundle's finding gives way to a subject's", one, []Rule{found("m", 90, bundleScope), found("a", 100, nil)}, "a | a@15/ProPlus m | "},
		{"a bundle's finding beats no attempt", one, []Rule{found("m", 690, all(bundleScope, severe(Info))), found(noAttempt, 691, severe(Warning))}, "m | m " + noAttempt + "@15/ProPlus | "},
		{"no attempt where there is nothing else", one, []Rule{found("m", 690, all(bundleScope, secondary)), found(noAttempt, 691, severe(Warning))}, noAttempt + " | " + noAttempt + "@15/ProPlus m | "},

		{"a fallback keeps silent where another speaks", one, []Rule{found("z", 700, func(r *Rule) { r.Fallback = true }), found("a", 800, nil)}, "a | a@15/ProPlus | "},
		{"a fallback speaks for the others", two, []Rule{found("z", 700, func(r *Rule) { r.Fallback = true }), found("a", 800, nil, "office15/ProPlus")}, "z | z@15/VisioPro a@15/ProPlus | "},
		{"a fallback does not count what cannot be primary", one, []Rule{found("z", 700, func(r *Rule) { r.Fallback = true }), found("a", 100, secondary)}, "z | z@15/ProPlus a@15/ProPlus | "},
		{"a fallback yields to the whole family's", one, []Rule{found("z", 700, func(r *Rule) { r.Fallback = true }), found("f", 800, all(familyScope, func(r *Rule) { r.WholeFamily = true }))}, "f | f@15 | "},
		{"a bundle's fallback is last", one, []Rule{found("last", 900, all(bundleScope, func(r *Rule) { r.Fallback = true })), found("z", 700, func(r *Rule) { r.Fallback = true })}, "z | z@15/ProPlus | "},
		{"a bundle's fallback speaks alone", one, []Rule{found("last", 900, all(bundleScope, func(r *Rule) { r.Fallback = true })), found("a", 100, secondary)}, "last | last a@15/ProPlus | "},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			if got := outcome(Diagnose(x.set, nil, Given{}, x.rules)); got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
			reversed := append([]Rule(nil), x.rules...)
			sort.SliceStable(reversed, func(i, j int) bool { return reversed[i].ID > reversed[j].ID })
			if got := outcome(Diagnose(x.set, nil, Given{}, reversed)); got != x.want {
				t.Errorf("rules the other way round: got %s", got)
			}
		})
	}
}

// TestTies holds what decides between findings of one rank: confidence, then newer evidence, then the id.
func TestTies(t *testing.T) {
	hit := func(id string, c Confidence, newest time.Time) Rule {
		return Rule{ID: id, Severity: Error, Rank: 100, Primary: true, Scope: PerSubject, Judge: func(*Scene) *Hit { return &Hit{Confidence: c, Newest: newest} }}
	}
	old, recent := time.Date(2015, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2015, 6, 2, 0, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		name  string
		rules []Rule
		want  string
	}{
		{"confidence", []Rule{hit("a", Low, recent), hit("b", Medium, old)}, "b"},
		{"newer evidence", []Rule{hit("a", High, old), hit("b", High, recent)}, "b"},
		{"id", []Rule{hit("b", High, old), hit("a", High, old)}, "a"},
		{"confidence before evidence", []Rule{hit("a", Medium, recent), hit("b", High, old)}, "b"},
	} {
		if got := Diagnose(office("15/ProPlus"), nil, Given{}, x.rules).Primary; got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// TestSubjectPrimaries holds that each subject has a primary of its own.
func TestSubjectPrimaries(t *testing.T) {
	d := Diagnose(office("15/ProPlus", "15/VisioPro", "14/ProPlus"), nil, Given{}, []Rule{
		found("a", 100, nil, "office15/ProPlus"), found("b", 200, severe(Warning), "office15/VisioPro"), found("f", 150, all(familyScope, func(r *Rule) { r.WholeFamily = true }), "office15")})
	got := ""
	for _, s := range d.Subjects {
		got += fmt.Sprintf("%s %s %s; ", s.ID, s.Primary, s.Severity)
	}
	if want := "office14/ProPlus  ; office15/ProPlus a error; office15/VisioPro f error; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
