package site

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// host reads one entry of hosts.
func (r *reader) host(n *yaml.Node) {
	h := Host{Port: DefaultPort, Line: n.Line}
	named, serves := false, false
	r.mapping(n, "a host", map[string]field{
		"name": func(k, v *yaml.Node) {
			named = true
			h.Line = v.Line
			h.Name = r.name("name", v, "host")
		},
		"port": func(k, v *yaml.Node) { h.PortLine, h.Port = k.Line, r.port(k, v) },
		"serves": func(k, v *yaml.Node) {
			serves, h.ServesLine = true, k.Line
			r.list(k, v, "a list of products", func(e *yaml.Node) { r.product(e, &h) })
		},
		"aliases": func(k, v *yaml.Node) {
			h.AliasLine = k.Line
			r.list(k, v, "a list of names and addresses", func(e *yaml.Node) {
				if a := r.name("an alias", e, "alias"); a != "" {
					h.Aliases = append(h.Aliases, a)
				}
			})
		},
		"alive": func(k, v *yaml.Node) {
			h.AliveLine = k.Line
			if c := r.choice(k, v); c != nil {
				h.Dead = !c.Yes
			}
		},
	})
	if n.Kind != yaml.MappingNode {
		return
	}
	if !named {
		r.wrong(n.Line, "a host without name", "want name: and its full name")
	}
	if !serves {
		r.wrong(n.Line, "a host without serves", "want serves: and a list out of "+strings.Join(Products(), ", "))
	}
	for _, l := range []*int{&h.AliasLine, &h.PortLine, &h.ServesLine, &h.AliveLine} {
		if *l == 0 {
			*l = h.Line
		}
	}
	r.site.Hosts = append(r.site.Hosts, h)
}

// officeYear is an Office by its year, with or without the word before it.
var officeYear = regexp.MustCompile(`^(?:office[ -]?)?(\d{4})$`)

func (r *reader) product(n *yaml.Node, h *Host) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		r.wrong(n.Line, "a product that is "+kind(n), "want one of "+strings.Join(Products(), ", "))
		return
	}
	p := strings.ToLower(strings.TrimSpace(n.Value))
	if m := officeYear.FindStringSubmatch(p); m != nil {
		p = "office " + m[1]
	}
	switch {
	case !slices.Contains(Products(), p):
		r.wrong(n.Line, fmt.Sprintf("unknown product %q", n.Value), Suggest(p, Products()))
	case slices.Contains(h.Serves, p):
		r.wrong(n.Line, fmt.Sprintf("product %q a second time", p), "once is enough")
	default:
		h.Serves = append(h.Serves, p)
	}
}

func (r *reader) retired(n *yaml.Node) {
	if s := r.name("a retired host", n, "retired"); s != "" {
		r.site.Retired = append(r.site.Retired, Retired{Name: s, Line: n.Line})
	}
}

func (r *reader) zone(n *yaml.Node) {
	s, ok := r.text("a zone", n)
	if !ok {
		return
	}
	s = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(s), "_vlmcs._tcp."), ".")
	if !isName(s) || isAddress(s) {
		r.wrong(n.Line, fmt.Sprintf("zone %q is no DNS zone", n.Value), "want a name like contoso.com")
		return
	}
	for _, z := range r.site.Zones {
		if normal(z.Name) == normal(s) {
			r.wrong(n.Line, fmt.Sprintf("zone %q a second time", n.Value), fmt.Sprintf("it stands at line %d already", z.Line))
			return
		}
	}
	r.site.Zones = append(r.site.Zones, Zone{Name: s, Line: n.Line})
}

// name reads the name of a machine, which may stand in the file once only.
func (r *reader) name(what string, n *yaml.Node, as string) string {
	s, ok := r.text(what, n)
	if !ok {
		return ""
	}
	if host, port, ok := strings.Cut(s, ":"); ok && isName(host) && !isAddress(s) {
		r.wrong(n.Line, fmt.Sprintf("%s %q holds a port", what, s), fmt.Sprintf("write %s, and the port as port: %s beside name", host, port))
		return ""
	}
	if !isName(s) {
		r.wrong(n.Line, fmt.Sprintf("%s %q is neither a host name nor an address", what, s), "want a name like kms01.contoso.com")
		return ""
	}
	old, there := r.names[normal(s)]
	if !there {
		r.names[normal(s)] = taken{n.Line, as}
		return s
	}
	if (old.as == "retired") != (as == "retired") {
		r.wrong(n.Line, fmt.Sprintf("%q is listed as live and as retired", s), fmt.Sprintf("see line %d, and take one of the two out", old.line))
		return ""
	}
	r.wrong(n.Line, fmt.Sprintf("%q a second time", s), fmt.Sprintf("it stands at line %d already", old.line))
	return ""
}
