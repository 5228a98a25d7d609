package fact

import "reflect"

// Mark is a place in a Set: how long each of its slices was.
type Mark []int

// Mark is where facts that are added now will stand.
func (s *Set) Mark() Mark {
	v := reflect.ValueOf(s).Elem()
	m := make(Mark, v.NumField())
	for i := range m {
		if v.Field(i).Kind() == reflect.Slice {
			m[i] = v.Field(i).Len()
		}
	}
	return m
}

// Splice puts the facts of other sets, which were gathered meanwhile, where they would stand had they been gathered in
// order: those of parts[i] at marks[i]. Marks rise.
func (s *Set) Splice(marks []Mark, parts []*Set) {
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Slice {
			continue
		}
		total := f.Len()
		for _, p := range parts {
			total += reflect.ValueOf(p).Elem().Field(i).Len()
		}
		if total == f.Len() {
			continue
		}
		all := reflect.MakeSlice(f.Type(), 0, total)
		from := 0
		for n, p := range parts {
			all = reflect.AppendSlice(all, f.Slice(from, marks[n][i]))
			all = reflect.AppendSlice(all, reflect.ValueOf(p).Elem().Field(i))
			from = marks[n][i]
		}
		f.Set(reflect.AppendSlice(all, f.Slice(from, f.Len())))
	}
}
