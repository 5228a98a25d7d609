package input

import (
	"path"

	"kmstriage/parse/bundle"
)

// Object makes a unit of one archive or file that the caller opens, be it out of the file system or not; open may be called
// again. at is where it lies, for people, and name what it is called there. Where besides is true, it lies among files of a
// computer: without any artifact it is just one of these, and the unit gives nothing.
func (l *Loader) Object(at, name string, besides bool, open func(bundle.Limits) (*bundle.Bundle, error)) Unit {
	load := func() []Found {
		out := l.archive(at, path.Base(name), func(lim bundle.Limits) (*bundle.Bundle, error) {
			b, err := open(lim)
			if b != nil {
				b.Name = name
			}
			return b, err
		})
		if besides && len(out) == 1 && out[0].Why == "" && !out[0].Recognised {
			return nil
		}
		return out
	}
	return Unit{Path: at, Place: name, Load: l.turns.again(l.refusals, load)}
}
