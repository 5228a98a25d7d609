package nslookup

import (
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"kmstriage/parse/format/consoletext"
)

var (
	field       = regexp.MustCompile(`(?i)\b(priority|weight|port|svr\s*hostname)\s*=\s*([^\s=]+)`)
	fieldGlued  = regexp.MustCompile(`(priority|weight|port|svr hostname)\s*=`)
	ownerLine   = regexp.MustCompile(`(?i)^\s*(_[a-z0-9-]+\._(?:tcp|udp|tls)[a-z0-9._-]*)[\s:]+(?:.*\bSRV.*|\S.*[:：])\s*$`)
	ownerGlued  = regexp.MustCompile(`(?i)_[a-z0-9-]+\._(?:tcp|udp|tls)[a-z0-9._-]*\s+SRV service`)
	unixService = regexp.MustCompile(`(?i)^\s*(\S+)\s+service\s*=\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s*$`)
	timeOut     = regexp.MustCompile(`(?i)^\s*DNS request timed out`)
	timeOutTail = regexp.MustCompile(`(?i)^\s*timeout was \d+ second`)
	otherGlued  = regexp.MustCompile(`DNS request timed out\.|timeout was \d|\*\*\* `)
	v4Run       = regexp.MustCompile(`=\s*(?:\d{1,3}\.){3}\d{1,3}`)
)

// nameLabels announce the name of a plain look-up's answer.
var nameLabels = []string{"name", "nombre", "nom", "nome", "名前", "이름", "имя", "名称", "名稱"}

// maxSplits bounds the parts of one line, which hostile text could make as many as its bytes.
const maxSplits = 4096

// split takes glued lines apart before the labels that begin something.
func split(lines []consoletext.Line) []consoletext.Line {
	out := make([]consoletext.Line, 0, len(lines))
	for _, l := range lines {
		cuts := cutsOf(l.Text)
		from := 0
		for _, at := range cuts {
			if strings.TrimSpace(l.Text[from:at]) != "" {
				out = append(out, l.Slice(from, at))
				from = at
			}
		}
		out = append(out, l.Slice(from, len(l.Text)))
	}
	return out
}

// labelsGlued finds the labels of the header in every language, longest first.
var labelsGlued = sync.OnceValue(func() *regexp.Regexp {
	var words []string
	for _, m := range messages {
		switch m.id {
		case server, defaultServer, address, addresses, nonAuthoritative:
			words = append(words, strings.TrimRight(m.text, " :："))
		}
	}
	words = append(words, "Name", "Nombre", "Nom", "Nome")
	sort.Slice(words, func(i, j int) bool { return len(words[i]) > len(words[j]) })
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	return regexp.MustCompile(`(?:` + strings.Join(words, "|") + `)[\s\x{a0}]*[:：]`)
})

func cutsOf(text string) []int {
	var cuts []int
	starred := strings.HasPrefix(strings.TrimSpace(text), "**")
	add := func(re *regexp.Regexp, gluedOnly bool) {
		for _, m := range re.FindAllStringIndex(text, maxSplits) {
			before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
			if m[0] == 0 || gluedOnly && (unicode.IsSpace(before) || before == '\'') {
				continue
			}
			cuts = append(cuts, m[0])
		}
	}
	if strings.ContainsAny(text, ":：") {
		add(labelsGlued(), starred)
	}
	add(ownerGlued, false)
	add(fieldGlued, false)
	add(otherGlued, false)
	for _, m := range v4Run.FindAllStringIndex(text, maxSplits) {
		if m[1] < len(text) && unicode.IsLetter(rune(text[m[1]])) {
			cuts = append(cuts, m[1])
		}
	}
	sort.Ints(cuts)
	return cuts
}

// startsOwn says that a line is not what the window's edge tore off the one before.
func startsOwn(_, next string) bool {
	t := strings.TrimSpace(next)
	_, prompt := consoletext.Command(next)
	loc := field.FindStringIndex(t)
	_, _, label := labelled(t)
	return prompt || strings.HasPrefix(t, "**") || strings.HasPrefix(t, "> ") || timeOut.MatchString(t) || timeOutTail.MatchString(t) ||
		ownerLine.MatchString(t) || loc != nil && loc[0] == 0 || label || literal(t) != ""
}

// labelled takes "label: value" apart at the first colon.
func labelled(text string) (label, value string, ok bool) {
	at := strings.IndexAny(text, ":：")
	if at <= 0 {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	label, value = strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+size:])
	if label == "" || value == "" || strings.ContainsAny(label, "=*>\\/") || len(label) > 120 || strings.HasSuffix(label, " .") {
		return "", "", false
	}
	return label, value, true
}
