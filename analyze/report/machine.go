package report

import (
	"fmt"
	"sort"
	"strings"

	"kmstriage/analyze"
)

// windowsNames are the marketing names of "version/productType".
var windowsNames = map[string]string{
	"6.0/client": "Windows Vista", "6.0/server": "Windows Server 2008",
	"6.1/client": "Windows 7", "6.1/server": "Windows Server 2008 R2",
	"6.2/client": "Windows 8", "6.2/server": "Windows Server 2012",
	"6.3/client": "Windows 8.1", "6.3/server": "Windows Server 2012 R2",
	"10.0/client": windows10, "10.0/server": server2016,
}

// windowsName prefers the caption that Windows gives itself.
func (s speech) windowsName(o *analyze.OS) string {
	if o == nil {
		return ""
	}
	var parts []string
	switch name := windowsNames[o.Version+"/"+o.ProductType]; {
	case o.Caption != "":
		parts = append(parts, o.Caption)
	case name != "":
		parts = append(parts, s.Text(name))
	case o.Version != "":
		parts = append(parts, "Windows "+o.Version)
	}
	if o.Arch != "" {
		parts = append(parts, o.Arch)
	}
	return strings.Join(parts, " ")
}

// officeNames lists the families under diagnosis.
func (s speech) officeNames(ss []analyze.Subject) string {
	seen := map[int]bool{}
	var fs []int
	for _, x := range ss {
		if !seen[x.Family] {
			seen[x.Family] = true
			fs = append(fs, x.Family)
		}
	}
	sort.Ints(fs)
	var out []string
	for _, f := range fs {
		out = append(out, s.officeName(f))
	}
	return strings.Join(out, ", ")
}

func (s speech) officeName(family int) string {
	switch family {
	case 14:
		return "Office 2010"
	case 15:
		return "Office 2013"
	case 16:
		return s.Say("Office 2016 or later")
	}
	return fmt.Sprintf("Office %d", family)
}
