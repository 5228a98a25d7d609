package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

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
	profileForm = regexp.MustCompile(`(?i)(?:\\users\\|\\documents and settings\\)([^\\/:*?"<>|\r\n\t;,]{1,64})`)
	homeForm    = regexp.MustCompile(`(?:/home/|/Users/)([^\\/:*?"<>|\r\n\t;, ]{1,64})`)
	serverForm  = regexp.MustCompile(`(?m)(?:^|[\s"'=(,;>])\\\\(?:\\\\)?([\p{L}\p{N}._-]{2,64})\\`)
	accountForm = regexp.MustCompile(`(?i)\b(?:user(?: ?name)?|account|owner|author|run as|logged on as)\b\s*[:=]?\s*([\p{L}\p{N}._-]{2,64})\\([\p{L}\p{N}._ -]{1,64}[\p{L}\p{N}])`)
	issuedForm  = regexp.MustCompile(`\b(?:CN|OU?|DC)=("[^"\r\n]{1,128}"|[^,;"\r\n]{1,128})`) // names of certificates and directories
	mailForm    = regexp.MustCompile(`([\p{L}\p{N}._%+-]{1,64})@((?:[\p{L}\p{N}_-]{1,63}\.)+\p{L}{2,24})`)
	reverseForm = regexp.MustCompile(`(?i)\d{1,3}(?:\.\d{1,3}){3}\.in-addr\.arpa`)
	maskedForm  = regexp.MustCompile(`(?:[*#X]{5}-){4}([0-9A-Za-z]{5})\b`) // a key of which the end is shown
	versionWord = regexp.MustCompile(`(?i)(?:version|build|release|\bver\.?|\bv)\W{0,8}$`)
)

// spans finds all that is to be replaced, in order and without overlap.
func (r *replacer) spans(s string, tears []tear) []span {
	return merged(r.coded(s), r.plainSpans(s, tears))
}

// plainSpans finds it as far as it is not in another coding.
func (r *replacer) plainSpans(s string, tears []tear) []span {
	var out []span
	loose := false
	add := func(start, end int, token string) {
		if token != "" && (loose || edge(s, start, tears) && edge(s, end, tears)) {
			out = append(out, span{start, end, token})
		}
	}
	// Each form has so many of a sign; most lines have not.
	each := func(form *regexp.Regexp, sign string, least int, token func(found string, at int) string) {
		for from, to := range linesWith(s, sign, least) {
			for _, m := range form.FindAllStringIndex(s[from:to], -1) {
				add(from+m[0], from+m[1], token(strings.ToLower(s[from+m[0]:from+m[1]]), from+m[0]))
			}
		}
	}
	for _, x := range fact.Secrets(s) {
		out = append(out, span{x.Start, x.End, r.secret(s[x.Start:x.End], x.Key)})
	}
	loose = true // long enough to be known without a blank around them too, as in a file that lost its line ends
	each(pidForm, "-", 3, func(w string, _ int) string { return r.become(classPID, w) })
	each(guidForm, "-", 4, func(w string, _ int) string { return r.guid(w) })
	loose = false
	each(sidForm, "-", 5, func(w string, _ int) string { return r.become(classSID, strings.Replace(w, "s-1", "S-1", 1)) })
	each(macForm, "-", 5, func(w string, _ int) string { return r.become(classMAC, w) })
	each(macForm, ":", 5, func(w string, _ int) string { return r.become(classMAC, w) })
	each(reverseForm, ".", 5, func(w string, _ int) string { return r.reversed(w) })
	each(ip4Form, ".", 3, func(w string, at int) string { return r.quad(s, w, at) })
	for from, to := range linesWith(s, ":", 2) {
		for _, m := range ip6Form.FindAllStringIndex(s[from:to], -1) {
			start, end := bare(s, from+m[0], from+m[1])
			add(start, end, r.groups(strings.ToLower(s[start:end])))
		}
	}
	// The first of those that overlap stays; of words the longest.
	slices.SortStableFunc(out, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	patterns := apart(out)
	return apart(merged(patterns, r.words.find(s, tears)))
}

// merged puts spans among others, which go before them where they touch.
func merged(a, b []span) []span {
	if len(a) == 0 {
		return b
	}
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
