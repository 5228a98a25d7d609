package parse

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// Split finds the computers of a tree. parts are bundles of their own, each with at least one recognised file, in order
// of path; where the whole tree is one computer's, it is b itself. archives are entries that may hold bundles again.
//
// A folder's own files and those below it are one computer's, unless a sub-folder belongs to another one by the names
// of its files or by what stands in them. Folders side by side that hold the same kinds of file are two collections.
// Files of several computers side by side in one folder are not taken apart.
func Split(b *bundle.Bundle, artifacts []Artifact) (parts []*bundle.Bundle, archives []*bundle.Entry) {
	s := &splitter{bundle: b, artifacts: sorted(artifacts)}
	root := &folder{}
	s.flat = flat(b.Entries)
	for _, e := range b.Entries {
		archive := s.place(root, e)
		if archive {
			archives = append(archives, e)
		}
	}
	var found []*group
	for _, g := range s.groups(root) {
		if g.artifacts > 0 {
			found = append(found, g)
		}
	}
	if len(found) == 1 {
		return []*bundle.Bundle{b}, archives
	}
	sort.Slice(found, func(i, j int) bool { return found[i].below < found[j].below })
	for _, g := range found {
		parts = append(parts, s.part(g))
	}
	return parts, archives
}

// folder is one folder of the tree with its direct files.
type folder struct {
	below    string
	own      group
	children []*folder
}

// group is the files of one computer.
type group struct {
	below     string // the topmost folder
	entries   []*bundle.Entry
	artifacts int
	computers map[string]bool
	kinds     map[string]bool
	looked    bool // into the files for names
}

type splitter struct {
	bundle    *bundle.Bundle
	artifacts []Artifact
	flat      bool // all files lie in one folder: they are one computer's, and one artifact among them is enough to know
}

// flat reports that all entries lie in one folder.
func flat(entries []*bundle.Entry) bool {
	for _, e := range entries {
		if path.Dir(e.Path) != path.Dir(entries[0].Path) {
			return false
		}
	}
	return true
}

// maxSplitDepth bounds the tree of folders: an entry deeper down counts to the folder at this depth.
const maxSplitDepth = 32

// place puts a file into its folder and reports whether it is an archive.
func (s *splitter) place(root *folder, e *bundle.Entry) bool {
	f := root
	dirs := strings.Split(e.Path, "/")
	dirs = dirs[:len(dirs)-1]
	for i, d := range dirs {
		if i == maxSplitDepth {
			break
		}
		f = f.child(d)
	}
	f.own.below = f.below
	f.own.entries = append(f.own.entries, e)
	head, err := readHead(e)
	if err != nil && len(head) == 0 && e.Refused == "" {
		return false
	}
	if bundle.Archive(head) != "" || e.Refused != "" && strings.HasSuffix(strings.ToLower(e.Path), ".zip") {
		return !document(e.Path)
	}
	if s.flat && f.own.artifacts > 0 {
		return false
	}
	p := probe(e, head)
	a := recognise(p, s.artifacts)
	if a == nil || a.Kind == fact.SDPReport {
		return false
	}
	f.own.artifacts++
	if c := computer(e.Path); c != "" {
		add(&f.own.computers, strings.ToUpper(c))
	}
	add(&f.own.kinds, fmt.Sprintf("%s %d %s", a.Kind, family(p.Base), path.Ext(p.Base)))
	return false
}

// document reports zip archives that are a program's documents: no one packs a bundle into them.
func document(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx", ".pptx", ".pptm", ".vsdx", ".odt", ".ods", ".odp", ".jar", ".apk", ".nupkg", ".appx", ".msix", ".epub", ".xps", ".oxps", ".kmz":
		return true
	}
	return false
}

// child finds or makes a sub-folder. Entries come sorted by path, so only the newest can be meant.
func (f *folder) child(name string) *folder {
	c := &folder{below: name}
	if f.below != "" {
		c.below = f.below + "/" + name
	}
	if n := len(f.children); n > 0 && f.children[n-1].below == c.below {
		return f.children[n-1]
	}
	f.children = append(f.children, c)
	return c
}

// groups assigns the files below a folder to computers.
func (s *splitter) groups(f *folder) []*group {
	own := &f.own
	own.below = f.below
	var below []*group
	for _, c := range f.children {
		below = append(below, s.groups(c)...)
	}
	if own.artifacts == 0 {
		gs := s.siblings(below)
		if len(gs) == 1 {
			gs[0].merge(own)
			gs[0].below = f.below
			return gs
		}
		if len(own.entries) > 0 || len(gs) == 0 {
			gs = append(gs, own)
		}
		return gs
	}
	out := []*group{own}
	for _, g := range below {
		if g.artifacts == 0 || s.same(own, g) {
			own.merge(g)
			continue
		}
		out = append(out, g)
	}
	return out
}

