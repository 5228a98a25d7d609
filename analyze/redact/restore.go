package redact

import (
	"fmt"
	"net/netip"
	"regexp"
	"sort"
	"strings"

	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// Restorer puts the names back into what was redacted with a map.
type Restorer struct {
	words     *node
	addresses map[netip.Addr]netip.Addr
}

// Restorer prepares it. What was covered, whole keys and installation ids, is not in the map and stays covered.
func (m *Map) Restorer() *Restorer {
	x := &Restorer{words: &node{}, addresses: map[netip.Addr]netip.Addr{}}
	for _, e := range m.Entries() {
		switch e.Class {
		case classNet:
		case classAddress:
			was, err := netip.ParseAddr(e.Original)
			is, err2 := netip.ParseAddr(e.Token)
			if err == nil && err2 == nil {
				x.addresses[is] = was
			}
		default:
			x.words.add(strings.ToLower(e.Token), e.Original, len(e.Token) >= sureWord && e.Class == classLabel)
		}
	}
	return x
}

// Text puts the names into a text, in the case in which their tokens stand.
func (x *Restorer) Text(s string) string {
	whole, tears := mend(s)
	var spans []span
	for _, form := range []*regexp.Regexp{reverseForm, ip4Form, ip6Form} {
		for _, m := range form.FindAllStringIndex(whole, -1) {
			if p, ok := x.address(whole, m[0], m[1]); ok && edge(whole, p.start, tears) && edge(whole, p.end, tears) {
				spans = append(spans, p)
			}
		}
	}
	sort.SliceStable(spans, func(i, j int) bool { return spans[i].start < spans[j].start })
	spans = apart(spans)
	return rewrite(s, whole, tears, merged(spans, outside(x.words.find(whole, tears), spans)))
}

// address gives the address that stands for another, with the port behind it.
func (x *Restorer) address(s string, start, end int) (span, bool) {
	if quad, ok := strings.CutSuffix(strings.ToLower(s[start:end]), arpa); ok {
		is, _ := turned(quad)
		a, err := netip.ParseAddr(is)
		was, ok := x.addresses[a]
		t, ok2 := turned(was.String())
		return span{start, end, t + arpa}, err == nil && ok && ok2
	}
	start, end = bare(s, start, end)
	a, port := s[start:end], ""
	if at := portAt(a); at > 0 {
		a, port = a[:at], a[at:]
	}
	is, err := netip.ParseAddr(a)
	if err != nil {
		return span{}, false
	}
	was, ok := x.addresses[is.Unmap()]
	if is.Is4In6() {
		return span{start, end, "::ffff:" + was.String() + port}, ok
	}
	return span{start, end, was.String() + port}, ok
}

// Bundle puts the names into a capsule.
func (x *Restorer) Bundle(b *bundle.Bundle) (*Capsule, error) {
	c := &Capsule{Paths: map[string]string{}}
	for _, e := range b.Entries {
		in, err := open(e, fact.Reading{})
		if err != nil {
			return nil, err
		}
		out, err := in.write(x.Text)
		if err != nil {
			return nil, fmt.Errorf("restore %q: %w", e.Path, err)
		}
		c.Files = append(c.Files, File{Path: x.Text(e.Path), Of: e.Path, Content: out})
	}
	return c, nil
}

// File puts the names into a file of text, of any encoding.
func (x *Restorer) File(b []byte) ([]byte, error) { return contentOf(b, fact.Reading{}).write(x.Text) }
