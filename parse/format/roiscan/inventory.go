package roiscan

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/antchfx/xmlquery"
)

// ErrNoInventory says that a text holds nothing of an inventory.
var ErrNoInventory = errors.New("no <OFFICEINVENTORY> in it")

// ParseXML reads a decoded ROIScan XML, however malformed. It builds a tree of the repaired text; where that would be
// too large or too deep, or fails, it takes the tags one by one. It fails with ErrNoInventory only.
func ParseXML(text string, lim XMLLimits) (Inventory, error) {
	lim = lim.orDefault()
	if len(text) <= lim.Tree {
		r := report{lim: lim}
		inv, err := fromTree(text, &r)
		if err == nil {
			return finish(inv, &r)
		}
		flat := report{lim: lim}
		inv = fromTags(text, &flat)
		flat.repair(0, "%v: read tag by tag", err)
		return finish(inv, &flat)
	}
	r := report{lim: lim}
	inv := fromTags(text, &r)
	r.repair(0, "longer than %d KiB: read tag by tag", lim.Tree>>10)
	return finish(inv, &r)
}

func finish(inv Inventory, r *report) (Inventory, error) {
	found := len(inv.SKUs)+len(inv.Shared) > 0
	if !r.root && !found {
		return Inventory{}, ErrNoInventory
	}
	r.finish(found)
	inv.Repairs, inv.Losses = r.repairs, r.losses
	return inv, nil
}

// fromTree reads the inventory out of a tree of the repaired text.
func fromTree(text string, r *report) (Inventory, error) {
	fixed, err := repair(text, r)
	if err != nil {
		return Inventory{}, err
	}
	doc, err := xmlquery.ParseWithOptions(strings.NewReader(fixed.xml), xmlquery.ParserOptions{
		Decoder: &xmlquery.DecoderOptions{Strict: true, CharsetReader: func(_ string, in io.Reader) (io.Reader, error) { return in, nil }},
	})
	if err != nil {
		return Inventory{}, fmt.Errorf("build the tree: %w", err)
	}
	at := map[*xmlquery.Node]Element{}
	number(doc, fixed.elements, at)
	return gather(doc, at), nil
}

// gather finds what the inventory is made of. Each kind is searched once in the whole tree and then put to its product:
// a search in every product would cost minutes for a hostile file of millions of them.
func gather(doc *xmlquery.Node, at map[*xmlquery.Node]Element) Inventory {
	var inv Inventory
	for _, n := range xmlquery.Find(doc, "//C2RShared") {
		inv.Shared = append(inv.Shared, at[n])
	}
	index := map[*xmlquery.Node]int{}
	for _, n := range xmlquery.Find(doc, "//SKU") {
		index[n] = len(inv.SKUs)
		inv.SKUs = append(inv.SKUs, SKU{Element: at[n]})
	}
	for _, name := range [...]string{"ChildPackage", "Application", "License"} {
		for _, n := range xmlquery.Find(doc, "//SKU//"+name) {
			sku := n.Parent
			for sku.Data != "SKU" {
				sku = sku.Parent
			}
			inv.SKUs[index[sku]].add(at[n])
		}
	}
	return inv
}

// add puts an element to its product.
func (s *SKU) add(e Element) {
	switch e.Name {
	case "ChildPackage":
		s.Packages = append(s.Packages, e)
	case "Application":
		s.Applications = append(s.Applications, e)
	case "License":
		s.Licenses = append(s.Licenses, e)
	}
}

// number gives every node of the tree its tag: both stand in document order. The tree's own line numbers are not used,
// they lag behind where several lines stand between two tags.
func number(doc *xmlquery.Node, elements []Element, at map[*xmlquery.Node]Element) {
	i := -1 // the wrapper comes first
	var walk func(n *xmlquery.Node)
	walk = func(n *xmlquery.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == xmlquery.ElementNode {
				if i >= 0 && i < len(elements) {
					at[c] = elements[i]
				}
				i++
			}
			walk(c)
		}
	}
	walk(doc)
}

// fromTags reads the inventory tag by tag: what follows a SKU belongs to it.
func fromTags(text string, r *report) Inventory {
	var inv Inventory
	for t := range tags(text) {
		if !r.saw(t) {
			break
		}
		if t.kind == tagClose {
			continue
		}
		if t.Name == "C2RShared" {
			inv.Shared = append(inv.Shared, t.Element)
			continue
		}
		if t.Name == "SKU" {
			inv.SKUs = append(inv.SKUs, SKU{Element: t.Element})
			continue
		}
		if len(inv.SKUs) == 0 {
			continue
		}
		inv.SKUs[len(inv.SKUs)-1].add(t.Element)
	}
	return inv
}
