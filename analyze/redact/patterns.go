package redact

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kmstriage/parse/fact"
)

// What is known by its form alone. Keys and installation ids come first, since the others would find pieces of them.
var (
	guidForm    = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	sidForm     = regexp.MustCompile(`(?i)S-1-(?:5-21|12-1)(?:-\d{1,10}){3,8}`)
	pidForm     = regexp.MustCompile(`(?i)\d{5}-\d{5}-\d{3}-\d{6}-\d{2}-\d{4,5}-\d{4,5}\.\d{4}-\d{7}|\d{5}-(?:\d{3}|OEM)-\d{7}-\d{5}|\d{5}-\d{5}-\d{5}-[A-Z]{2}\d{3}`)
	macForm     = regexp.MustCompile(`(?i)[0-9a-f]{2}(?:(?:-[0-9a-f]{2}){5,7}|(?::[0-9a-f]{2}){5})`)
	ip4Form     = regexp.MustCompile(`\d{1,3}(?:\.\d{1,3}){3}`)
	ip6Form     = regexp.MustCompile(`(?i)[0-9a-f:]*:[0-9a-f]*:[0-9a-f:.]*`)
	profileForm = regexp.MustCompile(`(?i)(?:\\users\\|\\documents and settings\\|/home/|/users/)([^\\/:*?"<>|\r\n\t;,]{1,64})`)
	serverForm  = regexp.MustCompile(`(?m)(?:^|[\s"'=(,;>])\\\\(?:\\\\)?([\p{L}\p{N}._-]{2,64})\\`)
	accountForm = regexp.MustCompile(`(?i)\b(?:user(?: ?name)?|account|owner|author|run as|logged on as)\b\s*[:=]?\s*([\p{L}\p{N}._-]{2,64})\\([\p{L}\p{N}._ -]{1,64}[\p{L}\p{N}])`)
	issuedForm  = regexp.MustCompile(`\b(?:CN|OU?|DC)=("[^"\r\n]{1,128}"|[^,;"\r\n]{1,128})`) // names of certificates and directories
	mailForm    = regexp.MustCompile(`([\p{L}\p{N}._%+-]{1,64})@((?:[\p{L}\p{N}_-]{1,63}\.)+\p{L}{2,24})`)
	reverseForm = regexp.MustCompile(`(?i)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(\.in-addr\.arpa)`)
	versionWord = regexp.MustCompile(`(?i)(?:version|build|release|\bver\.?|\bv)\W{0,8}$`)
)

// learnText notes the names that a text tells by their form: dotted names of hosts, profiles, accounts, servers.
func (r *replacer) learnText(s string) {
	whole, tears := mend(s)
	r.spans(whole, tears) // notes what is known by its form
	dotted(whole, func(name string, _ int) { r.host(name) })
	for _, m := range profileForm.FindAllStringSubmatch(whole, -1) {
		r.user(m[1])
	}
	for _, m := range serverForm.FindAllStringSubmatch(whole, -1) {
		r.host(m[1])
	}
	for _, m := range accountForm.FindAllStringSubmatch(whole, -1) {
		r.host(m[1])
		r.user(m[2])
	}
	for _, m := range issuedForm.FindAllStringSubmatch(whole, -1) {
		r.user(strings.Trim(m[1], `"`))
	}
	for _, m := range mailForm.FindAllStringSubmatch(whole, -1) {
		if !public(strings.ToLower(m[2])) {
			r.user(m[1])
			r.host(m[2])
		}
	}
}

// user learns the name of an account: whole, and of a name of several words each.
func (r *replacer) user(name string) {
	name = strings.ToLower(strings.TrimRight(strings.TrimSpace(name), ". "))
	if strings.HasPrefix(name, "%") || strings.HasPrefix(name, "nt ") {
		return
	}
	for _, w := range strings.FieldsFunc(name, func(c rune) bool { return c == ' ' || c == '.' || c == '@' }) {
		r.word(w)
	}
}

// dotted finds the names of hosts in a text by their last label.
func dotted(s string, found func(name string, at int)) {
	for at := 0; at < len(s); {
		dot := strings.IndexByte(s[at:], '.')
		if dot < 0 {
			return
		}
		dot += at
		start, end := dot, dot
		for start > at {
			c, n := utf8.DecodeLastRuneInString(s[at:start])
			if !inName(c) {
				break
			}
			start -= n
		}
		for end < len(s) {
			c, n := utf8.DecodeRuneInString(s[end:])
			if !inName(c) && c != '.' {
				break
			}
			end += n
		}
		name := strings.Trim(s[start:end], ".-")
		if hostLike(strings.ToLower(name)) {
			found(name, start)
		}
		at = max(end, dot+1)
	}
}

