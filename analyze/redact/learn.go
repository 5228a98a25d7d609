package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// learnText notes the names that a text tells by their form: dotted names of hosts, profiles, accounts, servers.
func (r *replacer) learnText(s string) {
	r.learnPlain(s)
	r.learnCoded(s)
}

func (r *replacer) learnPlain(s string) {
	whole, tears := mend(s)
	r.plainSpans(whole, tears) // notes what is known by its form
	dotted(whole, func(name string, _ int) { r.host(name) })
	found := func(form *regexp.Regexp, sign string, note func(m []string)) {
		for from, to := range linesWith(whole, sign, 1) {
			for _, m := range form.FindAllStringSubmatch(whole[from:to], -1) {
				note(m)
			}
		}
	}
	found(maskedForm, "-", func(m []string) { r.partialKey(m[1]) })
	found(profileForm, `\`, func(m []string) { r.user(m[1]) })
	found(homeForm, "/", func(m []string) { r.user(m[1]) })
	found(serverForm, `\`, func(m []string) { r.host(m[1]) })
	found(accountForm, `\`, func(m []string) {
		r.host(m[1])
		r.user(m[2])
	})
	found(issuedForm, "=", func(m []string) { r.user(strings.Trim(m[1], `"`)) })
	found(mailForm, "@", func(m []string) {
		if !public(strings.ToLower(m[2])) {
			r.user(m[1])
			r.host(m[2])
		}
	})
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
