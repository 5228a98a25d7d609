// Package roiscan turns the two files of the Robust Office Inventory (ROIScan.vbs) into what they list: the XML into
// installed products with their packages, applications and licences, the log into sections of labelled rows.
//
// The script concatenates its XML without escaping and runs under "On Error Resume Next", so that bare "&", "<" and
// quotes stand in values and end tags can be missing; the readers here take it as it comes. Source of the knowledge:
// formats/roiscan.md and ROIScan.vbs build 1.9.1.
package roiscan

import "strings"

// Attr is one attribute. Value has its entities resolved; Raw is the attribute as it stands in the file.
type Attr struct {
	Name  string
	Value string
	Raw   string
}

// Element is one start tag. Line is the 1-based line of the decoded text on which it begins.
type Element struct {
	Name  string
	Attrs []Attr
	Line  int
	// Cut is set when the text ended, or the next tag began, inside this tag: absent attributes prove nothing.
	Cut bool
}

// Attr returns the first attribute of that name, whatever its case.
func (e Element) Attr(name string) (Attr, bool) {
	for _, a := range e.Attrs {
		if strings.EqualFold(a.Name, name) {
			return a, true
		}
	}
	return Attr{}, false
}

// Get returns the trimmed value of the first of these attributes that is not empty, else "".
func (e Element) Get(names ...string) string {
	for _, n := range names {
		if a, ok := e.Attr(n); ok {
			if v := strings.TrimSpace(a.Value); v != "" {
				return v
			}
		}
	}
	return ""
}

// SKU is one product of the inventory with what stands inside its element.
type SKU struct {
	Element
	Packages     []Element // ChildPackage: the only place of a suite's product code
	Applications []Element // Application
	Licenses     []Element // License: with a key (IsActive TRUE) or merely possible
}

// Trouble is something odd about the text, with the 1-based line it was met at.
type Trouble struct {
	Line int
	Text string
}

// Inventory is what one ROIScan XML lists.
type Inventory struct {
	Shared []Element // C2RShared: properties common to all Click-to-Run products of a generation
	SKUs   []SKU
	// Repairs are faults of the writer that cost nothing; Losses are places where something is missing.
	Repairs []Trouble
	Losses  []Trouble
}