func inName(c rune) bool {
	return c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c)
}

// hostLike reports a dotted word, in lower case, that is taken for the name of a host or domain.
func hostLike(name string) bool {
	labels := strings.Split(name, ".")
	n := len(labels)
	if n < 2 || len(name) > 253 || !topLevels[labels[n-1]] && !countries[labels[n-1]] {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 {
			return false
		}
	}
	// "System.Net" and "ASP.NET" are no names of hosts.
	return !(labels[n-1] == "net" && n == 2 && everyday(labels[0])) && strings.IndexFunc(labels[n-2], unicode.IsLetter) >= 0
}

// spans finds all that is to be replaced, in order and without overlap.
func (r *replacer) spans(s string, tears []tear) []span {
	var out []span
	add := func(start, end int, token string) {
		if token != "" && edge(s, start, tears) && edge(s, end, tears) {
			out = append(out, span{start, end, token})
		}
	}
	each := func(form *regexp.Regexp, token func(found string, at int) string) {
		for _, m := range form.FindAllStringIndex(s, -1) {
			add(m[0], m[1], token(strings.ToLower(s[m[0]:m[1]]), m[0]))
		}
	}
	for _, x := range fact.Secrets(s) {
		out = append(out, span{x.Start, x.End, r.secret(s[x.Start:x.End], x.Key)})
	}
	// These are long enough to be known without a blank around them too, as in a file that lost its line ends.
	for _, m := range pidForm.FindAllStringIndex(s, -1) {
		loose(&out, m, r.become(classPID, strings.ToLower(s[m[0]:m[1]])))
	}
	for _, m := range guidForm.FindAllStringIndex(s, -1) {
		loose(&out, m, r.guid(strings.ToLower(s[m[0]:m[1]])))
	}
	each(sidForm, func(w string, _ int) string { return r.become(classSID, strings.Replace(w, "s-1", "S-1", 1)) })
	each(macForm, func(w string, _ int) string { return r.become(classMAC, w) })
	for _, m := range reverseForm.FindAllStringSubmatchIndex(s, -1) {
		add(m[0], m[9], r.reversed(s, m))
	}
	each(ip4Form, func(w string, at int) string { return r.quad(s, w, at) })
	for _, m := range ip6Form.FindAllStringIndex(s, -1) {
		start, end := bare(s, m[0], m[1])
		add(start, end, r.groups(strings.ToLower(s[start:end])))
	}
	// The first of those that overlap stays; of words the longest.
	slices.SortStableFunc(out, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	patterns := apart(out)
	return apart(merged(patterns, r.words.find(s, tears)))
}

func loose(out *[]span, at []int, token string) {
	if token != "" {
		*out = append(*out, span{at[0], at[1], token})
	}
}

// merged sorts words among the patterns, which come first at the same place.
func merged(a, b []span) []span {
	out := append(slices.Clone(a), outside(b, a)...)
	slices.SortStableFunc(out, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	return out
}

// outside leaves the spans that touch none of the others, both in order.
func outside(spans, others []span) []span {
	var out []span
	i := 0
	for _, p := range spans {
		for i < len(others) && others[i].end <= p.start {
			i++
		}
		if i == len(others) || others[i].start >= p.end {
			out = append(out, p)
		}
	}
	return out
}

func apart(in []span) []span {
	var out []span
	for _, p := range in {
		if len(out) == 0 || p.start >= out[len(out)-1].end {
			out = append(out, p)
		}
	}
	return out
}

// secret covers a key or an installation id. The last five characters of a key have the token that they have by themselves.
func (r *replacer) secret(s string, key bool) string {
	s = fact.Hidden(s)
	end := strings.ToLower(s[len(s)-partialKeyLength:])
	if !key || r.public(end) || strings.Trim(end, "x") == "" {
		return s
	}
	if t := r.become(classKey, end); t != "" {
		return s[:len(s)-partialKeyLength] + t
	}
	return s
}

// guid keeps the ids of products, and those that are no id at all.
func (r *replacer) guid(w string) string {
	if r.keep[w] || r.public(w) || strings.HasSuffix(w, "0000000ff1ce") || strings.Trim(w, "0-") == "" {
		return ""
	}
	return r.become(classGUID, w)
}

// quad replaces four numbers that are an address and not a version.
func (r *replacer) quad(s, w string, at int) string {
	a, err := netip.ParseAddr(w)
	if err != nil {
		return ""
	}
	end := at + len(w)
	more := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	if at > 0 && s[at-1] == '.' && more(at-2) || end < len(s) && s[end] == '.' && more(end+1) {
		return "" // of a longer number
	}
	if versionWord.MatchString(s[max(0, at-24):at]) {
		return ""
	}
	return r.become(classAddress, a.String())
}

func (r *replacer) reversed(s string, m []int) string {
	part := func(i int) string { return s[m[2*i]:m[2*i+1]] }
	a, err := netip.ParseAddr(part(4) + "." + part(3) + "." + part(2) + "." + part(1))
	if err != nil {
		return ""
	}
	b := strings.Split(r.become(classAddress, a.String()), ".")
	if len(b) != 4 {
		return ""
	}
	return b[3] + "." + b[2] + "." + b[1] + "." + b[0]
}

// leastPort is from where a last group of decimal digits is taken for a port, as the readers of KMS requests do.
const leastPort = 1000

// groups replaces an IPv6 address, and leaves a port behind it as it is.
func (r *replacer) groups(w string) string {
	port := ""
	if at := portAt(w); at > 0 {
		w, port = w[:at], w[at:]
	}
	a, err := netip.ParseAddr(w)
	if err != nil {
		return ""
	}
	if a.Is4In6() {
		if t := r.become(classAddress, a.Unmap().String()); t != "" {
			return "::ffff:" + t + port
		}
		return ""
	}
	t, err := netip.ParseAddr(r.become(classAddress, a.WithZone("").String()))
	if err != nil {
		return ""
	}
	return shaped(t, w) + port
}

// portAt finds the colon before the port behind an IPv6 address, 0 if there is none.
func portAt(w string) int {
	at := strings.LastIndexByte(w, ':')
	if at <= 0 {
		return 0
	}
	n, err := strconv.Atoi(w[at+1:])
	if _, bad := netip.ParseAddr(w[:at]); err != nil || bad != nil || n < leastPort || n >= 1<<16 {
		return 0
	}
	return at
}

// bare leaves the colon of a label before an address and the mark behind it out.
func bare(s string, start, end int) (int, int) {
	for end > start && (s[end-1] == '.' || s[end-1] == ':' && !strings.HasSuffix(s[start:end], "::")) {
		end--
	}
	if s[start] == ':' && !strings.HasPrefix(s[start:end], "::") {
		start++
	}
	return start, end
}

// shaped writes an address with the zeros where another spelling has them.
func shaped(a netip.Addr, as string) string {
	full := strings.Split(a.StringExpanded(), ":")
	short := func(g []string) string {
		out := make([]string, len(g))
		for i, x := range g {
			out[i] = strings.TrimLeft(x[:3], "0") + x[3:]
		}
		return strings.Join(out, ":")
	}
	head, tail, gap := strings.Cut(as, "::")
	if !gap {
		return short(full)
	}
	count := func(s string) int {
		if s == "" {
			return 0
		}
		return strings.Count(s, ":") + 1
	}
	before, after := full[:count(head)], full[len(full)-count(tail):]
	if strings.Trim(strings.Join(full[len(before):len(full)-len(after)], ""), "0") != "" {
		return a.String() // the range for documentation has more digits than what was there
	}
	return short(before) + "::" + short(after)
}

// find gives the longest of the words at each place.
func (n *node) find(s string, tears []tear) []span {
	var out []span
	for at := 0; at < len(s); {
		if p, ok := n.longest(s, at, tears); ok {
			out = append(out, p)
			at = p.end
			continue
		}
		_, w := utf8.DecodeRuneInString(s[at:])
		at += w
	}
	return out
}

func (n *node) longest(s string, at int, tears []tear) (best span, ok bool) {
	begins := edge(s, at, tears)
	for i := at; i < len(s); {
		c, w := utf8.DecodeRuneInString(s[i:])
		next := n.next[unicode.ToLower(c)]
		if next == nil {
			break
		}
		i += w
		n = next
		if n.token != "" && (n.sure || begins && edge(s, i, tears)) {
			best, ok = span{at, i, n.token}, true
		}
	}
	return best, ok
}
