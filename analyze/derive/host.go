package derive

import (
	"strings"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// Host is what the bundle tells of this machine as a KMS host.
type Host struct {
	Licences []HostLicence      // the Office host licences that are there, by release
	Enabled  bool               // any product: "Key Management Service is enabled on this machine"
	Served   bool               // 12290 of this machine
	Listed   bool               // published in DNS under its own name
	Block    *fact.ServiceBlock // the block that shows port and publishing
	Line     fact.Line
}

// HostLicence is one Office KMS host licence of this machine.
type HostLicence struct {
	Release string // 2010, 2013, 2016, ...
	Family  int
	Status  string
	Block   *fact.ServiceBlock // nil where only a licence row shows it
	Line    fact.Line
}

func host(c *Case) Host {
	var h Host
	for i := range c.Set.HostLicences {
		b := &c.Set.HostLicences[i]
		if b.HostEnabled {
			h.Enabled = true
			if h.Block == nil || h.Block.Port == 0 {
				h.Block = b
			}
			h.cite(b.Lines["hostEnabled"])
		}
		if r, f := hostRelease(*b); r != "" && (b.Found == nil || *b.Found) {
			h.Licences = append(h.Licences, HostLicence{Release: r, Family: f, Status: b.Status, Block: b, Line: firstLine(b.Lines, "status", "activationID", "block")})
			h.cite(firstLine(b.Lines, "name", "activationID", "block"))
		}
	}
	for _, r := range c.Rows {
		if r.Class == "kms_host" && r.HasKey && !h.has(r.SKU, r.Family) {
			rel := release(r.SKU, r.Name)
			h.Licences = append(h.Licences, HostLicence{Release: rel, Family: r.Family, Status: r.Status, Line: firstLine(r.Lines, "status", "block")})
		}
	}
	for i := range c.Set.HostRequests {
		e := c.Set.HostRequests[i].Event
		if c.Machine.owns(e.Computer) {
			h.Served = true
			h.cite(fact.Line{Source: e.Source, Text: e.Raw})
			break
		}
	}
	for _, r := range c.DNS.Records {
		if c.Machine.IsSelf(r.Host) {
			h.Listed = true
			h.cite(r.Line)
		}
	}
	h.applySettings(c)
	return h
}

func (h *Host) cite(l fact.Line) {
	if h.Line.Text == "" {
		h.Line = l
	}
}

func (h *Host) has(sku string, family int) bool {
	for _, l := range h.Licences {
		if l.Block != nil && l.Block.ActivationID == sku || sku == "" && l.Family == family {
			return true
		}
	}
	return false
}

// hostRelease recognises the licence of an Office KMS host by its id, else by name and description.
func hostRelease(b fact.ServiceBlock) (string, int) {
	if p, ok := catalogue.ProductByID(b.ActivationID); ok && p.Kind == "host" {
		return p.Release, p.Major
	}
	d := strings.ToUpper(b.Description)
	if catalogue.AppOf(b.ApplicationID) != "windows" && (strings.Contains(strings.ToUpper(b.Name), "KMS_HOST") || strings.Contains(d, "VOLUME_KMS") && !strings.Contains(d, "CLIENT") && strings.Contains(b.Name, "Office")) {
		r := release("", b.Name)
		return r, releaseFamily(r)
	}
	return "", 0
}

// release names the Office release of a licence by its id, else by "Office NN," of its name.
func release(sku, name string) string {
	if p, ok := catalogue.ProductByID(sku); ok && p.Release != "" {
		return p.Release
	}
	for prefix, r := range map[string]string{"Office 14": "2010", "Office 15": "2013", "Office 16": "2016", "Office 19": "2019", "Office 21": "2021", "Office 24": "2024"} {
		if strings.HasPrefix(name, prefix) {
			return r
		}
	}
	return ""
}

func releaseFamily(r string) int {
	switch r {
	case "2010":
		return 14
	case "2013":
		return 15
	case "":
		return 0
	}
	return 16
}

func firstLine(ls fact.Lines, keys ...string) fact.Line {
	for _, k := range keys {
		if l, ok := ls[k]; ok {
			return l
		}
	}
	return fact.Line{}
}

// IsKMSHost reports whether the machine is a KMS host of any product.
func (h Host) IsKMSHost() bool { return h.ByOwnWord() || h.Listed }

// ByOwnWord is IsKMSHost without what DNS says.
func (h Host) ByOwnWord() bool { return len(h.Licences) > 0 || h.Enabled || h.Served }

// Office is the machine's host licence of a release, nil if there is none.
func (h Host) Office(release string) *HostLicence {
	for i := range h.Licences {
		if h.Licences[i].Release == release {
			return &h.Licences[i]
		}
	}
	return nil
}
