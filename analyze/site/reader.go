package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader walks the document and collects what is wrong with it, so that one run shows all of it.
type reader struct {
	site     Site
	mistakes []Mistake
	names    map[string]taken // every host name, alias and retired name, compared form to place
}

// taken is where a name stands, and as what.
type taken struct {
	line int
	as   string // host, alias, retired
}

func (r *reader) wrong(line int, what, hint string) {
	r.mistakes = append(r.mistakes, Mistake{Line: line, What: what, Hint: hint})
}

// field reads the value of a key.
type field func(key, value *yaml.Node)

func (r *reader) root(n *yaml.Node) {
	r.mapping(n, "the file", map[string]field{
		"hosts": func(k, v *yaml.Node) {
			r.site.HostsLine = k.Line
			r.list(k, v, "a list of hosts, each with name and serves", r.host)
		},
		"retired": func(k, v *yaml.Node) { r.list(k, v, "a list of host names", r.retired) },
		"zones":   func(k, v *yaml.Node) { r.list(k, v, "a list of DNS zones", r.zone) },
		"publish": func(k, v *yaml.Node) { r.site.Publish = r.choice(k, v) },
		"mak":     func(k, v *yaml.Node) { r.site.MAK = r.choice(k, v) },
	})
}

// mapping hands every value to its field. Unknown keys, keys given twice and values of another kind are mistakes.
func (r *reader) mapping(n *yaml.Node, what string, fields map[string]field) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n.Line, fmt.Sprintf("%s is %s", what, kind(n)), "want keys: "+strings.Join(keys(fields), ", "))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, known := fields[k.Value]
		switch {
		case k.Kind != yaml.ScalarNode:
			r.wrong(k.Line, "a key that is "+kind(k), "want one of "+strings.Join(keys(fields), ", "))
		case !known:
			r.wrong(k.Line, fmt.Sprintf("unknown key %q", k.Value), Suggest(k.Value, keys(fields)))
		case seen[k.Value] > 0:
			r.wrong(k.Line, fmt.Sprintf("key %q a second time", k.Value), fmt.Sprintf("it stands at line %d already", seen[k.Value]))
		default:
			seen[k.Value] = k.Line
			read(k, v)
		}
	}
}

func keys(fields map[string]field) []string {
	var out []string
	for k := range fields {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// list hands every entry on. A list without entries says nothing, so it is taken for an oversight.
func (r *reader) list(k, v *yaml.Node, want string, read func(*yaml.Node)) {
	switch {
	case v.Kind != yaml.SequenceNode:
		r.wrong(v.Line, fmt.Sprintf("%s is %s", k.Value, kind(v)), "want "+want)
	case len(v.Content) == 0:
		r.wrong(v.Line, k.Value+" is an empty list", "want "+want+", or leave the key out")
	}
	if v.Kind == yaml.SequenceNode {
		for _, e := range v.Content {
			read(e)
		}
	}
}

// text reads a word; ok is false where there is none.
func (r *reader) text(what string, n *yaml.Node) (s string, ok bool) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" || strings.TrimSpace(n.Value) == "" {
		r.wrong(n.Line, fmt.Sprintf("%s is %s", what, kind(n)), "want a name")
		return "", false
	}
	return strings.TrimSpace(n.Value), true
}

// choices are the spellings of yes and no; the YAML versions differ in which of them are truth values.
var choices = map[string]bool{"yes": true, "true": true, "on": true, "no": false, "false": false, "off": false}

func (r *reader) choice(k, v *yaml.Node) *Choice {
	yes, ok := choices[strings.ToLower(v.Value)]
	if v.Kind != yaml.ScalarNode || !ok {
		r.wrong(v.Line, fmt.Sprintf("%s is %s", k.Value, kind(v)), "want yes or no")
		return nil
	}
	return &Choice{Yes: yes, Line: k.Line}
}

func (r *reader) port(k, v *yaml.Node) int {
	n, err := strconv.Atoi(v.Value)
	if v.Kind != yaml.ScalarNode || v.ShortTag() != "!!int" || err != nil || n < 1 || n > 65535 {
		r.wrong(v.Line, fmt.Sprintf("%s is %s", k.Value, kind(v)), "want a number from 1 to 65535, without quotes")
		return DefaultPort
	}
	return n
}

// kind says what a node is, for messages. Anchors are not followed: the file is written by hand and short, and what a
// line says shall stand in that line.
func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return fmt.Sprintf("a reference (*%s)", n.Value)
	}
	switch n.ShortTag() {
	case "!!null":
		return "empty"
	case "!!int", "!!float":
		return "the number " + n.Value
	case "!!bool":
		return n.Value
	}
	return fmt.Sprintf("%q", n.Value)
}
