package bundle

import "strings"

// Part is a bundle of some entries of b: those of one computer, where the tree holds several. below is the folder that
// the entries stand in; problems of b that name a path elsewhere are left out. A part is closed with b.
func (b *Bundle) Part(name, below string, entries []*Entry) *Bundle {
	p := &Bundle{Name: name, Path: b.Path, Entries: entries, Salvaged: b.Salvaged, Folder: b.Folder, Incomplete: b.Incomplete, guard: b.guard, depth: b.depth, spent: b.spent, holdsLater: b.holdsLater}
	for _, x := range b.Problems {
		if x.Path == "" || below == "" || strings.HasPrefix(x.Path, below+"/") {
			p.Problems = append(p.Problems, x)
		}
	}
	p.sum = func() (string, error) { return treeDigest(entries), nil }
	return p
}
