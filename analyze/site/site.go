// Package site turns the site file, in which a person wrote down what is known of a customer's KMS hosts, into answers to
// the questions of a diagnosis. The file's form stands in docs/site.md.
package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"kmstriage/parse/fact"
)

// DefaultPort is the port of a host whose entry gives none: that of the KMS protocol.
const DefaultPort = 1688

// maxBytes bounds a site file: many thousand hosts. A bigger one is some other file.
const maxBytes = 1 << 20

// Site is what the file says. What it does not say is unknown: Publish and MAK are nil then.
type Site struct {
	Name    string // the file's, as sources show it
	Hosts   []Host
	Retired []Retired
	Zones   []Zone
	// Publish says whether the hosts publish themselves in DNS, MAK whether a multiple activation key is acceptable
	// in place of KMS.
	Publish *Choice
	MAK     *Choice
	// HostsLine is the line of the key "hosts"; 0 where the file lists none.
	HostsLine int
}

// Host is one KMS host of the site.
type Host struct {
	Name    string   // as written
	Aliases []string // other names and addresses of the same machine
	Port    int
	Serves  []string // of Products
	Dead    bool     // alive: false
	// Line is that of the name; the others are those of their keys, or Line where the key is left out.
	Line, AliasLine, PortLine, ServesLine, AliveLine int
}

// Retired is a host that is no KMS host any more.
type Retired struct {
	Name string
	Line int
}

// Zone is a DNS zone in which the site's records stand.
type Zone struct {
	Name string
	Line int
}

// Choice is a yes or no of the file.
type Choice struct {
	Yes  bool
	Line int
}

// Products are what a host can serve, as the file spells them.
func Products() []string {
	return []string{"windows", "office 2010", "office 2013", "office 2016", "office 2019", "office 2021", "office 2024"}
}

// Read reads a site file; name is what sources call it. Everything wrong with it comes back, sorted by line; then the
// Site is nil.
func Read(name string, in io.Reader) (*Site, []Mistake) {
	data, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	switch {
	case err != nil:
		return nil, []Mistake{{What: err.Error()}}
	case len(data) > maxBytes:
		return nil, []Mistake{{What: fmt.Sprintf("longer than %d KiB", maxBytes>>10), Hint: "this is no site file"}}
	}
	r := &reader{site: Site{Name: name}, names: map[string]taken{}}
	if root := r.parse(data); root != nil {
		r.root(root)
	}
	if len(r.mistakes) > 0 {
		return nil, sorted(r.mistakes)
	}
	return &r.site, nil
}

// parse gives the one document of the file.
func (r *reader) parse(data []byte) *yaml.Node {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		r.wrong(1, "nothing is in the file", `want at least "hosts:"`)
		return nil
	case err != nil:
		r.syntax(err)
		return nil
	}
	switch err := d.Decode(&more); {
	case errors.Is(err, io.EOF):
	case err != nil:
		r.syntax(err)
	default:
		r.wrong(more.Line, "a second document", "a site is one document: take the --- out")
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		r.wrong(1, "nothing is in the file", `want at least "hosts:"`)
		return nil
	}
	return doc.Content[0]
}

var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// syntax tells what the YAML reader found; it stops at the first fault.
func (r *reader) syntax(err error) {
	m := syntaxError.FindStringSubmatch(err.Error())
	if m == nil {
		r.wrong(0, "not YAML: "+err.Error(), "")
		return
	}
	line, _ := strconv.Atoi(m[1])
	r.wrong(line, "not YAML: "+m[2], "")
}

func (s *Site) at(line int, reason string) fact.Line {
	return fact.Line{Source: fact.Source{Path: s.Name, Line: line}, Text: reason}
}