// same reports whether a sub-folder's files are its folder's computer's: unless both are known and differ.
func (s *splitter) same(own, g *group) bool {
	a, b := s.names(own), s.names(g)
	return len(a) == 0 || len(b) == 0 || meet(a, b)
}

// maxLoose bounds how many folders without a computer's name are compared with each other; beyond it each stands alone.
const maxLoose = 200

// siblings joins folders side by side: by computer where it is known; one that is not known joins the only one that
// lacks what it holds.
func (s *splitter) siblings(gs []*group) []*group {
	var full, empty []*group
	for _, g := range gs {
		if g.artifacts == 0 {
			empty = append(empty, g)
		} else {
			full = append(full, g)
		}
	}
	if len(full) > 1 {
		full = s.joined(full)
	}
	if len(full) != 1 {
		return append(full, empty...)
	}
	for _, g := range empty {
		full[0].merge(g)
	}
	return full
}

func (s *splitter) joined(gs []*group) []*group {
	var out, loose []*group
	owners := map[string][]*group{}
	for _, g := range gs {
		if len(s.names(g)) == 0 {
			loose = append(loose, g)
			continue
		}
		to := owner(owners, g)
		if to == nil {
			to = g
			out = append(out, g)
		} else {
			to.merge(g)
		}
		for c := range g.computers {
			if !slices.Contains(owners[c], to) {
				owners[c] = append(owners[c], to)
			}
		}
	}
	if len(loose) > maxLoose {
		return append(out, loose...)
	}
	for _, g := range loose {
		if to := onlyFit(out, g); to != nil {
			to.merge(g)
			continue
		}
		out = append(out, g)
	}
	return out
}

// maxRepeats bounds with how many earlier collections of one computer a folder is compared.
const maxRepeats = 8

// owner is the group of the same computer that a folder belongs to: not one that it repeats, since two collections of
// one computer are two bundles.
func owner(owners map[string][]*group, g *group) *group {
	for _, c := range slices.Sorted(maps.Keys(g.computers)) {
		os := owners[c]
		for _, o := range os[max(0, len(os)-maxRepeats):] {
			if !o.repeats(g) {
				return o
			}
		}
	}
	return nil
}

// repeats reports whether most of what one folder holds stands in the other too, and more than a stray copy.
func (g *group) repeats(o *group) bool {
	same := 0
	for k := range o.kinds {
		if g.kinds[k] {
			same++
		}
	}
	return same >= 2 && 2*same >= min(len(g.kinds), len(o.kinds))
}

// onlyFit is the one group that holds nothing of what g holds; nil where there is none or several.
func onlyFit(gs []*group, g *group) *group {
	var fit *group
	for _, x := range gs {
		if meet(x.kinds, g.kinds) {
			continue
		}
		if fit != nil {
			return nil
		}
		fit = x
	}
	return fit
}

// names are the computers of a group: the prefixes of its files, else the name that its events and inventories say most
// often.
func (s *splitter) names(g *group) map[string]bool {
	if len(g.computers) > 0 || g.looked {
		return g.computers
	}
	g.looked = true
	set := Read(s.bundle.Part("", g.below, g.entries), s.artifacts)
	votes := map[string]int{}
	best := ""
	for _, n := range set.Names {
		label, _, _ := strings.Cut(strings.ToUpper(n.Name), ".")
		votes[label] += max(n.Count, 1)
		if best == "" || votes[label] > votes[best] || votes[label] == votes[best] && label < best {
			best = label
		}
	}
	if best != "" {
		add(&g.computers, best)
	}
	return g.computers
}

func (s *splitter) part(g *group) *bundle.Bundle {
	name := s.bundle.Name
	if g.below != "" {
		name += "/" + g.below
	}
	sort.SliceStable(g.entries, func(i, j int) bool { return g.entries[i].Path < g.entries[j].Path })
	return s.bundle.Part(name, g.below, g.entries)
}

func (g *group) merge(o *group) {
	g.entries = append(g.entries, o.entries...)
	g.artifacts += o.artifacts
	for c := range o.computers {
		add(&g.computers, c)
	}
	for k := range o.kinds {
		add(&g.kinds, k)
	}
	if o.below < g.below {
		g.below = o.below
	}
}

func add(set *map[string]bool, key string) {
	if *set == nil {
		*set = map[string]bool{}
	}
	(*set)[key] = true
}

func meet(a, b map[string]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}
