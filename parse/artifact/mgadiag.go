package artifact

import (
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/consoletext"
	mga "kmstriage/parse/format/mgadiag"
)

var mgadiag = parse.Artifact{
	Kind:      fact.MGADiag,
	Doc:       "the report of the Microsoft Genuine Advantage diagnostic tool: Windows' own licence and version",
	Signature: `"Diagnostic Report (" and a section that ends in "Data-->"`,
	Languages: "English whatever the language of Windows",
	Quirks:    []string{"on Windows 8 and newer it tells little, or nothing"},
	Names:     []string{"{Computer}_MGADiag.txt"},
	Supply:    `MGADiag.exe, Copy, paste into a text file`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicOS, fact.TopicElevation},
	Match:     matchMgadiag,
	Read:      readMGADiag,
}

var namedMgadiag = named(`_?mgadiag.*\.(txt|log)$`)

func matchMgadiag(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedMgadiag(p), Content: strings.Contains(p.Text, mga.Signature) && strings.Contains(p.Text, "Data-->")}
}

// readMGADiag lifts Windows' version and elevation out of the report. Product keys, hardware hashes and proxies, which
// the report is full of, are not kept.
func readMGADiag(f *parse.File) error {
	t, err := f.Listing()
	if err != nil {
		return err
	}
	lines := make([]string, 0, len(t.Lines))
	for _, l := range t.Lines {
		for len(lines) < l.N-1 {
			lines = append(lines, "")
		}
		lines = append(lines, consoletext.Unquoted(l.Text))
	}
	r, err := mga.Parse(lines)
	if err != nil {
		return err
	}
	f.Reading.Records = len(r.Sections)
	if !r.Whole() {
		f.Damage(len(lines), "the report ends in its first section: the rest is lost")
	}
	s, ok := r.Validation()
	if !ok {
		f.Damage(0, "the section about Windows' validation is missing")
		return nil
	}
	mgadiagOS(f, s)
	if row, ok := s.Find("Is Admin"); ok {
		yes := strings.EqualFold(row.Value, "Yes")
		if yes || strings.EqualFold(row.Value, "No") {
			f.Set.Elevation = append(f.Set.Elevation, fact.Elevation{Elevated: yes, From: fact.MGADiag, Line: f.Line(row.Line, row.Text)})
		}
	}
	return nil
}

func mgadiagOS(f *parse.File, s mga.Section) {
	o := fact.OS{From: "mgadiag", Caption: s.Known("Product Name"), Arch: mga.Arch(s.Known("Architecture"))}
	row, ok := s.Find("Windows OS version")
	v, valid := mga.ParseVersion(row.Value)
	if ok && valid {
		o.NT, o.Build = v.NT, v.Build
	} else if row, ok = s.Find("Product Name"); !ok {
		row, _ = s.Find("Architecture")
	}
	o.ProductType = mga.ProductType(v.Edition)
	switch c := strings.ToLower(o.Caption); {
	case strings.Contains(c, "server"):
		o.ProductType = "server"
	case o.ProductType == "" && strings.Contains(c, "windows"): // the end of the name may be torn off
		o.ProductType = "client"
	}
	if o.NT == "" && o.Arch == "" && o.Caption == "" {
		return
	}
	o.Line = f.Line(row.Line, row.Text)
	f.Set.OS = append(f.Set.OS, o)
}
