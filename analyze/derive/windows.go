package derive

import (
	"strings"

	"kmstriage/parse/fact"
)

// OS is the Windows version that won, and what disagreed with it.
type OS struct {
	fact.OS
	Loser *fact.OS // another artifact's different version
}

// osRank orders the sources: ROIScan asks WMI; MGADiag has no manifest and is told 6.2 on Windows 8.1 and later, so that
// even systeminfo, which somebody sent besides, is believed before it.
var osRank = map[string]int{"roiscan": 0, "slmgr": 1, string(fact.SystemInfo): 2, "mgadiag": 3}

func (c *Case) windows() OS {
	var o OS
	s := &fact.Set{}
	for _, x := range c.Set.OS {
		if x.From != string(fact.SystemInfo) || !c.elsewhere(x.Line.Source.Path) {
			s.OS = append(s.OS, x)
		}
	}
	best := 99
	for i := range s.OS {
		x := s.OS[i]
		if r, ok := osRank[x.From]; ok && r < best && x.NT != "" {
			best, o.OS = r, x
		}
	}
	for i := range s.OS {
		x := s.OS[i]
		o.Arch = first(o.Arch, x.Arch)
		o.ProductType = first(o.ProductType, x.ProductType)
		o.Build = first(o.Build, x.Build)
		if x.NT != "" && o.NT != "" && x.NT != o.NT && o.Loser == nil {
			o.Loser = &s.OS[i]
		}
	}
	if o.ProductType == "" && strings.Contains(strings.ToLower(o.Caption), "server") {
		o.ProductType = "server"
	}
	return o
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Server reports whether Windows is known to be a server edition, whose own KMS requests also need five clients.
func (o OS) Server() bool { return o.ProductType == "server" }

// office lists installed products: the XML inventory where there is one, since the text repeats it.
func office(s *fact.Set) []fact.Office {
	for _, from := range []fact.Kind{fact.ROIScanXML, fact.ROIScanLog} {
		var out []fact.Office
		for _, o := range s.Office {
			if o.From == string(from) {
				out = append(out, o)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// Installed reports whether ROIScan lists a product of the family.
func (c *Case) Installed(family int) bool {
	for _, o := range c.Office {
		if o.Family == family {
			return true
		}
	}
	return false
}

// Inventory reports whether ROIScan was read at all, so that a product it does not list is not installed.
func (c *Case) Inventory() bool { return c.Read(fact.ROIScanXML, fact.ROIScanLog) }

// OfficeArch is the bitness of the family's programs: "x86", "x64" or "" unknown.
func (c *Case) OfficeArch(family int) string {
	for _, o := range c.Office {
		if o.Family == family && o.Arch != "" {
			return o.Arch
		}
	}
	return ""
}
