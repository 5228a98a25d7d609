package main

import (
	"reflect"
	"testing"
)

// TestWhatWritesSaysWhere holds that every command with a flag for a file that it writes tells its folder, which the kernel
// is asked to leave open.
func TestWhatWritesSaysWhere(t *testing.T) {
	verbs := reflect.TypeFor[cli]()
	found := 0
	for i := range verbs.NumField() {
		f := verbs.Field(i)
		if f.Type.Kind() != reflect.Struct {
			continue
		}
		for _, flag := range []string{"Map", "Output", "Out"} {
			if _, has := f.Type.FieldByName(flag); !has {
				continue
			}
			found++
			if _, ok := reflect.New(f.Type).Interface().(writer); !ok {
				t.Errorf("%s has --%s, and no folders", f.Name, flag)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d flags were looked at", found)
	}
}
