package main

import (
	"reflect"
	"slices"
	"strings"
)

// grammar is a cli with the commands that args may mean, or with all where they are nil: to read all flags of all commands takes
// longer than most commands do. Commands that tell of the others are marked "whole". It is a pointer to a struct with some
// fields of cli.
func grammar(args []string) any {
	all := reflect.TypeFor[cli]()
	var fields []reflect.StructField
	for i := range all.NumField() {
		f := all.Field(i)
		_, isCommand := f.Tag.Lookup("cmd")
		_, isDefault := f.Tag.Lookup("default")
		if args == nil || !isCommand || isDefault || slices.Contains(args, verbOf(f)) {
			fields = append(fields, f)
		}
		if _, whole := f.Tag.Lookup("whole"); whole && slices.Contains(args, verbOf(f)) {
			return &cli{}
		}
	}
	return reflect.New(reflect.StructOf(fields)).Interface()
}

// verbOf is the name of a command's field.
func verbOf(f reflect.StructField) string {
	if name := f.Tag.Get("name"); name != "" {
		return name
	}
	return strings.ToLower(f.Name)
}

// verbs are the names of all commands.
func verbs() []string {
	var out []string
	all := reflect.TypeFor[cli]()
	for i := range all.NumField() {
		f := all.Field(i)
		if _, isCommand := f.Tag.Lookup("cmd"); isCommand {
			out = append(out, verbOf(f))
		}
	}
	return out
}
