package fact

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplice(t *testing.T) {
	name := func(s string) Name { return Name{Name: s} }
	event := func(id int) ServiceEvent { return ServiceEvent{Event: Event{ID: id}} }
	s := &Set{Schema: Schema}
	var marks []Mark
	var parts []*Set
	later := func(p *Set) { marks, parts = append(marks, s.Mark()), append(parts, p) }

	later(&Set{Names: []Name{name("a"), name("b")}})
	s.Names = append(s.Names, name("c"))
	s.Events = append(s.Events, event(1))
	later(&Set{Names: []Name{name("d")}, Readings: []Reading{{Path: "r"}}})
	later(&Set{})
	s.Names = append(s.Names, name("e"))
	s.Events = append(s.Events, event(2))
	later(&Set{Names: []Name{name("f")}, Events: []ServiceEvent{event(3)}})

	s.Splice(marks, parts)
	want := &Set{Schema: Schema, Names: []Name{name("a"), name("b"), name("c"), name("d"), name("e"), name("f")},
		Events: []ServiceEvent{event(1), event(2), event(3)}, Readings: []Reading{{Path: "r"}}}
	if d := cmp.Diff(want, s); d != "" {
		t.Errorf("-want +got %s", d)
	}
}
