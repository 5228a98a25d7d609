package kmsevent

import (
	"regexp"
	"strings"
)

// Publishing is the payload of 12293 (failed) and 12294 (done): the SRV record of a KMS host in a DNS domain.
type Publishing struct {
	Code   *uint32 // of 12293
	Domain string
}

var (
	quotedName = regexp.MustCompile("['\"‘’‚“”„«»‹›「『][\\s\\x{a0}]*([A-Za-z0-9_][A-Za-z0-9_.-]*)[\\s\\x{a0}]*['\"‘’“”«»‹›」』]")
	dottedName = regexp.MustCompile(`(?:^|[^A-Za-z0-9_.-])([A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+)`)
	plainName  = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
)

// ParsePublishing reads the insertion strings, or the rendered text as the only element. It reports false where there
// is neither a code nor a domain.
func ParsePublishing(data []string) (Publishing, bool) {
	var p Publishing
	for _, d := range data[:min(len(data), maxFields)] {
		d = strings.TrimSpace(d[:min(len(d), maxPayload)])
		if c, ok := code32(d); ok && hexField.MatchString(d) {
			if p.Code == nil {
				p.Code = &c
			}
		} else if p.Domain == "" && plainName.MatchString(d) {
			p.Domain = strings.TrimSuffix(d, ".")
		}
	}
	text := bounded(data)
	if p.Code == nil {
		if m := anyHex.FindString(text); m != "" {
			if c, ok := code32(m); ok {
				p.Code = &c
			}
		}
	}
	if p.Domain == "" {
		p.Domain = domainIn(text)
	}
	return p, p.Code != nil || p.Domain != ""
}

// domainIn finds the domain in a sentence: most translations quote it, some do not.
func domainIn(text string) string {
	for _, re := range []*regexp.Regexp{quotedName, dottedName} {
		if m := re.FindStringSubmatch(text); m != nil {
			return strings.TrimRight(m[1], ".")
		}
	}
	return ""
}
