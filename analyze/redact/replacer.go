package redact

import (
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// replacer takes out of texts what must not be told. It first learns, over all texts, what words are names, and then
// replaces.
type replacer struct {
	m      *Map
	public func(string) bool
	keep   map[string]bool // ids that the facts know as a product's
	words  *node
	paths  *node           // words that stand in for others in paths only
	labels map[string]bool // learned: class and original
	whole  map[string]bool // paths, which messages quote
	// become gives the token of what is known by its form. Until settle it only notes it.
	become func(class, original string) string
}

func newReplacer(o Options) *replacer {
	r := &replacer{m: o.Map, public: o.Public, keep: map[string]bool{}, words: &node{}, paths: &node{}, labels: map[string]bool{}, whole: map[string]bool{}}
	r.become = func(class, original string) string {
		r.learn(class, original)
		return ""
	}
	if r.public == nil {
		r.public = func(string) bool { return false }
	}
	return r
}

// host learns the name of a host, a domain or a computer, or an address.
func (r *replacer) host(name string) {
	name = strings.ToLower(strings.Trim(strings.TrimSpace(name), ".[]"))
	if _, err := netip.ParseAddr(name); err == nil || name == "" {
		return // addresses are known by their form
	}
	if u, err := idna.ToUnicode(name); err == nil && u != name {
		r.alias(name, u)
		name = u
	}
	if public(name) {
		return
	}
	labels := strings.Split(name, ".")
	n := len(labels)
	if n == 1 {
		r.word(name)
		return
	}
	apex := labels[n-2] + "." + labels[n-1]
	if tenantDomains[apex] {
		labels = labels[:n-2]
	} else {
		if everyday(labels[n-2]) || tld(labels[n-1]) != labels[n-1] {
			r.learn(classDomain, apex)
		}
		labels = labels[:n-1]
	}
	for _, l := range labels {
		r.word(l)
	}
}

// word learns one word that is a name.
func (r *replacer) word(w string) {
	w = strings.ToLower(strings.TrimSpace(w))
	if everyday(w) || len(w) > maxWord || strings.ContainsFunc(w, unicode.IsControl) {
		return
	}
	r.learn(classLabel, w)
	r.escaped(w)
	if c := []rune(w); len(c) > netbiosLength {
		r.learn(classLabel, string(c[:netbiosLength]))
	}
}

// maxWord is beyond what any name can have, in bytes: a longer one is damage.
const maxWord = 256

func (r *replacer) learn(class, original string) {
	if r.labels[class+" "+original] {
		return
	}
	r.labels[class+" "+original] = true
	r.m.expect(original)
}

// escaped learns the other spellings of a name with letters outside ASCII.
func (r *replacer) escaped(w string) {
	for _, e := range escapes(w) {
		r.labels["alias "+e+" "+w] = true
		r.m.expect(e)
	}
}

// escapes are how JSON, XML and addresses of the web write a name with letters outside ASCII.
func escapes(w string) (out []string) {
	if strings.IndexFunc(w, coins) < 0 {
		return nil
	}
	for _, write := range []func(c rune) string{
		func(c rune) string { return fmt.Sprintf("\\u%04x", c) },
		func(c rune) string { return fmt.Sprintf("&#%d;", c) },
		func(c rune) string { return fmt.Sprintf("&#x%x;", c) },
		func(c rune) string { return strings.ToLower(url.QueryEscape(string(c))) },
	} {
		var b strings.Builder
		for _, c := range w {
			if coins(c) {
				b.WriteString(write(c))
			} else {
				b.WriteRune(c)
			}
		}
		out = append(out, b.String())
	}
	return out
}

// coins reports a letter that those forms write in their own way.
func coins(c rune) bool { return c >= utf8.RuneSelf || c == '&' }

// alias learns the other spelling of a name in another alphabet.
func (r *replacer) alias(coded, plain string) {
	ascii, words := strings.Split(coded, "."), strings.Split(plain, ".")
	for i, l := range ascii {
		if l != words[i] {
			r.labels["alias "+l+" "+words[i]] = true
			r.m.expect(l)
		}
	}
	if n := len(ascii) - 2; n >= 0 && ascii[n] != words[n] {
		r.labels["alias "+strings.Join(ascii[n:], ".")+" "+strings.Join(words[n:], ".")] = true
	}
}

// settle makes the replacements of what was learned, once all of it is known: none shall look like another's original, and in
// which order it was learned shall not matter.
func (r *replacer) settle() {
	for _, k := range slices.Sorted(maps.Keys(r.labels)) {
		class, w, _ := strings.Cut(k, " ")
		if class == "alias" {
			coded, plain, _ := strings.Cut(w, " ")
			as := classLabel
			if strings.Contains(plain, ".") {
				as = classDomain
			}
			r.add(r.words, coded, r.m.become(as, plain), false)
			continue
		}
		t := r.m.become(class, w)
		switch class {
		case classLabel:
			r.add(r.words, w, t, utf8.RuneCountInString(w) >= sureWord)
		case classPath:
			r.add(r.paths, w, t, false)
		case classDomain, classKey:
			r.add(r.words, w, t, false)
		}
	}
	r.become = r.m.become
	quoted := map[string]string{}
	for p := range r.whole {
		if t := r.path(p); t != p {
			quoted[p] = t
		}
	}
	for p, t := range quoted { // now that no path is rewritten by another
		r.words.add(strings.ToLower(p), strings.ToLower(t), false)
	}
}

func (r *replacer) add(to *node, word, token string, sure bool) {
	if token != "" {
		to.add(word, token, sure)
	}
}

// sureWord is from how many characters a name is looked for inside other words too ("svccontoso").
const sureWord = 6

// span is a piece of a text and what takes its place.
type span struct {
	start, end int
	token      string
}

// text gives a text with everything replaced. What a window's edge has torn apart is seen as one and torn at the same place
// again.
func (r *replacer) text(s string) string {
	whole, tears := mend(s)
	return rewrite(s, whole, tears, r.spans(whole, tears))
}

// rewrite puts the tokens in their places. s is what is returned where there are none.
func rewrite(s, whole string, tears []tear, spans []span) string {
	if len(spans) == 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	at := 0
	for _, p := range spans {
		tears = copyTo(&b, whole, at, p.start, tears)
		tears = put(&b, whole[p.start:p.end], p, tears)
		at = p.end
	}
	for _, t := range copyTo(&b, whole, at, len(whole), tears) { // at the very end
		b.WriteString(t.end)
	}
	return b.String()
}

// copyTo writes a piece of the whole with the line ends that were in it.
func copyTo(b *strings.Builder, whole string, from, to int, tears []tear) []tear {
	for len(tears) > 0 && tears[0].at < to {
		b.WriteString(whole[from:tears[0].at])
		b.WriteString(tears[0].end)
		from, tears = tears[0].at, tears[1:]
	}
	b.WriteString(whole[from:to])
	return tears
}

// put writes a token in the case of what it replaces, torn where that was torn.
func put(b *strings.Builder, old string, p span, tears []tear) []tear {
	was := []rune(old)
	at := p.start
	shout := strings.ToUpper(old) == old && strings.ToLower(old) != old
	for i, c := range []rune(p.token) {
		for len(tears) > 0 && tears[0].at <= at && i < len(was) {
			b.WriteString(tears[0].end)
			tears = tears[1:]
		}
		model := was[min(i, len(was)-1)]
		if shout || unicode.IsUpper(model) {
			c = unicode.ToUpper(c)
		}
		b.WriteRune(c)
		if i < len(was) {
			at += utf8.RuneLen(model)
		}
	}
	for len(tears) > 0 && tears[0].at < p.end {
		b.WriteString(tears[0].end)
		tears = tears[1:]
	}
	return tears
}
