package redact

import (
	"reflect"
	"strings"
	"sync"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// Cloak takes the names out of what is shown of bundles, after the diagnosis: that stays what it is. First it learns from
// all that will be shown, then Settle, then it replaces. It can be used by several at a time.
type Cloak struct {
	r  *replacer
	mu sync.Mutex
}

// NewCloak prepares one.
func NewCloak(o Options) *Cloak { return &Cloak{r: newReplacer(o)} }

// Learn notes the names of a bundle.
func (c *Cloak) Learn(s *fact.Set) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.r.learnFacts(s)
	c.r.learnPath(s.Bundle.Name)
	for _, x := range s.Readings {
		c.r.learnPath(x.Path)
	}
	eachText(reflect.ValueOf(s), func(_, text string) { c.r.learnText(text) })
}

// LearnDiagnosis notes the names of a bundle of which only the diagnosis is known, and those of a fleet.
func (c *Cloak) LearnDiagnosis(p any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	eachText(reflect.ValueOf(p), func(field, text string) {
		switch {
		case hostFields[field]:
			c.r.host(withoutPort(text))
		case field == "PartialKey":
			c.r.partialKey(text)
		case pathFields[field]:
			c.r.learnPath(text)
		}
		c.r.learnText(text)
	})
}

// LearnText notes the names that a text, or the path of an input, tells by its form.
func (c *Cloak) LearnText(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.r.learnText(s)
}

// LearnPath notes the words of the path of an input.
func (c *Cloak) LearnPath(p string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.r.learnPath(p)
}

// Settle ends the learning.
func (c *Cloak) Settle() { c.r.settle() }

// Text gives a text, or a message about a file, without names.
func (c *Cloak) Text(s string) string { return c.r.text(s) }

// Path gives the path or name of an input without names.
func (c *Cloak) Path(p string) string { return c.r.path(p) }

// Facts takes the names out of the facts of a bundle.
func (c *Cloak) Facts(s *fact.Set) { c.in(s) }

// Diagnosis takes the names out of what a bundle means.
func (c *Cloak) Diagnosis(d *analyze.Diagnosis) { c.in(d) }

// Shown takes the names out of anything else that is made of diagnoses: p points to it. Slices and maps are not changed but
// replaced, since rules share theirs with every diagnosis.
func (c *Cloak) Shown(p any) { c.in(p) }

func (c *Cloak) in(p any) {
	v := reflect.ValueOf(p).Elem()
	if n, changed := c.shown(v, ""); changed {
		v.Set(n)
	}
}

// hostFields hold names of hosts and computers, some with a port.
var hostFields = map[string]bool{"Host": true, "Hosts": true, "Computer": true, "Server": true, "Zone": true, "Client": true, "Names": true, "Machines": true, "Machine": true, "Retired": true, "Image": true}

// pathFields hold names of files and bundles; of machines too, of which nothing but their bundle is known.
var pathFields = map[string]bool{"Path": true, "CopyOf": true, "Bundle.Name": true, "BundleID.Name": true, "Machine.Name": true, "Names": true, "Bundle": true, "Bundles": true, "Machine": true, "Machines": true, "Old": true, "New": true, "Another": true, "Image": true}

// fixedFields hold words of the program's own, which stay.
var fixedFields = map[string]bool{"Type": true, "Schema": true, "Kind": true, "Kinds": true, "Also": true, "Format": true, "Reading": true, "Encoding": true, "Language": true,
	"Rule": true, "Section": true, "Subject": true, "ID": true, "Primary": true, "Comparison": true, "Origin": true, "Clear": true, "Missing": true, "Status": true, "Channel": true,
	"TimeQuality": true, "Where": true, "Answer": true, "Application": true, "What": true, "Pairing": true, "State": true, "Outcome": true, "Tool": true, "Question": true,
	"From": true, "Provider": true, "Log": true, "SHA256": true, "Supply": true, "SKU": true, "ActivationID": true, "AppID": true, "ApplicationID": true}

// fieldName tells the fields called Name apart by their type: of a licence it is no file's.
func fieldName(t reflect.Type, field string) string {
	if field == "Name" {
		return t.Name() + "." + field
	}
	return field
}

var plainString = reflect.TypeFor[string]()

// eachText visits every text that names may stand in, with the name of its field.
func eachText(v reflect.Value, visit func(field, text string)) { visitText(v, "", visit) }

func visitText(v reflect.Value, field string, visit func(field, text string)) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == plainString && !fixedFields[field] && v.Len() > 0 {
			visit(field, v.String())
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			visitText(v.Elem(), field, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visitText(v.Index(i), field, visit)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			visitText(it.Value(), field, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				visitText(v.Field(i), fieldName(v.Type(), f.Name), visit)
			}
		}
	}
}

// eachSource visits every place that facts were read at.
func eachSource(p any, visit func(fact.Source)) { visitSource(reflect.ValueOf(p), visit) }

func visitSource(v reflect.Value, visit func(fact.Source)) {
	if s, ok := v.Interface().(fact.Source); ok {
		visit(s)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			visitSource(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visitSource(v.Index(i), visit)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			visitSource(it.Value(), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				visitSource(v.Field(i), visit)
			}
		}
	}
}

// shown gives a value without names, and whether it is another.
func (c *Cloak) shown(v reflect.Value, field string) (out reflect.Value, changed bool) {
	switch v.Kind() {
	case reflect.String:
		return c.shownText(v, field)
	case reflect.Pointer:
		if v.IsNil() {
			return v, false
		}
		n, changed := c.shown(v.Elem(), field)
		if !changed {
			return v, false
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(n)
		return p, true
	case reflect.Slice:
		return c.shownSlice(v, field)
	case reflect.Map:
		return c.shownMap(v, field)
	case reflect.Struct:
		return c.shownStruct(v)
	}
	return v, false
}

func (c *Cloak) shownText(v reflect.Value, field string) (reflect.Value, bool) {
	s := v.String()
	if v.Type() != plainString || fixedFields[field] || s == "" {
		return v, false
	}
	n := c.r.text(s)
	if pathFields[field] {
		n = c.r.path(s)
	}
	return reflect.ValueOf(n), n != s
}

func (c *Cloak) shownSlice(v reflect.Value, field string) (reflect.Value, bool) {
	out, any := v, false
	for i := range v.Len() {
		n, changed := c.shown(v.Index(i), field)
		if !changed {
			continue
		}
		if !any {
			any = true
			out = reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(out, v)
		}
		out.Index(i).Set(n)
	}
	return out, any
}

func (c *Cloak) shownMap(v reflect.Value, field string) (reflect.Value, bool) {
	out := reflect.MakeMapWithSize(v.Type(), v.Len())
	changed := false
	for it := v.MapRange(); it.Next(); {
		n, other := c.shown(it.Value(), field)
		changed = changed || other
		out.SetMapIndex(it.Key(), n)
	}
	return out, changed
}

func (c *Cloak) shownStruct(v reflect.Value) (reflect.Value, bool) {
	out, any := v, false
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		n, changed := c.shown(v.Field(i), fieldName(v.Type(), f.Name))
		if !changed {
			continue
		}
		if !any {
			any = true
			out = reflect.New(v.Type()).Elem()
			out.Set(v)
		}
		out.Field(i).Set(n)
	}
	return out, any
}

// withoutPort takes the port off "host:port", but not the end of an address.
func withoutPort(s string) string {
	if at := strings.LastIndexByte(s, ':'); at > 0 && strings.IndexByte(s, ':') == at {
		return s[:at]
	}
	return s
}
