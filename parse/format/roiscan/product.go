package roiscan

import "strings"

// LogLicense is one "Active License" group of the log: a licence with an installed key. Fields are its sub-rows by
// folded label (Key).
type LogLicense struct {
	Name   string
	Head   Row
	Fields map[string]Row
	// Cut is set when the text ended inside the group.
	Cut bool
}

// Get is the value of a sub-row, "" where the log has none.
func (l LogLicense) Get(label string) string {
	r, ok := l.Fields[Key(label)]
	if !ok {
		return ""
	}
	_, v, _ := r.Sub()
	return v
}

// LogProduct is one product of the log.
type LogProduct struct {
	Name     string // without the script's tag (MSI) or (C2R)
	Tech     string // MSI, C2R, "" unknown
	Line     int
	Text     string
	Single   bool // of "Single .msi Products View"
	Rows     map[string]Row
	Packages []Row    // rows of "Chained Packages": code - version - name
	Possible []string // licence tokens that fit the product, "OfficeProPlusVL_KMS_Client"
	Licenses []LogLicense
	Paths    []string // of programs, where the log lists them (Click-to-Run)
}

// Get is the value of the product's row with that label.
func (p LogProduct) Get(label string) string { return p.Rows[Key(label)].Value }

// Products lists the products of all product sections, in the order of the log. shared holds the rows of the common
// Click-to-Run properties.
func (log Log) Products() (products []LogProduct, shared []Row) {
	for _, s := range log.Sections {
		if !productSection(s.Heading) {
			continue
		}
		for _, b := range s.Blocks {
			switch {
			case b.Heading == "":
			case strings.HasPrefix(b.Heading, "C2R Shared"):
				shared = append(shared, b.Rows...)
			case b.Heading == "Scenario Key State":
			default:
				products = append(products, product(s, b))
			}
		}
	}
	log.markCut(products)
	return products, shared
}

func productSection(heading string) bool {
	h := Key(heading)
	return h == "c2rproducts" || strings.HasSuffix(h, "productsview") || h == "products"
}

// markCut marks the licence in which the text ended.
func (log Log) markCut(products []LogProduct) {
	if log.Fenced || len(products) == 0 {
		return
	}
	s := log.Sections[len(log.Sections)-1]
	if len(s.Blocks) == 0 {
		return
	}
	b := s.Blocks[len(s.Blocks)-1]
	p := &products[len(products)-1]
	if p.Line != b.Line || len(p.Licenses) == 0 {
		return
	}
	end := b.Rows[len(b.Rows)-1].Line
	l := &p.Licenses[len(p.Licenses)-1]
	l.Cut = end == l.Head.Line
	for _, r := range l.Fields {
		l.Cut = l.Cut || r.Line == end
	}
}

func product(s Section, b Block) LogProduct {
	p := LogProduct{Name: b.Heading, Line: b.Line, Text: b.Heading, Rows: map[string]Row{}}
	for _, t := range [...]string{"MSI", "C2R"} {
		if n, ok := strings.CutSuffix(p.Name, " ("+t+")"); ok {
			p.Name, p.Tech = strings.TrimSpace(n), t
		}
	}
	p.Single = strings.HasPrefix(Key(s.Heading), "single")
	group := ""
	for _, r := range b.Rows {
		if r.Label != "" {
			group = Key(r.Label)
		}
		p.take(group, r)
	}
	if t := strings.ToUpper(p.Get("InstallType")); p.Tech == "" && (t == "MSI" || t == "C2R") {
		p.Tech = t
	}
	return p
}

// take sorts one row into its group.
func (p *LogProduct) take(group string, r Row) {
	switch group {
	case "chainedpackages":
		if r.Value != "" {
			p.Packages = append(p.Packages, r)
		}
	case "possiblelicenses":
		if f := strings.Fields(r.Value); len(f) > 0 {
			p.Possible = append(p.Possible, f[len(f)-1])
		}
	case "activelicense":
		p.license(r)
	default:
		if _, seen := p.Rows[group]; !seen && r.Label != "" {
			p.Rows[group] = r
		}
		if path := programPath(r.Value); path != "" {
			p.Paths = append(p.Paths, path)
		}
	}
}

func (p *LogProduct) license(r Row) {
	if r.Label != "" {
		p.Licenses = append(p.Licenses, LogLicense{Name: r.Value, Head: r, Fields: map[string]Row{}})
		return
	}
	if label, _, ok := r.Sub(); ok && len(p.Licenses) > 0 {
		f := p.Licenses[len(p.Licenses)-1].Fields
		if _, seen := f[Key(label)]; !seen {
			f[Key(label)] = r
		}
	}
}

// programPath finds the path of a program at the end of a value: "Installed - 16.0.4266.1001 - ... - C:\...\WINWORD.EXE".
func programPath(v string) string {
	i := strings.LastIndex(v, `:\`)
	if i < 1 || !letter(v[i-1]) || !strings.HasSuffix(strings.ToLower(v), ".exe") {
		return ""
	}
	return v[i-1:]
}

// Folder is the folder of a program's path, "" where there is none.
func Folder(path string) string {
	i := strings.LastIndexAny(path, `\/`)
	if i < 0 {
		return ""
	}
	return path[:i]
}
