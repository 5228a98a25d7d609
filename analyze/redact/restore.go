package redact

import (
	"fmt"
	"net/netip"
	"regexp"
	"sort"
	"strings"

	"kmstriage/parse/bundle"
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
		for _, m := range form.FindAllStringSubmatchIndex(whole, -1) {
			if p, ok := x.address(whole, m, tears); ok {
				spans = append(spans, p)
			}
		}
	}
	sort.SliceStable(spans, func(i, j int) bool { return spans[i].start < spans[j].start })
	spans = apart(spans)
	return rewrite(s, whole, tears, merged(spans, outside(x.words.find(whole, tears), spans)))
}

func (x *Restorer) address(s string, m []int, tears []tear) (span, bool) {
	if len(m) > 2 { // of a name below in-addr.arpa
		quad := strings.Split(s[m[0]:m[9]], ".")
		a, err := netip.ParseAddr(quad[3] + "." + quad[2] + "." + quad[1] + "." + quad[0])
		was, ok := x.addresses[a]
		if err != nil || !ok {
			return span{}, false
		}
		b := was.As4()
		return span{m[0], m[9], fmt.Sprintf("%d.%d.%d.%d", b[3], b[2], b[1], b[0])}, edge(s, m[0], tears)
	}
	start, end := bare(s, m[0], m[1])
	a, port := s[start:end], ""
	if at := portAt(a); at > 0 {
		a, port = a[:at], a[at:]
	}
	is, err := netip.ParseAddr(a)
	if err != nil {
		return span{}, false
	}
	was, ok := x.addresses[is.Unmap()]
	if !ok {
		return span{}, false
	}
	if is.Is4In6() {
		return span{start, end, "::ffff:" + was.String() + port}, true
	}
	return span{start, end, was.String() + port}, edge(s, start, tears) && edge(s, end, tears)
}

// Bundle puts the names into a capsule.
func (x *Restorer) Bundle(b *bundle.Bundle) (*Capsule, error) {
	c := &Capsule{Paths: map[string]string{}}
	for _, e := range b.Entries {
		in, err := open(e, "")
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
func (x *Restorer) File(b []byte) ([]byte, error) { return contentOf(b, "").write(x.Text) }
