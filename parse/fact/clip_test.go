package fact_test

import (
	"strings"
	"testing"

	"kmstriage/parse/fact"
)

func TestClip(t *testing.T) {
	long := strings.Repeat("\u00e5", 100)
	s := fact.Set{
		Bundle:   fact.Bundle{Name: "CL01.zip"},
		Names:    []fact.Name{{Name: long}, {Name: "CL01"}},
		Licences: []fact.Licence{{Name: long}},
		Readings: []fact.Reading{{Path: "a", Problems: []fact.Problem{{Text: long}}}},
	}
	if n := s.Clip(11); n != 3 {
		t.Errorf("%d texts were cut, want 3", n)
	}
	want := strings.Repeat("\u00e5", 5) // ten bytes: the eleventh is half a character
	if s.Names[0].Name != want || s.Names[1].Name != "CL01" || s.Licences[0].Name != want || s.Readings[0].Problems[0].Text != want || s.Bundle.Name != "CL01.zip" {
		t.Errorf("%+v", s)
	}
}
