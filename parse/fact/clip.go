package fact

import (
	"reflect"
	"strings"
)

// Clip cuts every text of the set to max bytes, at a character, and returns how many were longer: no name, path, key or
// cited line of a sound file is near a bound that is worth having, but a damaged file can have one of 50 MB, which would
// stand in the findings again and again.
func (s *Set) Clip(max int) int { return clip(reflect.ValueOf(s).Elem(), max) }

func clip(v reflect.Value, max int) (n int) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); len(s) > max {
			v.SetString(strings.Clone(strings.ToValidUTF8(s[:max], "")))
			n++
		}
	case reflect.Pointer:
		if !v.IsNil() {
			n += clip(v.Elem(), max)
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += clip(v.Index(i), max)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				n += clip(v.Field(i), max)
			}
		}
	}
	return n
}
